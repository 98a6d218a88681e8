"""Why a verdict was given although evidence contradicts it, and the direction of ratings without a score.

On PostgreSQL the views are replaced, because a view that is dropped loses the rights of those who may read it; a new
column comes last in any case. SQLite replaces no view.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ALTHOUGH = "why the desk decided so although evidence contradicts the verdict"
DIRECTION = "what evidence that agrees with the rating does, where neither score nor code tells: supports or refutes"
CHECK = "direction IN ('supports', 'refutes')"

V1_VERDICTS = """
SELECT
    v.claim_id,
    v.version,
    v.question,
    r.code AS rating,
    r.label,
    r.category,
    r.score,
    r.category IS NOT NULL AS mapped,
    s.code AS scale,
    s.version AS scale_version,
    CASE WHEN v.flags <> '' THEN v.flags END AS flags,
    v.rationale,
    v.searched,
    v.as_of,
    v.change_kind,
    v.public_note,
    actor.handle AS decided_by,
    v.proposed_by_id AS decided_by_id,
    v.proposed_at AS decided_at,
    editor.handle AS approved_by,
    a.approved_by_id,
    a.at AS approved_at,
    coalesce(CASE v.question WHEN 'truth' THEN c.truth_version ELSE c.quote_version END = v.version, {no}) AS in_force,
    (SELECT count(*) FROM verdict_evidence stood WHERE stood.claim_id = v.claim_id AND stood.version = v.version
        AND stood.question = v.question) AS evidence_count{although}
FROM verdicts v
JOIN claims c ON c.id = v.claim_id
JOIN ratings r ON r.id = v.rating_id
JOIN scales s ON s.id = r.scale_id
JOIN reviewers actor ON actor.id = v.proposed_by_id
LEFT JOIN approvals a ON a.claim_id = v.claim_id AND a.version = v.version AND a.question = v.question
LEFT JOIN reviewers editor ON editor.id = a.approved_by_id
"""

PUBLIC1_VERDICTS = """
SELECT
    v.claim_id,
    v.version,
    v.question,
    r.code AS rating,
    r.label,
    r.definition,
    r.category,
    r.score,
    r.category IS NOT NULL AS mapped,
    s.code AS scale,
    s.version AS scale_version,
    CASE WHEN v.flags <> '' THEN v.flags END AS flags,
    v.rationale,
    v.searched,
    v.as_of,
    v.change_kind,
    v.public_note,
    coalesce(actor.pen_name, {desk_name}) AS decided_by,
    v.proposed_at AS decided_at,
    coalesce(editor.pen_name, {desk_name}) AS published_by,
    a.at AS published_at,
    coalesce(CASE v.question WHEN 'truth' THEN c.truth_version ELSE c.quote_version END = v.version, {no}) AS in_force,
    (SELECT count(*) FROM verdict_evidence stood WHERE stood.claim_id = v.claim_id AND stood.version = v.version
        AND stood.question = v.question) AS evidence_count{although}
FROM verdicts v
JOIN approvals a ON a.claim_id = v.claim_id AND a.version = v.version AND a.question = v.question
JOIN claims c ON c.id = v.claim_id
JOIN ratings r ON r.id = v.rating_id
JOIN scales s ON s.id = r.scale_id
JOIN reviewers actor ON actor.id = v.proposed_by_id
JOIN reviewers editor ON editor.id = a.approved_by_id
WHERE c.status IN ('published', 'correcting')
"""

VIEWS = {"v1_verdicts": V1_VERDICTS, "public1_verdicts": PUBLIC1_VERDICTS}
DESK_NAME = "(SELECT nullif(rule.value, '') FROM policies rule WHERE rule.name = 'desk-name')"


def upgrade() -> None:
    op.add_column("verdicts", sa.Column("although", sa.Text(), nullable=True, comment=ALTHOUGH))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE ratings ADD COLUMN direction TEXT CONSTRAINT ck_ratings_direction CHECK ({CHECK})")
    else:
        op.add_column("ratings", sa.Column("direction", sa.Text(), nullable=True, comment=DIRECTION))
        op.create_check_constraint(op.f("ck_ratings_direction"), "ratings", CHECK)
    _write_views("CREATE OR REPLACE", ",\n    v.although")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        # A replaced view keeps its columns: only a new one has fewer.
        for name in VIEWS:
            op.execute(f"DROP VIEW {name}")
    _write_views("CREATE", "")
    op.drop_column("ratings", "direction")
    op.drop_column("verdicts", "although")


def _write_views(create: str, although: str) -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    for name, query in VIEWS.items():
        if is_sqlite:
            op.execute(f"DROP VIEW {name}")
        options = " WITH (security_barrier)" if not is_sqlite and name.startswith("public1_") else ""
        parts = {"no": "0" if is_sqlite else "false", "desk_name": DESK_NAME, "although": although}
        text = query.strip()
        for part, sql in parts.items():
            text = text.replace(f"{{{part}}}", sql)
        connection.exec_driver_sql(f"{'CREATE' if is_sqlite else create} VIEW {name}{options} AS\n{text}")

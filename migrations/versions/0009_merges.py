"""One row a speaker and a source: what the desk decided about who is whom, and views in which its merges hold.

Claims aren't rewritten: a merge sets merged_into_id, which always names the one that lives. A check by a publisher that
was merged counts with those of the living one. Labels are compared by key: a rating's, and that of another's check.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = "what it is found by: its name's key, without what some publishers write before a rating"

LIVING = """SELECT DISTINCT t.name, t.name_key FROM claim_topics ct
        JOIN topics given ON given.id = ct.topic_id
        JOIN topics t ON t.id = coalesce(given.merged_into_id, given.id)
        WHERE ct.claim_id = c.id"""
TOPICS = {
    "sqlite": f"(SELECT group_concat(name, ', ') FROM ({LIVING} ORDER BY t.name_key))",
    "postgresql": f"""(SELECT string_agg(name, ', ' ORDER BY name_key COLLATE "C") FROM ({LIVING}) AS living)""",
}

V1_CLAIMS = """
CREATE VIEW v1_claims AS
SELECT
    c.id,
    c.uid,
    c.claim,
    c.quote,
    c.attribution,
    c.kind,
    CASE WHEN sp.kind <> 'unknown' THEN sp.name END AS speaker,
    c.speaker_title,
    c.speaker_party,
    c.said_on,
    c.said_precision,
    c.occasion,
    CASE WHEN so.kind <> 'unknown' THEN so.name END AS source,
    d.title AS document_title,
    d.url AS document_url,
    c.status,
    a.handle AS assignee,
    tr.code AS verdict,
    tr.category AS verdict_category,
    tr.score AS verdict_score,
    qr.code AS quote_verdict,
    CASE WHEN qr.code IN ('altered', 'out-of-context', 'misattributed', 'not-found')
        THEN 'source' ELSE 'speaker' END AS answers_for,
    CASE WHEN c.flags <> '' THEN c.flags END AS flags,
    CASE WHEN c.truth_version > c.quote_version OR c.quote_version IS NULL
        THEN c.truth_version ELSE c.quote_version END AS verdict_version,
    c.decided_at,
    c.published_at,
    c.published_url,
    c.evidence_count,
    (SELECT count(*) FROM ({checks}) AS checks) AS other_checks,
    c.repeats_id,
    {topics} AS topics,
    c.resolves_on,
    c.language,
    sp.id AS speaker_id,
    so.id AS source_id,
    c.document_id,
    c.added_at,
    c.changed_at
FROM claims c
JOIN speakers said ON said.id = c.speaker_id
JOIN speakers sp ON sp.id = coalesce(said.merged_into_id, said.id)
JOIN sources carried ON carried.id = c.source_id
JOIN sources so ON so.id = coalesce(carried.merged_into_id, carried.id)
LEFT JOIN documents d ON d.id = c.document_id
LEFT JOIN reviewers a ON a.id = c.assignee_id
LEFT JOIN ratings tr ON tr.id = c.truth_rating_id
LEFT JOIN ratings qr ON qr.id = c.quote_rating_id
"""

CHECKS = """SELECT DISTINCT coalesce(p.merged_into_id, p.id) AS publisher, oc.url
        FROM other_checks oc JOIN sources p ON p.id = oc.source_id WHERE oc.claim_id = c.id"""
CHECKS_BEFORE = "SELECT DISTINCT oc.source_id, oc.url FROM other_checks oc WHERE oc.claim_id = c.id"

V1_OTHER_CHECKS = """
CREATE VIEW v1_other_checks AS
SELECT
    oc.claim_id,
    oc.n,
    CASE WHEN p.kind <> 'unknown' THEN p.name END AS publisher,
    p.id AS publisher_id,
    oc.url,
    oc.headline,
    oc.scale_code AS scale,
    oc.label,
    oc.reviewed_on,
    r.code AS rating,
    r.category,
    r.score,
    CASE WHEN r.flags <> '' THEN r.flags END AS flags,
    r.category IS NOT NULL AS mapped,
    NOT EXISTS (
        SELECT 1 FROM other_checks later JOIN sources theirs ON theirs.id = later.source_id
        WHERE later.claim_id = oc.claim_id AND later.n > oc.n
        AND coalesce(theirs.merged_into_id, theirs.id) = p.id AND coalesce(later.url, '') = coalesce(oc.url, '')
    ) AS newest
FROM other_checks oc
JOIN sources given ON given.id = oc.source_id
JOIN sources p ON p.id = coalesce(given.merged_into_id, given.id)
LEFT JOIN scales s ON s.code = oc.scale_code
    AND s.version = (SELECT max(each.version) FROM scales each WHERE each.code = oc.scale_code)
LEFT JOIN ratings r ON r.scale_id = s.id AND r.label_key = oc.label_key
"""


def upgrade() -> None:
    op.create_table(
        "identity_decisions",
        sa.Column("kind", sa.Text(), nullable=False, comment="speaker or source"),
        sa.Column("a", sa.Text(), nullable=False, comment="uid of the one: of the same, whichever was merged"),
        sa.Column("b", sa.Text(), nullable=False, comment="uid of the other: of the same, what it was merged into"),
        sa.Column("decision", sa.Text(), nullable=False, comment="the same, or different"),
        sa.Column("by_id", BIGINT, nullable=False, comment="who decided it"),
        sa.Column("at", TIMESTAMP, nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("kind", "a", "b", name="pk_identity_decisions"),
        sa.ForeignKeyConstraint(["by_id"], ["reviewers.id"], name="fk_identity_decisions_by_id", ondelete="RESTRICT"),
        sa.CheckConstraint("kind IN ('speaker', 'source')", name=op.f("ck_identity_decisions_kind")),
        sa.CheckConstraint("decision IN ('same', 'different')", name=op.f("ck_identity_decisions_decision")),
        sa.CheckConstraint("a <> b", name=op.f("ck_identity_decisions_b")),
        comment="who is the same as whom and who is not, as the desk decided",
    )
    for table in ("speakers", "sources"):  # who was merged into whom; most weren't
        rows = sa.text("merged_into_id IS NOT NULL")
        name = f"ix_{table}_merged_into_id"
        op.create_index(name, table, ["merged_into_id"], sqlite_where=rows, postgresql_where=rows)
    op.execute("DROP VIEW v1_claims")
    _key_ratings()
    _key_checks()
    _create_claims_view(CHECKS)
    op.execute(V1_OTHER_CHECKS.strip())


def _key_ratings() -> None:
    op.add_column("ratings", sa.Column("label_key", sa.Text(), nullable=True, comment=KEY))
    _fill("ratings")
    op.create_index("ix_ratings_scale_id_label_key", "ratings", ["scale_id", "label_key"], unique=True)


def _key_checks() -> None:
    """Add the column; no older factdb wrote such rows, but whoever did by other means keeps them."""
    op.add_column("other_checks", sa.Column("label_key", sa.Text(), nullable=True, comment=KEY))
    if op.get_bind().execute(sa.text("SELECT count(*) FROM other_checks WHERE label IS NOT NULL")).scalar():
        _fill_checks()


def _fill(table: str) -> None:
    """Write each label's key, as far as it can be told without the tables of Unicode: in lower case, one space."""
    connection = op.get_bind()
    for (label,) in connection.execute(sa.text(f"SELECT DISTINCT label FROM {table} WHERE label IS NOT NULL")).all():
        update = sa.text(f"UPDATE {table} SET label_key = :key WHERE label = :label")
        connection.execute(update, {"key": " ".join(label.casefold().split()), "label": label})


def _fill_checks() -> None:
    """Fill other_checks, which is append-only, and guard it again as it was."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("ALTER TABLE other_checks DISABLE TRIGGER guard_other_checks_change")
        _fill("other_checks")
        op.execute("ALTER TABLE other_checks ENABLE ALWAYS TRIGGER guard_other_checks_change")
        return
    guard = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'guard_other_checks_update'"
    sql = connection.execute(sa.text(guard)).scalar_one()
    op.execute("DROP TRIGGER guard_other_checks_update")
    _fill("other_checks")
    connection.exec_driver_sql(sql)


def _create_claims_view(checks: str) -> None:
    op.execute(V1_CLAIMS.strip().format(topics=TOPICS[op.get_bind().dialect.name], checks=checks))


def downgrade() -> None:
    op.execute("DROP VIEW v1_other_checks")
    op.execute("DROP VIEW v1_claims")
    op.drop_index("ix_ratings_scale_id_label_key", "ratings")
    op.drop_column("ratings", "label_key")
    op.drop_column("other_checks", "label_key")
    for table in ("speakers", "sources"):
        op.drop_index(f"ix_{table}_merged_into_id", table)
    op.drop_table("identity_decisions")
    _create_claims_view(CHECKS_BEFORE)

"""Indexes for what grows with a desk though its answer does not, and a view that reads no more than it is asked for.

v1_status_changes joined every change with its claim and parsed its body twice, even to count changes. Its columns stay
the same. On PostgreSQL the condition of the index has to repeat the view's, or the server would read every body.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

V1_STATUS_CHANGES = """
SELECT
    h.claim_id,
    h.seq,
    {was} AS was,
    coalesce({now}, {first}) AS now,
    {reason} AS reason,
    (SELECT actor.handle FROM reviewers actor WHERE actor.id = h.actor_id) AS changed_by,
    h.actor_id AS changed_by_id,
    h.at AS changed_at,
    (SELECT {seconds} FROM claims c WHERE c.id = h.claim_id) AS seconds
FROM history h
WHERE h.kind IN ('added', 'moved', 'corrected', 'correction-withdrawn')
    AND (h.kind IN ('added', 'moved') OR {now} IS NOT NULL)
"""
BEFORE = """
SELECT
    h.claim_id,
    h.seq,
    {was} AS was,
    coalesce({now}, {first}) AS now,
    {reason} AS reason,
    actor.handle AS changed_by,
    h.actor_id AS changed_by_id,
    h.at AS changed_at,
    {seconds} AS seconds
FROM history h
JOIN claims c ON c.id = h.claim_id
JOIN reviewers actor ON actor.id = h.actor_id
WHERE h.kind IN ('added', 'moved', 'corrected', 'correction-withdrawn')
    AND coalesce({now}, {first}) IS NOT NULL
"""
PARTS = {
    "sqlite": {
        "was": "json_extract(h.body, '$.changed.status.was')",
        "now": "json_extract(h.body, '$.changed.status.now')",
        "first": "CASE WHEN h.kind = 'added' THEN json_extract(h.body, '$.claim.status') END",
        "reason": "json_extract(h.body, '$.reason')",
        "seconds": "CAST(strftime('%s', h.at) AS INTEGER) - CAST(strftime('%s', c.added_at) AS INTEGER)",
    },
    "postgresql": {
        "was": "(h.body::json #>> '{changed,status,was}')",
        "now": "(h.body::json #>> '{changed,status,now}')",
        "first": "CASE WHEN h.kind = 'added' THEN h.body::json #>> '{claim,status}' END",
        "reason": "(h.body::json ->> 'reason')",
        "seconds": "(floor(extract(epoch FROM h.at)) - floor(extract(epoch FROM c.added_at)))::bigint",
    },
}
CHANGES_STATUS = "kind IN ('added', 'moved', 'corrected', 'correction-withdrawn')"
HAS_STATUS = "(kind IN ('added', 'moved') OR (body::json #>> '{changed,status,now}') IS NOT NULL)"
# Canonical JSON has no spaces, and a quotation mark within a text is escaped: nothing else in a body looks like this.
MOVES_DAY = """replace(body, '"sort_on":{', '') <> body"""
FACETS = ["status", "kind", "attribution", "truth_rating_id", "quote_rating_id", "said_on", "evidence_count"]
INDICES = (
    ("ix_history_status_changes", "history", ["actor_id", "at", "seq", "kind"], CHANGES_STATUS, HAS_STATUS),
    ("ix_history_day_moved", "history", ["at", "claim_id"], MOVES_DAY, None),
    ("ix_desk_history_topic_renamed", "desk_history", ["seq"], "kind = 'topic-renamed'", None),
    ("ix_claims_facets", "claims", FACETS, None, None),
    ("ix_claims_evidence_count_id", "claims", [sa.text("evidence_count DESC"), "id"], None, None),
    ("ix_evidence_added_by_id_added_at", "evidence", ["added_by_id", "added_at"], None, None),
    ("ix_verdicts_proposed_by_id_proposed_at", "verdicts", ["proposed_by_id", "proposed_at"], None, None),
    ("ix_approvals_approved_by_id_at", "approvals", ["approved_by_id", "at"], None, None),
)


def upgrade() -> None:
    _replace("v1_status_changes", V1_STATUS_CHANGES)
    for name, table, columns, only, on_postgresql in INDICES:
        whole = " AND ".join(part for part in (only, on_postgresql) if part)
        conditions = {"sqlite_where": sa.text(only), "postgresql_where": sa.text(whole)} if only else {}
        op.create_index(name, table, columns, **conditions)


def downgrade() -> None:
    for name, table, *_ in reversed(INDICES):
        op.drop_index(name, table)
    _replace("v1_status_changes", BEFORE)


def _replace(name: str, query: str) -> None:
    """Give a view another query; PostgreSQL replaces it in place, so that logins that may read it still may."""
    dialect = op.get_bind().dialect.name
    text = query.strip()
    for part, sql in PARTS[dialect].items():
        text = text.replace(f"{{{part}}}", sql)
    if dialect == "sqlite":
        op.execute(f"DROP VIEW {name}")
    create = "CREATE VIEW" if dialect == "sqlite" else "CREATE OR REPLACE VIEW"
    op.get_bind().exec_driver_sql(f"{create} {name} AS\n{text}")

"""Topics can be merged: the one that is merged away points at the other, and v1_claims shows the living one.

Claims aren't rewritten, so a merge can be undone by emptying the pointer.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MERGED = sa.Column("merged_into_id", BIGINT, nullable=True, comment="the topic that this one turned out to be")

LIVING = """SELECT DISTINCT t.name, t.name_key FROM claim_topics ct
        JOIN topics given ON given.id = ct.topic_id
        JOIN topics t ON t.id = coalesce(given.merged_into_id, given.id)
        WHERE ct.claim_id = c.id"""
TOPICS = {
    "sqlite": f"(SELECT group_concat(name, ', ') FROM ({LIVING} ORDER BY t.name_key))",
    "postgresql": f"""(SELECT string_agg(name, ', ' ORDER BY name_key COLLATE "C") FROM ({LIVING}) AS living)""",
}
TOPICS_BEFORE = {
    "sqlite": """(SELECT group_concat(name, ', ') FROM (
        SELECT t.name FROM claim_topics ct JOIN topics t ON t.id = ct.topic_id
        WHERE ct.claim_id = c.id ORDER BY t.name_key))""",
    "postgresql": """(SELECT string_agg(t.name, ', ' ORDER BY t.name_key COLLATE "C")
        FROM claim_topics ct JOIN topics t ON t.id = ct.topic_id WHERE ct.claim_id = c.id)""",
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
    (SELECT count(*) FROM (
        SELECT DISTINCT oc.source_id, oc.url FROM other_checks oc WHERE oc.claim_id = c.id) AS checks
    ) AS other_checks,
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


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.execute("DROP VIEW v1_claims")
    # SQLite adds no column with a key and a CHECK of their own, by which they could be told: the table is made again.
    with op.batch_alter_table("topics") as table:
        table.add_column(MERGED)
        table.create_foreign_key("fk_topics_merged_into_id", "topics", ["merged_into_id"], ["id"], ondelete="RESTRICT")
        table.create_check_constraint(op.f("ck_topics_merged_into_id"), "merged_into_id <> id")
    op.execute(V1_CLAIMS.strip().format(topics=TOPICS[dialect]))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.execute("DROP VIEW v1_claims")
    with op.batch_alter_table("topics") as table:
        table.drop_constraint(op.f("ck_topics_merged_into_id"), type_="check")
        table.drop_constraint("fk_topics_merged_into_id", type_="foreignkey")
        table.drop_column("merged_into_id")
    op.execute(V1_CLAIMS.strip().format(topics=TOPICS_BEFORE[dialect]))

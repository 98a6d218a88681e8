"""The public view v1_claims: what a listed claim is, for lists and for anybody's SQL.

Its columns are a promise: they may be added to at the end, never renamed or removed.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TOPICS = {
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
    op.execute(V1_CLAIMS.strip().format(topics=TOPICS[op.get_bind().dialect.name]))


def downgrade() -> None:
    op.execute("DROP VIEW v1_claims")

"""The words by which an article names an unnamed source: claims get attributed_to, and both views of claims show it.

"Experts warn that the dam may break" is the outlet's own narration: the speaker stays the outlet, and "experts" stands
here. A claim of before has none. Adding the column takes no time: it is NULL in every row.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COMMENT = "words by which the article names a source that it leaves unnamed, such as a senior official"
MORE = ",\n    c.attributed_to"

V1_CLAIMS = """
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
        SELECT DISTINCT coalesce(p.merged_into_id, p.id) AS publisher, oc.url
        FROM other_checks oc JOIN sources p ON p.id = oc.source_id WHERE oc.claim_id = c.id) AS checks
    ) AS other_checks,
    c.repeats_id,
    {topics} AS topics,
    c.resolves_on,
    c.language,
    sp.id AS speaker_id,
    so.id AS source_id,
    c.document_id,
    c.added_at,
    c.changed_at,
    c.priority,
    c.headline{more}
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

PUBLIC1_CLAIMS = """
SELECT
    c.id,
    c.uid,
    c.claim,
    c.headline,
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
    tr.code AS verdict,
    tr.label AS verdict_label,
    tr.category AS verdict_category,
    tr.score AS verdict_score,
    qr.code AS quote_verdict,
    qr.label AS quote_verdict_label,
    CASE WHEN qr.code IN ('altered', 'out-of-context', 'misattributed', 'not-found')
        THEN 'source' ELSE 'speaker' END AS answers_for,
    CASE WHEN c.flags <> '' THEN c.flags END AS flags,
    CASE WHEN c.truth_version > c.quote_version OR c.quote_version IS NULL
        THEN c.truth_version ELSE c.quote_version END AS verdict_version,
    c.decided_at,
    (SELECT min(a.at) FROM approvals a WHERE a.claim_id = c.id) AS first_published_at,
    c.published_at,
    c.published_url,
    (SELECT count(*) FROM evidence e WHERE e.claim_id = c.id AND {is_public_evidence}) AS evidence_count,
    (SELECT count(*) FROM (
        SELECT DISTINCT coalesce(p.merged_into_id, p.id) AS publisher, oc.url
        FROM other_checks oc JOIN sources p ON p.id = oc.source_id WHERE oc.claim_id = c.id) AS checks) AS other_checks,
    (SELECT first.id FROM claims first WHERE first.id = c.repeats_id AND first.{is_published}) AS repeats_id,
    {topics} AS topics,
    c.resolves_on,
    c.language,
    sp.id AS speaker_id,
    so.id AS source_id,
    c.document_id{more}
FROM claims c
JOIN speakers said ON said.id = c.speaker_id
JOIN speakers sp ON sp.id = coalesce(said.merged_into_id, said.id)
JOIN sources carried ON carried.id = c.source_id
JOIN sources so ON so.id = coalesce(carried.merged_into_id, carried.id)
LEFT JOIN documents d ON d.id = c.document_id
LEFT JOIN ratings tr ON tr.id = c.truth_rating_id
LEFT JOIN ratings qr ON qr.id = c.quote_rating_id
WHERE c.{is_published}
"""

VIEWS = {"v1_claims": V1_CLAIMS, "public1_claims": PUBLIC1_CLAIMS}
TAGGED = """SELECT DISTINCT t.name, t.name_key FROM claim_topics ct
        JOIN topics tagged ON tagged.id = ct.topic_id
        JOIN topics t ON t.id = coalesce(tagged.merged_into_id, tagged.id)
        WHERE ct.claim_id = c.id"""
SHARED_PARTS = {
    "is_public_evidence": """e.withdrawn_at IS NULL AND EXISTS (
        SELECT 1 FROM verdict_evidence stood
        JOIN approvals shown ON shown.claim_id = stood.claim_id AND shown.version = stood.version
            AND shown.question = stood.question
        WHERE stood.claim_id = e.claim_id AND stood.question = e.question AND stood.n = e.n)""",
    "is_published": "status IN ('published', 'correcting')",
}
TOPICS = {
    "sqlite": f"(SELECT group_concat(name, ', ') FROM ({TAGGED} ORDER BY t.name_key))",
    "postgresql": f"""(SELECT string_agg(name, ', ' ORDER BY name_key COLLATE "C") FROM ({TAGGED}) AS living)""",
}


def upgrade() -> None:
    op.add_column("claims", sa.Column("attributed_to", sa.Text(), nullable=True, comment=COMMENT))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in VIEWS:
        if is_sqlite:
            op.execute(f"DROP VIEW {name}")
        # PostgreSQL appends columns to a view in place, so that logins that may read the view still may.
        _create(name, MORE, "CREATE VIEW" if is_sqlite else "CREATE OR REPLACE VIEW")


def downgrade() -> None:
    for name in VIEWS:
        op.execute(f"DROP VIEW {name}")
    op.drop_column("claims", "attributed_to")
    for name in VIEWS:
        _create(name, "", "CREATE VIEW")


def _create(name: str, more: str, create: str) -> None:
    dialect = op.get_bind().dialect.name
    # A view that is replaced without its options loses them: without the barrier, a condition of an outsider's
    # question sees rows that are not published.
    options = " WITH (security_barrier)" if dialect == "postgresql" and name.startswith("public1_") else ""
    text = VIEWS[name].strip()
    for part, sql in {**SHARED_PARTS, "topics": TOPICS[dialect], "more": more}.items():
        text = text.replace(f"{{{part}}}", sql)
    op.get_bind().exec_driver_sql(f"{create} {name}{options} AS\n{text}")

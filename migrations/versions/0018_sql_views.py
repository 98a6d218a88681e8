"""More of the ledger for SQL: links, flags, the evidence of verdicts, and the names and offices of speakers.

v1_claims gets priority and headline at its end. Outsiders get flags and offices: whether two claims are linked, and by
which names the desk recognises a speaker, are working notes that no editor has approved.

It also adds the index by which every writing command asks which shipped scales the desk has taken up.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TAGGED = """SELECT DISTINCT t.name, t.name_key FROM claim_topics ct
        JOIN topics tagged ON tagged.id = ct.topic_id
        JOIN topics t ON t.id = coalesce(tagged.merged_into_id, tagged.id)
        WHERE ct.claim_id = c.id"""

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
    c.changed_at{more}
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
MORE = ",\n    c.priority,\n    c.headline"

V1_CLAIM_LINKS = """
SELECT
    l.claim_id,
    l.other_id,
    l.kind,
    l.state,
    actor.handle AS set_by,
    l.by_id AS set_by_id,
    l.at AS set_at
FROM claim_links l
JOIN reviewers actor ON actor.id = l.by_id
"""

# The flags of both verdicts are one text; a verdict that is in force is one of the claim's two versions.
CLAIM_FLAGS = """
SELECT
    c.id AS claim_id,
    {flag} AS flag,
    EXISTS (SELECT 1 FROM verdicts v WHERE v.claim_id = c.id AND v.question = 'truth' AND v.version = c.truth_version
        AND {has_flag}) AS on_truth,
    EXISTS (SELECT 1 FROM verdicts v WHERE v.claim_id = c.id AND v.question = 'quote' AND v.version = c.quote_version
        AND {has_flag}) AS on_quote
FROM claims c
CROSS JOIN {flags}
WHERE c.flags <> ''
"""

V1_VERDICT_EVIDENCE = "SELECT claim_id, version, question, n FROM verdict_evidence"

V1_SPEAKER_NAMES = """
SELECT DISTINCT s.id AS speaker_id, n.name, n.name = s.name AS is_shown
FROM speaker_names n
JOIN speakers named ON named.id = n.speaker_id
JOIN speakers s ON s.id = coalesce(named.merged_into_id, named.id)
WHERE s.kind <> 'unknown'
"""

SPEAKER_ROLES = """
SELECT DISTINCT s.id AS speaker_id, o.title, o.organization, o.party, o.since, o.until
FROM speaker_roles o
JOIN speakers held ON held.id = o.speaker_id
JOIN speakers s ON s.id = coalesce(held.merged_into_id, held.id)
"""

INDEX = "ix_desk_history_scales_taken_up"
IS_PUBLISHED = "c.status IN ('published', 'correcting')"
VIEWS = {
    "v1_claim_links": V1_CLAIM_LINKS,
    "v1_claim_flags": CLAIM_FLAGS,
    "v1_verdict_evidence": V1_VERDICT_EVIDENCE,
    "v1_speaker_names": V1_SPEAKER_NAMES,
    "v1_speaker_roles": SPEAKER_ROLES,
    "public1_claim_flags": f"{CLAIM_FLAGS.rstrip()} AND {IS_PUBLISHED}",
    "public1_speaker_roles": f"{SPEAKER_ROLES.rstrip()}\nWHERE s.id IN (SELECT id FROM public1_speakers)",
}
PARTS = {
    "sqlite": {
        "topics": f"(SELECT group_concat(name, ', ') FROM ({TAGGED} ORDER BY t.name_key))",
        "flags": """json_each('["' || replace(c.flags, ', ', '","') || '"]') AS flag""",
        "flag": "flag.value",
        "has_flag": "instr(', ' || v.flags || ', ', ', ' || flag.value || ', ') > 0",
    },
    "postgresql": {
        "topics": f"""(SELECT string_agg(name, ', ' ORDER BY name_key COLLATE "C") FROM ({TAGGED}) AS living)""",
        "flags": "LATERAL unnest(string_to_array(c.flags, ', ')) AS flag",
        "flag": "flag",
        "has_flag": "flag = ANY (string_to_array(v.flags, ', '))",
    },
}


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute("DROP VIEW v1_claims")
    # PostgreSQL appends columns to a view in place, so that logins that may read the view still may.
    _create("v1_claims", V1_CLAIMS.replace("{more}", MORE), "CREATE VIEW" if is_sqlite else "CREATE OR REPLACE VIEW")
    for name, query in VIEWS.items():
        _create(name, query)
    rows = sa.text("kind = 'scales-taken-up'")
    op.create_index(INDEX, "desk_history", ["seq"], sqlite_where=rows, postgresql_where=rows)


def downgrade() -> None:
    op.drop_index(INDEX, "desk_history")
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    op.execute("DROP VIEW v1_claims")
    _create("v1_claims", V1_CLAIMS.replace("{more}", ""))


def _create(name: str, query: str, create: str = "CREATE VIEW") -> None:
    dialect = op.get_bind().dialect.name
    # Like the other public views: a cast in a question that fails on a hidden row would tell what stands in it.
    options = " WITH (security_barrier)" if dialect == "postgresql" and name.startswith("public1_") else ""
    text = query.strip()
    for part, sql in PARTS[dialect].items():
        text = text.replace(f"{{{part}}}", sql)
    op.get_bind().exec_driver_sql(f"{create} {name}{options} AS\n{text}")

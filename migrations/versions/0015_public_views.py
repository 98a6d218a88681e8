"""What outsiders may read: pen names of reviewers, the name of the desk, and the views public1_....

The public views show published claims only, as they were last published: while a correction waits, the columns of a
claim and its versions in force are still those that readers know. No view names a reviewer by handle, name or number.
On PostgreSQL each view is a barrier: without it, a cast in a question that fails on a hidden row would tell what stands
in it. On SQLite whoever may ask in SQL can read the file anyway, and a barrier would cost each question a full scan.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PEN_NAME = "name of the reviewer for outsiders; NULL: they see the name of the desk"
VALUE = "on, off, a number or a name"
VALUE_BEFORE = "on, off or a number"
RULES = ("four-eyes", "assessments", "blind", "desk-name")
RULES_BEFORE = RULES[:-1]

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
    c.document_id
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
        AND stood.question = v.question) AS evidence_count
FROM verdicts v
JOIN approvals a ON a.claim_id = v.claim_id AND a.version = v.version AND a.question = v.question
JOIN claims c ON c.id = v.claim_id
JOIN ratings r ON r.id = v.rating_id
JOIN scales s ON s.id = r.scale_id
JOIN reviewers actor ON actor.id = v.proposed_by_id
JOIN reviewers editor ON editor.id = a.approved_by_id
WHERE c.{is_published}
"""

# What nobody has published a verdict on stays with the desk: leads, and the evidence of a correction that waits.
IS_PUBLIC_EVIDENCE = """e.withdrawn_at IS NULL AND EXISTS (
        SELECT 1 FROM verdict_evidence stood
        JOIN approvals shown ON shown.claim_id = stood.claim_id AND shown.version = stood.version
            AND shown.question = stood.question
        WHERE stood.claim_id = e.claim_id AND stood.question = e.question AND stood.n = e.n)"""

PUBLIC1_EVIDENCE = """
SELECT
    e.claim_id,
    e.n,
    e.question,
    e.stance,
    e.document_id,
    d.title AS document_title,
    d.url AS document_url,
    CASE WHEN so.kind <> 'unknown' THEN so.name END AS source,
    so.id AS source_id,
    e.source_class,
    e.excerpt,
    k.archived_url,
    e.asked,
    e.answer_type,
    EXISTS (SELECT 1 FROM verdict_evidence counts WHERE counts.claim_id = e.claim_id AND counts.n = e.n
        AND counts.question = e.question
        AND counts.version = CASE e.question WHEN 'truth' THEN c.truth_version ELSE c.quote_version END) AS in_force
FROM evidence e
JOIN claims c ON c.id = e.claim_id
LEFT JOIN documents d ON d.id = e.document_id
LEFT JOIN sources published ON published.id = d.source_id
LEFT JOIN sources so ON so.id = coalesce(published.merged_into_id, published.id)
LEFT JOIN captures k ON k.document_id = e.document_id AND k.n = e.capture_n
WHERE c.{is_published} AND {is_public_evidence}
"""

PUBLIC1_VERDICT_EVIDENCE = """
SELECT stood.claim_id, stood.version, stood.question, stood.n
FROM verdict_evidence stood
JOIN approvals a ON a.claim_id = stood.claim_id AND a.version = stood.version AND a.question = stood.question
JOIN claims c ON c.id = stood.claim_id
JOIN evidence e ON e.claim_id = stood.claim_id AND e.n = stood.n
WHERE c.{is_published} AND e.withdrawn_at IS NULL
"""

# A retraction is the last that readers are told of a claim: it stands here, and the claim in no other view.
PUBLIC1_CORRECTIONS = """
SELECT
    v.claim_id,
    c.uid AS claim_uid,
    v.version,
    v.change_kind AS kind,
    max(v.public_note) AS public_note,
    max(coalesce(editor.pen_name, {desk_name})) AS published_by,
    max(a.at) AS published_at
FROM verdicts v
JOIN claims c ON c.id = v.claim_id
JOIN approvals a ON a.claim_id = v.claim_id AND a.version = v.version AND a.question = v.question
JOIN reviewers editor ON editor.id = a.approved_by_id
WHERE v.change_kind IN ('correction', 'update', 'clarification') AND c.{is_published}
GROUP BY v.claim_id, c.uid, v.version, v.change_kind
UNION ALL
SELECT
    h.claim_id,
    c.uid,
    NULL,
    'retraction',
    {public_note},
    coalesce(editor.pen_name, {desk_name}),
    h.at
FROM history h
JOIN claims c ON c.id = h.claim_id
JOIN reviewers editor ON editor.id = h.actor_id
WHERE c.status = 'retracted' AND h.kind = 'moved' AND {public_note} IS NOT NULL
"""

PUBLIC1_OTHER_CHECKS = """
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
JOIN claims c ON c.id = oc.claim_id
JOIN sources checked ON checked.id = oc.source_id
JOIN sources p ON p.id = coalesce(checked.merged_into_id, checked.id)
LEFT JOIN scales s ON s.code = oc.scale_code
    AND s.version = (SELECT max(newer.version) FROM scales newer WHERE newer.code = oc.scale_code)
LEFT JOIN ratings r ON r.scale_id = s.id AND r.label_key = oc.label_key
WHERE c.{is_published}
"""

PUBLIC1_CLAIM_TOPICS = """
SELECT DISTINCT ct.claim_id, t.id AS topic_id, t.name AS topic
FROM claim_topics ct
JOIN claims c ON c.id = ct.claim_id
JOIN topics tagged ON tagged.id = ct.topic_id
JOIN topics t ON t.id = coalesce(tagged.merged_into_id, tagged.id)
WHERE c.{is_published}
"""

PUBLIC1_DOCUMENTS = """
SELECT
    d.id,
    d.uid,
    d.url,
    d.title,
    d.author,
    CASE WHEN so.kind <> 'unknown' THEN so.name END AS source,
    so.id AS source_id,
    d.published_on,
    d.published_precision,
    d.medium,
    d.language,
    EXISTS (SELECT 1 FROM claims made WHERE made.document_id = d.id AND made.{is_published}) AS is_article
FROM documents d
JOIN sources published ON published.id = d.source_id
JOIN sources so ON so.id = coalesce(published.merged_into_id, published.id)
WHERE EXISTS (SELECT 1 FROM claims c WHERE c.document_id = d.id AND c.{is_published})
    OR EXISTS (SELECT 1 FROM evidence e JOIN claims c ON c.id = e.claim_id
        WHERE e.document_id = d.id AND c.{is_published} AND {is_public_evidence})
"""

PUBLIC1_SPEAKERS = """
SELECT
    s.id,
    s.uid,
    CASE WHEN s.kind <> 'unknown' THEN s.name END AS name,
    s.kind,
    s.wikidata_id
FROM speakers s
WHERE s.merged_into_id IS NULL AND s.id IN (
    SELECT coalesce(said.merged_into_id, said.id)
    FROM claims c JOIN speakers said ON said.id = c.speaker_id WHERE c.{is_published})
"""

PUBLIC1_SOURCES = """
SELECT
    s.id,
    s.uid,
    CASE WHEN s.kind <> 'unknown' THEN s.name END AS name,
    s.kind
FROM sources s
WHERE s.merged_into_id IS NULL AND s.id IN (
    SELECT coalesce(carried.merged_into_id, carried.id)
    FROM claims c JOIN sources carried ON carried.id = c.source_id WHERE c.{is_published}
    UNION SELECT source_id FROM public1_documents
    UNION SELECT publisher_id FROM public1_other_checks)
"""

VIEWS = {
    "public1_claims": PUBLIC1_CLAIMS,
    "public1_verdicts": PUBLIC1_VERDICTS,
    "public1_evidence": PUBLIC1_EVIDENCE,
    "public1_verdict_evidence": PUBLIC1_VERDICT_EVIDENCE,
    "public1_corrections": PUBLIC1_CORRECTIONS,
    "public1_other_checks": PUBLIC1_OTHER_CHECKS,
    "public1_claim_topics": PUBLIC1_CLAIM_TOPICS,
    "public1_documents": PUBLIC1_DOCUMENTS,
    "public1_speakers": PUBLIC1_SPEAKERS,
    "public1_sources": PUBLIC1_SOURCES,
}
TAGGED = """SELECT DISTINCT t.name, t.name_key FROM claim_topics ct
        JOIN topics tagged ON tagged.id = ct.topic_id
        JOIN topics t ON t.id = coalesce(tagged.merged_into_id, tagged.id)
        WHERE ct.claim_id = c.id"""
SHARED_PARTS = {
    "is_public_evidence": IS_PUBLIC_EVIDENCE,
    "is_published": "status IN ('published', 'correcting')",
    "desk_name": "(SELECT nullif(rule.value, '') FROM policies rule WHERE rule.name = 'desk-name')",
}
PARTS = {
    "sqlite": {
        "no": "0",
        "topics": f"(SELECT group_concat(name, ', ') FROM ({TAGGED} ORDER BY t.name_key))",
        "public_note": "json_extract(h.body, '$.public_note')",
    },
    "postgresql": {
        "no": "false",
        "topics": f"""(SELECT string_agg(name, ', ' ORDER BY name_key COLLATE "C") FROM ({TAGGED}) AS living)""",
        "public_note": "(h.body::json ->> 'public_note')",
    },
}


def upgrade() -> None:
    op.add_column("reviewers", sa.Column("pen_name", sa.Text(), nullable=True, comment=PEN_NAME))
    _allow_rules(RULES, VALUE)
    dialect = op.get_bind().dialect.name
    options = " WITH (security_barrier)" if dialect == "postgresql" else ""
    for name, query in VIEWS.items():
        text = query.strip()
        for part, sql in {**SHARED_PARTS, **PARTS[dialect]}.items():
            text = text.replace(f"{{{part}}}", sql)
        op.get_bind().exec_driver_sql(f"CREATE VIEW {name}{options} AS\n{text}")


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    op.execute("DELETE FROM policies WHERE name = 'desk-name'")
    _allow_rules(RULES_BEFORE, VALUE_BEFORE)
    op.drop_column("reviewers", "pen_name")


def _allow_rules(names: tuple[str, ...], value: str) -> None:
    """Let the table of policies hold these rules; SQLite changes no CHECK, so the table is made again."""
    listed = ", ".join(f"'{name}'" for name in names)
    check = f"name IN ({listed})"
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_policies_name"), "policies", type_="check")
        op.create_check_constraint(op.f("ck_policies_name"), "policies", check)
        op.execute(f"COMMENT ON COLUMN policies.value IS '{value}'")
        return
    op.create_table(
        "policies_anew",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_policies"),
        sa.CheckConstraint(check, name=op.f("ck_policies_name")),
    )
    op.execute("INSERT INTO policies_anew (name, value) SELECT name, value FROM policies")
    op.drop_table("policies")
    op.rename_table("policies_anew", "policies")

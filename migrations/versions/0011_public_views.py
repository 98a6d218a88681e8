"""The public views: what the ledger holds, under names that don't move, for whoever asks in SQL.

In all of them a merge holds, the unknown speaker and source have no name, and times and ids are those of v1_claims.
A view is no wall to a condition of the question that is tested before the view's own: a cast that fails on a hidden
row tells what stands in it. v1_assessments hides rows, and so is a barrier: security_barrier on PostgreSQL, and on
SQLite a LIMIT that limits nothing, through which no condition is pushed.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

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
        AND stood.question = v.question) AS evidence_count
FROM verdicts v
JOIN claims c ON c.id = v.claim_id
JOIN ratings r ON r.id = v.rating_id
JOIN scales s ON s.id = r.scale_id
JOIN reviewers actor ON actor.id = v.proposed_by_id
LEFT JOIN approvals a ON a.claim_id = v.claim_id AND a.version = v.version AND a.question = v.question
LEFT JOIN reviewers editor ON editor.id = a.approved_by_id
"""

V1_EVIDENCE = """
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
    e.note,
    e.asked,
    e.answer_type,
    actor.handle AS added_by,
    e.added_by_id,
    e.added_at,
    e.withdrawn_at,
    e.withdrawn_at IS NULL AS standing
FROM evidence e
JOIN reviewers actor ON actor.id = e.added_by_id
LEFT JOIN documents d ON d.id = e.document_id
LEFT JOIN sources given ON given.id = d.source_id
LEFT JOIN sources so ON so.id = coalesce(given.merged_into_id, given.id)
LEFT JOIN captures k ON k.document_id = e.document_id AND k.n = e.capture_n
"""

V1_STATUS_CHANGES = """
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

V1_ASSESSMENTS = """
SELECT
    a.claim_id,
    a.question,
    actor.handle AS reviewer,
    a.reviewer_id,
    a.round,
    r.code AS rating,
    r.category,
    r.score,
    s.code AS scale,
    s.version AS scale_version,
    a.rationale,
    a.confidence,
    a.submitted_at,
    a.saw_others
FROM assessments a
JOIN claims c ON c.id = a.claim_id
JOIN reviewers actor ON actor.id = a.reviewer_id
JOIN ratings r ON r.id = a.rating_id
JOIN scales s ON s.id = r.scale_id
WHERE CASE a.question WHEN 'truth' THEN c.truth_rating_id ELSE c.quote_rating_id END IS NOT NULL{barrier}
"""

V1_CORRECTIONS = """
SELECT
    v.claim_id,
    v.version,
    v.change_kind AS kind,
    max(v.public_note) AS public_note,
    max(actor.handle) AS told_by,
    max(a.approved_by_id) AS told_by_id,
    max(a.at) AS told_at
FROM verdicts v
JOIN approvals a ON a.claim_id = v.claim_id AND a.version = v.version AND a.question = v.question
JOIN reviewers actor ON actor.id = a.approved_by_id
WHERE v.change_kind IN ('correction', 'update', 'clarification')
GROUP BY v.claim_id, v.version, v.change_kind
UNION ALL
SELECT
    h.claim_id,
    NULL,
    'retraction',
    {public_note},
    actor.handle,
    h.actor_id,
    h.at
FROM history h
JOIN reviewers actor ON actor.id = h.actor_id
WHERE h.kind = 'moved' AND {public_note} IS NOT NULL
"""

V1_REPLIES = """
SELECT
    k.claim_id,
    k.n,
    k.kind,
    CASE WHEN k.kind <> 'complaint' THEN k.who END AS who,
    k.how,
    k.made_on,
    CASE WHEN k.kind <> 'complaint' THEN k.text END AS text,
    CASE WHEN k.kind <> 'complaint' THEN k.answer END AS answer,
    k.outcome,
    k.outcome IS NULL AS open,
    actor.handle AS added_by,
    k.added_by_id,
    k.added_at,
    k.answered_at
FROM contacts k
JOIN reviewers actor ON actor.id = k.added_by_id
"""

V1_SPEAKERS = """
SELECT
    id,
    uid,
    CASE WHEN kind <> 'unknown' THEN name END AS name,
    kind,
    wikidata_id
FROM speakers
WHERE merged_into_id IS NULL
"""

V1_SOURCES = """
SELECT
    id,
    uid,
    CASE WHEN kind <> 'unknown' THEN name END AS name,
    kind
FROM sources
WHERE merged_into_id IS NULL
"""

V1_DOCUMENTS = """
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
    d.is_article,
    (SELECT count(*) FROM captures k WHERE k.document_id = d.id) AS captures
FROM documents d
JOIN sources given ON given.id = d.source_id
JOIN sources so ON so.id = coalesce(given.merged_into_id, given.id)
"""

V1_REVIEWERS = "SELECT id, handle, role FROM reviewers"

V1_CLAIM_TOPICS = """
SELECT DISTINCT ct.claim_id, t.id AS topic_id, t.name AS topic
FROM claim_topics ct
JOIN topics given ON given.id = ct.topic_id
JOIN topics t ON t.id = coalesce(given.merged_into_id, given.id)
"""

VIEWS = {
    "v1_verdicts": V1_VERDICTS,
    "v1_evidence": V1_EVIDENCE,
    "v1_status_changes": V1_STATUS_CHANGES,
    "v1_assessments": V1_ASSESSMENTS,
    "v1_corrections": V1_CORRECTIONS,
    "v1_replies": V1_REPLIES,
    "v1_speakers": V1_SPEAKERS,
    "v1_sources": V1_SOURCES,
    "v1_documents": V1_DOCUMENTS,
    "v1_reviewers": V1_REVIEWERS,
    "v1_claim_topics": V1_CLAIM_TOPICS,
}
PARTS = {
    "sqlite": {
        "no": "0",
        "was": "json_extract(h.body, '$.changed.status.was')",
        "now": "json_extract(h.body, '$.changed.status.now')",
        "first": "CASE WHEN h.kind = 'added' THEN json_extract(h.body, '$.claim.status') END",
        "reason": "json_extract(h.body, '$.reason')",
        "public_note": "json_extract(h.body, '$.public_note')",
        "seconds": "CAST(strftime('%s', h.at) AS INTEGER) - CAST(strftime('%s', c.added_at) AS INTEGER)",
        "barrier": "\nLIMIT -1",
    },
    "postgresql": {
        "no": "false",
        "was": "(h.body::json #>> '{changed,status,was}')",
        "now": "(h.body::json #>> '{changed,status,now}')",
        "first": "CASE WHEN h.kind = 'added' THEN h.body::json #>> '{claim,status}' END",
        "reason": "(h.body::json ->> 'reason')",
        "public_note": "(h.body::json ->> 'public_note')",
        "seconds": "(floor(extract(epoch FROM h.at)) - floor(extract(epoch FROM c.added_at)))::bigint",
        "barrier": "",
    },
}
BARRIERS = {"v1_assessments"}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for name, query in VIEWS.items():
        options = " WITH (security_barrier)" if dialect == "postgresql" and name in BARRIERS else ""
        text = query.strip()
        for part, sql in PARTS[dialect].items():
            text = text.replace(f"{{{part}}}", sql)
        op.get_bind().exec_driver_sql(f"CREATE VIEW {name}{options} AS\n{text}")


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")

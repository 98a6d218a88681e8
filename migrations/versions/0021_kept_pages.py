"""Evidence that stays: files of captures, captures tied to evidence later, requests to archives, checks of pages.

A capture's file lies in a folder of its own, under its SHA-256; the row names it. An erasure may take its hashes, as it
takes the text. All new tables are append-only: what a check saw, and what an archive answered, is never written anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
FIXED = ("document_id", "n", "captured_at", "archived_url")
ERASABLE = ("sha256", "text", "file_name")
NEW_COLUMNS = {
    "file_sha256": "SHA-256 of the file in the folder of captures; NULL if no file was kept",
    "text_sha256": "SHA-256 of the text, where it was read out of a page; NULL where the bytes are the text",
    "modified_on": "day on which the page says that it was last changed",
}
# table -> its key, and what a refusal says
APPEND_ONLY = {
    "evidence_captures": (("claim_id", "n", "capture_n"), "a row is never changed or removed"),
    "archive_requests": (("document_id", "n"), "a row is never changed or removed"),
    "page_checks": (("document_id", "n"), "a row is never changed or removed"),
}
STATES = ("ok", "moved", "changed", "excerpt-gone", "soft-404", "wall", "blocked", "error", "gone")
REQUEST_STATES = ("asked", "confirmed", "refused", "busy", "failed")

V1_CAPTURES = """
SELECT
    k.document_id,
    k.n,
    k.captured_at,
    k.sha256,
    k.file_sha256,
    k.text_sha256,
    length(k.text) AS characters,
    k.file_name,
    k.modified_on,
    k.archived_url,
    d.url AS document_url
FROM captures k
JOIN documents d ON d.id = k.document_id
"""
V1_PAGE_CHECKS = """
SELECT
    p.document_id,
    p.n,
    p.at AS checked_at,
    actor.handle AS checked_by,
    p.by_id AS checked_by_id,
    p.state,
    p.why,
    p.final_url,
    p.likeness,
    p.excerpts,
    p.excerpts_intact,
    p.capture_n,
    NOT EXISTS (SELECT 1 FROM page_checks later WHERE later.document_id = p.document_id AND later.n > p.n) AS is_newest,
    d.url AS document_url,
    CASE WHEN p.state IN ({failures}) AND (
        SELECT count(*) >= 3 AND {three_days}
        FROM page_checks failure
        WHERE failure.document_id = p.document_id AND failure.n <= p.n AND failure.state IN ({failures})
            AND failure.n > (
                SELECT coalesce(max(seen.n), 0) FROM page_checks seen
                WHERE seen.document_id = p.document_id AND seen.n < p.n AND seen.state IN ({shown})
            )
    ) THEN 'dead' ELSE p.state END AS page_state
FROM page_checks p
JOIN documents d ON d.id = p.document_id
JOIN reviewers actor ON actor.id = p.by_id
"""
# A copy that an archive confirmed later counts as that of the evidence.
ARCHIVED = """coalesce(k.archived_url, (SELECT r.archived_url FROM archive_requests r
        WHERE r.document_id = e.document_id AND r.archived_url IS NOT NULL
        ORDER BY r.n DESC LIMIT 1)) AS archived_url"""
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
    {archived},
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
    {archived},
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
WHERE c.status IN ('published', 'correcting') AND e.withdrawn_at IS NULL AND EXISTS (
        SELECT 1 FROM verdict_evidence stood
        JOIN approvals shown ON shown.claim_id = stood.claim_id AND shown.version = stood.version
            AND shown.question = stood.question
        WHERE stood.claim_id = e.claim_id AND stood.question = e.question AND stood.n = e.n)
"""
WITH_ARCHIVED = {"v1_evidence": V1_EVIDENCE, "public1_evidence": PUBLIC1_EVIDENCE}
# A page is dead after three failures in a row over three days at least; domain/page_states.py says it in full.
FAILURES, SHOWN = "'soft-404', 'error', 'gone'", "'ok', 'moved', 'changed', 'excerpt-gone'"
THREE_DAYS = {
    # Text sorts by time. Fractions of a second are added as text: strftime would round them.
    "sqlite": (
        "p.at >= strftime('%Y-%m-%dT%H:%M:%S', substr(min(failure.at), 1, 19), '+3 days')"
        " || substr(min(failure.at), 20)"
    ),
    "postgresql": "p.at >= min(failure.at) + interval '72 hours'",
}


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, comment in NEW_COLUMNS.items():
        kind = sa.Date() if name == "modified_on" else sa.Text()
        op.add_column("captures", sa.Column(name, kind, nullable=True, comment=comment))
    _guard_captures((*FIXED, "modified_on"), (*ERASABLE, "file_sha256", "text_sha256"), is_sqlite=is_sqlite)
    if not is_sqlite:
        for column in ("file_sha256", "text_sha256"):
            op.execute(f"ALTER TABLE captures ALTER COLUMN {column} SET STATISTICS 0")
    _create_evidence_captures()
    _create_archive_requests()
    _create_page_checks()
    for table, (key, reason) in APPEND_ONLY.items():
        _guard(table, key, f"{table} is append-only: {reason}", is_sqlite=is_sqlite)
    op.execute(f"CREATE VIEW v1_captures AS{V1_CAPTURES.rstrip()}")
    three_days = THREE_DAYS[op.get_bind().dialect.name]
    checks = V1_PAGE_CHECKS.format(failures=FAILURES, shown=SHOWN, three_days=three_days)
    op.execute(f"CREATE VIEW v1_page_checks AS{checks.rstrip()}")
    _replace_views(ARCHIVED, is_sqlite=is_sqlite)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _replace_views("k.archived_url", is_sqlite=is_sqlite)
    for name in ("v1_captures", "v1_page_checks"):
        op.execute(f"DROP VIEW {name}")
    for table in APPEND_ONLY:
        op.drop_table(table)
    _guard_captures(FIXED, ERASABLE, is_sqlite=is_sqlite)
    for name in NEW_COLUMNS:
        op.drop_column("captures", name)


def _replace_views(archived: str, *, is_sqlite: bool) -> None:
    """Give the views of evidence another archived copy; PostgreSQL replaces in place, so that rights stay."""
    for name, query in WITH_ARCHIVED.items():
        if is_sqlite:
            op.execute(f"DROP VIEW {name}")
        create = "CREATE VIEW" if is_sqlite else "CREATE OR REPLACE VIEW"
        # As revision 0015 made it: without it, a condition of an outsider's question sees rows that are not published.
        barrier = " WITH (security_barrier)" if name.startswith("public1_") and not is_sqlite else ""
        op.execute(f"{create} {name}{barrier} AS{query.replace('{archived}', archived).rstrip()}")


# -- tables ----------------------------------------------------------------------------------------------------------


def _create_evidence_captures() -> None:
    op.create_table(
        "evidence_captures",
        sa.Column("claim_id", BIGINT, autoincrement=False, nullable=False, comment="number of the claim"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="number of the evidence"),
        sa.Column("capture_n", sa.Integer(), autoincrement=False, nullable=False, comment="capture of the document"),
        sa.Column("document_id", BIGINT, nullable=False, comment="document that the evidence cites"),
        sa.Column("at", TIMESTAMP, nullable=False, comment="when the capture was tied to the evidence"),
        sa.Column("by_id", BIGINT, nullable=False, comment="reviewer who fetched the page"),
        sa.PrimaryKeyConstraint("claim_id", "n", "capture_n", name=op.f("pk_evidence_captures")),
        sa.ForeignKeyConstraint(
            ["claim_id", "n"],
            ["evidence.claim_id", "evidence.n"],
            name=op.f("fk_evidence_captures_claim_id_n"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["document_id", "capture_n"],
            ["captures.document_id", "captures.n"],
            name=op.f("fk_evidence_captures_document_id_capture_n"),
            ondelete="RESTRICT",
        ),
        _reference("evidence_captures", "by_id", "reviewers"),
        comment="captures that were made after the evidence was added; append-only",
    )


def _create_archive_requests() -> None:
    op.create_table(
        "archive_requests",
        *_observation("archive_requests"),
        sa.Column("archive", sa.Text(), nullable=False, comment="archive that was asked: wayback"),
        sa.Column("state", sa.Text(), nullable=False, comment="what the archive answered; asked is not confirmed"),
        sa.Column("job", sa.Text(), nullable=True, comment="the archive's name for the request, to ask about it again"),
        sa.Column("archived_url", sa.Text(), nullable=True, comment="URL of the copy, where the archive confirmed it"),
        sa.Column("why", sa.Text(), nullable=True, comment="what the archive said"),
        _one_of("archive_requests", "state", REQUEST_STATES),
        sa.CheckConstraint(
            "(state = 'confirmed') = (archived_url IS NOT NULL)", name=op.f("ck_archive_requests_archived_url")
        ),
        comment="requests to web archives and their answers, a row for each answer; append-only",
    )


def _create_page_checks() -> None:
    op.create_table(
        "page_checks",
        *_observation("page_checks"),
        sa.Column("state", sa.Text(), nullable=False, comment="what the check saw"),
        sa.Column("why", sa.Text(), nullable=False, comment="why, in a sentence"),
        sa.Column("final_url", sa.Text(), nullable=True, comment="address that the redirects led to"),
        sa.Column("likeness", sa.Integer(), nullable=True, comment="words in common with the earlier text, in percent"),
        sa.Column("excerpts", sa.Integer(), nullable=False, comment="number of cited excerpts that were looked for"),
        sa.Column("excerpts_intact", sa.Integer(), nullable=False, comment="how many are in the page, word for word"),
        sa.Column("capture_n", sa.Integer(), nullable=True, comment="capture that the page was compared with"),
        sa.Column("etag", sa.Text(), nullable=True, comment="the server's mark of this version of the page"),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="the server's time of this version of the page"),
        sa.ForeignKeyConstraint(
            ["document_id", "capture_n"],
            ["captures.document_id", "captures.n"],
            name=op.f("fk_page_checks_document_id_capture_n"),
            ondelete="RESTRICT",
        ),
        _one_of("page_checks", "state", STATES),
        sa.CheckConstraint("likeness BETWEEN 0 AND 100", name=op.f("ck_page_checks_likeness")),
        sa.CheckConstraint("excerpts_intact BETWEEN 0 AND excerpts", name=op.f("ck_page_checks_excerpts_intact")),
        comment="what checks of cited pages saw; append-only",
    )


def _observation(table: str) -> list[sa.Column | sa.Constraint]:
    """Return what an observation of a document has: its number, when and by whom."""
    return [
        sa.Column("document_id", BIGINT, autoincrement=False, nullable=False, comment="document that is observed"),
        sa.Column(
            "n",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="number within the claim, speaker or document, from 1",
        ),
        sa.Column("at", TIMESTAMP, nullable=False, comment="when"),
        sa.Column("by_id", BIGINT, nullable=False, comment="reviewer who asked"),
        sa.PrimaryKeyConstraint("document_id", "n", name=op.f(f"pk_{table}")),
        _reference(table, "document_id", "documents"),
        _reference(table, "by_id", "reviewers"),
    ]


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def _one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


# -- guards ----------------------------------------------------------------------------------------------------------


def _guard_captures(fixed: tuple[str, ...], erasable: tuple[str, ...], *, is_sqlite: bool) -> None:
    message = "captures is append-only: a row is never changed or removed"
    if is_sqlite:
        op.execute("DROP TRIGGER IF EXISTS guard_captures_update")
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in (*fixed, "rowid"))
        erased = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in erasable)
        under_way = "EXISTS (SELECT 1 FROM erasures WHERE state = 'removing')"
        op.execute(
            f"CREATE TRIGGER guard_captures_update BEFORE UPDATE ON captures FOR EACH ROW "
            f"WHEN {changed} OR ({erased}) AND NOT {under_way}\nBEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    for name, columns, function in (
        ("update", fixed, "factdb_refuse"),
        ("erase", erasable, "factdb_refuse_unless_erasing"),
    ):
        op.execute(f"DROP TRIGGER IF EXISTS guard_captures_{name} ON captures")
        condition = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
        _postgresql_guard("captures", name, "UPDATE", message, f" WHEN ({condition})", function)


def _guard(table: str, key: tuple[str, ...], message: str, *, is_sqlite: bool) -> None:
    """Refuse every change of a table's rows; on SQLite also REPLACE, which deletes without firing BEFORE DELETE."""
    if is_sqlite:
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        taken = f" WHEN EXISTS (SELECT 1 FROM {table} WHERE ({same}) OR (rowid = NEW.rowid))"
        for event, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", taken)):
            op.execute(
                f"CREATE TRIGGER guard_{table}_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW{when}\n"
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    _postgresql_guard(table, "change", "UPDATE OR DELETE", message)
    _postgresql_guard(table, "truncate", "TRUNCATE", message)


def _postgresql_guard(
    table: str, name: str, event: str, message: str, when: str = "", function: str = "factdb_refuse"
) -> None:
    level = "STATEMENT" if event == "TRUNCATE" else "ROW"
    op.execute(
        f"CREATE TRIGGER guard_{table}_{name} BEFORE {event} ON {table} FOR EACH {level}{when} "
        f"EXECUTE FUNCTION {function}('{message}')"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_{table}_{name}")

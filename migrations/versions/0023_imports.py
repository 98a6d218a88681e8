"""Imports are recorded, so that one can be undone: imports, withdrawn_checks, import_id of origins and other checks.

A check of an import that was undone counts no longer, nor one that an import put right withdrew: the four views with
other checks leave both out. Rows of before belong to no import. On PostgreSQL, adding the columns takes no time; SQLite
makes both tables again, because it adds no named foreign key to a table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
IMPORT_OF = {
    "origins": "import that brought the row; NULL for a row of before imports were recorded",
    "other_checks": "import that brought the check; NULL for a check of before imports were recorded",
}
# On SQLite: the columns and the constraints of the tables that are made again.
ORIGINS = (
    (
        "claim_id INTEGER NOT NULL, n INTEGER NOT NULL, format TEXT NOT NULL, file TEXT NOT NULL, external_id TEXT, "
        "fingerprint TEXT NOT NULL, nth INTEGER NOT NULL, raw TEXT NOT NULL, imported_at TEXT NOT NULL"
    ),
    (
        "CONSTRAINT pk_origins PRIMARY KEY (claim_id, n), "
        "CONSTRAINT fk_origins_claim_id FOREIGN KEY(claim_id) REFERENCES claims (id) ON DELETE RESTRICT, "
        "CONSTRAINT ck_origins_nth CHECK (nth >= 1)"
    ),
)
OTHER_CHECKS = (
    (
        "claim_id INTEGER NOT NULL, n INTEGER NOT NULL, source_id INTEGER NOT NULL, url TEXT, headline TEXT, "
        "scale_code TEXT, label TEXT, reviewed_on DATE, label_key TEXT"
    ),
    (
        "CONSTRAINT pk_other_checks PRIMARY KEY (claim_id, n), "
        "CONSTRAINT fk_other_checks_claim_id FOREIGN KEY(claim_id) REFERENCES claims (id) ON DELETE RESTRICT, "
        "CONSTRAINT fk_other_checks_source_id FOREIGN KEY(source_id) REFERENCES sources (id) ON DELETE RESTRICT"
    ),
)
FIXED_IMPORT = ("id", "uid", "format", "file", "sha256", "options", "by_id", "at")
FIXED_ORIGIN = ("claim_id", "n", "format", "file", "external_id", "nth", "imported_at")
ERASABLE_ORIGIN = ("fingerprint", "raw")
REFUSALS = {
    "imports": "imports is append-only: of a row only its numbers and its undoing may change",
    "withdrawn_checks": "withdrawn_checks is append-only: a row is never changed or removed",
    "origins": "origins is append-only: a row is never changed or removed",
}
UID = "identifier (UUIDv7), the same in every copy of the ledger"
OPTIONS = "options of the import, as JSON: the field of each column, the order of dates, the scale and the outlet"
WITHDRAWN_BY = "import that read the row anew, without the check; once it is undone, the check counts again"
COUNTS = """{start} NOT EXISTS (
        SELECT 1 FROM imports undone WHERE undone.id = {check}.import_id AND undone.undone_at IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM withdrawn_checks w JOIN imports mended ON mended.id = w.import_id
        WHERE w.claim_id = {check}.claim_id AND w.n = {check}.n AND mended.undone_at IS NULL)"""

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
        FROM other_checks oc JOIN sources p ON p.id = oc.source_id WHERE oc.claim_id = c.id{and_counts}) AS checks
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
    c.headline,
    c.attributed_to
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
        FROM other_checks oc JOIN sources p ON p.id = oc.source_id WHERE oc.claim_id = c.id{and_counts}
    ) AS checks) AS other_checks,
    (SELECT first.id FROM claims first WHERE first.id = c.repeats_id AND first.{is_published}) AS repeats_id,
    {topics} AS topics,
    c.resolves_on,
    c.language,
    sp.id AS speaker_id,
    so.id AS source_id,
    c.document_id,
    c.attributed_to
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

V1_OTHER_CHECKS = """
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
        AND coalesce(theirs.merged_into_id, theirs.id) = p.id
        AND coalesce(later.url, '') = coalesce(oc.url, ''){and_later_counts}
    ) AS newest
FROM other_checks oc
JOIN sources given ON given.id = oc.source_id
JOIN sources p ON p.id = coalesce(given.merged_into_id, given.id)
LEFT JOIN scales s ON s.code = oc.scale_code
    AND s.version = (SELECT max(each.version) FROM scales each WHERE each.code = oc.scale_code)
LEFT JOIN ratings r ON r.scale_id = s.id AND r.label_key = oc.label_key{where_counts}
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
        AND coalesce(theirs.merged_into_id, theirs.id) = p.id
        AND coalesce(later.url, '') = coalesce(oc.url, ''){and_later_counts}
    ) AS newest
FROM other_checks oc
JOIN claims c ON c.id = oc.claim_id
JOIN sources checked ON checked.id = oc.source_id
JOIN sources p ON p.id = coalesce(checked.merged_into_id, checked.id)
LEFT JOIN scales s ON s.code = oc.scale_code
    AND s.version = (SELECT max(newer.version) FROM scales newer WHERE newer.code = oc.scale_code)
LEFT JOIN ratings r ON r.scale_id = s.id AND r.label_key = oc.label_key
WHERE c.{is_published}{and_counts}
"""

VIEWS = {
    "v1_claims": V1_CLAIMS,
    "public1_claims": PUBLIC1_CLAIMS,
    "v1_other_checks": V1_OTHER_CHECKS,
    "public1_other_checks": PUBLIC1_OTHER_CHECKS,
}
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
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _create_imports()
    if is_sqlite:
        _remake_tables(with_import=True)
    else:
        _add_import_of()
    _create_withdrawn_checks()
    op.create_index("ix_origins_import_id", "origins", ["import_id"])
    _guard_updates("origins", (*FIXED_ORIGIN, "import_id"), ERASABLE_ORIGIN, is_sqlite=is_sqlite)
    _guard_updates("imports", FIXED_IMPORT, is_sqlite=is_sqlite)
    _guard_updates("withdrawn_checks", (), is_sqlite=is_sqlite)
    for table, key in (("imports", (("id",), ("uid",))), ("withdrawn_checks", (("claim_id", "n", "import_id"),))):
        _guard_rows(table, key, is_sqlite=is_sqlite)
    _replace_views(_conditions(), is_sqlite=is_sqlite)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _replace_views(dict.fromkeys(_conditions(), ""), is_sqlite=is_sqlite)
    _guard_updates("origins", FIXED_ORIGIN, ERASABLE_ORIGIN, is_sqlite=is_sqlite)
    op.drop_index("ix_origins_import_id", "origins")
    op.drop_table("withdrawn_checks")
    if is_sqlite:
        _remake_tables(with_import=False)
    for table in () if is_sqlite else IMPORT_OF:
        op.drop_column(table, "import_id")
    op.drop_table("imports")


# -- tables ----------------------------------------------------------------------------------------------------------


def _create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", BIGINT, nullable=False, comment="number that identifies the row"),
        sa.Column("uid", sa.Text(), nullable=False, comment=UID),
        sa.Column("format", sa.Text(), nullable=False, comment="format of the file: csv, claimreview, liar, ..."),
        sa.Column("file", sa.Text(), nullable=False, comment="name of the file, without its folder"),
        sa.Column("sha256", sa.Text(), nullable=True, comment="SHA-256 of the file, in hexadecimal"),
        sa.Column("options", sa.Text(), nullable=False, comment=OPTIONS),
        sa.Column("by_id", BIGINT, nullable=False, comment="reviewer who imported the file"),
        sa.Column("at", TIMESTAMP, nullable=False, comment="when the file was imported"),
        sa.Column("added", sa.Integer(), nullable=False, comment="number of rows that became new claims"),
        sa.Column("changed", sa.Integer(), nullable=False, comment="number of rows that changed their claims"),
        sa.Column("same", sa.Integer(), nullable=False, comment="number of rows that changed nothing"),
        sa.Column("refused", sa.Integer(), nullable=False, comment="number of rows that were refused and left out"),
        sa.Column("undone_by_id", BIGINT, nullable=True, comment="reviewer who undid the import"),
        sa.Column("undone_at", TIMESTAMP, nullable=True, comment="when the import was undone; NULL if it was not"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("uid", name=op.f("uq_imports_uid")),
        sa.ForeignKeyConstraint(["by_id"], ["reviewers.id"], name=op.f("fk_imports_by_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["reviewers.id"], name=op.f("fk_imports_undone_by_id"), ondelete="RESTRICT"
        ),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_imports_undone_at")),
        comment="imports of files, with their options",
    )


def _create_withdrawn_checks() -> None:
    op.create_table(
        "withdrawn_checks",
        sa.Column("claim_id", BIGINT, autoincrement=False, nullable=False, comment="number of the claim"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="number of the check"),
        sa.Column("import_id", BIGINT, autoincrement=False, nullable=False, comment=WITHDRAWN_BY),
        sa.PrimaryKeyConstraint("claim_id", "n", "import_id", name=op.f("pk_withdrawn_checks")),
        sa.ForeignKeyConstraint(
            ["claim_id", "n"], ["other_checks.claim_id", "other_checks.n"], name=op.f("fk_withdrawn_checks_claim_id_n"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_withdrawn_checks_import_id"), ondelete="RESTRICT"
        ),
        comment="other checks that an earlier import had read wrongly; append-only",
    )  # fmt: skip


def _add_import_of() -> None:
    for table, comment in IMPORT_OF.items():
        key = f"CONSTRAINT fk_{table}_import_id REFERENCES imports (id) ON DELETE RESTRICT"
        op.execute(f"ALTER TABLE {table} ADD COLUMN import_id BIGINT {key}")
        op.execute(f"COMMENT ON COLUMN {table}.import_id IS '{comment}'")


def _remake_tables(*, with_import: bool) -> None:
    """Make both tables again with or without the column, on SQLite; views, indexes and guards stay as they are."""
    connection = op.get_bind()
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid"
    views = [(name, sql) for name, sql in connection.exec_driver_sql(query)]
    for name, _ in reversed(views):
        op.execute(f"DROP VIEW {name}")
    _remake("origins", ORIGINS, with_import=with_import)
    _remake("other_checks", OTHER_CHECKS, with_import=with_import)
    for _, sql in views:
        connection.exec_driver_sql(sql)


def _remake(table: str, parts: tuple[str, str], *, with_import: bool) -> None:
    connection = op.get_bind()
    query = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL"
    beside = list(connection.exec_driver_sql(query, (table,)).scalars())
    columns, constraints = parts
    if with_import:
        columns = f"{columns}, import_id INTEGER"
        key = "FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE RESTRICT"
        constraints = f"{constraints}, CONSTRAINT fk_{table}_import_id {key}"
    op.execute(f"CREATE TABLE {table}_anew ({columns}, {constraints})")
    names = ", ".join(column.split()[0] for column in parts[0].split(", "))
    op.execute(f"INSERT INTO {table}_anew ({names}) SELECT {names} FROM {table} ORDER BY rowid")
    op.drop_table(table)
    op.rename_table(f"{table}_anew", table)
    for sql in beside:
        connection.exec_driver_sql(sql)


# -- guards ----------------------------------------------------------------------------------------------------------


def _guard_updates(table: str, fixed: tuple[str, ...], erasable: tuple[str, ...] = (), *, is_sqlite: bool) -> None:
    """Refuse changes of these columns (none named: of all), and of the erasable ones unless words are erased."""
    message = REFUSALS[table]
    if is_sqlite:
        condition = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in (*fixed, "rowid"))
        if erasable:
            erased = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in erasable)
            condition += f" OR ({erased}) AND NOT EXISTS (SELECT 1 FROM erasures WHERE state = 'removing')"
        when = f" WHEN {condition}" if fixed else ""
        op.execute(f"DROP TRIGGER IF EXISTS guard_{table}_update")
        op.execute(
            f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} FOR EACH ROW{when}\n"
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    op.execute(f"DROP TRIGGER IF EXISTS guard_{table}_update ON {table}")
    condition = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in fixed)
    _postgresql_guard(table, "UPDATE", f" WHEN ({condition})" if fixed else "")


def _guard_rows(table: str, keys: tuple[tuple[str, ...], ...], *, is_sqlite: bool) -> None:
    """Refuse removed rows; on SQLite also REPLACE, which deletes without firing BEFORE DELETE."""
    if not is_sqlite:
        _postgresql_guard(table, "DELETE")
        _postgresql_guard(table, "TRUNCATE")
        return
    same = " OR ".join(f"({' AND '.join(f'{column} = NEW.{column}' for column in key)})" for key in (*keys, ("rowid",)))
    for event, when in (("DELETE", ""), ("INSERT", f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})")):
        op.execute(
            f"CREATE TRIGGER guard_{table}_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW{when}\n"
            f"BEGIN SELECT RAISE(ABORT, '{REFUSALS[table]}'); END"
        )


def _postgresql_guard(table: str, event: str, when: str = "") -> None:
    name, level = f"guard_{table}_{event.lower()}", "STATEMENT" if event == "TRUNCATE" else "ROW"
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {level}{when} "
        f"EXECUTE FUNCTION factdb_refuse('{REFUSALS[table]}')"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


# -- views -----------------------------------------------------------------------------------------------------------


def _replace_views(conditions: dict[str, str], *, is_sqlite: bool) -> None:
    """Give the views the condition on checks, or take it away; PostgreSQL replaces in place, so that rights stay."""
    for name, view in VIEWS.items():
        text = view.strip()
        for part, sql in {**conditions, **SHARED_PARTS, "topics": TOPICS[op.get_bind().dialect.name]}.items():
            text = text.replace(f"{{{part}}}", sql)
        if is_sqlite:
            op.execute(f"DROP VIEW {name}")
        create = "CREATE VIEW" if is_sqlite else "CREATE OR REPLACE VIEW"
        # A view that is replaced without its options loses them: without the barrier, a condition of an outsider's
        # question sees rows that are not published.
        barrier = " WITH (security_barrier)" if name.startswith("public1_") and not is_sqlite else ""
        op.get_bind().exec_driver_sql(f"{create} {name}{barrier} AS\n{text}")


def _conditions() -> dict[str, str]:
    return {
        "and_counts": COUNTS.format(start="\n    AND", check="oc"),
        "and_later_counts": COUNTS.format(start="\n    AND", check="later"),
        "where_counts": COUNTS.format(start="\nWHERE", check="oc"),
    }

"""The search index: the words of claims, of evidence, and of the names of speakers and sources.

It holds nothing that isn't elsewhere. On SQLite four FTS5 tables follow their rows by triggers: those of claims and of
evidence hold no text of their own. On PostgreSQL it is four indices over an expression, which follow by themselves.
Both take words apart alike: case and diacritics don't count, and Porter's stemmer drops endings.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TOKENS = "tokenize = 'porter unicode61 remove_diacritics 2'"
# A row of evidence by one number: the claim's, and within it the row's.
EVIDENCE_ID = "{0}claim_id * 1048576 + {0}n"
OF_CLAIMS = "claim, headline, quote"
OF_EVIDENCE = "excerpt, content = 'search_excerpts', content_rowid = 'id'"
OWNERS = {"speakers": "speaker", "sources": "source"}

SQLITE_TABLES = [
    f"CREATE VIRTUAL TABLE search_claims USING fts5({OF_CLAIMS}, content = 'claims', content_rowid = 'id', {TOKENS})",
    f"""CREATE VIEW search_excerpts AS
SELECT {EVIDENCE_ID.format("")} AS id, excerpt FROM evidence WHERE withdrawn_at IS NULL AND excerpt IS NOT NULL""",
    f"CREATE VIRTUAL TABLE search_evidence USING fts5({OF_EVIDENCE}, {TOKENS})",
    *(f"CREATE VIRTUAL TABLE search_{table} USING fts5(names, {TOKENS})" for table in OWNERS),
]
TAKE_CLAIM = f"INSERT INTO search_claims (rowid, {OF_CLAIMS}) VALUES (NEW.id, NEW.claim, NEW.headline, NEW.quote);"
DROP_CLAIM = (
    f"INSERT INTO search_claims (search_claims, rowid, {OF_CLAIMS}) "
    "VALUES ('delete', OLD.id, OLD.claim, OLD.headline, OLD.quote);"
)
TAKE_EVIDENCE = f"INSERT INTO search_evidence (rowid, excerpt) VALUES ({EVIDENCE_ID.format('NEW.')}, NEW.excerpt);"
DROP_EVIDENCE = (
    "INSERT INTO search_evidence (search_evidence, rowid, excerpt) "
    f"VALUES ('delete', {EVIDENCE_ID.format('OLD.')}, OLD.excerpt);"
)
STANDS = "{0}withdrawn_at IS NULL AND {0}excerpt IS NOT NULL"
# name -> when, and what it does
SQLITE_TRIGGERS = {
    "search_claims_insert": ("AFTER INSERT ON claims FOR EACH ROW", TAKE_CLAIM),
    "search_claims_update": (f"AFTER UPDATE OF {OF_CLAIMS} ON claims FOR EACH ROW", f"{DROP_CLAIM} {TAKE_CLAIM}"),
    "search_evidence_insert": (
        f"AFTER INSERT ON evidence FOR EACH ROW WHEN {STANDS.format('NEW.')}",
        TAKE_EVIDENCE,
    ),
    "search_evidence_drop": (
        f"AFTER UPDATE OF withdrawn_at ON evidence FOR EACH ROW WHEN {STANDS.format('OLD.')}",
        DROP_EVIDENCE,
    ),
    "search_evidence_take": (
        f"AFTER UPDATE OF withdrawn_at ON evidence FOR EACH ROW WHEN {STANDS.format('NEW.')}",
        TAKE_EVIDENCE,
    ),
}

# Between two texts stands a word that nobody looks for: no phrase begins in one and ends in the other. What FTS5 takes
# for no part of a word is a space, so that PostgreSQL's parser is given words and nothing else.
POSTGRESQL_FUNCTION = r"""
CREATE FUNCTION factdb_words(VARIADIC texts text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('{schema}.factdb'::regconfig, regexp_replace(regexp_replace(
        normalize(left(array_to_string(texts, ' xxfieldxx '), 200000), NFKD), '[\u0300-\u036f]', '', 'g'),
        '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7\u2000-\u2bff\u3000-\u3004'
        '\u3008-\u3020\ufe00-\ufe0f]+', ' ', 'g'))
$$
"""
POSTGRESQL_INDICES = {
    "ix_claims_words": ("claims", f"factdb_words({OF_CLAIMS})", None),
    "ix_evidence_words": ("evidence", "factdb_words(excerpt)", "withdrawn_at IS NULL AND excerpt IS NOT NULL"),
    "ix_speaker_names_words": ("speaker_names", "factdb_words(name)", None),
    "ix_source_names_words": ("source_names", "factdb_words(name)", None),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()


def _upgrade_sqlite() -> None:
    for sql in SQLITE_TABLES:
        op.execute(sql)
    for name, (when, then) in SQLITE_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {when}\nBEGIN {then} END")
    for table, owner in OWNERS.items():
        _follow_names(table, owner)
    for table in ("search_claims", "search_evidence"):
        op.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")


def _follow_names(table: str, owner: str) -> None:
    """Index the names of speakers, or of sources: all of one together, whenever one of them changes."""
    names = f"SELECT {owner}_id, group_concat(name, ' xxfieldxx ') FROM {owner}_names"
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        suffix = f"{event}_{row}".lower() if event == "UPDATE" else event.lower()
        number = f"{row}.{owner}_id"
        op.execute(
            f"CREATE TRIGGER search_{table}_{suffix} AFTER {event} ON {owner}_names FOR EACH ROW\n"
            f"BEGIN DELETE FROM search_{table} WHERE rowid = {number}; "
            f"INSERT INTO search_{table} (rowid, names) {names} WHERE {owner}_id = {number} GROUP BY {owner}_id; END"
        )
    op.execute(f"INSERT INTO search_{table} (rowid, names) {names} GROUP BY {owner}_id")


def _upgrade_postgresql() -> None:
    schema = op.get_bind().scalar(sa.text("SELECT quote_ident(current_schema())"))
    op.execute("CREATE TEXT SEARCH DICTIONARY factdb_stem (TEMPLATE = snowball, Language = porter)")
    op.execute("CREATE TEXT SEARCH CONFIGURATION factdb (PARSER = default)")
    op.execute(
        "ALTER TEXT SEARCH CONFIGURATION factdb "
        "ADD MAPPING FOR asciiword, word, numword, int, uint, float, sfloat, version WITH factdb_stem"
    )
    op.get_bind().exec_driver_sql(POSTGRESQL_FUNCTION.strip().replace("{schema}", str(schema)))
    for name, (table, expression, rows) in POSTGRESQL_INDICES.items():
        where = f" WHERE {rows}" if rows else ""
        op.execute(f"CREATE INDEX {name} ON {table} USING gin ({expression}) WITH (fastupdate = off){where}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for name in POSTGRESQL_INDICES:
            op.execute(f"DROP INDEX {name}")
        op.execute("DROP FUNCTION factdb_words(text[])")
        op.execute("DROP TEXT SEARCH CONFIGURATION factdb")
        op.execute("DROP TEXT SEARCH DICTIONARY factdb_stem")
        return
    for name in SQLITE_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    for table in OWNERS:
        for event in ("insert", "update_old", "update_new", "delete"):
            op.execute(f"DROP TRIGGER search_{table}_{event}")
    for table in ("claims", "evidence", *OWNERS):
        op.execute(f"DROP TABLE search_{table}")
    op.execute("DROP VIEW search_excerpts")

"""The tamper table of schemas: one entry a class, with what is done and what `db check` and `verify` must then name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tests.tampering.forger import Forger

Change = str | Callable[[Forger], None]


class SchemaAttack(NamedTuple):
    """The steps in order, and a part of the line that names them."""

    name: str
    named: str
    steps: tuple[Change, ...]


def attack(name: str, named: str, *steps: Change) -> SchemaAttack:
    return SchemaAttack(name, named, steps)


def second_row_of_claim_4(forger: Forger) -> None:
    """Put claim 4 with forged words into the table that inherits from claims."""
    query = (
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = 'claims'::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> 'claim'"
    )
    columns = forger(query)[0][0]
    forger(f"INSERT INTO more (claim, {columns}) SELECT 'Forged.', {columns} FROM ONLY claims WHERE id = 4")  # noqa: S608
    assert forger("SELECT claim FROM v1_claims WHERE id = 4 ORDER BY claim <> 'Forged.'")[0][0] == "Forged."


def rewritten(view: str, pattern: str, replacement: str, options: str = "") -> Change:
    """Return a step that makes a view again, with other words where the pattern matches."""

    def step(forger: Forger) -> None:
        (before,) = forger(f"SELECT pg_get_viewdef('{view}'::regclass)")[0]
        after, count = re.subn(pattern, replacement, before, flags=re.DOTALL)
        assert count, before
        forger.connection.exec_driver_sql(f"CREATE OR REPLACE VIEW {view} {options} AS {after}")

    return step


def in_this_database(setting: str) -> Change:
    def step(forger: Forger) -> None:
        (database,) = forger("SELECT quote_ident(current_database())")[0]
        forger(f"ALTER DATABASE {database} SET {setting}")

    return step


def for_this_role(setting: str) -> Change:
    def step(forger: Forger) -> None:
        forger(f"ALTER ROLE CURRENT_USER SET {setting}")

    return step


EVIL = "CREATE SCHEMA evil"
NOTHING = "CREATE FUNCTION evil.nothing() RETURNS {type} LANGUAGE plpgsql AS $$ BEGIN RETURN{value}; END $$"
PASS = NOTHING.format(type="trigger", value=" NEW")
WATCH = NOTHING.format(type="event_trigger", value="")

ON_POSTGRESQL = (
    # Rows from elsewhere
    attack(
        "a second row of a claim through a table that inherits", "table more inherits from claims, so its rows appear",
        "CREATE TABLE more () INHERITS (claims)", second_row_of_claim_4,
    ),
    attack(
        "the same in another schema", "table evil.more inherits from claims", EVIL,
        "CREATE TABLE evil.more () INHERITS (claims)",
    ),
    attack(
        "the same as a temporary table", "inherits from verdicts", "CREATE TEMP TABLE more () INHERITS (verdicts)",
    ),
    attack(
        "a table of ours under another one", "table claims inherits from evil.parent", EVIL,
        "CREATE TABLE evil.parent ()", "ALTER TABLE claims INHERIT evil.parent",
    ),
    # Views
    attack(
        "a public view that gives another verdict", "view v1_claims selects something else: ",
        rewritten("v1_claims", r"(\S+) AS verdict,", r"CASE c.id WHEN 4 THEN 'false' ELSE \1 END AS verdict,"),
    ),
    attack(
        "the barrier of a view removed", "view v1_assessments has the options (), expected (security_barrier=true)",
        "ALTER VIEW v1_assessments RESET (security_barrier)",
    ),
    attack(
        "the WHERE of a view removed", "view v1_assessments selects something else: ",
        rewritten("v1_assessments", r"\n\s*WHERE .*", "", "WITH (security_barrier)"),
    ),
    attack(
        "complaints shown by a public view", "view v1_replies selects something else: ",
        rewritten("v1_replies", "'complaint'", "'complaints'"),
    ),
    attack(
        "a view that reads a table of the same name elsewhere", "view v1_reviewers selects something else: ", EVIL,
        "CREATE TABLE evil.reviewers AS SELECT * FROM reviewers",
        "CREATE OR REPLACE VIEW v1_reviewers AS SELECT id, handle, role FROM evil.reviewers",
    ),
    attack(
        "a view that calls a function of the same name elsewhere", "view v1_documents selects something else: ", EVIL,
        "CREATE FUNCTION evil.add(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1'",
        "CREATE AGGREGATE evil.count(*) (SFUNC = evil.add, STYPE = bigint, INITCOND = 0)",
        rewritten("v1_documents", r"\bcount\(\*\)", "evil.count(*)"),
    ),
    attack(
        "a view that reads with its reader's rights", "view v1_reviewers has the options (security_invoker=on), ",
        "ALTER VIEW v1_reviewers SET (security_invoker = on)",
    ),
    # How a table is stored
    attack("a table that a crash empties", "table history, unlogged", "ALTER TABLE history SET UNLOGGED"),
    attack(
        "a table that dumps leave out", "missing: table policies",
        "ALTER EXTENSION plpgsql ADD TABLE policies",
    ),
    # Rights of everybody
    attack("everybody may write claims", "PUBLIC may UPDATE on claims", "GRANT UPDATE ON claims TO PUBLIC"),
    attack("everybody may read complaints", "PUBLIC may SELECT on contacts", "GRANT SELECT ON contacts TO PUBLIC"),
    attack(
        "everybody may write one column", "PUBLIC may UPDATE on reviewers.role",
        "GRANT UPDATE (role) ON reviewers TO PUBLIC",
    ),
    attack(
        "everybody may write through a view", "PUBLIC may UPDATE on v1_reviewers",
        "GRANT UPDATE ON v1_reviewers TO PUBLIC",
    ),
    attack(
        "everybody may set the numbers of claims", "PUBLIC may UPDATE on claims_id_seq",
        "GRANT UPDATE ON SEQUENCE claims_id_seq TO PUBLIC",
    ),
    attack(
        "everybody may write the tables of the next upgrade", "PUBLIC may INSERT on every new table",
        "ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO PUBLIC",
    ),
    # Settings of the server
    attack(
        "an event trigger", "unexpected: event trigger watch on ddl_command_end, which calls evil.nothing", EVIL, WATCH,
        "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION evil.nothing()",
    ),
    attack(
        "triggers off in a database", "session_replication_role=replica is set for every role in this database",
        in_this_database("session_replication_role = replica"),
    ),
    attack(
        "triggers off for a role", "session_replication_role=replica is set for the role ",
        for_this_role("session_replication_role = replica"),
    ),
    attack(
        "triggers off now", "session_replication_role=replica is in force",
        "SET LOCAL session_replication_role = replica",
    ),
    attack(
        "damage read as empty pages", "zero_damaged_pages=on is set for every role in this database",
        in_this_database("zero_damaged_pages = on"),
    ),
    attack(
        "functions of our schema before the server's", "search_path=public, pg_catalog is in force",
        "SET LOCAL search_path = public, pg_catalog",
    ),
    attack(
        "a schema in front of ours", "missing: table history", EVIL,
        "CREATE TABLE evil.claims AS SELECT * FROM claims", "SET LOCAL search_path = evil, public",
    ),
    # Sequences
    attack(
        "a sequence set back", "sequence claims_id_seq continues with 4, but claims goes up to ",
        "ALTER SEQUENCE claims_id_seq RESTART WITH 4",
    ),
    attack(
        "a sequence that counts down", "unexpected: sequence claims_id_seq: bigint from 1 to 9223372036854775807 by -1",
        "ALTER SEQUENCE claims_id_seq INCREMENT BY -1",
    ),
    attack(
        "a sequence that begins again", "unexpected: sequence claims_id_seq: bigint from 1 to 99 by 1, again and again",
        "ALTER SEQUENCE claims_id_seq MAXVALUE 99 CYCLE",
    ),
    attack(
        "a sequence of no column", "missing: sequence claims_id_seq: bigint from 1 to 9223372036854775807 by 1, of ",
        "ALTER SEQUENCE claims_id_seq OWNED BY NONE",
    ),
    # Additions
    attack("a table", "unexpected: table extra", "CREATE TABLE extra (id integer)"),
    attack("a table without columns", "unexpected: table extra", "CREATE TABLE extra ()"),
    attack(
        "a partitioned table", "unexpected: partitioned table extra",
        "CREATE TABLE extra (id integer) PARTITION BY LIST (id)",
    ),
    attack(
        "a foreign table", "unexpected: foreign table extra", "CREATE FOREIGN DATA WRAPPER far",
        "CREATE SERVER there FOREIGN DATA WRAPPER far", "CREATE FOREIGN TABLE extra (id integer) SERVER there",
    ),
    attack("a view", "unexpected: view extra", "CREATE VIEW extra AS SELECT 1 AS one"),
    attack(
        "a materialized view", "unexpected: materialized view extra",
        "CREATE MATERIALIZED VIEW extra AS SELECT * FROM claims",
    ),
    attack("a sequence", "unexpected: sequence extra", "CREATE SEQUENCE extra"),
    attack("a type", "unexpected: type extra", "CREATE TYPE extra AS ENUM ('true', 'false')"),
    attack("a domain", "unexpected: type extra", "CREATE DOMAIN extra AS text"),
    attack("a type of a row", "unexpected: type extra", "CREATE TYPE extra AS (id integer)"),
    attack(
        "an operator", "unexpected: operator === by texteq",
        "CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
    ),
    attack(
        "a function", "unexpected: function extra() in sql: SELECT 1",
        "CREATE FUNCTION extra() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ),
    attack(
        "a function of the same name as ours", "unexpected: function factdb_words(text) in sql",
        "CREATE FUNCTION factdb_words(text) RETURNS tsvector LANGUAGE sql AS 'SELECT to_tsvector($1)'",
    ),
    attack(
        "a function that runs as its owner", "unexpected: function factdb_refuse() in plpgsql as its owner",
        "ALTER FUNCTION factdb_refuse() SECURITY DEFINER",
    ),
    attack(
        "a trigger", "unexpected: trigger extra (O): ", EVIL, PASS,
        "CREATE TRIGGER extra BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION evil.nothing()",
    ),
    attack(
        "a trigger on a view", "unexpected: trigger extra (O): ", EVIL, PASS,
        "CREATE TRIGGER extra INSTEAD OF UPDATE ON v1_claims FOR EACH ROW EXECUTE FUNCTION evil.nothing()",
    ),
    attack(
        "a trigger on the table of the revision", "unexpected: trigger extra (O): ", EVIL, PASS,
        "CREATE TRIGGER extra BEFORE UPDATE ON alembic_version FOR EACH ROW EXECUTE FUNCTION evil.nothing()",
    ),
    attack(
        "a constraint that is no longer enforced", "switched off: foreign keys of ",
        "ALTER TABLE approvals DISABLE TRIGGER ALL",
    ),
)  # fmt: skip


def in_the_schema_table(name: str, before: str, after: str) -> str:
    """Return the statement that rewrites an object's text where SQLite stores it."""
    before, after = before.replace("'", "''"), after.replace("'", "''")
    return (
        f"UPDATE sqlite_master SET sql = replace(sql, '{before}', '{after}')"  # noqa: S608
        f" WHERE name = '{name}' AND instr(sql, '{before}')"
    )


ON_SQLITE = (
    attack(
        "a public view that gives another verdict", "unexpected: view v1_claims: ",
        in_the_schema_table("v1_claims", "c.occasion,", "c.occasion || '',"),
    ),
    attack(
        "a space in a text of a view", "unexpected: view v1_claims: ", in_the_schema_table("v1_claims", "', '", "',  '")
    ),
    attack(
        "the barrier of a view removed", "unexpected: view v1_assessments: ",
        in_the_schema_table("v1_assessments", "\nLIMIT -1", ""),
    ),
    attack(
        "the WHERE of a view removed", "unexpected: view v1_assessments: ",
        in_the_schema_table("v1_assessments", "IS NOT NULL", "IS NOT NULL OR 1"),
    ),
    attack("a table", "unexpected: table extra: ", "CREATE TABLE extra (id)"),
    attack(
        "a table named like the search index", "unexpected: table search_claims_extra: ",
        "CREATE TABLE search_claims_extra (id)",
    ),
    attack(
        "a table named like a part that the search index does not have", "unexpected: table search_claims_content: ",
        "CREATE TABLE search_claims_content (id)",
    ),
    attack(
        "a table named like SQLite's own", "unexpected: table sqlite_extra: ", "CREATE TABLE extra (id)",
        "UPDATE sqlite_master SET name = 'sqlite_extra', tbl_name = 'sqlite_extra',"
        " sql = 'CREATE TABLE sqlite_extra (id)' WHERE name = 'extra'",
    ),
    attack("a virtual table", "unexpected: table extra: ", "CREATE VIRTUAL TABLE extra USING fts5(words)"),
    attack("a view", "unexpected: view extra: ", "CREATE VIEW extra AS SELECT 1 AS one"),
    attack("an index", "unexpected: index extra: ", "CREATE INDEX extra ON claims (status)"),
    attack(
        "a trigger", "unexpected: trigger extra: ",
        "CREATE TRIGGER extra AFTER INSERT ON history BEGIN UPDATE claims SET priority = 0; END",
    ),
    attack(
        "a trigger on a view", "unexpected: trigger extra: ",
        "CREATE TRIGGER extra INSTEAD OF UPDATE ON v1_claims BEGIN SELECT 1; END",
    ),
    attack(
        "a trigger on the table of the revision", "unexpected: trigger extra: ",
        "CREATE TRIGGER extra BEFORE UPDATE ON alembic_version BEGIN SELECT 1; END",
    ),
    attack(
        "a guard of another table", "unexpected: trigger guard_history_update of another table",
        "UPDATE sqlite_master SET tbl_name = 'leases' WHERE name = 'guard_history_update'",
    ),
    attack(
        "a column of the table of the revision", "unexpected: table alembic_version: ",
        "ALTER TABLE alembic_version ADD COLUMN extra",
    ),
    attack(
        "a key that deletes", "unexpected: table evidence: ",
        in_the_schema_table("evidence", "ON DELETE RESTRICT", "ON DELETE CASCADE"),
    ),
)  # fmt: skip

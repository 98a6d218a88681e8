"""Guards, views and tables that aren't this program's any more: verify says so, and goes on with what it still can."""

from __future__ import annotations

from sqlalchemy.orm import Session

from factdb import resources
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from tests.tampering.forger import Forger

ON_BOTH = {
    "a view dropped": ("DROP VIEW v1_claims", "the schema differs: missing: "),
    "a view beside ours": ("CREATE VIEW extra AS SELECT 1 AS one", "the schema differs: unexpected: "),
    "an index dropped": ("DROP INDEX ix_claims_sort_on_id", "ix_claims_sort_on_id ON claims"),
    "a column more": ("ALTER TABLE claims ADD COLUMN extra text", "the schema differs: unexpected: "),
    "a column fewer": (
        "ALTER TABLE contacts RENAME COLUMN answer TO reply",
        "the check of claims could not be finished: ",
    ),
    "a second revision": (
        "INSERT INTO alembic_version VALUES ('0013')",
        f"the schema differs: alembic_version has 2 rows instead of one: 0013, {resources.newest_revision()}",
    ),
    "a table gone": ("ALTER TABLE assessments RENAME TO opinions", "the check of claims could not be finished: "),
}
ON_SQLITE = {
    "a guard dropped": ("DROP TRIGGER guard_history_update", "missing: trigger guard_history_update: "),
    "a guard that lets pass": (
        (
            "DROP TRIGGER guard_history_update; CREATE TRIGGER guard_history_update BEFORE UPDATE ON history"
            " BEGIN SELECT 1"
        ),
        "unexpected: trigger guard_history_update: ",
    ),
    "a trigger beside ours": (
        "CREATE TRIGGER extra AFTER UPDATE ON claims BEGIN UPDATE claims SET priority = 0",
        "unexpected: trigger extra: ",
    ),
    "one that is named much like SQLite's own": (
        "CREATE TRIGGER sqlite2 AFTER UPDATE ON claims BEGIN UPDATE claims SET priority = 0",
        "unexpected: trigger sqlite2: ",
    ),
    "one that is named like a table that goes untold": (
        "CREATE TRIGGER alembic_version AFTER UPDATE ON claims BEGIN UPDATE claims SET priority = 0",
        "unexpected: trigger alembic_version: ",
    ),
    "a view that tells something else": (
        "DROP VIEW v1_claims; CREATE VIEW v1_claims AS SELECT * FROM claims",
        "unexpected: view v1_claims: ",
    ),
    "a word of a view": (
        "UPDATE sqlite_master SET sql = replace(sql, 'misattributed', 'misatributed') WHERE name = 'v1_claims'",
        "unexpected: view v1_claims: ",
    ),
}
ON_POSTGRESQL = {
    "a guard dropped": ("DROP TRIGGER guard_history_update ON history", "missing: trigger guard_history_update (A): "),
    "a guard switched off": (
        "ALTER TABLE history DISABLE TRIGGER guard_history_update",
        "unexpected: trigger guard_history_update (D): ",
    ),
    "a guard that a replica goes without": (
        "ALTER TABLE history ENABLE TRIGGER guard_history_update",
        "unexpected: trigger guard_history_update (O): ",
    ),
    "a guard that lets pass": (
        "CREATE OR REPLACE FUNCTION factdb_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW\\; END'",
        "unexpected: function factdb_refuse() in plpgsql: ",
    ),
    "a view that tells something else": (
        "DROP VIEW v1_claims; CREATE VIEW v1_claims AS SELECT id, uid FROM claims",
        "missing: column v1_claims.claim: ",
    ),
    "words that are kept no more": (
        "ALTER TABLE claims ALTER COLUMN search_words DROP EXPRESSION",
        "missing: column claims.search_words: ",
    ),
    "a rule": (
        "CREATE RULE quietly AS ON UPDATE TO claims DO INSTEAD NOTHING",
        "the schema differs: unexpected: rule quietly on claims",
    ),
    "rows hidden": (
        "ALTER TABLE history ENABLE ROW LEVEL SECURITY",
        "the schema differs: unexpected: row security on history",
    ),
    "a foreign key switched off": (
        "ALTER TABLE approvals DISABLE TRIGGER ALL; ALTER TABLE approvals ENABLE ALWAYS TRIGGER guard_approvals_change",
        "the schema differs: switched off: foreign keys of approvals",
    ),
    "a CHECK that was never held": (
        (
            "ALTER TABLE claims DROP CONSTRAINT ck_claims_priority;"
            "ALTER TABLE claims ADD CONSTRAINT ck_claims_priority CHECK (priority BETWEEN 0 AND 3) NOT VALID"
        ),
        "unexpected: constraint claims.ck_claims_priority: ",
    ),
}


def unfound(forger: Forger, changes: dict[str, tuple[str, str]]) -> dict[str, list[str]]:
    """Make each change, with the guards in place but for what it does itself; return those that verify doesn't tell."""
    missed = {}
    for name, (change, told) in changes.items():
        with forger.connection.begin() as transaction:
            for statement in change.replace("\\;", "\0").split(";"):
                ended = "; END" if "BEGIN " in statement and not forger.is_postgresql else ""
                forger.connection.exec_driver_sql(statement.replace("\0", ";") + ended)
            lines = [str(finding) for finding in forger.verified()]
            transaction.rollback()
        if not any(told in line for line in lines):
            missed[name] = lines[:9]
    return missed


def test_what_both_engines_allow(forger: Forger) -> None:
    assert not unfound(forger, ON_BOTH)


def test_what_sqlite_allows(file_forger: Forger) -> None:
    driver = file_forger.connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA writable_schema = ON")
    try:
        assert not unfound(file_forger, ON_SQLITE)
    finally:
        driver.execute("PRAGMA writable_schema = OFF")


def test_what_postgresql_allows(server_forger: Forger) -> None:
    assert not unfound(server_forger, ON_POSTGRESQL)


def test_the_other_checks_go_on_where_one_cannot(forger: Forger) -> None:
    def attack(forger: Forger) -> None:
        forger("ALTER TABLE assessments RENAME TO opinions")
        forger("UPDATE reviewers SET role = 'admin' WHERE handle = 'rita'")

    with forger.connection.begin() as transaction:
        attack(forger)
        lines = [str(finding) for finding in forger.verified()]
        transaction.rollback()
    assert any("the check of claims could not be finished" in line for line in lines)
    assert 'reviewer rita: role is "admin", the history says "reviewer"' in lines


def test_foreign_keys_are_held_in_a_file(file_forger: Forger) -> None:
    lines = [str(each) for each in file_forger.found("UPDATE leases SET reviewer_id = 99")]
    assert lines == ["table leases, row 19: it refers to a missing row of reviewers"]


def test_pages_are_held_on_a_server_that_can(server_forger: Forger) -> None:
    """With amcheck the pages are held; without it verify says that they weren't."""
    with server_forger.connection.begin() as transaction:
        assert any("amcheck" in each for each in not_checked(server_forger))
        server_forger.connection.exec_driver_sql("CREATE EXTENSION amcheck")
        assert not any("amcheck" in each for each in not_checked(server_forger))
        assert server_forger.verified() == []
        transaction.rollback()


def not_checked(forger: Forger) -> list[str]:
    checked = Checked()
    assert list(verify.findings(Session(forger.connection), checked)) == []
    return checked.not_checked

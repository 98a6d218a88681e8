"""The tamper table of schemas: `db check` and `verify` both name every class, and not what an extension made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from factdb.services.verify import schema_and_pages
from factdb.services.verify.streams import Checked, Reader
from factdb.store import reader_login
from factdb.store.engine import Database
from factdb.store.schema import expected_views, schema, schema_state
from tests.tampering.forger import Forger
from tests.tampering.schema_attacks import ON_POSTGRESQL, ON_SQLITE, SchemaAttack

# What nobody on a desk calls tampering: one with views, one with types and operators, one with functions.
EXTENSIONS = ("pg_stat_statements", "citext", "amcheck")


def checked(forger: Forger) -> list[str]:
    """Return what `db check` prints."""
    views = expected_views.compare(forger.connection)
    return schema.differences(forger.connection) + views.lines


def verified(forger: Forger) -> list[str]:
    """Return what the first step of `verify` finds."""
    return [str(finding) for finding in schema_and_pages.findings(Reader(forger.connection), Checked())]


@contextmanager
def altered(forger: Forger, attack: SchemaAttack) -> Iterator[None]:
    with forger.connection.begin() as transaction:
        for step in attack.steps:
            if callable(step):
                step(forger)
            else:
                forger.connection.exec_driver_sql(step)
        yield
        transaction.rollback()


def require_named(forger: Forger, attack: SchemaAttack) -> None:
    with altered(forger, attack):
        lines = {"db check": checked(forger), "verify": verified(forger)}
    assert [by for by, printed in lines.items() if not any(attack.named in line for line in printed)] == [], lines


@pytest.mark.parametrize("attack", ON_POSTGRESQL, ids=lambda attack: attack.name)
def test_postgresql(server_forger: Forger, attack: SchemaAttack) -> None:
    require_named(server_forger, attack)


@pytest.mark.parametrize("attack", ON_SQLITE, ids=lambda attack: attack.name)
def test_sqlite(file_forger: Forger, attack: SchemaAttack) -> None:
    driver = file_forger.connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA writable_schema = ON")
    try:
        require_named(file_forger, attack)
    finally:
        driver.execute("PRAGMA writable_schema = RESET")


def test_each_class_has_a_name_of_its_own() -> None:
    for table in (ON_POSTGRESQL, ON_SQLITE):
        assert len({attack.name for attack in table}) == len(table)
    assert len(ON_POSTGRESQL) >= 20


def test_a_desk_that_nobody_touched_is_clean(forger: Forger) -> None:
    with forger.connection.begin():
        assert checked(forger) == verified(forger) == []


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_what_belongs_to_an_extension_is_no_tampering(server_forger: Forger, extension: str) -> None:
    with server_forger.connection.begin() as transaction:
        if not server_forger("SELECT 1 FROM pg_available_extensions WHERE name = :name", name=extension):
            pytest.skip(f"the server does not have {extension}")
        server_forger(f"CREATE EXTENSION {extension}")
        server_forger("CREATE TABLE spatial (id serial PRIMARY KEY)")
        server_forger("GRANT SELECT ON spatial TO PUBLIC")
        assert len(checked(server_forger)) > 3
        for part in ("TABLE spatial", "SEQUENCE spatial_id_seq"):
            server_forger(f"ALTER EXTENSION {extension} ADD {part}")
        lines = checked(server_forger) + verified(server_forger)
        transaction.rollback()
    assert lines == []


def test_an_added_table_is_one_line_not_one_a_column(server_forger: Forger) -> None:
    (inherited,) = [attack for attack in ON_POSTGRESQL if attack.name.startswith("a second row")]
    with altered(server_forger, inherited):
        lines = verified(server_forger)
    assert lines == [
        "the schema differs: unexpected: table more",
        "the schema differs: unexpected: table more inherits from claims, so its rows appear among the rows of claims",
    ]


def test_a_reader_s_login_is_no_tampering(server_forger: Forger) -> None:
    with server_forger.connection.begin() as transaction:
        for statement in reader_login.statements(server_forger.connection, "factdb_plain", is_new=True):
            server_forger.connection.exec_driver_sql(statement)
        lines = checked(server_forger)
        transaction.rollback()
    assert lines == []


def test_the_expected_views_leave_nothing_behind(worked_postgresql: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected_views, "_made", {})
    with worked_postgresql.engine("ro").connect() as connection:
        before = connection.scalars(text("SELECT nspname FROM pg_namespace ORDER BY 1")).all()
        assert expected_views.compare(connection) == ([], None)
        connection.rollback()
        assert connection.scalars(text("SELECT nspname FROM pg_namespace ORDER BY 1")).all() == before


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (
            ("CREATE ROLE factdb_plain", "SET LOCAL ROLE factdb_plain"),
            "this login may not make a schema in the database (its owner may)",
        ),
        (
            (
                "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch()",
            ),
            "an event trigger could change them",
        ),
    ],
)
def test_views_that_cannot_be_compared_are_not_checked(
    server_forger: Forger, monkeypatch: pytest.MonkeyPatch, steps: tuple[str, ...], reason: str
) -> None:
    monkeypatch.setattr(expected_views, "_made", {})
    progress = Checked()
    with server_forger.connection.begin() as transaction:
        for step in steps:
            server_forger(step)
        list(schema_and_pages.findings(Reader(server_forger.connection), progress))
        transaction.rollback()
    assert any(f"were checked): {reason}" in line for line in progress.not_checked)


def test_a_login_that_may_not_read_sequences_is_told(server_forger: Forger) -> None:
    with server_forger.connection.begin() as transaction:
        assert schema_state.not_checked(server_forger.connection) == []
        server_forger("CREATE ROLE factdb_plain")
        server_forger("SET LOCAL ROLE factdb_plain")
        assert schema_state.not_checked(server_forger.connection) == [
            "the sequences: this login may not read all of them"
        ]
        transaction.rollback()

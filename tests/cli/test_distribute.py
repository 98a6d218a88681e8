"""`factdb db distribute`: its script, run on PostgreSQL with a double of Citus's refusals, and the desk after it.

That Citus itself runs the script is shown by hand alone: see tests/citus_double.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from factdb.store.engine import Database
from factdb.store.models.indices import METADATA
from factdb.store.schema import distribution_script
from tests import citus_double
from tests.cli.conftest import ok, run
from tests.databases import Templates
from tests.store.test_comments import comments

Server = psycopg.Connection[tuple[str, str]]
SCRIPT = "\n".join(distribution_script.script())
LOST = {
    "fk_erasures_claim_id": "erasures",
    "fk_claims_repeats_id": "claims",
    "fk_claim_links_other_id": "claim_links",
    "uq_claims_uid": "claims",
}
FOREIGN_KEYS = {str(key.name) for table in METADATA.tables.values() for key in table.foreign_key_constraints}
KEYS_OF_DESK = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"


def execute(database: Database, *statements: str) -> None:
    with psycopg.connect(database.location, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def install_double(database: Database) -> None:
    with psycopg.connect(database.location, autocommit=True) as connection:
        citus_double.install(connection)


@pytest.fixture(scope="module", params=["postgresql"])
def desk(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The worked example on a server."""
    yield from templates.copy(request.param, "demo", tmp_path_factory.mktemp("distributed"))


@pytest.fixture(scope="module")
def comments_before(desk: Database) -> dict[str, str]:
    """The comments of the desk before it was distributed."""
    return comments(desk)


@pytest.fixture(scope="module")
def distributed(desk: Database, comments_before: dict[str, str]) -> Database:
    """The same desk after the script, by the double of Citus."""
    assert comments_before
    install_double(desk)
    result = citus_double.run_script(desk.location, SCRIPT)
    assert result.returncode == 0, result.stderr
    return desk


@pytest.fixture
def server(distributed: Database) -> Iterator[Server]:
    """Yield a connection to the distributed desk; what a test alters is taken back."""
    with psycopg.connect(distributed.location) as connection:
        yield connection
        connection.rollback()


@pytest.fixture(params=["postgresql"])
def plain(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """The worked example on a server without Citus."""
    yield from templates.copy(request.param, "demo", tmp_path)


# -- the script ------------------------------------------------------------------------------------------------


def test_the_command_prints_the_script_and_runs_nothing(sqlite_demo: Database) -> None:
    printed = ok(sqlite_demo, "db", "distribute", "--dry-run")
    assert printed.stdout == SCRIPT + "\n"
    assert "This desk is a SQLite file" in printed.stderr
    assert "it prints the statements" in run(sqlite_demo, "db", "distribute").stderr


def test_the_script_names_every_table_and_every_foreign_key_once() -> None:
    tables = re.findall(r"^SELECT create_(?:reference|distributed)_table\('(\w+)'", SCRIPT, re.MULTILINE)
    assert Counter(tables) == Counter(list(METADATA.tables))
    assert Counter(re.findall(r"DROP CONSTRAINT IF EXISTS (\w+);", SCRIPT)) == Counter(FOREIGN_KEYS | set(LOST))
    assert Counter(re.findall(r"ADD CONSTRAINT (\w+) FOREIGN KEY", SCRIPT)) == Counter(FOREIGN_KEYS - set(LOST))


def test_what_belongs_to_a_claim_goes_where_the_claim_is(server: Server) -> None:
    columns = dict(server.execute(citus_double.DISTRIBUTED).fetchall())
    of_claims = {table.name for table in METADATA.tables.values() if "claim_id" in table.primary_key.columns}
    assert columns == dict.fromkeys(METADATA.tables) | dict.fromkeys(of_claims, "claim_id") | {"claims": "id"}


def test_four_constraints_are_gone_and_no_comment(
    distributed: Database, comments_before: dict[str, str], server: Server
) -> None:
    assert {row[0] for row in server.execute(KEYS_OF_DESK)} == FOREIGN_KEYS - set(LOST)
    assert comments(distributed) == comments_before


def test_the_script_goes_on_where_it_stopped(plain: Database) -> None:
    install_double(plain)
    execute(plain, "CREATE UNIQUE INDEX of_somebody ON evidence ((claim_id * 1), n)")
    stopped = citus_double.run_script(plain.location, SCRIPT)
    assert stopped.returncode == 3
    assert 'cannot create constraint on "evidence": of_somebody is unique' in stopped.stderr
    execute(plain, "DROP INDEX of_somebody")
    for _ in range(2):
        result = citus_double.run_script(plain.location, SCRIPT)
        assert result.returncode == 0, result.stderr
    assert "the schema matches" in ok(plain, "db", "check").stdout


def test_without_citus_the_script_changes_nothing(plain: Database) -> None:
    result = citus_double.run_script(plain.location, SCRIPT)
    assert result.returncode == 3
    assert "Citus is not installed in this database" in result.stderr
    assert "the schema matches" in ok(plain, "db", "check").stdout


def test_the_script_stops_while_a_program_of_factdb_is_connected(distributed: Database) -> None:
    with psycopg.connect(distributed.location, application_name="factdb ana"):
        result = citus_double.run_script(distributed.location, SCRIPT)
    assert "A program of factdb is connected" in result.stderr


REFUSALS = {
    "ALTER TABLE claims ADD CONSTRAINT uq_claims_uid UNIQUE (uid)": "uq_claims_uid is unique without",
    "ALTER TABLE claims ADD FOREIGN KEY (repeats_id) REFERENCES claims (id)": "foreign key constraint .* of claims",
    "ALTER TABLE erasures ADD FOREIGN KEY (claim_id) REFERENCES claims (id)": "foreign key constraint .* of erasures",
    "SELECT create_reference_table('claims')": "already distributed",
    "SELECT create_reference_table('extra')": "because it has triggers",
}


@pytest.mark.parametrize("statement", REFUSALS)
def test_the_double_refuses(server: Server, statement: str) -> None:
    """A double that refused nothing would show nothing."""
    server.execute("SET citus.enable_unsafe_triggers = 'off'; CREATE TABLE extra (id int)")
    server.execute("CREATE TRIGGER guard BEFORE DELETE ON extra EXECUTE FUNCTION factdb_refuse()")
    with pytest.raises(psycopg.errors.RaiseException, match=REFUSALS[statement]):
        server.execute(statement)


# -- the desk after it -----------------------------------------------------------------------------------------


def test_a_distributed_desk_is_checked_and_says_so(distributed: Database) -> None:
    status = ok(distributed, "db", "status").stdout
    assert "distributed: over 2 workers, by claim; without the constraints fk_erasures_claim_id, " in status
    assert "the schema matches this factdb" in ok(distributed, "db", "check").stdout
    assert ok(distributed, "verify").stdout.startswith("clean: 22 claims")


def test_on_one_server_what_is_lost_is_tampering(plain: Database) -> None:
    assert "distributed" not in ok(plain, "db", "status").stdout
    for name, table in LOST.items():
        execute(plain, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    report = run(plain, "db", "check").stdout
    assert {name for name, table in LOST.items() if f"missing: constraint {table}.{name}" in report} == set(LOST)


def test_every_other_difference_is_reported_on_a_distributed_desk(distributed: Database) -> None:
    alterations = {
        "fk_claims_speaker_id": "ALTER TABLE claims DROP CONSTRAINT fk_claims_speaker_id",
        "ix_claims_uid": "DROP INDEX ix_claims_uid",
        "of_somebody": "CREATE INDEX of_somebody ON claims (uid)",
        "ck_claims_priority": "ALTER TABLE claims DROP CONSTRAINT ck_claims_priority",
        "misplaced: table leases": "DELETE FROM pg_dist_partition WHERE logicalrelid = 'leases'::regclass",
    }
    execute(distributed, *alterations.values())
    report = run(distributed, "db", "check").stdout
    check = "ALTER TABLE claims ADD CONSTRAINT ck_claims_priority CHECK (priority BETWEEN 0 AND 3)"
    execute(distributed, "DROP INDEX of_somebody", check)
    assert citus_double.run_script(distributed.location, SCRIPT).returncode == 0
    assert {name for name in alterations if name in report} == set(alterations)
    assert "the schema matches" in ok(distributed, "db", "check").stdout


def test_verify_checks_what_the_lost_constraints_held(plain: Database) -> None:
    install_double(plain)
    assert citus_double.run_script(plain.location, SCRIPT).returncode == 0
    execute(
        plain,
        "UPDATE claims SET repeats_id = 900 WHERE id = 3",
        "INSERT INTO claim_links SELECT 3, 901, 'updates', 'confirmed', id, now() FROM reviewers WHERE handle = 'ana'",
        "INSERT INTO erasures (n, subject, claim_id, ground, asked_by_id, asked_at, state)"
        " SELECT 1, 'note', 902, 'x', id, now(), 'requested' FROM reviewers WHERE handle = 'ana'",
        "ALTER TABLE claims DISABLE TRIGGER guard_claims_update",
        "UPDATE claims SET uid = (SELECT uid FROM claims WHERE id = 3) WHERE id = 4",
        "ALTER TABLE claims ENABLE ALWAYS TRIGGER guard_claims_update",
    )
    report = run(plain, "verify").stdout
    missing = "the claim is missing, but these rows belong to it"
    assert f"claim 900: {missing}: repeat 1\n" in report
    assert f"claim 901: {missing}: link from another claim: 1\n" in report
    assert f"claim 902: {missing}: erasure 1\n" in report
    assert re.search(r"^2 claims have the uid [0-9a-f-]{36}, such as claims 3 and 4$", report, re.MULTILINE)
    assert "the schema differs" not in report


def test_work_goes_on_on_a_distributed_desk(distributed: Database) -> None:
    new = ["--source", "The Example Times", "--speaker", "Jane Doe", "--said-on", "2021-07-26", "--topic", "roads"]
    verdict = ["--rate", "false", "--because", "It cost 9 million.", "--evidence", "https://example.org/accounts"]
    ok(distributed, "claims", "add", *new, "--claim", "The bridge cost 4 million.", *verdict)
    ok(distributed, "claims", "edit", "23", "--said-on", "2021-07-20")  # a trigger moves its topics to the day
    ok(distributed, "claims", "link", "23", "7", "--kind", "repeats")
    assert run(distributed, "claims", "link", "23", "900", "--kind", "similar").exit_code == 3
    ok(distributed, "claims", "assign", "23", "6", "rita")
    ok(distributed, "claims", "status", "23", "published")
    ok(distributed, "claims", "complain", "23", "--from", "John Doe", "Wrong.")
    erased = ok(distributed, "erase", "complaint", "23.c1", "--ground", "GDPR Art. 17")
    assert "from before the desk was distributed" in erased.stderr
    assert ok(distributed, "verify").stdout.startswith("clean: 23 claims")

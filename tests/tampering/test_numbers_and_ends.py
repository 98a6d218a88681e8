"""Numbers exchanged in all tables, and ends of histories: what a chain alone did not show in factdb 0.1."""

# ruff: noqa: S608 - the statements are made of names that stand in this file and in the models

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from factdb.domain.enums import PolicyName, Role
from factdb.services.actor import find_actor
from factdb.services.desk import desk_policy, reviewers
from factdb.store.base import Base
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.databases import Templates
from tests.store.revisions import BEFORE_VERSION_2, migrate
from tests.tampering.forger import Forger, open_forger

NUMBERS = {"claims": {"claim_id", "other_id", "repeats_id"}, "documents": {"document_id"}}


def exchange(forger: Forger, table: str, first: int, second: int) -> None:
    """Give each of two rows the number of the other, there and in every table that refers to it."""
    places = [(table, "id")]
    for name, other in Base.metadata.tables.items():
        places += [(name, column.name) for column in other.columns if column.name in NUMBERS[table]]
    for name, column in places:
        for was, now in ((first, -first), (second, first), (-first, second)):
            forger(f"UPDATE {name} SET {column} = {now} WHERE {column} = {was}")


def test_two_claims_cannot_exchange_their_numbers(forger: Forger) -> None:
    lines = [str(finding) for finding in forger.found(functools.partial(exchange, table="claims", first=4, second=5))]
    assert "claim 4: its history is that of claim 5" in lines
    assert "claim 5: its history is that of claim 4" in lines


def test_an_imported_claim_is_bound_to_its_number_too(forger: Forger) -> None:
    lines = [str(finding) for finding in forger.found(functools.partial(exchange, table="claims", first=25, second=5))]
    assert "claim 25: its history is that of claim 5" in lines


def test_a_claim_cannot_take_a_free_number(forger: Forger) -> None:
    lines = [str(finding) for finding in forger.found(functools.partial(exchange, table="claims", first=4, second=99))]
    assert "claim 99: its history is that of claim 4" in lines


def test_two_documents_cannot_exchange_their_numbers(forger: Forger) -> None:
    with forger.unguarded():
        pages = forger("SELECT id FROM documents WHERE url LIKE '%/bridge' OR url LIKE '%/june.example/1' ORDER BY id")
    (first,), (second,) = pages
    attack = functools.partial(exchange, table="documents", first=first, second=second)
    lines = [str(finding) for finding in forger.found(attack)]
    assert any(line.endswith(f": it has the number {second}, the history says {first}") for line in lines)
    assert any(line.endswith(f": it has the number {first}, the history says {second}") for line in lines)


# -- the end of the desk history -----------------------------------------------------------------------------------


def a_reviewer_added(forger: Forger) -> None:
    with Session(forger.connection) as session:
        reviewers.add(session, find_actor(session, "ana", NOW), "mallory", Role.ADMIN, "Mallory")


def a_policy_set(forger: Forger) -> None:
    with Session(forger.connection) as session:
        value = "off" if desk_policy.current(session).blind else "on"
        desk_policy.change(session, find_actor(session, "ana", NOW), PolicyName.BLIND, value)


UNDONE: dict[Callable[[Forger], None], str] = {
    a_reviewer_added: "DELETE FROM reviewers WHERE handle = 'mallory'",
    a_policy_set: "DELETE FROM policies WHERE name = 'blind'",
}


@pytest.mark.parametrize("change", UNDONE, ids=[change.__name__ for change in UNDONE])
def test_the_tail_of_the_desk_history_cannot_be_cut_with_what_it_did(
    forger: Forger, change: Callable[[Forger], None]
) -> None:
    length = forger("SELECT length FROM desk_head")[0][0]
    forger.connection.rollback()

    def cut(attacker: Forger) -> None:
        change(attacker)
        attacker(UNDONE[change])
        attacker(f"DELETE FROM desk_history WHERE seq = {length + 1}")

    lines = [str(finding) for finding in forger.found(cut)]
    assert lines == [f"desk history: it ends at seq {length}, but its stored end is seq {length + 1}"]


def test_a_change_alone_is_clean(forger: Forger) -> None:
    for change in UNDONE:
        assert forger.found(change) == []


# -- what the upgrade recorded of version 1 ------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def upgraded(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Forger]:
    """The worked example as factdb 0.1 had it, after its upgrade."""
    folder: Path = tmp_path_factory.mktemp("upgraded")
    for database in templates.copy(request.param, "demo", folder / "desk.db"):
        yield from after_upgrade(database)


def after_upgrade(database: Database) -> Iterator[Forger]:
    migrate(database, BEFORE_VERSION_2)
    schema.upgrade(database, NOW)
    with open_forger(database) as opened:
        yield opened


DIFFERS = "old_chains differs from what the upgrade recorded in the desk history"
ON_OLD_CHAINS = {
    "a head": (f"UPDATE old_chains SET head = '{'a' * 64}' WHERE claim_id = 4", DIFFERS),
    "a length": ("UPDATE old_chains SET length = length + 1 WHERE claim_id = 4", DIFFERS),
    "a row deleted": ("DELETE FROM old_chains WHERE claim_id = 4", DIFFERS),
    "every row deleted": ("DELETE FROM old_chains", DIFFERS),
    "a row moved": ("UPDATE old_chains SET claim_id = 99 WHERE claim_id = 4", DIFFERS),
    "two rows exchanged": (
        (
            "UPDATE old_chains SET claim_id = -4 WHERE claim_id = 4;"
            "UPDATE old_chains SET claim_id = 4 WHERE claim_id = 5;"
            "UPDATE old_chains SET claim_id = 5 WHERE claim_id = -4"
        ),
        DIFFERS,
    ),
    "the event deleted, and the end set back": (
        (
            "DELETE FROM desk_history WHERE kind = 'rechained';"
            "UPDATE desk_head SET length = length - 1, head = (SELECT hash FROM desk_history ORDER BY seq DESC LIMIT 1)"
        ),
        "old_chains has 22 rows, but no event in the desk history made them",
    ),
}


@pytest.mark.parametrize("attack", ON_OLD_CHAINS)
def test_the_ends_of_old_chains_cannot_be_altered(upgraded: Forger, attack: str) -> None:
    statement, finding = ON_OLD_CHAINS[attack]
    assert finding in [str(found) for found in upgraded.found(statement)]


def test_an_upgraded_desk_is_clean(upgraded: Forger) -> None:
    assert upgraded.found("SELECT 1") == []

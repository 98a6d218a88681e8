"""Every key of every body, removed and made another type: verify names the row, and still checks the rest.

For every kind of event, the fullest body of the worked desk is altered at each of its keys, within objects and lists
too. Its hash no longer matches, so the row must be a finding, and whatever a check raised would fail the test.
"""

# ruff: noqa: S608 - the statements are made of names that stand in this file

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from factdb.domain.history import chain, people_and_documents
from factdb.domain.history.chain import HistoryFinding
from factdb.domain.history.claim_replay import ClaimReplay
from factdb.domain.history.desk_replay import RATINGS, TOPICS, DeskReplay
from factdb.domain.history.events import ClaimEvent, DeskEvent
from factdb.domain.history.projections import CITED, UNREPLAYABLE
from factdb.domain.identities import Families
from factdb.services.verify import claim_checks, desk_checks
from factdb.services.verify import people_and_documents as entity_checks
from factdb.services.verify.streams import Checked, Reader
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.databases import Templates
from tests.store.revisions import BEFORE_VERSION_2, migrate
from tests.tampering.forger import Forger, open_forger

Way = tuple[Any, ...]
# What the values of the keys become, one after another: two that can be keys of rows, two that cannot, and nothing.
OTHERS: tuple[Any, ...] = (5, {}, "x", [], None)


def paths(value: object, path: Way = ()) -> Iterator[Way]:
    """Yield the way to every value within a body; of a list, the first alone: the others are its like."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from paths(value[key], (*path, key))
    elif isinstance(value, list) and value:
        yield from paths(value[0], (*path, 0))


def altered(body: str, path: Way, *others: object) -> str:
    """Return the text of a body with the first other value of another type at a place; with none, without the place."""
    whole = within = json.loads(body)
    for key in path[:-1]:
        within = within[key]
    stored = within.pop(path[-1])
    different = [other for other in others if type(other) is not type(stored)]
    if different and isinstance(within, list):
        within.insert(0, different[0])
    elif different:
        within[path[-1]] = different[0]
    return chain.canonical(whole)


def forgeries(body: str, *, few: bool) -> Iterator[tuple[str, str]]:
    """Yield what is done to a body, and its text afterwards: each key removed, and each made another type.

    On the server, where each takes three times as long, the outer keys are enough: both engines share the replay.
    """
    for number, path in enumerate(paths(json.loads(body))):
        turned = OTHERS[number % len(OTHERS) :] + OTHERS
        if few and (len(path) > 1 or number % 2):
            continue
        if not few:
            yield f"{path} removed", altered(body, path)
        yield f"{path} of another type", altered(body, path, *turned)


def fullest(forger: Forger, table: str) -> list[Any]:
    """Return the longest row of each kind, with its claim (0 for the desk)."""
    owner = "claim_id" if table == "history" else "0"
    rows = forger(f"SELECT {owner} AS claim, seq, kind, body FROM {table} ORDER BY length(body)")
    return list({row.kind: row for row in rows}.values())


def rewrite(forger: Forger, table: str, row: Any, body: str) -> None:  # noqa: ANN401 - a row of any query
    where = "seq = :seq" if table == "desk_history" else f"seq = :seq AND claim_id = {row.claim}"
    forger(f"UPDATE {table} SET body = :body WHERE {where}", body=body, seq=row.seq)


def findings(forger: Forger, row: Any) -> Iterator[HistoryFinding]:  # noqa: ANN401 - the same
    """Yield what the checks find that read this row."""
    reader, checked = Reader(forger.connection), Checked()
    with reader.check():
        if row.claim:
            yield from claim_checks.findings(reader, checked, Families(), row.claim)
        else:
            if row.kind.startswith("topic-"):
                desk_checks.families(reader)
            yield from desk_checks.findings(reader, checked)
            if row.kind in people_and_documents.REPLAYED:
                yield from entity_checks.findings(reader, checked)


def unnamed(forger: Forger, table: str, row: Any) -> Iterator[str]:  # noqa: ANN401 - the same
    """Yield the forgeries of a row that verify doesn't name."""
    for what, body in forgeries(row.body, few=forger.is_postgresql):
        with forger.connection.begin_nested() as savepoint:
            rewrite(forger, table, row, body)
            found = list(findings(forger, row))
            savepoint.rollback()
        if not any((finding.claim or 0, finding.seq) == (row.claim, row.seq) for finding in found):
            yield f"{row.kind}, {what}"


@pytest.mark.long
@pytest.mark.parametrize(("table", "kinds"), [("history", ClaimEvent), ("desk_history", DeskEvent)])
def test_each_key_of_each_body(forger: Forger, table: str, kinds: type[ClaimEvent | DeskEvent]) -> None:
    with forger.unguarded():
        rows = fullest(forger, table)
        # The worked desk is new: only an upgrade writes histories anew.
        assert {row.kind for row in rows} == set(kinds) - {DeskEvent.RECHAINED}
        assert list(itertools.chain.from_iterable(unnamed(forger, table, row) for row in rows)) == []


def test_each_key_of_the_event_of_an_upgrade(engine_name: str, templates: Templates, tmp_path: Path) -> None:
    for database in templates.copy(engine_name, "demo", tmp_path / "desk.db"):
        migrate(database, BEFORE_VERSION_2)
        schema.upgrade(database, NOW)
        with open_forger(database) as forger, forger.unguarded():
            (row,) = [row for row in fullest(forger, "desk_history") if row.kind == DeskEvent.RECHAINED]
            assert list(unnamed(forger, "desk_history", row)) == []


def lines_after(forger: Forger, attack: str) -> str:
    return "\n".join(map(str, forger.found(attack)))


def test_the_rest_of_the_desk_is_still_checked(forger: Forger) -> None:
    lines = lines_after(
        forger,
        "UPDATE desk_history SET body = replace(body, '\"name\"', '\"nom\"')"
        " WHERE kind IN ('topic-added', 'speaker-added');"
        "UPDATE reviewers SET role = 'admin' WHERE handle = 'rita';"
        "UPDATE verdicts SET searched = 'x' WHERE claim_id = 22;"
        "UPDATE sources SET name = 'Somebody' WHERE name = 'The Example Times'",
    )
    assert re.search(r"^desk history, seq \d+: the body was not written by factdb$", lines, re.MULTILINE)
    assert re.search(r"^the history was replayed without seq [\d, .]+: the next differences", lines, re.MULTILINE)
    assert 'reviewer rita: role is "admin", the history says "reviewer"' in lines
    assert re.search(r"^desk history, seq \d+: speaker \S+: the body was not written by factdb$", lines, re.MULTILINE)
    assert 'name is "Somebody", the history says "The Example Times"' in lines
    assert 'claim 22: verdict 1 truth: searched is "x", the history says nothing' in lines


def test_the_rest_of_a_claim_is_still_checked(forger: Forger) -> None:
    lines = lines_after(
        forger,
        "UPDATE history SET body = replace(body, '\"verdicts\":', '\"sentences\":') WHERE claim_id = 4 AND seq = 6;"
        "UPDATE evidence SET excerpt = 'So it is.' WHERE claim_id = 4 AND n = 1;"
        "UPDATE claims SET occasion = 'x' WHERE id = 22",
    )
    assert "claim 4, seq 6: the body was not written by factdb" in lines
    assert "claim 4: the history was replayed without seq 6: the next differences can come from that" in lines
    assert 'claim 4: evidence 1: excerpt is "So it is.", the history says' in lines
    assert 'claim 22: occasion is "x", the history says' in lines


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "topic-added", "name": 5},
        {"kind": "topic-renamed", "was": "Roads", "now": None},
        {"kind": "scale-added", "version": 1, "scale": {"code": "x"}},
        {"kind": "scale-added", "version": 1, "scale": {"code": "x", "ratings": [{"code": "y", "label": 5}]}},
        {"kind": "scale-added", "version": 1, "scale": {"code": "x", "ratings": [{"code": [], "label": "Y"}]}},
    ],
)
def test_what_no_table_can_hold_is_noticed_when_it_is_replayed(body: dict[str, Any]) -> None:
    state = DeskReplay()
    with pytest.raises(UNREPLAYABLE):
        state.apply(body)
    assert [*TOPICS.differences(state, ()), *RATINGS.differences(state, ())] == []


def test_a_table_that_cannot_be_compared_is_a_finding() -> None:
    state = ClaimReplay(verdicts={(1, "truth"): {}})
    (problem,) = CITED.differences(state, ())
    assert problem.startswith("evidence cited by verdict: the history has a value that no table can hold")

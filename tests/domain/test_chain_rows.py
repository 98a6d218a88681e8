"""One chain, row by row: what a row may be, and what is said of one that can't."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest

from factdb.domain.history import chain as history_chain
from factdb.domain.history import sealing
from factdb.domain.history.chain import ChainEnd, ChainRow, HashChain, HistoryFinding

UID = "01a20305-2b3b-75da-9871-6ad2542e959e"
ANA = "01a20305-0000-7000-8000-000000000001"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def link(seq: int, prev: str, kind: str = "noted", **detail: object) -> ChainRow:
    entry = history_chain.next_entry(
        ChainEnd(UID, seq - 1, prev),
        actor=ANA,
        at=NOW,
        kind=kind,
        detail=detail or {"note": "“So.” 😀"},
        places=sealing.claim_places,
    )
    return ChainRow(**{**asdict(entry), "at": "2026-11-22T09:30:00.000000Z", "actor": ANA})


@pytest.fixture
def chain() -> HashChain:
    chain = HashChain(UID)
    first = link(1, history_chain.GENESIS)
    chain.verify(first)
    chain.verify(link(2, first.hash))
    assert (chain.seq, chain.length, chain.problems) == (2, 2, [])
    return chain


def test_a_whole_row_gives_its_body(chain: HashChain) -> None:
    body = chain.verify(link(3, chain.head))
    assert body is not None
    assert (body["note"], chain.problems, chain.length) == ("“So.” 😀", [], 3)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "x"), ("id", None), ("id", b"x"), ("prev", "x"), ("prev", None), ("hash", "x"), ("hash", None),
        ("body", "x"), ("body", None), ("body", b"{}"), ("body", "\udcff"), ("kind", "rated"), ("kind", None),
        ("actor", None), ("at", "2026-11-22T09:30:00Z"), ("at", None), ("words", "x"), ("words", b"x"), ("words", 5),
        ("words", "[]"), ("words", "{}"), ("words", '{"note":[]}'), ("words", '{"note":5}'),
        ("words", '{"note":["s",{"note":"So."}]}'), ("words", '{"note":["s",{}]}'),
        ("words", '{"note":[1,{"note":2}]}'), ("words", '{"note":["s","note"]}'), ("words", "\udcff"),
    ],
)  # fmt: skip
def test_no_column_is_altered_unsaid(chain: HashChain, column: str, value: Any) -> None:  # noqa: ANN401 - SQLite holds anything
    chain.verify(link(3, chain.head)._replace(**{column: value}))
    assert {seq for seq, _ in chain.problems} == {3}


@pytest.mark.parametrize(
    ("was", "now"),
    [("So", "No"), (":", ": "), ("“", "\\u201c"), ('"note":[', '"note":["x",'), ("}", ',"other":"x"}')],
)
def test_words_have_one_text(chain: HashChain, was: str, now: str) -> None:
    row = link(3, chain.head)
    assert was in row.words
    chain.verify(row._replace(words=row.words.replace(was, now, 1)))
    assert {seq for seq, _ in chain.problems} == {3}


def test_words_that_are_not_there_are_counted_and_marked(chain: HashChain) -> None:
    body = chain.verify(link(3, chain.head)._replace(words=None))
    assert body is not None
    assert (body["note"], chain.erased, chain.problems) == (sealing.ERASED, ["note"], [])
    chain.verify(link(4, chain.head))
    assert chain.erased == []


def test_a_row_without_personal_words_has_none_beside_it(chain: HashChain) -> None:
    row = link(3, chain.head, "tagged", topics={"was": [], "now": []})
    assert row.words is None
    assert chain.verify(row) is not None
    chain.verify(link(4, row.hash, "tagged", topics={"was": [], "now": []})._replace(words="{}"))
    assert chain.problems == [(4, "its personal words are not written as factdb writes them")]


def test_the_uid_is_in_every_hash() -> None:
    chain = HashChain("another")
    chain.verify(link(1, history_chain.GENESIS))
    assert chain.problems == [(1, "the row was changed: its hash does not match")]


@pytest.mark.parametrize(
    ("seq", "told"),
    [
        (2, (2, "a history cannot have a row with this number here")),
        (4, (3, "the row is missing")),
        (9, (3, "the row is missing, and so are the rows up to 8")),
    ],
)
def test_a_gap_is_named_by_its_first_row(chain: HashChain, seq: int, told: tuple[int, str]) -> None:
    chain.verify(link(seq, chain.head))
    assert chain.problems == [told]


def test_a_body_that_follows_an_object_is_no_body() -> None:
    with pytest.raises(ValueError, match="what follows its object, at character 3"):
        history_chain.read("{} ")


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (HistoryFinding("so", 7, 3), "claim 7, seq 3: so"),
        (HistoryFinding("so", 7), "claim 7: so"),
        (HistoryFinding("so", seq=3), "desk history, seq 3: so"),
        (HistoryFinding("so"), "so"),
    ],
)
def test_a_finding_says_where(finding: HistoryFinding, line: str) -> None:
    assert str(finding) == line

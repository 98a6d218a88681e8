"""Personal words lie beside a body: they come back word for word, every change is noticed, and they can be erased."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.history import chain, sealing
from factdb.domain.history.events import ClaimEvent, DeskEvent

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
optional = st.none() | texts
Facts = dict[str, Any]


def changes(*columns: str) -> st.SearchStrategy[Facts]:
    """Return changes of columns, with and without words on either side."""
    change = st.fixed_dictionaries({"was": optional, "now": optional})
    return st.fixed_dictionaries({}, optional=dict.fromkeys(columns, change))


columns = {"claim": texts, "quote": optional, "prefix": optional, "suffix": optional, "assignee": optional}
evidence = st.fixed_dictionaries(
    {"excerpt": optional, "sha256": optional, "note": optional, "url": optional, "span": st.none() | st.just([1, 2])}
)
contact = st.fixed_dictionaries({"who": texts, "text": optional, "how": st.just("email")})
origin = st.fixed_dictionaries({"fingerprint": texts, "file": texts, "nth": st.integers(1, 9)})
# What the bodies of each kind hold beside what all have; kinds without personal words hold changed columns.
OF_CLAIMS: dict[ClaimEvent, Facts] = {
    ClaimEvent.ADDED: {
        "claim": st.fixed_dictionaries(columns),
        "number": st.integers(1, 99),
        "topics": st.lists(texts, max_size=2),
        "evidence": st.lists(evidence, max_size=3),
        "origin": origin,
    },
    ClaimEvent.IMPORTED: {"n": st.integers(1, 9), "origin": origin},
    ClaimEvent.EDITED: {"changed": changes("quote", "prefix", "suffix", "claim")},
    ClaimEvent.NOTED: {"note": texts},
    ClaimEvent.EVIDENCE_ADDED: {"n": st.integers(1, 9), "evidence": evidence},
    ClaimEvent.CORRECTED: {
        "proposed": st.fixed_dictionaries({}, optional=columns),
        "changed": changes("quote", "status"),
        "verdicts": st.just({"truth": {"evidence": [1, 2]}}),
    },
    ClaimEvent.CONTACTED: {"n": st.integers(1, 9), "contact": contact},
    ClaimEvent.CONTACT_ANSWERED: {"n": st.integers(1, 9), "answer": optional, "outcome": st.just("upheld")},
}
named = st.fixed_dictionaries({}, optional={"handle": texts, "name": optional, "pen_name": optional, "role": texts})
page = st.fixed_dictionaries({"medium": st.sampled_from(["interview", "web"]), "title": optional, "author": optional})
OF_DESK: dict[DeskEvent, Facts] = {
    DeskEvent.REVIEWER_ADDED: {"uid": texts, "handle": texts, "name": optional, "role": texts},
    DeskEvent.REVIEWER_EDITED: {"uid": texts, "was": named, "now": named},
    DeskEvent.DOCUMENT_ADDED: {"uid": texts, "number": st.integers(1, 9), "document": page},
    DeskEvent.DOCUMENT_EDITED: {"uid": texts, "was": page, "now": page},
    DeskEvent.DOCUMENT_CAPTURED: {"uid": texts, "n": st.integers(1, 9), "sha256": optional},
    DeskEvent.TOPIC_RENAMED: {"was": texts, "now": texts},
}


def bodies(kinds: Mapping[Any, Facts], others: Facts, kind: str) -> st.SearchStrategy[Facts]:
    parts = kinds.get(kind, others)
    return st.fixed_dictionaries({"kind": st.just(str(kind)), "actor": texts, "at": texts, **parts})


claim_bodies = st.sampled_from(list(ClaimEvent)).flatmap(
    lambda kind: bodies(OF_CLAIMS, {"changed": changes("assignee", "status")}, kind)
)
desk_bodies = st.sampled_from(list(DeskEvent)).flatmap(lambda kind: bodies(OF_DESK, {"name": texts}, kind))
sealed_bodies = claim_bodies.map(lambda body: (body, [*sealing.claim_places(body)])) | desk_bodies.map(
    lambda body: (body, [*sealing.desk_places(body)])
)
Placed = tuple[Facts, list[Any]]


def at(body: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any value of a body
    """Return what stands at a place; None if nothing does."""
    for key in path:
        if isinstance(body, list):
            body = body[int(key)] if key.isdigit() else None
        else:
            body = body.get(key) if isinstance(body, dict) else None
    return body


@given(sealed_bodies)
def test_a_body_comes_back_as_it_was(placed: Placed) -> None:
    body, places = placed
    before = copy.deepcopy(body)
    open_part, beside = sealing.seal(body, places)
    assert body == before
    stored, words = chain.canonical(open_part), chain.canonical(beside)
    assert sealing.wrong_parts(chain.read(stored), chain.read(words)) == ([], [])
    assert sealing.open_body(chain.read(stored), chain.read(words)) == before
    assert chain.read_opened(stored, words if beside else None) == before


@given(sealed_bodies)
def test_no_word_stays_in_a_body_and_nothing_else_leaves_it(placed: Placed) -> None:
    body, places = placed
    open_part, beside = sealing.seal(body, places)
    words = {place: text for _, texts_by_place in beside.values() for place, text in texts_by_place.items()}
    assert words == {".".join(path): at(body, path) for _, path in places if isinstance(at(body, path), str)}
    assert (sealing.KEY in open_part) == bool(beside)
    assert not any(isinstance(at(open_part, path), str) for _, path in places)
    opened = sealing.open_body(copy.deepcopy(open_part), {})
    assert {".".join(path): at(opened, path) for _, path in places if ".".join(path) in words} == dict.fromkeys(
        words, sealing.ERASED
    )


@given(sealed_bodies)
def test_an_erased_part_is_marked_and_the_others_stay(placed: Placed) -> None:
    body, places = placed
    open_part, beside = sealing.seal(body, places)
    for part in beside:
        left = {name: value for name, value in beside.items() if name != part}
        assert sealing.wrong_parts(open_part, left) == ([], [part])
        opened = sealing.open_body(copy.deepcopy(open_part), left)
        for name, path in places:
            if isinstance(at(body, path), str):
                assert at(opened, path) == (sealing.ERASED if name == part else at(body, path))


@given(sealed_bodies)
def test_each_change_beside_a_body_is_noticed(placed: Placed) -> None:
    body, places = placed
    open_part, beside = sealing.seal(body, places)
    for part, (salt, words) in beside.items():
        place = min(words)
        others = [
            (salt, {**words, place: words[place] + "x"}),
            (salt + "x", words),
            (sealing.new_salt(), words),
            (salt, {**words, "elsewhere": "x"}),
            (salt, {name: text for name, text in words.items() if name != place}),
            (salt, {f"{name}x" if name == place else name: text for name, text in words.items()}),
        ]
        for other in others:
            assert sealing.wrong_parts(open_part, {**beside, part: other}) == ([part], [])
    assert sealing.wrong_parts(open_part, {**beside, "added": ("salt", {"note": "x"})}) == (["added"], [])


@given(texts, st.dictionaries(texts, texts, max_size=4))
def test_a_commitment_is_a_hash_over_each_field_after_its_length(salt: str, words: dict[str, str]) -> None:
    fields = ["factdb2 words", salt]
    for place in sorted(words):
        fields += [place, words[place]]
    raw = [field.encode() for field in fields]
    written = b"".join(len(field).to_bytes(8, "big") + field for field in raw)
    assert sealing.commitment(salt, words) == hashlib.sha256(written).hexdigest()


def test_words_that_move_to_the_next_place_change_the_commitment() -> None:
    one = sealing.commitment("salt", {"contact.text": "ab", "contact.who": "c"})
    assert one != sealing.commitment("salt", {"contact.text": "a", "contact.who": "bc"})
    assert one != sealing.commitment("salta", {"contact.text": "b", "contact.who": "c"})


def test_each_part_has_a_salt_of_its_own() -> None:
    facts = {"evidence": [{"excerpt": "So.", "note": "Why."}, {"excerpt": "So.", "note": None}]}
    open_part, beside = sealing.seal(facts, sealing.claim_places(facts))
    assert beside.keys() == {"excerpt 1", "remark 1", "excerpt 2"}
    assert len({salt for salt, _ in beside.values()}) == 3
    assert all(len(salt) == 22 for salt, _ in beside.values())
    assert len({entry[0] for entry in open_part[sealing.KEY].values()}) == 3
    assert open_part["evidence"] == [{}, {"note": None}]
    assert sealing.seal(facts, sealing.claim_places(facts))[1] != beside


def test_none_is_not_sealed() -> None:
    for facts in ({"answer": None}, {"contact": {"text": None, "who": None}}, {"claim": {"quote": None}}):
        assert sealing.seal(facts, sealing.claim_places(facts)) == (facts, {})


def test_what_a_correction_proposes_is_sealed_with_the_passage() -> None:
    facts = {"kind": "corrected", "proposed": {"quote": "Yes.", "claim": "It is."}, "changed": {"quote": {
        "was": "No.", "now": None,
    }}}  # fmt: skip
    open_part, beside = sealing.seal(facts, sealing.claim_places(facts))
    assert open_part["proposed"] == {"claim": "It is."}
    assert open_part["changed"] == {"quote": {"now": None}}
    assert beside["passage"][1] == {"proposed.quote": "Yes.", "changed.quote.was": "No."}


@pytest.mark.parametrize("kind", ["topic-renamed", "source-edited", "policy-set"])
def test_names_of_the_desk_s_words_are_not_sealed(kind: str) -> None:
    facts = {"kind": kind, "name": "Roads", "was": "Roads", "now": "Streets"}
    assert sealing.seal(facts, sealing.desk_places(facts)) == (facts, {})


def test_only_an_interview_has_an_author_who_may_be_erased() -> None:
    pages = {"was": {"medium": "web", "author": "Ann", "title": "A"}, "now": {"medium": "interview", "author": "Bo"}}
    facts = {"kind": "document-edited", **pages}
    open_part, beside = sealing.seal(facts, sealing.desk_places(facts))
    assert open_part["was"] == pages["was"]
    assert beside["interview"][1] == {"now.author": "Bo"}


@pytest.mark.parametrize(
    "sealed",
    [5, [], "x", {"note": 5}, {"note": []}, {"note": ["x", 5]}, {"note": ["x", "note.deeper"]}, {"note": None}],
)
def test_a_sealed_part_that_factdb_did_not_write_is_a_finding(sealed: object) -> None:
    body = chain.canonical({"kind": "noted", "actor": "a", "at": "t", "note": "x", sealing.KEY: sealed})
    row = chain.ChainRow(1, "id", "noted", "a", "t", body, chain.GENESIS, "", None)
    sealed_hash = chain.digest(row.prev, row.id, "uid", 1, body)
    verified = chain.HashChain("uid")
    verified.verify(row._replace(hash=sealed_hash))
    assert verified.problems or verified.erased


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"erasure": 1},
        {"erasure": 1, "words": 5},
        {"erasure": 1, "words": ["note"]},
        {"erasure": 1, "words": [[3]]},
        {"erasure": 1, "words": [[3, 4]]},
        {"erasure": 1, "words": [["3", "note"]]},
        {"erasure": 1, "words": [[True, "note"]]},
        {"erasure": "1", "words": [[3, "note"]]},
        {"erasure": [1], "words": []},
    ],
)
def test_an_event_that_names_no_erased_words_is_refused(event: Facts) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        sealing.erased_parts(event)


def test_an_event_names_the_words_that_were_erased() -> None:
    event = json.loads('{"erasure":2,"words":[[3,"note"],[5,"contact"]]}')
    assert sealing.erased_parts(event) == {(3, "note"): 2, (5, "contact"): 2}


def test_erased_reviewers_have_handles_of_their_own() -> None:
    uids = [f"01a20305-2b3b-75da-9871-{number:012x}" for number in range(3)]
    assert len({sealing.erased_handle(uid) for uid in uids}) == 3

"""Claims are found by words, and by how much they look like others; the index follows whatever is changed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from factdb.domain.claim_filter import ClaimRequest
from factdb.domain.enums import LinkKind, LinkState
from factdb.domain.search import query
from factdb.services.claims import claim_evidence, editing, notes_and_links
from factdb.services.people import merging
from factdb.services.people.namebook import SPEAKERS
from factdb.services.reads import claim_list, similar
from factdb.store import search_index
from factdb.store.claims import queries
from factdb.store.search_index import FOLLOWING
from tests.services.conftest import Desk

CHECK = "INSERT INTO search_{0} (search_{0}, rank) VALUES ('integrity-check', 1)"


def found(desk: Desk, words: str, **wanted: object) -> list[int]:
    asked = claim_list.resolve(desk.session, ClaimRequest(q=words, **wanted))  # type: ignore[arg-type]
    return [row["id"] for row in claim_list.rows(desk.session, asked, limit=50)]


@pytest.mark.parametrize(
    ("words", "claims"),
    [
        ("counterterrorism", [7]),
        ("COMBATS mission", [1, 4]),
        ('"combat mission"', [1, 4]),
        ('"mission combat"', []),
        ("withdraw*", [2, 11, 12]),
        ("withdraw* -homeland", [2, 11]),
        ("burns unity", [16]),
        ("burns -unity", [14, 15]),
        ('"epoch times" 2003', [17, 18]),
        ("-the -a", []),
        ("!!!", []),
        ("", []),
    ],
)
def test_words_are_found_wherever_they_stand(desk: Desk, words: str, claims: list[int]) -> None:
    assert sorted(found(desk, words)) == claims


def test_a_search_is_joined_with_other_filters(desk: Desk) -> None:
    assert found(desk, "taliban", speakers=["burns"], undecided=True) == [15]
    assert found(desk, "taliban", claims=[13, 15]) == [13, 15]


def test_words_of_every_script_are_found_on_both_engines(desk: Desk) -> None:
    scripts = (
        "한국 경제가 성장했다",
        "Οικονομία της Ελλάδας",
        "Ещё один район",
        "हिन्दी में दावा",
        "都市です",
        "Tiếng Việt",
    )
    for said in scripts:
        claim = desk.new(said)
        for words in (*said.split(), f'"{said}"', unicodedata.normalize("NFD", said), f"{said.split()[-1][:2]}*"):
            assert found(desk, words) == [claim.id], words
    assert [row["claim"] for row in similar.to_text(desk.session, scripts[0])] == [scripts[0]]


# What raised where it was handed to MATCH as it was typed, and what is cut, quoted or empty.
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.text("ab\"*-^:(){}+'\\&|!<> \0", max_size=20)
)
def test_any_string_is_a_legal_search(desk: Desk, typed: str) -> None:
    found(desk, typed)
    similar.to_text(desk.session, typed)


def test_the_index_follows_claims_evidence_and_names(desk: Desk) -> None:
    claim = desk.new("The aqueduct leaks.", speaker="Zoë Zweig")
    assert found(desk, "aqueducts zoe") == [claim.id]
    editing.edit(
        desk.session, claim, desk.rita, editing.ClaimChanges(claim="The reservoir leaks.", headline="Does it drip?")
    )
    assert found(desk, "aqueduct") == []
    assert found(desk, "reservoir dripping") == [claim.id]
    cited = desk.cite(claim, excerpt="It seeped for years.")
    assert found(desk, "seep") == [claim.id]
    claim_evidence.withdraw(desk.session, claim, desk.rita, cited.evidence.n, "The wrong page.")
    assert found(desk, "seep") == []
    merging.merge(desk.session, desk.ed, SPEAKERS, "Zoë Zweig", "Burns")
    assert found(desk, "burns reservoir") == found(desk, "zweig reservoir") == [claim.id]
    if desk.session.get_bind().dialect.name == "sqlite":
        for table in FOLLOWING:
            desk.session.execute(text(CHECK.format(table)))


def test_no_phrase_runs_from_one_text_into_the_next(desk: Desk) -> None:
    claim = desk.new("They paid the plumber", quote="Sewage flooded the street")
    assert found(desk, '"plumber sewage"') == []
    assert found(desk, "plumber sewage") == [claim.id]


def test_what_fits_best_comes_first_and_is_marked(desk: Desk) -> None:
    twice = desk.new("Of the aqueduct: the aqueduct leaks.").id
    once = desk.new("Of all that was built in those long years, an aqueduct was what leaked the most of it all.").id
    asked = claim_list.resolve(desk.session, ClaimRequest(q="aqueduct"))
    rows = list(claim_list.searched(desk.session, asked, claim_list.ranked(desk.session, asked)))
    assert [row["id"] for row in rows] == [twice, once]
    assert rows[0]["snippet"] == "Of the **aqueduct**: the **aqueduct** leaks."
    asked = claim_list.resolve(desk.session, ClaimRequest(q="burns aqueduct*"))
    assert list(claim_list.ranked(desk.session, asked)) == []


def test_the_snippet_is_of_the_text_that_has_most_of_the_words(desk: Desk) -> None:
    claim = desk.new("The aqueduct leaks.")
    desk.cite(claim, excerpt="It seeped for years.")
    asked = claim_list.resolve(desk.session, ClaimRequest(q="seeps years aqueduct"))
    (row,) = claim_list.searched(desk.session, asked, claim_list.rows(desk.session, asked))
    assert row["snippet"] == "It **seeped** for **years**."


# -- have we checked this? -----------------------------------------------------------------------------------


def test_what_is_ranked_is_read_by_the_search(desk: Desk) -> None:
    if desk.session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL knows truth values, and reads by either")
    query = queries.ranked(claim_list.resolve(desk.session, ClaimRequest(q="troops -taliban")), 20)
    sql = str(query.compile(desk.session.get_bind(), compile_kwargs={"literal_binds": True}))
    plan = [str(row[3]) for row in desk.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    assert [line for line in plan if line.startswith("SCAN claims")] == []


@pytest.mark.parametrize("q", ["-taliban", "-taliban -iraq", '-"troops leave"', "...", ""])
def test_a_search_with_nothing_to_rank_by_comes_in_the_order_of_the_list(desk: Desk, q: str) -> None:
    asked = claim_list.resolve(desk.session, ClaimRequest(q=q))
    for limit in (None, 3):
        ranked, listed = (
            claim_list.ranked(desk.session, asked, limit),
            claim_list.rows(desk.session, asked, limit=limit),
        )
        assert [row["id"] for row in ranked] == [row["id"] for row in listed]


def test_more_claims_than_are_ranked_follow_those_that_are(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = claim_list.resolve(desk.session, ClaimRequest(q="troops"))
    all_of_them = sorted(row["id"] for row in claim_list.ranked(desk.session, asked))
    monkeypatch.setattr(search_index, "MOST_RANKED", 2)
    monkeypatch.setattr(search_index, "MOST_RANKED_ON_SQLITE", 2)
    desk.session.connection().execution_options(compiled_cache=None)  # else it runs what was compiled before
    ranked = [row["id"] for row in claim_list.ranked(desk.session, asked)]
    assert len(ranked) > 2
    assert sorted(ranked) == all_of_them
    if desk.session.get_bind().dialect.name == "sqlite":
        fitting = desk.session.scalars(text("SELECT rowid FROM search_claims WHERE search_claims MATCH 'troops'")).all()
        assert sorted(ranked[:2]) == sorted(fitting)[-2:]


def test_claims_like_a_text_are_ranked(desk: Desk) -> None:
    rows = similar.to(desk.session, "US combat troops will be out of Iraq by the end of the year")
    assert [tuple(row) for row in rows] == [similar.COLUMNS] * len(rows)
    assert rows[0]["id"] == 4
    assert 1 in [row["id"] for row in rows[:5]]
    likeness = [row["likeness"] for row in rows]
    assert likeness == sorted(likeness, reverse=True)
    assert 0 < likeness[-1] <= likeness[0] <= 100
    assert likeness[:2] == [67, 65]  # the same on both engines, however each counts the words of an index
    decided = similar.to(desk.session, "US combat troops will be out of Iraq by the end of the year", decided=True)
    undecided = claim_list.resolve(desk.session, ClaimRequest(undecided=True))
    left = {row["id"] for row in rows} - {row["id"] for row in claim_list.rows(desk.session, undecided)}
    assert left <= {row["id"] for row in decided}
    assert not {row["id"] for row in decided} & {row["id"] for row in claim_list.rows(desk.session, undecided)}
    assert similar.to(desk.session, "xyzzy ???") == []


def test_what_is_decided_is_found_behind_ever_so_many_that_are_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "_CANDIDATES", 2)
    words = "The combat mission in Iraq ends on Monday, at breakfast."
    for _ in range(4):
        desk.new(words)
    assert next(row["id"] for row in similar.to(desk.session, words, decided=True)) == 4
    assert 4 not in [row["id"] for row in similar.to(desk.session, words)]


def test_a_tag_in_one_case_is_read_by_the_words_of_the_ledger(desk: Desk) -> None:
    leaking = [desk.new(f"The {place} leaks.").id for place in ("bridge", "school", "aqueduct")]
    post = "Leaks again! #theaqueduct \u2014 Jane Doe (@leakyschool) May 4, 2021"
    found = [row["id"] for row in similar.to_text(desk.session, post) if row["id"] in leaking]
    assert found == [leaking[2], *leaking[:2]]


def test_what_was_said_of_a_pair_is_remembered(desk: Desk) -> None:
    first, second = desk.new("The aqueduct of Springfield leaks."), desk.new("The aqueduct of Springfield leaks badly.")
    assert [row["id"] for row in similar.hints(desk.session, second.id)] == [first.id]
    assert [row["id"] for row in similar.to(desk.session, first.uid)][:1] == [second.id]
    notes_and_links.link(desk.session, (second, first), desk.rita, LinkKind.REPEATS, LinkState.REJECTED)
    assert similar.to(desk.session, str(first.id)) == similar.hints(desk.session, second.id) == []
    notes_and_links.link(desk.session, (second, first), desk.rita, LinkKind.SIMILAR)
    assert [row["id"] for row in similar.to(desk.session, str(first.id))] == [second.id]


def test_near_identical_claims_are_grouped_until_somebody_answers(desk: Desk) -> None:
    assert list(similar.near_identical_groups(desk.session)) == []
    words = "The U.S. aqueduct of Springfield leaks since 1990"
    one, two, three = (desk.new(each) for each in (words, f"{words}!", words.replace("U.S.", "US")))
    desk.new(words.replace("1990", "1991"))
    rows = list(similar.near_identical_groups(desk.session))
    assert [(row["group"], row["id"], row["likeness"]) for row in rows] == [(1, n.id, 100) for n in (one, two, three)]
    notes_and_links.link(desk.session, (two, one), desk.rita, LinkKind.REPEATS)
    notes_and_links.link(desk.session, (three, one), desk.rita, LinkKind.REPEATS)
    assert list(similar.near_identical_groups(desk.session)) == []


def test_a_search_reads_no_more_words_than_it_needs() -> None:
    fts5, tsquery = query.query_for_any(query.parse('a "b c" -d e*'))
    assert (fts5, tsquery) == ('"a" OR "b c" OR "e" *', "('a') | ('b' <-> 'c') | ('e':*)")

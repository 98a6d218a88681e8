"""The views of links, flags, evidence of verdicts, and of the names and offices of speakers, on both engines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from factdb.domain.enums import Flag, LinkKind, LinkState, Question, SpeakerKind
from factdb.services.claims import claim_evidence, editing, notes_and_links
from factdb.services.people import merging, speakers
from factdb.services.people.namebook import SPEAKERS
from factdb.services.reads import claim_list, claim_page
from tests.services.conftest import Desk


def rows(desk: Desk, query: str, **given: object) -> list[tuple[Any, ...]]:
    desk.session.flush()
    return [tuple(row) for row in desk.session.execute(text(query), given)]


def test_a_link_has_its_state_and_who_set_it(desk: Desk) -> None:
    first, second = desk.new(), desk.new("The bridge cost four million.")
    query = "SELECT claim_id, other_id, kind, state, set_by FROM v1_claim_links WHERE claim_id = :id"
    notes_and_links.link(desk.session, (second, first), desk.rita, LinkKind.SIMILAR, LinkState.SUGGESTED)
    assert rows(desk, query, id=first.id) == [(first.id, second.id, "similar", "suggested", "rita")]
    notes_and_links.link(desk.session, (second, first), desk.ed, LinkKind.SIMILAR, LinkState.REJECTED)
    assert rows(desk, query, id=first.id) == [(first.id, second.id, "similar", "rejected", "ed")]


def test_each_flag_of_a_verdict_in_force_is_one_row(desk: Desk) -> None:
    claim = desk.new(quote="It cost 4 million.")
    desk.cite(claim)
    desk.cite(claim, question=Question.QUOTE)
    query = "SELECT flag, on_truth, on_quote FROM v1_claim_flags WHERE claim_id = :id"
    assert rows(desk, query, id=claim.id) == []
    desk.rate(claim, "true", "faithful", flags=["misleading", "missing-context", "quote:shortened", "quote:misleading"])
    expected = [("misleading", 1, 1), ("missing-context", 1, 0), ("shortened", 0, 1)]
    assert sorted(rows(desk, query, id=claim.id)) == expected
    desk.rate(claim, "true", flags=["outdated"])
    assert sorted(rows(desk, query, id=claim.id)) == [("misleading", 0, 1), ("outdated", 1, 0), ("shortened", 0, 1)]


def test_the_flags_of_a_claim_are_those_of_its_row(desk: Desk) -> None:
    listed = {
        (number, flag)
        for number, flags in rows(desk, "SELECT id, flags FROM v1_claims WHERE flags IS NOT NULL")
        for flag in flags.split(", ")
    }
    assert set(rows(desk, "SELECT claim_id, flag FROM v1_claim_flags")) == listed
    assert len(listed) > 5
    assert {flag for _, flag in listed} <= set(Flag)
    assert rows(desk, "SELECT 1 FROM v1_claim_flags WHERE NOT on_truth AND NOT on_quote") == []


def test_a_verdict_keeps_the_evidence_that_it_rested_on(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim)
    desk.rate(claim, "true")
    desk.cite(claim, "https://example.org/second")
    desk.rate(claim, "mostly-true")
    claim_evidence.withdraw(desk.session, claim, desk.rita, 1, "wrong page")
    query = "SELECT version, question, n FROM v1_verdict_evidence WHERE claim_id = :id ORDER BY version, n"
    assert rows(desk, query, id=claim.id) == [(1, "truth", 1), (2, "truth", 1), (2, "truth", 2)]
    counts = "SELECT version, evidence_count FROM v1_verdicts WHERE claim_id = :id ORDER BY version"
    assert rows(desk, counts, id=claim.id) == [(1, 1), (2, 2)]


def test_names_and_offices_of_a_merged_speaker_are_those_of_the_living_one(desk: Desk) -> None:
    for name, office in (("Una Known", "Mayor of Springfield"), ("Una B. Known", "Senator")):
        speaker = speakers.insert(desk.session, desk.rita, name, SpeakerKind.PERSON, ["Una K."])
        speakers.add_role(desk.session, desk.rita, speaker, office)
    merging.merge(desk.session, desk.ed, SPEAKERS, "Una B. Known", "Una Known")
    names = (
        "SELECT n.name, n.is_shown FROM v1_speaker_names n"
        " JOIN v1_speakers s ON s.id = n.speaker_id WHERE s.name = 'Una Known'"
    )
    assert sorted(rows(desk, names)) == [("Una B. Known", 0), ("Una K.", 0), ("Una Known", 1)]
    offices = "SELECT title, since, until FROM {} o JOIN v1_speakers s ON s.id = o.speaker_id WHERE s.name = :name"
    held = sorted(rows(desk, offices.format("v1_speaker_roles"), name="Una Known"))
    assert held == [("Mayor of Springfield", None, None), ("Senator", None, None)]
    assert rows(desk, offices.format("public1_speaker_roles"), name="Una Known") == []  # nothing of hers is published
    public = rows(desk, offices.format("public1_speaker_roles"), name="Joe Biden")
    assert public == rows(desk, offices.format("v1_speaker_roles"), name="Joe Biden")
    assert public


def test_the_unknown_speaker_has_no_name(desk: Desk) -> None:
    unknown = "SELECT id FROM v1_speakers WHERE kind = 'unknown'"
    assert rows(desk, f"SELECT 1 FROM v1_speaker_names WHERE speaker_id IN ({unknown})") == []  # noqa: S608 - our own SQL


def test_priority_and_headline_are_in_the_list_and_at_an_earlier_time(desk: Desk) -> None:
    claim = desk.new()
    changes = editing.ClaimChanges(priority=2, headline="What the bridge cost")
    editing.edit(desk.session, claim, desk.rita, changes)
    assert rows(desk, "SELECT priority, headline FROM v1_claims WHERE id = :id", id=claim.id) == [
        (2, "What the bridge cost")
    ]
    desk.session.flush()
    page = claim_page.page_of(desk.session, claim.id)
    assert (page["priority"], page["headline"]) == (2, "What the bridge cost")
    assert claim_list.COLUMNS[-3:] == ("priority", "headline", "attributed_to")

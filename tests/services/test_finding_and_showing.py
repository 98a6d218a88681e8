"""What people ask for by name is found; what is shown of a claim is all that is known of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factdb.domain import dates
from factdb.domain.claim_filter import ClaimFilter, ClaimRequest
from factdb.domain.enums import Attribution, Channel, ContactKind, Kind, LinkKind, Question, Role, SpeakerKind, Status
from factdb.errors import BadValueError, NoSuchError, UnknownWordError
from factdb.services.actor import NOBODY, Viewer
from factdb.services.claims import claim_evidence, contacts, notes_and_links
from factdb.services.decisions import statuses
from factdb.services.people import speakers
from factdb.services.reads import claim_list, claim_page, evidence_list
from factdb.services.reads.work import morning
from tests.conftest import NOW
from tests.services.conftest import PAGE, Desk


def found(desk: Desk, **wanted: object) -> list[int]:
    asked = claim_list.resolve(desk.session, ClaimRequest(**wanted))  # type: ignore[arg-type]
    return [row["id"] for row in claim_list.rows(desk.session, asked)]


@pytest.mark.parametrize("name", ["burns", "William Burns", "WILLIAM  BURNS", "CIA Director William Burns", "will"])
def test_a_speaker_is_found_by_name_alias_or_part_of_one(desk: Desk, name: str) -> None:
    assert found(desk, speakers=[name]) == [14, 15, 16]
    assert found(desk, speakers=[name], verdicts=["false"]) == []


def test_several_names_are_joined_by_or(desk: Desk) -> None:
    assert found(desk, speakers=["burns", "psaki"]) == [9, 10, 14, 15, 16]


def test_a_speaker_s_own_name_wins_over_parts_of_names(desk: Desk) -> None:
    one, other = desk.new(speaker="Ann"), desk.new(speaker="Ann Smith")
    assert found(desk, speakers=["ann"]) == [one.id]
    assert found(desk, speakers=["nn"]) == [one.id, other.id]


def test_who_was_merged_is_found_under_both_names(desk: Desk) -> None:
    claim = desk.new(speaker="J. R. Biden")
    double = speakers.resolve(desk.session, "J. R. Biden", None)
    biden = speakers.resolve(desk.session, "Biden", None)
    assert double is not None
    assert biden is not None
    double.merged_into_id = biden.id
    desk.session.flush()
    assert claim.id in found(desk, speakers=["Joe Biden"])
    assert 7 in found(desk, speakers=["J. R. Biden"])


@pytest.mark.parametrize("what", ["speakers", "sources", "topics", "assignees"])
def test_a_name_that_nobody_bears_is_refused_with_the_near_ones(desk: Desk, what: str) -> None:
    near = {"speakers": "Joe Bidne", "sources": "Epoch Tims", "topics": "Irak", "assignees": "ritta"}
    meant = {"speakers": "Joe Biden", "sources": "The Epoch Times", "topics": "Iraq", "assignees": "rita"}
    with pytest.raises(NoSuchError) as caught:
        found(desk, **{what: [near[what]]})
    assert caught.value.exit_code == 3
    assert meant[what] in caught.value.next_step


@pytest.mark.parametrize("name", ["nobody at all", "%", "_", "'; DROP TABLE claims; --"])
def test_a_name_is_data(desk: Desk, name: str) -> None:
    with pytest.raises(NoSuchError):
        found(desk, speakers=[name])


@pytest.mark.parametrize("name", ["", " ", "\0", "\ud800"])
@pytest.mark.parametrize("what", ["speakers", "sources"])
def test_what_can_be_no_name_is_refused(desk: Desk, what: str, name: str) -> None:
    with pytest.raises(BadValueError):
        found(desk, **{what: [name]})


def test_the_other_words_are_resolved(desk: Desk) -> None:
    assert found(desk, sources=["epoch"], verdicts=["false"]) == [18]
    assert found(desk, topics=["isis"], kinds=[Kind.CAUSAL]) == [18]
    with pytest.raises(UnknownWordError, match='There is no truth rating "altered"'):
        found(desk, verdicts=["altered"])
    with pytest.raises(UnknownWordError, match='There is no quote rating "verifed"'):
        found(desk, quote_verdicts=["verifed"])


def test_rows_are_shown_as_far_as_they_are_known(desk: Desk) -> None:
    claim = desk.new(said_on=dates.parse("2021-07"), topics=["Iraq", "Bridges"])
    (row,) = [row for row in claim_list.rows(desk.session, ClaimFilter()) if row["id"] == claim.id]
    assert (row["said_on"], row["said_precision"], row["topics"], row["flags"]) == (
        "2021-07",
        "month",
        ["Bridges", "Iraq"],
        [],
    )
    assert tuple(row) == claim_list.COLUMNS


def test_who_stops_reading_leaves_nothing_open(desk: Desk) -> None:
    rows = claim_list.rows(desk.session, ClaimFilter())
    assert next(rows)["id"] == 1
    del rows
    assert len(list(claim_list.rows(desk.session, ClaimFilter()))) == 22


def test_a_column_that_is_not_there_does_not_sort(desk: Desk) -> None:
    with pytest.raises(UnknownWordError, match='There is no column "colour"'):
        list(claim_list.rows(desk.session, ClaimFilter(), sort="-colour"))


# -- the morning ----------------------------------------------------------------------------------------------


def test_the_morning_shows_all_open_work(desk: Desk) -> None:
    statuses.assign(desk.session, desk.claim(9), desk.rita, desk.rita.id)
    statuses.assign(desk.session, desk.claim(7), desk.rita, desk.rita.id)  # published: no longer work
    soon = desk.new(kind=Kind.PROMISE, resolves_on=(NOW + timedelta(days=10)).date())
    desk.new(kind=Kind.PROMISE, resolves_on=date(2099, 1, 1))
    waiting = desk.new()
    desk.rate(waiting, "not-checkable")
    alone = desk.new()
    statuses.set_status(desk.session, alone, desk.rita, Status.IN_REVIEW)
    for kind, days in ((ContactKind.COMPLAINT, 0), (ContactKind.REPLY, 6), (ContactKind.REPLY, 7)):
        made_on = (NOW - timedelta(days=days)).date()
        draft = contacts.ContactDraft(kind, "Jane Doe", Channel.EMAIL, made_on, "Words.")
        contacts.add(desk.session, desk.claim(7), desk.rita, draft)
    shown = {
        section.title: [row.get("id") or row["contact"] for row in section.first]
        for section in morning.sections(desk.session, "rita", Viewer(desk.rita.id, NOW, Role.REVIEWER), NOW)
    }
    assert 19 in shown.pop("new")
    assert set(shown.pop("in review by nobody")) == {alone.id, 15}
    assert shown == {
        "mine": [9],
        "due": [soon.id],
        "waiting for your approval": [],
        "waiting for the approval of others": [waiting.id],
        "complaints open": ["7.c1"],
        "replies overdue": ["7.c3"],
        "cited pages to look at": [],
    }
    of_editor = list(morning.sections(desk.session, "ed", Viewer(desk.ed.id, NOW, Role.EDITOR), NOW))
    assert [row["id"] for row in of_editor[4].first] == [waiting.id]


def test_a_stranger_s_morning_is_nobody_s(desk: Desk) -> None:
    sections = list(morning.sections(desk.session, "stranger", NOBODY, NOW))
    assert sections[0].count == sections[4].count == 0
    assert "Words" not in str(sections)


# -- one claim ------------------------------------------------------------------------------------------------


def test_a_dossier_tells_all_of_a_claim(desk: Desk) -> None:
    whole = claim_page.page_of(desk.session, 7)
    assert tuple(whole)[: len(claim_list.COLUMNS)] == claim_list.COLUMNS
    assert (whole["speaker"], whole["said_on"], whole["said_basis"]) == ("Joe Biden", "2021-07-26", "explicit")
    passage = whole["passage"]
    assert passage
    assert passage["text"] == whole["quote"]
    assert (passage["start"], passage["end"], len(passage["sha256"] or "")) == (645, 900, 64)
    (verdict,) = whole["verdicts"]
    assert (verdict["on"], verdict["rating"], verdict["label"], verdict["scale"]) == (
        "quote",
        "altered",
        "Altered",
        "factdb-quote",
    )
    assert (verdict["decided_by"], verdict["approved_by"], verdict["evidence"]) == ("seed", "seed-editor", ["7.1"])
    (row,) = whole["evidence"]
    assert (row["id"], row["on"], row["stance"], row["source"]) == ("7.1", "quote", "refutes", "Rev")
    assert tuple(row) == evidence_list.COLUMNS
    assert claim_page.page_of(desk.session, whole["uid"]) == whole


def test_verdicts_in_force_come_quotation_first(desk: Desk) -> None:
    verdicts = claim_page.page_of(desk.session, 10)["verdicts"]
    assert [(each["on"], each["rating"]) for each in verdicts] == [("quote", "verbatim"), ("truth", "true")]


def test_links_are_told_from_either_side(desk: Desk) -> None:
    notes_and_links.link(desk.session, (desk.claim(20), desk.claim(2)), desk.rita, LinkKind.REPEATS)
    links = claim_page.page_of(desk.session, 2)["links"]
    assert [(each["kind"], each["claim"], each["direction"]) for each in links] == [
        ("contradicts", 11, "to"),
        ("repeats", 20, "from"),
    ]


def test_notes_withdrawn_evidence_and_history_are_told(desk: Desk) -> None:
    claim = desk.claim(19)
    notes_and_links.note(desk.session, claim, desk.rita, "Asked the archive.")
    desk.cite(claim)
    claim_evidence.withdraw(desk.session, claim, desk.rita, 1, "Wrong page.")
    whole = claim_page.page_of(desk.session, 19, with_history=True)
    assert [(note["by"], note["note"]) for note in whole["notes"]] == [("rita", "Asked the archive.")]
    assert [(row["id"], row["url"], row["withdrawn_at"]) for row in whole["evidence"]] == [("19.1", PAGE, NOW)]
    told = [(event["seq"], event["kind"], event["actor"]) for event in whole["history"]]
    assert told == [
        (1, "added", "seed"),
        (2, "noted", "rita"),
        (3, "evidence-added", "rita"),
        (4, "evidence-withdrawn", "rita"),
    ]
    assert all(event["body"]["actor"] == event["actor"] for event in whole["history"])


def test_a_claim_without_a_passage_has_none(desk: Desk) -> None:
    whole = claim_page.page_of(desk.session, desk.new().id)
    assert (whole["passage"], whole["verdicts"], whole["evidence"], whole["links"]) == (None, [], [], [])
    assert (whole["speaker"], whole["source"], whole["status"]) == (None, None, Status.NEW)


def test_one_row_of_evidence_is_shown_by_its_name(desk: Desk) -> None:
    assert evidence_list.evidence_row(desk.session, 7, 1)["id"] == "7.1"
    with pytest.raises(NoSuchError, match=r'no evidence "7\.9"'):
        evidence_list.evidence_row(desk.session, 7, 9)
    with pytest.raises(NoSuchError, match="no claim 999"):
        claim_page.page_of(desk.session, 999)


def test_a_speaker_s_kind_is_as_it_was_added(desk: Desk) -> None:
    claim = desk.new(source="The Bridge Gazette", attribution=Attribution.NARRATION)
    speaker = speakers.resolve(desk.session, "The Bridge Gazette", None)
    assert speaker is not None
    assert (speaker.id, speaker.kind) == (claim.speaker_id, SpeakerKind.ORGANIZATION)
    assert claim_page.page_of(desk.session, claim.id)["speaker"] == "The Bridge Gazette"
    assert Question.TRUTH not in [each["on"] for each in claim_page.page_of(desk.session, 7)["verdicts"]]

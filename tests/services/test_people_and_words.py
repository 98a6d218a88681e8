"""Speakers, sources, topics, ratings, reviewers and documents: what the desk knows, and how it is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from factdb.domain import dates
from factdb.domain.claim_filter import ClaimRequest
from factdb.domain.enums import Kind, Medium, Question, Role, SpeakerKind, Status
from factdb.domain.history.claim_replay import RETRACTION
from factdb.domain.workflow import MOVES, Move
from factdb.errors import AmbiguousNameError, BadValueError, NoSuchError, NotPermittedError
from factdb.errors.claims import EmptyOfficeError, MainNameError, NameTakenError, OfficeDatesError, UnknownStaysError
from factdb.errors.desk import (
    LastAdminError,
    MergedTopicError,
    NothingToChangeError,
    NotMergedError,
    SameTopicError,
)
from factdb.services.actor import find_actor
from factdb.services.decisions import mapping, scales, statuses, versions
from factdb.services.desk import reviewers
from factdb.services.documents import documents
from factdb.services.people import name_changes, offices, sources, speakers, topics
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.services.people.offices import Office
from factdb.services.reads import claim_list, document_list, people_list
from factdb.store.models import Speaker
from tests.conftest import NOW
from tests.services.conftest import Desk
from tests.services.test_desk import OTHERS

MAYOR = Office("Mayor", "Springfield", "Unity", date(2023, 5, 1), None)


def kinds(desk: Desk) -> list[str]:
    return list(desk.session.scalars(text("SELECT kind FROM desk_history ORDER BY seq")))


def jane(desk: Desk, **given: Any) -> Speaker:  # noqa: ANN401 - a speaker's fields
    return speakers.add(desk.session, desk.rita, "Jane Doe", **given).speaker


# -- speakers -------------------------------------------------------------------------------------------------


def test_a_speaker_is_added_with_names_and_office(desk: Desk) -> None:
    found = speakers.add(desk.session, desk.rita, " Jane  Doe ", SpeakerKind.PERSON, ["Mayor Doe"], "q1", office=MAYOR)
    assert (found.speaker.name, found.speaker.wikidata_id, found.near) == ("Jane Doe", "Q1", ())
    page = people_list.speaker_page(desk.session, "mayor doe")
    assert (page["name"], page["aliases"], page["claims"]) == ("Jane Doe", ["Mayor Doe"], 0)
    assert page["offices"] == [
        {
            "n": 1,
            "title": "Mayor",
            "organization": "Springfield",
            "party": "Unity",
            "since": date(2023, 5, 1),
            "until": None,
            "of": None,
        }
    ]
    added = desk.desk_events("speaker-added")[-1]
    assert (added["uid"], added["aliases"], added["wikidata"], added["actor"]) == (
        found.speaker.uid,
        ["Mayor Doe"],
        "Q1",
        desk.rita.uid,
    )
    assert desk.desk_events("speaker-role-added")[-1]["since"] == "2023-05-01"


def test_two_of_one_name_are_refused_and_near_names_told(desk: Desk) -> None:
    with pytest.raises(NameTakenError, match='The name "JOE BIDEN" already belongs to speaker 2'):
        speakers.add(desk.session, desk.rita, "JOE BIDEN")
    assert speakers.add(desk.session, desk.rita, "Joe Bidden").near[0] == "Joe Biden"
    with pytest.raises(NameTakenError):
        speakers.edit(desk.session, desk.rita, SPEAKERS.named(desk.session, "burns"), "Biden", None, None)


@pytest.mark.parametrize("bad", ["6279", "Q", "Q0", "Qx", "https://www.wikidata.org/wiki/Q1"])
def test_a_wikidata_id_is_q_and_a_number(desk: Desk, bad: str) -> None:
    with pytest.raises(BadValueError, match="Wikidata id"):
        jane(desk, wikidata=bad)


def test_a_speaker_is_edited_and_the_old_name_stays_an_alias(desk: Desk) -> None:
    burns = SPEAKERS.lock(desk.session, "burns")
    changed = speakers.edit(desk.session, desk.rita, burns, "William J. Burns", None, "Q2580309").changed
    assert changed == ["name", "wikidata"]
    assert SPEAKERS.named(desk.session, "William Burns") is burns
    event = desk.desk_events("speaker-edited")[-1]
    assert event["was"] == {"name": "William Burns", "wikidata": None}
    assert event["now"] == {"name": "William J. Burns", "wikidata": "Q2580309"}
    before = kinds(desk)
    assert speakers.edit(desk.session, desk.rita, burns, "William J. Burns", SpeakerKind.PERSON, None).changed == []
    assert kinds(desk) == before
    with pytest.raises(NothingToChangeError):
        speakers.edit(desk.session, desk.rita, burns, None, None, None)


def test_nobody_else_is_unknown(desk: Desk) -> None:
    unknown = SPEAKERS.named(desk.session, "unknown")
    with pytest.raises(UnknownStaysError):
        speakers.edit(desk.session, desk.rita, unknown, "Who", None, None)
    with pytest.raises(UnknownStaysError):
        name_changes.add_aliases(desk.session, desk.rita, SPEAKERS, unknown, ["nobody"])
    with pytest.raises(UnknownStaysError):
        offices.add_or_fill(desk.session, desk.rita, unknown, MAYOR)
    with pytest.raises(BadValueError):
        jane(desk, kind=SpeakerKind.UNKNOWN)
    biden = SPEAKERS.named(desk.session, "2")
    with pytest.raises(BadValueError):
        speakers.edit(desk.session, desk.rita, biden, None, SpeakerKind.UNKNOWN, None)


def test_aliases_come_and_go_and_the_main_name_stays(desk: Desk) -> None:
    biden = SPEAKERS.lock(desk.session, "biden")
    assert name_changes.add_aliases(desk.session, desk.rita, SPEAKERS, biden, ["POTUS", "biden", "JOE BIDEN"]) == [
        "POTUS"
    ]
    assert SPEAKERS.of(desk.session, biden) == ["Biden", "Joe Biden", "POTUS", "President Joe Biden"]
    name_changes.remove_aliases(desk.session, desk.rita, SPEAKERS, biden, ["potus"])
    with pytest.raises(NoSuchError, match='no alias "potus"'):
        name_changes.remove_aliases(desk.session, desk.rita, SPEAKERS, biden, ["potus"])
    with pytest.raises(MainNameError):
        name_changes.remove_aliases(desk.session, desk.rita, SPEAKERS, biden, ["Biden", "joe biden"])
    told = [desk.desk_events(f"speaker-alias-{what}")[-1]["aliases"] for what in ("added", "removed")]
    assert told == [["POTUS"], ["potus"]]


def test_a_name_of_two_asks_which_and_an_office_of_that_day_answers(desk: Desk) -> None:
    one = jane(desk, aliases=["The mayor"], office=MAYOR)
    other = speakers.add(desk.session, desk.rita, "John Roe", aliases=["The mayor"]).speaker
    assert name_changes.shared_names(desk.session, SPEAKERS, other, ["The mayor"]) == [
        f'"The mayor" is also a name of Jane Doe ({one.id}): name either speaker by number'
    ]
    with pytest.raises(AmbiguousNameError):
        SPEAKERS.named(desk.session, "the mayor")
    assert SPEAKERS.named(desk.session, str(other.id)) is other
    assert desk.new(speaker="The mayor", said_on=dates.parse("2024-01-01")).speaker_id == one.id


def test_what_is_no_number_of_anybody_may_be_a_name(desk: Desk) -> None:
    added = sources.add(desk.session, desk.rita, "538").source
    assert SOURCES.named(desk.session, "538") is added
    for nobody in ("999", "9" * 400, "²"):
        with pytest.raises(NoSuchError if len(nobody) < 300 else BadValueError):
            SOURCES.named(desk.session, nobody)
    with pytest.raises(NoSuchError, match='no speaker "Bidne"') as caught:
        SPEAKERS.named(desk.session, "Bidne")
    assert (caught.value.exit_code, caught.value.next_step) == (
        3,
        "Did you mean: Biden, Joe Biden, President Joe Biden",
    )


def test_a_merged_speaker_is_named_counted_and_listed_as_the_living_one(desk: Desk) -> None:
    double = speakers.add(desk.session, desk.rita, "Joseph R. Biden").speaker
    desk.new(speaker="Joseph R. Biden")
    double.merged_into_id = 2
    desk.session.flush()
    assert SPEAKERS.named(desk.session, str(double.id)).id == 2
    assert people_list.speaker_page(desk.session, "Joseph R. Biden")["claims"] == 7
    rows = {row["id"]: row for row in people_list.speaker_rows(desk.session, NOW.date())}
    assert double.id not in rows
    assert (rows[2]["claims"], "Joseph R. Biden" in rows[2]["aliases"]) == (7, True)


# -- offices --------------------------------------------------------------------------------------------------


def test_a_claim_bears_the_office_of_its_day(desk: Desk) -> None:
    speaker = jane(desk, office=Office("Mayor", None, "Unity", date(2019, 1, 1), date(2020, 12, 31)))
    offices.add_or_fill(desk.session, desk.rita, speaker, Office("Senator", None, "Progress", date(2021, 1, 1)))
    titles = [
        (desk.new(speaker="Jane Doe", said_on=dates.parse(f"{year}-06-01")).speaker_title)
        for year in (2018, 2019, 2021, 2026)
    ]
    assert titles == [None, "Mayor", "Senator", "Senator"]
    (row,) = people_list.speaker_rows(desk.session, date(2020, 1, 1), "jane")
    assert (row["title"], row["party"], row["claims"]) == ("Mayor", "Unity", 4)


def test_the_same_office_again_fills_in_what_was_not_known(desk: Desk) -> None:
    biden = SPEAKERS.lock(desk.session, "biden")
    president = "president of the United States"
    filled = offices.add_or_fill(
        desk.session, desk.rita, biden, Office(president, None, "Democratic", date(2021, 1, 20))
    )
    again = offices.add_or_fill(desk.session, desk.rita, biden, Office(president, until=date(2025, 1, 20)))
    assert [(put.n, put.what) for put in (filled, again)] == [(1, "filled in")] * 2
    (role,) = offices.offices_of(desk.session, biden)
    assert Office.of(role) == Office(
        "President of the United States", None, "Democratic", date(2021, 1, 20), date(2025, 1, 20)
    )
    assert desk.desk_events("speaker-role-edited")[-1]["was"]["until"] is None
    before = kinds(desk)
    assert (
        offices.add_or_fill(desk.session, desk.rita, biden, Office(president, None, "democratic")).what == "unchanged"
    )
    assert kinds(desk) == before


@pytest.mark.parametrize(
    "other",
    [
        Office("Mayor", since=date(2031, 1, 1)),
        Office("Mayor", until=date(2001, 1, 1)),
        Office("Mayor", "Shelbyville"),
        Office("Mayor", party="Progress"),
        Office(organization="Springfield"),
        Office("Senator"),
    ],
)
def test_another_office_is_another(desk: Desk, other: Office) -> None:
    speaker = jane(desk, office=MAYOR)
    put = offices.add_or_fill(desk.session, desk.rita, speaker, other)
    assert (put.n, put.what) == (2, "added")
    assert offices.add_or_fill(desk.session, desk.rita, speaker, other).what == "unchanged"


def test_an_office_says_something_and_ends_after_it_began(desk: Desk) -> None:
    speaker = jane(desk)
    with pytest.raises(EmptyOfficeError):
        offices.add_or_fill(desk.session, desk.rita, speaker, Office(since=date(2020, 1, 1)))
    with pytest.raises(OfficeDatesError):
        offices.add_or_fill(
            desk.session, desk.rita, speaker, Office("Mayor", None, None, date(2020, 1, 1), date(2019, 1, 1))
        )


def test_an_office_that_was_never_held_is_taken_away(desk: Desk) -> None:
    speaker = jane(desk, office=MAYOR)
    claim = desk.new(speaker="Jane Doe", said_on=dates.parse("2024-01-01"))
    offices.remove(desk.session, desk.rita, speaker, 1)
    assert (offices.offices_of(desk.session, speaker), claim.speaker_title) == ([], "Mayor")
    assert desk.desk_events("speaker-role-removed")[-1]["title"] == "Mayor"
    with pytest.raises(NoSuchError):
        offices.remove(desk.session, desk.rita, speaker, 1)


# -- sources --------------------------------------------------------------------------------------------------


def test_a_source_is_added_renamed_and_listed(desk: Desk) -> None:
    found = sources.add(desk.session, desk.rita, "The Example Times", ["Example Times"], ["www.example.org"])
    assert sources.rename(desk.session, desk.rita, found.source, "The New Example Times").changed
    assert not sources.rename(desk.session, desk.rita, found.source, "The New Example Times").changed
    desk.new(source="Example Times")
    documents.store_document(desk.session, desk.rita, documents.DocumentDraft(url="https://news.example.org/1"))
    (row,) = people_list.source_rows(desk.session, "example times")
    assert (row["domains"], row["documents"], row["claims"]) == (["example.org"], 1, 1)
    page = people_list.source_page(desk.session, "The Example Times")
    assert (page["name"], page["documents"], page["claims"], page["published"]) == ("The New Example Times", 1, 1, 0)
    assert desk.desk_events("source-edited")[-1]["was"] == "The Example Times"
    with pytest.raises(NameTakenError):
        sources.rename(desk.session, desk.rita, found.source, "NPR")


def test_hosts_are_given_and_taken_away(desk: Desk) -> None:
    press, npr = (SOURCES.named(desk.session, name) for name in ("Associated Press", "NPR"))
    assert sources.add_domains(desk.session, desk.rita, press, ["apnews.com", "https://www.apnews.com/x"]) == [
        "apnews.com"
    ]
    assert sources.of_page(desk.session, "https://apnews.com/1") is press
    sources.add_domains(desk.session, desk.rita, npr, ["apnews.com"])
    (said,) = sources.shared_domains(desk.session, npr, ["apnews.com"])
    assert said.startswith("apnews.com is also a domain of Associated Press")
    assert sources.of_page(desk.session, "https://apnews.com/1") is None
    assert sources.remove_domains(desk.session, desk.rita, npr, ["apnews.com", "APNEWS.com"]) == ["apnews.com"]
    assert sources.of_page(desk.session, "https://apnews.com/1") is press
    with pytest.raises(NoSuchError, match='no domain "apnews'):
        sources.remove_domains(desk.session, desk.rita, npr, ["apnews.com"])
    with pytest.raises(BadValueError, match="is shared by many sources"):
        sources.add_domains(desk.session, desk.rita, npr, ["twitter.com"])
    assert desk.desk_events("source-domain-removed")[-1]["domains"] == ["apnews.com"]


# -- topics ---------------------------------------------------------------------------------------------------


def named(desk: Desk, *names: str) -> dict[str, int]:
    rows = {row["name"]: row["claims"] for row in topics.topic_rows(desk.session)}
    return {name: rows[name] for name in names}


def claims_on(desk: Desk, topic: str) -> list[int]:
    wanted = claim_list.resolve(desk.session, ClaimRequest(topics=[topic]))
    return sorted(row["id"] for row in claim_list.rows(desk.session, wanted))


def shown(desk: Desk, number: int) -> list[str]:
    query = text("SELECT topics FROM v1_claims WHERE id = :number")
    return str(desk.session.scalar(query, {"number": number})).split(", ")


def test_a_merge_shows_and_finds_the_living_topic_and_rewrites_no_claim(desk: Desk) -> None:
    both = sorted({*claims_on(desk, "ISIS"), *claims_on(desk, "terrorism")})
    before = desk.session.execute(text("SELECT claim_id, topic_id FROM claim_topics ORDER BY 1, 2")).all()
    lengths = desk.session.execute(text("SELECT id, row_version FROM claims ORDER BY id")).all()
    merged = topics.merge(desk.session, desk.ed, "isis", "terrorism")
    assert (merged.name, merged.into, merged.claims) == ("ISIS", "terrorism", 6)
    assert claims_on(desk, "ISIS") == claims_on(desk, "terrorism") == both
    assert shown(desk, 7) == ["terrorism"]
    assert named(desk, "terrorism") == {"terrorism": len(both)}
    assert "ISIS" not in {row["name"] for row in topics.topic_rows(desk.session)}
    assert [row["merged"] for row in topics.topic_rows(desk.session, "isi")] == [["ISIS"]]
    event = desk.desk_events("topic-merged")[-1]
    assert (event["name"], event["into"], event["along"], event["actor"]) == ("ISIS", "terrorism", [], desk.ed.uid)
    after = desk.session.execute(text("SELECT claim_id, topic_id FROM claim_topics ORDER BY 1, 2")).all()
    assert (after, desk.session.execute(text("SELECT id, row_version FROM claims ORDER BY id")).all()) == (
        before,
        lengths,
    )


def test_a_merge_follows_to_the_living_and_takes_along_what_was_merged_before(desk: Desk) -> None:
    topics.merge(desk.session, desk.ed, "ISIS", "terrorism")
    topics.find_or_add(desk.session, desk.rita, ["Daesh"])
    assert topics.merge(desk.session, desk.ed, "Daesh", "ISIS").into == "terrorism"
    topics.merge(desk.session, desk.ed, "terrorism", "Iraq")
    assert desk.desk_events("topic-merged")[-1]["along"] == ["Daesh", "ISIS"]
    assert [row["merged"] for row in topics.topic_rows(desk.session, "Iraq")] == [["Daesh", "ISIS", "terrorism"]]
    assert shown(desk, 7) == ["Iraq"]
    for name, into in (("Daesh", "Iraq"), ("Iraq", "ISIS"), ("Iraq", "Iraq")):
        with pytest.raises(SameTopicError):
            topics.merge(desk.session, desk.ed, name, into)
    with pytest.raises(MergedTopicError, match='"ISIS" is merged into "Iraq"'):
        topics.merge(desk.session, desk.ed, "ISIS", "Afghanistan")


def test_a_merge_is_undone(desk: Desk) -> None:
    before = named(desk, "ISIS", "terrorism")
    topics.merge(desk.session, desk.ed, "ISIS", "terrorism")
    assert topics.undo_merge(desk.session, desk.ed, "isis").into == "terrorism"
    assert named(desk, "ISIS", "terrorism") == before
    assert shown(desk, 7) == ["ISIS", "terrorism"]
    assert desk.desk_events("topic-unmerged")[-1]["name"] == "ISIS"
    with pytest.raises(NotMergedError):
        topics.undo_merge(desk.session, desk.ed, "ISIS")


def test_tagging_with_a_merged_name_means_the_living_topic(desk: Desk) -> None:
    topics.merge(desk.session, desk.ed, "ISIS", "terrorism")
    claim = desk.claim(19)
    topics.tag(desk.session, claim, desk.rita, [], [topic.name for topic in topics.topics_of(desk.session, 19)])
    assert topics.tag(desk.session, claim, desk.rita, ["Isis", "terrorism"], []) == ["terrorism"]
    assert topics.tag(desk.session, claim, desk.rita, ["ISIS"], []) is None
    assert topics.tag(desk.session, desk.claim(7), desk.rita, [], ["isis"]) == []
    assert [topic.name for topic in topics.topics_of(desk.session, desk.new(topics=["ISIS"]).id)] == ["terrorism"]


def test_a_topic_is_added_and_renamed(desk: Desk) -> None:
    assert topics.add(desk.session, desk.rita, "Middle  East").name == "Middle East"
    with pytest.raises(NameTakenError):
        topics.add(desk.session, desk.rita, "middle east")
    renamed = topics.rename(desk.session, desk.rita, "terrorism", "Terrorism")
    assert (renamed.name, shown(desk, 7)) == ("Terrorism", ["ISIS", "Terrorism"])
    assert topics.rename(desk.session, desk.rita, str(renamed.id), "Violence").name == "Violence"
    assert [event["was"] for event in desk.desk_events("topic-renamed")] == ["terrorism", "Terrorism"]
    with pytest.raises(NameTakenError) as caught:
        topics.rename(desk.session, desk.rita, "Violence", "isis")
    assert caught.value.next_step == 'Merge the topics: factdb topics merge "Violence" "isis"'
    topics.merge(desk.session, desk.ed, "ISIS", "Violence")
    for typed, name in (("ISIS", "Daesh"), ("Violence", "ISIS")):
        with pytest.raises(MergedTopicError):
            topics.rename(desk.session, desk.rita, typed, name)
    with pytest.raises(BadValueError, match="comma"):
        topics.rename(desk.session, desk.rita, "Violence", "a, b")
    with pytest.raises(NoSuchError, match='no topic "Irak"') as missed:
        topics.find_topic(desk.session, "Irak")
    assert missed.value.next_step == "Did you mean: Iraq"


# -- ratings --------------------------------------------------------------------------------------------------


def test_ratings_are_listed_with_the_claims_that_they_decide(desk: Desk) -> None:
    rows = scales.list_ratings(desk.session)
    assert [row["code"] for row in rows][:5] == ["true", "mostly-true", "half-true", "mostly-false", "false"]
    assert {row["code"]: row["claims"] for row in scales.list_ratings(desk.session, "factdb-quote")}["altered"] == 3
    assert {row["scale"] for row in scales.list_ratings(desk.session, question=Question.QUOTE)} == {"factdb-quote"}
    with pytest.raises(NoSuchError, match='no scale "factdb"') as caught:
        scales.list_ratings(desk.session, "factdb")
    assert "factdb-truth" in caught.value.next_step


def test_one_rating_is_shown_of_any_scale(desk: Desk) -> None:
    mapping.import_scales(desk.session, desk.ana, [OTHERS])
    assert scales.rating_details(desk.session, "mostly-false")["score"] == 1
    theirs = scales.rating_details(desk.session, "gazette:pinocchio")
    assert (theirs["publisher"], theirs["flags"], theirs["claims"]) == ("The Bridge Gazette", ["misleading"], 0)
    with pytest.raises(NoSuchError) as caught:
        scales.rating_details(desk.session, "pinocchio")
    assert caught.value.exit_code == 3
    assert caught.value.next_step.startswith("Did you mean: gazette:pinocchio, ")


# -- reviewers ------------------------------------------------------------------------------------------------


def test_the_last_admin_stays_one(desk: Desk) -> None:
    for role in (Role.READER, Role.REVIEWER, Role.EDITOR):
        with pytest.raises(LastAdminError, match="ana is the desk's last admin"):
            reviewers.edit(desk.session, desk.ana, "ana", None, role)
    with pytest.raises(LastAdminError):
        reviewers.disable(desk.session, desk.ana, "ana")
    reviewers.add(desk.session, desk.ana, "zoe", Role.ADMIN)
    reviewers.disable(desk.session, desk.ana, "zoe")
    with pytest.raises(LastAdminError):
        reviewers.disable(desk.session, desk.ana, "ana")
    reviewers.enable(desk.session, desk.ana, "zoe")
    assert reviewers.disable(desk.session, desk.ana, "ana").disabled_at == NOW


def test_a_reviewer_is_edited_disabled_and_let_in_again(desk: Desk) -> None:
    assert reviewers.edit(desk.session, desk.ana, "RITA", "Rita Roe", Role.EDITOR) == ["name", "role"]
    assert reviewers.edit(desk.session, desk.ana, "rita", "Rita Roe", None) == []
    event = desk.desk_events("reviewer-edited")[-1]
    assert (event["was"], event["now"]) == (
        {"name": None, "role": "reviewer"},
        {"name": "Rita Roe", "role": "editor"},
    )
    with pytest.raises(NothingToChangeError):
        reviewers.edit(desk.session, desk.ana, "rita", None, None)
    with pytest.raises(BadValueError):
        reviewers.edit(desk.session, desk.ana, "rita", "a\0b", None)
    reviewers.disable(desk.session, desk.ana, "rita")
    with pytest.raises(NotPermittedError):
        find_actor(desk.session, "rita", NOW)
    reviewers.enable(desk.session, desk.ana, "rita")
    assert find_actor(desk.session, "rita", NOW).role == "editor"
    assert desk.desk_events("reviewer-enabled")[-1]["uid"] == desk.rita.uid


def test_reviewers_are_listed_with_their_work(desk: Desk) -> None:
    statuses.assign(desk.session, desk.claim(19), desk.rita, desk.rita.id)
    rows = reviewers.list_reviewers(desk.session)
    assert {row["handle"]: row["assigned"] for row in rows}["rita"] == 1
    assert [row["handle"] for row in rows if row["disabled_at"]] == ["seed", "seed-editor"]
    assert rows[-1]["handle"] == "seed-editor"


MADE = [(was, move) for was, moves in MOVES.items() for move in moves]


@pytest.mark.parametrize(("was", "move"), MADE, ids=[f"{was} to {move.to}" for was, move in MADE])
def test_a_status_takes_the_role_that_the_workflow_names(desk: Desk, was: Status, move: Move) -> None:
    claim = desk.new(kind=Kind.EVENT)
    desk.rate(claim, "not-checkable")
    claim.status, claim.published_at = was, desk.ed.now
    if move.to is Status.RETRACTED:
        versions.store_proposal(desk.session, claim, 2, {}, {RETRACTION: "It was never said."})
    acts = {Role.READER: desk.rae, Role.REVIEWER: desk.rita, Role.EDITOR: desk.ed}
    below = acts[list(Role)[list(Role).index(move.role) - 1]]
    with pytest.raises(NotPermittedError, match=f'"claims status {move.to}" needs the role {move.role}'):
        statuses.set_status(desk.session, claim, below, move.to, "Because.")
    assert statuses.set_status(desk.session, claim, acts[move.role], move.to, "Because.").after == move.to


# -- documents ------------------------------------------------------------------------------------------------


def test_documents_are_listed_and_narrowed(desk: Desk) -> None:
    rows = list(document_list.listed(desk.session))
    assert len(rows) == 17
    assert [(row["claims"], row["captures"]) for row in rows if row["id"] == 1] == [(22, 1)]
    assert sum(row["evidence"] for row in rows) == 34
    assert [row["id"] for row in document_list.listed(desk.session, source="newsweek")] == [8, 6]
    assert [row["id"] for row in document_list.listed(desk.session, title="US FORMALLY")] == [4]
    assert {row["medium"] for row in document_list.listed(desk.session, medium=Medium.TRANSCRIPT)} == {"transcript"}
    with pytest.raises(NoSuchError, match='no source "Newsweak"'):
        list(document_list.listed(desk.session, source="Newsweak"))


def test_a_document_is_shown_by_number_or_url(desk: Desk) -> None:
    page = document_list.document_page(desk.session, "7")
    assert [row["id"] for row in page["evidence"]] == ["6.1", "7.1"]
    assert document_list.document_page(desk.session, f"{page['url']}?utm_source=x") == page
    (read,) = document_list.document_page(desk.session, "1")["captures"]
    assert (read["n"], read["file_name"], read["characters"]) == (1, "article.txt", 2782)
    desk.cite(desk.new())
    assert document_list.document_page(desk.session, "https://example.org/page")["source"] is None
    for missing in ("999", "https://example.org/nothing"):
        with pytest.raises(NoSuchError, match="no document"):
            document_list.document_page(desk.session, missing)
    with pytest.raises(BadValueError):
        document_list.document_page(desk.session, "nothing")


# -- names that are hostile -----------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", " ", "\u200b"])
def test_hostile_names_are_refused(desk: Desk, bad: str) -> None:
    biden = SPEAKERS.named(desk.session, "2")
    rev = SOURCES.named(desk.session, "Rev")
    tries: list[Callable[[], object]] = [
        lambda: speakers.add(desk.session, desk.rita, bad),
        lambda: jane(desk, aliases=[bad]),
        lambda: speakers.edit(desk.session, desk.rita, biden, bad, None, None),
        lambda: name_changes.add_aliases(desk.session, desk.rita, SPEAKERS, biden, [bad]),
        lambda: name_changes.remove_aliases(desk.session, desk.rita, SPEAKERS, biden, [bad]),
        lambda: SPEAKERS.named(desk.session, bad),
        lambda: SPEAKERS.holding(desk.session, bad),
        lambda: sources.rename(desk.session, desk.rita, rev, bad),
        lambda: topics.add(desk.session, desk.rita, bad),
        lambda: topics.find_topic(desk.session, bad),
    ]
    for each in tries:
        with pytest.raises(BadValueError):
            each()

"""Speakers and sources that turn out to be one: merged, told apart, and taken back, with no claim rewritten."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select, text

from factdb.domain.claim_filter import ClaimRequest
from factdb.domain.enums import Category, SpeakerKind
from factdb.domain.identities import Owners
from factdb.errors import AmbiguousNameError, NotPermittedError
from factdb.errors.claims import MainNameError, UnknownStaysError
from factdb.errors.people import (
    MergedAwayError,
    NothingToSplitError,
    NotMergedAwayError,
    NotTheirsError,
    NotToldApartError,
    PublicClaimsError,
    SameAlreadyError,
    ToldApartError,
)
from factdb.formats.records.claim_record import CheckRecord
from factdb.services.claims import editing, splitting_people
from factdb.services.decisions import other_checks
from factdb.services.people import duplicates, identities, merging, name_changes, offices, sources, speakers
from factdb.services.people.namebook import SOURCES, SPEAKERS, NameBook
from factdb.services.reads import article_list, claim_list, claim_page, filter_names, other_check_list, people_list
from factdb.services.verify.streams import Checked
from factdb.services.verify.verify import findings
from factdb.store.models import Document, Source, Speaker
from tests.services.conftest import Desk

BIDEN, PSAKI, BURNS, EPOCH = 2, 3, 4, 5


def living(desk: Desk) -> dict[int, int | None]:
    """Return whom each speaker was merged into."""
    return {each.id: each.merged_into_id for each in desk.session.scalars(select(Speaker))}


def merge(desk: Desk, name: str | int, into: str | int, book: NameBook[Any] = SPEAKERS) -> merging.MergedOwner:
    return merging.merge(desk.session, desk.ed, book, str(name), str(into))


def undo(desk: Desk, name: str | int, book: NameBook[Any] = SPEAKERS) -> merging.MergedOwner:
    return merging.undo(desk.session, desk.ed, book, str(name))


def spoken(desk: Desk, name: str) -> list[int]:
    wanted = claim_list.resolve(desk.session, ClaimRequest(speakers=[name]))
    return sorted(row["id"] for row in claim_list.rows(desk.session, wanted))


def is_clean(desk: Desk) -> bool:
    desk.session.flush()
    return list(findings(desk.session, Checked())) == []


# -- merged ---------------------------------------------------------------------------------------------------


def test_claims_of_both_show_and_find_the_living_one_and_none_is_rewritten(desk: Desk) -> None:
    both = sorted(spoken(desk, "burns") + spoken(desk, "psaki"))
    before = {number: len(desk.events(desk.claim(number))) for number in both}
    merged = merge(desk, "William Burns", PSAKI)
    assert (merged.name, merged.into, merged.claims) == ("William Burns (4)", "Jen Psaki (3)", 3)
    assert spoken(desk, "burns") == spoken(desk, "Jen Psaki") == spoken(desk, "4") == both
    rows = claim_list.rows(desk.session, claim_list.resolve(desk.session, ClaimRequest(speakers=["4"])))
    assert {(row["speaker"], row["speaker_id"]) for row in rows} == {("Jen Psaki", PSAKI)}
    assert {number: len(desk.events(desk.claim(number))) for number in both} == before
    assert is_clean(desk)


def test_old_names_and_numbers_go_on_to_work(desk: Desk) -> None:
    merge(desk, BURNS, PSAKI)
    assert SPEAKERS.named(desk.session, "4").id == SPEAKERS.named(desk.session, "Burns").id == PSAKI
    page = people_list.speaker_page(desk.session, "William Burns")
    assert (page["id"], page["claims"], page["merged"]) == (PSAKI, 5, [{"id": BURNS, "name": "William Burns"}])
    assert {"Burns", "Psaki"} <= set(page["aliases"])
    assert [(role["of"], role["title"]) for role in page["offices"]][1:] == [
        (BURNS, "Director of the Central Intelligence Agency")
    ]
    (row,) = people_list.speaker_rows(desk.session, desk.ed.now.date(), "burns")
    assert (row["id"], row["claims"]) == (PSAKI, 5)
    assert desk.new(speaker="William Burns").speaker_id == PSAKI


def test_offices_of_whoever_was_merged_count(desk: Desk) -> None:
    twin = speakers.add(desk.session, desk.rita, "Jane Doe", office=offices.Office("Mayor")).speaker
    speakers.add(desk.session, desk.rita, "Doe, Jane")
    merge(desk, "Jane Doe", "Doe, Jane")
    claim = desk.new(speaker="Jane Doe")
    assert claim.speaker_title == "Mayor"
    undo(desk, twin.id)
    claim.speaker_id = twin.id  # as one that was added before they were merged
    merge(desk, "Doe, Jane", "Jane Doe")
    editing.edit(desk.session, claim, desk.rita, editing.ClaimChanges(speaker="Doe, Jane"))
    assert (claim.speaker_id, claim.speaker_title) == (twin.id, "Mayor")
    (row,) = (row for row in people_list.speaker_rows(desk.session, desk.ed.now.date(), "jane doe"))
    assert row["title"] == "Mayor"


def test_whoever_was_merged_before_goes_along_and_comes_back(desk: Desk) -> None:
    merge(desk, BURNS, PSAKI)
    assert merge(desk, PSAKI, BIDEN).along == 1
    assert {living(desk)[each] for each in (BURNS, PSAKI)} == {BIDEN}
    assert undo(desk, PSAKI).along == 1
    assert (living(desk)[BURNS], living(desk)[PSAKI]) == (PSAKI, None)
    merge(desk, PSAKI, BIDEN)
    assert undo(desk, BURNS).into == "Joe Biden (2)"
    assert (living(desk)[BURNS], living(desk)[PSAKI]) == (None, BIDEN)
    assert is_clean(desk)


def test_merges_undone_in_any_order_leave_what_was_decided(desk: Desk) -> None:
    chance = random.Random(5)  # noqa: S311 - no secret
    people = [speakers.add(desk.session, desk.rita, f"Person {n}").speaker for n in range(7)]
    decided: dict[int, int] = {}
    for _ in range(60):
        one, other = (each.id for each in chance.sample(people, 2))
        if one in decided:
            undo(desk, one)
            del decided[one]
        else:
            try:
                merge(desk, one, other)
            except SameAlreadyError:
                continue
            decided[one] = SPEAKERS.named(desk.session, str(other)).id
        for each in people:
            end = each.id
            while end in decided:
                end = decided[end]
            assert each.merged_into_id == (end if end != each.id else None)
    assert is_clean(desk)


def test_what_can_t_be_merged_is_refused(desk: Desk) -> None:
    merge(desk, BURNS, PSAKI)
    for one, other in ((PSAKI, PSAKI), (BURNS, PSAKI), (PSAKI, BURNS), ("Jen Psaki", "Burns")):
        with pytest.raises(SameAlreadyError):
            merge(desk, one, other)
    with pytest.raises(
        MergedAwayError, match=r"The speaker William Burns \(4\) is merged into Jen Psaki \(3\)"
    ) as caught:
        merge(desk, BURNS, BIDEN)
    assert caught.value.next_step.endswith("factdb speakers merge 4 --undo")
    for one, other in ((1, BIDEN), (BIDEN, "unknown")):
        with pytest.raises(UnknownStaysError):
            merge(desk, one, other)
    with pytest.raises(NotMergedAwayError) as named:
        undo(desk, "Jen Psaki")
    assert named.value.next_step == "Name one that is merged into it: William Burns (4)"
    with pytest.raises(NotPermittedError):
        merging.merge(desk.session, desk.rita, SPEAKERS, "2", "3")


def test_of_two_that_bear_one_name_the_living_is_merged_and_the_merged_undone(desk: Desk) -> None:
    twin = speakers.insert(desk.session, desk.rita, "Jen Psaki", SpeakerKind.PERSON)
    with pytest.raises(AmbiguousNameError):
        merge(desk, "Jen Psaki", BIDEN)
    merge(desk, twin.id, PSAKI)
    assert SPEAKERS.named(desk.session, "Jen Psaki").id == PSAKI
    assert undo(desk, "Jen Psaki").name == f"Jen Psaki ({twin.id})"
    merge(desk, twin.id, PSAKI)
    merge(desk, "Jen Psaki", BIDEN)
    assert living(desk)[twin.id] == BIDEN


def test_sources_are_merged_with_their_documents_hosts_and_checks(desk: Desk) -> None:
    session, page = desk.session, "https://theepochtimes.com/other"
    sources.add(session, desk.rita, "Epoch Media", domains=["epoch.example"])
    claim = desk.claim(4)
    for publisher in ("The Epoch Times", "Epoch Media"):
        assert other_checks.add(session, claim, desk.ed, CheckRecord(publisher=publisher, url=page, label="Wrong"))
    merge(desk, "The Epoch Times", "Epoch Media", SOURCES)
    new = SOURCES.named(session, "Epoch Media")
    listed = next(iter(claim_list.rows(session, claim_list.resolve(session, ClaimRequest(claims=[4])))))
    assert (listed["source"], listed["source_id"], listed["other_checks"]) == ("Epoch Media", new.id, 1)
    assert people_list.source_page(session, "The Epoch Times")["domains"] == ["epoch.example", "theepochtimes.com"]
    assert article_list.article_details(session, 1)["source"] == "Epoch Media"
    assert {each["publisher"] for each in other_check_list.checks_of(session, 4)} == {"Epoch Media"}
    assert filter_names.numbers(session, Owners.SOURCE, "The Epoch Times") == sorted([2, new.id])
    assert session.scalars(select(Document.source_id).where(Document.id == 1)).one() == 2
    assert claim_page.page_of(session, 4)["source"] == "Epoch Media"
    undo(desk, "The Epoch Times", SOURCES)
    assert article_list.article_details(session, 1)["source"] == "The Epoch Times"
    assert is_clean(desk)


# -- told apart -----------------------------------------------------------------------------------------------


def test_two_that_were_told_apart_are_not_merged_by_anybody_s_way(desk: Desk) -> None:
    session = desk.session
    assert identities.tell_apart(session, desk.rita, SPEAKERS, "burns", "biden")[2]
    assert not identities.tell_apart(session, desk.rita, SPEAKERS, "biden", "4")[2]
    merge(desk, BURNS, PSAKI)
    with pytest.raises(
        ToldApartError, match=r"William Burns \(4\) and Joe Biden \(2\) are different speakers: rita"
    ) as told:
        merge(desk, PSAKI, BIDEN)
    assert told.value.next_step == "Undo that first: factdb speakers different 4 2 --undo"
    identities.forget_difference(session, desk.rita, SPEAKERS, "4", "2")
    merge(desk, PSAKI, BIDEN)
    with pytest.raises(SameAlreadyError):
        identities.tell_apart(session, desk.rita, SPEAKERS, "4", "2")
    with pytest.raises(NotToldApartError):
        identities.forget_difference(session, desk.rita, SPEAKERS, "2", "5")
    assert is_clean(desk)


# -- other checks ---------------------------------------------------------------------------------------------


def test_the_view_reads_a_label_by_the_newest_version_of_its_scale(desk: Desk) -> None:
    session, claim = desk.session, desk.claim(4)
    for publisher, label, scale in (
        ("AFP", "Rating: FALSE", "factdb-truth"),
        ("AFP", " mostly  true", "factdb-truth"),
        ("AFP", "False", None),  # in the scale of its publisher
        ("NPR", "False", None),  # which has none
    ):
        other_checks.add(session, claim, desk.ed, CheckRecord(publisher=publisher, label=label, scale=scale))
    query = text("SELECT n, label, rating, category, score, mapped, newest FROM v1_other_checks ORDER BY n")
    rows = [tuple(row) for row in session.execute(query)]
    assert rows == [
        (1, "Rating: FALSE", "false", Category.TRUTH, 0, True, False),
        (2, "mostly  true", "mostly-true", Category.TRUTH, 3, True, False),
        (3, "False", "false", Category.TRUTH, 0, True, True),
        (4, "False", None, None, None, False, True),
    ]
    assert session.scalars(select(Source.name).where(Source.name == "AFP")).one()


# -- duplicates -----------------------------------------------------------------------------------------------


def pairs(desk: Desk, book: NameBook[Any] = SPEAKERS) -> dict[tuple[str, str], str]:
    return {(row["name"], row["other"]): row["reason"] for row in duplicates.duplicate_pairs(desk.session, book)}


def test_duplicates_are_offered_with_the_reason_and_whose_name_is_better_second(desk: Desk) -> None:
    session = desk.session
    named = ("Psaki, Jen", "JEN PSAKÍ", "Jen Psakki", "J. Psaki", "Senator William Burns", "Wiliam Burns", "Ann Other")
    for name in named:
        speakers.insert(session, desk.rita, name, SpeakerKind.PERSON)
    found = pairs(desk)
    assert {each: found[each, "Jen Psaki"] for each in named[:4]} == {
        "Psaki, Jen": "order of names",
        "JEN PSAKÍ": "diacritics",
        "Jen Psakki": "spelling",
        "J. Psaki": "initials",
    }
    assert found["Senator William Burns", "William Burns"] == "honorific"
    assert found["Wiliam Burns", "William Burns"] == "spelling"
    assert not any("Ann Other" in pair or "Joe Biden" in pair for pair in found)
    likeness = [row["likeness"] for row in duplicates.duplicate_pairs(session, SPEAKERS)]
    assert likeness == sorted(likeness, reverse=True)
    of_a_part = [{row["name"], row["other"]} for row in duplicates.duplicate_pairs(session, SPEAKERS, "wili")]
    assert of_a_part == [{"Wiliam Burns", "William Burns"}, {"Wiliam Burns", "Senator William Burns"}]


def test_whom_somebody_told_apart_or_merged_is_offered_no_more(desk: Desk) -> None:
    session = desk.session
    for name in ("J. Burns", "W. Burns", "Bill Burns"):
        speakers.insert(session, desk.rita, name, SpeakerKind.PERSON)
    assert pairs(desk) == {("W. Burns", "William Burns"): "initials"}
    identities.tell_apart(session, desk.rita, SPEAKERS, "W. Burns", "William Burns")
    assert pairs(desk) == {}
    identities.forget_difference(session, desk.rita, SPEAKERS, "W. Burns", "William Burns")
    merge(desk, "W. Burns", "William Burns")
    assert pairs(desk) == {}
    one = speakers.add(session, desk.rita, "Wm Burns", wikidata="Q1").speaker
    assert speakers.edit(session, desk.rita, SPEAKERS.named(session, "4"), None, None, "Q2").changed == ["wikidata"]
    name_changes.add_aliases(session, desk.rita, SPEAKERS, one, ["William J. Burns"])
    assert pairs(desk) == {}


def test_sources_are_compared_as_outlets(desk: Desk) -> None:
    for name in ("AP", "Epoch Times", "newsweek.com"):
        sources.add(desk.session, desk.rita, name)
    assert pairs(desk, SOURCES) == {
        ("AP", "Associated Press"): "initials",
        ("Epoch Times", "The Epoch Times"): "article or form of company",
        ("newsweek.com", "Newsweek"): "article or form of company",
    }


# -- split ----------------------------------------------------------------------------------------------------


def test_claims_and_aliases_go_to_another_and_their_history_tells(desk: Desk) -> None:
    session = desk.session
    merge(desk, PSAKI, BIDEN)
    name_changes.add_aliases(session, desk.rita, SPEAKERS, SPEAKERS.named(session, "2"), ["Joe B."])
    new = [desk.new(f"Claim {n}.", speaker=name).id for n, name in enumerate(("Joe Biden", "Joe B."))]
    done = splitting_people.split(session, desk.ed, SPEAKERS, "biden", "Joe B.", [*new, 9], ["Psaki"])
    assert (done.added, done.claims, done.aliases) == (True, (9, *new), ("Psaki", "Joe B."))
    other = SPEAKERS.named(session, "joe b.")
    assert (
        {desk.claim(number).speaker_id for number in (9, *new)} == {other.id} == {SPEAKERS.named(session, "psaki").id}
    )
    assert desk.events(desk.claim(9))[-1]["changed"]["speaker"]["now"] == other.uid
    assert pairs(desk) == {}
    with pytest.raises(ToldApartError):
        merge(desk, other.id, BIDEN)
    again = splitting_people.split(session, desk.ed, SPEAKERS, "biden", "joe b.", [desk.new(speaker="biden").id])
    assert (again.added, again.into) == (False, f"Joe B. ({other.id})")
    assert is_clean(desk)


def test_two_of_one_name_are_split_and_sources_too(desk: Desk) -> None:
    session = desk.session
    done = splitting_people.split(session, desk.ed, SPEAKERS, str(PSAKI), "Jen Psaki", [9])
    assert (done.added, desk.claim(9).speaker_title) == (True, None)
    with pytest.raises(AmbiguousNameError):
        SPEAKERS.named(session, "Jen Psaki")
    splitting_people.split(session, desk.ed, SOURCES, "The Epoch Times", "NPR", [9, 19])
    of_npr = claim_list.resolve(session, ClaimRequest(sources=["NPR"]))
    assert [row["source"] for row in claim_list.rows(session, of_npr)] == [
        "NPR", "NPR",
    ]  # fmt: skip
    assert is_clean(desk)


def test_what_can_t_be_split_is_refused(desk: Desk) -> None:
    def split(name: str, into: str, claims: list[int], aliases: tuple[str, ...] = ()) -> None:
        splitting_people.split(desk.session, desk.ed, SPEAKERS, name, into, claims, aliases)

    with pytest.raises(PublicClaimsError, match="claim 10") as public:
        split("psaki", "Jane Doe", [9, 10])
    assert 'factdb claims correct 10 --speaker "Jane Doe"' in public.value.next_step
    with pytest.raises(NotTheirsError, match="claim 19"):
        split("psaki", "Jane Doe", [9, 19])
    with pytest.raises(NothingToSplitError):
        split("psaki", "Jane Doe", [])
    with pytest.raises(MainNameError):
        split("psaki", "Jane Doe", [9], ("Jen Psaki",))
    for one, other in (("unknown", "Jane Doe"), ("psaki", "unknown")):
        with pytest.raises(UnknownStaysError):
            split(one, other, [9], ("unknown",))


def test_groups_of_three_or_more_are_offered_for_one_merge(desk: Desk) -> None:
    session = desk.session
    for name in ("Psaki, Jen", "Jen Psakí", "J. Psaki", "Psaki", "W. Burns"):
        speakers.insert(session, desk.rita, name, SpeakerKind.PERSON)
    rows = duplicates.duplicate_pairs(session, SPEAKERS)
    assert rows[-1]["reason"] == "last name alone"
    assert [row["reason"] == "last name alone" for row in rows] == sorted(
        row["reason"] == "last name alone" for row in rows
    )
    (group,) = duplicates.groups(rows)
    # The better spelling is kept, though "Jen Psaki" has all the claims.
    assert [SPEAKERS.named(session, str(number)).name for number in group] == [
        "Psaki, Jen", "J. Psaki", "Jen Psaki", "Jen Psakí",
    ]  # fmt: skip
    assert [row["merge_ids"] for row in rows if row["reason"] == "last name alone"] == [
        [row["id"], row["other_id"]] for row in rows if row["reason"] == "last name alone"
    ]
    identities.tell_apart(session, desk.rita, SPEAKERS, "J. Psaki", "Psaki, Jen")
    assert duplicates.groups(duplicates.duplicate_pairs(session, SPEAKERS)) == []
    identities.forget_difference(session, desk.rita, SPEAKERS, "J. Psaki", "Psaki, Jen")
    merged = merging.merge_all(session, desk.ed, SPEAKERS, [str(number) for number in group[:-1]], str(group[-1]))
    assert [each.into for each in merged] == [f"Jen Psakí ({group[-1]})"] * 3
    assert is_clean(desk)


def test_the_one_word_name_of_a_source_is_nobody_s_last_name(desk: Desk) -> None:
    for name in ("Fakta", "Ada Fakta"):
        speakers.insert(desk.session, desk.rita, name, SpeakerKind.PERSON)
    assert pairs(desk) == {("Ada Fakta", "Fakta"): "last name alone"}
    sources.add(desk.session, desk.rita, "Fakta")
    assert pairs(desk) == {}


def last_names_alone(desk: Desk) -> list[set[str]]:
    return [set(pair) for pair, why in pairs(desk).items() if why == "last name alone"]


def test_a_body_that_was_taken_for_a_person_is_nobody_s_last_name_without_a_source(desk: Desk) -> None:
    bodies = (
        "Council",
        "Lindhaven Council",
        "officials",
        "Health Officials",
        "NHS",
        "Lind NHS",
        "Sentinel",
        "Ann Sentinel",
    )
    for name in (*bodies, "Doe", "Jane Doe"):
        speakers.insert(desk.session, desk.rita, name, SpeakerKind.PERSON)
    assert last_names_alone(desk) == [{"Sentinel", "Ann Sentinel"}, {"Doe", "Jane Doe"}]
    for name in ("Lind Sentinel", "Brae Sentinel"):
        speakers.insert(desk.session, desk.rita, name, SpeakerKind.ORGANIZATION)
    assert last_names_alone(desk) == [{"Doe", "Jane Doe"}]

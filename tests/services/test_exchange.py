"""What the desk gives to others: what is published, in the version in force; and what came from them, as it came."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from factdb.domain import dates
from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.enums import Category, PolicyName, Question, Stance, Status
from factdb.errors import BadValueError
from factdb.errors.decisions import NothingToCorrectError
from factdb.errors.exchange import PageNeededError, RowRefusedError
from factdb.formats import reading
from factdb.formats.claimreview.claimreview_writer import Publisher, feed
from factdb.formats.records.claim_record import CheckRecord
from factdb.formats.records.values import Options
from factdb.formats.rows import document
from factdb.services.claims import claim_evidence, editing
from factdb.services.claims.editing import ClaimChanges
from factdb.services.decisions import correcting, other_checks
from factdb.services.decisions.correcting import Correction
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import desk_policy
from factdb.services.exports import averitec_claims, claimreviews
from factdb.services.exports.selection import Exported
from factdb.services.imports import importing
from factdb.store.models import Claim, History, Rating, Scale
from tests.formats.test_averitec_reader import ANSWER, CLAIM
from tests.services.conftest import Desk

ALL = ClaimFilter()
US = Publisher("The Example Desk", "https://desk.example", "CC BY 4.0")
BASE = "https://desk.example/checks/"
KEPT, ALTERED, UNREVIEWED = 4, 7, 19


def own(desk: Desk, *claims: int) -> Exported:
    desk.session.flush()
    return claimreviews.desk_reviews(desk.session, ClaimFilter(ids=claims or None), US, BASE)


def review(desk: Desk, claim: int) -> dict[str, Any]:
    ((number, found),) = own(desk, claim).items
    assert number == claim
    return found


def correct(desk: Desk, note: str = "They stayed on.", *ratings: str, **changes: Any) -> None:  # noqa: ANN401 - changes
    request = RatingRequest(ratings=ratings or ("stalled",), because=() if ratings else ("They stayed.",))
    correcting.correct(desk.session, desk.claim(KEPT), desk.ed, Correction(note, request, ClaimChanges(**changes)))


def count(desk: Desk) -> int:
    return desk.session.scalar(select(func.count()).select_from(Claim)) or 0


def take(desk: Desk, value: object) -> list[Claim]:
    """Import what is written as JSON; return its claims."""
    before = count(desk)
    stream = io.BytesIO(document(value).encode())
    read = reading.read(stream, "file.json")
    file = importing.ImportFile("file.json", read, Options(), None, None)
    importing.take(desk.session, desk.ana, file, _no_refusal)
    desk.session.flush()
    return list(desk.session.scalars(select(Claim).order_by(Claim.id).offset(before)))


def _no_refusal(refusal: RowRefusedError) -> bool:
    raise refusal


def numbers(claims: Sequence[Claim]) -> ClaimFilter:
    return ClaimFilter(ids=[claim.id for claim in claims])


# -- the desk's own ------------------------------------------------------------------------------------------


def test_what_is_published_is_given_and_the_rest_counted(desk: Desk) -> None:
    correcting.retract(desk.session, desk.claim(ALTERED), desk.ed, "We were wrong.")
    found = own(desk)
    assert ALTERED not in dict(found.items)
    assert found.left_out[Status.RETRACTED] == 1
    assert len(found.items) + sum(found.left_out.values()) == count(desk)
    assert [number for number, _ in found.items] == sorted(number for number, _ in found.items)
    assert document([each for _, each in found.items]) == document([each for _, each in own(desk).items])


def test_a_correction_is_told_with_its_day_and_version(desk: Desk) -> None:
    before = review(desk, KEPT)
    correct(desk)
    after = review(desk, KEPT)
    assert (before["identifier"][-3:], after["identifier"][-3:]) == (":v1", ":v2")
    assert (before["@id"], before["url"]) == (after["@id"], after["url"])
    assert after["reviewRating"]["alternateName"] == "Stalled"
    assert after["reviewRating"]["ratingExplanation"] == "They stayed."
    today = desk.ed.now.date().isoformat()
    assert after["correction"] == [{"@type": "CorrectionComment", "datePublished": today, "text": "They stayed on."}]
    assert after["dateModified"] == today
    assert "correction" not in before
    assert [each["url"] for each in before["citation"]] == [each["url"] for each in after["citation"]]


def test_while_it_is_corrected_the_version_last_in_force_is_given(desk: Desk) -> None:
    before = review(desk, KEPT)
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    correct(desk, claim="Troops leave.")
    assert desk.claim(KEPT).status is Status.CORRECTING
    assert review(desk, KEPT) == before


def test_words_that_the_outlet_changed_are_the_outlets(desk: Desk) -> None:
    found = review(desk, ALTERED)
    assert found["itemReviewed"]["author"] == {"@type": "Organization", "name": "The Epoch Times"}
    assert found["reviewRating"].keys() == {"@type", "identifier", "alternateName", "ratingExplanation"}
    assert review(desk, KEPT)["itemReviewed"]["author"]["name"] == "Joe Biden"


def test_pages_that_say_it_again_are_appearances(desk: Desk) -> None:
    for claim, page in ((KEPT, "https://example.org/a"), (ALTERED, "https://example.org/b"), (KEPT, None)):
        again = desk.new(url=page)
        again.repeats_id = claim
        if claim == KEPT:
            desk.cite(again)
            desk.rate(again, "true", actor=desk.ed, publish=True)
    assert review(desk, KEPT)["itemReviewed"]["appearance"] == [
        {"@type": "CreativeWork", "url": "https://example.org/a"}
    ]
    assert "appearance" not in review(desk, ALTERED)["itemReviewed"]


def test_the_citations_are_what_the_verdict_stood_on(desk: Desk) -> None:
    before = review(desk, KEPT)
    desk.cite(desk.claim(KEPT), url="https://example.org/later", stance=Stance.REFUTES)
    claim_evidence.withdraw(desk.session, desk.claim(KEPT), desk.rita, 2, "Gone.")
    assert review(desk, KEPT)["citation"] == before["citation"]


def test_a_review_without_a_page_is_refused_but_for_a_base_address(desk: Desk) -> None:
    with pytest.raises(PageNeededError, match=f"Claim {KEPT} has no"):
        claimreviews.desk_reviews(desk.session, ClaimFilter(ids=[KEPT]), US)
    claim = desk.claim(KEPT)
    assert review(desk, KEPT)["url"] == f"https://desk.example/checks/{claim.uid}"
    (said,) = editing.edit(desk.session, claim, desk.rita, ClaimChanges(published_url="https://desk.example/iraq"))
    assert said == "published_url: none -> https://desk.example/iraq"
    assert review(desk, KEPT)["url"] == "https://desk.example/iraq"
    with pytest.raises(BadValueError, match="published URL"):
        editing.edit(desk.session, claim, desk.rita, ClaimChanges(published_url="iraq"))
    with pytest.raises(NothingToCorrectError):
        correct(desk, "A new page.", "kept", published_url="")
    editing.edit(desk.session, claim, desk.rita, ClaimChanges(published_url=""))
    assert claim.published_url is None


# -- what came from others -----------------------------------------------------------------------------------


def of_another_desk(own_review: dict[str, Any]) -> dict[str, Any]:
    """Return a review as if another desk had exported it: its claim has another uid."""
    copy: dict[str, Any] = json.loads(document(own_review).replace("urn:uuid:0", "urn:uuid:f"))
    return copy


@pytest.mark.parametrize("wrapped", [list, feed], ids=["array", "feed"])
def test_a_review_that_the_desk_exported_itself_says_nothing_new(desk: Desk, wrapped: Callable[..., Any]) -> None:
    given = [each for _, each in own(desk).items]
    assert take(desk, wrapped(given)) == []
    assert take(desk, wrapped([{**each, "claimReviewed": "Something else."} for each in given])) == []


@pytest.mark.parametrize("wrapped", [list, feed], ids=["array", "feed"])
def test_what_was_exported_is_imported_and_exported_again_to_the_letter(
    desk: Desk, wrapped: Callable[..., Any]
) -> None:
    correct(desk)
    given = [of_another_desk(each) for _, each in own(desk).items]
    claims = take(desk, wrapped(given))
    assert len(claims) == len(given)
    again = [each for _, each in claimreviews.reviews_by(desk.session, numbers(claims), US.name).items]
    assert document(again) == document(given)


def test_what_changed_in_the_ledger_is_given_as_it_is_now(desk: Desk) -> None:
    theirs = of_another_desk(review(desk, KEPT))
    (claim,) = take(desk, theirs)
    editing.edit(desk.session, claim, desk.rita, ClaimChanges(said_on=dates.parse("2021-07"), speaker="Bo Lie"))
    other_checks.add(desk.session, claim, desk.ed, CheckRecord(publisher="Other Desk", label="x"))
    check = CheckRecord(publisher=US.name, url=review(desk, KEPT)["url"], label="Half kept")
    other_checks.add(desk.session, claim, desk.ed, check)
    ((_, found),) = claimreviews.reviews_by(desk.session, numbers([claim]), US.name).items
    assert found["itemReviewed"]["datePublished"] == "2021-07"
    assert found["itemReviewed"]["author"] == {"@type": "Person", "name": "Bo Lie"}
    assert found["reviewRating"] == {"@type": "Rating", "alternateName": "Half kept"}
    assert found["@id"] == theirs["@id"]
    ((_, bare),) = claimreviews.reviews_by(desk.session, numbers([claim]), "Other Desk").items
    assert bare["author"] == {"@type": "Organization", "name": "Other Desk"}
    assert not {"@id", "citation", "url"} & bare.keys()


@pytest.mark.parametrize("wrapped", [list, feed], ids=["array", "feed"])
def test_checks_of_others_that_the_desk_exported_say_nothing_new(desk: Desk, wrapped: Callable[..., Any]) -> None:
    take(desk, {"@type": "ClaimReview", "claimReviewed": "Wells dry up.", "url": "https://o.example/1"})
    for page in ("https://o.example/1", "https://o.example/2", None):
        check = CheckRecord(publisher="Other Desk", url=page, label="False")
        other_checks.add(desk.session, desk.claim(KEPT), desk.ed, check)
    exported = claimreviews.reviews_by(desk.session, numbers([desk.claim(KEPT)]), "Other Desk").items
    reviews = [each for _, each in exported]
    assert [each["itemReviewed"]["@id"] for each in reviews] == [f"urn:uuid:{desk.claim(KEPT).uid}"] * 3
    events = select(func.count()).select_from(History)
    before = desk.session.scalar(events)
    assert take(desk, wrapped(reviews)) == []
    assert desk.session.scalar(events) == before
    assert len(take(desk, {**reviews[1], "url": "https://o.example/3"})) == 1
    assert len(take(desk, {**reviews[1], "itemReviewed": {"@type": "Claim", "@id": 5}})) == 1


REVIEW_WITHOUT_CONTEXT = {
    "@type": "ClaimReview", "url": "https://o.example/9", "author": {"@type": "Organization", "name": "Other Desk"},
    "reviewRating": {"@type": "Rating", "alternateName": "False"}, "claimReviewed": "Fish fly.",
}  # fmt: skip


@pytest.mark.parametrize("wrapped", [list, feed], ids=["array", "feed"])
def test_an_imported_review_without_context_comes_back_as_the_same(desk: Desk, wrapped: Callable[..., Any]) -> None:
    (claim,) = take(desk, REVIEW_WITHOUT_CONTEXT)
    reviews = [node for _, node in claimreviews.reviews_by(desk.session, numbers([claim]), "Other Desk").items]
    assert "@context" in reviews[0]
    length = claim.history_length
    assert take(desk, wrapped(reviews)) == []
    assert take(desk, REVIEW_WITHOUT_CONTEXT) == []
    assert claim.history_length == length
    take(desk, {**reviews[0], "claimReviewed": "Fish swim."})
    assert (claim.history_length, claim.claim) == (length + 1, "Fish swim.")


# -- AVeriTeC ------------------------------------------------------------------------------------------------

BARE = {"answer": "None.", "answer_type": "Unanswerable", "source_url": "", "source_medium": ""}
QUESTIONS = [{"question": "Are they dry?", "answers": [ANSWER, BARE, BARE]}]
THEIRS: list[dict[str, Any]] = [
    {**CLAIM, "questions": QUESTIONS},
    {**CLAIM, "claim": "Wells are deep.", "speaker": "ADA LUND", "reporting_source": None, "label": "Supported"},
    {**CLAIM, "claim": "Wells are old.", "speaker": None, "original_claim_url": None, "claim_types": []},
]


def annotated_(desk: Desk, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    desk.session.flush()
    return [each for _, each in averitec_claims.desk_claims(desk.session, numbers(claims)).items]


def test_averitec_comes_out_as_it_came_in(desk: Desk) -> None:
    claims = take(desk, THEIRS)
    assert annotated_(desk, claims) == THEIRS
    theirs = averitec_claims.claims_checked_by(desk.session, numbers(claims), "AVeriTeC").items
    assert [each for _, each in theirs] == THEIRS


def test_the_name_unknown_comes_out_as_a_file_wrote_it(desk: Desk) -> None:
    file = [{**CLAIM, "speaker": "UNKNOWN", "reporting_source": "Unknown", "original_claim_url": None}]
    claims = take(desk, file)
    theirs = averitec_claims.claims_checked_by(desk.session, numbers(claims), "AVeriTeC").items
    assert [each for _, each in theirs] == file


def test_a_claim_of_the_desk_comes_back_as_itself(desk: Desk) -> None:
    desk.cite(claim := desk.new("Wells are deep."))
    desk.rate(claim, "true")
    given = annotated_(desk, [claim])
    assert given[0]["claim_id"] == f"urn:uuid:{claim.uid}"
    assert take(desk, given) == []


def test_what_the_desk_knows_better_is_given_instead(desk: Desk) -> None:
    claims = take(desk, THEIRS)
    first, second, third = claims
    editing.edit(desk.session, third, desk.rita, ClaimChanges(speaker="Bo Lie"))
    claim_evidence.withdraw(desk.session, first, desk.rita, 1, "Wrong.")
    desk.cite(second, stance=Stance.REFUTES)
    desk.rate(second, "false", because=["They aren't."])
    desk.cite(third, stance=Stance.SUPPORTS)
    desk.rate(third, "half-true")
    found = averitec_claims.desk_claims(desk.session, numbers(claims))
    one, two = (each for _, each in found.items)
    assert one == {**THEIRS[0], "questions": [{"question": "Are they dry?", "answers": [BARE, BARE]}]}
    assert (two["label"], two["justification"]) == ("Refuted", "They aren't.")
    assert two["fact_checking_article"] == CLAIM["fact_checking_article"]
    assert two["questions"][:1] == CLAIM["questions"]
    assert two["questions"][1]["answers"][0]["source_url"] == "https://example.org/page"
    assert sum(found.left_out.values()) == 1
    assert (
        dict(averitec_claims.claims_checked_by(desk.session, numbers([third]), "AVeriTeC").items)[third.id]["speaker"]
        == "Bo Lie"
    )


def test_the_desks_own_claims_are_given_as_far_as_they_are_known(desk: Desk) -> None:
    claim = desk.new("The bridge cost 4 million.", speaker="Anne Mayor", said_on=dates.parse("2021-07-02"))
    desk.cite(claim, excerpt="It cost 3.", stance=Stance.REFUTES)
    desk.cite(claim, question=Question.QUOTE)
    assert annotated_(desk, [claim])[0]["label"] is None
    desk.rate(claim, "false", because=["It cost 3."])
    (found,) = annotated_(desk, [claim])
    assert (found["label"], found["justification"], found["claim_date"]) == ("Refuted", "It cost 3.", "2-7-2021")
    assert (found["speaker"], found["reporting_source"], found["claim_types"]) == (
        "Anne Mayor",
        None,
        ["Event/Property Claim"],
    )
    assert json.dumps(found["questions"]).count("It cost 3.") == 1


@pytest.mark.parametrize(("label", "expected"), [("Nope", "Refuted"), ("Half", None), ("Old", None), ("Odd", None)])
def test_another_publishers_label_is_translated_by_its_newest_mapping(
    desk: Desk, label: str, expected: str | None
) -> None:
    for version, labels in ((1, {"Nope": 4, "Old": 4}), (2, {"Nope": 0, "Half": 2})):
        scale = Scale(code="checkers", version=version, publisher="Checkers", question=Question.TRUTH)
        desk.session.add(scale)
        for at, (name, score) in enumerate(labels.items(), start=1):
            meaning = {"category": Category.TRUTH, "score": score, "flags": ()}
            row = Rating(scale=scale, code=name.lower(), label=name, label_key=name.lower(), position=at, **meaning)
            desk.session.add(row)
    claim = desk.new()
    check = CheckRecord(publisher="Checkers", label=label, scale="checkers", url="https://c.example/1")
    other_checks.add(desk.session, claim, desk.ed, check)
    found = averitec_claims.claims_checked_by(desk.session, numbers([claim]), "Checkers")
    assert [each["label"] for _, each in found.items] == ([expected] if expected else [])
    assert sum(found.left_out.values()) == (0 if expected else 1)

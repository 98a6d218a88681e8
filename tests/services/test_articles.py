"""Articles: correct their facts with the claims that follow, and see how far the work on them is."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from factdb.domain import dates
from factdb.domain.claim_filter import ApprovalRequest, ClaimRequest
from factdb.domain.enums import OPEN_STATUSES, Approver, Attribution, Basis, PolicyName, Status
from factdb.errors import BadValueError, FactdbError, NoSuchError, NotPermittedError, UsageError
from factdb.errors.claims import ArticleNoteNeededError, UrlTakenError
from factdb.errors.decisions import CorrectionWaitsError
from factdb.services.claims import editing
from factdb.services.decisions import correcting, statuses
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import desk_policy
from factdb.services.documents import articles
from factdb.services.documents.articles import ArticleChanges
from factdb.services.documents.captures import Reading
from factdb.services.documents.documents import DocumentDraft
from factdb.services.reads import article_list, article_text, claim_list
from factdb.services.verify.streams import Checked
from factdb.services.verify.verify import findings
from factdb.store.claims import queries
from factdb.store.models import Claim, Document, Speaker
from tests.conftest import NOW
from tests.services.conftest import Desk

TEXT = "The bridge opens\n\nThe bridge cost 9 million. Mayor Jane Doe said it was worth it.\n"
DAY, LATER = dates.parse("2024-03-05"), dates.parse("2024-03-06")


def article(desk: Desk) -> int:
    draft = DocumentDraft(source="Times", published=DAY, headline="The bridge opens", is_article=True)
    return articles.add(desk.session, desk.rita, draft, Reading.of_text(TEXT)).document.id


def publish(desk: Desk, claim: Claim) -> None:
    desk.rate(claim, "not-checkable")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)


def problems(desk: Desk) -> list[str]:
    desk.session.flush()
    return [str(finding) for finding in findings(desk.session, Checked())]


def listed(desk: Desk, request: ClaimRequest) -> list[int]:
    return [row["id"] for row in claim_list.rows(desk.session, claim_list.resolve(desk.session, request))]


def test_a_new_date_is_that_of_the_claims_that_took_it_from_the_article(desk: Desk) -> None:
    number = article(desk)
    dated = desk.added(article=number, quote="The bridge cost 9 million.").claim
    explicit = desk.added(article=number, quote="it was worth it", said_on=dates.parse("2024-03-01")).claim
    edited = articles.edit(desk.session, desk.rita, number, ArticleChanges(published=LATER))
    assert edited.lines == ["published_on: 2024-03-05 -> 2024-03-06"]
    assert [follower.number for follower in edited.followers] == [dated.id]
    assert (dated.said_on, dated.said_basis, dated.sort_on) == (date(2024, 3, 6), Basis.PUBLISHED, date(2024, 3, 6))
    assert explicit.said_on == date(2024, 3, 1)
    assert desk.kinds(dated) == ["added", "edited"]
    assert desk.desk_events("document-edited")[-1]["now"]["published_on"] == "2024-03-06"
    again = articles.edit(desk.session, desk.rita, number, ArticleChanges(published=LATER))
    assert (again.lines, again.followers) == ([], [])
    assert problems(desk) == []


def test_a_new_outlet_is_that_of_the_claims_and_speaks_their_narration(desk: Desk) -> None:
    number = article(desk)
    narrated = desk.added(article=number, quote="The bridge cost 9 million.", attribution=Attribution.NARRATION).claim
    spoken = desk.added(article=number, quote="it was worth it", speaker="Jane Doe").claim
    articles.edit(desk.session, desk.rita, number, ArticleChanges(source="Herald", title=""))
    names = [desk.session.get_one(Speaker, claim.speaker_id) for claim in (narrated, spoken)]
    assert [(speaker.name, str(speaker.kind)) for speaker in names] == [
        ("Herald", "organization"),
        ("Jane Doe", "person"),
    ]
    assert narrated.source_id == spoken.source_id == desk.session.get_one(Document, number).source_id
    assert article_list.summary(desk.session, number)["title"] is None
    assert problems(desk) == []


def test_a_published_claim_follows_by_a_correction_of_an_editor_with_a_note(desk: Desk) -> None:
    number = article(desk)
    claim = desk.added(article=number, quote="The bridge cost 9 million.").claim
    publish(desk, claim)
    refused = pytest.raises(NotPermittedError, match='"claims correct" needs the role editor')
    with refused, desk.session.begin_nested():
        articles.edit(desk.session, desk.rita, number, ArticleChanges(published=LATER), "The day was wrong.")
    needed = pytest.raises(ArticleNoteNeededError, match=f"Claim {claim.id} is published and would change")
    with needed as refusal, desk.session.begin_nested():
        articles.edit(desk.session, desk.ed, number, ArticleChanges(published=LATER))
    assert f"factdb articles edit {number} ... --public-note" in refusal.value.next_step
    edited = articles.edit(desk.session, desk.ed, number, ArticleChanges(published=LATER), "The day was wrong.")
    assert (edited.corrected, edited.waiting, claim.status) == ([claim.id], [], Status.PUBLISHED)
    corrected = desk.events(claim)[-2]
    assert (corrected["kind"], corrected["public_note"]) == ("corrected", "The day was wrong.")
    assert corrected["changed"]["said_on"] == {"was": "2024-03-05", "now": "2024-03-06"}
    assert problems(desk) == []


def test_under_four_eyes_the_correction_waits(desk: Desk) -> None:
    number = article(desk)
    claim = desk.added(article=number, quote="The bridge cost 9 million.").claim
    publish(desk, claim)
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    edited = articles.edit(desk.session, desk.ed, number, ArticleChanges(published=LATER), "The day was wrong.")
    assert (edited.waiting, claim.status, claim.said_on) == ([claim.id], Status.CORRECTING, date(2024, 3, 5))
    with pytest.raises(CorrectionWaitsError):
        articles.edit(desk.session, desk.ed, number, ArticleChanges(published=dates.parse("2024-03-07")), "Again.")
    statuses.set_status(desk.session, claim, desk.ana, Status.PUBLISHED)
    assert claim.said_on == date(2024, 3, 6)
    assert problems(desk) == []


def test_a_retracted_claim_stays_and_a_plan_tells_what_would_follow(desk: Desk) -> None:
    number = article(desk)
    claims = [desk.added(article=number, quote=quote).claim for quote in ("bridge cost", "worth it")]
    publish(desk, claims[0])
    correcting.retract(desk.session, claims[0], desk.ed, "We mixed up two bridges.")
    planned = articles.plan(desk.session, desk.rita, number, ArticleChanges(published=LATER))
    assert (planned.retracted, [follower.number for follower in planned.followers]) == (
        [claims[0].id],
        [claims[1].id],
    )
    assert planned.followers[0].lines == ["said_on: 2024-03-05 -> 2024-03-06"]
    assert claims[1].said_on == date(2024, 3, 5)


def test_what_an_edit_refuses(desk: Desk) -> None:
    number = article(desk)
    page = desk.cite(desk.new()).document
    for changes, error in (
        (ArticleChanges(), UsageError),
        (ArticleChanges(published=dates.parse("unknown")), BadValueError),
        (ArticleChanges(url=page.url), UrlTakenError),
        (ArticleChanges(url="no address"), BadValueError),
    ):
        with pytest.raises(error):
            articles.edit(desk.session, desk.rita, number, changes)
    with pytest.raises(NoSuchError):
        articles.edit(desk.session, desk.rita, page.id, ArticleChanges(title="x"))
    with pytest.raises(NotPermittedError):
        articles.edit(desk.session, desk.rae, number, ArticleChanges(title="x"))
    edited = articles.edit(desk.session, desk.rita, number, ArticleChanges(url="https://example.org/b", author="Jo"))
    assert edited.lines == ["url: none -> https://example.org/b", "author: none -> Jo"]


# -- progress -------------------------------------------------------------------------------------------------


def test_a_page_counts_claims_by_status_and_passages_without_a_claim(desk: Desk) -> None:
    number = article(desk)
    before = article_list.article_details(desk.session, number)
    assert before["statuses"] == {}
    assert any("worth it" in passage["text"] for passage in before["open_passages"])
    for passage in before["open_passages"]:
        desk.added(article=number, quote=TEXT[passage["start"] : passage["end"]])
    desk.rate(desk.claim(listed(desk, ClaimRequest(articles=[number]))[0]), "not-checkable")
    after = article_list.article_details(desk.session, number)
    assert after["open_passages"] == []
    assert sum(after["statuses"].values()) == after["claims"] == after["open"] == len(before["open_passages"])
    assert after["statuses"]["reviewed"] == 1
    assert article_list.summary(desk.session, 1)["claims"] == 22


def test_the_title_of_a_text_counts_only_where_no_title_is_known(desk: Desk) -> None:
    number = article(desk)
    assert article_list.summary(desk.session, number)["title"] == "The bridge opens"
    draft = DocumentDraft(source="Times", headline="Another line", is_article=True)
    again = articles.add(desk.session, desk.rita, draft, Reading.of_text(TEXT))
    assert (again.document.id, again.added, again.notices) == (number, False, [])
    assert again.document.title == "The bridge opens"


# -- filters ------------------------------------------------------------------------------------------------------


def test_claims_are_listed_by_article_by_open_work_and_by_nobody(desk: Desk) -> None:
    assert len(listed(desk, ClaimRequest(articles=[1]))) == 22
    open_claims = listed(desk, ClaimRequest(articles=[1], is_open=True))
    assert open_claims == [
        number for number in listed(desk, ClaimRequest()) if desk.claim(number).status in OPEN_STATUSES
    ]
    assert listed(desk, ClaimRequest(is_open=True, statuses=[Status.PUBLISHED])) == []
    statuses.assign(desk.session, desk.claim(open_claims[0]), desk.rita, desk.rita.id)
    assert listed(desk, ClaimRequest(is_open=True, assignees=["nobody"])) == open_claims[1:]
    assert listed(desk, ClaimRequest(is_open=True, assignees=["nobody", "rita"])) == open_claims
    with pytest.raises(NoSuchError, match="no article 99"):
        listed(desk, ClaimRequest(articles=[99]))


def test_a_page_of_evidence_is_no_article_of_which_claims_are_listed(desk: Desk) -> None:
    page = desk.cite(desk.new()).document
    with pytest.raises(NoSuchError, match=f"no article {page.id}") as shown:
        article_list.article_details(desk.session, page.id)
    with pytest.raises(NoSuchError, match=f"no article {page.id}") as filtered:
        listed(desk, ClaimRequest(articles=[page.id]))
    assert filtered.value.next_step == shown.value.next_step


def test_the_next_claim_to_rate_is_that_of_the_text(desk: Desk) -> None:
    number = article(desk)
    late, early = (desk.added(article=number, quote=quote).claim for quote in ("it was worth it", "The bridge opens"))
    alone = desk.added(article=number, claim="A claim without a place.").claim
    assert article_text.next_to_rate(desk.session, number) == early.id
    assert article_text.next_to_rate(desk.session, number, early.id) == late.id
    assert article_text.next_to_rate(desk.session, number, late.id) == alone.id
    assert article_text.next_to_rate(desk.session, number, alone.id) == early.id
    desk.rate(early, "not-checkable")  # it waits for an approval
    assert article_text.next_to_rate(desk.session, number, alone.id) == late.id
    desk.rate(late, "not-checkable")
    assert article_text.next_to_rate(desk.session, number, alone.id) is None
    assert article_text.next_to_rate(desk.session, 999_999) is None


@pytest.mark.parametrize("four_eyes", ["on", "off"])
def test_what_waits_for_me_is_what_i_can_publish(desk: Desk, four_eyes: str) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, four_eyes)
    proposals = [(desk.new(f"Claim of {actor.handle}."), actor) for actor in (desk.ana, desk.ed, desk.rita)]
    for claim, actor in proposals:
        desk.rate(claim, "not-checkable", actor=actor)
    published = desk.claim(7)
    correction = correcting.Correction("We were wrong.", RatingRequest(ratings=(), because=["Our reasons changed."]))
    correcting.correct(desk.session, published, desk.ed, correction)
    retracting = 4 if four_eyes == "on" else 0
    correcting.retract(desk.session, desk.claim(4), desk.ana, "We mixed up two speeches.")
    edited = desk.new("An edited claim.")
    desk.rate(edited, "not-checkable")
    editing.edit(desk.session, edited, desk.ed, editing.ClaimChanges(claim="Edited after the rating."))
    waiting = desk.session.scalars(select(Claim.id).where(Claim.status.in_(["reviewed", "correcting"]))).all()
    for actor in (desk.ana, desk.ed, desk.rita, desk.rae):
        mine, others = (
            listed(desk, ClaimRequest(waits_for=ApprovalRequest(actor.handle, NOW, approver))) for approver in Approver
        )
        assert sorted([*mine, *others]) == sorted(waiting)
        for number in waiting:
            with desk.session.begin_nested() as savepoint:
                end = Status.RETRACTED if number == retracting else Status.PUBLISHED
                try:
                    statuses.set_status(desk.session, desk.claim(number), actor, end)
                    can_publish = True
                except FactdbError:
                    can_publish = False
                savepoint.rollback()
            assert (number in mine) is can_publish, (actor.handle, number)
    request = ClaimRequest(waits_for=ApprovalRequest("ed", NOW, Approver.ME))
    counted = queries.count(claim_list.resolve(desk.session, request))
    assert desk.session.scalar(counted) == len(listed(desk, request))

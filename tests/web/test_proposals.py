"""Proposals in their article: accepted as they are or edited, rejected, skipped, taken back, and decided by others."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx2
import pytest
from sqlalchemy import select

from factdb.extract.proposal import MEANING_OF_MARK, ProposalMark
from factdb.services.actor import find_actor
from factdb.services.claims import proposals
from factdb.services.people import name_changes
from factdb.services.people.namebook import SPEAKERS
from factdb.store import sessions
from factdb.store.models import Claim, ProposalDecision, Speaker
from tests import minor_proposals
from tests.web.conftest import Visitor

TEXT = (
    "“The harbour will open in May,” Ada Lund, the mayor of Lindhaven, said on Tuesday.\n\n"
    "“It cost 4 million,” Lund added.\n\n"
    "According to Boris Novak, the harbour has lost half of its ships since 2010.\n"
)


class Review:
    """The review of a new article by somebody."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        form = {"text": TEXT, "source": "Example Post", "published": "2026-11-18"}
        answer = visitor.client.post("/articles/new/add", data=form)
        self.address = answer.url.path
        self.page = answer.text

    def field(self, name: str) -> str:
        match = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert match, name
        return match[1]

    def send(self, action: str, **fields: object) -> httpx2.Response:
        form = {"proposal": self.field("proposal"), "start": self.field("start"), "end": self.field("end"), **fields}
        answer = self.visitor.client.post(f"{self.address}/{action}", data=form)
        self.page = answer.text
        return answer

    def go(self, **query: str | int) -> str:
        self.page = self.visitor.client.get(self.address, params=query).text
        return self.page


@pytest.fixture
def review(ana: Visitor) -> Review:
    return Review(ana)


def claims(review: Review) -> list[Claim]:
    with sessions.reading(review.visitor.site.database) as session:
        return list(session.scalars(select(Claim).where(Claim.id > 22).order_by(Claim.id)))


def test_proposals_are_marked_and_one_is_current(review: Review) -> None:
    assert "1 of 3, 0 accepted, 0 rejected, 3 left" in review.page
    assert '<mark class="proposed current">“The harbour will open in May,”' in review.page
    assert review.page.count('<mark class="proposed">') >= 2
    assert "Worth" in review.page


def test_what_is_to_check_is_said_in_words(review: Review) -> None:
    assert set(MEANING_OF_MARK) == set(ProposalMark)
    review.send("accept")
    page = review.send("accept").text
    assert "Check before you accept:" not in page  # according to somebody who is named: there is nothing to check
    text = "The bridge fell on Monday. Some officials said that the bridge was old.\n"
    form = {"text": text, "source": "Example Post", "published": "2026-11-18"}
    proposals_page = review.visitor.client.post("/articles/new/add", data=form)
    following = review.visitor.client.get(f"{proposals_page.url.path}?at=20").text
    assert "<b>unnamed source</b>: the article does not name the speaker" in following
    assert 'name="attributed_to" value="Some officials"' in following


@pytest.mark.parametrize(
    ("typed", "stored"), [({}, "Some officials"), ({"attributed_to": "two"}, "two"), ({"attributed_to": ""}, None)]
)
def test_the_mention_of_an_unnamed_source_is_taken_or_changed(
    review: Review, typed: dict[str, str], stored: str | None
) -> None:
    form = {"text": "Some officials said that the bridge was old.\n", "source": "Example Post", "published": "2026"}
    review.address = review.visitor.client.post("/articles/new/add", data=form).url.path
    review.go()
    assert review.send("accept", **typed).status_code == 200
    (claim,) = claims(review)
    assert claim.attributed_to == stored


def test_accepting_as_proposed_goes_on_to_the_next(review: Review) -> None:
    answer = review.send("accept")
    assert "Claim 23 added." in answer.text
    assert "2 of 3, 1 accepted, 0 rejected, 2 left" in answer.text
    assert 'id="claim-23"' in answer.text
    (claim,) = claims(review)
    assert (claim.said_basis, str(claim.said_on)) == ("explicit", "2026-11-17")
    with sessions.reading(review.visitor.site.database) as session:
        assert session.get_one(Speaker, claim.speaker_id).name == "Ada Lund"
        (decision,) = session.scalars(select(ProposalDecision))
    assert decision.decision == "accepted"


def test_what_is_typed_is_taken(review: Review) -> None:
    start = TEXT.index("The harbour")
    typed = {"claim": "The harbour opens.", "speaker": "Boris Novak", "said_on": "2026-10", "kind": "promise"}
    answer = review.send("accept", start=start, end=start + 11, topics="ports, ships", resolves_on="2027-05", **typed)
    assert answer.status_code == 200, answer.text
    (claim,) = claims(review)
    assert (claim.claim, claim.quote, claim.kind, str(claim.resolves_on)) == (
        "The harbour opens.",
        "The harbour",
        "promise",
        "2027-05-31",
    )
    assert claim.said_basis == "explicit"


def test_all_are_decided_and_the_page_says_what_is_next(review: Review) -> None:
    review.send("accept")
    review.send("reject")
    answer = review.send("accept")
    assert "All proposals are decided" in answer.text
    assert 'href="/claims/23"' in answer.text
    assert "3 of 3 decided, 2 accepted, 1 rejected, 0 left" in answer.text
    assert claims(review)[1].said_basis == "published"  # a day that nobody touched stays as certain as it was


def test_a_proposal_is_skipped_and_comes_back(review: Review) -> None:
    first = review.field("proposal")
    skip = re.search(r"\?at=(\d+-\d+)", review.page)
    assert skip
    assert "2 of 3" in review.go(at=skip[1])
    review.send("accept")
    review.send("accept")
    assert "The last proposal is behind you" in review.page
    review.go()
    assert review.field("proposal") == first
    assert "3 of 3, 2 accepted" in review.page


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_the_last_decision_is_taken_back(review: Review, action: str) -> None:
    first = review.field("proposal")
    review.send(action)
    answer = review.send("undo")
    assert "Your last decision is taken back." in answer.text
    assert review.field("proposal") == first
    assert "1 of 3, 0 accepted, 0 rejected" in answer.text
    assert [str(claim.status) for claim in claims(review)] == (["declined"] if action == "accept" else [])
    assert review.send("undo").status_code == 422
    assert "added" in review.visitor.client.post(f"{review.address}/accept", data={"proposal": first}).text
    assert claims(review)[-1].status == "new"


def test_nothing_else_is_taken_back(review: Review) -> None:
    review.send("accept")
    review.visitor.post(23, "assign", assignee="rita")
    answer = review.send("undo")
    assert answer.status_code == 422
    assert "cannot be taken back" in answer.text


def test_the_ends_are_moved_by_buttons_without_a_script(review: Review) -> None:
    fields = {name: review.field(name) for name in ("proposal", "start", "end")}
    page = review.go(**fields, at=fields["proposal"], claim="<Typed>", move="start-later")
    assert review.field("start") == str(int(fields["start"]) + 1)
    assert "&lt;Typed&gt;" in page
    review.go(**{**fields, "end": review.field("end")}, at=fields["proposal"], move="end-earlier")
    assert int(review.field("end")) < int(fields["end"])


@pytest.mark.parametrize("move", ["start-later", "end-earlier", "nowhere"])
def test_an_end_does_not_pass_the_other(review: Review, move: str) -> None:
    at = review.field("proposal")
    review.go(at=at, proposal=at, start=1, end=2, move=move)
    assert (review.field("start"), review.field("end")) == ("1", "2")


def test_what_somebody_else_decided_is_not_decided_again(review: Review) -> None:
    rita = Visitor(replace(review.visitor.site, handle="rita")).sign_in("rita")
    answer = rita.client.post(f"{review.address}/reject", data={"proposal": review.field("proposal")})
    assert answer.status_code == 200
    answer = review.send("accept", claim="Typed for <an> hour.", speaker="Somebody")
    assert answer.status_code == 409
    assert "rita rejected it at" in answer.text
    assert "Typed for &lt;an&gt; hour." in answer.text
    assert 'value="Somebody"' in answer.text
    assert claims(review) == []


def test_a_wrong_word_keeps_every_letter(review: Review) -> None:
    answer = review.send("accept", said_on="some day", claim="Typed.")
    assert answer.status_code == 400
    assert 'value="some day"' in answer.text
    assert "Typed." in answer.text
    assert "1 of 3" in answer.text


@pytest.mark.parametrize("place", ["", "x", "-", "5-", "9" * 30, "0-0", "1-2-3"])
def test_no_place_breaks_the_page(review: Review, place: str) -> None:
    assert "of 3" in review.go(at=place)
    assert review.send("reject", proposal=place).status_code == 409


def test_extraction_runs_once_for_an_article(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    def again(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(proposals, "extract", again)
    review.send("reject")
    assert "3 of 3" in review.send("reject").text


def test_a_speaker_who_is_added_later_is_proposed(review: Review) -> None:
    assert review.field("speaker") == "Ada Lund"
    review.visitor.post(19, "edit", speaker="Ada Marie Lund", was_speaker="The Epoch Times")
    with sessions.writing(review.visitor.site.database) as session:
        actor = find_actor(session, "ana", review.visitor.site.now)
        lund = session.scalars(select(Speaker).where(Speaker.name == "Ada Marie Lund")).one()
        name_changes.add_aliases(session, actor, SPEAKERS, lund, ["Ada Lund"])
    review.go()
    assert review.field("speaker") == "Ada Marie Lund"


def test_a_reader_decides_nothing(review: Review) -> None:
    rae = Visitor(replace(review.visitor.site, handle="rae")).sign_in("rae")
    page = rae.page(review.address)
    assert "<textarea" not in page
    assert "/accept" not in page
    for action in ("accept", "reject", "undo"):
        answer = rae.client.post(f"{review.address}/{action}", data={"proposal": review.field("proposal")})
        assert answer.status_code == 403, action
    reading = Visitor(replace(review.visitor.site, read_only=True)).sign_in("ana")
    assert "<textarea" not in reading.page(review.address)


def test_minor_statements_are_left_out_unless_all_are_shown(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    minor_proposals.use(monkeypatch)
    form = {"text": minor_proposals.ARTICLE, "source": "Example Post", "published": "2026-11-18"}
    review = Review(ana)
    answer = ana.client.post("/articles/new/add", data=form)
    review.address, review.page = answer.url.path, answer.text
    assert "1 of 1, 0 accepted, 0 rejected, 1 left" in review.page
    assert "2 statements of the article&#39;s own words are left out." in review.page
    everything = re.search(r'href="([^"]*)">Show all</a>', review.page)
    assert everything
    quotation = review.field("proposal")
    assert everything[1] == f"{review.address}?all=1&amp;at={quotation}"
    assert "1 proposal to review" in ana.page(review.address.removesuffix("/proposals"))
    review.go(all="1")
    assert "1 of 3, 0 accepted, 0 rejected, 3 left" in review.page
    assert f'href="{review.address}?at={quotation}&amp;all=1"' in review.page  # skip goes on with all
    assert '<input type="hidden" name="all" value="1">' in review.page
    assert "left out" not in review.page
    answer = review.send("accept", all="1")
    assert (answer.url.params["all"], answer.url.params["at"]) == ("1", "0-27")
    assert "2 of 3, 1 accepted, 0 rejected, 2 left" in review.page
    review.send("reject")
    assert "1 statement of the article&#39;s own words is left out." in review.page
    assert "All proposals are decided" in review.page
    undone = ana.client.post(f"{review.address}/undo", data={"all": "1"})
    assert undone.url.params["all"] == "1"

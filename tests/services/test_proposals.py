"""Proposals of an article: accepted ones are claims with history, decided ones are never proposed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from factdb.domain import dates, passages
from factdb.domain.enums import Attribution, Basis, SpeakerKind
from factdb.domain.passages import Span
from factdb.domain.proposals import Judgement, undecided_proposals
from factdb.extract.proposal import Proposal
from factdb.services.claims import proposals
from factdb.services.claims.proposals import ProposalEdit, ReadArticle
from factdb.services.documents import articles, captures, documents
from factdb.services.verify import people_and_documents
from factdb.services.verify.streams import Checked, Reader
from factdb.store.base import select_unknown
from factdb.store.models import Speaker
from tests.services.conftest import Desk

TEXT = (
    "“The harbour will open in May,” Ada Lund, the mayor of Lindhaven, said on Tuesday.\n\n"
    "“It cost 4 million,” Lund added.\n\n"
    "According to Boris Novak, the harbour has lost half of its ships since 2010.\n"
)


def article(desk: Desk, text: str = TEXT, url: str | None = None) -> ReadArticle:
    published = dates.parse("2026-11-18")
    draft = documents.DocumentDraft(url=url, source="Example Post", published=published, is_article=True)
    kept = articles.add(desk.session, desk.rita, draft, captures.Reading.of_text(text, "harbour.txt"))
    found = proposals.find_article(desk.session, kept.document.id)
    assert found
    return found


def test_a_proposal_becomes_a_claim_where_it_stands(desk: Desk) -> None:
    read = article(desk)
    first = next(each for each in proposals.undecided_proposals(desk.session, read) if "open in May" in each.text)
    claim = proposals.accept(desk.session, desk.rita, read, first).claim
    speaker = desk.session.get_one(Speaker, claim.speaker_id)
    assert (speaker.name, claim.said_on, claim.attribution) == (
        "Ada Lund",
        date(2026, 11, 17),
        Attribution.DIRECT_QUOTE,
    )
    assert TEXT[claim.span_start or 0 : claim.span_end] == claim.quote
    assert desk.kinds(claim) == ["added"]


def test_what_was_decided_is_not_proposed_again(desk: Desk) -> None:
    read = article(desk)
    first, second, *rest = proposals.undecided_proposals(desk.session, read)
    proposals.accept(desk.session, desk.rita, read, first)
    proposals.reject(desk.session, desk.rita, read, second)
    again = proposals.undecided_proposals(desk.session, article(desk))
    assert [each.text for each in again] == [each.text for each in rest]
    reader = Reader(desk.session.connection())
    with reader.check():
        assert [str(each) for each in people_and_documents.findings(reader, Checked())] == []


def moved(read: ReadArticle, proposal: Proposal, words: str) -> Proposal:
    """Return a proposal as rules of before had it: with other edges."""
    span = passages.locate(read.text, words)
    return replace(proposal, start=span.start, end=span.end, text=words)


@pytest.mark.parametrize("judgement", list(Judgement))
def test_what_was_decided_by_older_rules_stays_decided(desk: Desk, judgement: Judgement) -> None:
    read = article(desk)
    first, second, third = proposals.undecided_proposals(desk.session, read)
    before = moved(read, third, "Novak, the harbour has lost half of its ships since 2010.")
    assert (before.start, before.end) != (third.start, third.end)
    if judgement is Judgement.ACCEPTED:
        proposals.accept(desk.session, desk.rita, read, before)
    else:
        proposals.reject(desk.session, desk.rita, read, before)
    assert proposals.undecided_proposals(desk.session, read) == [first, second]
    assert proposals.decisions(desk.session, read)[judgement] == 1
    last = desk.desk_events("document-proposal-decided")[-1]
    proposals.reopen(desk.session, desk.rita, last)
    assert len(proposals.undecided_proposals(desk.session, read)) == (3 if judgement is Judgement.REJECTED else 2)


@pytest.mark.parametrize("judgement", list(Judgement))
def test_what_was_decided_stays_decided_in_a_newer_text(desk: Desk, judgement: Judgement) -> None:
    url = "https://post.example/harbour"
    older = article(desk, TEXT.replace("“", '"').replace("”", '"'), url)
    for proposal in proposals.undecided_proposals(desk.session, older)[1:]:
        if judgement is Judgement.ACCEPTED:
            proposals.accept(desk.session, desk.rita, older, proposal)
        else:
            proposals.reject(desk.session, desk.rita, older, proposal)
    newer = article(desk, f"Updated on Thursday.\n\n{TEXT}\n“It is deep,” Lund said.\n", url)
    assert (newer.document.id, newer.capture.n) == (older.document.id, older.capture.n + 1)
    again = [proposal.text for proposal in proposals.undecided_proposals(desk.session, newer)]
    assert [words for words in again if "4 million" in words or "lost half" in words] == []
    assert [words for words in again if "open in May" in words or "It is deep" in words] == again[-2:]
    changed = article(desk, TEXT.replace("4 million", "9 million"), url)
    assert any("9 million" in other.text for other in proposals.undecided_proposals(desk.session, changed))


def test_what_is_edited_is_taken_as_the_person_says(desk: Desk) -> None:
    read = article(desk)
    (found,) = [each for each in proposals.undecided_proposals(desk.session, read) if "4 million" in each.text]
    start = TEXT.index("It cost")
    edit = ProposalEdit(
        claim="It cost 4.", speaker="Joe Biden", said_on=dates.parse("2026-10"), span=Span(start, start + 7)
    )
    claim = proposals.accept(desk.session, desk.rita, read, found, edit).claim
    assert (claim.claim, claim.quote, str(claim.said_on)) == ("It cost 4.", "It cost", "2026-10-01")
    assert claim.said_basis is Basis.EXPLICIT
    assert desk.session.get_one(Speaker, claim.speaker_id).name == "Joe Biden"
    assert all(each.text != found.text for each in proposals.undecided_proposals(desk.session, read))


def test_the_desk_s_speakers_come_first(desk: Desk) -> None:
    read = article(desk, "“The harbour is open,” President Joe Biden said.\n")
    (found,) = proposals.undecided_proposals(desk.session, read)
    known = desk.session.scalars(select(Speaker.name)).all()
    assert found.speaker == "Joe Biden"
    assert found.speaker in known


def test_a_claim_of_the_same_passage_waits_no_longer() -> None:
    proposals = [Span(0, 10), Span(20, 40), Span(50, 60)]
    assert undecided_proposals(proposals, [Span(50, 60)], [Span(22, 38)], "x" * 60) == [Span(0, 10)]
    assert undecided_proposals(proposals, (), [Span(9, 21)], "x" * 60) == proposals


def test_the_outlet_is_proposed_as_the_speaker_of_its_narration(desk: Desk) -> None:
    read = article(desk, "The bridge opened on Monday.\n\n“It cost 4 million,” Ada Lund said.\n")
    narration, quotation = proposals.undecided_proposals(desk.session, read)
    assert (narration.attribution, narration.speaker, quotation.speaker) == (
        Attribution.NARRATION,
        "Example Post",
        "Ada Lund",
    )
    claim = proposals.accept(desk.session, desk.rita, read, narration).claim
    speaker = desk.session.get_one(Speaker, claim.speaker_id)
    assert (speaker.name, speaker.kind) == ("Example Post", SpeakerKind.ORGANIZATION)
    assert proposals.outlet_name(desk.session, "the EPOCH times") == "The Epoch Times"
    assert proposals.outlet_name(desk.session, "New Times") == "New Times"
    assert proposals.outlet_name(desk.session, "Unknown") is None


def test_narration_of_the_unknown_source_is_nobody_s(desk: Desk) -> None:
    draft = documents.DocumentDraft(published=dates.parse("2026-11-18"), is_article=True)
    reading = captures.Reading.of_text("The bridge opened on Monday.\n", "bridge.txt")
    read = proposals.find_article(desk.session, articles.add(desk.session, desk.rita, draft, reading).document.id)
    assert read
    (narration,) = proposals.undecided_proposals(desk.session, read)
    assert narration.speaker is None
    claim = proposals.accept(desk.session, desk.rita, read, narration).claim
    assert claim.speaker_id == desk.session.scalars(select_unknown(Speaker)).one().id

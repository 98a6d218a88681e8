"""The words for an unnamed source stay with their claim through every door, and change no claim that has none."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from factdb.domain import dates
from factdb.domain.enums import Attribution, PolicyName, Role, Status
from factdb.domain.history import chain, contributions
from factdb.domain.new_claim import LONGEST_ATTRIBUTION
from factdb.errors import BadValueError
from factdb.errors.decisions import ClaimPublishedError
from factdb.errors.desk import StaleProposalError
from factdb.errors.exchange import RowRefusedError
from factdb.extract import propose
from factdb.extract.proposal import Proposal, ProposalMark
from factdb.formats.records.claim_record import as_row
from factdb.reports import corrections
from factdb.services.actor import NOBODY, find_actor
from factdb.services.claims import editing, proposals
from factdb.services.claims.editing import ClaimChanges
from factdb.services.claims.proposals import ProposalEdit, ReadArticle
from factdb.services.decisions import approving, correcting, statuses
from factdb.services.decisions.correcting import Correction
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import desk_policy, reviewers
from factdb.services.documents import articles, captures, documents
from factdb.services.exports import records
from factdb.services.ledger import claim_ledger
from factdb.services.reads import claim_page, claim_page_at
from factdb.services.reads.histories import version_differences
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store.models import Claim, History, Source, Speaker
from tests.conftest import NOW
from tests.services.claim_files import import_file, row_counts
from tests.services.conftest import Desk
from tests.services.test_doors import newest

WORDS = "a senior official"
NO_RATING = RatingRequest((), ())
ARTICLE = (
    "The bridge opened on Monday.\n\n"
    "Some officials warned that the bridge may close in winter.\n\n"
    "“It cost 4 million,” said Ada Lund, the mayor of Lindhaven.\n"
)


def findings(desk: Desk) -> list[str]:
    desk.session.flush()
    return [str(finding) for finding in verify.findings(desk.session, Checked())]


def column(desk: Desk, view: str, claim: Claim) -> object:
    desk.session.flush()
    query = text(f"SELECT attributed_to FROM {view} WHERE id = :id")  # noqa: S608 - names of views
    return desk.session.execute(query, {"id": claim.id}).scalar_one()


def narration(desk: Desk, **given: Any) -> Claim:  # noqa: ANN401 - a draft's fields
    given = {"source": "The Epoch Times", "attribution": Attribution.NARRATION, "attributed_to": WORDS, **given}
    return desk.new("The bridge may close.", **given)


def read_article(desk: Desk) -> ReadArticle:
    draft = documents.DocumentDraft(source="Example Post", published=dates.parse("2026-11-18"), is_article=True)
    stored = articles.add(desk.session, desk.rita, draft, captures.Reading.of_text(ARTICLE, "bridge.txt"))
    article = proposals.find_article(desk.session, stored.document.id)
    assert article
    return article


def unnamed(desk: Desk, article: ReadArticle) -> Proposal:
    (proposal,) = [other for other in proposals.undecided_proposals(desk.session, article) if other.attributed_to]
    return proposal


# -- the rule ------------------------------------------------------------------------------------------------


def test_the_speaker_of_an_unnamed_source_stays_the_outlet(desk: Desk) -> None:
    claim = narration(desk)
    assert desk.session.get_one(Speaker, claim.speaker_id).name == "The Epoch Times"
    assert desk.session.get_one(Source, claim.source_id).name == "The Epoch Times"
    assert claim.attributed_to == WORDS


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_no_words_are_none(desk: Desk, typed: str | None) -> None:
    assert narration(desk, attributed_to=typed).attributed_to is None


@pytest.mark.parametrize("attribution", list(Attribution))
def test_any_claim_may_have_them(desk: Desk, attribution: Attribution) -> None:
    claim = desk.new("It fell.", attribution=attribution, attributed_to=" an aide\nto the mayor ", speaker="Ann Mayor")
    assert claim.attributed_to == "an aide to the mayor"


def test_a_text_is_no_name_and_refused_through_every_door(desk: Desk) -> None:
    long = "x" * (LONGEST_ATTRIBUTION + 1)
    claim = narration(desk, attributed_to=long[1:])
    with pytest.raises(BadValueError, match=r"attributed to .* has 201 characters \(limit 200\)"):
        narration(desk, attributed_to=long)
    with pytest.raises(BadValueError, match="limit 200"):
        editing.edit(desk.session, claim, desk.rita, ClaimChanges(attributed_to=long))
    with pytest.raises(RowRefusedError, match=r"line 2.* has 201 characters \(limit 200\)"):
        import_file(desk, f"claim,attributed_to\nIt fell.,{long}\n")
    with pytest.raises(BadValueError, match=r"forbidden character U\+0007"):
        narration(desk, attributed_to="a\x07b")


# -- histories -----------------------------------------------------------------------------------------------


def test_a_claim_without_them_has_the_body_of_before(desk: Desk) -> None:
    typed = desk.new("One.")
    import_file(desk, 'claim,quote\nTwo.,\nThree.,"“It fell.”"\n')
    rows = desk.session.query(History).where(History.claim_id >= typed.id).all()
    assert len(rows) == 3
    for row in rows:
        assert "attributed_to" not in row.body
        sealed = {"quote"} if "claim.quote" in str(row.words) else set()
        recorded = {*claim_ledger.RECORDED_NAMES} - {"attributed_to"} - sealed
        assert chain.read(row.body)["claim"].keys() == recorded
    assert findings(desk) == []


@pytest.mark.parametrize("quote", ["", "“It fell.”"])
def test_a_file_s_rows_have_the_body_that_typed_ones_have(desk: Desk, quote: str) -> None:
    facts = {"claim": "It fell.", "source": "The Epoch Times", "attribution": "narration", "attributed_to": WORDS}
    typed = desk.events(narration(desk, quote=quote or None))[0]["claim"]
    import_file(desk, json.dumps([{**facts, **({"quote": quote} if quote else {})}]))
    imported = desk.events(newest(desk))[0]["claim"]
    assert imported["attributed_to"] == typed["attributed_to"] == WORDS
    assert imported.keys() == typed.keys()
    assert findings(desk) == []


def test_an_edit_stands_in_the_history_and_the_page_of_then_shows_what_was(desk: Desk) -> None:
    claim = narration(desk, attributed_to=None)
    later = find_actor(desk.session, "rita", NOW + timedelta(hours=1))
    assert editing.edit(desk.session, claim, later, ClaimChanges(attributed_to=WORDS)) == [
        f"attributed_to: none -> {WORDS}"
    ]
    assert desk.events(claim)[-1]["changed"] == {"attributed_to": {"was": None, "now": WORDS}}
    assert editing.edit(desk.session, claim, later, ClaimChanges(attributed_to=WORDS)) == []
    pages = [claim_page_at.page_of(desk.session, claim.id, NOW + timedelta(hours=hour), NOBODY) for hour in (0, 2)]
    assert [page["attributed_to"] for page in pages] == [None, WORDS]
    assert claim_page.page_of(desk.session, claim.id)["attributed_to"] == WORDS
    assert findings(desk) == []
    editing.edit(desk.session, claim, later, ClaimChanges(attributed_to=""))
    assert claim.attributed_to is None
    assert findings(desk) == []


def test_an_altered_column_is_noticed(desk: Desk) -> None:
    claim = narration(desk)
    bare = desk.new("It fell.")
    desk.session.execute(text("UPDATE claims SET attributed_to = 'the king' WHERE id = :id"), {"id": claim.id})
    desk.session.execute(text("UPDATE claims SET attributed_to = 'the king' WHERE id = :id"), {"id": bare.id})
    assert findings(desk) == [
        f'claim {claim.id}: attributed_to is "the king", the history says "{WORDS}"',
        f'claim {bare.id}: attributed_to is "the king", the history says nothing',
    ]


# -- published -----------------------------------------------------------------------------------------------


def published(desk: Desk, **given: Any) -> Claim:  # noqa: ANN401 - a draft's fields
    claim = narration(desk, **given)
    desk.cite(claim)
    desk.rate(claim, "true")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    return claim


def test_readers_see_them_and_a_correction_changes_them_in_public(desk: Desk) -> None:
    claim = published(desk)
    assert column(desk, "v1_claims", claim) == column(desk, "public1_claims", claim) == WORDS
    with pytest.raises(ClaimPublishedError):
        editing.edit(desk.session, claim, desk.rita, ClaimChanges(attributed_to="an aide"))
    note = "The article cites an aide."
    correction = Correction(note, NO_RATING, ClaimChanges(attributed_to="an aide"))
    corrected = correcting.correct(desk.session, claim, desk.ed, correction)
    assert corrected.changed == [f"attributed_to: {WORDS} -> an aide"]
    assert column(desk, "public1_claims", claim) == "an aide"
    (entry,) = [row for row in corrections.rows(desk.session) if row["claim"] == claim.id]
    assert entry["changes"] == [{"what": "attributed to", "was": WORDS, "now": "an aide"}]
    assert {"what": "attributed_to", "was": WORDS, "now": "an aide"} in version_differences.differences(
        desk.session, claim.id, 1, 2
    )
    assert findings(desk) == []


def test_a_correction_that_waits_shows_them_to_the_second_editor_only(desk: Desk) -> None:
    claim = published(desk, attributed_to=None)
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    correction = Correction("The article cites an aide.", NO_RATING, ClaimChanges(attributed_to="an aide"))
    correcting.correct(desk.session, claim, desk.ed, correction)
    assert column(desk, "public1_claims", claim) is None
    pending = claim_page.page_of(desk.session, claim.id)["pending"]
    assert pending
    assert {"what": "attributed_to", "was": None, "now": "an aide"} in pending["changes"]
    reviewers.add(desk.session, desk.ana, "eve", Role.EDITOR)
    eve = find_actor(desk.session, "eve", NOW + timedelta(minutes=5))
    statuses.set_status(desk.session, claim, eve, Status.PUBLISHED)
    assert column(desk, "public1_claims", claim) == "an aide"
    assert findings(desk) == []


def test_a_change_of_them_makes_what_was_proposed_stale(desk: Desk) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    claim = narration(desk)
    desk.cite(claim)
    desk.rate(claim, "true")
    editing.edit(desk.session, claim, desk.rita, ClaimChanges(attributed_to="an aide"))
    with pytest.raises(StaleProposalError):
        statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)


def test_a_proposal_of_a_claim_without_them_has_the_digest_of_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    claim = narration(desk, attributed_to=None)
    of_today = approving.proposal(desk.session, claim)
    before = tuple(name for name in contributions.PUBLISHED_FACTS if name != "attributed_to")
    monkeypatch.setattr(approving, "PUBLISHED_FACTS", before)
    assert approving.proposal(desk.session, claim) == of_today


# -- proposals -----------------------------------------------------------------------------------------------


def test_an_accepted_proposal_keeps_the_mention_of_an_unnamed_source(desk: Desk) -> None:
    article = read_article(desk)
    proposal = unnamed(desk, article)
    assert ProposalMark.UNNAMED_SOURCE in proposal.marks
    claim = proposals.accept(desk.session, desk.rita, article, proposal).claim
    assert (claim.attribution, claim.attributed_to) == (Attribution.NARRATION, "Some officials")
    assert desk.session.get_one(Speaker, claim.speaker_id).name == "Example Post"
    others = proposals.undecided_proposals(desk.session, article)
    assert [other.attributed_to for other in others] == [None] * len(others) != []
    named = [proposals.accept(desk.session, desk.rita, article, other).claim.attributed_to for other in others]
    assert named == [None] * len(others)
    assert findings(desk) == []


@pytest.mark.parametrize(
    ("typed", "stored"), [("two officials", "two officials"), ("", None), (None, "Some officials")]
)
def test_a_person_changes_or_removes_the_mention(desk: Desk, typed: str | None, stored: str | None) -> None:
    article = read_article(desk)
    edit = ProposalEdit(attributed_to=typed, speaker="Joe Biden")
    claim = proposals.accept(desk.session, desk.rita, article, unnamed(desk, article), edit).claim
    assert claim.attributed_to == stored


def test_a_further_quotation_of_an_unnamed_source_has_the_mention_and_silence_has_none() -> None:
    text = "“The old bridge is in a bad state,” some officials said. “It may fall into the river soon.”\n"
    assert [proposal.attributed_to for proposal in propose(text)] == ["some officials", "some officials"]
    silence = "The mayor, Ada Lund, declined to comment on the bridge.\n"
    assert [proposal.attributed_to for proposal in propose(silence)] == [None]


# -- files ---------------------------------------------------------------------------------------------------


def test_an_export_comes_back_with_them_and_a_changed_row_changes_them(desk: Desk) -> None:
    claim = narration(desk)
    row = as_row(records.record_of(desk.session, claim.id))
    assert row["attributed_to"] == WORDS
    assert list(row)[:6] == ["uid", "external_id", "claim", "quote", "attribution", "attributed_to"]
    assert row_counts(import_file(desk, json.dumps([row], default=str))) == [0, 0, 1]
    assert row_counts(import_file(desk, json.dumps([{**row, "attributed_to": "an aide"}], default=str))) == [0, 1, 0]
    assert claim.attributed_to == "an aide"
    assert desk.events(claim)[-1]["changed"]["attributed_to"] == {"was": WORDS, "now": "an aide"}
    assert findings(desk) == []


def test_a_file_of_before_says_nothing_about_them(desk: Desk) -> None:
    sheet = "id,claim,source,attribution\n1,It fell.,The Epoch Times,narration\n"
    import_file(desk, sheet)
    claim = newest(desk)
    editing.edit(desk.session, claim, desk.rita, ClaimChanges(attributed_to=WORDS))
    assert row_counts(import_file(desk, sheet)) == [0, 0, 1]
    assert row_counts(import_file(desk, sheet.replace("It fell.", "It broke."))) == [0, 1, 0]
    assert (claim.claim, claim.attributed_to) == ("It broke.", WORDS)


@pytest.mark.parametrize("heading", ["attributed_to", "Attributed to", "Unnamed source", "anonymous source"])
def test_a_column_of_a_sheet_holds_them(desk: Desk, heading: str) -> None:
    import_file(desk, f"claim,{heading}\nIt fell.,{WORDS}\n")
    assert newest(desk).attributed_to == WORDS


def test_nobody_sees_less_of_a_claim_than_its_words(desk: Desk) -> None:
    page = claim_page.page_of(desk.session, narration(desk).id, viewer=NOBODY, with_history=True)
    assert page["attributed_to"] == page["history"][0]["body"]["claim"]["attributed_to"] == WORDS

"""What a claim says can be changed until readers were told; links and repeats stand in both histories."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from factdb.domain import dates
from factdb.domain.enums import Attribution, Basis, Kind, LinkKind, LinkState, Precision, SpeakerKind
from factdb.errors import BadValueError, NoSuchError, NotPermittedError
from factdb.errors.claims import NothingToEditError, OneOriginError, RepeatError
from factdb.errors.decisions import ClaimPublishedError
from factdb.services.claims import editing, notes_and_links
from factdb.services.claims.editing import ClaimChanges
from factdb.services.people import speakers
from factdb.services.reads import claim_page
from factdb.store.models import ClaimLink, Speaker
from tests.services.conftest import Desk


def test_each_field_that_changed_stands_in_the_history(desk: Desk) -> None:
    claim = desk.claim(19)
    changed = editing.edit(
        desk.session,
        claim,
        desk.rita,
        ClaimChanges(
            claim="ISIS took land.", kind=Kind.CAUSAL, attribution=Attribution.PARAPHRASE, priority=3, headline="ISIS"
        ),
    )
    event = desk.events(claim)[-1]
    assert event["kind"] == "edited"
    assert set(event["changed"]) == {"claim", "kind", "attribution", "priority", "headline"}
    assert event["changed"]["priority"] == {"was": 0, "now": 3}
    assert "priority: 0 -> 3" in changed


def test_what_is_so_already_writes_nothing(desk: Desk) -> None:
    claim = desk.claim(19)
    length = claim.history_length
    assert editing.edit(desk.session, claim, desk.rita, ClaimChanges(claim=claim.claim, priority=0)) == []
    assert claim.history_length == length


def test_nothing_named_is_refused(desk: Desk) -> None:
    with pytest.raises(NothingToEditError, match="no field of claim 19"):
        editing.edit(desk.session, desk.claim(19), desk.rita, ClaimChanges())


def test_a_new_passage_is_found_in_the_text_that_was_read(desk: Desk) -> None:
    claim = desk.claim(19)
    editing.edit(desk.session, claim, desk.rita, ClaimChanges(quote="the Syrian civil war starting in 2011"))
    passage = claim_page.page_of(desk.session, 19)["passage"]
    assert passage
    assert passage["text"] == claim.quote == "the Syrian civil war starting in 2011"
    assert passage["end"] - passage["start"] == len(passage["text"])
    with pytest.raises(NoSuchError, match="no passage"):
        editing.edit(desk.session, claim, desk.rita, ClaimChanges(quote="words that nobody wrote"))


@pytest.mark.parametrize(
    ("name", "kind"), [("the bridge  gazette", SpeakerKind.ORGANIZATION), ("Ann Mayor", SpeakerKind.PERSON)]
)
def test_an_outlet_that_is_named_as_the_speaker_is_an_organization(desk: Desk, name: str, kind: SpeakerKind) -> None:
    claim = desk.new(source="The Bridge Gazette")
    editing.edit(desk.session, claim, desk.rita, ClaimChanges(speaker=name))
    assert desk.session.get_one(Speaker, claim.speaker_id).kind is kind


def test_a_new_day_takes_the_office_of_that_day_and_the_order_with_it(desk: Desk) -> None:
    claim = desk.new(speaker="Jen Psaki", said_on=dates.parse("2021-07-26"))
    editing.edit(desk.session, claim, desk.rita, ClaimChanges(said_on=dates.parse("2021-08")))
    assert (claim.said_on, claim.said_precision, claim.sort_on) == (date(2021, 8, 1), Precision.MONTH, date(2021, 8, 1))
    editing.edit(desk.session, claim, desk.rita, ClaimChanges(said_on=dates.parse("unknown")))
    assert (claim.said_on, claim.said_basis) == (None, Basis.NONE)
    assert claim.sort_on == desk.rita.now.date()


def test_a_new_speaker_brings_their_office(desk: Desk) -> None:
    claim = desk.claim(19)
    editing.edit(desk.session, claim, desk.rita, ClaimChanges(speaker="burns"))
    assert desk.session.get_one(Speaker, claim.speaker_id).name == "William Burns"
    assert claim.speaker_title == "Director of the Central Intelligence Agency"
    assert desk.events(claim)[-1]["changed"]["speaker"]["now"] == speakers.resolve(desk.session, "Burns", None).uid  # type: ignore[union-attr]


@pytest.mark.parametrize("told", [{"claim": "x"}, {"quote": "x"}, {"speaker": "x"}, {"said_on": dates.parse("2021")}])
def test_what_readers_were_told_changes_only_in_the_open(desk: Desk, told: dict[str, object]) -> None:
    with pytest.raises(ClaimPublishedError, match="changed only by a public correction"):
        editing.edit(desk.session, desk.claim(7), desk.ana, ClaimChanges(**told))  # type: ignore[arg-type]


def test_the_desks_own_particulars_of_a_published_claim_may_change(desk: Desk) -> None:
    claim = desk.claim(7)
    editing.edit(
        desk.session, claim, desk.rita, ClaimChanges(priority=1, headline="Cooperation, not operation", occasion="")
    )
    assert (claim.priority, claim.headline, claim.occasion) == (1, "Cooperation, not operation", None)


def test_a_reader_edits_and_links_nothing(desk: Desk) -> None:
    with pytest.raises(NotPermittedError, match="claims edit"):
        editing.edit(desk.session, desk.claim(19), desk.rae, ClaimChanges(priority=1))


@pytest.mark.parametrize("priority", [-1, 4, 19])
def test_a_priority_that_there_is_not_is_refused(desk: Desk, priority: int) -> None:
    with pytest.raises(BadValueError, match="is not one of 0 to 3"):
        editing.edit(desk.session, desk.claim(19), desk.rita, ClaimChanges(priority=priority))


def test_a_repeat_points_at_its_original_and_tells_how_often_it_was_said(desk: Desk) -> None:
    first = desk.new(speaker="Jane Doe", said_on=dates.parse("2020-01-01"))
    again = desk.new(speaker="Jane Doe", said_on=dates.parse("2020-03-01"))
    third = desk.new(speaker="John Roe", said_on=dates.parse("2020-02-01"))
    repeat(desk.session, desk, (again, first))
    repeat(desk.session, desk, (third, again))
    assert (again.repeats_id, third.repeats_id) == (first.id, first.id)
    told = claim_page.repeats_of(desk.session, third)
    assert told == {
        "original": first.id,
        "times": 3,
        "since": "2020-01-01",
        "speakers": [{"speaker": "Jane Doe", "times": 2}, {"speaker": "John Roe", "times": 1}],
    }
    assert claim_page.repeats_of(desk.session, desk.claim(19)) is None


def test_a_rejected_repeat_stands_alone_again(desk: Desk) -> None:
    first, again = desk.new(), desk.new()
    repeat(desk.session, desk, (again, first))
    notes_and_links.link(desk.session, (again, first), desk.rita, LinkKind.REPEATS, LinkState.REJECTED)
    assert again.repeats_id is None
    assert desk.session.get_one(ClaimLink, (again.id, first.id, LinkKind.REPEATS)).state is LinkState.REJECTED
    assert desk.events(again)[-1]["state"] == "rejected"
    assert claim_page.page_of(desk.session, again.id)["links"] == []


def test_repeats_never_go_round_in_a_circle(desk: Desk) -> None:
    first, again, other = desk.new(), desk.new(), desk.new()
    repeat(desk.session, desk, (again, first))
    with pytest.raises(RepeatError, match="already repeats claim"):
        repeat(desk.session, desk, (first, again))
    with pytest.raises(RepeatError, match="is repeated by other claims"):
        repeat(desk.session, desk, (first, other))


def test_an_article_is_an_origin_of_its_own(desk: Desk) -> None:
    with pytest.raises(OneOriginError):
        desk.new(article=1, quote="All combat operations", source="Another Outlet")


def repeat(session: Session, desk: Desk, pair: tuple[object, object]) -> None:
    """Say that one claim repeats another."""
    notes_and_links.link(session, pair, desk.rita, LinkKind.REPEATS)  # type: ignore[arg-type]

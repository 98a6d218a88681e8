"""What nobody states of a new claim follows from what is stated, by one rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain import dates, new_claim
from factdb.domain.dates import PartialDate
from factdb.domain.enums import Attribution, Basis, Kind, Precision, SpeakerKind
from factdb.domain.new_claim import Circumstances, NewClaim, Statement, derive
from factdb.errors import BadValueError

ADDED = date(2026, 11, 22)
PUBLISHED = dates.parse("2026-11-20")
OUTLET = "The Bridge Gazette"

names = st.sampled_from(["Ann Mayor", OUTLET, "the bridge  GAZETTE", "Gazette"])
quotes = st.sampled_from(["“The bridge fell.”", "the bridge fell", "it “fell”", "It fell.\nTwice."])
days = st.builds(
    PartialDate,
    st.dates(min_value=date(1900, 1, 1)),
    st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR]),
)
maybe_days = st.just(dates.UNKNOWN) | days
statements = st.builds(
    Statement,
    claim=st.none() | st.just("The bridge fell."),
    quote=quotes,
    attribution=st.none() | st.sampled_from(Attribution),
    kind=st.none() | st.sampled_from(Kind),
    speaker=st.none() | names,
    speaker_kind=st.none() | st.sampled_from(SpeakerKind),
    speaker_title=st.none() | st.just("Mayor"),
    speaker_party=st.none() | st.just("Whig"),
    said_on=st.none() | maybe_days,
    said_basis=st.none() | st.sampled_from(Basis),
    source=st.none() | st.just("Gazette"),
)
circumstances = st.builds(
    Circumstances,
    added_on=st.just(ADDED),
    outlet=st.none() | st.just(OUTLET),
    published=maybe_days,
    is_passage_read=st.booleans(),
    undated_as_published=st.booleans(),
)
claims = st.builds(derive, statements, circumstances)
ANYWHERE = Circumstances(ADDED)


@given(claims)
def test_a_day_is_unknown_exactly_when_its_precision_is_and_has_no_basis_then(claim: NewClaim) -> None:
    unknown = claim.said_on.day is None
    assert unknown == (claim.said_on.precision is Precision.UNKNOWN) == (claim.said_basis is Basis.NONE)
    if claim.stated.said_on is not None:
        assert claim.said_on == claim.stated.said_on
    elif not claim.circumstances.undated_as_published or claim.stated.said_basis is Basis.NONE:
        assert unknown


@given(claims)
def test_every_claim_has_a_day_to_sort_by(claim: NewClaim) -> None:
    assert claim.sort_on == (claim.said_on.day or claim.circumstances.published.day or ADDED)


@given(claims)
def test_the_outlet_speaks_in_narration_alone_and_never_for_a_speaker_who_is_named(claim: NewClaim) -> None:
    stated = claim.stated
    if stated.speaker:
        assert claim.speaker == stated.speaker
    elif claim.attribution is Attribution.NARRATION and stated.speaker_kind is not SpeakerKind.UNKNOWN:
        assert claim.speaker == claim.circumstances.outlet
    else:
        assert claim.speaker is None


@given(claims)
def test_narration_is_stated_or_read_in_the_article_and_never_guessed_from_an_empty_cell(claim: NewClaim) -> None:
    if claim.stated.attribution:
        assert claim.attribution is claim.stated.attribution
    elif claim.attribution is Attribution.NARRATION:
        assert claim.circumstances.is_passage_read
        assert not claim.stated.speaker


@given(claims)
def test_what_is_stated_is_never_told_as_assumed(claim: NewClaim) -> None:
    stated = {"attribution": claim.stated.attribution, "kind": claim.stated.kind, "said on": claim.stated.said_on}
    told = [next(word for word in stated if line.startswith(word)) for line in claim.assumptions]
    assert told == [word for word, value in stated.items() if value is None]


@given(claims)
def test_the_office_is_looked_up_unless_title_or_party_are_stated(claim: NewClaim) -> None:
    stated = claim.stated.speaker_title, claim.stated.speaker_party
    assert claim.office == (stated if any(stated) else None)


@pytest.mark.parametrize(
    ("stated", "is_read", "attribution"),
    [
        ({}, False, Attribution.PARAPHRASE),
        ({"speaker": "Ann Mayor"}, False, Attribution.PARAPHRASE),
        ({"quote": "the bridge fell"}, False, Attribution.PARAPHRASE),
        ({"quote": "the bridge fell", "speaker": "Ann Mayor"}, True, Attribution.PARAPHRASE),
        ({"quote": "the bridge fell"}, True, Attribution.NARRATION),
        ({"quote": "“The bridge fell.”"}, False, Attribution.DIRECT_QUOTE),
        ({"quote": "“The bridge fell.”"}, True, Attribution.DIRECT_QUOTE),
        ({"quote": "it “fell” at noon"}, True, Attribution.PARTIAL_QUOTE),
    ],
)
def test_the_passage_tells_how_a_claim_is_given(
    stated: dict[str, Any],
    is_read: bool,  # noqa: FBT001 - a fact about the passage
    attribution: Attribution,
) -> None:
    statement = Statement(claim="The bridge fell.", **stated)
    claim = derive(statement, Circumstances(ADDED, OUTLET, is_passage_read=is_read))
    assert claim.attribution is attribution
    assert claim.speaker == (OUTLET if attribution is Attribution.NARRATION else stated.get("speaker"))


@pytest.mark.parametrize(
    ("speaker", "stated", "kind"),
    [
        ("Ann Mayor", None, SpeakerKind.PERSON),
        ("Ann Mayor", SpeakerKind.UNKNOWN, SpeakerKind.PERSON),
        ("Ann Mayor", SpeakerKind.ORGANIZATION, SpeakerKind.ORGANIZATION),
        (OUTLET, None, SpeakerKind.ORGANIZATION),
        ("the bridge  GAZETTE", None, SpeakerKind.ORGANIZATION),
        ("Gazette", None, SpeakerKind.ORGANIZATION),
        (OUTLET, SpeakerKind.PERSON, SpeakerKind.PERSON),
    ],
)
def test_the_outlet_is_an_organization_however_it_is_written_and_others_are_persons(
    speaker: str, stated: SpeakerKind | None, kind: SpeakerKind
) -> None:
    statement = Statement(claim="x", speaker=speaker, speaker_kind=stated, source="Gazette")
    assert derive(statement, Circumstances(ADDED, OUTLET)).speaker_kind is kind


def test_the_unknown_speaker_is_of_no_other_kind() -> None:
    assert derive(Statement(claim="x"), ANYWHERE).speaker_kind is SpeakerKind.UNKNOWN


@pytest.mark.parametrize(
    ("said_on", "basis", "derived"),
    [
        ("2021-07-26", None, ("2021-07-26", Basis.EXPLICIT)),
        ("2021-07", Basis.INFERRED, ("2021-07", Basis.INFERRED)),
        ("2021", Basis.NONE, ("2021", Basis.EXPLICIT)),
        ("unknown", Basis.EXPLICIT, ("unknown", Basis.NONE)),
        (None, None, (str(PUBLISHED), Basis.PUBLISHED)),
        (None, Basis.NONE, ("unknown", Basis.NONE)),
    ],
)
def test_a_stated_day_comes_before_the_day_of_publication(
    said_on: str | None, basis: Basis | None, derived: tuple[str, Basis]
) -> None:
    statement = Statement(claim="x", said_on=dates.parse(said_on) if said_on else None, said_basis=basis)
    claim = derive(statement, Circumstances(ADDED, published=PUBLISHED, undated_as_published=True))
    assert (str(claim.said_on), claim.said_basis) == derived


def test_a_quotation_is_its_own_claim_on_one_line_without_its_marks() -> None:
    assert derive(Statement(quote="“The bridge fell.\nTwice.”"), ANYWHERE).claim == "The bridge fell. Twice."
    with pytest.raises(BadValueError, match="The claim is empty"):
        derive(Statement(), ANYWHERE)


@given(st.text(max_size=400))
def test_a_mention_of_an_unnamed_source_is_always_taken(mention: str) -> None:
    shortened = new_claim.shortened_source(mention)
    assert new_claim.unnamed_source(shortened) == shortened
    assert shortened is None or len(shortened) <= new_claim.LONGEST_ATTRIBUTION


def test_a_mention_keeps_its_words() -> None:
    assert (
        new_claim.shortened_source("some\nsenior  officials\x07 of the\tharbour")
        == "some senior officials of the harbour"
    )
    assert new_claim.shortened_source(" \n") is None
    long = new_claim.shortened_source("word " * 60)
    assert long is not None
    assert (len(long), long[:9], long[-1]) == (200, "word word", "…")


def test_the_words_for_an_unnamed_source_are_one_short_line() -> None:
    assert new_claim.unnamed_source(" a senior\nofficial ") == "a senior official"
    assert [new_claim.unnamed_source(nothing) for nothing in (None, "", " \t")] == [None] * 3
    with pytest.raises(BadValueError, match=r"has 201 characters \(limit 200\)"):
        new_claim.unnamed_source("x" * 201)

"""The birth of a claim: what its columns become, whichever door the facts came in by.

Commands, articles and files state facts; `derive` makes a new claim of them and of what the ledger knows of the page.
Names stay names in here: the services look up whom they mean. So the same facts, typed or imported, become the same
claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from factdb.domain import names, quotation_marks, text
from factdb.domain.dates import UNKNOWN, PartialDate
from factdb.domain.enums import Attribution, Basis, Kind, SpeakerKind, Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

Office = tuple[str | None, str | None]
"""A title and a party."""

UNTOUCHED: Mapping[str, Any] = MappingProxyType(
    {"status": Status.NEW, "priority": 0, "flags": (), "evidence_count": 0},
)
"""The columns that are alike in all new claims: nothing was done with them yet."""


class Stated(Protocol):
    """What is stated of a new claim; None: not stated. A `Statement` is one, and a record of a file as it is."""

    @property
    def claim(self) -> str | None:
        """What is claimed, in neutral words."""

    @property
    def quote(self) -> str | None:
        """The passage."""

    @property
    def attribution(self) -> Attribution | None:
        """How the article gives it."""

    @property
    def kind(self) -> Kind | None:
        """What sort of statement it is."""

    @property
    def speaker(self) -> str | None:
        """The name of whoever said it."""

    @property
    def speaker_kind(self) -> SpeakerKind | None:
        """What the speaker is; `unknown`: nobody knows who said it."""

    @property
    def speaker_title(self) -> str | None:
        """The speaker's office on that day."""

    @property
    def speaker_party(self) -> str | None:
        """The speaker's party on that day."""

    @property
    def said_on(self) -> PartialDate | None:
        """The day of the statement."""

    @property
    def said_basis(self) -> Basis | None:
        """How that day is known."""

    @property
    def source(self) -> str | None:
        """The outlet, as it was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody states of a new claim by hand, or accepts as it was proposed."""

    claim: str | None = None
    quote: str | None = None
    attribution: Attribution | None = None
    kind: Kind | None = None
    speaker: str | None = None
    speaker_kind: SpeakerKind | None = None
    speaker_title: str | None = None
    speaker_party: str | None = None
    said_on: PartialDate | None = None
    said_basis: Basis | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the ledger knows where a claim is added: the day, and the outlet and the page that carry it.

    `outlet` is the name that the ledger has for the source, None for the unknown one. `published` is the day of the
    page; `undated_as_published` lets it stand for a day that nobody states. `is_passage_read` means that the quote
    stands in the text that the desk read: then its marks tell how the article gives the claim.
    """

    added_on: dt.date
    outlet: str | None = None
    published: PartialDate = UNKNOWN
    is_passage_read: bool = False
    undated_as_published: bool = False


# An import makes one for each row. A frozen dataclass of so many fields takes three times as long.
class NewClaim(NamedTuple):
    """What a new claim's columns become.

    `speaker` is the name to look up on the day of the statement; None is the unknown speaker. `office` is the one that
    was stated; None: take the one that the speaker held that day.
    """

    stated: Stated
    circumstances: Circumstances
    claim: str
    attribution: Attribution
    kind: Kind
    speaker: str | None
    office: Office | None
    said_on: PartialDate
    said_basis: Basis
    sort_on: dt.date

    @property
    def speaker_kind(self) -> SpeakerKind:
        """What the speaker becomes where nobody bears the name yet; few rows of a file ask for it."""
        return kind_of_speaker(self.speaker, self.stated.speaker_kind, self.circumstances.outlet, self.stated.source)

    @property
    def assumptions(self) -> list[str]:
        """What nobody stated and was assumed, as people are told it."""
        assumed = []
        if self.stated.attribution is None:
            assumed.append(f"attribution {self.attribution}")
        if self.stated.kind is None:
            assumed.append(f"kind {self.kind}")
        if self.stated.said_on is None:
            assumed.append(f"said on {self.said_on}" + (", the day of publication" if self.said_on.day else ""))
        return assumed


def derive(stated: Stated, circumstances: Circumstances) -> NewClaim:
    """Return the claim that the facts become."""
    attribution = stated.attribution or _attribution(stated, circumstances)
    speaker = stated.speaker or (
        circumstances.outlet if outlet_speaks(attribution, None, stated.speaker_kind) else None
    )
    said_on, basis = _statement_day(stated, circumstances)
    title, party = stated.speaker_title, stated.speaker_party
    return NewClaim(
        stated,
        circumstances,
        stated.claim or own_words(stated.quote),
        attribution,
        stated.kind or Kind.EVENT,
        speaker,
        (title, party) if title or party else None,
        said_on,
        basis,
        sort_day(said_on.day, circumstances.published.day, circumstances.added_on),
    )


def own_words(quote: str | None) -> str:
    """Return the claim that a quotation makes where nobody gives it in other words: its own, on one line."""
    return text.clean(quotation_marks.unmarked(quote or ""), "claim", lines=False)


def outlet_speaks(attribution: Attribution | None, speaker: str | None, speaker_kind: SpeakerKind | None) -> bool:
    """Tell whether the outlet is the speaker: it is of its own narration, unless another is named.

    A speaker of the kind `unknown` is stated to be unknown: exports write it, so that no import charges the outlet.
    """
    return attribution is Attribution.NARRATION and not speaker and speaker_kind is not SpeakerKind.UNKNOWN


def kind_of_speaker(speaker: str | None, kind: SpeakerKind | None, *outlets: str | None) -> SpeakerKind:
    """Return what a speaker is: as stated, else an organisation where the name is the outlet's, else a person."""
    if kind is not None and kind is not SpeakerKind.UNKNOWN:
        return kind
    if speaker is None:
        return SpeakerKind.UNKNOWN
    is_outlet = names.name_key(speaker) in {names.name_key(outlet) for outlet in outlets if outlet is not None}
    return SpeakerKind.ORGANIZATION if is_outlet else SpeakerKind.PERSON


def day_and_basis(said_on: PartialDate, basis: Basis | None = None) -> tuple[PartialDate, Basis]:
    """Return a stated day with how it is known: explicitly, unless stated otherwise; what isn't known has no basis."""
    if said_on.day is None:
        return UNKNOWN, Basis.NONE
    return said_on, basis if basis is not None and basis is not Basis.NONE else Basis.EXPLICIT


def sort_day(said_on: dt.date | None, published: dt.date | None, added_on: dt.date) -> dt.date:
    """Return the day by which a claim is sorted: of the statement, else of its page, else of when it was added."""
    return said_on or published or added_on


def _attribution(stated: Stated, circumstances: Circumstances) -> Attribution:
    """Tell how the claim is given, where nobody states it.

    The article itself asserts only what stands in its text, without marks and without a speaker. A missing speaker
    alone is no narration: most rows of files that lack one quote somebody on Facebook, not Facebook.
    """
    if not stated.quote:
        return Attribution.PARAPHRASE
    may_be_narration = circumstances.is_passage_read and not stated.speaker
    return quotation_marks.attribution_of(stated.quote, has_speaker=not may_be_narration)


def _statement_day(stated: Stated, circumstances: Circumstances) -> tuple[PartialDate, Basis]:
    """Return the day of the statement. The basis `none` states that the day is not known: no other is assumed."""
    if stated.said_on is not None:
        return day_and_basis(stated.said_on, stated.said_basis)
    published = circumstances.published
    if circumstances.undated_as_published and stated.said_basis is not Basis.NONE and published.day is not None:
        return published, Basis.PUBLISHED
    return UNKNOWN, Basis.NONE

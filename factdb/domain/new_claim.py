"""Derives the columns of a new claim from stated facts, in the same way for typed and imported facts.

Commands, articles and files state facts. `derive` combines them with what the ledger knows about the page. Names stay
names in this module; the services look them up.
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

LONGEST_ATTRIBUTION = 200
"""Characters of the words by which an article names an unnamed source; more are a sentence, not a name."""

UNTOUCHED: Mapping[str, Any] = MappingProxyType(
    {"status": Status.NEW, "priority": 0, "flags": (), "evidence_count": 0},
)
"""The columns that are alike in all new claims: nothing was done with them yet."""


class Stated(Protocol):
    """The facts stated about a new claim; None means not stated. `Statement` and the records of files implement it."""

    @property
    def claim(self) -> str | None:
        """What is claimed, in neutral words."""

    @property
    def quote(self) -> str | None:
        """The passage."""

    @property
    def attribution(self) -> Attribution | None:
        """How the article reports the claim."""

    @property
    def kind(self) -> Kind | None:
        """The kind of statement."""

    @property
    def speaker(self) -> str | None:
        """The name of the speaker."""

    @property
    def speaker_kind(self) -> SpeakerKind | None:
        """The kind of speaker; `unknown` means that nobody knows the speaker."""

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
        """How the day is known."""

    @property
    def source(self) -> str | None:
        """The name of the outlet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The facts of a claim that somebody types, or accepts from a proposal."""

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
    """What the ledger knows when a claim is added: the day, and the outlet and the page that carry the claim.

    `outlet` is the ledger's name of the source, None for the unknown source. `published` is the day of the page; with
    `undated_as_published` it replaces a day that is not stated. `is_passage_read` means that the quote is in the text
    that the desk read: then its quotation marks show the attribution.
    """

    added_on: dt.date
    outlet: str | None = None
    published: PartialDate = UNKNOWN
    is_passage_read: bool = False
    undated_as_published: bool = False


# An import creates one for each row. A frozen dataclass with so many fields takes three times as long.
class NewClaim(NamedTuple):
    """The columns of a new claim.

    `speaker` is the name to look up on the day of the claim; None is the unknown speaker. `office` is the stated
    office; None means the office that the speaker held on that day.
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
        """The kind of a speaker who must be added; computed only on demand, because few rows of a file need it."""
        return kind_of_speaker(self.speaker, self.stated.speaker_kind, self.circumstances.outlet, self.stated.source)

    @property
    def assumptions(self) -> list[str]:
        """The facts that were assumed because nobody stated them, as text for the user."""
        assumed = []
        if self.stated.attribution is None:
            assumed.append(f"attribution {self.attribution}")
        if self.stated.kind is None:
            assumed.append(f"kind {self.kind}")
        if self.stated.said_on is None:
            assumed.append(f"said on {self.said_on}" + (", the day of publication" if self.said_on.day else ""))
        return assumed


def derive(stated: Stated, circumstances: Circumstances) -> NewClaim:
    """Return the new claim for the facts."""
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
    """Return the words of a quotation on one line, as the claim if nobody states other words."""
    return text.clean(quotation_marks.unmarked(quote or ""), "claim", lines=False, allowed=quote or "")


def outlet_speaks(attribution: Attribution | None, speaker: str | None, speaker_kind: SpeakerKind | None) -> bool:
    """Return whether the outlet is the speaker: it is for its own narration, unless another speaker is named.

    The kind `unknown` states that the speaker is unknown: exports write it, so that an import does not take the outlet.
    """
    return attribution is Attribution.NARRATION and not speaker and speaker_kind is not SpeakerKind.UNKNOWN


def unnamed_source(words: str | None, field: str = "attributed to", allowed: str | None = "") -> str | None:
    """Return the words by which an article names a source that it leaves unnamed, such as "a senior official".

    They are one line of at most 200 characters; no words are None. Any claim may have them: mostly it is narration,
    whose speaker stays the outlet, but a direct quotation of "an aide" has them too. Whoever finds out who that was
    names the speaker, and the words stay, for the article still says "an aide".
    """
    return text.clean_optional((words or "").strip(), field, limit=LONGEST_ATTRIBUTION, lines=False, allowed=allowed)


def shortened_source(mention: str) -> str | None:
    """Return a mention that was cut out of an article as `unnamed_source` takes it: on one line, and not too long."""
    words = " ".join("".join(ch if ch.isprintable() else " " for ch in mention).split())
    return (words if len(words) <= LONGEST_ATTRIBUTION else f"{words[: LONGEST_ATTRIBUTION - 1]}\u2026") or None


def kind_of_speaker(speaker: str | None, kind: SpeakerKind | None, *outlets: str | None) -> SpeakerKind:
    """Return the kind of a speaker: as stated, or organisation if the name is the outlet's, or else person."""
    if kind is not None and kind is not SpeakerKind.UNKNOWN:
        return kind
    if speaker is None:
        return SpeakerKind.UNKNOWN
    is_outlet = names.name_key(speaker) in {names.name_key(outlet) for outlet in outlets if outlet is not None}
    return SpeakerKind.ORGANIZATION if is_outlet else SpeakerKind.PERSON


def day_and_basis(said_on: PartialDate, basis: Basis | None = None) -> tuple[PartialDate, Basis]:
    """Return a stated day and its basis: `explicit` unless stated otherwise, and `none` for an unknown day."""
    if said_on.day is None:
        return UNKNOWN, Basis.NONE
    return said_on, basis if basis is not None and basis is not Basis.NONE else Basis.EXPLICIT


def sort_day(said_on: dt.date | None, published: dt.date | None, added_on: dt.date) -> dt.date:
    """Return the day for sorting a claim: its own day, or else the day of its page, or else the day it was added."""
    return said_on or published or added_on


def _attribution(stated: Stated, circumstances: Circumstances) -> Attribution:
    """Return the attribution of a claim if nobody states it.

    Narration is only text of the article itself, without quotation marks and without a speaker. A missing speaker alone
    does not mean narration: most rows of files without a speaker quote somebody on Facebook, not Facebook.
    """
    if not stated.quote:
        return Attribution.PARAPHRASE
    may_be_narration = circumstances.is_passage_read and not stated.speaker
    return quotation_marks.attribution_of(stated.quote, has_speaker=not may_be_narration)


def _statement_day(stated: Stated, circumstances: Circumstances) -> tuple[PartialDate, Basis]:
    """Return the day of the claim and its basis. The stated basis `none` means unknown: then no day is assumed."""
    if stated.said_on is not None:
        return day_and_basis(stated.said_on, stated.said_basis)
    published = circumstances.published
    if circumstances.undated_as_published and stated.said_basis is not Basis.NONE and published.day is not None:
        return published, Basis.PUBLISHED
    return UNKNOWN, Basis.NONE

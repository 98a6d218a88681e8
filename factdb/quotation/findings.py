"""The results of the quotation check: the result itself, the changes, and the rating that they suggest."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factdb.domain.passages import Span
    from factdb.quotation.lexicon import Weight


class QuotationResult(StrEnum):
    """The result of comparing quoted words with their source; one failure fails a strict check."""

    VERBATIM = "verbatim"
    SHORTENED = "shortened"
    PARTLY_COVERED = "partly-covered"
    HEDGE_ADDED = "hedge-added"
    HEDGE_DROPPED = "hedge-dropped"
    ALTERED = "altered"
    NOT_FOUND = "not-found"
    NOT_COMPARED = "not-compared"

    @property
    def fails(self) -> bool:
        """Whether this result fails a strict check."""
        return self in {
            QuotationResult.ALTERED,
            QuotationResult.HEDGE_DROPPED,
            QuotationResult.HEDGE_ADDED,
            QuotationResult.NOT_FOUND,
        }


class QuotationChangeKind(StrEnum):
    """What was done to a word: the first four alter what was said, the others are the quoter's honest marks or gaps."""

    DROPPED = "dropped"
    ADDED = "added"
    REPLACED = "replaced"
    MOVED = "moved"
    CUT = "cut"
    INSERTED = "inserted"
    NOT_COVERED = "not-covered"

    @property
    def alters(self) -> bool:
        """Whether this change turns the quoted words into other words."""
        return self in {
            QuotationChangeKind.DROPPED,
            QuotationChangeKind.ADDED,
            QuotationChangeKind.REPLACED,
            QuotationChangeKind.MOVED,
        }


class ChangePlace(StrEnum):
    """Whether a change is in the quoted words, or in the words around them."""

    INSIDE = "inside"
    AROUND = "around"


@dataclass(frozen=True, slots=True)
class QuotationChange:
    """One difference: the words of both sides as they are written, and their places.

    Places are code points of the passage and of the source, end exclusive; an empty one says where a word is missing.
    None for words of the article that are outside the passage.
    """

    kind: QuotationChangeKind
    quoted: str
    source: str
    quoted_span: Span | None
    source_span: Span | None
    where: ChangePlace = ChangePlace.INSIDE
    holds: tuple[Weight, ...] = ()
    is_light: bool = False

    @property
    def weighs(self) -> bool:
        """Whether the change contains a hedge or a negation, which even an honest cut must not remove."""
        return bool({"hedge", "negation"} & set(self.holds))


@dataclass(frozen=True, slots=True)
class WordColumn:
    """Words of both sides, one over the other, for showing; `change` is None where they are the same."""

    quoted: str
    source: str
    change: QuotationChangeKind | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation compared with one source. `found` of `said` words are there; `place` is where in the source.

    `notes` are plain sentences about words next to the quoted words that change no result.
    """

    result: QuotationResult
    changes: list[QuotationChange] = field(default_factory=list)
    columns: list[WordColumn] = field(default_factory=list)
    matched_count: int = 0
    spoken_count: int = 0
    place: Span | None = None
    notes: list[str] = field(default_factory=list)
    score: float = 0.0

    @property
    def rank(self) -> tuple[float, int]:
        """The key that orders comparisons of one quotation: the best place; of equal places, the best result."""
        return self.score, -list(QuotationResult).index(self.result)

    @property
    def coverage(self) -> float:
        """The share of the quoted words that were found."""
        return self.matched_count / self.spoken_count if self.spoken_count else 0.0

    @property
    def suggested(self) -> str | None:
        """The rating of the quote scale that fits; None where the source does not show enough. A person decides."""
        if self.result is QuotationResult.ALTERED:
            # "I do not think it is possible" for "think that it is": other words, yet a reader is told the same.
            light = all(change.is_light for change in self.changes if change.kind.alters)
            return "faithful" if light else "altered"
        if self.result is QuotationResult.SHORTENED:
            return "altered" if any(change.weighs for change in self.changes) else "verbatim"
        return _SUGGESTED.get(self.result)


_SUGGESTED = {
    QuotationResult.VERBATIM: "verbatim",
    QuotationResult.HEDGE_DROPPED: "altered",
    QuotationResult.HEDGE_ADDED: "altered",
    QuotationResult.NOT_FOUND: "not-found",
}

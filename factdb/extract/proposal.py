"""What extraction returns: a passage that may be a claim, who said it, when, where, and why it is proposed."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses are read for their types
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factdb.domain.enums import Attribution, Basis, Kind, Precision
    from factdb.domain.passages import Span


class ProposalMark(StrEnum):
    """What a person should check before accepting a proposal."""

    WRONG_MARK = "wrong-mark"  # a quotation mark is reversed
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"
    MULTI_PARAGRAPH = "multi-paragraph"
    SPLIT = "split"  # "A," he said, "B": reporting words are inside the span
    DATE_ELSEWHERE = "date-from-elsewhere"  # another sentence of the same speaker has it
    OCCASION_ELSEWHERE = "occasion-from-elsewhere"
    YEAR_MISSING = "year-missing"  # it depends on the day of publishing, which is not known
    UNNAMED_SOURCE = "unnamed-source"
    CARRIED_OVER = "carried-over"  # a quotation that nothing attributes, given to the speaker who is quoted next to it


MEANING_OF_MARK: dict[str, str] = {
    ProposalMark.WRONG_MARK: "a quotation mark is turned round",
    ProposalMark.UNCLOSED: "the quotation has no closing mark",
    ProposalMark.UNOPENED: "the quotation has no opening mark",
    ProposalMark.MULTI_PARAGRAPH: "the quotation continues over several paragraphs",
    ProposalMark.SPLIT: "words such as “she said” stand in the middle of the passage",
    ProposalMark.DATE_ELSEWHERE: "another sentence of the same speaker has the date",
    ProposalMark.OCCASION_ELSEWHERE: "another sentence of the same speaker has the occasion",
    ProposalMark.YEAR_MISSING: "the article gives no year, and its day of publication is not known",
    ProposalMark.UNNAMED_SOURCE: "the article does not name the speaker",
    ProposalMark.CARRIED_OVER: "no words name the speaker; factdb took the speaker who is quoted beside it",
}
"""What each mark asks a person to look at, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A passage of an article that may be a claim; `text` is the article's from `start` to before `end`.

    `speaker` is None where the article names nobody, or where `alternatives` fit the `mention` equally well.
    Proposals of one `run` were said in one go. `parts` are the places of the words themselves, without the "he
    said" in between. `marks` say what a person should check: broken quotation marks, a date or an occasion
    that was taken from another sentence, a year that the article doesn't give. `is_minor`: the
    article's own words in a long text, or talk in a transcript, of little worth for checking; people are shown them on
    request.
    """

    start: int
    end: int
    text: str
    attribution: Attribution
    claim: str
    speaker: str | None
    mention: str | None
    said_on: dt.date | None
    said_precision: Precision
    said_basis: Basis
    occasion: str | None
    addressee: str | None
    kind: Kind
    worth: float
    worth_reasons: tuple[str, ...]
    rule: str
    confidence: float
    alternatives: tuple[str, ...]
    marks: tuple[str, ...]
    run: int
    parts: tuple[Span, ...]
    mention_at: Span | None
    is_minor: bool = False

    @property
    def attributed_to(self) -> str | None:
        """The words by which the article names a source that it leaves unnamed; None if it names the speaker."""
        # A further quotation of an unnamed source is narration too, and has the mark of what it was carried over from.
        is_carried = self.attribution == "narration" and ProposalMark.CARRIED_OVER in self.marks
        if self.mention is None or not (is_carried or ProposalMark.UNNAMED_SOURCE in self.marks):
            return None
        from factdb.domain import new_claim  # noqa: PLC0415 - the import of extraction doesn't wait for it

        return new_claim.shortened_source(self.mention)


class Extractor(Protocol):
    """A function that proposes the claims of a text: `factdb.extract.propose`, or a replacement."""

    def __call__(
        self, text: str, published: dt.date | None = None, find_speakers: Callable[[str], Sequence[str]] | None = None
    ) -> list[Proposal]:
        """Return the claims that a text may contain, in the order of the text."""

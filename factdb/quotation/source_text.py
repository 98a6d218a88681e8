"""Reads a source in which quotations are looked for: its words, and the place of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from factdb.domain.passages import Span
from factdb.quotation import quoted_passage, tokens

if TYPE_CHECKING:
    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.tokens import ComparedWords

# What a transcript contains besides what was said: who speaks, when, and what was heard.
_TRANSCRIPT_NOTES = re.compile(
    r"(?m)^[ \t]*(?:[A-Z][\w.'\u2019-]*[ \t]){0,5}[A-Z][\w.'\u2019-]*[ \t]*(?:\([\d:.]{3,12}\))?:(?=\s)"
    r"|^\d\d?:\d\d[^\n]{0,30}-->[^\n]*$"
    r"|\[[^\[\]\n]{0,60}\]"
    r"|[(\[](?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?[)\]]"
    r"|\((?i:laugh|applau|inaudible|crosstalk|cheer|pause|unintelligible|music|silence)[^()\n]{0,30}\)"
)


@dataclass(frozen=True)
class SourceText:
    """A text and its words; `is_whole` where it is all that was said, not an excerpt of it."""

    words: ComparedWords
    is_whole: bool = False

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The places of each word, in order."""
        places: dict[str, list[int]] = {}
        for at, key in enumerate(self.words.keys):
            places.setdefault(key, []).append(at)
        return places

    @cached_property
    def pairs(self) -> set[str]:
        """Each word written as one with the next."""
        return {tokens.compound_key(*pair) for pair in set(pairwise(self.words.keys))}


def read_sources(text: str, *, is_whole: bool = False) -> list[SourceText]:
    """Return a text as sources: all of it, and where it is a transcript also only what was said."""
    beside = [Span(*match.span()) for match in _TRANSCRIPT_NOTES.finditer(text)]
    # Without its notes first, and yet both: "The Big Question: will it hold?" looks like a speaker's label.
    sources = [SourceText(tokens.read_words(text), is_whole)]
    if beside:
        edges = [0, *(edge for span in beside for edge in (span.start, span.end)), len(text)]
        speech = [Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]
        sources.insert(0, SourceText(tokens.read_words(text, speech), is_whole))
    return sources


def match_compounds(quotation: Quotation, source: SourceText) -> tuple[Quotation, SourceText]:
    """Return both with the words as one that either of them writes as one: counterterrorism, counter-terrorism."""
    keys = quotation.words.keys
    compounds = set(keys) & source.pairs
    compounds |= {pair for pair in (tokens.compound_key(*two) for two in pairwise(keys)) if pair in source.places}
    compounds.discard("")
    if not compounds:
        return quotation, source
    joined_quotation = quoted_passage.replace_words(quotation, tokens.join_compounds(quotation.words, compounds))
    return joined_quotation, SourceText(tokens.join_compounds(source.words, compounds), source.is_whole)

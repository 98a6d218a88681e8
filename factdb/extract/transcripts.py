"""Reads the paragraphs of a transcript: "MS. LEE: We will appeal."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import first_names, vocabulary
from factdb.extract.frames import Report
from factdb.extract.sources import Source

if TYPE_CHECKING:
    from factdb.extract.tokens import Words

_LONGEST_LABEL = 6
_FEWEST = 3  # words that are a statement
_NO_SPEAKERS = vocabulary.listed(
    """
    abstract analysis audio breaking by byline caption claim clarification correction date editor's exclusive fact
    headline key live location more note opinion photo poll question rating re read related report sign source
    sources subject summary tags time topic topics update updated verdict video watch
    """
)


def labelled(words: Words, first: int, last: int, inside: list[int]) -> Report | None:
    """Return what a paragraph says behind the label of its speaker; None where it has none, or quotes in marks."""
    colon = next((at for at in range(first, min(last, first + _LONGEST_LABEL)) if words.written[at] == ":"), None)
    if colon is None or colon == first or last - colon <= _FEWEST or inside[colon + 1] >= 0:
        return None
    label = words.written[first:colon]
    if not all(each[0].isupper() or each == "." for each in label) or any(
        each in _NO_SPEAKERS for each in words.low[first:colon]
    ):
        return None
    if not _is_somebody(label):
        return None
    return Report(Source(first, colon), None, ((colon + 1, last),), "speaker's label")


def _is_somebody(label: list[str]) -> bool:
    """Tell a speaker's label from a heading: in capitals, or with a title or a known first name."""
    if all(each.isupper() or each == "." for each in label):
        return True
    return label[0].lower() in vocabulary.TITLES or (len(label) > 1 and first_names.is_known(label[0]))

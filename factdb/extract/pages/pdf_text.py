"""Joins the lines of a PDF to paragraphs, without the heads, feet and numbers that every page repeats."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_EDGE = 3  # lines at the top and at the bottom of a page that can be its head or foot
_REPEATED = 0.5  # of the pages: a head may alternate between left and right pages
_LOOSE = 1.25  # times the usual distance between lines: a paragraph ends
_OTHER_SIZE = 0.1  # of the size of the letters: a heading
_INDENT = 0.8  # times the size of the letters: a paragraph begins
_FULL = 0.88  # of the width of the column: a shorter line ends a paragraph if it ends a sentence
_SENTENCE_END = re.compile(r"[.!?:\u2026\u3002\uff01\uff1f][\"'\u2019\u201c\u201d\u00bb)\]\u300d]*$")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w+(?:-\w+)*")
_CUT = re.compile(r"(\w+)([-\u00ad\u2010])$")
# A hyphen before one of these stands for the end of a later word: "two- and three-year".
_AFTER_LEFT_OUT = frozenset({"and", "or", "to", "und", "oder", "bzw", "og", "eller", "och", "en", "of"})
_WORD_START = re.compile(r"\w+")
# Scripts that write no spaces between words: a line's end is not one either.
_NO_SPACES = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Line(NamedTuple):
    """A line of a page: its text, its box in points from the left and the bottom, and the size of its letters."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Return the paragraphs of a PDF, in the order of the file."""
    body = without_repeated(lines)
    if not body:
        return []
    pitch = _usual_distance(body)
    widths = _columns(body)
    blocks = [[body[0]]]
    for above, below in pairwise(body):
        if _continues(above, below, pitch, widths):
            blocks[-1].append(below)
        else:
            blocks.append([below])
    words = Counter(word.casefold() for line in body for word in _WORD.findall(line.text))
    return [_joined([line.text for line in block], words) for block in blocks]


def largest_heading(lines: Sequence[Line]) -> str | None:
    """Return the lines in the largest letters of the first page, if they are larger than those of the text."""
    first = [line for line in lines if line.page == 0]
    if not first:
        return None
    largest = max(line.size for line in first)
    if largest < _usual_size(lines) * (1 + _OTHER_SIZE):
        return None
    return _joined([line.text for line in first if line.size > largest * (1 - _OTHER_SIZE)], Counter())


def without_repeated(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without those that stand at the same edge of many pages, whatever numbers are in them."""
    pages: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    edges = {number: _edges(page) for number, page in pages.items()}
    counts = Counter(key for page in edges.values() for key in set(page.values()))
    fewest = max(2, len(pages) * _REPEATED)
    return [
        line for number, page in pages.items() for line in page if counts[edges[number].get(line, ("", 0))] < fewest
    ]


def _edges(page: list[Line]) -> dict[Line, tuple[str, int]]:
    """Return the lines at the edges of a page, each with its words and its height, by which it is known again."""
    by_height = sorted(page, key=lambda line: -line.top)
    return {
        line: (_NUMBER.sub("0", line.text), round(line.top / 4)) for line in (*by_height[:_EDGE], *by_height[-_EDGE:])
    }


def _usual_size(lines: Iterable[Line]) -> float:
    """Return the size in which most letters are set."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0]


def _usual_distance(lines: Sequence[Line]) -> float:
    """Return the distance from line to line, as a multiple of the size of the letters."""
    steps = [
        (above.top - below.top) / above.size
        for above, below in pairwise(lines)
        if above.page == below.page and above.size == below.size and 0 < above.top - below.top < 4 * above.size
    ]
    return median(steps) if steps else 1.2


def _columns(lines: Iterable[Line]) -> dict[tuple[int, int], float]:
    """Return how far the lines that begin at one place of a page reach, by page and place."""
    ends: dict[tuple[int, int], float] = {}
    for line in lines:
        ends[_column(line)] = max(ends.get(_column(line), 0), line.right)
    return ends


def _column(line: Line) -> tuple[int, int]:
    return line.page, round(line.left / 10)


def _continues(above: Line, below: Line, pitch: float, ends: dict[tuple[int, int], float]) -> bool:
    """Return whether a line goes on with the paragraph of the line before it."""
    if abs(above.size - below.size) > _OTHER_SIZE * above.size:
        return False
    ends_sentence = bool(_SENTENCE_END.search(above.text))
    if above.page != below.page or below.top > above.bottom + above.size:  # a new page, or a new column
        return not ends_sentence
    step = above.top - below.top
    if abs(step) < above.size / 2:  # beside it: pieces of one line
        return True
    if step > pitch * above.size * _LOOSE:
        return False
    if below.left > above.left + _INDENT * above.size and ends_sentence:
        return False
    width = ends[_column(above)] - above.left
    return not (ends_sentence and above.right - above.left < width * _FULL)


def _joined(lines: list[str], words: Counter[str]) -> str:
    text = ""
    for line in lines:
        cut = _CUT.search(text)
        start = _WORD_START.match(line)
        if cut and start:
            text = text[: cut.start(2)] + _hyphen(cut, start[0], words) + line
        elif not text or (_NO_SPACES.match(text[-1]) and _NO_SPACES.match(line[:1])):
            text += line
        else:
            text += f" {line}"
    return " ".join(text.replace("\u00ad", "").split())


def _hyphen(cut: re.Match[str], rest: str, words: Counter[str]) -> str:
    """Return the hyphen between two lines, or nothing where it only parts one word: the document itself decides."""
    first, mark = cut[1].casefold(), cut[2]
    if rest.casefold() in _AFTER_LEFT_OUT and mark != "\u00ad":
        return f"{mark} "
    if mark == "\u00ad" or words[first + rest.casefold()]:
        return ""
    is_compound = words[f"{first}-{rest.casefold()}"] or (words[first] > 1 and words[rest.casefold()] > 1)
    return mark if is_compound or not rest[0].islower() or not first.isalpha() else ""


def lines_of(rows: Iterable[Sequence[object]]) -> Iterator[Line]:
    """Yield the lines that `pdf_child` wrote, without those that have no text."""
    for row in rows:
        line = Line(*row)  # type: ignore[arg-type]
        if line.text:
            yield line

"""Cuts texts for marking: an article at the passages of its claims, a quotation where its source says otherwise."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.domain.passages import Span
    from factdb.services.reads.document_types import ClaimSpan
    from factdb.services.reads.list_types import QuotationCheckRow


class Piece(NamedTuple):
    """A part of the text, with the claims whose passages it belongs to, and the claims that begin with it.

    `start` is its place in the text, in code points; `passages` are the other marked passages that it belongs to.
    """

    text: str
    claims: tuple[int, ...]
    begins: tuple[int, ...]
    start: int
    passages: tuple[Span, ...] = ()


def paragraphs(text: str, spans: Sequence[ClaimSpan], passages: Sequence[Span] = ()) -> list[list[Piece]]:
    """Return the paragraphs of a text, each cut where a passage begins or ends. Passages may overlap."""
    ends: list[list[Piece]] = [[]]
    for piece in _pieces(text, spans, passages):
        start = piece.start
        for n, line in enumerate(piece.text.split("\n")):
            part = piece._replace(text=line, start=start, begins=() if n else piece.begins)
            ends += [[part]] if n else []
            if not n:
                ends[-1].append(part)
            start += len(line) + 1
    # A space between two passages is a piece of its own: only paragraphs without any word are left out.
    return [
        [piece for piece in paragraph if piece.text]
        for paragraph in ends
        if any(piece.text.strip() for piece in paragraph)
    ]


def _pieces(text: str, spans: Sequence[ClaimSpan], passages: Sequence[Span]) -> Iterator[Piece]:
    claims = _Open([(span["start"], span["end"]) for span in spans])
    marked = _Open([(span.start, span.end) for span in passages])
    for start, end in itertools.pairwise(sorted({0, len(text), *claims.edges, *marked.edges})):
        begins = tuple(spans[n]["claim"] for n in claims.starting.get(start, ()))
        open_claims = tuple(spans[n]["claim"] for n in claims.move_to(start))
        yield Piece(text[start:end], open_claims, begins, start, tuple(passages[n] for n in marked.move_to(start)))


class _Open:
    """The stretches of a text that are open at a place, which moves from edge to edge: a long article has thousands."""

    def __init__(self, stretches: Sequence[tuple[int, int]]) -> None:
        self.starting: defaultdict[int, list[int]] = defaultdict(list)
        self._ending: defaultdict[int, list[int]] = defaultdict(list)
        self._numbers: set[int] = set()
        for n, (start, end) in enumerate(stretches):
            self.starting[start].append(n)
            self._ending[end].append(n)

    @property
    def edges(self) -> Iterator[int]:
        """The places where a stretch begins or ends."""
        return itertools.chain(self.starting, self._ending)

    def move_to(self, place: int) -> list[int]:
        """Move on to the next edge; return the stretches that are open behind it, by number."""
        self._numbers.update(self.starting.get(place, ()))
        self._numbers.difference_update(self._ending.get(place, ()))
        return sorted(self._numbers)


class Aligned(NamedTuple):
    """A stretch of a quotation beside the words of its source; `kind` is None where both say the same."""

    quoted: str
    source: str
    kind: str | None


def aligned(quotation: str, check: QuotationCheckRow) -> list[Aligned]:
    """Return a quotation and its source in stretches, for two lines one under the other."""
    stretches: list[Aligned] = []
    end = 0
    for change in sorted(check["changes"], key=lambda change: change["spans"]["quoted"] or [len(quotation)]):
        first, last = change["spans"]["quoted"] or (end, end)
        if first > end:
            stretches.append(Aligned(quotation[end:first], quotation[end:first], None))
        stretches.append(Aligned(quotation[first:last] or change["quoted"], change["source"], change["kind"]))
        end = max(end, last)
    if quotation[end:]:
        stretches.append(Aligned(quotation[end:], quotation[end:], None))
    return stretches

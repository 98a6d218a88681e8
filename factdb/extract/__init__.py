"""From the text of an article to the claims that it may hold: who said what, when and where; no database, no model.

`propose` reads a text; `factdb.extract.html_page.page` makes one of a page of HTML. Everything proposed is an exact
passage of the text that was handed in: `text[proposal.start:proposal.end] == proposal.text`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.dates import PartialDate
from factdb.domain.enums import Attribution, Basis, Precision
from factdb.extract import attribute, drafts, people, when, wording
from factdb.extract.proposal import Extractor, Mark, Proposal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from factdb.extract.attribute import Reading
    from factdb.extract.drafts import Draft

__all__ = ["Extractor", "Mark", "Proposal", "propose"]


def propose(
    text: str, published: dt.date | None = None, known: Callable[[str], Sequence[str]] | None = None
) -> list[Proposal]:
    """Return the claims that a text may hold, in its order, no passage twice.

    `published` is the day the article appeared; without it days are told from the article's own latest date, and
    their basis is `inferred`. `known` returns the full names of the speakers that the desk knows by a name or an
    office, for the day in question: one is the speaker, several are alternatives.
    """
    reading = attribute.read(text)
    day = published or when.anchor(reading.words)
    found = drafts.drafts(reading, people.people(reading.words, known), day)
    best: dict[tuple[int, int], Proposal] = {}
    for each in found:
        made = _proposal(reading, each, published, day)
        if (made.start, made.end) not in best or made.confidence > best[made.start, made.end].confidence:
            best[made.start, made.end] = made
    return list(best.values())


def _proposal(reading: Reading, draft: Draft, published: dt.date | None, day: dt.date | None) -> Proposal:
    words = reading.words
    parts = tuple(words.span(*part) for part in draft.parts)
    span = words.span(*draft.span)
    text = reading.words.text[span.start : span.end]
    attribution = _attribution(reading, draft)
    date, basis = _date(draft, published, day)
    low = [each for first, last in draft.parts for each in words.low[first:last] if each[0].isalnum() or each == "?"]
    written = [each for first, last in draft.parts for each in words.written[first:last] if each[0].isalnum()]
    cue = draft.statement.report.cue if draft.statement else None
    kind = wording.kind(low, cue.lemma if cue else "", attribution)
    meant = draft.meant
    named = bool(meant and meant.name and not draft.is_narration)
    score, reasons = wording.worth(low, written, kind, named=named)
    mention = draft.mention
    return Proposal(
        start=span.start,
        end=span.end,
        text=text,
        attribution=attribution,
        claim=wording.claim(words, draft),
        speaker=meant.name if meant and named else None,
        mention=" ".join(words.said(mention.first, mention.last).split()) if mention else None,
        said_on=date.day,
        said_precision=date.precision,
        said_basis=basis,
        occasion=draft.occasion,
        addressee=draft.addressee,
        kind=kind,
        worth=score,
        worth_reasons=reasons,
        rule=draft.rule,
        confidence=wording.confidence(draft),
        alternatives=meant.alternatives if meant else (),
        marks=tuple(sorted(draft.marks)),
        run=draft.run,
        parts=parts,
        mention_at=words.span(mention.first, mention.last) if mention else None,
    )


def _attribution(reading: Reading, draft: Draft) -> Attribution:
    """Tell how the article gives it: a quotation that begins in small letters is a part of the article's sentence."""
    if draft.is_narration:
        return Attribution.NARRATION
    inside = [reading.inside[at] >= 0 for first, last in draft.parts for at in range(first, last)]
    if not any(inside):
        return Attribution.PARAPHRASE
    first = draft.parts[0][0]
    begins_low = reading.words.written[min(first + 1, len(reading.words) - 1)][0].islower()
    return Attribution.DIRECT_QUOTE if inside[0] and inside[-1] and not begins_low else Attribution.PARTIAL_QUOTE


def _date(draft: Draft, published: dt.date | None, day: dt.date | None) -> tuple[PartialDate, Basis]:
    """Return the day of a statement: its own, else that of the article, of which day its own words are."""
    if draft.is_narration or draft.date.precision is Precision.UNKNOWN:
        draft.marks.add(Mark.YEAR_MISSING)
        date, basis = PartialDate(day, Precision.DAY if day else Precision.UNKNOWN), Basis.PUBLISHED
    else:
        date, basis = draft.date, draft.basis
    if published:
        draft.marks.discard(Mark.YEAR_MISSING)
    elif Mark.YEAR_MISSING in draft.marks:
        basis = Basis.INFERRED if date.day else Basis.NONE
    return date, basis

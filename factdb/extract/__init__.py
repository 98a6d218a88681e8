"""From the text of an article to the claims that it may hold: who said what, when and where; no database, no model.

`propose` reads a text; `factdb.extract.html_page.page` makes one of a page of HTML. Everything proposed is an exact
passage of the text that was handed in: `text[proposal.start:proposal.end] == proposal.text`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.dates import PartialDate
from factdb.domain.enums import Attribution, Basis, Precision
from factdb.extract import attribution, dates_in_text, drafts, people, wording
from factdb.extract.proposal import Extractor, Proposal, ProposalMark

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from factdb.extract.attribution import ArticleReading
    from factdb.extract.drafts import ProposalDraft

__all__ = ["Extractor", "Mark", "Proposal", "propose"]


def propose(
    text: str, published: dt.date | None = None, find_speakers: Callable[[str], Sequence[str]] | None = None
) -> list[Proposal]:
    """Return the claims that a text may hold, in its order, no passage twice.

    `published` is the day the article appeared; without it days are told from the article's own latest date, and
    their basis is `inferred`. `known` returns the full names of the speakers that the desk knows by a name or an
    office, for the day in question: one is the speaker, several are alternatives.
    """
    reading = attribution.read_article(text)
    day = published or dates_in_text.guess_publication_day(reading.words)
    proposal_drafts = drafts.make_drafts(reading, people.collect_people(reading.words, find_speakers), day)
    best: dict[tuple[int, int], Proposal] = {}
    for draft in proposal_drafts:
        proposal = _make_proposal(reading, draft, published, day)
        if (proposal.start, proposal.end) not in best or proposal.confidence > best[
            proposal.start, proposal.end
        ].confidence:
            best[proposal.start, proposal.end] = proposal
    return list(best.values())


def _make_proposal(
    reading: ArticleReading, draft: ProposalDraft, published: dt.date | None, day: dt.date | None
) -> Proposal:
    words = reading.words
    parts = tuple(words.span(*part) for part in draft.parts)
    span = words.span(*draft.span)
    text = reading.words.text[span.start : span.end]
    attribution = _attribution(reading, draft)
    date, basis = _date(draft, published, day)
    low = [word for first, last in draft.parts for word in words.low[first:last] if word[0].isalnum() or word == "?"]
    written = [word for first, last in draft.parts for word in words.written[first:last] if word[0].isalnum()]
    cue = draft.statement.report.cue if draft.statement else None
    kind = wording.claim_kind(low, cue.lemma if cue else "", attribution)
    referent = draft.referent
    named = bool(referent and referent.name and not draft.is_narration)
    score, reasons = wording.claim_worth(low, written, kind, named=named)
    mention = draft.mention
    return Proposal(
        start=span.start,
        end=span.end,
        text=text,
        attribution=attribution,
        claim=wording.claim_sentence(words, draft),
        speaker=referent.name if referent and named else None,
        mention=" ".join(words.text_between(mention.first, mention.last).split()) if mention else None,
        said_on=date.day,
        said_precision=date.precision,
        said_basis=basis,
        occasion=draft.occasion,
        addressee=draft.addressee,
        kind=kind,
        worth=score,
        worth_reasons=reasons,
        rule=draft.rule,
        confidence=wording.draft_confidence(draft),
        alternatives=referent.alternatives if referent else (),
        marks=tuple(sorted(draft.marks)),
        run=draft.run,
        parts=parts,
        mention_at=words.span(mention.first, mention.last) if mention else None,
    )


def _attribution(reading: ArticleReading, draft: ProposalDraft) -> Attribution:
    """Tell how the article gives it: a quotation that begins in small letters is a part of the article's sentence."""
    if draft.is_narration:
        return Attribution.NARRATION
    inside = [reading.inside[at] >= 0 for first, last in draft.parts for at in range(first, last)]
    if not any(inside):
        return Attribution.PARAPHRASE
    first = draft.parts[0][0]
    begins_low = reading.words.written[min(first + 1, len(reading.words) - 1)][0].islower()
    return Attribution.DIRECT_QUOTE if inside[0] and inside[-1] and not begins_low else Attribution.PARTIAL_QUOTE


def _date(draft: ProposalDraft, published: dt.date | None, day: dt.date | None) -> tuple[PartialDate, Basis]:
    """Return the day of a statement: its own, else that of the article, of which day its own words are."""
    if draft.is_narration or draft.date.precision is Precision.UNKNOWN:
        draft.marks.add(ProposalMark.YEAR_MISSING)
        date, basis = PartialDate(day, Precision.DAY if day else Precision.UNKNOWN), Basis.PUBLISHED
    else:
        date, basis = draft.date, draft.basis
    if published:
        draft.marks.discard(ProposalMark.YEAR_MISSING)
    elif ProposalMark.YEAR_MISSING in draft.marks:
        basis = Basis.INFERRED if date.day else Basis.NONE
    return date, basis

"""Extraction: from the text of an article to proposed claims: who said what, when and where. No database, no model.

In: the text of an article, the day it was published, and a function that looks up speakers of the desk. Out: a list of
`Proposal`, each an exact passage of the text (`text[proposal.start:proposal.end] == proposal.text`) with its speaker,
date, occasion, kind, the reasons for proposing it, and marks for a person who decides.

`propose` does all of it; the room `pages` gives it the text of a file: HTML, PDF, captions or plain. The room
`transcripts` reads what says who speaks, turn by turn; all other texts go through the modules, in the order of the
work:

- `tokens` cuts the text into words, paragraphs and sentences; `vocabulary` and `verbs` are its word lists.
- `quotations` finds what is in quotation marks, also where a mark is missing or wrong.
- `speaker_phrases` finds the words that name who speaks, before a verb or after it.
- `cues` finds the verbs of saying in a sentence, each with its subject.
- `frames` finds where a statement begins near such a verb, `extents` where it ends.
- `sentence_reports` says who said what in a sentence; `other_reports` does so where there is no verb of
  saying: "according to", a colon, a signature, a speaker's label.
- `attribution` does this for the whole text, and gives each other quotation to the speaker next to it.
- `names_in_text` collects the people and bodies that are named in full; `people` says who is meant by "Ms. Lee",
  "the mayor" or "she".
- `dates_in_text` and `occasions` find when and where something was said.
- `narration` finds what the article asserts by itself.
- `drafts` brings these together, statement by statement; `wording` writes the claim as a sentence, and finds its
  kind and how sure it is; `proposal` defines a proposal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.dates import PartialDate
from factdb.domain.enums import Attribution, Basis, Precision
from factdb.extract import attribution, dates_in_text, drafts, people, wording
from factdb.extract.proposal import Extractor, Proposal, ProposalMark
from factdb.extract.transcripts import turn_drafts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from factdb.extract.attribution import ArticleReading
    from factdb.extract.drafts import ProposalDraft

__all__ = ["Extractor", "Proposal", "ProposalMark", "propose"]


def propose(
    text: str, published: dt.date | None = None, find_speakers: Callable[[str], Sequence[str]] | None = None
) -> list[Proposal]:
    """Return the claims that a text may contain, in the order of the text, no passage twice.

    `published` is the day the article appeared; without it days are inferred from the article's own latest date, and
    their basis is `inferred`. `find_speakers` returns the full names of the speakers that the desk knows by a name or
    an office, for the day in question: one is the speaker, several are alternatives.
    """
    day = published
    if spoken := turn_drafts.read(text, published, find_speakers):
        reading, proposal_drafts = spoken
    else:
        reading = attribution.read_article(text)
        day = published or dates_in_text.guess_publication_day(reading.words)
        proposal_drafts = drafts.make_drafts(reading, people.collect_people(reading, find_speakers), day)
    is_long = spoken is None and len(text.split()) > wording.SHORT_ARTICLE
    # Two rules may find one passage; people are asked about it once, by the surer rule.
    best: dict[tuple[int, int], Proposal] = {}
    for draft in proposal_drafts:
        proposal = _make_proposal(reading, draft, published, day, is_long=is_long)
        place = proposal.start, proposal.end
        if place not in best or proposal.confidence > best[place].confidence:
            best[place] = proposal
    return list(best.values())


def _make_proposal(
    reading: ArticleReading, draft: ProposalDraft, published: dt.date | None, day: dt.date | None, *, is_long: bool
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
        is_minor=draft.is_minor or (is_long and draft.statement is None and score < wording.LEAST_WORTH),
    )


def _attribution(reading: ArticleReading, draft: ProposalDraft) -> Attribution:
    """Return how the article gives a statement: a quotation that begins in small letters is a part of its sentence."""
    if draft.is_narration:
        return Attribution.NARRATION
    if draft.is_spoken:
        return Attribution.DIRECT_QUOTE
    inside = [reading.inside[at] >= 0 for first, last in draft.parts for at in range(first, last)]
    if not any(inside):
        return Attribution.PARAPHRASE
    first = draft.parts[0][0]
    begins_low = reading.words.written[min(first + 1, len(reading.words) - 1)][0].islower()
    return Attribution.DIRECT_QUOTE if inside[0] and inside[-1] and not begins_low else Attribution.PARTIAL_QUOTE


def _date(draft: ProposalDraft, published: dt.date | None, day: dt.date | None) -> tuple[PartialDate, Basis]:
    """Return the day of a statement: its own, else that of the article, of which day its own words are."""
    is_own = draft.referent is None or draft.is_silence  # an unnamed source says it on a day of its own
    if is_own or draft.date.precision is Precision.UNKNOWN:
        draft.marks.add(ProposalMark.YEAR_MISSING)
        date, basis = PartialDate(day, Precision.DAY if day else Precision.UNKNOWN), Basis.PUBLISHED
    else:
        date, basis = draft.date, draft.basis
    if published:
        draft.marks.discard(ProposalMark.YEAR_MISSING)
    elif ProposalMark.YEAR_MISSING in draft.marks:
        basis = Basis.INFERRED if date.day else Basis.NONE
    return date, basis

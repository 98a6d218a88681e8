"""Proposes the claims of a text: reads it, drafts its statements, and writes a proposal for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factdb.domain.dates import PartialDate
from factdb.domain.enums import Attribution, Basis, Precision
from factdb.extract import attribution, dates_in_text, drafts, wording
from factdb.extract.claims import standalone
from factdb.extract.claims.article_mentions import ArticleMentions
from factdb.extract.names import people
from factdb.extract.proposal import Proposal, ProposalMark
from factdb.extract.transcripts import turn_drafts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from factdb.extract.attribution import ArticleReading
    from factdb.extract.drafts import ProposalDraft
    from factdb.extract.names.people import ArticlePeople
    from factdb.extract.tokens import ArticleWords
    from factdb.extract.wording import StatementWords


class _TextRead(NamedTuple):
    """A text as read: an article, or a transcript, which has no words of its own."""

    reading: ArticleReading
    people: ArticlePeople
    drafts: list[ProposalDraft]
    day: dt.date | None
    is_long_article: bool


def propose(
    text: str, published: dt.date | None, find_speakers: Callable[[str], Sequence[str]] | None
) -> list[Proposal]:
    """Return the claims that a text may contain; see `factdb.extract.propose`."""
    text_read = _read(text, published, find_speakers)
    mentions = ArticleMentions(text_read.reading, text_read.people, published)
    # Two rules may find one passage; people are asked about it once, by the surer rule.
    best: dict[tuple[int, int], Proposal] = {}
    for before, draft in zip([None, *text_read.drafts], text_read.drafts, strict=False):
        claim = standalone.claim_sentence(mentions, draft, before)
        if not claim:
            continue
        proposal = _make_proposal(text_read, draft, claim, published)
        place = proposal.start, proposal.end
        if place not in best or proposal.confidence > best[place].confidence:
            best[place] = proposal
    return list(best.values())


def _read(text: str, published: dt.date | None, find_speakers: Callable[[str], Sequence[str]] | None) -> _TextRead:
    if spoken := turn_drafts.read(text, published, find_speakers):
        reading, spoken_drafts = spoken
        speakers = people.collect_people(reading, find_speakers)
        return _TextRead(reading, speakers, spoken_drafts, published, is_long_article=False)
    reading = attribution.read_article(text)
    day = published or dates_in_text.guess_publication_day(reading.words)
    speakers = people.collect_people(reading, find_speakers)
    article_drafts = drafts.make_drafts(reading, speakers, day)
    return _TextRead(reading, speakers, article_drafts, day, len(text.split()) > wording.SHORT_ARTICLE)


def _make_proposal(text_read: _TextRead, draft: ProposalDraft, claim: str, published: dt.date | None) -> Proposal:
    reading = text_read.reading
    words = reading.words
    parts = tuple(words.span(*part) for part in draft.parts)
    span = words.span(*draft.span)
    text = words.text[span.start : span.end]
    attribution = _attribution(reading, draft)
    date, basis = _date(draft, published, text_read.day)
    statement = _words_of(words, draft.parts)
    cue = draft.statement.report.cue if draft.statement else None
    kind = wording.claim_kind(statement, cue.lemma if cue else "", attribution)
    referent = draft.referent
    named = bool(referent and referent.name and not draft.is_narration)
    score, reasons = wording.claim_worth(statement, kind, named=named)
    mention = draft.mention
    return Proposal(
        start=span.start,
        end=span.end,
        text=text,
        attribution=attribution,
        claim=claim,
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
        is_minor=draft.is_minor
        or (text_read.is_long_article and draft.statement is None and score < wording.LEAST_WORTH),
    )


def _words_of(words: ArticleWords, parts: list[tuple[int, int]]) -> StatementWords:
    """Return the words of a statement without its marks, but with the question mark."""
    low = [word for first, last in parts for word in words.low[first:last] if word[0].isalnum() or word == "?"]
    written = [word for first, last in parts for word in words.written[first:last] if word[0].isalnum()]
    return wording.read_words(low, written)


def _attribution(reading: ArticleReading, draft: ProposalDraft) -> Attribution:
    """Return how the article gives a statement: a quotation that begins in small letters is a part of its sentence."""
    if draft.is_narration:
        return Attribution.NARRATION
    if draft.is_verbatim:
        return Attribution.DIRECT_QUOTE
    inside, parts = reading.inside, draft.parts
    if all(max(inside[first:last]) < 0 for first, last in parts):
        return Attribution.PARAPHRASE
    first, last = parts[0][0], parts[-1][1] - 1
    begins_low = reading.words.written[min(first + 1, len(reading.words) - 1)][0].islower()
    is_quoted = inside[first] >= 0 and inside[last] >= 0
    return Attribution.DIRECT_QUOTE if is_quoted and not begins_low else Attribution.PARTIAL_QUOTE


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

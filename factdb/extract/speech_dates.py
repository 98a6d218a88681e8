"""Finds on which day something was said: the date of the verb of saying, or that of the sentences before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from factdb.domain.dates import PartialDate
from factdb.domain.enums import Basis, Precision
from factdb.extract import dates_in_text, verbs, vocabulary
from factdb.extract.proposal import ProposalMark
from factdb.extract.verbs import Inflection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.extract.attribution import ArticleReading
    from factdb.extract.cues import SpeechCue
    from factdb.extract.dates_in_text import DateMention
    from factdb.extract.drafts import ProposalDraft
    from factdb.extract.names.people import ArticlePeople

_NEAR = 4  # paragraphs within which a speaker goes on at the same occasion
_NEXT = 2  # paragraphs within which others speak on the day that was named last
_LONGEST_LINK = 10  # words between a verb of saying and the year or month in which it was
_LONGEST_LEAD = 6  # words and marks at the beginning of a sentence that say when: "In 2009,"
_LONGEST_DESCRIPTION = 3  # words of "2016 sworn deposition" behind the year
# Before these, several people speak on one occasion, one after another.
_SESSIONS = vocabulary.word_set(
    """
    assembly commission committee conference congress council court hearing inquiry judge jury jurors lawmakers meeting
    panel parliament rally senate senators summit symposium tribunal
    """
)
_RELATIVE = frozenset({"who", "which", "whose", "where", "when", "that", "whom"})
_NO_DAY_BEHIND = frozenset({"since", "until", "till", "through", "by", "before", "from", "between", "next", "coming"})
# What was published or sent on a day says on that day what it says.
_PUBLISHED = vocabulary.word_set(
    "released published issued posted aired delivered submitted sent dated broadcast filed conducted written recorded"
)
_OF_SPEAKING = verbs.VERBS.keys() | vocabulary.EVENTS | {"statement", "statements", "letter", "spoke"}
_DAY_PARTS = frozenset({"morning", "afternoon", "evening", "night"})
_DAY = dt.timedelta(days=1)


def date_of_saying(
    reading: ArticleReading, draft: ProposalDraft, ranges: Sequence[tuple[int, int]], published: dt.date | None
) -> DateMention | None:
    """Return the date on which a statement was made, by the words of its sentence in which nobody speaks."""
    statement = draft.statement
    if statement is None:
        return None
    words, cue = reading.words, statement.report.cue
    first = statement.sentence.first
    mentions = [date for start, end in ranges for date in dates_in_text.find_dates(words, start, end, published)]
    dates = [date for date in mentions if _is_of_verb(reading, date, cue, first, published)]
    if not dates and (later := _later_than_anchor(reading, first, published)):
        return later
    near = cue.at if cue else first
    return min(dates, key=lambda date: abs(date.first - near), default=None)


def _is_of_verb(
    reading: ArticleReading, mention: DateMention, cue: SpeechCue | None, first: int, published: dt.date | None
) -> bool:
    """Return whether a date says when somebody spoke, and not when something happened of which a clause tells."""
    words, at = reading.words, mention.first
    if published is not None and mention.date.day is not None and mention.date.day > published:
        return False
    before = _word_before(words.low, at)
    behind = words.low[mention.last : mention.last + 1]  # empty where the text ends with the date
    is_topic = before in {"of", "about"} and not vocabulary.GENITIVES.isdisjoint(behind)  # "said of Friday's vote"
    if before in _NO_DAY_BEHIND or is_topic:
        return False
    clause = _clause_start(reading, at, first)
    if any(words.low[place] in _RELATIVE for place in range(clause, at)) and not (cue and clause <= cue.at < at):
        return False
    if _is_of_past_event(words.low, words.written, at, cue) or (cue is not None and _describes_event(reading, mention)):
        return False
    if mention.date.precision is Precision.DAY or mention.date.precision is Precision.UNKNOWN:
        return True
    return cue is None or _is_lead(words.low, mention, first) or _is_beside_verb(words.low, mention, cue)


def _is_lead(low: list[str], mention: DateMention, first: int) -> bool:
    """Return whether a date is in what leads up to a sentence: "In 2009,", "In a case before the court last year,"."""
    if mention.first - first < _LONGEST_LEAD:
        return True
    is_closed = low[mention.last : mention.last + 1] == [","]
    return is_closed and not any(vocabulary.may_be_verb(low[at]) for at in range(first, mention.first))


def _is_beside_verb(low: list[str], mention: DateMention, cue: SpeechCue) -> bool:
    """Return whether a year or month is right behind a verb of saying or before it, or that of a speech or document."""
    if cue.last <= mention.first <= cue.last + _LONGEST_LINK or 0 <= cue.first - mention.last <= 1:
        return True
    return _names_speech(low[mention.last : mention.last + _LONGEST_DESCRIPTION])


def _names_speech(words: list[str]) -> bool:
    """Return whether one of the words behind a date is an occasion of speaking or a document."""
    return any(word in vocabulary.EVENTS or word in vocabulary.DOCUMENTS for word in words)


def _describes_event(reading: ArticleReading, mention: DateMention) -> bool:
    """Return whether a date only says which thing is meant: "the 7 October attack", but not "the 7 October hearing"."""
    words, last = reading.words, mention.last
    if mention.first == 0 or words.low[mention.first - 1] not in {"the", "a", "an"} or last >= len(words):
        return False
    behind = words.written[last : last + _LONGEST_DESCRIPTION]
    if not behind[0][0].islower() or behind[0] in _DAY_PARTS or behind[0] in vocabulary.PREPOSITIONS:
        return False
    return not _names_speech(behind)


def _word_before(low: list[str], at: int) -> str:
    """Return the word before a date, past its preposition's article: "since the" is "since"."""
    place = at - 1
    while place > 0 and low[place] in {"the", "last", "this", "late", "early", "mid"}:
        place -= 1
    return low[place] if place >= 0 else ""


def _clause_start(reading: ArticleReading, at: int, first: int) -> int:
    """Return where the clause of a date begins: behind the comma or the dash before it."""
    for place in range(at - 1, first, -1):
        if reading.words.written[place] in {",", ";", "\u2014", "\u2013", "--", "(", ")"}:
            return place + 1
    return first


def _is_of_past_event(low: list[str], written: list[str], at: int, cue: SpeechCue | None) -> bool:
    """Return whether a date says when something was done: "founded in 1985", "elected on Monday"."""
    place = at - 1 - (low[at - 1] in vocabulary.PREPOSITIONS)
    if place < 0 or (cue is not None and cue.first <= place < cue.last):
        return False
    word = low[place]
    is_done = (word.endswith("ed") or word in vocabulary.COMMON_PAST) and written[place][0].islower()
    return is_done and word not in _PUBLISHED and word not in vocabulary.AUXILIARIES


def _later_than_anchor(reading: ArticleReading, first: int, published: dt.date | None) -> DateMention | None:
    """Return the date of a sentence that begins with "The following year", counted from the date before."""
    words = reading.words
    step = _step(words.low[first : first + _LONGEST_LEAD])
    if step is None:
        return None
    number = reading.sentence_at[first]
    start = max(0, first - 1)
    while start > 0 and reading.sentence_at[start - 1] >= number - _NEAR:
        start -= 1
    before = [
        date
        for date in dates_in_text.find_dates(words, start, first, published)
        if date.date.day is not None and reading.inside[date.first] < 0
    ]
    if not before:
        return None
    date = _moved(before[-1].date, *step)
    if date is None or (published is not None and date.day is not None and date.day > published):
        return None
    return dates_in_text.DateMention(date, Basis.INFERRED, first, first + 1, before[-1].relative)


_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}


def _step(lead: list[str]) -> tuple[int, str] | None:
    """Return how many days, months or years the beginning of a sentence counts on: "Two days later"."""
    match lead:
        case ["the", "following" | "next", ("day" | "month" | "year") as unit, *_]:
            return 1, unit
        case ["the", ("day" | "month" | "year") as unit, "after", *_]:
            return 1, unit
        case [("the" | "that") as word, "same" | "day", *rest] if word == "that" or rest[:1] == ["day"]:
            return 0, "day"
        case [number, ("day" | "days" | "month" | "months" | "year" | "years") as unit, "later" | "after", *_]:
            return (_NUMBERS[number], unit.rstrip("s")) if number in _NUMBERS else None
        case _:
            return None


def _moved(date: PartialDate, number: int, unit: str) -> PartialDate | None:
    """Return a date some days, months or years later, no surer than both."""
    day = date.day
    if day is None or (unit == "day" and date.precision is not Precision.DAY):
        return None
    if unit == "day":
        return PartialDate(day + number * _DAY, Precision.DAY)
    if unit == "year":
        return (
            PartialDate(dt.date(day.year + number, 1, 1), Precision.YEAR) if day.year + number <= dt.MAXYEAR else None
        )
    if date.precision is Precision.YEAR:
        return None
    months = day.year * 12 + day.month - 1 + number
    return PartialDate(dt.date(months // 12, months % 12 + 1, 1), Precision.MONTH)


def carry_dates(
    reading: ArticleReading,
    people: ArticlePeople,
    proposal_drafts: list[ProposalDraft],
    headings: set[int],
    published: dt.date | None,
) -> None:
    """Carry the day on to the sentences that follow: a day is named once, and all say it on that day.

    It goes on for the same speaker, and for others in a session where one speaks after another; not past a heading, not
    to who speaks in the present, and not to another date.
    """
    lender: ProposalDraft | None = None
    last, in_session = 0, False
    elsewhere: set[str | None] = set()  # who spoke without a date before: not in the session
    for draft in proposal_drafts:
        if draft.paragraph - last > _NEXT or any(number in headings for number in range(last, draft.paragraph)):
            lender, in_session = None, False
        if draft.date.precision is Precision.DAY:
            lender = draft
            in_session = in_session or _is_in_session(reading, draft)
        elif draft.date.precision is not Precision.UNKNOWN:
            lender, in_session = draft, False
        elif lender is not None and _goes_on(reading, lender, draft):
            name = draft.referent.name if draft.referent else None
            is_heard = (in_session and name not in elsewhere) or _is_in_session(reading, draft)
            if _is_same_speaker(lender, draft) or (is_heard and lender.date.precision is Precision.DAY):
                lend_date(lender, draft)
        if draft.date.precision is Precision.UNKNOWN and (date := _date_before(reading, people, draft, published)):
            draft.date, draft.basis = date.date, Basis.INFERRED
            draft.marks |= {ProposalMark.DATE_ELSEWHERE} | ({ProposalMark.YEAR_MISSING} if date.relative else set())
            lender = draft
        if draft.date.precision is Precision.UNKNOWN and draft.referent:
            elsewhere.add(draft.referent.name)
        if lender is not None and draft.date == lender.date:
            last = draft.paragraph


def _date_before(
    reading: ArticleReading, people: ArticlePeople, draft: ProposalDraft, published: dt.date | None
) -> DateMention | None:
    """Return the day of the sentence before, if the same speaker used words in it: "Lee denounced it on Friday"."""
    statement = draft.statement
    if statement is None or draft.referent is None or draft.referent.name is None:
        return None
    number = reading.sentence_at[statement.sentence.first] - 1
    first, last = statement.sentence.first, statement.sentence.first
    while first > reading.paragraphs[draft.paragraph][0] and reading.sentence_at[first - 1] == number:
        first -= 1
    if first == last or not people.is_subject(draft.referent.name, number):
        return None
    if _OF_SPEAKING.isdisjoint(reading.words.low[first:last]):
        return None
    days = [
        date
        for date in dates_in_text.find_dates(reading.words, first, last, published)
        if date.date.precision is Precision.DAY and _is_of_verb(reading, date, None, first, published)
    ]
    return days[0] if days else None


def _is_same_speaker(lender: ProposalDraft, draft: ProposalDraft) -> bool:
    """Return whether the same one goes on; a year or month does not reach as far as a day."""
    name = draft.referent.name if draft.referent else None
    if name is None or lender.referent is None or name != lender.referent.name:
        return False
    return lender.date.precision is Precision.DAY or draft.paragraph - lender.paragraph <= 1


def _is_in_session(reading: ArticleReading, draft: ProposalDraft) -> bool:
    """Return whether somebody speaks before a court, a committee or the like."""
    addressee = draft.statement.report.addressee if draft.statement else None
    heard = reading.words.low[slice(*addressee)] if addressee else []
    event = (draft.occasion or "").lower().split()
    return any(word in _SESSIONS for word in [*heard, *event])


def _goes_on(reading: ArticleReading, lender: ProposalDraft, draft: ProposalDraft) -> bool:
    if is_in_present(draft):
        return False
    # "told the Orr Post": somebody speaks to a newspaper, not at the event.
    addressee = draft.statement.report.addressee if draft.statement else None
    if draft.referent != lender.referent and draft.occasion not in {None, lender.occasion}:
        return False
    if addressee is not None and draft.referent != lender.referent:
        return not reading.words.written[addressee[1] - 1][0].isupper()
    return True


def is_in_present(draft: ProposalDraft) -> bool:
    """Return whether somebody says something as the article appears: "the bank expects"."""
    cue = draft.statement.report.cue if draft.statement else None
    return cue is not None and cue.form is Inflection.PRESENT


def lend_date(lender: ProposalDraft, borrower: ProposalDraft) -> None:
    """Give a statement the day of another one, and mark that it has it from there."""
    borrower.date, borrower.basis = lender.date, Basis.INFERRED
    borrower.marks |= {ProposalMark.DATE_ELSEWHERE} | (lender.marks & {ProposalMark.YEAR_MISSING})

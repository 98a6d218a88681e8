"""Says of one sentence who is reported in it to have said what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import cues, extents, frames, other_reports, sources, verbs, vocabulary
from factdb.extract.frames import Report
from factdb.extract.verbs import Manner

if TYPE_CHECKING:
    from factdb.extract.cues import Cue
    from factdb.extract.frames import Sentence
    from factdb.extract.sources import Source
    from factdb.extract.tokens import Words

_MOST_SOURCE = 30
_MOST_LEADING = 60
_FEWEST = 3  # words that say something
_PLAIN = frozenset({"say", "tell", "note", "argue"})
_NEAR_VERB = 9  # words of a clause's begin in which its helper verb stands
_ENDS_REPORT = vocabulary.DAY_WORDS | {"who", "which", "whose", "but", "and"}
_CLAUSES = frozenset({"whether", "if", "how", "why", "what", "who", "where"})


def reports(sentence: Sentence) -> list[Report]:
    """Return what a sentence reports, in the order of its verbs."""
    found = list(other_reports.according(sentence))
    all_cues = cues.cues(sentence.words, sentence.first, sentence.last, sentence.inside)
    for number, cue in enumerate(all_cues):
        report = _report(sentence, cue, all_cues[number + 1 :], found)
        if report is not None:
            found.append(report)
    return [*found, *other_reports.without_verb(sentence, found)]


def _report(sentence: Sentence, cue: Cue, later: list[Cue], found: list[Report]) -> Report | None:
    behind_verb = frames.inverted(sentence, cue)
    if behind_verb is not None and _may_be_said(sentence, cue, cue.first):
        return _after_what_was_said(sentence, cue, behind_verb, cue.first, None)
    start, addressee = frames.behind(sentence, cue)
    if cue.dependent or cue.source is None:
        return _dependent(sentence, cue, start, later, found, addressee)
    before = _before_speaker(sentence, cue, cue.source, start)
    if before is not None:
        return before._replace(addressee=addressee)
    if start is None and _is_lead_before(sentence, cue, cue.source):
        start = cue.last + 1
    side: Source | None = cue.source
    if start is None and cue.speaks:
        start, side = _behind_as(sentence, cue, cue.source), None
    if start is None or not _fits(sentence, cue, start):
        return None
    content = extents.until(sentence, start, later, side)
    return Report(cue.source, cue, (content,), _rule(sentence, start), addressee)


def _rule(sentence: Sentence, start: int) -> str:
    return "speaker, verb, quotation" if sentence.quoted(start) else "speaker, verb, clause"


def _before_speaker(sentence: Sentence, cue: Cue, source: Source, start: int | None) -> Report | None:
    """Return what was said before "he said", unless what stands behind the verb was: `start` is where."""
    at = source.first
    if not cue.speaks or at <= sentence.first:
        return None
    in_marks = sentence.inside[at - 1] >= 0
    if not in_marks and sentence.words.written[at - 1] not in extents.LEFT_OF_SPEAKER:
        return None
    quotation = start if start is not None and sentence.quoted(start) else None
    if start is not None and quotation is None and not in_marks:
        return None
    interrupted = _interrupted(sentence, cue, source)
    if interrupted or not _may_be_said(sentence, cue, at):
        return interrupted
    return _after_what_was_said(sentence, cue, source, at, quotation)


def _is_lead_before(sentence: Sentence, cue: Cue, source: Source) -> bool:
    """Tell whether a statement follows "In 2008, Mr. Lee said," though a comma parts it from the verb."""
    if source.first <= sentence.first or not cue.speaks or cue.lemma in verbs.WEAK:
        return False
    written = sentence.words.written
    follows = cue.last + 1 < sentence.end() and written[cue.last] == ","
    return follows and written[source.first - 1] == "," and extents.is_adverbial(sentence, source.first - 1)


def _behind_as(sentence: Sentence, cue: Cue, source: Source) -> int | None:
    """Return where a statement begins behind "As Mr. Lee put it last week,"."""
    words = sentence.words
    if source.first != sentence.first + 1 or words.low[sentence.first] != "as":
        return None
    near = range(cue.last, min(sentence.end() - 1, cue.last + _MOST_SOURCE))
    return next((at + 1 for at in near if words.written[at] == "," and sentence.inside[at] < 0), None)


def _may_be_said(sentence: Sentence, cue: Cue, before: int) -> bool:
    """Tell whether the words before a speaker can be a statement: a quotation, or a clause with a plain verb."""
    end = extents.ends_before(sentence, before)
    if extents.names_title(sentence, end):
        return False
    if any(sentence.inside[at] >= 0 for at in range(sentence.first, end)):
        return True
    return cue.lemma not in verbs.WEAK and extents.has_verb(sentence, sentence.first, end)


def _interrupted(sentence: Sentence, cue: Cue, source: Source) -> Report | None:
    """Return "The trouble, aides said, is the price": a clause with its speaker between subject and verb."""
    words, at, before = sentence.words, cue.last, source.first
    if at + 2 >= sentence.end() or words.written[at] != "," or sentence.inside[before - 1] >= 0:
        return None
    low = words.low[at + 1]
    goes_on = not ((low.endswith("ing") and low in verbs.VERBS) or low in _ENDS_REPORT or sentence.quoted(at + 1))
    if not goes_on or cue.lemma in verbs.WEAK or before - 1 <= sentence.first:
        return None
    content = (sentence.first, before - 1), (at + 1, sentence.end())
    return Report(source, cue, content, "speaker within a clause")


def _after_what_was_said(
    sentence: Sentence, cue: Cue, source: Source, before: int, quotation: int | None
) -> Report | None:
    """Return "A, he said" and, where a quotation follows, "A, he said, B" as one report."""
    left = extents.left(sentence, before)
    if left is None or not (_is_quoted(sentence, left) or sources.is_speaker_like(sentence.words, source)):
        return None
    if quotation is None:
        split = _split_quotation(sentence, source, cue) or _goes_on(sentence, cue)
        return Report(source, cue, (left, *split), "what was said, speaker")
    if sentence.inside[left[1] - 1] < 0 or sentence.inside[left[0]] < 0:
        return None
    return Report(source, cue, (left, (quotation, extents.quotation_end(sentence, quotation, []))), "split quotation")


def _is_quoted(sentence: Sentence, part: tuple[int, int]) -> bool:
    return any(sentence.inside[at] >= 0 for at in range(*part))


def _goes_on(sentence: Sentence, cue: Cue) -> tuple[tuple[int, int], ...]:
    """Return what follows "he said, that" behind words that were said."""
    at = cue.last
    if at + 2 < sentence.end() and sentence.words.written[at] == "," and sentence.words.low[at + 1] == "that":
        return ((at + 1, sentence.end()),)
    return ()


def _split_quotation(sentence: Sentence, source: Source, cue: Cue) -> tuple[tuple[int, int], ...]:
    """Return the quotation that goes on behind "said Smith,"."""
    first = max(source.last, cue.last)
    near = range(first, min(sentence.last, first + _MOST_SOURCE))
    at = next((at for at in near if sentence.quoted(at)), None)
    if at is not None and sentence.words.written[at - 1] in {",", ":"}:
        return ((at, extents.quotation_end(sentence, at, [])),)
    return ()


def _fits(sentence: Sentence, cue: Cue, start: int) -> bool:
    """Tell whether what stands behind a verb is what it asks for."""
    words = sentence.words
    if sentence.end() - start < 1 or _says_little(sentence, cue, start):
        return False
    low, previous = words.low[start], words.low[start - 1]
    if low == "to":
        return Manner.INTEND in cue.manners
    if previous == ":" or _is_behind_that(words, start) or sentence.quoted(start) or low in _CLAUSES:
        return True
    if Manner.JUDGE in cue.manners or (Manner.TELL in cue.manners and cue.lemma not in verbs.WEAK):
        return True
    bare = cue.lemma not in verbs.MUTE and _is_clause(sentence, start)
    return bare or (Manner.SAY in cue.manners and cue.lemma not in verbs.WEAK)


def _is_behind_that(words: Words, at: int) -> bool:
    """Tell whether "that" stands before a word, or "that," does: "said that, in time, it will break"."""
    return words.low[at - 1] == "that" or words.low[at - 2 : at] == ["that", ","]


def _says_little(sentence: Sentence, cue: Cue, start: int) -> bool:
    """Tell whether what follows a verb is too short, or its subject no speaker, without quotation or "that"."""
    words = sentence.words
    if sentence.quoted(start) or _is_behind_that(words, start):
        return False
    if sentence.end() - start < _FEWEST and words.low[start] not in vocabulary.SUBJECTS:
        return True
    return cue.source is not None and cue.lemma not in _PLAIN and not sources.is_speaker_like(words, cue.source)


def _is_clause(sentence: Sentence, start: int) -> bool:
    """Tell whether words begin a clause: a subject, and a verb's helper soon behind it."""
    low = sentence.words.low
    if low[start] in vocabulary.SUBJECTS or low[start] == "there":
        return True
    return any(low[at] in vocabulary.AUXILIARIES for at in range(start, min(sentence.end(), start + _NEAR_VERB)))


def _dependent(
    sentence: Sentence,
    cue: Cue,
    start: int | None,
    later: list[Cue],
    found: list[Report],
    addressee: tuple[int, int] | None,
) -> Report | None:
    if start is None or not _fits(sentence, cue, start):
        return None
    if cue.first == sentence.first:
        return _leading(sentence, cue, start)
    source = found[-1].source if found else other_reports.subject(sentence, cue.first)
    if source is None:
        return None
    return Report(source, cue, (extents.until(sentence, start, later),), "and he added", addressee)


def _leading(sentence: Sentence, cue: Cue, start: int) -> Report | None:
    """Return what stands in "Conceding that it leaks, Mr. Lee asked": the first who comes behind a comma says it."""
    for at in range(start + 1, min(sentence.end() - 1, start + _MOST_LEADING)):
        end = extents.before_comma(sentence, at)
        if end is None:
            continue
        found = other_reports.subject_between(sentence, at + 1, sentence.end())
        if found is not None and found.first == at + 1:
            return Report(found, cue, ((start, end),), "and he added")
    return None

"""Says of one sentence who is reported in it to have said what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from factdb.extract import cues, frames, sources, verbs, vocabulary
from factdb.extract.frames import Report, Sentence
from factdb.extract.verbs import Form, Manner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.extract.cues import Cue
    from factdb.extract.sources import Source
    from factdb.extract.tokens import Words

_LEFT_OF_SPEAKER = frozenset({",", "?", "!", "\u2014", "--", "-", "\u2013"})
_ADVERBIAL = vocabulary.PREPOSITIONS | vocabulary.DAY_WORDS | frozenset(
    "when while as if although though because since earlier later last asked speaking meanwhile however but and "
    "instead still yet then so now also moreover furthermore indeed".split()  # noqa: SIM905 - one line reads better
)
_MOST_ADVERBIAL = 25
_MOST_SOURCE = 30


def reports(sentence: Sentence) -> list[Report]:
    """Return what a sentence reports, in the order of its verbs."""
    found = list(_according(sentence))
    all_cues = cues.cues(sentence.words, sentence.first, sentence.last, sentence.inside)
    for number, cue in enumerate(all_cues):
        report = _report(sentence, cue, all_cues[number + 1 :], found)
        if report is not None:
            found.append(report)
    return [*found, *_unknown_verbs(sentence, found)]


def _unknown_verbs(sentence: Sentence, found: list[Report]) -> Iterator[Report]:
    """Yield quotations that no verb of the lists reports: behind a colon, or before a speaker with another verb."""
    for at in range(sentence.first, sentence.last):
        if not sentence.quoted(at):
            continue
        end = sentence.quotation_end(at)
        if any(first < end and at < last for each in found for first, last in each.content):
            continue
        source, rule = _before_colon(sentence, at), "colon"
        if source is None:
            source, rule = _behind_quotation(sentence, end), "quotation, speaker"
        if source is not None:
            yield Report(source, None, ((at, end),), rule)


def _before_colon(sentence: Sentence, at: int) -> Source | None:
    if at <= sentence.first + 1 or sentence.words.written[at - 1] != ":":
        return None
    return subject(sentence, at - 1)


def speaker_before_colon(sentence: Sentence) -> Source | None:
    """Return who is meant to speak in the paragraph behind a sentence that ends with a colon."""
    all_cues = cues.cues(sentence.words, sentence.first, sentence.last, sentence.inside)
    named = [each.source for each in all_cues if each.source is not None]
    return named[-1] if named else subject(sentence, sentence.last - 1)


def _behind_quotation(sentence: Sentence, end: int) -> Source | None:
    """Return the speaker of "“Never,” Oliver barked": a name or he or she, and then what looks like a verb."""
    words = sentence.words
    if end >= sentence.last or words.written[end - 2] not in _CLOSES:
        return None
    for at in range(end, min(sentence.last, end + _MOST_BEFORE_VERB)):
        if at > end and words.low[at].endswith(("ed", "s")) and words.low[at] not in {"'s", "\u2019s"}:
            found = sources.before(words, end, at)
            fits = found is not None and (sources.is_name(words, found.last - 1) or words.low[found.last - 1] in {"he", "she"})
            return found if fits else None
    return None


_CLOSES = frozenset({",", "?", "!"})
_MOST_BEFORE_VERB = 6


def _report(sentence: Sentence, cue: Cue, later: list[Cue], found: list[Report]) -> Report | None:
    behind_verb = frames.inverted(sentence, cue)
    if behind_verb is not None and _may_be_said(sentence, cue, cue.first):
        return _after_what_was_said(sentence, cue, behind_verb, cue.first, None)
    start, addressee = frames.behind(sentence, cue)
    if cue.dependent or cue.source is None:
        return _dependent(sentence, cue, start, later, found, addressee)
    before = cue.source.first
    if _is_after_something(sentence, before) and cue.speaks:
        quotation = start if start is not None and sentence.quoted(start) else None
        if start is None or quotation is not None or sentence.inside[before - 1] >= 0:
            report = _interrupted(sentence, cue, before) or (
                _after_what_was_said(sentence, cue, cue.source, before, quotation)
                if _may_be_said(sentence, cue, before)
                else None
            )
            if report:
                return replace(report, addressee=addressee)
    if start is None and _is_lead_before(sentence, cue):
        start = cue.last + 1
    if start is None or not _fits(sentence, cue, start):
        return None
    return Report(cue.source, cue, (_until(sentence, start, later),), _rule(sentence, start), addressee)


def _is_lead_before(sentence: Sentence, cue: Cue) -> bool:
    """Tell whether a statement follows "In 2008, Mr. Lee said," though a comma parts it from the verb."""
    if cue.source is None or cue.source.first <= sentence.first or not cue.speaks or cue.lemma in verbs.WEAK:
        return False
    words = sentence.words
    follows = cue.last + 1 < sentence.end() and words.written[cue.last] == ","
    return follows and words.written[cue.source.first - 1] == "," and _is_adverbial(sentence, cue.source.first - 1)


def _may_be_said(sentence: Sentence, cue: Cue, before: int) -> bool:
    """Tell whether the words before a speaker can be a statement: a quotation, or a clause that a plain verb reports."""
    end = before
    while end > sentence.first and sentence.words.written[end - 1] in _LEFT_OF_SPEAKER and sentence.inside[end - 1] < 0:
        end -= 1
    if any(sentence.inside[at] >= 0 for at in range(sentence.first, end)):
        return True
    return cue.lemma not in verbs.WEAK and _has_verb(sentence, sentence.first, end)


def _has_verb(sentence: Sentence, first: int, last: int) -> bool:
    low = sentence.words.low
    return any(vocabulary.may_be_verb(low[at]) or low[at] in verbs.VERBS for at in range(first, last))


def _interrupted(sentence: Sentence, cue: Cue, before: int) -> Report | None:
    """Return "The trouble, aides said, is the price": a clause with its speaker between subject and verb."""
    words, behind_it = sentence.words, cue.last
    end = sentence.end()
    if cue.source is None or behind_it + 2 >= end or words.written[behind_it] != "," or sentence.inside[before - 1] >= 0:
        return None
    goes_on = words.low[behind_it + 1] in vocabulary.AUXILIARIES | {"that"}
    if not goes_on or cue.lemma in verbs.WEAK or before - 1 <= sentence.first:
        return None
    return Report(cue.source, cue, ((sentence.first, before - 1), (behind_it + 1, end)), "speaker within a clause")


def _rule(sentence: Sentence, start: int) -> str:
    return "speaker, verb, quotation" if sentence.quoted(start) else "speaker, verb, clause"


def _is_after_something(sentence: Sentence, at: int) -> bool:
    """Tell whether a statement may stand before a speaker: a comma or a quotation ends there."""
    if at <= sentence.first:
        return False
    return sentence.words.written[at - 1] in _LEFT_OF_SPEAKER or sentence.inside[at - 1] >= 0


def _after_what_was_said(
    sentence: Sentence, cue: Cue, source: Source, before: int, quotation: int | None
) -> Report | None:
    """Return "A, he said" and, where a quotation follows, "A, he said, B" as one report."""
    left = _left(sentence, before)
    if left is None:
        return None
    if quotation is not None and (sentence.inside[left[1] - 1] < 0 or sentence.inside[left[0]] < 0):
        return None
    if quotation is None:
        split = _split_quotation(sentence, source, cue) or _goes_on(sentence, cue)
        return Report(source, cue, (left, *split), "what was said, speaker")
    return Report(source, cue, (left, (quotation, _quotation_end(sentence, quotation))), "split quotation")


def _goes_on(sentence: Sentence, cue: Cue) -> tuple[tuple[int, int], ...]:
    """Return what follows "he said, that" behind words that were said."""
    at = cue.last
    if at + 2 < sentence.end() and sentence.words.written[at] == "," and sentence.words.low[at + 1] == "that":
        return ((at + 1, sentence.end()),)
    return ()


def _split_quotation(sentence: Sentence, source: Source, cue: Cue) -> tuple[tuple[int, int], ...]:
    """Return the quotation that goes on behind "said Smith," """
    at = max(source.last, cue.last)
    while at < min(sentence.last, at + _MOST_SOURCE) and not sentence.quoted(at):
        at += 1
    if at < sentence.last and sentence.words.written[at - 1] in {",", ":"}:
        return ((at, _quotation_end(sentence, at)),)
    return ()


def _left(sentence: Sentence, before: int) -> tuple[int, int] | None:
    """Return the words before a speaker that were said: the quotation that ends there, or the clause."""
    words = sentence.words
    end = before
    while end > sentence.first and words.written[end - 1] in _LEFT_OF_SPEAKER and sentence.inside[end - 1] < 0:
        end -= 1
    if end - sentence.first < 1:
        return None
    if sentence.inside[end - 1] < 0 and _is_adverbial(sentence, end):
        return None
    return _from_colon(sentence, end), end


def _from_colon(sentence: Sentence, end: int) -> int:
    """Return where the words before a speaker begin: at a colon's quotation, else with the sentence."""
    at = end - 1
    while at > sentence.first and sentence.inside[at] >= 0 and sentence.inside[at - 1] == sentence.inside[at]:
        at -= 1
    behind_colon = at > sentence.first and sentence.words.written[at - 1] == ":" and sentence.inside[at] >= 0
    return at if behind_colon else sentence.first


def _is_adverbial(sentence: Sentence, end: int) -> bool:
    """Tell whether the words up to a comma only say when or where: "On Tuesday, in a speech"."""
    words = sentence.words
    first = words.low[sentence.first]
    if end - sentence.first <= 2:
        return True
    if first not in _ADVERBIAL or end - sentence.first > _MOST_ADVERBIAL:
        return False
    if first in {"but", "and", "so", "yet", "when", "if", "because", "although", "though", "while", "since", "as"}:
        return False
    rest = range(sentence.first, end)
    return not any(words.low[at] in vocabulary.AUXILIARIES for at in rest)


def _fits(sentence: Sentence, cue: Cue, start: int) -> bool:
    """Tell whether what stands behind a verb is what it asks for."""
    words = sentence.words
    if sentence.end() - start < 1:
        return False
    low, previous = words.low[start], words.low[start - 1]
    if low == "to":
        return Manner.INTEND in cue.manners
    if previous in {"that", ":"} or sentence.quoted(start) or low in _CLAUSES:
        return True
    if Manner.JUDGE in cue.manners or (Manner.TELL in cue.manners and cue.lemma not in verbs.WEAK):
        return True
    return (Manner.SAY in cue.manners and cue.lemma not in verbs.WEAK) or _is_clause(sentence, start)


_CLAUSES = frozenset({"whether", "if", "how", "why", "what", "who", "where"})


def _is_clause(sentence: Sentence, start: int) -> bool:
    """Tell whether words begin a clause: a subject, and a verb's helper soon behind it."""
    words = sentence.words
    if words.low[start] in vocabulary.SUBJECTS | {"there"}:
        return True
    near = range(start, min(sentence.end(), start + 9))
    return any(words.low[at] in vocabulary.AUXILIARIES for at in near)


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
    source = found[-1].source if found else subject(sentence, cue.first)
    if source is None:
        return None
    return Report(source, cue, (_until(sentence, start, later),), "and he added", addressee)


def subject(sentence: Sentence, until: int) -> Source | None:
    """Return the subject of the sentence's first verb that can be told before a place, else what it begins with.

    What leads up to it is passed over: "WASHINGTON -", "Once he was president,".
    """
    words = sentence.words
    first = _after_lead(sentence, until)
    for at in range(first + 1, until):
        if vocabulary.may_be_verb(words.low[at]) or words.low[at] in verbs.VERBS:
            found = sources.before(words, first, at)
            if found and sources.is_speaker_like(words, found):
                return found
    return sources.behind(words, first, until)


def _after_lead(sentence: Sentence, until: int) -> int:
    """Return where a sentence begins behind its dateline and behind a clause that only leads up to it."""
    words, first = sentence.words, sentence.first
    for at in range(first, min(until, first + _LONGEST_DATELINE)):
        if words.written[at] in {"\u2014", "--", "\u2013", "-"} and words.written[first].isupper():
            first = at + 1
            break
    if first < until and words.low[first] in _LEADS:
        comma = next((at for at in range(first, until) if words.written[at] == ","), None)
        if comma is not None and comma + 1 < until:
            return comma + 1
    return first


_LEADS = vocabulary.SUBORDINATORS | vocabulary.PREPOSITIONS | {"asked"}
_LONGEST_DATELINE = 12


def _until(sentence: Sentence, start: int, later: list[Cue]) -> tuple[int, int]:
    """Return the words from `start` to where what was said ends."""
    if sentence.quoted(start):
        return start, _quotation_end(sentence, start, later)
    return start, _clause_end(sentence, start, later)


def _quotation_end(sentence: Sentence, start: int, later: list[Cue] | None = None) -> int:
    """Return where a quotation ends, or the clause that it begins where it isn't a sentence by itself."""
    end = sentence.quotation_end(start)
    closes = sentence.words.written[end - 2] if end - start > 2 else ""
    if closes in {",", ".", "?", "!", "\u2026", "..."} or end >= sentence.end():
        return end
    return max(end, _clause_end(sentence, start, later or []))


def _clause_end(sentence: Sentence, start: int, later: list[Cue]) -> int:
    """Return where a clause ends: the sentence's end, or what says by whom else or how it was said."""
    words, end = sentence.words, sentence.end()
    for cue in later:
        stop = cue.source.first if cue.source else cue.first
        if (cue.dependent or _is_joined(words, stop)) and stop > start + 1:
            while stop > start and words.low[stop - 1] in _JOINING:
                stop -= 1
            if stop > start + 1:
                end = min(end, stop)
    for at in range(start + 2, end):
        if sentence.inside[at - 1] >= 0 and words.written[at - 2] == "," and sentence.inside[at] < 0:
            return at
        if words.written[at - 1] == "," and words.low[at] in _COMMENTS and sentence.inside[at] < 0:
            return at - 1
    return end


_JOINING = vocabulary.ADVERBS | {",", "and", "but", "although", "though", "while", "\u2014", "--", "by"}
_COMMENTS = frozenset({"according", "coming"})


def _is_joined(words: Words, at: int) -> bool:
    """Tell whether a second reported clause is joined here: ", although he said"."""
    if words.low[at - 1] not in {"and", "but", "although", "though", "while"}:
        return False
    return words.written[at - 2] in {",", "--", "\u2014"} or sources.is_name(words, at) or words.low[at] in {"he", "she"}


def _according(sentence: Sentence) -> list[Report]:
    """Return what stands with "according to" somebody."""
    words, found = sentence.words, []
    for at in range(sentence.first, sentence.last - 2):
        if words.low[at] != "according" or words.low[at + 1] != "to" or sentence.inside[at] >= 0:
            continue
        source = sources.behind(words, at + 2, sentence.last)
        if source is None:
            continue
        content = _with_according(sentence, at, source)
        if content is not None:
            found.append(Report(source, None, (content,), "according to"))
    return found


def _with_according(sentence: Sentence, at: int, source: Source) -> tuple[int, int] | None:
    words = sentence.words
    if at - sentence.first > 2:
        end = at - 1 if words.written[at - 1] == "," else at
        return sentence.first, end
    for comma in range(source.last, min(sentence.end(), source.last + _MOST_SOURCE)):
        if words.written[comma] == "," and comma + 2 < sentence.end():
            return comma + 1, sentence.end()
    return None

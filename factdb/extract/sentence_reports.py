"""Finds who said what in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import cues, extents, frames, other_reports, speaker_phrases, verb_content, verbs, vocabulary
from factdb.extract.frames import SpeechReport

if TYPE_CHECKING:
    from factdb.extract.cues import SpeechCue
    from factdb.extract.frames import Sentence
    from factdb.extract.noun_phrases import SpeakerPhrase

_LONGEST_SPEAKER = 30
_TAIL_OPENERS = vocabulary.DAY_WORDS | vocabulary.word_set("in on at during via through late early earlier last this")
_LONGEST_TAIL = 12  # words of "in an interview with the Orr Post on Tuesday"
_LONGEST_LEAD = 60
_ENDS_REPORT = vocabulary.DAY_WORDS | {"who", "which", "whose", "but", "and"}
_ASKING = frozenset({"ask", "question", "wonder", "inquire", "enquire"})
_SUPPOSING = frozenset({"if", "unless", "whether", "neither", "nor"})
# A sentence that ends with ", she said." reports it, whatever its verb is.
_CLOSING_VERBS = vocabulary.word_set(
    "say add report note explain warn write argue confirm announce find show conclude estimate suggest"
)
_FEWEST_CLOSED = 4  # words of a clause before them


def find_reports(sentence: Sentence) -> list[SpeechReport]:
    """Return what a sentence reports, in the order of its verbs."""
    reports_so_far = list(other_reports.reports_according_to(sentence))
    all_cues = cues.find_cues(sentence.words, sentence.first, sentence.last, sentence.inside)
    for number, cue in enumerate(all_cues):
        if _is_only_supposed(sentence, cue):
            continue
        report = _report_by_cue(sentence, cue, all_cues[number + 1 :], reports_so_far)
        if report is not None:
            reports_so_far.append(report)
    return [*reports_so_far, *other_reports.reports_without_verb(sentence, reports_so_far)]


def _report_by_cue(
    sentence: Sentence, cue: SpeechCue, later: list[SpeechCue], earlier_reports: list[SpeechReport]
) -> SpeechReport | None:
    behind_verb = frames.subject_behind_verb(sentence, cue)
    if behind_verb is not None and not _has_own_subject(sentence, cue) and _may_be_said(sentence, cue, cue.first):
        return _report_behind_words(sentence, cue, behind_verb, cue.first, None)
    start, addressee = frames.statement_behind_verb(sentence, cue)
    if cue.dependent or cue.speaker is None:
        return _dependent_report(sentence, cue, start, later, earlier_reports, addressee)
    before = _report_before_speaker(sentence, cue, cue.speaker, start)
    if before is not None:
        return before._replace(addressee=addressee)
    if start is None and _is_lead_before(sentence, cue, cue.speaker):
        start = cue.last + 1
    side: SpeakerPhrase | None = cue.speaker
    if start is None and cue.speaks:
        start, side = _start_behind_as(sentence, cue, cue.speaker), None
    if start is None or not verb_content.fits_verb(sentence, cue, start):
        return None
    first, last = extents.statement_range(sentence, start, later, side)
    rule = _rule_name(sentence, start)
    # What somebody denies is no claim of theirs; that they deny it is.
    if cue.lemma in verbs.DENYING and verb_content.is_behind_that(sentence.words, start):
        first, rule = cue.first, "denial"
    return SpeechReport(cue.speaker, cue, ((first, last),), rule, addressee)


def _has_own_subject(sentence: Sentence, cue: SpeechCue) -> bool:
    """Return whether a person whom commas describe is right before a verb: "Ann Lee, 45, said parents want it"."""
    words, speaker = sentence.words, cue.speaker
    if speaker is None or sentence.inside[cue.first - 1] >= 0 or words.written[speaker.last] != ",":
        return False
    return speaker_phrases.ends_with_person(words, speaker)


def _is_only_supposed(sentence: Sentence, cue: SpeechCue) -> bool:
    """Return whether nobody says it: "if A said X", "neither A nor B said X", "asked whether X"."""
    low = sentence.words.low
    if cue.lemma in _ASKING and low[cue.last : cue.last + 1] in (["whether"], ["if"]):
        return True
    speaker = cue.speaker
    if speaker and low[speaker.first] == "no" and sentence.words.written[speaker.first + 1][0].islower():
        return True
    if speaker is None or speaker.start <= sentence.first:
        return False
    before = low[speaker.start - 1]
    return before in _SUPPOSING and sentence.inside[speaker.start - 1] < 0


def _rule_name(sentence: Sentence, start: int) -> str:
    return "speaker, verb, quotation" if sentence.begins_quotation(start) else "speaker, verb, clause"


def _report_before_speaker(
    sentence: Sentence, cue: SpeechCue, speaker: SpeakerPhrase, start: int | None
) -> SpeechReport | None:
    """Return what was said before "he said", unless what comes after the verb was: `start` is where."""
    at = speaker.start
    if not cue.speaks or at <= sentence.first:
        return None
    in_marks = sentence.inside[at - 1] >= 0
    if not in_marks and sentence.words.written[at - 1] not in extents.LEFT_OF_SPEAKER:
        return None
    quotation = start if start is not None and sentence.begins_quotation(start) else None
    if start is not None and quotation is None and not in_marks and not _is_tail(sentence, cue):
        return None
    interrupted = _report_around_speaker(sentence, cue, speaker)
    if interrupted or not _may_be_said(sentence, cue, at):
        return interrupted
    return _report_behind_words(sentence, cue, speaker, at, quotation)


def _is_tail(sentence: Sentence, cue: SpeechCue) -> bool:
    """Return whether only where or when it was said follows a verb: "It leaks, she said on the radio"."""
    words, end = sentence.words, sentence.end_without_period()
    if end - cue.last > _LONGEST_TAIL or words.low[cue.last] not in _TAIL_OPENERS:
        return False
    return not any(words.low[at] == "that" or vocabulary.may_be_verb(words.low[at]) for at in range(cue.last, end))


def _is_lead_before(sentence: Sentence, cue: SpeechCue, speaker: SpeakerPhrase) -> bool:
    """Return whether a statement follows "In 2008, Mr. Lee said," though a comma separates it from the verb."""
    if speaker.start <= sentence.first or not cue.speaks or cue.lemma in verbs.WEAK:
        return False
    written = sentence.words.written
    follows = cue.last + 1 < sentence.end_without_period() and written[cue.last] == ","
    return follows and written[speaker.start - 1] == "," and extents.is_adverbial(sentence, speaker.start - 1)


def _start_behind_as(sentence: Sentence, cue: SpeechCue, speaker: SpeakerPhrase) -> int | None:
    """Return where a statement begins after "As Mr. Lee put it last week,"."""
    words = sentence.words
    if speaker.first != sentence.first + 1 or words.low[sentence.first] != "as":
        return None
    near = range(cue.last, min(sentence.end_without_period() - 1, cue.last + _LONGEST_SPEAKER))
    return next((at + 1 for at in near if words.written[at] == "," and sentence.inside[at] < 0), None)


def _may_be_said(sentence: Sentence, cue: SpeechCue, before: int) -> bool:
    """Return whether the words before a speaker can be a statement: a quotation, or a clause with a plain verb."""
    end = extents.end_before_speaker(sentence, before)
    if extents.names_title(sentence, end):
        return False
    if any(sentence.inside[at] >= 0 for at in range(sentence.first, end)):
        return True
    is_closed = cue.lemma in _CLOSING_VERBS and end - sentence.first >= _FEWEST_CLOSED
    is_last = cue.last >= sentence.end_without_period() or _is_tail(sentence, cue)
    if is_closed and is_last and cue.first > before:
        return sentence.words.written[before - 1] == ","
    if cue.lemma == "say" and cue.first == before and end - sentence.first >= _FEWEST_CLOSED - 1:
        return True  # "The lock leaks, said Ann Lee": any clause may come before this verb
    return cue.lemma not in verbs.WEAK and extents.has_verb(sentence, sentence.first, end)


def _report_around_speaker(sentence: Sentence, cue: SpeechCue, speaker: SpeakerPhrase) -> SpeechReport | None:
    """Return "The trouble, aides said, is the price": a clause with its speaker between subject and verb."""
    words, at, before = sentence.words, cue.last, speaker.start
    if at + 2 >= sentence.end_without_period() or words.written[at] != "," or sentence.inside[before - 1] >= 0:
        return None
    low = words.low[at + 1]
    goes_on = not (
        (low.endswith("ing") and low in verbs.VERBS) or low in _ENDS_REPORT or sentence.begins_quotation(at + 1)
    )
    if not goes_on or cue.lemma in verbs.WEAK or before - 1 <= sentence.first:
        return None
    content = (sentence.first, before - 1), (at + 1, sentence.end_without_period())
    return SpeechReport(speaker, cue, content, "speaker within a clause")


def _report_behind_words(
    sentence: Sentence, cue: SpeechCue, speaker: SpeakerPhrase, before: int, quotation: int | None
) -> SpeechReport | None:
    """Return "A, he said" and, where a quotation follows, "A, he said, B" as one report."""
    words_before = extents.words_before_speaker(sentence, before)
    if words_before is None or not (
        _is_quoted(sentence, words_before) or speaker_phrases.is_speaker_like(sentence.words, speaker)
    ):
        return None
    if quotation is None:
        split = _rest_of_quotation(sentence, speaker, cue) or _words_behind_that(sentence, cue)
        return SpeechReport(speaker, cue, (words_before, *split), "what was said, speaker")
    if sentence.inside[words_before[1] - 1] < 0 or sentence.inside[words_before[0]] < 0:
        return None
    return SpeechReport(
        speaker, cue, (words_before, (quotation, extents.quotation_end(sentence, quotation, []))), "split quotation"
    )


def _is_quoted(sentence: Sentence, part: tuple[int, int]) -> bool:
    return any(sentence.inside[at] >= 0 for at in range(*part))


def _words_behind_that(sentence: Sentence, cue: SpeechCue) -> tuple[tuple[int, int], ...]:
    """Return what follows "he said, that" after words that were said."""
    at = cue.last
    if (
        at + 2 < sentence.end_without_period()
        and sentence.words.written[at] == ","
        and sentence.words.low[at + 1] == "that"
    ):
        return ((at + 1, sentence.end_without_period()),)
    return ()


def _rest_of_quotation(sentence: Sentence, speaker: SpeakerPhrase, cue: SpeechCue) -> tuple[tuple[int, int], ...]:
    """Return the quotation that goes on after "said Smith,"."""
    first = max(speaker.last, cue.last)
    near = range(first, min(sentence.last, first + _LONGEST_SPEAKER))
    at = next((at for at in near if sentence.begins_quotation(at)), None)
    if at is not None and sentence.words.written[at - 1] in {",", ":"}:
        return ((at, extents.quotation_end(sentence, at, [])),)
    return ()


def _dependent_report(
    sentence: Sentence,
    cue: SpeechCue,
    start: int | None,
    later: list[SpeechCue],
    earlier_reports: list[SpeechReport],
    addressee: tuple[int, int] | None,
) -> SpeechReport | None:
    if start is None or not verb_content.fits_verb(sentence, cue, start):
        return None
    if cue.first == sentence.first:
        return _leading_report(sentence, cue, start)
    leading = _leading_reports(earlier_reports)
    speaker = leading[-1].speaker if leading else other_reports.sentence_subject(sentence, cue.first)
    if speaker is None:
        return None
    return SpeechReport(speaker, cue, (extents.statement_range(sentence, start, later),), "and he added", addressee)


def _leading_reports(reports: list[SpeechReport]) -> list[SpeechReport]:
    """Return the reports whose speaker is not in the words of another one."""
    parts = [part for report in reports for part in report.content]
    return [
        report
        for report in reports
        if report.speaker and not any(first <= report.speaker.first < last for first, last in parts)
    ]


def _leading_report(sentence: Sentence, cue: SpeechCue, start: int) -> SpeechReport | None:
    """Return what is in "Conceding that it leaks, Mr. Lee asked": the first person after a comma says it."""
    for at in range(start + 1, min(sentence.end_without_period() - 1, start + _LONGEST_LEAD)):
        end = extents.end_at_comma(sentence, at)
        if end is None:
            continue
        speaker = other_reports.subject_between(sentence, at + 1, sentence.end_without_period())
        if speaker is not None and speaker.first == at + 1:
            return SpeechReport(speaker, cue, ((start, end),), "and he added")
    return None

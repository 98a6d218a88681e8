"""Reads interviews: questions and answers with labels, or questions of a paragraph each with the answers below them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import vocabulary
from factdb.extract.forms import speaker_labels
from factdb.extract.frames import FormSpeech, SpeechReport
from factdb.extract.noun_phrases import SpeakerPhrase
from factdb.extract.tokens import DASHES

if TYPE_CHECKING:
    from factdb.extract.attribution import ArticleReading
    from factdb.extract.forms.speaker_labels import ArticleNames, SpeechLabel
    from factdb.extract.frames import FormSpeeches
    from factdb.extract.tokens import ArticleWords

_QUESTION_LABELS = frozenset({"q", "q.", "question", "interviewer", "moderator", "host", "reporter", "journalist"})
_ANSWER_LABELS = frozenset({"a", "a.", "answer"})
_LETTERS = frozenset({"q", "q.", "a", "a."})
_FEWEST_LABELS = 3  # paragraphs with labels that are a dialogue, where no label says "question"
_FEWEST_QUESTIONS = 3  # paragraphs without labels that make an interview
_FEWEST_WORDS = 3  # words of an answer that states something
_LONGEST_QUESTION = 80
_MOST_INTRODUCED = 50  # people before an interview
_SECOND_PERSON = vocabulary.word_set("you your you're you've you\u2019re you\u2019ve")
_TALKING = vocabulary.word_set(
    "interview interviewed conversation spoke speak speaks talked talks talk sat chat chatted caught asked asks q&a met"
)
_NEAR = 8  # words between "interview" and the name of the one who is interviewed
_ENDS = frozenset({".", "?", "!", "\u2026", "...", ")", "]", '"', "\u201d"})


class Turn(NamedTuple):
    """One paragraph of a dialogue: whose it is, whether it ends as a question, whether its label is in capitals."""

    label: SpeechLabel
    key: str
    asks: bool
    is_shouted: bool


def read_interview(reading: ArticleReading, names: ArticleNames) -> FormSpeeches:
    """Return what is said in each paragraph of an interview; a question is a paragraph in which nothing is."""
    turns = _find_turns(reading)
    if not _is_dialogue(turns):
        return _read_unlabelled(reading, names)
    if _answers_itself(reading, turns):
        return {}
    return _read_turns(reading, names, turns)


def _find_turns(reading: ArticleReading) -> dict[int, Turn]:
    words, turns = reading.words, {}
    answered = any(words.low[first] in _ANSWER_LABELS for first, _ in reading.paragraphs)
    for number, (first, last) in enumerate(reading.paragraphs):
        label = (
            _letter_label(words, first, last)
            or (_glued_label(words, first) if answered else None)
            or speaker_labels.find_label(words, first, last)
        )
        if label is not None:
            key = "q" if label.start == label.speaker.first else speaker_labels.label_text(words, label.speaker)
            is_shouted = speaker_labels.is_shouted(words, label.speaker)
            turns[number] = Turn(label, key, _ends_as_question(words, first, last), is_shouted)
    return turns


def _letter_label(words: ArticleWords, first: int, last: int) -> SpeechLabel | None:
    """Return the label of "Q: Why?", "Q. Why?" and "A \u2014 Because"."""
    low = words.low
    if last - first < _FEWEST_WORDS or low[first] not in _LETTERS or not words.written[first][0].isupper():
        return None
    marked = words.written[first + 1] in DASHES | {":"}
    if not marked and low[first] not in {"q.", "a."}:
        return None
    return speaker_labels.SpeechLabel(SpeakerPhrase(first, first + 1), first + 1 + marked)


def _glued_label(words: ArticleWords, first: int) -> SpeechLabel | None:
    """Return the label of "QWhy did it leak?": pages lose the mark and the space that a style sheet sets."""
    word = words.written[first]
    glued = word[0] == "Q" and word[1:2].isupper() and word[2:].islower()
    return speaker_labels.SpeechLabel(SpeakerPhrase(first, first + 1), first) if glued else None


def _ends_as_question(words: ArticleWords, first: int, last: int) -> bool:
    return "?" in words.written[max(first, last - 2) : last]


def _is_dialogue(turns: dict[int, Turn]) -> bool:
    """Return whether labels belong to a dialogue: one says that it asks, or several alternate and somebody asks."""
    keys = Counter(turn.key for turn in turns.values())
    repeated = any(count > 1 for count in keys.values())
    asked = any(turn.asks for turn in turns.values())
    # Capitals are a transcript's, where somebody answers: one label alone is a dateline, "NEW DELHI:".
    if len(keys) > 1 and ("q" in keys or ((repeated or asked) and sum(t.is_shouted for t in turns.values()) > 1)):
        return True
    return len(turns) >= _FEWEST_LABELS and len(keys) > 1 and repeated and asked


def _answers_itself(reading: ArticleReading, turns: dict[int, Turn]) -> bool:
    """Return whether nobody is interviewed: "Q: What is the levy?" and an answer in which nobody says "I" or "we"."""
    answers = [number for number, turn in turns.items() if turn.key in _ANSWER_LABELS]
    introduction = set(reading.words.low[: reading.paragraphs[min(turns)][0]])
    return bool(answers) and not introduction & _TALKING and not _share(reading, answers, vocabulary.FIRST_PERSON)


class _Cast(NamedTuple):
    """Who the labels of a dialogue mean: the place of a full name, or the label itself; and who asks.

    Whoever is `silent` only asks; a turn of somebody `asking` that ends with a question is one as a whole.
    """

    speakers: dict[str, SpeakerPhrase | None]
    silent: frozenset[str]
    asking: frozenset[str]


def _read_turns(reading: ArticleReading, names: ArticleNames, turns: dict[int, Turn]) -> FormSpeeches:
    cast = _find_cast(reading, names, turns)
    speeches: FormSpeeches = {}
    speaking: Turn | None = None
    last_turn = max(turns)
    for number in range(min(turns), len(reading.paragraphs)):
        turn = turns.get(number)
        if turn is None and speaking is not None and speaking.key in cast.silent and number < last_turn:
            speeches[number] = []  # a question of several paragraphs
        elif turn is None:
            if speaking is None or not _goes_on(reading, number, _name_of(reading, cast, speaking), number > last_turn):
                speaking = None if number > last_turn else speaking
                continue
            speeches[number] = _speech(reading, number, speaking, cast, reading.paragraphs[number][0])
        elif turn.key in cast.speakers or turn.key in cast.silent:
            speeches[number] = _speech(reading, number, turn, cast, turn.label.start)
            speaking = turn
    return speeches


def _find_cast(reading: ArticleReading, names: ArticleNames, turns: dict[int, Turn]) -> _Cast:
    """Tell the speakers of a dialogue from those who only ask, and from labels that are nobody's."""
    by_key: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns.values():
        by_key[turn.key].append(turn)
    speakers: dict[str, SpeakerPhrase | None] = {}
    named = interviewee(reading, names, min(turns)) if _ANSWER_LABELS & by_key.keys() else None
    silent = set(_QUESTION_LABELS & by_key.keys())
    longer = _longer_labels(by_key)
    asking = frozenset(key for key, own in by_key.items() if sum(turn.asks for turn in own) * 2 >= len(own))
    for key, own_turns in by_key.items():
        if key in _ANSWER_LABELS:
            speakers[key] = named
            continue
        label = own_turns[0].label.speaker
        person = names.person_behind(label) or longer.get(key)
        is_sure = person is not None or speaker_labels.names_speaker(reading.words, label)
        if key in silent or (person is None and names.is_body(label)):
            silent.add(key)
        elif is_sure or len(own_turns) > 1 or own_turns[0].is_shouted:
            if key in asking and not is_sure:
                silent.add(key)
            else:
                speakers[key] = person or label
    return _Cast(speakers, frozenset(silent), asking)


def _longer_labels(by_key: dict[str, list[Turn]]) -> dict[str, SpeakerPhrase]:
    """Return the labels that shorter ones stand for: "LEE" for "ANN LEE", if just one ends so."""
    longer: dict[str, list[SpeakerPhrase]] = defaultdict(list)
    for key, turns in by_key.items():
        if " " in key:
            longer[key.split()[-1]].append(turns[0].label.speaker)
    return {short: labels[0] for short, labels in longer.items() if len(labels) == 1}


def _name_of(reading: ArticleReading, cast: _Cast, turn: Turn) -> str:
    """Return the last name of who speaks, by which others speak of them."""
    named = cast.speakers.get(turn.key)
    return reading.words.low[named.last - 1] if named else ""


def _goes_on(reading: ArticleReading, number: int, last_name: str, behind: bool) -> bool:  # noqa: FBT001 - a fact
    """Return whether a paragraph without a label goes on with the turn before it.

    A heading, and what speaks of the speaker, is the article's own; behind the last turn, what has no "I" or "we".
    """
    words = reading.words
    first, last = reading.paragraphs[number]
    low = words.low[first:last]
    # "“It never came back,” she adds": the paragraph tells of her, and is read as elsewhere.
    if reading.inside[first] >= 0 and any(reading.inside[at] < 0 for at in range(first, last)):
        return False
    if words.written[last - 1] not in _ENDS or words.written[last - 1] == "?" or (last_name and last_name in low):
        return False
    return not behind or (bool(vocabulary.FIRST_PERSON & set(low)) and "interview" not in low)


def _speech(reading: ArticleReading, number: int, turn: Turn, cast: _Cast, start: int) -> list[FormSpeech]:
    """Return what is said in a paragraph of a turn: nothing where it asks."""
    named, label = cast.speakers.get(turn.key), turn.label.speaker
    last = reading.paragraphs[number][1]
    within = _answer_within(reading.words, start, last) if turn.key == "q" else None
    if within is not None:
        named, label, start = next(filter(None, cast.speakers.values()), None), within.speaker, within.start
    if named is None or (turn.key in cast.asking and turn.asks) or _says_nothing(reading, start, last):
        return []
    return [_answer(reading, number, (start, last), label, named)]


def _answer_within(words: ArticleWords, start: int, last: int) -> SpeechLabel | None:
    """Return the second label of "Q: Did it leak? A: It did."."""
    at = next((at for at in range(start, last - 2) if words.written[at : at + 2] == ["A", ":"]), None)
    return None if at is None else speaker_labels.SpeechLabel(SpeakerPhrase(at, at + 1), at + 2)


def _says_nothing(reading: ArticleReading, start: int, last: int) -> bool:
    """Return whether words are too few to state something, or only a question."""
    words = reading.words
    if speaker_labels.count_words(words, start, last) < _FEWEST_WORDS or words.written[start] in {"(", "["}:
        return True
    questions = sum(words.written[at] == "?" for at in range(start, last))
    return _ends_as_question(words, start, last) and questions == sum(
        words.written[at] in {".", "!", "?"} for at in range(start, last)
    )


def _answer(
    reading: ArticleReading, number: int, content: tuple[int, int], label: SpeakerPhrase, named: SpeakerPhrase
) -> FormSpeech:
    report = SpeechReport(label, None, (content,), "answer", named=named)
    return FormSpeech(report, reading.sentences[number][0])


def interviewee(reading: ArticleReading, names: ArticleNames, number: int) -> SpeakerPhrase | None:
    """Return whom the paragraphs before a paragraph introduce as the one who is interviewed."""
    low, limit = reading.words.low, reading.paragraphs[number][0]
    introduced = [person for person in names.people if person.at < limit]
    authors = {person.name for person in introduced if _is_byline(low, person.at)}
    places_of = defaultdict(list)
    for at in range(limit):
        places_of[low[at]].append(at)
    scores: Counter[SpeakerPhrase] = Counter()
    for person in introduced[:_MOST_INTRODUCED]:
        if person.name in authors:
            continue
        named = names.place_of(person)
        places = places_of[low[named.last - 1]]
        scores[named] = len(places) + limit * any(_is_talked_to(low, at) for at in places)
    best = scores.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0][0]


def _is_talked_to(low: list[str], at: int) -> bool:
    """Return whether a name stands behind "in an interview with", "spoke to", "asked"."""
    near = low[max(0, at - _NEAR) : at]
    return bool(_TALKING & set(near)) and any(word in {"with", "to", "asked", "met"} for word in near)


def _is_byline(low: list[str], at: int) -> bool:
    """Return whether a name is that of the author: "By Ann Lee"."""
    return at > 0 and (low[at - 1] == "by" or low[max(0, at - 3) : at].count("photo") > 0)


def _read_unlabelled(reading: ArticleReading, names: ArticleNames) -> FormSpeeches:
    """Read questions of a paragraph each, with the answers below them; who answers is named before them."""
    questions = [number for number in range(len(reading.paragraphs)) if _is_question(reading, number)]
    if len(questions) < _FEWEST_QUESTIONS or questions[0] == 0:
        return {}
    below = range(questions[0] + 1, min(questions[-1] + 2, len(reading.paragraphs)))
    answers = sorted(set(below) - set(questions))
    # "What is the levy?" with an answer of the article's own is no interview: there "you" asks nobody who says "I".
    you, i = _share(reading, questions, _SECOND_PERSON), _share(reading, answers, vocabulary.FIRST_PERSON)
    named = interviewee(reading, names, questions[0]) if you * 3 >= len(questions) and i * 2 >= len(answers) else None
    if named is None:
        return {}
    speeches: FormSpeeches = {number: [] for number in questions}
    for number in range(questions[0], len(reading.paragraphs)):
        first, last = reading.paragraphs[number]
        if number in speeches:
            continue
        if not _goes_on(reading, number, reading.words.low[named.last - 1], number > questions[-1] + 1):
            if number > questions[-1] + 1:
                break
            continue
        speeches[number] = (
            [] if _says_nothing(reading, first, last) else [_answer(reading, number, (first, last), named, named)]
        )
    return speeches


def _is_question(reading: ArticleReading, number: int) -> bool:
    first, last = reading.paragraphs[number]
    words = reading.words
    return words.written[last - 1] == "?" and last - first <= _LONGEST_QUESTION and reading.inside[first] < 0


def _share(reading: ArticleReading, numbers: list[int], any_of: frozenset[str]) -> int:
    """Return how many of some paragraphs have one of some words."""
    paragraphs = (reading.paragraphs[number] for number in numbers)
    return sum(bool(any_of & set(reading.words.low[first:last])) for first, last in paragraphs)

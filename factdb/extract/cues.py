"""Finds the verbs by which a sentence says that somebody said something, each with its subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import quotation_marks
from factdb.extract import noun_phrases, speaker_phrases, verbs, vocabulary
from factdb.extract.verbs import Inflection, Manner

if TYPE_CHECKING:
    from factdb.extract.noun_phrases import SpeakerPhrase
    from factdb.extract.tokens import ArticleWords

_MOST_AUXILIARIES = 6  # and adverbs between them: "has also not"
_MOST_CUES = 20  # of a sentence; one with more is not prose, and each is compared with all others
# "said by telephone": what follows "by" is not a speaker here, and the verb is not passive.
_BY_WHAT = frozenset({"telephone", "phone", "email", "e-mail", "text", "fax", "video", "satellite", "way"})
_MOST_PHRASES = 2  # between a subject and its verb
_BETWEEN = frozenset(
    {"in", "on", "at", "during", "after", "before", "for", "from", "to", "with", "by", "about", "over", "throughout"}
)
_OF_PERIODS = frozenset({"the", "past", "last", "next", "coming", "recent", "first"})  # "over the past few months"
_MODALS = frozenset({"will", "would", "can", "could", "may", "might", "shall", "should", "must"})
_QUOTING = frozenset({"quoted", "quotes", "quoting", "cited", "cites", "citing"})
_MARKS = quotation_marks.DOUBLE_TOKENS
# A base form may follow these as a verb.
_SEVERAL = (
    frozenset({"i", "you", "we", "they", "who", "that", "which"}) | vocabulary.INDEFINITE_PRONOUNS | vocabulary.PEOPLE
)
_BEHIND_VERB = vocabulary.CLAUSE_OPENERS | {"to"}
_ANY_FORMS = verbs.VERBS.keys() | verbs.PHRASAL_FORMS.keys()
_SPEECH_FIRST = frozenset({Manner.SAY, Manner.TELL, Manner.SHOW})


class SpeechCue(NamedTuple):
    """A verb of saying: its words with auxiliaries, what may follow it, and its subject."""

    first: int
    at: int
    last: int
    lemma: str
    form: Inflection
    manners: frozenset[Manner]
    speaker: SpeakerPhrase | None
    negated: bool
    dependent: bool  # "..., saying that": its subject is that of the verb before it

    @property
    def speaks(self) -> bool:
        """Whether it is a verb of saying something in words."""
        return bool(self.manners & _SPEECH_FIRST)


def find_cues(words: ArticleWords, first: int, last: int, inside: list[int]) -> list[SpeechCue]:
    """Return the verbs of saying of a sentence outside of its quotations, in order."""
    cues_in_order: list[SpeechCue] = []
    low = words.low
    for at in [at for at in range(first, last) if low[at] in _ANY_FORMS and inside[at] < 0]:
        cue = _cue_at(words, first, last, at)
        if cue is not None:
            cues_in_order.append(cue)
        if len(cues_in_order) >= _MOST_CUES:
            break
    return cues_in_order


def _cue_at(words: ArticleWords, first: int, last: int, at: int) -> SpeechCue | None:
    low = words.low
    lemma, form, manners, end = _verb_at(words, at, last)
    if not manners or _is_no_verb(words, first, last, at, form):
        return None
    start, passive, negated, modal = _auxiliaries(words, first, at)
    if form is Inflection.PARTICIPLE and not passive:
        return _dependent_cue(
            words, first, at, SpeechCue(at, at, end, lemma, form, manners, None, negated, dependent=True)
        )
    # "did not say" reports nothing; "declined to say" reports a silence.
    if (passive and form is not Inflection.PARTICIPLE) or (negated and lemma not in verbs.SILENT):
        return None
    speaker = None if "then" in low[start:at] else _subject_before(words, first, start)
    if speaker is not None and _is_no_subject(words, speaker):
        speaker = None
    is_bare = form is Inflection.BASE and not modal and not _takes_base(words, start, speaker)
    # "should ease the bank's worries": no subject comes behind a helper verb.
    if is_bare or (speaker is not None and speaker.first > first and low[speaker.first - 1] in _MODALS):
        return None
    cue = SpeechCue(start, at, end, lemma, form, manners, speaker, negated, dependent=False)
    if speaker is None:
        is_noun = low[at] in verbs.NOUNISH and form is Inflection.PRESENT  # "in the states that", "and questions about"
        joined = low[start - 1 : start] in (["and"], ["but"], ["or"], [","])
        return None if is_noun else cue._replace(dependent=joined)
    return cue if _is_reported_of(words, cue, speaker) and not _holds_thing(words, cue, last) else None


def _holds_thing(words: ArticleWords, cue: SpeechCue, last: int) -> bool:
    """Return whether "maintains" is of a thing: "which maintains about 40 branches" has no verb behind it."""
    low = words.low[cue.last : last]
    ends = next((at for at, word in enumerate(low) if word in _MARKS or word in {",", ";"}), len(low))
    return cue.lemma == "maintain" and not any(vocabulary.may_be_verb(word) for word in low[:ends])


def _is_no_subject(words: ArticleWords, speaker: SpeakerPhrase) -> bool:
    """Return whether words are a verb and its object: "leaving office", "responded"."""
    if not words.written[speaker.first][0].islower():
        return False
    opens = words.low[speaker.first]
    is_lone_past = speaker.last - speaker.first == 1 and opens.endswith("ed")
    is_object = opens.endswith("ing") and speaker.last - speaker.first > 1
    return is_lone_past or (is_object and not noun_phrases.is_role(words.low[speaker.last - 1]))


def _takes_base(words: ArticleWords, start: int, speaker: SpeakerPhrase | None) -> bool:
    """Return whether a verb's base form stands for the present: many do it, and no "to" comes before it."""
    return words.low[start - 1 : start] != ["to"] and speaker is not None and _is_plural(words, speaker)


def _is_reported_of(words: ArticleWords, cue: SpeechCue, speaker: SpeakerPhrase) -> bool:
    """Return whether a verb with a subject reports: not a noun after a name, nor "who praised" without any words."""
    if not cue.speaks and words.low[speaker.last - 1] in {"who", "which", "that"}:
        return False
    is_noun = cue.last == cue.at + 1 and words.low[cue.at] in verbs.NOUNISH and cue.form is not Inflection.PAST
    return not is_noun or (
        speaker_phrases.is_speaker_like(words, speaker) and _stands_as_verb(words, cue.at, cue.last, speaker)
    )


def _subject_before(words: ArticleWords, first: int, end: int) -> SpeakerPhrase | None:
    """Return the subject before a verb, past "in his speech" between the two."""
    subject = speaker_phrases.subject_before(words, first, end)
    for _ in range(_MOST_PHRASES):
        if subject is None:
            break
        while subject.first - 1 > first and words.low[subject.first - 1] in _OF_PERIODS:
            subject = subject._replace(first=subject.first - 1)
        if subject.first - 1 <= first or words.low[subject.first - 1] not in _BETWEEN:
            break
        end = subject.first - 1
        while end > first and words.low[end - 1] in vocabulary.AUXILIARIES:  # "has over the past months warned"
            end -= 1
        farther = speaker_phrases.subject_before(words, first, end)
        if farther is None or not speaker_phrases.is_speaker_like(words, farther) or _is_lead(words, first, farther):
            break
        subject = farther
    return subject


def _is_lead(words: ArticleWords, first: int, phrase: SpeakerPhrase) -> bool:
    """Return whether a phrase is the "Speaking" of "Speaking to the Orr Post Ms. Lee said"."""
    return phrase.first == first and phrase.last == first + 1 and words.low[first].endswith("ing")


def _verb_at(words: ArticleWords, at: int, last: int) -> tuple[str, Inflection, frozenset[Manner], int]:
    """Return what a word may be as a verb: with the small word after it that belongs to it, or alone."""
    low = words.low
    following = at + 1
    if low[at] in verbs.PHRASAL_FORMS:
        lemma, form = verbs.PHRASAL_FORMS[low[at]]
        while (
            following < last
            and low[following] in vocabulary.ADVERBS
            and low[following] not in verbs.PHRASAL_VERBS[lemma]
        ):
            following += 1
        manner = verbs.PHRASAL_VERBS[lemma].get(low[following]) if following < last else None
        if manner is not None:
            return lemma, form, frozenset({manner}), following + 1
    verb_by_manner = verbs.VERBS.get(low[at])
    if not verb_by_manner:
        return "", Inflection.BASE, frozenset(), at
    any_of = next(iter(verb_by_manner.values()))
    return any_of.lemma, any_of.form, frozenset(verb_by_manner), at + 1


def _is_no_verb(words: ArticleWords, first: int, last: int, at: int, form: Inflection) -> bool:
    """Return whether a word that looks like a verb is an adjective, a noun or a part of a name."""
    low = words.low
    before = low[at - 1] if at > first else ""
    behind = low[at + 1] if at + 1 < last else ""
    if form is Inflection.PAST and behind == "by" and low[at + 2 : at + 3] != [] and low[at + 2] not in _BY_WHAT:
        return True
    if words.written[at][0].isupper() and at > first and words.low[at - 1] not in {'"', "\u201d", "''"}:
        return True
    if before in {
        "expressing",
        "the",
        "a",
        "an",
        "this",
        "that",
        "his",
        "her",
        "their",
        "its",
        "of",
        "'s",
        "\u2019s",
        "for",
        "in",
    }:
        return (before not in {"that", "her"} or form is Inflection.BASE) and not _is_contracted(low, first, at - 1)
    return form is Inflection.PAST and before in {"as", "than"}


def _auxiliaries(words: ArticleWords, first: int, at: int) -> tuple[int, bool, bool, bool]:
    """Return where "has also not" before a verb begins, and whether it is passive, denied, or takes a base form."""
    low = words.low
    start, passive, negated, modal = at, False, False, False
    while start > first and at - start < _MOST_AUXILIARIES:
        word = low[start - 1]
        if word in vocabulary.DAY_WORDS:
            start -= 1 + (low[start - 2] == "on" and start - 2 >= first)
            continue
        # A sentence may begin with a name that ends as an adverb does: "McNally added that ...".
        if words.written[start - 1][0].isupper() and (start - 1 > first or _is_adverb(word)):
            break
        if word in vocabulary.AUXILIARIES:
            passive = (
                passive
                or word in vocabulary.PASSIVE_AUXILIARIES
                or (low[at].endswith("ing") and _is_contracted(low, first, start - 1))
            )
            modal = modal or word not in vocabulary.PASSIVE_AUXILIARIES
        elif not (word in vocabulary.ADVERBS or word in vocabulary.NEGATIONS or _is_adverb(word)):
            break
        negated = negated or word in vocabulary.NEGATIONS
        start -= 1
    return start, passive, negated, modal


def _is_contracted(low: list[str], first: int, at: int) -> bool:
    """Return whether 's stands for "is", as in "she's warning that"; after a name it may be a genitive."""
    return low[at] in vocabulary.GENITIVES and at > first and low[at - 1] in vocabulary.PRONOUNS


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and len(word) > len("only") and word not in {"family", "reply", "apply", "supply"}


def _dependent_cue(words: ArticleWords, first: int, at: int, cue: SpeechCue) -> SpeechCue | None:
    """Take "..., saying" and "by saying" for cues whose subject is elsewhere in the sentence."""
    start = at
    while start > first and (words.low[start - 1] in vocabulary.ADVERBS or _is_adverb(words.low[start - 1])):
        start -= 1
    before = words.written[start - 1] if start > first else ","
    if before == "as" and (quoted := _quoted_before(words, first, start - 1)):
        return cue._replace(speaker=quoted, dependent=False)
    beside = speaker_phrases.subject_before(words, first, start)
    near = beside is not None and beside.first > first and words.low[beside.first - 1] in {"despite", "with"}
    if beside is not None and near and speaker_phrases.is_speaker_like(words, beside):
        return cue._replace(speaker=beside, dependent=False)
    ok = before in {",", "\u201d", '"', "''", "\u2014", "--"} or before.lower() in {
        "by",
        "in",
        "and",
        "while",
        "before",
        "after",
        "upon",
        "without",
        "when",
    }
    if not ok and cue.lemma not in {"say", "note", "argue", "add", "claim"}:
        return None
    if start == first and not cue.speaks:
        return None
    return cue


def _quoted_before(words: ArticleWords, first: int, end: int) -> SpeakerPhrase | None:
    """Return the speaker of "the Orr Post quoted the mayor, Ann Lee, as saying that"."""
    at = next((at for at in range(end - 1, first, -1) if words.low[at] in _QUOTING), None)
    if at is None:
        return None
    quoted = speaker_phrases.subject_behind(words, at + 1, end + 1)
    return quoted if quoted and speaker_phrases.is_speaker_like(words, quoted) else None


def _is_plural(words: ArticleWords, speaker: SpeakerPhrase) -> bool:
    low = words.low[speaker.last - 1]
    if low in _SEVERAL:
        return True
    if "and" in words.low[speaker.first : speaker.last]:
        return True
    return low.endswith("s") and not low.endswith(("ss", "'s"))


def _stands_as_verb(words: ArticleWords, at: int, end: int, speaker: SpeakerPhrase) -> bool:
    """Return whether a word that may be a noun is a verb here: a subject right before it, a clause or thing after."""
    if end >= len(words):
        return False
    behind = words.low[end]
    if behind in _MARKS or (behind in {",", ":"} and words.low[end + 1 : end + 2] and words.low[end + 1] in _MARKS):
        return True
    if behind in {"of", "about", "on", "from", "was", "were", "is", "are", "have", "has", "in", "at", ".", ",", "and"}:
        return False
    last = words.low[speaker.last - 1]
    if last in vocabulary.ANY_PRONOUNS or behind in _BEHIND_VERB:
        return True
    if behind in vocabulary.DETERMINERS or behind in vocabulary.SUBJECTS:
        return True
    return words.low[at].endswith("s") and noun_phrases.is_name(words, speaker.last - 1)

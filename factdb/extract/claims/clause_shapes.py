"""Says of a clause what makes it a sentence: its subject, its main verb, whether it is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain import quotation_marks
from factdb.extract import verbs, vocabulary
from factdb.extract.verbs import Inflection

if TYPE_CHECKING:
    from factdb.extract.tokens import ArticleWords

# These look like a past form and are none.
_NO_PAST = vocabulary.word_set(
    "need indeed hundred speed seed feed breed exceed proceed succeed weed greed shed bed red embed naked sacred united"
)
_PRESENT = vocabulary.word_set(
    """
    remains includes costs makes takes gives needs wants comes goes becomes begins continues means shows runs holds
    faces leads lives works expects hopes seems appears requires allows provides serves sits stands keeps looks
    leaves brings follows uses helps sells owns remain include make take give come go become continue mean says
    heard began became came went knew fell rose grew lost won sold met led sat slept woke swore tore forgot forgave
    lay shook spun stung strove sent bore blew built burst dealt dove drove fought hung hurt let quit rid
    contains involves receives reflects represents suffers belongs depends exists lies grows falls rises
    """
)
_BEFORE_PARTICIPLE = frozenset({"being", "be", "been", "having", "get", "getting"})
_PRESENT_OF_SAYING = {
    written for written, forms in verbs.VERBS.items() if next(iter(forms.values())).form is Inflection.PRESENT
} - verbs.NOUNISH
_FINITE = (
    (vocabulary.AUXILIARIES | vocabulary.COMMON_PAST | _PRESENT | _PRESENT_OF_SAYING)
    - {"be", "been", "being"}
    - _NO_PAST
)
_BEFORE_ADJECTIVE = (
    vocabulary.POSSESSIVES
    | vocabulary.PREPOSITIONS
    | vocabulary.GENITIVES
    | {"the", "a", "an", "to", "more", "very", "so", "as", "every", "no", "most"}
)
_SIDE_CLAUSE_OPENERS = (vocabulary.SUBORDINATORS - {"than", "even", "despite", "once", "what"}) | {"until"}
_ENDS_SIDE_CLAUSE = frozenset({",", ";", ":", "\u2014", "--", "\u2013"})
_NO_END = (
    vocabulary.PREPOSITIONS
    | vocabulary.CONJUNCTIONS
    | vocabulary.SUBORDINATORS
    | vocabulary.POSSESSIVES
    | (vocabulary.AUXILIARIES - vocabulary.GENITIVES)
    | {"the", "a", "an", "to"}
) - {"her", "that"}
_NO_NOUN = vocabulary.PREPOSITIONS | vocabulary.DETERMINERS | vocabulary.ADVERBS | {"to", "that", "by"}
_BEHIND_LEADING_PARTICIPLE = vocabulary.PREPOSITIONS | vocabulary.DETERMINERS | {"to"}
_ENDS_HEAD = vocabulary.PREPOSITIONS | {"who", "that"}
_FARTHEST_VERB = 60  # words from a sentence's beginning to its first verb
_LONGEST_SUBJECT = 14
_LEADS = (vocabulary.PREPOSITIONS | vocabulary.SUBORDINATORS | {"speaking", "earlier", "later", "last"}) - {"that"}
_MAY_BEGIN_SUBJECT = vocabulary.DETERMINERS | vocabulary.SUBJECTS
_BEFORE_LEAD = vocabulary.CONJUNCTIONS | {"however", "meanwhile", ","}
SUBJECT_OPENERS = _MAY_BEGIN_SUBJECT | {"there", "nobody", "everyone", "everybody", "somebody", "nothing", "what"}


def is_finite(words: ArticleWords, at: int) -> bool:
    """Return whether a word is likely a verb that states something, not a participle used as an adjective."""
    low = words.low[at]
    if not (low in _FINITE or (low.endswith("ed") and low not in _NO_PAST and len(low) > len("red"))):
        return False
    before = words.low[at - 1] if at else ""
    if before.endswith("ly") and at > 1 and low.endswith("ed") and words.low[at - 2] in _BEFORE_ADJECTIVE:
        return False  # "the most lavishly subsidized"
    if before in _BEFORE_PARTICIPLE or (low == "made" and words.low[at + 1 : at + 2] == ["public"]):
        return False
    if low in vocabulary.GENITIVES:
        return before in vocabulary.SUBJECTS or before in {"there", "that", "what", "here", "who"}
    return not (words.written[at][0].isupper() or before in _BEFORE_ADJECTIVE)


def main_verb(words: ArticleWords, first: int, last: int) -> int | None:
    """Return the first verb of a range that isn't in a side clause: in "days after it was sold" there is none."""
    side_clauses, at = 0, first
    while at < last:
        low = words.low[at]
        if low in _ENDS_SIDE_CLAUSE:
            side_clauses = 0
        elif low in _SIDE_CLAUSE_OPENERS:
            side_clauses += 1
        elif is_finite(words, at):
            if not side_clauses:
                return at
            side_clauses -= 1
            at = _end_of_verb(words, at, last) - 1
        at += 1
    return None


def _end_of_verb(words: ArticleWords, at: int, last: int) -> int:
    """Return where "has also been sold" ends."""
    while at < last and (
        words.low[at] in vocabulary.AUXILIARIES
        or words.low[at] in vocabulary.ADVERBS
        or words.low[at] in vocabulary.NEGATIONS
        or is_finite(words, at)
    ):
        at += 1
    return at


def begins_with_verb(words: ArticleWords, first: int, last: int) -> bool:
    """Return whether a clause has no subject: "remained in the town", "later also left"."""
    at = first
    if words.low[first] in {"in", "on", "by", "at"}:  # "and in the 2000s ordered": a date, and then the verb
        digits = (place for place in range(first, min(last, first + 4)) if words.low[place][0].isdigit())
        at = next(digits, first - 1) + 1
    while at < last - 1 and (words.low[at] in vocabulary.ADVERBS or words.low[at].endswith("ly")):
        at += 1
    if not is_finite(words, at):
        return False
    # "Combined reserves were small": a participle before the noun that another verb belongs to.
    low = words.low[at]
    return not (low.endswith("ed") and at == first and _is_adjective(words, at, last))


def _is_adjective(words: ArticleWords, at: int, last: int) -> bool:
    behind = words.low[at + 1] if at + 1 < last else ""
    is_noun = behind[:1].isalpha() and behind not in _NO_NOUN
    return is_noun and main_verb(words, at + 1, min(last, at + 5)) is not None


def subject_range(words: ArticleWords, first: int, last: int) -> tuple[int, int] | None:
    """Return the subject of a sentence's first clause, without what leads up to it; None where it is not sure."""
    last = min(last, first + _FARTHEST_VERB)
    start = _start_behind_lead(words, first, last)
    if start is None:
        return None
    verb = main_verb(words, start, last)
    if verb is None or verb == start:
        return None
    end = verb
    while end > start and (words.low[end - 1] in vocabulary.ADVERBS or words.low[end - 1].endswith("ly")):
        end -= 1
    comma = next(
        (at for at in range(start, end) if words.written[at] in _ENDS_SIDE_CLAUSE or words.low[at] == "("), end
    )
    if comma < end and words.written[comma + 1][0].isupper():
        return None  # "Immigration, Refugees and Citizenship": a list, and not only its first word
    is_short = 0 < comma - start <= _LONGEST_SUBJECT and words.written[min(comma, last - 1)] != ":"
    return (
        (start, comma) if is_short and words.low[start] not in _LEADS and words.low[comma - 1] not in _NO_END else None
    )


def _start_behind_lead(words: ArticleWords, first: int, last: int) -> int | None:
    """Return where a sentence begins after "On Monday, in a letter,": at the comma that a subject follows."""
    start = first
    while start < last and (words.low[start] in _BEFORE_LEAD or words.written[start] in quotation_marks.MARK_TOKENS):
        start += 1
    if start + 1 >= last:
        return None
    if words.written[start + 1] == "," and words.written[start][0].isalpha():  # "Furthermore, the bank"
        return start + 2 if start + 2 < last else None
    leads = words.low[start] in _LEADS or (words.low[start].endswith(("ed", "ing")) and _is_lead(words, start))
    if not leads:
        return start
    commas = (at for at in range(start, last - 1) if words.written[at] == ",")
    return next((at + 1 for at in commas if may_begin_subject(words, at + 1)), None)


def _is_lead(words: ArticleWords, start: int) -> bool:
    """Return whether a participle leads up to a subject: "Driven by the wind, the fire"."""
    return words.low[start + 1] in _BEHIND_LEADING_PARTICIPLE


def may_begin_subject(words: ArticleWords, at: int) -> bool:
    """Return whether a word may begin a subject: an article, a pronoun or a name."""
    return words.low[at] in SUBJECT_OPENERS or (
        words.written[at][0].isupper() and words.low[at] not in vocabulary.MONTHS
    )


def is_cut_off_behind(words: ArticleWords, last: int, sentence_end: int) -> bool:
    """Return whether a clause ends before its sentence does with a word that needs another: "in the months since"."""
    return last < sentence_end and words.low[last - 1] in _NO_END


def head_of(words: ArticleWords, first: int, last: int) -> str:
    """Return the word that a noun phrase is about, in small letters: "rise" of "the rise of the sea"."""
    end = next((at for at in range(first + 1, last) if words.low[at] in _ENDS_HEAD), last)
    return words.low[end - 1]


def is_plural(words: ArticleWords, first: int, last: int) -> bool:
    """Return whether a noun phrase names several."""
    head = head_of(words, first, last)
    if head in vocabulary.PEOPLE or "and" in words.low[first:last]:
        return True
    return head.endswith("s") and not head.endswith(("ss", "us", "is", "'s"))

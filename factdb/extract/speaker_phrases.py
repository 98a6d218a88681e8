"""Finds the words that name who speaks: the subject before a verb, or after it, past what is between commas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import noun_phrases, vocabulary
from factdb.extract.names import known_names
from factdb.extract.noun_phrases import SpeakerPhrase, is_name, is_role

if TYPE_CHECKING:
    from factdb.extract.tokens import ArticleWords

_MOST_APPOSITIONS = 5  # of "Ann Lee, 45, of Dayton, Ohio, said"
_PARENTHESIS_MARKS = frozenset({",", "\u2014", "--", "("})
_LONGEST_APPOSITION = 40  # words of ", once the head of the port and twice the mayor of the town,"
_DESCRIBING = vocabulary.ROLES | vocabulary.BODIES | vocabulary.PEOPLE | {"the", "a", "an", "to", "of", "for", "former"}
_LONGEST_PERSON = 4  # words of a name
_SETTING = frozenset(
    {"of", "who", "which", "in", "on", "at", "during", "after", "before", "following", "through", "under", "with"}
)


def subject_before(words: ArticleWords, start: int, end: int) -> SpeakerPhrase | None:
    """Return the subject that ends before the word `end` and doesn't begin before `start`."""
    at = end
    if at > start and words.written[at - 1] in {",", "\u2014", "--", ")"}:
        return _phrase_before_apposition(words, start, at - 1)
    phrase = noun_phrases.phrase_before(words, start, at)
    return phrase and (_name_before(words, start, phrase) or phrase)


def _name_before(words: ArticleWords, start: int, phrase: SpeakerPhrase) -> SpeakerPhrase | None:
    """Return the name of "Ann Lee, a member of the council said", where the comma behind the description is missing."""
    comma = phrase.first - 1
    if words.low[phrase.first] not in {"a", "an"} or comma <= start or words.written[comma] != ",":
        return None
    name = noun_phrases.phrase_before(words, start, comma)
    return name if name and _is_full_name(words, name) and ends_with_person(words, name) else None


def _phrase_before_apposition(words: ArticleWords, start: int, comma: int) -> SpeakerPhrase | None:
    """Return the name or role before ", a former governor,"; what stands next to the verb only where there is none."""
    least = max(start, comma - _LONGEST_APPOSITION)
    nearest: SpeakerPhrase | None = None
    end = comma
    for _ in range(_MOST_APPOSITIONS):
        opening = _previous_break(words, least, end)
        if opening >= least and words.written[opening] == ")":  # "Sen. Ann Lee (D-R.I.), said"
            end = next((at for at in range(opening, least, -1) if words.written[at] == "("), opening)
            opening = _previous_break(words, least, end)
        phrase = noun_phrases.phrase_before(words, max(least, opening + 1), end)
        if opening >= least and (_begins_setting(words, opening + 1) or _is_place(words, phrase)):
            phrase = None  # ", in a letter to the court,": where or when, not who
        if phrase and _is_person_like(words, phrase):
            if nearest and (opening < least or phrase.first == opening + 1 or words.written[opening] != ","):
                if not _names_who(words, nearest, phrase, opening + 1):
                    return phrase
                return nearest._replace(begins=_start_of_description(words, max(least, opening + 1), phrase.first))
            nearest = nearest or phrase
        if opening < least or words.written[opening] not in _PARENTHESIS_MARKS:
            break
        end = opening
    return nearest


def _begins_setting(words: ArticleWords, at: int) -> bool:
    """Return whether words between two commas only say where, when or how: "in Orr", "responding to Ann Lee"."""
    low = words.low[at]
    return low in _SETTING or (low.endswith("ing") and words.written[at][0].islower() and not is_role(low))


def _is_place(words: ArticleWords, phrase: SpeakerPhrase | None) -> bool:
    """Return whether a phrase is the Ohio of "Ann Lee, 45, of Dayton, Ohio, said"."""
    return phrase is not None and words.text_between(*phrase[:2]).lower() in known_names.PLACES


def _start_of_description(words: ArticleWords, least: int, first: int) -> int:
    """Return where "the ambassador to" before a phrase begins."""
    at = first
    while at > least and (words.low[at - 1] in _DESCRIBING or words.written[at - 1][0].isupper()):
        at -= 1
    return at


def _names_who(words: ArticleWords, nearest: SpeakerPhrase, phrase: SpeakerPhrase, opening: int) -> bool:
    """Return whether what is between two commas names the person, and what is before it only describes them."""
    if ends_with_person(words, phrase):
        return False
    if ends_with_person(words, nearest):
        return True
    if not _is_full_name(words, nearest):
        return False
    described = any(
        is_role(word) for word in words.low[_start_of_description(words, opening, phrase.first) : phrase.last]
    )
    return described or not is_name(words, phrase.last - 1)


def ends_with_person(words: ArticleWords, phrase: SpeakerPhrase) -> bool:
    """Return whether a phrase ends with a first name and a last name."""
    near = range(max(phrase.first, phrase.last - _LONGEST_PERSON), phrase.last - 1)
    return any(
        words.written[at][0].isupper()
        and known_names.is_first_name(words.low[at])
        and all(word[0].isupper() for word in words.written[at : phrase.last])
        for at in near
    )


def _is_full_name(words: ArticleWords, phrase: SpeakerPhrase) -> bool:
    """Return whether a name stands alone: "Their spokesman, Joel Abara," but not "officials in Dayton, Ohio,"."""
    return phrase.last - phrase.first > 1 and all(
        word[0].isupper() for word in words.written[phrase.first : phrase.last]
    )


def _previous_break(words: ArticleWords, least: int, at: int) -> int:
    place = at - 1
    while place >= least and words.written[place] not in noun_phrases.BREAKS:
        place -= 1
    if place >= least and words.written[place] in noun_phrases.QUOTATION_MARKS:
        # ", known as “the Ferryman” on the lake, says": a name in marks does not end what is between two commas.
        opening = place - 1
        while opening >= least and words.written[opening] not in noun_phrases.BREAKS:
            opening -= 1
        if (
            opening >= least
            and words.written[opening] in noun_phrases.QUOTATION_MARKS
            and words.written[opening - 1] not in noun_phrases.BREAKS
        ):
            return _previous_break(words, least, opening)
    return place


def _is_person_like(words: ArticleWords, phrase: SpeakerPhrase) -> bool:
    last = phrase.last - 1
    return (
        is_name(words, last)
        or is_role(words.low[last])
        or any(is_role(word) for word in words.low[phrase.first : phrase.last])
    )


def is_speaker_like(words: ArticleWords, phrase: SpeakerPhrase) -> bool:
    """Return whether a phrase names somebody: a name, a role or a pronoun."""
    last = phrase.last - 1
    return words.low[last] in vocabulary.ANY_PRONOUNS or _is_person_like(words, phrase)


def subject_behind(words: ArticleWords, start: int, end: int) -> SpeakerPhrase | None:
    """Return the subject that begins at `start`: "said Mona Reyes, a farmer"."""
    phrase = noun_phrases.phrase_behind(words, start, end)
    return phrase and (_name_in_apposition(words, phrase, end) or phrase)


def _name_in_apposition(words: ArticleWords, phrase: SpeakerPhrase, end: int) -> SpeakerPhrase | None:
    """Return the name of "said the mayor of Orr, Ann Lee." where a description comes first."""
    first = phrase.last + 1
    if first >= end or words.written[phrase.last] != "," or not is_role(words.low[phrase.last - 1]):
        return None
    last = first
    while last < min(end, first + _LONGEST_PERSON) and is_name(words, last):
        last += 1
    name = SpeakerPhrase(first, last, phrase.first)
    return name if last - first > 1 and ends_with_person(words, name) else None

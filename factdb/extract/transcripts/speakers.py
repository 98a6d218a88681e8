"""Finds the full name behind a label: "MR. LEE" and "The Prime Minister" are people whom the transcript names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import tokens, vocabulary
from factdb.extract.names import known_names, names_in_text
from factdb.extract.transcripts import labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from factdb.extract.tokens import ArticleWords
    from factdb.extract.transcripts.labels import Label

_PARTICLES = vocabulary.word_set("de da del della di du la le van von der den bin ibn al el dos y")
_FULL = 2  # words of a full name
_SURNAMES = vocabulary.word_set("king pope prince bishop judge major marshal father sister dean page")
_OFFICE_WORDS = (vocabulary.ROLES - _SURNAMES) | {"madam", "hon", "hon.", "rt", "right"}


class NamedSpeaker(NamedTuple):
    """Whom a label names: the full name, or the names that fit equally well; neither where it leaves them unnamed."""

    name: str | None
    alternatives: tuple[str, ...] = ()


@dataclass(slots=True)
class TranscriptSpeakers:
    """The people of a transcript: their full names by last and by first name, and who holds which office."""

    find_speakers: Callable[[str], Sequence[str]] | None = None
    by_part: dict[str, list[str]] = field(default_factory=dict)
    by_office: dict[str, list[str]] = field(default_factory=dict)
    spelling: dict[str, str] = field(default_factory=dict)

    def resolve(self, label: Label) -> NamedSpeaker:
        """Return the speaker of a label; the desk's name of a person comes before the transcript's."""
        if labels.is_generic(label.name):
            return NamedSpeaker(None)
        given = _name_in_remarks(label)
        name, titles = _split(given or label.name)
        if name is None:
            return self._of_desk(self._holders(_office(label.name)), label.name)
        if len(name.split()) >= _FULL:
            return self._of_desk([self._spelled(name)], name)
        return self._of_desk(_with_gender(self.by_part.get(name.casefold(), []), titles) or [_recased(name)], name)

    def _holders(self, office: str) -> list[str]:
        """Return who holds an office, in full or as it is called afterwards: "The Minister"."""
        if office in self.by_office:
            return self.by_office[office]
        longer = [names for full, names in self.by_office.items() if full.startswith(f"{office} ")]
        return list(dict.fromkeys(name for names in longer for name in names))

    def _spelled(self, name: str) -> str:
        return self.spelling.get(name.casefold()) or _recased(name)

    def _of_desk(self, names: Sequence[str], written: str) -> NamedSpeaker:
        if len(names) > 1:
            return NamedSpeaker(None, tuple(names))
        asked = names[0] if names else _office(written)
        on_desk = tuple(self.find_speakers(asked)) if self.find_speakers else ()
        if len(on_desk) == 1:
            return NamedSpeaker(on_desk[0])
        return NamedSpeaker(None, on_desk) if on_desk else NamedSpeaker(names[0] if names else None)


def speakers_of(
    words: ArticleWords, read: Iterable[Label], find_speakers: Callable[[str], Sequence[str]] | None
) -> TranscriptSpeakers:
    """Return the people whom the labels of a transcript and its text name in full."""
    speakers = TranscriptSpeakers(find_speakers)
    full: dict[str, str] = {}
    for label in dict.fromkeys(read):
        given = _name_in_remarks(label)
        name, _ = _split(given or label.name)
        if name is None or len(name.split()) < _FULL or labels.is_generic(label.name):
            continue
        key = name.casefold()
        if key not in full or full[key].isupper():
            full[key] = name
        if given:
            _append(speakers.by_office, _office(label.name), key)
    ranges = names_in_text.capitalised_ranges(words, {first for first, _ in tokens.find_paragraphs(words)})
    in_text = [entity.name for entity in names_in_text.find_entities(words, ranges) if entity.is_person]
    speakers.spelling = {key: _recased(name) for key, name in full.items()}
    for name in in_text:
        # "MONA REYES" as her label, and "Mona Reyes" in the text: the text knows how it is spelled.
        if not name.isupper() and full.get(name.casefold(), "").isupper():
            speakers.spelling[name.casefold()] = name
    speakers.by_office = {
        office: [speakers.spelling[key] for key in keys] for office, keys in speakers.by_office.items()
    }
    _note_parts(speakers, speakers.spelling.values())
    labelled = set(speakers.by_part)
    # Who speaks comes before who is only spoken of.
    _note_parts(speakers, (name for name in in_text if " " in name and not name.isupper()), besides=labelled)
    return speakers


def _note_parts(speakers: TranscriptSpeakers, names: Iterable[str], besides: Iterable[str] = ()) -> None:
    for name in names:
        for part in {name.split()[0].casefold(), names_in_text.last_word(name).casefold()}.difference(besides):
            _append(speakers.by_part, part, name)


def _append(into: dict[str, list[str]], key: str, name: str) -> None:
    names = into.setdefault(key, [])
    if name not in names:
        names.append(name)


def _name_in_remarks(label: Label) -> str | None:
    """Return the name in "The Prime Minister (Mona Reyes)"; None where a place or a party is in the parentheses."""
    if not label.remarks or not _is_office(label.name):
        return None
    words = [word for word in label.remarks[0].split() if word.lower() not in vocabulary.TITLES]
    is_name = len(words) >= _FULL and all(word[0].isupper() or word in _PARTICLES for word in words)
    return label.remarks[0] if is_name else None


def _is_office(name: str) -> bool:
    return _split(name)[0] is None


def _split(written: str) -> tuple[str | None, set[str]]:
    """Return the name of a label and its titles; no name where it is an office: "The Chair", "Council President"."""
    words = written.partition(",")[0].split()
    low = [word.lower() for word in words]
    if not words or low[0] == "the" or (len(words) == 1 and low[0] in vocabulary.ROLES):
        return None, set()
    if known_names.is_first_name(low[0]):
        return " ".join(words), set()
    roles = [at for at, word in enumerate(low) if word in _OFFICE_WORDS]
    first = roles[-1] + 1 if roles else 0
    name = words[first:]
    # "Chair of the Council" has no name behind its role.
    if not name or name[0].lower() in vocabulary.PREPOSITIONS:
        return None, set(low)
    return " ".join(name), set(low[:first])


def _office(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _with_gender(names: list[str], titles: set[str]) -> list[str]:
    """Return the names that fit "Mr." or "Ms."; all of them where that leaves none."""
    is_male = True if titles & vocabulary.MALE_TITLES else False if titles & vocabulary.FEMALE_TITLES else None
    if is_male is None or len(names) < _FULL:
        return names
    fits = [name for name in names if known_names.is_male_first_name(name.split()[0].lower()) is is_male]
    return fits or names


def _recased(name: str) -> str:
    """Return a name in capitals as names are written: O'NEIL-ROE is O'Neil-Roe, VAN DER BERG is van der Berg."""
    if not name.isupper() or len(name) <= _FULL:
        return name
    words = [
        word.lower() if word.lower() in _PARTICLES and at else word.title() for at, word in enumerate(name.split())
    ]
    return " ".join(word.replace("\u2019S", "\u2019s").replace("'S", "'s") for word in words)

"""Speakers that the desk knows come first, and nobody is chosen where two fit."""

from __future__ import annotations

from factdb.extract import propose

KNOWN = {"Lee": ["Anna-Maria Lee"], "Ross": ["Bob Ross", "Diana Ross"]}


def _known(name: str) -> list[str]:
    return KNOWN.get(name, [])


def test_a_known_speaker_is_named_as_the_desk_names_her() -> None:
    (found,) = propose("Lee said the dam was safe.", find_speakers=_known)
    assert (found.speaker, found.mention) == ("Anna-Maria Lee", "Lee")


def test_two_known_speakers_are_alternatives() -> None:
    (found,) = propose("Ross said the dam was safe.", find_speakers=_known)
    assert (found.speaker, found.alternatives) == (None, ("Bob Ross", "Diana Ross"))


def test_a_pronoun_is_somebody_of_its_gender() -> None:
    text = "Carl Berg said the dam was safe. Emma Holt said it leaked. He said that nobody had asked him."
    assert [each.speaker for each in propose(text)] == ["Carl Berg", "Emma Holt", "Carl Berg"]

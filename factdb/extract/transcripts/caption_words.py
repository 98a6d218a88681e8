"""Takes the words out of a caption: its voices and changes of speaker, without tags, settings and entities."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,60})?[ \t\n]{1,5}([^<>]{1,200})>|(</v>)")
# A tag begins with a letter, and a time within a caption with a digit: "a < b" and "<3" are words.
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|</?[A-Za-z]>|<\d[\d:.]{4,15}>")
_OVERRIDE = re.compile(r"\{\\[^{}\n]{0,80}\}")
# Two or three arrows are the signs of captions for a new speaker. A dash is one only at the start of a line.
_ARROWS = re.compile(r">{2,3}[ \t\n]*")
_DASH = re.compile(r"^[ \t]*[-\u2013](?=[ \t]*[\w\"'\u201c\u2018\[(\u00bf\u00a1])[ \t]*", re.MULTILINE)
_MOST_SPEAKERS = 4
_CHANGE = "\x00"  # no text has it: the reader of files takes it out
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


class SpokenPiece(NamedTuple):
    """Words of a caption in one voice: whose, where a voice is named, and whether the speaker changes before them."""

    voice: str | None
    is_change: bool
    words: str


def spoken_pieces(lines: list[str]) -> list[SpokenPiece]:
    """Return the words of a caption, a piece a speaker; none where nothing is said."""
    pieces: list[SpokenPiece] = []
    for voice, part in _voices("\n".join(lines)):
        marked = _ARROWS.sub(_CHANGE, _plain(part))
        # Two or three people fit a caption. More dashes are a list.
        if len(_DASH.findall(marked)) <= _MOST_SPEAKERS:
            marked = _DASH.sub(_CHANGE, marked)
        first, *others = marked.split(_CHANGE)
        for number, words in enumerate([first, *others]):
            joined = " ".join(words.split())
            if joined:
                pieces.append(SpokenPiece(voice, number > 0, joined))
    return pieces


def _voices(text: str) -> list[tuple[str | None, str]]:
    """Return the parts of a caption with the voice of each."""
    parts: list[tuple[str | None, str]] = []
    voice, at = None, 0
    for match in _VOICE.finditer(text):
        parts.append((voice, text[at : match.start()]))
        voice = _name(match[1]) if match[1] else None
        at = match.end()
    return [*parts, (voice, text[at:])]


def _name(written: str) -> str | None:
    # A colon would end the name too early where the text is read again.
    return " ".join(_plain(written).replace(":", " ").split()).strip(" .,;-") or None


def _plain(text: str) -> str:
    without_tags = _OVERRIDE.sub("", _TAG.sub("", text))
    return _UNSEEN.sub("", html.unescape(without_tags)).replace("\xa0", " ").replace(_CHANGE, "")

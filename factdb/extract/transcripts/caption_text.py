"""Joins captions to turns, and writes them as a text: a paragraph begins with the time of its first words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import recording_times
from factdb.extract import tokens
from factdb.extract.transcripts import caption_words, labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.extract.transcripts.caption_file import Caption

_ROLLING = 0.3  # share of captions that repeat the one before, from which a file rolls
_FEWEST_ROLLING = 3
_MOST_ROLLED = 60  # words of a caption that are compared with the caption before
_LONG = 60  # words of a sentence: one without full stops is cut between captions
_PARAGRAPH = 25  # words of its pieces
_LETTER = re.compile(r"\w")


class SpokenWords(NamedTuple):
    """Words of one caption in a turn, and the second at which it is shown."""

    seconds: int
    words: str


@dataclass(slots=True)
class SpokenTurn:
    """What one speaker says in one go; `name` is None where the captions name nobody, or not yet."""

    name: str | None
    is_change: bool
    spoken: list[SpokenWords] = field(default_factory=list)


def write_text(captions: list[Caption]) -> str:
    """Return what captions say as a text: `Mona Reyes (00:12:31): ...`, and `[00:12:58] ...` where she goes on.

    A new speaker whom nobody names begins with >>. A sentence whose first words are in a later caption begins a
    paragraph, so that each has a time of its own.
    """
    paragraphs: list[str] = []
    for turn in _join_turns(list(_without_repeats(captions))):
        for number, (seconds, words) in enumerate(_paragraphs(turn)):
            time = recording_times.shown(seconds)
            if number or turn.name is None:
                paragraphs.append(f"[{time}] {'>> ' if turn.is_change and not number else ''}{words}")
            else:
                paragraphs.append(f"{turn.name} ({time}): {words}")
    return "\n\n".join(paragraphs)


def names_speakers(text: str) -> bool:
    """Return whether a text that was written so names a speaker."""
    return re.search(r"(?m)^[^\[\n][^\n]{0,120} \(\d+:\d\d:\d\d\): ", text) is not None


def _join_turns(pieces: list[tuple[int, caption_words.SpokenPiece]]) -> list[SpokenTurn]:
    read = [labels.leading_label(piece.words) for _, piece in pieces]
    counting = labels.counting(label for label in read if label)
    turns: list[SpokenTurn] = []
    before: str | None = None  # the voice of the piece before
    for (seconds, piece), leading in zip(pieces, read, strict=True):
        voice = labels.as_label(piece.voice) if piece.voice else None
        is_name = leading is not None and (leading.name in counting or " " in leading.name)
        label = leading if is_name and voice is None else None
        # A voice holds for its caption alone; a label holds until the speaker changes.
        if not turns or voice != before or piece.is_change or label is not None:
            turns.append(SpokenTurn(voice or (label.name if label else None), is_change=bool(turns)))
        before = voice
        words = piece.words[label.end :].strip() if label else piece.words
        if words:
            turns[-1].spoken.append(SpokenWords(seconds, words))
    return [turn for turn in turns if any(_LETTER.search(words) for _, words in turn.spoken)]


def _paragraphs(turn: SpokenTurn) -> Iterator[SpokenWords]:
    """Yield the paragraphs of a turn, each with the second of its first words."""
    text = " ".join(words for _, words in turn.spoken)
    starts, at = [], 0
    for seconds, words in turn.spoken:
        starts.append((at, seconds))
        at += len(words) + 1
    cuts = _cuts(text, [place for place, _ in starts])
    number, first = 0, 0
    first_seconds = starts[0][1]
    for cut in [*cuts, len(text) + 1]:
        while number + 1 < len(starts) and starts[number + 1][0] <= cut:
            number += 1
        is_end = cut > len(text)
        # Sentences of one caption stay together.
        if not is_end and starts[number][1] == first_seconds:
            continue
        if text[first:cut].strip():
            yield SpokenWords(first_seconds, text[first:cut].strip())
        first, first_seconds = cut, starts[number][1]


def _cuts(text: str, borders: list[int]) -> list[int]:
    """Return where sentences begin; a long one, which has no full stops, is cut between captions."""
    sentences = tokens.split_sentences(text)
    cuts = {sentence.start for sentence in sentences[1:]}
    for sentence in sentences:
        if text.count(" ", sentence.start, sentence.end) < _LONG:
            continue
        last = sentence.start
        for border in borders:
            if last < border < sentence.end and text.count(" ", last, border) >= _PARAGRAPH:
                cuts.add(border)
                last = border
    return sorted(cuts)


# -- captions that roll --------------------------------------------------------------------------------------


def _without_repeats(captions: list[Caption]) -> Iterator[tuple[int, caption_words.SpokenPiece]]:
    """Yield the pieces of captions; of captions that roll, only what is new in each."""
    shown = [(caption.seconds, caption_words.spoken_pieces(caption.lines)) for caption in captions]
    words = [" ".join(piece.words for piece in pieces).split() for _, pieces in shown]
    rolls = _rolls(words)
    before: list[str] = []
    for (seconds, pieces), caption in zip(shown, words, strict=True):
        repeated = _overlap(before, caption) if rolls else 0
        before = caption or before
        for piece in pieces:
            size = len(piece.words.split())
            if repeated >= size:
                repeated -= size
                continue
            new = " ".join(piece.words.split()[repeated:])
            yield seconds, piece._replace(words=new, is_change=piece.is_change and not repeated)
            repeated = 0


def _rolls(words: list[list[str]]) -> bool:
    """Return whether captions repeat the lines of the caption before, as those of live captioning do."""
    pairs = [pair for pair in pairwise(words) if all(pair)]
    repeating = sum(_overlap(*pair) > 0 for pair in pairs)
    return repeating >= _FEWEST_ROLLING and repeating >= _ROLLING * len(pairs)


def _overlap(before: list[str], caption: list[str]) -> int:
    """Return how many words at the start of a caption are those at the end of the caption before."""
    before, size = before[-_MOST_ROLLED:], min(len(before), len(caption), _MOST_ROLLED)
    return next((length for length in range(size, 0, -1) if before[-length:] == caption[:length]), 0)

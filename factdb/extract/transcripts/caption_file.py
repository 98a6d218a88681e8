"""Reads the captions of a file, WebVTT or SRT: when each is shown, and its lines. Broken times are read past."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_TIMING = re.compile(r"[ \t]*(?P<start>[\d:.,]{3,16})[ \t]*--+>[ \t]*[\d:.,]*")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?")
_ARROW = "-->"
_SIGNATURE = "WEBVTT"
# What WebVTT has besides captions: comments, styles and regions, up to an empty line.
_BLOCKS = ("NOTE", "STYLE", "REGION")
_HEAD = 4_000  # characters in which the first caption of an SRT file must come
_LANGUAGE = re.compile(r"(?i)language:[ \t]*([a-z]{2,3}(?:-[a-z0-9]{2,8})*)[ \t]*")
_MOST_OF_CLOCK = 60
_SECONDS_OF_HOUR = 3600


class Caption(NamedTuple):
    """What is shown at one time: from which second, and its lines, with their tags."""

    seconds: int
    lines: list[str]


@dataclass(slots=True)
class CaptionFile:
    """A file of captions: its title and language, where its head names them, and the captions in their order.

    `broken_times` counts the captions whose time cannot be read; they have that of the caption before.
    """

    title: str | None = None
    language: str | None = None
    captions: list[Caption] = field(default_factory=list)
    broken_times: int = 0


def is_captions(text: str) -> bool:
    """Return whether a text is a file of captions: by WebVTT's first word, or by the times of SRT near its start."""
    head = text[:_HEAD].removeprefix("\ufeff")
    if re.match(rf"{_SIGNATURE}(?:[ \t\r\n]|$)", head):
        return True
    lines = [line for line in head.splitlines() if line.strip()][:2]
    timing = next((line for line in lines if _ARROW in line), None)
    # A number and a time, or the time alone: some programs leave the number out.
    return bool(timing and _TIMING.match(timing)) and (lines[0] is timing or lines[0].strip().isdigit())


def read_captions(text: str) -> CaptionFile:
    """Return the captions of a file; what is neither a caption nor about the whole file is left out."""
    file = CaptionFile()
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = _read_head(lines, file)
    while at < len(lines):
        line = lines[at]
        if _ARROW in line:
            at = _read_caption(lines, at, file)
        elif line.startswith(_BLOCKS) and line.split()[0] in _BLOCKS:
            at = _end_of_block(lines, at)
        else:
            at += 1
    return file


def _read_head(lines: list[str], file: CaptionFile) -> int:
    """Read WebVTT's head: "WEBVTT - Title", and lines such as "Language: en"; return where it ends."""
    if not lines[0].startswith(_SIGNATURE):
        return 0
    file.title = lines[0].removeprefix(_SIGNATURE).strip(" \t-\u2013\u2014") or None
    end = _end_of_block(lines, 0)
    for line in lines[1:end]:
        if language := _LANGUAGE.fullmatch(line):
            file.language = language[1]
    return end


def _end_of_block(lines: list[str], at: int) -> int:
    """Return where a block ends: at an empty line, or where a caption follows without one."""
    while at < len(lines) and lines[at].strip():
        at += 1
        if at < len(lines) and _ARROW in lines[at]:
            break
    return at


def _read_caption(lines: list[str], at: int, file: CaptionFile) -> int:
    timing = _TIMING.match(lines[at])
    seconds = _seconds(timing["start"]) if timing else None
    if seconds is None:
        file.broken_times += 1
        seconds = file.captions[-1].seconds if file.captions else 0
    first = at + 1
    end = first
    # A line with a space alone does not end a caption: captions that roll have one in place of each line to come.
    while end < len(lines) and lines[end] and _ARROW not in lines[end]:
        end += 1
    last = end
    # A number right before the next time is that caption's, where no empty line stands between.
    if end < len(lines) and _ARROW in lines[end] and end > first and lines[end - 1].strip().isdigit():
        last -= 1
    if last > first:
        file.captions.append(Caption(seconds, lines[first:last]))
    return end


def _seconds(written: str) -> int | None:
    clock = _CLOCK.fullmatch(written)
    if clock is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in clock.groups()[:3])
    if seconds >= _MOST_OF_CLOCK or minutes >= _MOST_OF_CLOCK:
        return None
    return hours * _SECONDS_OF_HOUR + minutes * _MOST_OF_CLOCK + seconds

"""Reads a file of JSON one element at a time, however long it is: an array's elements, or one value after another."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from factdb.errors.import_files import BrokenJsonError, CutFileError
from factdb.formats.files import strict_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from factdb.formats.files.texts import Text

LARGEST_ELEMENT = 50_000_000
_SPACE = re.compile(r"[ \t\n\r]*")
_AFTER_A_NUMBER = frozenset(",]}: \t\r\n")
_NEAR_THE_END = 16  # characters of an escape or a word that may have been cut
_ENOUGH = 1 << 20  # read characters are let go in pieces of this size


class Element(NamedTuple):
    """One value of a file and the line where it begins."""

    line: int
    value: object


def elements(text: Text, within: Collection[str] = ()) -> Iterator[Element]:
    """Yield the elements of a file one at a time.

    Those of a file's array; with `within`, those of the arrays under these keys of its object; else its values,
    which may follow one another as in JSON Lines.
    """
    cursor = _Cursor(text)
    while (sign := cursor.peek()) is not None:
        if sign == "[":
            yield from cursor.array()
        elif sign == "{" and within:
            yield from cursor.members(within)
        else:
            yield cursor.value()


class _Cursor:
    """A place in a text that comes in pieces."""

    def __init__(self, text: Text) -> None:
        self.name = text.name
        self.pieces = text.pieces()
        self.buffer = ""
        self.at = 0
        self.line = 1

    def peek(self) -> str | None:
        """Return the next character that is not a space, None at the end."""
        while True:
            spaces = _SPACE.match(self.buffer, self.at)
            self._move(spaces.end() if spaces else self.at)
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self._read_piece():
                return None

    def step_over(self, signs: str) -> str:
        """Step over one of the wanted characters."""
        sign = self.peek()
        if sign is None or sign not in signs:
            self._refuse(f'is not valid JSON: "{signs[0]}" is missing', sign)
        self._move(self.at + 1)
        return sign

    def value(self) -> Element:
        """Read the whole value that begins here."""
        if self.peek() is None:
            self._refuse("is not valid JSON: a value is missing", None)
        while True:
            try:
                value, end = strict_json.DECODER.raw_decode(self.buffer, self.at)
            except json.JSONDecodeError as error:
                if not self._is_cut(error) or not self._double():
                    self._broken(error)
                continue
            except RecursionError:
                self._refuse(strict_json.TOO_DEEP, "")
            # 12 at the end of a piece may be the beginning of 123.
            if self._may_go_on(value, end) and self._read_piece():
                continue
            line = self.line
            self._move(end)
            return Element(line, value)

    def array(self) -> Iterator[Element]:
        """Yield the elements of the array that begins here."""
        self.step_over("[")
        if self.peek() == "]":
            self.step_over("]")
            return
        while True:
            yield self.value()
            if self.step_over(",]") == "]":
                return

    def members(self, within: Collection[str]) -> Iterator[Element]:
        """Yield the elements of the wanted arrays of the object that begins here."""
        self.step_over("{")
        if self.peek() == "}":
            self.step_over("}")
            return
        keys: set[object] = set()
        while True:
            key = self.value()
            if not isinstance(key.value, str) or key.value in keys:
                self._refuse(
                    "has the same key twice" if key.value in keys else "is not valid JSON: a key is missing", ""
                )
            keys.add(key.value)
            self.step_over(":")
            # A value that nobody asked for is decoded all the same: nothing else tells where it ends.
            if key.value in within and self.peek() == "[":
                yield from self.array()
            else:
                self.value()
            if self.step_over(",}") == "}":
                return

    def _move(self, at: int) -> None:
        self.line += self.buffer.count("\n", self.at, at)
        self.at = at
        # To cut off each value by itself would copy the buffer once a value: quadratic time for many small ones.
        if at > _ENOUGH:
            self.buffer, self.at = self.buffer[at:], 0

    def _read_piece(self) -> bool:
        piece = next(self.pieces, "")
        self.buffer += piece
        return bool(piece)

    def _double(self) -> bool:
        """Read as much again as waits, so that a long element isn't tried at each of its pieces."""
        waiting = len(self.buffer) - self.at
        if waiting > LARGEST_ELEMENT:
            self._refuse(f"begins an element of more than {LARGEST_ELEMENT:,} characters", "")
        pieces = [self.buffer]
        length = 0
        while length <= waiting and (piece := next(self.pieces, "")):
            pieces.append(piece)
            length += len(piece)
        self.buffer = "".join(pieces)
        return length > 0

    def _may_go_on(self, value: object, end: int) -> bool:
        """Return whether this is a number whose digits, point or exponent may be in the next piece."""
        return not isinstance(value, dict | list | str) and self.buffer[end : end + 1] not in _AFTER_A_NUMBER

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        # The decoder names the place where it stopped: close to the end, it may only lack the next piece.
        return error.msg.startswith("Unterminated") or error.pos >= len(self.buffer) - _NEAR_THE_END

    def _broken(self, error: json.JSONDecodeError) -> NoReturn:
        line = self.line + self.buffer.count("\n", self.at, error.pos)
        at_end = error.pos >= len(self.buffer) or error.msg.startswith("Unterminated")
        why = (
            "begins a value that never ends: the file is cut off"
            if at_end
            else f"is not valid JSON: {strict_json.syntax_reason(error)}"
        )
        raise (CutFileError if at_end else BrokenJsonError)(self.name, line, why)

    def _refuse(self, why: str, place: str | None) -> NoReturn:
        if place is None:
            raise CutFileError(self.name, self.line, "is where the file ends too early")
        raise BrokenJsonError(self.name, self.line, why)

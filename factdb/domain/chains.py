"""Verifies one chain of history row by row: sequence, links, hashes, and the columns that a body projects into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from factdb.domain import history
from factdb.domain.history import GENESIS


class Link(NamedTuple):
    """One row of a history as it is stored; the actor by handle, the moment as RFC 3339."""

    seq: Any
    id: Any
    kind: Any
    actor: Any
    at: Any
    body: Any
    prev: Any
    hash: Any


@dataclass(slots=True)
class Chain:
    """The chain of one uid as far as it was read; `problems` are (seq, what) of the newest row, `length` counts."""

    uid: str
    seq: int = 0
    length: int = 0
    head: str = GENESIS
    at: str | None = None
    problems: list[tuple[int, str]] = field(default_factory=list)

    def take(self, link: Link) -> dict[str, Any] | None:
        """Hold the next row against what came before; return its body, None where that can't be read."""
        self.problems.clear()
        self.length += 1
        self._follow(link)
        if not self._sealed(link):
            self._say("the row was changed: its hash doesn't match")
        self.head, self.at = link.hash, link.at
        return self._body(link)

    def _follow(self, link: Link) -> None:
        """Hold seq and prev against the row before; after a gap, which tells enough, prev isn't held."""
        wanted, self.seq = self.seq + 1, link.seq
        if link.seq < wanted:
            self._say("no history has a row of this number here")
        elif link.seq > wanted:
            rest = f" and so are those up to {link.seq - 1}" if link.seq > wanted + 1 else ""
            self._say(f"the row is missing{rest}", wanted)
        elif link.prev != self.head:
            self._say("it doesn't follow the row before: prev isn't that row's hash")

    def _sealed(self, link: Link) -> bool:
        """Tell whether the hash is that of the row, over the text as it is stored."""
        made: str = link.hash
        try:
            return history.digest(link.prev, link.id, self.uid, link.seq, link.body) == made
        except (AttributeError, UnicodeEncodeError):  # what isn't text, or no text that UTF-8 can hold
            return False

    def _body(self, link: Link) -> dict[str, Any] | None:
        """Read the body, and hold the columns that it projects into against it."""
        try:
            body: dict[str, Any] = history.read(link.body)
        except (ValueError, TypeError) as error:
            self._say(f"the body can't be read: {error}")
            return None
        for name, stored in (("kind", link.kind), ("actor", link.actor), ("at", link.at)):
            if body.get(name) != stored:
                self._say(f"the column {name} isn't what the body says")
        return body

    def _say(self, what: str, seq: int | None = None) -> None:
        self.problems.append((self.seq if seq is None else seq, what))

"""Who is whom among speakers and sources, and which topics' names have ever meant the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from factdb.domain.history.events import DeskEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Owners(StrEnum):
    """What has names of its own, and may turn out to be another."""

    SPEAKER = "speaker"
    SOURCE = "source"


class IdentityJudgement(StrEnum):
    """What was decided of two: that they are the same (the first is merged into the second), or that they aren't."""

    SAME = "same"
    DIFFERENT = "different"


def ordered_pair(first: str, second: str) -> tuple[str, str]:
    """Return two that are told apart, in the order in which this is kept."""
    return (first, second) if first < second else (second, first)


def merge_path(start: str, merged: Mapping[str, str]) -> Iterator[str]:
    """Yield whom one was merged into, whom that one was, and so on to the one that lives; `merged` has no circles."""
    while start in merged:
        start = merged[start]
        yield start


def followers(root: str, merged: Mapping[str, str]) -> list[str]:
    """Return those that were merged into one, and into those in turn: wherever it is merged into, they go along."""
    return [uid for uid in merged if root in merge_path(uid, merged)]


_PAIRS = {DeskEvent.TOPIC_RENAMED: ("was", "now"), DeskEvent.TOPIC_MERGED: ("name", "into")}


@dataclass(slots=True)
class Families:
    """Names by the first name of their family; a name that was never renamed nor merged is a family of its own."""

    parents: dict[str, str] = field(default_factory=dict)

    def root_of(self, name: str) -> str:
        """Return the family of a name."""
        while name in self.parents:
            name = self.parents[name]
        return name

    def apply(self, body: Mapping[str, Any]) -> None:
        """Learn from one row of the desk's history."""
        if body["kind"] in _PAIRS:
            old_root, new_root = (self.root_of(body[key]) for key in _PAIRS[body["kind"]])
            if old_root != new_root:
                self.parents[old_root] = new_root

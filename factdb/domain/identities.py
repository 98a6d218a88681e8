"""Identities of speakers and sources (merges), and the names that a topic has had."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from factdb.domain.history.events import DeskEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Owners(StrEnum):
    """The kinds of owners of names: owners of the same kind can be merged."""

    SPEAKER = "speaker"
    SOURCE = "source"


class IdentityJudgement(StrEnum):
    """The decision on two owners: the same (the first is merged into the second), or different."""

    SAME = "same"
    DIFFERENT = "different"


def ordered_pair(first: str, second: str) -> tuple[str, str]:
    """Return a pair of different owners in the order in which the decision is stored."""
    return (first, second) if first < second else (second, first)


def merge_path(start: str, merged: Mapping[str, str]) -> Iterator[str]:
    """Yield each step from a merged owner to the owner that it ends in; `merged` has no cycles."""
    while start in merged:
        start = merged[start]
        yield start


def followers(root: str, merged: Mapping[str, str]) -> list[str]:
    """Return all owners that were merged into `root`, directly or in several steps; they follow its merges."""
    return [uid for uid in merged if root in merge_path(uid, merged)]


_PAIRS = {DeskEvent.TOPIC_RENAMED: ("was", "now"), DeskEvent.TOPIC_MERGED: ("name", "into")}


@dataclass(slots=True)
class Families:
    """Names of topics by family; a family joins names by renames and merges, and is called by its first name."""

    parents: dict[str, str] = field(default_factory=dict)

    def root_of(self, name: str) -> str:
        """Return the first name of a name's family."""
        while name in self.parents:
            name = self.parents[name]
        return name

    def apply(self, body: Mapping[str, Any]) -> None:
        """Apply one row of the desk history."""
        if body["kind"] in _PAIRS:
            old_root, new_root = (self.root_of(body[key]) for key in _PAIRS[body["kind"]])
            if old_root != new_root:
                self.parents[old_root] = new_root

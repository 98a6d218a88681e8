"""Which topics' names have ever meant the same: a rename or a merge touches no claim's history, which keeps old names.

So a claim's topics can only be held family by family: within one, nobody can tell from the histories which was meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAIRS = {"topic-renamed": ("was", "now"), "topic-merged": ("name", "into")}


@dataclass(slots=True)
class Families:
    """Names by the first name of their family; a name that was never renamed nor merged is a family of its own."""

    parents: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """Return the family of a name."""
        while name in self.parents:
            name = self.parents[name]
        return name

    def take(self, body: Mapping[str, Any]) -> None:
        """Learn from one row of the desk's history."""
        if body["kind"] in _PAIRS:
            one, other = (self.of(body[key]) for key in _PAIRS[body["kind"]])
            if one != other:
                self.parents[one] = other

"""What a verification has counted so far, and what it could not or did not check."""

from __future__ import annotations

from dataclasses import dataclass, field

# What no chain can tell by itself, whatever is computed again.
_NEEDS_SEALING = (
    "what only sealing can show: a claim removed with all that hangs on it, or a chain made anew to its head"
)


@dataclass(slots=True)
class Checked:
    """Counts as they grow; `done` names the checks that ran to their end."""

    claims: int = 0
    events: int = 0
    chains: int = 0
    rows: int = 0
    finished: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=lambda: [_NEEDS_SEALING])

    def __str__(self) -> str:
        counts = {"claim": self.claims, "event": self.events, "chain": self.chains, "row beside them": self.rows}
        claims, events, chains, rows = (_counted(count, word) for word, count in counts.items())
        return f"{claims}, {events} in {chains}, {rows}; checked: {', '.join(self.finished)}"


def _counted(count: int, word: str) -> str:
    noun, space, tail = word.partition(" ")
    return f"{count} {noun}{'' if count == 1 else 's'}{space}{tail}"

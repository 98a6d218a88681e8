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
    done: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=lambda: [_NEEDS_SEALING])

    def __str__(self) -> str:
        counts = f"{self.claims} claims, {self.events} events in {self.chains} chains, {self.rows} rows beside them"
        return f"{counts}; checked: {', '.join(self.done)}"

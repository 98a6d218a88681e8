"""What `factdb verify` says of a ledger that doesn't hold: each finding is one line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was recorded; without a claim, `seq` is a row of the desk's own history."""

    what: str
    claim: int | None = None
    seq: int | None = None

    def __str__(self) -> str:
        if self.claim is None:
            return self.what if self.seq is None else f"desk history, seq {self.seq}: {self.what}"
        seq = "" if self.seq is None else f", seq {self.seq}"
        return f"claim {self.claim}{seq}: {self.what}"

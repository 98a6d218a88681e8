"""Refusals about serving the pages."""

from __future__ import annotations

from factdb.errors import FactdbError, ended


class PortTakenError(FactdbError):
    """A port that factdb cannot listen at."""

    def __init__(self, host: str, port: int, why: str) -> None:
        """Say why, and how another port is chosen."""
        super().__init__(
            ended(f"Cannot listen at {host}, port {port}: {why}"),
            "Choose another port: factdb serve --port N (0 for any that is free)",
        )


class OpenHostError(FactdbError):
    """A host beyond this machine, without accounts."""

    def __init__(self, host: str) -> None:
        """Say what would happen."""
        super().__init__(
            f"Everybody who reaches {host} could act as you: the pages have no accounts yet.",
            "Serve the pages on this machine alone: factdb serve",
        )

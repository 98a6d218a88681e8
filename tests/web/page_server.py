"""Settings with which a site fetches pages from this machine, and keeps them in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from factdb.settings import DeskIdentity, EvidenceSettings, Setting, Settings
from tests.archive.fault_server import FaultServer


def fetching_from(server: FaultServer, folder: Path) -> Settings:
    """Return settings that let pages be fetched from a server, which speaks for a web archive too."""
    return keeping_in(
        folder,
        delay=0,
        ports=(server.plain,),
        networks=("127.0.0.0/8",),
        wayback=f"http://127.0.0.1:{server.plain}/spn",
    )


def keeping_in(folder: Path, **evidence: Any) -> Settings:  # noqa: ANN401 - the settings of evidence
    """Return settings with which captures are kept in a folder."""
    nowhere = Setting(str(folder / "none.db"), "a test")
    identity = DeskIdentity(None, None, None)
    return Settings(nowhere, Setting("ana", "a test"), identity, evidence=EvidenceSettings(folder=folder, **evidence))

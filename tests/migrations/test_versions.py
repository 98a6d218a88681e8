"""Revisions that were released never change: desks that ran them would keep what the older text made.

0008 was edited once after desks had run it. A desk from before the edit still upgrades with exit 0, for its number
stands in the database already, and then fails `factdb verify`: no revision ever brings it what the edit added.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from factdb import resources

RELEASED = Path(__file__).with_name("released.sha256")
VERSIONS = resources.folder("migrations") / "versions"


def released() -> dict[str, str]:
    """Return the SHA-256 of each released revision, by the name of its file."""
    lines = RELEASED.read_text(encoding="utf-8").splitlines()
    digests = (line.split() for line in lines if not line.startswith("#"))
    return {name: digest for digest, name in digests}


def test_the_record_has_every_revision_up_to_its_newest() -> None:
    names = sorted(path.name for path in VERSIONS.glob("[0-9]*.py"))
    assert list(released()) == names[: len(released())]
    assert len(released()) >= 14, "a released revision was removed from the record"


@pytest.mark.parametrize(("name", "digest"), released().items(), ids=list(released()))
def test_a_released_revision_never_changes(name: str, digest: str) -> None:
    today = hashlib.sha256((VERSIONS / name).read_bytes()).hexdigest()
    assert today == digest, (
        f"{name} was released, and desks have run it: an edit never reaches them. Never edit a released revision."
        f" Take the edit back (git log -- migrations/versions/{name}) and write a new revision that makes the change."
    )

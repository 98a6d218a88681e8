"""Prepares a migrated database for work: the desk's scales, and a first admin."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factdb import resources
from factdb.services import reviewers, scales

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.services.act import Act


@dataclass(frozen=True, slots=True)
class Prepared:
    """Who acts, whether that made them an admin, and the scales that were added: the desk's own, and others'."""

    act: Act
    became_admin: bool
    scales: list[str]
    others: list[str]


def prepare(session: Session, login: str, now: datetime) -> Prepared:
    """Load the scales, and make whoever acts an admin while there is none; what stands already is left alone."""
    act, became_admin = reviewers.first_admin(session, login, now)
    own, others = (scales.load(session, act, seed(name)["scales"]) for name in ("scales.toml", "mappings.toml"))
    return Prepared(act, became_admin, own, others)


def seed(name: str) -> dict[str, Any]:
    """Read a TOML file of the seeds that ship."""
    return tomllib.loads((resources.folder("seeds") / name).read_text(encoding="utf-8"))

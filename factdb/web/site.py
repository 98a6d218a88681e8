"""`Site`, what all requests share: the database, who is signed in, and what the server may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from factdb.web.sign_in import SignIns

if TYPE_CHECKING:
    from factdb.store.engine import Database


@dataclass(slots=True)
class Site:
    """The desk behind the pages.

    `prefix` is the path under which a proxy shows the pages, without a slash at its end. With `read_only`, nobody
    changes anything by a page.
    """

    database: Database
    handle: str
    read_only: bool = False
    prefix: str = ""
    sign_ins: SignIns = field(default_factory=SignIns)

    @property
    def now(self) -> datetime:
        """The time of a request."""
        return datetime.now(UTC)

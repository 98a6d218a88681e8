"""`Site`, what all requests share: the database, what the server may do, and who is signed in by a one-time key.

A one-time key is for the person who starts the server; a team has accounts, whose sessions are in the database.

Only hashes of keys are held: whoever reads this memory cannot act as somebody else.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from anyio import CapacityLimiter

from factdb.services.claims import proposals
from factdb.store import standby
from factdb.store.engine import Database
from factdb.web.attempts import Attempts
from factdb.web.fetchers import Fetchers
from factdb.web.uploads import Uploads
from factdb.web.verify_job import VerifyJob

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.extract.proposal import Proposal
    from factdb.services.claims.proposals import Extraction, ReadArticle
    from factdb.settings import Settings
    from factdb.store.standby import Choice

SESSION_HOURS = 12
_KEY_BYTES = 32
_MOST_ARTICLES = 32  # whose proposals are held
_AT_ONCE = 2  # questions: each may take a processor, and a gigabyte


@dataclass(frozen=True, slots=True)
class KeySession:
    """A session by a one-time key: who it is, and when it ends."""

    handle: str
    ends_at: datetime


class SignIns:
    """The one-time keys that nobody has used yet, and the sessions; threads share them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys: dict[str, str] = {}
        self._sessions: dict[str, KeySession] = {}

    def new_key(self, handle: str) -> str:
        """Return a key that signs this person in once."""
        key = secrets.token_urlsafe(_KEY_BYTES)
        with self._lock:
            self._keys[_hash(key)] = handle
        return key

    def redeem(self, key: str, now: datetime) -> str | None:
        """Return the token of a new session for a one-time key; None if the key is unknown, or was used."""
        with self._lock:
            handle = self._keys.pop(_hash(key), None)
            if handle is None:
                return None
            token = secrets.token_urlsafe(_KEY_BYTES)
            self._sessions[_hash(token)] = KeySession(handle, now + timedelta(hours=SESSION_HOURS))
            return token

    def session(self, token: str, now: datetime) -> KeySession | None:
        """Return the session of a token, while it lasts."""
        with self._lock:
            signed_in = self._sessions.get(_hash(token))
            if signed_in and signed_in.ends_at <= now:
                del self._sessions[_hash(token)]
                return None
            return signed_in

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_hash(token), None)

    def sign_out_everywhere(self, handle: str) -> None:
        """End all sessions of a person, and take back the person's unused keys."""
        with self._lock:
            self._sessions = {key: session for key, session in self._sessions.items() if session.handle != handle}
            self._keys = {key: owner for key, owner in self._keys.items() if owner != handle}


class ProposalCache:
    """What articles propose: extraction and the speakers of a large desk take long, and each decision asks for them.

    The words of a capture never change. The speakers of the desk do: those whom the article names are looked up again.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._extractions: OrderedDict[tuple[int, int, date | None], Extraction] = OrderedDict()

    def of(self, session: Session, article: ReadArticle) -> list[Proposal]:
        """Return all proposals of an article; whoever asks for the same article at once waits for the first."""
        key = article.document.id, article.capture.n, article.day
        with self._lock:
            extraction = self._extractions.get(key)
            if extraction is None or not proposals.is_current(session, extraction):
                extraction = self._extractions[key] = proposals.extract(session, article)
            self._extractions.move_to_end(key)
            while len(self._extractions) > _MOST_ARTICLES:
                self._extractions.popitem(last=False)
            return extraction.proposals


@dataclass(slots=True)
class Questioning:
    """How reports and questions in SQL are answered.

    `reader` is the login that asks PostgreSQL, and `reports` the folder of the desk's own reports.
    """

    reader: Database | None = None
    reports: Path | None = None
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_AT_ONCE))


@dataclass(slots=True)
class Site:
    """The desk behind the pages; `positions` has, by person, the place of the last change in the server's log.

    `prefix` is the path under which a proxy shows the pages, without a slash at its end. With `read_only`, nobody
    changes anything by a page. `url` is the public address of the pages, if there is one, and `proxies` has the
    addresses of those whose word on where a request comes from is believed.
    """

    database: Database
    handle: str
    standby: Database | None = None
    read_only: bool = False
    prefix: str = ""
    url: str | None = None
    proxies: tuple[str, ...] = ()
    sign_ins: SignIns = field(default_factory=SignIns)
    attempts: Attempts = field(default_factory=Attempts)
    fetchers: Fetchers = field(default_factory=Fetchers)
    proposals: ProposalCache = field(default_factory=ProposalCache)
    questioning: Questioning = field(default_factory=Questioning)
    uploads: Uploads = field(default_factory=Uploads)
    verify_job: VerifyJob = field(default_factory=VerifyJob)
    positions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings, handle: str, *, read_only: bool, prefix: str | None) -> Site:
        """Return the site that the settings describe; `prefix` replaces the path of the public address."""
        web = settings.web
        url = web.url.value if web.url else None
        path = (urlsplit(url or "").path if prefix is None else prefix).strip("/")
        return cls(
            Database.of(settings).pooled(),
            handle,
            Database.standby(settings),
            read_only,
            f"/{path}" if path else "",
            url,
            tuple(web.proxies.value.split(", ")) if web.proxies else (),
            fetchers=Fetchers(settings),
            questioning=Questioning(
                Database.reader(settings), Path(settings.reports.value) if settings.reports else None
            ),
        )

    @property
    def settings(self) -> Settings | None:
        """The settings of the desk; a site that tests make has none."""
        return self.fetchers.settings

    def readable(self, handle: str) -> Choice:
        """Return the database for pages that only read: the standby, if it has what the person wrote last."""
        return standby.choose(self.database, self.standby, self.positions.get(handle))

    def remember_change(self, handle: str) -> None:
        """Keep the position of the server's log after a change by a person."""
        if self.standby and (position := standby.log_position(self.database)):
            self.positions[handle] = position

    @property
    def now(self) -> datetime:
        """The time of a request."""
        return datetime.now(UTC)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

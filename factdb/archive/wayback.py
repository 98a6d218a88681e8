"""Asks the Wayback Machine to keep a page (Save Page Now 2). Asked is not kept: only a later answer confirms it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from factdb.archive.fetched import FetchFailure
from factdb.domain.page_states import ArchiveState
from factdb.errors.archive import ArchiveAnswerError

if TYPE_CHECKING:
    from factdb.archive.client import Client
    from factdb.archive.fetched import Fetched

ADDRESS = "https://web.archive.org"
NAME = "the Wayback Machine"
_TOO_MANY = frozenset({429, 503})
_BAN = 300  # seconds that the archive asks of those who came too often and were told no time
_LONGEST_WAIT = 86_400
_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class ArchiveAnswer:
    """An answer of an archive: the job to ask about again, or the archived address, or why there is none."""

    state: ArchiveState
    job: str | None = None
    archived_address: str | None = None
    why: str = ""
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Wayback:
    """The Wayback Machine, through the guarded client. `keys` are the two of an account there: they raise limits."""

    client: Client
    keys: tuple[str, str] | None = None
    address: str = ADDRESS

    def save(self, page: str) -> ArchiveAnswer:
        """Ask for a page to be kept. The address becomes public: only for a person who was asked."""
        content = urlencode({"url": page, "skip_first_archive": "1"}).encode()
        headers = [*self._headers(), ("Content-Type", "application/x-www-form-urlencoded")]
        return _read_answer(self.client.ask("POST", f"{self.address}/save", headers, content), self.address)

    def poll(self, job: str) -> ArchiveAnswer:
        """Ask what became of a request."""
        path = f"{self.address}/save/status/{quote(job, safe='')}"
        return _read_answer(self.client.ask("GET", path, self._headers()), self.address, job)

    def _headers(self) -> list[tuple[str, str]]:
        key = [("Authorization", f"LOW {self.keys[0]}:{self.keys[1]}")] if self.keys else []
        return [("Accept", "application/json"), *key]


def _read_answer(answer: Fetched | FetchFailure, archive: str, job: str | None = None) -> ArchiveAnswer:
    if isinstance(answer, FetchFailure):
        return ArchiveAnswer(ArchiveState.FAILED, job, why=answer.why)
    if answer.status in _TOO_MANY:
        return ArchiveAnswer(ArchiveState.BUSY, job, why="too many requests", wait=_wait(answer))
    said = _object(answer)
    message = str(said.get("message") or said.get("status_ext") or "")[:_LONGEST_MESSAGE]
    if "too-many" in str(said.get("status_ext")) or "user-session-limit" in str(said.get("status_ext")):
        return ArchiveAnswer(ArchiveState.BUSY, job, why=message, wait=_BAN)
    new_job, moment, original = said.get("job_id"), said.get("timestamp"), said.get("original_url")
    if said.get("status") == "success" and isinstance(moment, str) and isinstance(original, str):
        if not moment.isdecimal():
            raise ArchiveAnswerError(NAME, "it does not say when the page was kept")
        return ArchiveAnswer(ArchiveState.CONFIRMED, job, f"{archive}/web/{moment}/{original}")
    if said.get("status") == "error" or answer.status >= 400:  # noqa: PLR2004 - the statuses of errors
        return ArchiveAnswer(ArchiveState.REFUSED, job, why=message or f"status {answer.status}")
    if not isinstance(new_job or job, str):
        raise ArchiveAnswerError(NAME, "it names no job")
    return ArchiveAnswer(ArchiveState.ASKED, str(new_job or job), why=message)


def _object(answer: Fetched) -> dict[str, object]:
    try:
        value = json.loads(answer.content)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        return value
    if answer.status >= 400:  # noqa: PLR2004 - the statuses of errors
        return {"status": "error"}
    raise ArchiveAnswerError(NAME, "it is not JSON")


def _wait(answer: Fetched) -> int:
    """Return how many seconds the archive asks to wait."""
    seconds = answer.final.header("retry-after") or ""
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) < 10  # noqa: PLR2004 - digits
    return min(int(seconds), _LONGEST_WAIT) if is_number else _BAN

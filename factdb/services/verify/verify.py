"""Verifies a ledger: runs every check in its own savepoint, so that a failed read does not stop the others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from factdb.domain.history.chain import HistoryFinding
from factdb.errors.claims import NoSuchClaimError
from factdb.services.verify import claim_checks, desk_checks, page_files, people_and_documents, schema_and_pages
from factdb.services.verify.streams import Reader
from factdb.store import driver_errors
from factdb.store.models import Claim, Reviewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from factdb.archive.capture_files import CaptureFolder
    from factdb.services.verify.streams import Checked

    Check = Callable[[Reader, Checked], Iterator[HistoryFinding]]

_REVIEWERS = Reviewer.__table__.c
_UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def findings(
    session: Session,
    checked: Checked,
    name: int | str | None = None,
    *,
    now: datetime | None = None,
    folder: CaptureFolder | None = None,
) -> Iterator[HistoryFinding]:
    """Yield the differences from what was recorded, in the whole ledger or in one claim; `checked` is updated.

    `now` is the time of the check: leases end soon after it. `folder` has the files of captures. Histories name
    reviewers by uid, findings by handle.
    """
    reader = Reader(session.connection(), now or datetime.now(UTC))
    if not reader.is_postgresql:
        _take_any_text(reader)
    handles = _handles(reader)
    files = partial(page_files.file_findings, folder=folder)
    for finding in _findings(session, reader, checked, name, files):
        yield replace(finding, problem=_UID.sub(lambda uid: handles.get(uid[0], uid[0]), finding.problem))


def _handles(reader: Reader) -> dict[str, str]:
    """Return the handles of reviewers by uid; none if the table cannot be read, which a check reports."""
    try:
        with reader.check():
            rows = list(reader.rows(select(_REVIEWERS.uid, _REVIEWERS.handle)))
    except DBAPIError:
        return {}
    # SQLite holds a column to no type.
    return {uid: handle for uid, handle in rows if isinstance(uid, str) and isinstance(handle, str)}


def _findings(
    session: Session, reader: Reader, checked: Checked, name: int | str | None, files: Check
) -> Iterator[HistoryFinding]:
    if name is not None:
        yield from _run_check(session, reader, checked, name)
        return
    for subject, check in (_CHECKS | {"files of captures": files} | schema_and_pages.checks(reader, checked)).items():
        yield from _run(reader, checked, subject, check)


def _run_check(session: Session, reader: Reader, checked: Checked, name: int | str) -> Iterator[HistoryFinding]:
    # Not `claim_lookup`: if the row of a claim is missing, its history can still be verified.
    number = name if isinstance(name, int) else session.scalar(select(Claim.id).where(Claim.uid == name))
    findings = list(_run(reader, checked, "the claim", partial(_claims, claim=number or 0)))
    if not findings and not checked.claims:
        raise NoSuchClaimError(name)
    checked.not_checked.append("everything else: run the command without --claim")
    yield from findings


def _claims(reader: Reader, checked: Checked, claim: int | None = None) -> Iterator[HistoryFinding]:
    yield from claim_checks.findings(reader, checked, desk_checks.families(reader), claim)
    if claim is None:
        yield from claim_checks.uid_findings(reader)
    yield from desk_checks.lease_findings(reader, claim)
    yield from page_files.binding_findings(reader, checked, claim)


_CHECKS: dict[str, Check] = {
    "schema": schema_and_pages.findings,
    "claims": _claims,
    "desk": desk_checks.findings,
    "saved searches": desk_checks.search_findings,
    "speakers, sources and documents": people_and_documents.findings,
    "captures": people_and_documents.capture_findings,
    "origins": people_and_documents.origin_findings,
}


def _run(reader: Reader, checked: Checked, subject: str, check: Check) -> Iterator[HistoryFinding]:
    """Run a check; if the database cannot be read, that is a finding, and the next check starts."""
    try:
        with reader.check():
            yield from check(reader, checked)
    except DBAPIError as error:
        damage = driver_errors.damage(error)
        if damage is None:
            raise
        yield HistoryFinding(f"the check of {subject} could not be finished: {damage}")
    else:
        checked.finished.append(subject)


def _take_any_text(reader: Reader) -> None:
    """Let SQLite return text that is not UTF-8, with escaped bytes, so that it becomes a finding, not an error."""
    driver: Any = reader.connection.connection.driver_connection
    driver.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")

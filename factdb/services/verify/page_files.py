"""Checks kept pages: the files in the folder of captures, and the captures that verdicts bind by hash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.history.chain import HistoryFinding, read_opened
from factdb.domain.history.projections import UNREPLAYABLE, shown
from factdb.domain.history.sealing import ERASED
from factdb.errors.archive import CaptureDamagedError, CaptureMissingError
from factdb.store.models import Capture, Document, EvidenceCapture, History

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from factdb.archive.capture_files import CaptureFolder
    from factdb.services.verify.streams import Checked, Reader

_CAPTURES, _DOCUMENTS = Capture.__table__.c, Document.__table__.c
_TIES, _HISTORY = EvidenceCapture.__table__.c, History.__table__.c
_HASHES = ("sha256", "file_sha256", "text_sha256")
_BINDS = '"captures":['  # the key as written in a canonical body; inside a text its quotes would be escaped


def file_findings(reader: Reader, checked: Checked, folder: CaptureFolder | None) -> Iterator[HistoryFinding]:
    """Check that each kept file is in its folder, with its bytes; files that no capture names are only counted."""
    query = select(_CAPTURES.document_id, _CAPTURES.n, _CAPTURES.file_sha256).where(_CAPTURES.file_sha256.is_not(None))
    rows = [(document, n, str(sha256)) for document, n, sha256 in reader.rows(query) if sha256 != ERASED]
    if folder is None:
        if rows:
            checked.not_checked.append(f"the files of {len(rows)} captures: no setting names their folder")
        return
    if rows and not folder.path.is_dir():
        yield HistoryFinding(f"the folder of captures {folder.path} is missing, with the files of {len(rows)} captures")
        return
    # One file after another: a desk may have gigabytes, and each is read in pieces.
    for document, n, sha256 in rows:
        checked.rows += 1
        try:
            folder.verify(sha256)
        except (CaptureMissingError, CaptureDamagedError, OSError) as error:
            yield HistoryFinding(f"capture {n} of document {document}: {error}")
    if strays := len(set(folder.names()) - {sha256 for _, _, sha256 in rows}):
        checked.not_checked.append(f"files in the folder of captures that no capture names: {strays}")


def binding_findings(reader: Reader, checked: Checked, claim: int | None = None) -> Iterator[HistoryFinding]:
    """Check the captures that verdicts bind: each is tied to its evidence, with the hashes of that time."""
    query = select(_HISTORY.claim_id, _HISTORY.seq, _HISTORY.body, _HISTORY.words)
    query = query.where(_HISTORY.body.contains(_BINDS, autoescape=True))
    if claim is not None:
        query = query.where(_HISTORY.claim_id == claim)
    for number, seq, body, words in list(reader.rows(query.order_by(_HISTORY.claim_id, _HISTORY.seq))):
        try:
            bound = read_opened(body, words)["captures"]
            problems = [problem for facts in bound for problem in _problems(reader, number, facts)]
        except UNREPLAYABLE:
            continue  # the check of the claim reports a body that factdb did not write
        checked.rows += len(bound)
        for problem in problems:
            yield HistoryFinding(problem, number, seq)


def _problems(reader: Reader, claim: int, facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield how a capture differs from what a verdict bound."""
    name = f"capture {facts['capture']} of evidence {claim}.{facts['evidence']}"
    query = (
        select(*(_CAPTURES[column] for column in _HASHES))
        .join(Document, _DOCUMENTS.id == _CAPTURES.document_id)
        .join(EvidenceCapture, (_TIES.document_id == _CAPTURES.document_id) & (_TIES.capture_n == _CAPTURES.n))
        .where(
            _TIES.claim_id == claim,
            _TIES.n == facts["evidence"],
            _TIES.capture_n == facts["capture"],
            _DOCUMENTS.uid == facts["document"],
        )
    )
    row = next(iter(list(reader.rows(query))), None)
    if row is None:
        yield f"{name} is missing, but a verdict binds it"
        return
    for column, value in zip(_HASHES, row, strict=True):
        # Another claim's verdict may have bound the same capture after its words were erased here.
        if facts[column] != value and ERASED not in {facts[column], value}:
            yield f"{name}: its {column} is {shown(value)}, but a verdict binds {shown(facts[column])}"

"""Holds the text of each capture, and each row that came from a file, against its SHA-256."""

from __future__ import annotations

import codecs
import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain.history.chain import HistoryFinding
from factdb.store.models import Capture, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.services.verify.progress import Checked
    from factdb.services.verify.streams import Reader

_CAPTURES, _ORIGINS = Capture.__table__.c, Origin.__table__.c


def findings(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:
    """Hold every text; of what is no text, or was taken from an archive, only the history's word can be held."""
    without = 0
    query = select(_CAPTURES.document_id, _CAPTURES.n, _CAPTURES.sha256, _CAPTURES.text)
    for document, n, sha256, text in reader.rows(query):
        if text is None:
            without += 1
        elif not _was_read_from(text, sha256):
            yield HistoryFinding(
                f"capture {n} of document {document}: the text isn't what was read: its SHA-256 differs"
            )
    if without:
        checked.not_checked.append(f"the bytes of captures that hold no text: {without}")


def origins(reader: Reader, checked: Checked) -> Iterator[HistoryFinding]:  # noqa: ARG001 - one shape for all checks
    """Hold what files said of claims, as it is kept, against the fingerprint that the history holds."""
    query = select(_ORIGINS.claim_id, _ORIGINS.n, _ORIGINS.fingerprint, _ORIGINS.raw)
    for claim, n, fingerprint, raw in reader.rows(query):
        if not _was_read_from(raw, fingerprint):
            yield HistoryFinding(f"origin {n}: raw isn't the row that was imported: its SHA-256 differs", claim)


def _was_read_from(text: object, sha256: str) -> bool:
    """Tell whether bytes of this hash are this text in UTF-8: a file may begin with a mark that no text keeps."""
    if not isinstance(text, str):
        return False
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return sha256 in {hashlib.sha256(raw).hexdigest(), hashlib.sha256(codecs.BOM_UTF8 + raw).hexdigest()}

"""Holds the text of each capture against the SHA-256 of the bytes that it was read from."""

from __future__ import annotations

import codecs
import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain.findings import Finding
from factdb.store.models import Capture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.services.verifying.checked import Checked
    from factdb.services.verifying.streams import Reader

_CAPTURES = Capture.__table__.c


def findings(reader: Reader, checked: Checked) -> Iterator[Finding]:
    """Hold every text; of what is no text, or was taken from an archive, only the history's word can be held."""
    without = 0
    query = select(_CAPTURES.document_id, _CAPTURES.n, _CAPTURES.sha256, _CAPTURES.text)
    for document, n, sha256, text in reader.rows(query):
        if text is None:
            without += 1
        elif not _was_read_from(text, sha256):
            yield Finding(f"capture {n} of document {document}: the text isn't what was read: its SHA-256 differs")
    if without:
        checked.not_checked.append(f"the bytes of captures that hold no text: {without}")


def _was_read_from(text: object, sha256: str) -> bool:
    """Tell whether bytes of this hash are this text in UTF-8: a file may begin with a mark that no text keeps."""
    if not isinstance(text, str):
        return False
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return sha256 in {hashlib.sha256(raw).hexdigest(), hashlib.sha256(codecs.BOM_UTF8 + raw).hexdigest()}

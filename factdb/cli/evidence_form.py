"""Makes a draft of evidence from what was typed: a page, a file or an interview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from factdb.cli import options
from factdb.cli.files import read_bytes
from factdb.domain import names, text, urls
from factdb.domain.enums import Medium, SourceClass
from factdb.errors.decisions import OneDocumentError, StanceNeededError
from factdb.services.claims import claim_evidence
from factdb.services.documents import documents

if TYPE_CHECKING:
    from collections.abc import Mapping


def draft(given: Mapping[str, Any]) -> claim_evidence.Draft:
    """Return the draft; exactly one of a URL, --file and --interview must be given, and a stance."""
    kinds = [given["url"], given["file_name"], given["interview"]]
    if sum(kind is not None for kind in kinds) != 1:
        raise OneDocumentError
    stance = options.stance(given)
    if stance is None:
        raise StanceNeededError
    return claim_evidence.Draft(
        document=_document(given),
        stance=stance,
        question=given["question"],
        reading=_reading(given),
        excerpt=text.clean(given["excerpt"], "excerpt") if given["excerpt"] else None,
        note=text.clean(given["note"], "note") if given["note"] else None,
        source_class=SourceClass.PRIMARY if given["primary"] else SourceClass.SECONDARY,
    )


def _document(given: Mapping[str, Any]) -> documents.Draft:
    who = names.clean_name(given["interview"], "interview") if given["interview"] else None
    fallback = {"file_name": Medium.FILE, "interview": Medium.INTERVIEW}
    medium = next((kind for name, kind in fallback.items() if given[name]), None)
    title = given["title"] or (f"Interview with {who}" if who else None)
    return documents.Draft(
        url=given["url"],
        source=given["source"],
        title=title,
        published=given["published"] or documents.UNDATED,
        medium=given["medium"] or medium,
    )


def _reading(given: Mapping[str, Any]) -> documents.Reading | None:
    archived = given["archived"]
    archived = urls.typed(archived, "archived URL") if archived else None
    if given["file_name"]:
        path = given["file_name"]
        return documents.Reading.of_bytes(read_bytes(path), Path(path).name, archived)
    return documents.Reading(archived_url=archived) if archived else None

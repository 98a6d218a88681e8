"""Who and what a history means by a uid, in words of today, for people; the history itself keeps the uid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.store.models import Claim, Document, Source, Speaker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_NAMES: dict[str, Any] = {
    "speaker": Speaker.name,
    "source": Source.name,
    "document": Document.title,
    "repeats": Claim.id,
}


def named(session: Session, column_name: str, uid: str | None) -> str | None:
    """Return what a history calls by its uid: a speaker's name, a source's, a document's title, a claim's number."""
    column = _NAMES[column_name]
    name = uid and session.scalar(select(column).where(column.class_.uid == uid))
    return f"claim {name}" if name and column_name == "repeats" else name


def in_words(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Return the body of an event as people read it: what it calls by uid is named."""
    changes = {
        column: {key: named(session, column, uid) or uid for key, uid in change.items()} if column in _NAMES else change
        for column, change in body.get("changed", {}).items()
    }
    linked = {"other": named(session, "repeats", body["other"]) or body["other"]} if "other" in body else {}
    return {**body, "changed": changes, **linked}

"""Replaces uids in a history by current names, for display; the history itself keeps the uids."""

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
    """Return the current name of a speaker or source, the title of a document, or the number of a claim, by uid."""
    column = _NAMES[column_name]
    name = uid and session.scalar(select(column).where(column.class_.uid == uid))
    return f"claim {name}" if name and column_name == "repeats" else name


def in_words(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Return the body of an event with names in place of uids."""
    changes = {
        column: {key: named(session, column, uid) or uid for key, uid in change.items()} if column in _NAMES else change
        for column, change in body.get("changed", {}).items()
    }
    linked = {"other": named(session, "repeats", body["other"]) or body["other"]} if "other" in body else {}
    return {**body, "changed": changes, **linked}

"""Replaces uids in a history by current names, for display; the history itself keeps the uids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.store.models import Claim, Document, Reviewer, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def handles(session: Session) -> dict[str, str]:
    """Return the handles of all reviewers, by uid."""
    return {uid: handle for uid, handle in session.execute(select(Reviewer.uid, Reviewer.handle))}  # noqa: C416 - rows


def in_words(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Return the body of an event with names in place of uids."""
    changes = {
        column: {key: named(session, column, uid) or uid for key, uid in change.items()} if column in _NAMES else change
        for column, change in body.get("changed", {}).items()
    }
    linked = {"other": named(session, "repeats", body["other"]) or body["other"]} if "other" in body else {}
    return {**body, "changed": changes, **linked}


def with_handles(body: dict[str, Any], handle_by_uid: Mapping[str, str]) -> dict[str, Any]:
    """Return the body of a claim's event with handles in place of the uids of reviewers."""

    def handle(uid: Any) -> Any:  # noqa: ANN401 - a uid, or None for nobody
        return handle_by_uid.get(uid, uid)

    shown = {**body, "actor": handle(body["actor"])}
    if "claim" in body:
        people = {column: handle(body["claim"].get(column)) for column in _PEOPLE}
        shown["claim"] = {**body["claim"], **people}
    if "assignee" in body.get("changed", {}):
        change = {side: handle(uid) for side, uid in body["changed"]["assignee"].items()}
        shown["changed"] = {**body["changed"], "assignee": change}
    return shown


_PEOPLE = ("assignee", "added_by")

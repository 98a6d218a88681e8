"""Replaces uids in a history by current names, for display; the history itself keeps the uids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.store.reading_cache import until_written
from factdb.store.tables import CLAIMS, DOCUMENTS, REVIEWERS, SOURCES, SPEAKERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.store.sessions import OpenDatabase

_NAMES: dict[str, tuple[Any, Any]] = {
    "speaker": (SPEAKERS.c, SPEAKERS.c.name),
    "source": (SOURCES.c, SOURCES.c.name),
    # A page that an import brought often has no title.
    "document": (DOCUMENTS.c, func.coalesce(DOCUMENTS.c.title, DOCUMENTS.c.typed_url, DOCUMENTS.c.url)),
    "repeats": (CLAIMS.c, CLAIMS.c.id),
}


def named(session: OpenDatabase, column_name: str, uid: str | None) -> str | None:
    """Return the current name of a speaker or source, the title or address of a document, or the number of a claim."""
    columns, column = _NAMES[column_name]
    name = uid and session.scalar(select(column).where(columns.uid == uid))
    return f"claim {name}" if name and column_name == "repeats" else name


def handles(session: OpenDatabase) -> Mapping[str, str]:
    """Return the handles of all reviewers, by uid."""

    def read() -> dict[str, str]:
        return {uid: handle for uid, handle in session.execute(select(REVIEWERS.c.uid, REVIEWERS.c.handle))}  # noqa: C416 - rows

    return until_written(session, handles, read)


def in_words(session: OpenDatabase, body: dict[str, Any]) -> dict[str, Any]:
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


_SUBJECTS = ("uid", "into", "from", "other", "claim", "document", "reviewer", "source", "proposed_by")
_PARTS = ("was", "now", "change")
"""The keys of the desk history whose values may be uids."""


def desk_in_words(session: OpenDatabase, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return bodies of the desk history with current names in place of uids, which are looked up together."""
    parts = [part for body in bodies for part in (body, *map(body.get, _PARTS)) if isinstance(part, dict)]
    uids = {value for part in parts for key in _SUBJECTS if isinstance(value := part.get(key), str)}
    names: dict[str, str] = {}
    for table, columns in _DESK_NAMES.items():
        for row in session.execute(select(table.c.uid, *columns).where(table.c.uid.in_(uids))):
            names[row.uid] = _name_of(row)

    def named_part(part: Any) -> Any:  # noqa: ANN401 - a body or a part of it
        if not isinstance(part, dict):
            return part
        return {key: names.get(value, value) if isinstance(value, str) else value for key, value in part.items()}

    return [{**named_part(body), **{key: named_part(body[key]) for key in _PARTS if key in body}} for body in bodies]


_DESK_NAMES: dict[Any, tuple[Any, ...]] = {
    SPEAKERS: (SPEAKERS.c.name,),
    SOURCES: (SOURCES.c.name,),
    REVIEWERS: (REVIEWERS.c.handle,),
    DOCUMENTS: (DOCUMENTS.c.id, DOCUMENTS.c.title),
    CLAIMS: (CLAIMS.c.id,),
}


def _name_of(row: Any) -> str:  # noqa: ANN401 - a row of one of the five tables
    facts = row._mapping  # noqa: SLF001 - so SQLAlchemy names the columns of a row
    if "id" not in facts:
        return str(facts.get("name") or facts.get("handle"))
    if "title" not in facts:
        return f"claim {facts['id']}"
    return f"document {facts['id']}" + (f' "{facts["title"]}"' if facts["title"] else "")

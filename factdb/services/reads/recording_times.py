"""When claims were said in their recordings, read from the texts of transcripts: only reads, nothing is stored twice.

The times stand in the text of the capture that a claim was taken from, so a corrected edition changes no time of an
older claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import recording_times
from factdb.domain.enums import Medium
from factdb.store.tables import CAPTURES, CLAIMS, DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.store.sessions import OpenDatabase


def seconds_in(medium: str | None, text: str | None, place: int | None) -> int | None:
    """Return when the words at a place of a transcript were said; None for other media, and without times."""
    if medium != Medium.TRANSCRIPT or text is None or place is None:
        return None
    return recording_times.seconds_at(text, place)


def seconds_by_claim(session: OpenDatabase, ids: Sequence[int]) -> dict[int, int]:
    """Return when claims were said, in seconds from the start of their recordings, where that is known."""
    query = (
        select(CLAIMS.c.id, CLAIMS.c.document_id, CLAIMS.c.capture_n, CLAIMS.c.span_start)
        .join(DOCUMENTS, DOCUMENTS.c.id == CLAIMS.c.document_id)
        .where(CLAIMS.c.id.in_(ids), CLAIMS.c.span_start.is_not(None), DOCUMENTS.c.medium == Medium.TRANSCRIPT)
    )
    places: dict[tuple[int | None, int | None], list[tuple[int, int]]] = {}
    for number, document_id, capture_n, start in session.execute(query):
        places.setdefault((document_id, capture_n), []).append((number, start or 0))
    seconds: dict[int, int] = {}
    for (document_id, capture_n), claims in places.items():
        capture = CAPTURES.c.document_id == document_id, CAPTURES.c.n == capture_n
        text = session.scalar(select(CAPTURES.c.text).where(*capture))
        for number, start in claims:
            if text is not None and (at := recording_times.seconds_at(text, start)) is not None:
                seconds[number] = at
    return seconds


def shown_times(medium: Medium | None, text: str, places: Sequence[int]) -> list[str | None]:
    """Return when the words at places of a text that nobody has stored yet were said, such as 00:12:31."""
    if medium is not Medium.TRANSCRIPT:
        return [None] * len(places)
    seconds = [recording_times.seconds_at(text, place) for place in places]
    return [None if second is None else recording_times.shown(second) for second in seconds]


def time_and_link(seconds: int | None, url: str | None) -> tuple[str | None, str | None]:
    """Return a time as it is shown, and the address of the recording at that time; None where one is not known."""
    if seconds is None:
        return None, None
    return recording_times.shown(seconds), recording_times.link(url, seconds) if url else None

"""Lists and pages of speakers and sources: their names, their details, and the number of their claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import names
from factdb.domain.enums import PUBLIC_STATUSES
from factdb.services.people import offices, sources, speakers
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Claim, Document, Source, SourceDomain

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.people.namebook import NameBook

Row = dict[str, Any]

SPEAKER_COLUMNS = (
    "id", "uid", "name", "kind", "aliases", "wikidata", "title", "organization", "party", "claims",
)  # fmt: skip
SOURCE_COLUMNS = ("id", "uid", "name", "aliases", "domains", "documents", "claims")
_OFFICE = ("n", "title", "organization", "party", "since", "until")
_PUBLIC = Claim.status.in_(PUBLIC_STATUSES)


def speaker_rows(session: Session, on: date, part: str | None = None) -> list[Row]:
    """Return the current speakers, most claims first, with their office on that day."""
    offices_by_speaker = speakers.offices_held(session, on)
    return [
        with_office(row, offices_by_speaker.get(row["id"])) for row in _rows(session, SPEAKERS, Claim.speaker_id, part)
    ]


def source_rows(session: Session, part: str | None = None) -> list[Row]:
    """Return the current sources, most claims first, with their domains."""
    query = select(SOURCES.living_id, SourceDomain.domain).join(SourceDomain, SourceDomain.source_id == Source.id)
    domains = grouped(session.execute(query.order_by(SourceDomain.domain)))
    documents = SOURCES.count_rows(session, Document.source_id)
    rows = _rows(session, SOURCES, Claim.source_id, part)
    return [{**row, "domains": domains.get(row["id"], []), "documents": documents.get(row["id"], 0)} for row in rows]


def speaker_page(session: Session, typed: str) -> Row:
    """Return the details of one speaker: names, offices, and number of claims."""
    speaker = SPEAKERS.named(session, typed)
    offices_of_family = [
        {**{key: getattr(role, key) for key in _OFFICE}, "of": member.id if member is not speaker else None}
        for member in SPEAKERS.family(session, speaker)
        for role in offices.offices_of(session, member)
    ]
    about = {"kind": str(speaker.kind), "wikidata": speaker.wikidata_id}
    return {**_page(session, SPEAKERS, speaker, Claim.speaker_id), **about, "offices": offices_of_family}


def source_page(session: Session, typed: str) -> Row:
    """Return the details of one source: names, domains, documents and claims."""
    source = SOURCES.named(session, typed)
    documents = SOURCES.count_rows(
        session, Document.source_id, Document.source_id.in_(_family(session, SOURCES, source))
    )
    domains = sorted(
        {host for member in SOURCES.family(session, source) for host in sources.domains_of(session, member)}
    )
    about = {"domains": domains, "documents": documents.get(source.id, 0)}
    return {**_page(session, SOURCES, source, Claim.source_id), **about}


def _rows(session: Session, book: NameBook[Any], column: Any, part: str | None) -> list[Row]:  # noqa: ANN401 - one of two columns
    matching = book.holding(session, part) if part else None
    owners = session.scalars(select(book.owner).where(book.owner.merged_into_id.is_(None)))
    aliases = _aliases(session, book)
    claims = book.count_rows(session, column)
    rows = [
        {
            "id": owner.id,
            "uid": owner.uid,
            "name": owner.name,
            "kind": str(owner.kind),
            "aliases": [name for name in aliases.get(owner.id, ()) if name != owner.name],
            "wikidata": getattr(owner, "wikidata_id", None),
            "claims": claims.get(owner.id, 0),
        }
        for owner in owners
        if matching is None or owner.id in matching
    ]
    return sorted(rows, key=lambda row: (-row["claims"], names.name_key(row["name"])))


def _aliases(session: Session, book: NameBook[Any]) -> dict[int, list[str]]:
    bears = getattr(book.names, book.key) == book.owner.id
    query = select(book.living_id, book.names.name).join(book.names, bears).order_by(book.names.name_key)
    return grouped(session.execute(query))


def grouped(pairs: Any) -> dict[int, list[str]]:  # noqa: ANN401 - rows of two
    """Return the second values of pairs by the first."""
    words_by_owner: dict[int, list[str]] = {}
    for owner, word in pairs:
        words_by_owner.setdefault(owner, []).append(word)
    return words_by_owner


def with_office(row: Row, office: Any) -> Row:  # noqa: ANN401 - a role, or none
    """Return the row of a speaker with an office."""
    return {**row, **{key: getattr(office, key, None) for key in ("title", "organization", "party")}}


def _page(session: Session, book: NameBook[Any], owner: Any, column: Any) -> Row:  # noqa: ANN401 - as above
    theirs = column.in_(_family(session, book, owner))
    family = book.family(session, owner)
    borne = [name for member in family for name in book.of(session, member) if name != owner.name]
    return {
        "id": owner.id,
        "uid": owner.uid,
        "name": owner.name,
        "aliases": list(dict.fromkeys(borne)),
        "merged": [{"id": member.id, "name": member.name} for member in family if member is not owner],
        "claims": book.count_rows(session, column, theirs).get(owner.id, 0),
        "published": book.count_rows(session, column, theirs, _PUBLIC).get(owner.id, 0),
    }


def _family(session: Session, book: NameBook[Any], owner: Any) -> list[int]:  # noqa: ANN401 - as above
    """Return the ids of an owner and of the owners merged into it."""
    return [member.id for member in book.family(session, owner)]

"""A page of the list of speakers or of sources, and the page of one of them with its claims and verdicts."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, TypedDict, cast

from sqlalchemy import select

from factdb.domain import names
from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.text import CONTROLS
from factdb.services.people import identities, speakers
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.services.reads import claim_list, people_list
from factdb.services.reads.people import verdict_shares, waiting_names
from factdb.store.models import Claim, Document, SourceDomain
from factdb.store.reading_cache import until_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.services.people.namebook import NameBook
    from factdb.services.reads.people.verdict_shares import VerdictShares
    from factdb.services.reads.people.waiting_names import WaitingName
    from factdb.services.reads.people_types import MergedName, SourceDetails, SourceRow, SpeakerDetails, SpeakerRow
    from factdb.services.reads.row_types import BriefRow

_SHOWN = 20  # claims on the page of a speaker or source


class OwnerView(TypedDict):
    """The page of a speaker or source: its details, its claims by verdict, the newest of them, and who it is not.

    `own_names` are not those that a merged one brought along. `waiting` are changes of names that a second editor
    approves. The desk's one unknown speaker, or source, is never edited nor merged.
    """

    details: SpeakerDetails | SourceDetails
    is_unknown: bool
    own_names: list[str]
    verdicts: VerdictShares
    claims: list[BriefRow]
    different: list[MergedName]
    waiting: list[WaitingName]


def count(session: Session, book: NameBook[Any], part: str | None) -> int:
    """Return the number of current owners with this text in a name or alias."""
    return len(_ordered(session, book, part))


def list_page(
    session: Session, book: NameBook[Any], on: date, part: str | None, after: int | None, limit: int
) -> list[SpeakerRow] | list[SourceRow]:
    """Return a page of the list, most claims first; speakers with their office on that day, sources with domains."""

    def read() -> list[Any]:
        page = page_after(_ordered(session, book, part), _claims(session, book), after, limit)
        owners = {owner.id: owner for owner in book.living(session, [number for number, _ in page])}
        return _with_details(session, book, on, [(owners[number], claims) for number, claims in page])

    return until_written(session, (list_page, book.word, on, part, after, limit), read)


def page_after(
    ordered: Sequence[int], claims: Mapping[int, int], after: int | None, limit: int
) -> list[tuple[int, int]]:
    """Return a page of numbers that are ordered by their claims, each with these: those that come after a number."""
    start = 0
    if after is not None:
        place = -claims.get(after, 0), after
        start = bisect_right(ordered, place, key=lambda number: (-claims.get(number, 0), number))
    return [(number, claims.get(number, 0)) for number in ordered[start : start + limit]]


def view(session: Session, book: NameBook[Any], number: int) -> OwnerView:
    """Return what the page of an owner shows; a merged owner is shown as the owner that it was merged into."""
    # A name can be a number, and the address of a page is none.
    owner = book.living(session, [number])
    details: Any = _PAGES[book.word](session, str(number) if owner else f"{book.word} {number}")
    living = session.get_one(book.owner, details["id"])
    family = [details["id"], *(merged["id"] for merged in details["merged"])]
    claims = ClaimFilter(speaker_ids=family) if book is SPEAKERS else ClaimFilter(source_ids=family)
    return {
        "details": details,
        "is_unknown": living.kind == "unknown",
        "own_names": book.of(session, living),
        "verdicts": verdict_shares.of_claims(session, claims),
        "claims": claim_list.brief(session, claims, limit=_SHOWN),
        "different": _different(session, book, family),
        "waiting": [row for row in waiting_names.waiting(session) if row["word"] == book.word and row["id"] in family],
    }


_PAGES = {SPEAKERS.word: people_list.speaker_page, SOURCES.word: people_list.source_page}


def _matching(book: NameBook[Any], part: str | None) -> list[ColumnElement[bool]]:
    living: list[ColumnElement[bool]] = [book.owner.merged_into_id.is_(None)]
    if not part:
        return living
    key = names.name_key(names.clean_name(part, book.word, CONTROLS))
    bearers = select(book.living_id).join(book.names, getattr(book.names, book.key) == book.owner.id)
    # Escaped, because a typed % or _ is a character, not a wildcard.
    return [*living, book.owner.id.in_(bearers.where(book.names.name_key.contains(key, autoescape=True)))]


def _ordered(session: Session, book: NameBook[Any], part: str | None) -> Sequence[int]:
    """Return the numbers of the owners of a list in its order: numbers alone, which a page is cut out of."""

    def read() -> list[int]:
        claims = _claims(session, book)
        numbers = session.scalars(select(book.owner.id).where(*_matching(book, part)))
        return sorted(numbers, key=lambda number: (-claims.get(number, 0), number))

    return until_written(session, (_ordered, book.word, part), read)


def _claims(session: Session, book: NameBook[Any]) -> Mapping[int, int]:
    def read() -> dict[int, int]:
        return book.count_rows(session, getattr(Claim, book.key))

    return until_written(session, (_claims, book.word), read)


def _with_details(session: Session, book: NameBook[Any], on: date, page: list[tuple[Any, int]]) -> list[dict[str, Any]]:
    """Return the rows of a page with the keys of the command line's lists."""
    shown = [owner.id for owner, _ in page]
    bears = getattr(book.names, book.key) == book.owner.id
    of_page = book.living_id.in_(shown)
    named = select(book.living_id, book.names.name).join(book.names, bears).where(of_page).order_by(book.names.name_key)
    aliases = people_list.grouped(session.execute(named))
    rows = [
        {
            "id": owner.id, "uid": owner.uid, "name": owner.name, "kind": str(owner.kind),
            "aliases": [name for name in aliases.get(owner.id, ()) if name != owner.name],
            "wikidata": getattr(owner, "wikidata_id", None), "claims": claims,
        }
        for owner, claims in page
    ]  # fmt: skip
    if book is SPEAKERS:
        offices = speakers.offices_held(session, on, shown)
        return [people_list.with_office(row, offices.get(row["id"])) for row in rows]
    hosts = select(book.living_id, SourceDomain.domain).join(SourceDomain, SourceDomain.source_id == book.owner.id)
    domains = people_list.grouped(session.execute(hosts.where(of_page).order_by(SourceDomain.domain)))
    family = select(book.owner.id).where(of_page)
    documents = book.count_rows(session, Document.source_id, Document.source_id.in_(family))
    columns = people_list.SOURCE_COLUMNS
    full = ({**row, "domains": domains.get(row["id"], []), "documents": documents.get(row["id"], 0)} for row in rows)
    return [{key: row[key] for key in columns} for row in full]


def _different(session: Session, book: NameBook[Any], family: list[int]) -> list[MergedName]:
    """Return the current owners that somebody marked as different from this one."""
    uids = set(session.scalars(select(book.owner.uid).where(book.owner.id.in_(family))))
    pairs = identities.different_uids(session, book.word, uids)
    others = {uid for pair in pairs for uid in pair} - uids
    query = select(book.owner.id, book.owner.name).where(book.owner.uid.in_(others)).order_by(book.owner.id)
    return [cast("MergedName", dict(row)) for row in session.execute(query).mappings()]

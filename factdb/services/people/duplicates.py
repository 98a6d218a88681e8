"""Finds speakers or sources that may be the same, by common parts of their names, without comparing all pairs."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import null, select

from factdb.domain.enums import SpeakerKind
from factdb.domain.names import name_key
from factdb.domain.search import last_names
from factdb.domain.search.best_spelling import Candidate, best_last
from factdb.domain.search.similar_names import LAST_NAME_ALONE, SAME, Name
from factdb.services.people import identities, name_pairs
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Claim, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from factdb.services.people.namebook import NameBook
    from factdb.services.reads.people_types import DuplicateRow

COLUMNS = ("id", "name", "claims", "other_id", "other", "other_claims", "likeness", "reason", "merge_ids")
Pair = tuple[int, int]
_FEW = 200
_SMALLEST_GROUP = 3  # two are a pair of the list


class Owner(NamedTuple):
    """What the comparison needs of a current speaker or source."""

    id: int
    name: str
    is_person: bool
    wikidata_id: str | None


def duplicate_pairs(session: Session, book: NameBook[Any], part: str | None = None) -> list[DuplicateRow]:
    """Return pairs that may be the same, most likely first; in a pair, the one with the better name comes second.

    `merge_ids` are the numbers for `merge`, whose last one is kept: those of the pair, or of a group of three or more
    that may all be the same. Pairs that somebody marked as different are left out, and pairs with different Wikidata
    ids.
    """
    owners = _owners(session, book)
    matching = book.holding(session, part) if part else None
    apart = _apart(session, book)
    alike = {
        pair: reason
        for pair, reason in _alike(session, book, owners).items()
        if pair not in apart
        and (matching is None or not matching.isdisjoint(pair))
        and not _has_other_wikidata_id(*(owners[number] for number in pair))
    }
    claims = _claims(session, book, {number for pair in alike for number in pair})
    rows = [
        _row(_best_last((owners[number] for number in pair), claims), likeness, reason)
        for pair, (likeness, reason) in alike.items()
    ]
    _join(rows, owners, claims, apart)
    return sorted(rows, key=_order)


def _has_other_wikidata_id(first: Owner, second: Owner) -> bool:
    return bool(first.wikidata_id and second.wikidata_id) and first.wikidata_id != second.wikidata_id


def _claims(session: Session, book: NameBook[Any], numbers: set[int]) -> dict[int, int]:
    """Return how many claims these owners have; of few, no claims of others are read."""
    column = getattr(Claim, book.key)
    if len(numbers) > _FEW:
        return book.count_rows(session, column)
    family = session.scalars(select(book.owner.id).where(book.living_id.in_(numbers))).all()
    return book.count_rows(session, column, column.in_(family)) if family else {}


def groups(rows: Iterable[DuplicateRow]) -> list[list[int]]:
    """Return the groups of three or more that may all be the same; the one whose name is best comes last."""
    distinct = dict.fromkeys(tuple(row["merge_ids"]) for row in rows)
    return [list(group) for group in distinct if len(group) >= _SMALLEST_GROUP]


def _order(row: DuplicateRow) -> tuple[bool, int, int, int, int]:
    """Order pairs, the most likely first: a last name that many share comes after every other reason."""
    alone = row["reason"] == LAST_NAME_ALONE
    return alone, -row["likeness"], -max(row["claims"], row["other_claims"]), row["other_id"], row["id"]


def _best_last(owners: Iterable[Owner], claims: dict[int, int]) -> list[Candidate]:
    return best_last(Candidate(owner.id, owner.name, claims.get(owner.id, 0), owner.is_person) for owner in owners)


def _join(rows: list[DuplicateRow], owners: dict[int, Owner], claims: dict[int, int], apart: set[Pair]) -> None:
    """Set `merge_ids` of the pairs that belong to a group.

    A last name alone joins nobody: it would join all who bear it. Nor does a group hold two that are marked as
    different, or that have different Wikidata ids.
    """
    members: dict[int, set[int]] = {}
    joining = [row for row in rows if row["reason"] != LAST_NAME_ALONE]
    for row in joining:
        joined = members.get(row["id"], {row["id"]}) | members.get(row["other_id"], {row["other_id"]})
        members |= dict.fromkeys(joined, joined)
    ordered: dict[int, list[int]] = {}
    for row in joining:
        group = members[row["id"]]
        if len(group) < _SMALLEST_GROUP or not _may_be_one(group, owners, apart):
            continue
        if min(group) not in ordered:
            ordered[min(group)] = [best.number for best in _best_last((owners[number] for number in group), claims)]
        row["merge_ids"] = ordered[min(group)]


def _may_be_one(group: set[int], owners: dict[int, Owner], apart: set[Pair]) -> bool:
    wikidata_ids = {owners[number].wikidata_id for number in group} - {None}
    return len(wikidata_ids) <= 1 and apart.isdisjoint(combinations(sorted(group), 2))


def _alike(session: Session, book: NameBook[Any], owners: dict[int, Owner]) -> dict[Pair, tuple[int, str]]:
    """Return the pairs of owners whose names look alike, with the likeness and reason of their most similar names."""
    bearers = _bearers(session, book, owners)
    parsed, pairs = name_pairs.among(tuple(bearers))
    # A last name alone is significant only if the owner has no other name.
    with_more = {owner for name, borne in bearers.items() if len(parsed[name].bare) > 1 for owner in borne}
    bodies = _body_words(session) if any(pair.reason == LAST_NAME_ALONE for pair in pairs) else frozenset()
    alike: dict[Pair, tuple[int, str]] = {}
    same = [name_pairs.SimilarPair(name, name, *SAME) for name, borne in bearers.items() if len(borne) > 1]
    for pair in (*same, *pairs):
        if pair.reason == LAST_NAME_ALONE and _names_body(parsed[pair.first], parsed[pair.second], bodies):
            continue
        sides = [
            {owner for owner in bearers[name] if _tells(parsed[name]) or owner not in with_more}
            for name in (pair.first, pair.second)
        ]
        for first, second in product(*sides):
            if first != second:
                key = _pair(first, second)
                alike[key] = max(alike.get(key, (0, "")), (pair.likeness, pair.reason))
    return alike


def _names_body(first: Name, second: Name, bodies: frozenset[str]) -> bool:
    """Return whether a single word names a body, such as Bloomberg or Council: that is nobody's last name."""
    return any(
        len(single.words) == 1 and not last_names.may_be_last_name(single, longer, bodies)
        for single, longer in ((first, second), (second, first))
    )


def _body_words(session: Session) -> frozenset[str]:
    """Return the words that name bodies, by the names of organisations and of sources that bear no person's name."""
    query = select(SPEAKERS.names.name, Speaker.kind).join(Speaker, SPEAKERS.names.speaker_id == Speaker.id)
    borne = session.execute(query).all()
    people = {name_key(name) for name, kind in borne if kind == SpeakerKind.PERSON}
    bodies = {name for name, kind in borne if kind == SpeakerKind.ORGANIZATION}
    outlets = session.scalars(select(SOURCES.names.name))
    bodies |= {name for name in outlets if " " not in name or name_key(name) not in people}
    return last_names.body_words(Name.parse(name, is_person=False) for name in bodies)


def _owners(session: Session, book: NameBook[Any]) -> dict[int, Owner]:
    wikidata = getattr(book.owner, "wikidata_id", null())
    columns = book.owner.id, book.owner.name, book.owner.kind, wikidata
    living = select(*columns).where(book.owner.merged_into_id.is_(None), book.owner.kind != "unknown")
    return {
        number: Owner(number, name, kind == SpeakerKind.PERSON, wikidata_id)
        for number, name, kind, wikidata_id in session.execute(living)
    }


def _bearers(
    session: Session, book: NameBook[Any], owners: dict[int, Owner]
) -> dict[name_pairs.WrittenName, list[int]]:
    """Return the names with the current owners of each, in the order of their keys."""
    bears = getattr(book.names, book.key) == book.owner.id
    query = select(book.living_id, book.names.name).join(book.names, bears)
    bearers: dict[name_pairs.WrittenName, list[int]] = {}
    for number, name in session.execute(query.order_by(book.names.name_key, book.names.name, book.owner.id)):
        if number in owners:
            borne = bearers.setdefault(name_pairs.WrittenName(name, owners[number].is_person), [])
            if number not in borne:
                borne.append(number)
    return bearers


def _tells(name: Name) -> bool:
    return len(name.bare) > 1 or not name.is_person


def _apart(session: Session, book: NameBook[Any]) -> set[Pair]:
    """Return the pairs of current owners that are marked as different, directly or through merged ones."""
    different = identities.different_uids(session, book.word)
    if not different:
        return set()
    query = select(book.owner.uid, book.living_id)
    living = {row[0]: row[1] for row in session.execute(query)}
    return {_pair(living[a], living[b]) for a, b in different}


def _pair(first: int, second: int) -> Pair:
    return (first, second) if first < second else (second, first)


def _row(pair: list[Candidate], like: int, why: str) -> DuplicateRow:
    """Return a pair as a row; the candidate whose name is best comes last."""
    first, second = pair
    return {
        "id": first.number,
        "name": first.name,
        "claims": first.claims,
        "other_id": second.number,
        "other": second.name,
        "other_claims": second.claims,
        "likeness": like,
        "reason": why,
        "merge_ids": [first.number, second.number],
    }

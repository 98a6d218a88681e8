"""Finds speakers, and sources, that may be one: by what their names have in common, never all against all."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz
from sqlalchemy import select

from factdb.domain.search import similar_names
from factdb.domain.search.similar_names import Name
from factdb.services.people import identities, row_counts
from factdb.store.models import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from factdb.services.people.namebook import NameBook

COLUMNS = ("id", "name", "claims", "other_id", "other", "other_claims", "likeness", "reason")
Row = dict[str, Any]
Pair = tuple[int, int]
# More names than this that have a word in common are compared only where another word begins alike too.
_MANY = 60
_LIKE_ENOUGH, _WORD_LIKE_ENOUGH, _SHORTEST = 85, 75, 5


def listed(session: Session, book: NameBook[Any], part: str | None = None) -> list[Row]:
    """Return pairs that may be one, the likeliest first, whoever has fewer claims before the other.

    Whom somebody told apart is left out, and who has another Wikidata id.
    """
    owners = _owners(session, book)
    wanted = book.holding(session, part) if part else None
    names = _names(session, book, owners)
    apart = _apart(session, book)
    claims = row_counts.by_owner(session, book, getattr(Claim, book.key))
    found: list[Row] = []
    for pair, theirs in _candidates(names).items():
        if pair in apart or (wanted is not None and wanted.isdisjoint(pair)):
            continue
        why = _why([owners[each] for each in pair], theirs)
        if why:
            first, second = (owners[each] for each in sorted(pair, key=lambda each: (claims.get(each, 0), -each)))
            found.append(_row(first, second, claims, *why))
    return sorted(found, key=lambda row: (-row["likeness"], -row["other_claims"], row["other_id"], row["id"]))


def _owners(session: Session, book: NameBook[Any]) -> dict[int, Any]:
    living = select(book.owner).where(book.owner.merged_into_id.is_(None), book.owner.kind != "unknown")
    return {each.id: each for each in session.scalars(living)}


def _names(session: Session, book: NameBook[Any], owners: dict[int, Any]) -> list[tuple[int, Name]]:
    """Return the names that tell something, each with the living one who bears it."""
    bears = getattr(book.names, book.key) == book.owner.id
    rows = session.execute(
        select(book.living_id, book.names.name).join(book.names, bears).order_by(book.names.name_key)
    )
    every = [
        (row[0], Name.parse(row[1], is_person=owners[row[0]].kind == "person")) for row in rows if row[0] in owners
    ]
    with_more = {owner for owner, name in every if len(name.bare) > 1}
    return [(owner, name) for owner, name in every if _tells(name) or owner not in with_more]


def _tells(name: Name) -> bool:
    """Tell whether a name says who is meant: a last name alone does only where it is all that there is."""
    return len(name.bare) > 1 or not name.is_person


def _apart(session: Session, book: NameBook[Any]) -> set[Pair]:
    """Return the pairs of the living that were told apart, themselves or by whom they were merged with."""
    query = select(book.owner.uid, book.living_id)
    living = {row[0]: row[1] for row in session.execute(query)}
    return {_pair(living[a], living[b]) for a, b in identities.told_apart(session, book.word)}


def _candidates(names: list[tuple[int, Name]]) -> dict[Pair, list[tuple[Name, Name]]]:
    """Return who may be one, with the names by which they may be."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, (_, name) in enumerate(names):
        for key in set(similar_names.keys(name)):
            blocks[key].append(place)
    met = {pair for block in blocks.values() for pair in _met(names, block)}
    found: dict[Pair, list[tuple[Name, Name]]] = defaultdict(list)
    for one, other in met:
        if names[one][0] != names[other][0]:
            found[_pair(names[one][0], names[other][0])].append((names[one][1], names[other][1]))
    return found


def _met(names: list[tuple[int, Name]], block: list[int]) -> Iterator[Pair]:
    if len(block) <= _MANY:
        yield from combinations(block, 2)
        return
    finer: dict[str, list[int]] = defaultdict(list)
    for place in block:
        for initial in {word[0] for word in names[place][1].bare}:
            finer[initial].append(place)
    for each in finer.values():
        if len(each) < len(block):
            yield from combinations(each, 2)


def _why(owners: list[Any], pairs: Iterable[tuple[Name, Name]]) -> tuple[int, str] | None:
    """Return how like two are by the likest of their names, and why."""
    known = {wikidata for each in owners if (wikidata := getattr(each, "wikidata_id", None))}
    if len(known) > 1:
        return None
    return max(filter(None, (similar_names.reason(*pair) or _spelling(*pair) for pair in pairs)), default=None)


def _spelling(one: Name, other: Name) -> tuple[int, str] | None:
    """Compare letters, in whichever order the words stand; short words that differ are other words."""
    if one.generation != other.generation:
        return None
    like = fuzz.ratio(" ".join(sorted(one.bare)), " ".join(sorted(other.bare)), score_cutoff=_LIKE_ENOUGH)
    if not like:
        return None
    mine, theirs = (sorted(set(a) - set(b)) for a, b in ((one.bare, other.bare), (other.bare, one.bare)))
    if len(mine) != len(theirs) or any(len(word) < _SHORTEST or word.isdigit() for word in (*mine, *theirs)):
        return None
    if any(max(fuzz.ratio(word, each) for each in theirs) < _WORD_LIKE_ENOUGH for word in mine):
        return None
    return min(int(like), 99), "spelling"


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _row(first: Any, second: Any, claims: dict[int, int], like: int, why: str) -> Row:  # noqa: ANN401 - two owners
    return {
        "id": first.id,
        "name": first.name,
        "claims": claims.get(first.id, 0),
        "other_id": second.id,
        "other": second.name,
        "other_claims": claims.get(second.id, 0),
        "likeness": like,
        "reason": why,
    }

"""Finds speakers or sources that may be the same, by common parts of their names, without comparing all pairs."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz
from sqlalchemy import select

from factdb.domain.search import similar_names
from factdb.domain.search.similar_names import Name
from factdb.services.people import identities
from factdb.store.models import Claim, SourceName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from factdb.services.people.namebook import NameBook

COLUMNS = ("id", "name", "claims", "other_id", "other", "other_claims", "likeness", "reason")
Row = dict[str, Any]
Pair = tuple[int, int]
# If more names than this have a word in common, they are compared only if another word begins in the same way.
_MANY = 60
_SMALLEST_GROUP = 3  # two are a pair of the list
_LIKE_ENOUGH, _WORD_LIKE_ENOUGH, _SHORTEST = 85, 75, 5


def duplicate_pairs(session: Session, book: NameBook[Any], part: str | None = None) -> list[Row]:
    """Return pairs that may be the same, most likely first; in a pair, the one with fewer claims comes first.

    Pairs that somebody marked as different are left out, and pairs with different Wikidata ids.
    """
    owners = _owners(session, book)
    matching = book.holding(session, part) if part else None
    names = _names(session, book, owners)
    apart = _apart(session, book)
    claims = book.count_rows(session, getattr(Claim, book.key))
    outlets = set(session.scalars(select(SourceName.name_key)))
    rows: list[Row] = []
    for pair, theirs in _candidates(names).items():
        if pair in apart or (matching is not None and matching.isdisjoint(pair)):
            continue
        why = _why([owners[owner_id] for owner_id in pair], theirs)
        if why and not (why[1] == similar_names.LAST_NAME_ALONE and _is_outlet(theirs, outlets)):
            first, second = (
                owners[owner_id] for owner_id in sorted(pair, key=lambda owner_id: (claims.get(owner_id, 0), -owner_id))
            )
            rows.append(_row(first, second, claims, *why))
    return sorted(rows, key=_order)


def _order(row: Row) -> tuple[bool, int, int, int, int]:
    """Order pairs, the most likely first: a last name that many share comes after every other reason."""
    alone = row["reason"] == similar_names.LAST_NAME_ALONE
    return alone, -row["likeness"], -row["other_claims"], row["other_id"], row["id"]


def clusters(session: Session, book: NameBook[Any], rows: Iterable[Row]) -> list[list[int]]:
    """Return groups of three or more that may all be the same, by pairs; in a group, most claims come last.

    A last name alone joins nobody: it would join all who bear it. Nor does a group hold two that are marked as
    different, or that have different Wikidata ids.
    """
    pairs = [row for row in rows if row["reason"] != similar_names.LAST_NAME_ALONE]
    claims = {row["id"]: row["claims"] for row in pairs} | {row["other_id"]: row["other_claims"] for row in pairs}
    groups: dict[int, set[int]] = {}
    for row in pairs:
        joined = groups.get(row["id"], {row["id"]}) | groups.get(row["other_id"], {row["other_id"]})
        groups |= dict.fromkeys(joined, joined)
    owners, apart = _owners(session, book), _apart(session, book)
    return [
        sorted(group, key=lambda number: (claims[number], -number))
        for number, group in sorted(groups.items())
        if number == min(group) and len(group) >= _SMALLEST_GROUP and _may_be_one(group, owners, apart)
    ]


def _may_be_one(group: set[int], owners: dict[int, Any], apart: set[Pair]) -> bool:
    wikidata_ids = {getattr(owners[number], "wikidata_id", None) for number in group} - {None}
    return len(wikidata_ids) <= 1 and apart.isdisjoint(combinations(sorted(group), 2))


def _is_outlet(pairs: Iterable[tuple[Name, Name]], outlets: set[str]) -> bool:
    """Return whether a single word is the name of a source, such as Bloomberg: nobody's last name."""
    return any(len(name.words) == 1 and name.key in outlets for pair in pairs for name in pair)


def _owners(session: Session, book: NameBook[Any]) -> dict[int, Any]:
    living = select(book.owner).where(book.owner.merged_into_id.is_(None), book.owner.kind != "unknown")
    return {owner.id: owner for owner in session.scalars(living)}


def _names(session: Session, book: NameBook[Any], owners: dict[int, Any]) -> list[tuple[int, Name]]:
    """Return the significant names, each with its current owner."""
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
    """Return whether a name is significant: a last name alone is so only if the owner has no other name."""
    return len(name.bare) > 1 or not name.is_person


def _apart(session: Session, book: NameBook[Any]) -> set[Pair]:
    """Return the pairs of current owners that are marked as different, directly or through merged ones."""
    query = select(book.owner.uid, book.living_id)
    living = {row[0]: row[1] for row in session.execute(query)}
    return {_pair(living[a], living[b]) for a, b in identities.different_uids(session, book.word)}


def _candidates(names: list[tuple[int, Name]]) -> dict[Pair, list[tuple[Name, Name]]]:
    """Return the candidate pairs, with their similar names."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, (_, name) in enumerate(names):
        for key in set(similar_names.keys(name)):
            blocks[key].append(place)
    met = {pair for block in blocks.values() for pair in _pairs_to_compare(names, block)}
    names_by_pair: dict[Pair, list[tuple[Name, Name]]] = defaultdict(list)
    for first, second in met:
        if names[first][0] != names[second][0]:
            names_by_pair[_pair(names[first][0], names[second][0])].append((names[first][1], names[second][1]))
    return names_by_pair


def _pairs_to_compare(names: list[tuple[int, Name]], block: list[int]) -> Iterator[Pair]:
    if len(block) <= _MANY:
        yield from combinations(block, 2)
        return
    finer: dict[str, list[int]] = defaultdict(list)
    for place in block:
        for initial in {word[0] for word in names[place][1].bare}:
            finer[initial].append(place)
    for part in finer.values():
        # A part as large as its block splits nothing: it would compare all pairs again.
        if len(part) < len(block):
            yield from combinations(part, 2)


def _why(owners: list[Any], pairs: Iterable[tuple[Name, Name]]) -> tuple[int, str] | None:
    """Return the likeness of two owners by their most similar names, and the reason."""
    wikidata_ids = {wikidata for owner in owners if (wikidata := getattr(owner, "wikidata_id", None))}
    # Different Wikidata ids.
    if len(wikidata_ids) > 1:
        return None
    return max(filter(None, (similar_names.reason(*pair) or _spelling(*pair) for pair in pairs)), default=None)


def _spelling(first: Name, second: Name) -> tuple[int, str] | None:
    """Compare the spelling of names, in any order of words; short words that differ are different words."""
    # The only difference between father and son.
    if first.generation != second.generation:
        return None
    like = fuzz.ratio(" ".join(sorted(first.bare)), " ".join(sorted(second.bare)), score_cutoff=_LIKE_ENOUGH)
    if not like:
        return None
    only_first, only_second = (
        sorted(set(a) - set(b)) for a, b in ((first.bare, second.bare), (second.bare, first.bare))
    )
    # One letter makes a different short word, and one digit a different number.
    if len(only_first) != len(only_second) or any(
        len(word) < _SHORTEST or word.isdigit() for word in (*only_first, *only_second)
    ):
        return None
    if any(max(fuzz.ratio(word, other_word) for other_word in only_second) < _WORD_LIKE_ENOUGH for word in only_first):
        return None
    return min(int(like), 99), "spelling"


def _pair(first: int, second: int) -> Pair:
    return (first, second) if first < second else (second, first)


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

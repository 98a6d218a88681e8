"""Finds speakers or sources that may be the same, by common parts of their names, without comparing all pairs."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz
from sqlalchemy import select

from factdb.domain.enums import SpeakerKind
from factdb.domain.names import name_key
from factdb.domain.search import last_names, similar_names
from factdb.domain.search.best_spelling import Candidate, best_last
from factdb.domain.search.similar_names import Name
from factdb.services.people import identities
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Claim, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from factdb.services.people.namebook import NameBook
    from factdb.services.reads.people_types import DuplicateRow

COLUMNS = ("id", "name", "claims", "other_id", "other", "other_claims", "likeness", "reason", "merge_ids")
Pair = tuple[int, int]
# If more names than this have a word in common, they are compared only if another word begins in the same way.
_MANY = 60
_SMALLEST_GROUP = 3  # two are a pair of the list
_LIKE_ENOUGH, _WORD_LIKE_ENOUGH, _SHORTEST = 85, 75, 5


def duplicate_pairs(session: Session, book: NameBook[Any], part: str | None = None) -> list[DuplicateRow]:
    """Return pairs that may be the same, most likely first; in a pair, the one with the better name comes second.

    `merge_ids` are the numbers for `merge`, whose last one is kept: those of the pair, or of a group of three or more
    that may all be the same. Pairs that somebody marked as different are left out, and pairs with different Wikidata
    ids.
    """
    owners = _owners(session, book)
    matching = book.holding(session, part) if part else None
    names = _names(session, book, owners)
    apart = _apart(session, book)
    claims = book.count_rows(session, getattr(Claim, book.key))
    bodies = _body_words(session)
    rows: list[DuplicateRow] = []
    for pair, theirs in _candidates(names).items():
        if pair in apart or (matching is not None and matching.isdisjoint(pair)):
            continue
        why = _why([owners[owner_id] for owner_id in pair], theirs)
        if why and not (why[1] == similar_names.LAST_NAME_ALONE and _names_body(theirs, bodies)):
            rows.append(_row(_best_last((owners[owner_id] for owner_id in pair), claims), *why))
    _join(rows, owners, claims, apart)
    return sorted(rows, key=_order)


def groups(rows: Iterable[DuplicateRow]) -> list[list[int]]:
    """Return the groups of three or more that may all be the same; the one whose name is best comes last."""
    distinct = dict.fromkeys(tuple(row["merge_ids"]) for row in rows)
    return [list(group) for group in distinct if len(group) >= _SMALLEST_GROUP]


def _order(row: DuplicateRow) -> tuple[bool, int, int, int, int]:
    """Order pairs, the most likely first: a last name that many share comes after every other reason."""
    alone = row["reason"] == similar_names.LAST_NAME_ALONE
    return alone, -row["likeness"], -max(row["claims"], row["other_claims"]), row["other_id"], row["id"]


def _best_last(owners: Iterable[Any], claims: dict[int, int]) -> list[Candidate]:
    return best_last(
        Candidate(owner.id, owner.name, claims.get(owner.id, 0), owner.kind == SpeakerKind.PERSON) for owner in owners
    )


def _join(rows: list[DuplicateRow], owners: dict[int, Any], claims: dict[int, int], apart: set[Pair]) -> None:
    """Set `merge_ids` of the pairs that belong to a group.

    A last name alone joins nobody: it would join all who bear it. Nor does a group hold two that are marked as
    different, or that have different Wikidata ids.
    """
    members: dict[int, set[int]] = {}
    joining = [row for row in rows if row["reason"] != similar_names.LAST_NAME_ALONE]
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


def _may_be_one(group: set[int], owners: dict[int, Any], apart: set[Pair]) -> bool:
    wikidata_ids = {getattr(owners[number], "wikidata_id", None) for number in group} - {None}
    return len(wikidata_ids) <= 1 and apart.isdisjoint(combinations(sorted(group), 2))


def _names_body(pairs: Iterable[tuple[Name, Name]], bodies: frozenset[str]) -> bool:
    """Return whether a single word names a body, such as Bloomberg or Council: that is nobody's last name."""
    return any(
        len(single.words) == 1 and not last_names.may_be_last_name(single, longer, bodies)
        for first, second in pairs
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
        (row[0], Name.parse(row[1], is_person=owners[row[0]].kind == SpeakerKind.PERSON))
        for row in rows
        if row[0] in owners
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

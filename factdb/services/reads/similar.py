"""Finds claims that are similar to a text or to another claim, and claims that say nearly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from factdb.domain import ids
from factdb.domain.enums import DECIDED_STATUSES, LinkKind, LinkState
from factdb.domain.search import near_identical, similar
from factdb.domain.search.similar import Scorer
from factdb.errors import BadValueError
from factdb.services import claim_lookup
from factdb.services.reads import claim_list
from factdb.services.reads.list_types import NearIdenticalRow, SimilarRow
from factdb.store.claims import queries
from factdb.store.claims import similar as words
from factdb.store.models import Claim, ClaimLink
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.services.reads.row_types import ClaimRow


COLUMNS = tuple(SimilarRow.__annotations__)
LIMIT = 10
HINTED = 3
_CANDIDATES = 100  # claims to compare word by word


def to(session: Session, typed: str, limit: int = LIMIT, *, decided: bool = False) -> list[SimilarRow]:
    """Return the claims most similar to a claim (if a number or uid is typed) or to a typed text."""
    try:
        name = ids.claim_name(typed)
    except BadValueError:
        return to_text(session, typed, limit, decided=decided)
    return to_claim(session, claim_lookup.claim_number(session, name), limit, decided=decided)


def to_text(session: Session, text: str, limit: int = LIMIT, *, decided: bool = False) -> list[SimilarRow]:
    """Return the claims most similar to a text, best first; with `decided`, only decided claims."""
    return _likest(session, text, limit, set(), decided=decided)


def to_claim(session: Session, claim_id: int, limit: int = LIMIT, *, decided: bool = False) -> list[SimilarRow]:
    """Return the claims most similar to another claim, without those that somebody rejected as similar."""
    claim = session.get_one(Claim, claim_id)
    text = " ".join(filter(None, (claim.claim, claim.headline)))
    return _likest(session, text, limit, {claim_id, *rejected(session, claim_id)}, decided=decided)


def hints(session: Session, claim_id: int) -> list[SimilarRow]:
    """Return a few similar claims, as a hint after adding a claim."""
    return _worth_a_look(to_claim(session, claim_id, HINTED))


def hints_for(session: Session, text: str) -> list[SimilarRow]:
    """Return a few similar claims, as a hint before adding a claim with this text."""
    return _worth_a_look(to_text(session, text, HINTED))


def _worth_a_look(rows: list[SimilarRow]) -> list[SimilarRow]:
    return [row for row in rows if row["likeness"] >= similar.LIKE_ENOUGH]


def rejected(session: Session, claim_id: int) -> set[int]:
    """Return the claims that were rejected as similar to this one, and not confirmed."""
    ends = ClaimLink.claim_id, ClaimLink.other_id
    query = select(*ends, ClaimLink.state).where(or_(*(end == claim_id for end in ends)), answers())
    answers_by_rejection: dict[bool, set[int]] = {True: set(), False: set()}
    for first, second, state in session.execute(query):
        # The sum minus this id is the id of the other claim.
        answers_by_rejection[state is LinkState.REJECTED].add(first + second - claim_id)
    return answers_by_rejection[True] - answers_by_rejection[False]


def answers() -> ColumnElement[bool]:
    """Return a condition that keeps the links that decide whether two claims are similar."""
    return ClaimLink.kind.in_([LinkKind.REPEATS, LinkKind.SIMILAR])


def _likest(session: Session, text: str, limit: int, without: set[int], *, decided: bool) -> list[SimilarRow]:
    terms = _terms(session, text)
    # More, by the number of claims to leave out: otherwise those would take the places of good candidates.
    likely = words.find(session, list(terms), _CANDIDATES + len(without), decided=decided)
    scorer = Scorer.from_terms(terms, likely.counts, likely.total)
    best = scorer.best()
    scores: dict[int, float] = {}
    for number, *fields in session.execute(queries.words([claim for claim in likely.claims if claim not in without])):
        scores[number] = scorer.score(fields)
    likest = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
    return _rows(session, {number: scores[number] / best for number in likest})


def _terms(session: Session, text: str) -> dict[str, float]:
    """Return the search words; words in the ledger decide how to split a hashtag without capital letters."""
    terms = similar.terms(text)
    compounds = [compound for compound in similar.compounds(text) if compound in terms]
    return similar.split_compounds(terms, compounds, words.counts_with_halves(session, compounds))


def _rows(session: Session, likeness: dict[int, float]) -> list[SimilarRow]:
    """Return claims as rows for output, in the given order."""
    query = select(V1_CLAIMS).where(V1_CLAIMS.c.id.in_(likeness))
    claims = {row["id"]: claim_list.shown(dict(row)) for row in session.execute(query).mappings()}
    return [_similar_row(claims[number], _percent(part)) for number, part in likeness.items()]


def _similar_row(claim: ClaimRow, likeness: int) -> SimilarRow:
    counts = claim["status"] in DECIDED_STATUSES
    return {
        "id": claim["id"],
        "claim": claim["claim"],
        "speaker": claim["speaker"],
        "said_on": claim["said_on"],
        "verdict": claim["verdict"] if counts else None,
        "likeness": likeness,
        "quote_verdict": claim["quote_verdict"] if counts else None,
        "status": claim["status"],
    }


def _percent(part: float) -> int:
    return min(round(100 * part), 100)


NEAR_IDENTICAL_COLUMNS = ("group", *COLUMNS)
_PAGE = 1_000


def near_identical_groups(session: Session, limit: int | None = None) -> Iterator[NearIdenticalRow]:
    """Yield the claims of each group, oldest first; `likeness` is to the most similar claim of the group."""
    texts = {row.id: row.claim for row in session.execute(select(Claim.id, Claim.claim))}
    answered = _answered(session)
    pairs = {pair: like for pair, like in near_identical.pairs(texts) if pair not in answered}
    groups = _groups(pairs)[:limit]
    likest: dict[int, float] = {}
    for pair, like in pairs.items():
        for number in pair:
            likest[number] = max(like, likest.get(number, 0.0))
    rows = _rows_by_number(session, [number for group in groups for number in group])
    for place, group in enumerate(groups, 1):
        # A year later than any date, so that claims without a date come last.
        for number in sorted(group, key=lambda number: (rows[number]["said_on"] or "9999", number)):
            yield {"group": place, **_similar_row(rows[number], round(100 * likest[number]))}


def _answered(session: Session) -> set[near_identical.Pair]:
    """Return the pairs that somebody decided as similar or not, and the pairs that repeat the same claim."""
    query = select(ClaimLink.claim_id, ClaimLink.other_id).where(answers())
    linked = {(min(pair), max(pair)) for pair in session.execute(query)}
    families: dict[int, list[int]] = {}
    for row in session.execute(select(Claim.id, Claim.repeats_id).where(Claim.repeats_id.is_not(None))):
        families.setdefault(row.repeats_id, [row.repeats_id]).append(row.id)
    repeated = {(min(a, b), max(a, b)) for family in families.values() for a in family for b in family if a != b}
    return linked | repeated


def _groups(pairs: dict[near_identical.Pair, float]) -> list[list[int]]:
    """Join pairs with a common claim; return groups in the order of their first claim."""
    first: dict[int, int] = {}

    def root(number: int) -> int:
        while first.setdefault(number, number) != number:
            # Halves the path on each walk, so that a long chain of pairs stays fast to follow.
            first[number] = first[first[number]]
            number = first[number]
        return number

    for left_claim, right_claim in pairs:
        low, high = sorted((root(left_claim), root(right_claim)))
        first[high] = low
    groups: dict[int, list[int]] = {}
    for number in sorted(first):
        groups.setdefault(root(number), []).append(number)
    return [groups[number] for number in sorted(groups)]


def _rows_by_number(session: Session, numbers: list[int]) -> dict[int, ClaimRow]:
    claims: dict[int, ClaimRow] = {}
    for start in range(0, len(numbers), _PAGE):
        query = select(V1_CLAIMS).where(V1_CLAIMS.c.id.in_(numbers[start : start + _PAGE]))
        claims |= {row["id"]: claim_list.shown(dict(row)) for row in session.execute(query).mappings()}
    return claims

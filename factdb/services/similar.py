"""Have we checked this? Finds the claims that look most like a text or another claim; people say what is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from factdb.domain import ids
from factdb.domain.enums import LinkKind, LinkState
from factdb.domain.search import similar
from factdb.domain.search.similar import Scorer
from factdb.errors import BadValueError
from factdb.services import listing
from factdb.store.claims import queries
from factdb.store.claims import similar as words
from factdb.store.models import Claim, ClaimLink
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

COLUMNS = ("id", "claim", "speaker", "said_on", "verdict", "likeness")
LIMIT = 10
HINTED = 3
_CANDIDATES = 100  # that are compared word by word
Row = dict[str, Any]


def to(session: Session, typed: str, limit: int = LIMIT, *, decided: bool = False) -> list[Row]:
    """Return the claims that look most like what somebody typed: a claim's number or uid, else a text."""
    try:
        name = ids.claim_name(typed)
    except BadValueError:
        return to_text(session, typed, limit, decided=decided)
    return to_claim(session, listing.number_of(session, name), limit, decided=decided)


def to_text(session: Session, text: str, limit: int = LIMIT, *, decided: bool = False) -> list[Row]:
    """Return the claims that look most like a text, likest first; of them only the decided, if so wanted."""
    return _likest(session, text, limit, set(), decided=decided)


def to_claim(session: Session, claim_id: int, limit: int = LIMIT, *, decided: bool = False) -> list[Row]:
    """Return the claims that look most like another, but for those of which somebody said that they don't."""
    claim = session.get_one(Claim, claim_id)
    text = " ".join(filter(None, (claim.claim, claim.headline)))
    return _likest(session, text, limit, {claim_id, *rejected(session, claim_id)}, decided=decided)


def hints(session: Session, claim_id: int) -> list[Row]:
    """Return the few claims that somebody who adds a claim should look at."""
    return _worth_a_look(to_claim(session, claim_id, HINTED))


def hints_for(session: Session, text: str) -> list[Row]:
    """Return the few claims that somebody who is about to add a claim should look at."""
    return _worth_a_look(to_text(session, text, HINTED))


def _worth_a_look(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["likeness"] >= similar.LIKE_ENOUGH]


def rejected(session: Session, claim_id: int) -> set[int]:
    """Return the claims that somebody said this one is not like, and nobody that it is."""
    ends = ClaimLink.claim_id, ClaimLink.other_id
    query = select(*ends, ClaimLink.state).where(or_(*(end == claim_id for end in ends)), answers())
    said: dict[bool, set[int]] = {True: set(), False: set()}
    for one, other, state in session.execute(query):
        said[state is LinkState.REJECTED].add(one + other - claim_id)
    return said[True] - said[False]


def answers() -> ColumnElement[bool]:
    """Keep the links that answer whether two claims are alike."""
    return ClaimLink.kind.in_([LinkKind.REPEATS, LinkKind.SIMILAR])


def _likest(session: Session, text: str, limit: int, without: set[int], *, decided: bool) -> list[Row]:
    terms = _terms(session, text)
    found = words.find(session, list(terms), _CANDIDATES + len(without), decided=decided)
    scorer = Scorer.of(terms, found.counts, found.total)
    best = scorer.best()
    scores: dict[int, float] = {}
    for number, *fields in session.execute(queries.words([each for each in found.claims if each not in without])):
        scores[number] = scorer.score(fields)
    likest = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
    return _rows(session, {number: scores[number] / best for number in likest})


def _terms(session: Session, text: str) -> dict[str, float]:
    """Return the words to look for; the ledger's own words say how a hashtag in one case is to be read."""
    terms = similar.terms(text)
    compounds = [compound for compound in similar.compounds(text) if compound in terms]
    return similar.parted(terms, compounds, words.of_halves(session, compounds))


def _rows(session: Session, likeness: dict[int, float]) -> list[Row]:
    """Return claims as people are shown them, in the order in which they are given."""
    query = select(V1_CLAIMS).where(V1_CLAIMS.c.id.in_(likeness))
    found = {row["id"]: listing.listed(dict(row)) for row in session.execute(query).mappings()}
    rows = ({**found[number], "likeness": _percent(part)} for number, part in likeness.items())
    return [{column: row[column] for column in COLUMNS} for row in rows]


def _percent(part: float) -> int:
    return min(round(100 * part), 100)

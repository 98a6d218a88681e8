"""Reads what somebody typed as evidence, and adds the pages that a claim doesn't have yet.

`7.1` is a row that stands. `[truth:|quote:][supports:|refutes:|context:]URL [WORDS]` is a page: what is left out is
taken from the rating that it is given for, and the words after the URL are the excerpt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import ids, ratings, text, urls
from factdb.domain.enums import Question, Stance
from factdb.errors import BadValueError
from factdb.errors.decisions import NotRatedHereError, OtherClaimsEvidenceError, StanceNeededError
from factdb.services import documents, evidence
from factdb.store.models import Document, Evidence

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Claim, Rating


@dataclass(frozen=True, slots=True)
class Citing:
    """What evidence is given for: the question where none is named, the ratings given, the stance of new pages."""

    main: Question
    chosen: Mapping[Question, Rating]
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was typed."""

    url: str
    question: Question
    stance: Stance | None
    excerpt: str | None


def cite(
    session: Session, claim: Claim, act: Act, typed: Sequence[str], citing: Citing
) -> tuple[dict[Question, list[int]], list[str]]:
    """Return the numbers of the evidence named for each question, new pages added; and what was assumed."""
    cited: dict[Question, list[int]] = {}
    said: list[str] = []
    for each in typed:
        if "://" in each:
            page = _read(each, citing)
            question, numbers = page.question, _numbers(session, claim, act, page, citing, said)
        else:
            question, numbers = _standing(session, claim, each, citing)
        cited.setdefault(question, []).extend(numbers)
    return cited, said


def must_be_rated(question: Question, chosen: Container[Question], what: str) -> None:
    """Refuse what is given for a question that isn't decided here."""
    if question not in chosen:
        raise NotRatedHereError(what, question)


def _read(typed: str, citing: Citing) -> _Page:
    marks, _, rest = typed.partition("://")
    *words, scheme = marks.split(":")
    question, stance = citing.main, citing.stance
    for word in words:
        if word.strip() in set(Question):
            question = Question(word.strip())
        elif word.strip() in set(Stance):
            stance = Stance(word.strip())
        else:
            raise BadValueError(
                "evidence", typed, "begins with a mark that nobody knows", "quote:, truth:, supports:, ..."
            )
    url, _, excerpt = f"{scheme.strip()}://{rest.strip()}".partition(" ")
    if citing.chosen:
        must_be_rated(question, citing.chosen, "evidence")
    return _Page(url, question, stance, text.given(excerpt.strip(), "excerpt"))


def _standing(session: Session, claim: Claim, typed: str, citing: Citing) -> tuple[Question, list[int]]:
    owner, n = ids.item_name(typed.rpartition(":")[2])
    if owner not in {claim.id, claim.uid}:
        raise OtherClaimsEvidenceError(typed, claim.id)
    question = evidence.named(session, claim.id, n).question
    must_be_rated(question, citing.chosen, f"evidence {typed}")
    return question, [n]


def _numbers(session: Session, claim: Claim, act: Act, page: _Page, citing: Citing, said: list[str]) -> list[int]:
    """Return the rows that cite this page on this question already, or add one."""
    known = _rows(session, claim, page)
    if known:
        others = [row for row in known if page.stance not in {None, row.stance}]
        said += [f"evidence {claim.id}.{row.n} stands already: it {row.stance} the {row.question}" for row in others]
        return [row.n for row in known]
    rating = citing.chosen.get(page.question)
    stance = page.stance or (ratings.implied_stance(rating.code) if rating else None)
    if stance is None:
        what = f'"{rating.code}" doesn\'t say how {page.url} bears on it' if rating else "evidence takes a stance"
        raise StanceNeededError(what)
    draft = evidence.Draft(documents.Draft(url=page.url), stance, page.question, excerpt=page.excerpt)
    added = evidence.add(session, claim, act, draft)
    assumed = "" if page.stance or not rating else f', as "{rating.code}" implies'
    said.append(f"evidence {claim.id}.{added.evidence.n}: {stance} the {page.question}{assumed}")
    said.extend(added.said)
    return [added.evidence.n]


def _rows(session: Session, claim: Claim, page: _Page) -> list[Evidence]:
    same = select(Document.id).where(Document.url == urls.canonical(page.url))
    query = select(Evidence).where(
        Evidence.claim_id == claim.id,
        Evidence.question == page.question,
        Evidence.withdrawn_at.is_(None),
        Evidence.document_id.in_(same),
    )
    if page.excerpt:
        query = query.where(Evidence.excerpt == page.excerpt)
    return list(session.scalars(query.order_by(Evidence.n)))

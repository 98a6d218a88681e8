"""Prepares a migrated database for work: the desk's scales, a first admin, and the worked example."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select, text

from factdb import resources
from factdb.domain import dates
from factdb.domain.enums import (
    Attribution,
    Basis,
    Kind,
    LinkKind,
    Medium,
    Question,
    Role,
    SourceClass,
    SpeakerKind,
    Stance,
    Status,
)
from factdb.domain.history.events import DeskEvent
from factdb.errors.claims import DeskNotEmptyError
from factdb.services.actor import Actor, find_actor
from factdb.services.claims import adding, claim_evidence, notes_and_links
from factdb.services.decisions import rating, scales, statuses
from factdb.services.desk import reviewers
from factdb.services.documents import documents
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.services.people import sources, speakers
from factdb.store.models import Claim, DeskHistory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Document


@dataclass(frozen=True, slots=True)
class Prepared:
    """Who acts, whether that made them an admin, and the scales that were added: the desk's own, and others'."""

    actor: Actor
    became_admin: bool
    scales: list[str]
    others: list[str]


def prepare(session: Session, login: str, now: datetime) -> Prepared:
    """Load the scales, and make whoever acts an admin while there is none; what stands already is left alone."""
    actor, became_admin = reviewers.first_admin(session, login, now)
    own, others = (scales.load(session, actor, read_seed(name)["scales"]) for name in ("scales.toml", "mappings.toml"))
    return Prepared(actor, became_admin, own, others)


def read_seed(name: str) -> dict[str, Any]:
    """Read a TOML file of the seeds that ship."""
    return tomllib.loads((resources.folder("seeds") / name).read_text(encoding="utf-8"))


DISCLAIMER = "These verdicts illustrate factdb. They are not fact-checks published by any organisation."
_CHECKER, _EDITOR = "seed", "seed-editor"


@dataclass(frozen=True, slots=True)
class _Desk:
    """The demo as it is loaded: its file, its two reviewers, its documents by key."""

    session: Session
    seed: Mapping[str, Any]
    checker: Actor
    editor: Actor
    article: Document
    documents: Mapping[str, documents.Draft]


def load(session: Session, actor: Actor) -> int:
    """Load the demo; return the number of its claims, 0 where it is there already.

    Refused on a desk that has claims of its own. It is entered by an editor called `seed` and published by
    one called `seed-editor`, both disabled afterwards; the claims keep their numbers 1 to 22.
    """
    desk_ledger.take_turn(session)
    if session.scalar(select(exists().where(DeskHistory.kind == DeskEvent.DEMO_LOADED))):
        return 0
    if session.scalar(select(exists().where(Claim.id > 0))):
        raise DeskNotEmptyError
    desk = _open(session, actor)
    for given in desk.seed["claims"]:
        _add_claim(desk, given)
    for given in desk.seed["links"]:
        pair = claim_ledger.lock(session, [given["claim"], given["other"]])
        notes_and_links.link(session, (pair[0], pair[1]), desk.checker, LinkKind(given["kind"]))
    for handle in (_CHECKER, _EDITOR):
        reviewers.disable(session, actor, handle)
    _number_on(session)
    desk_ledger.record(session, actor, DeskEvent.DEMO_LOADED, {"claims": len(desk.seed["claims"])})
    return len(desk.seed["claims"])


def _open(session: Session, actor: Actor) -> _Desk:
    seed = read_seed("demo/desk.toml")
    for handle in (_CHECKER, _EDITOR):
        reviewers.add(session, actor, handle, Role.EDITOR)
    checker, editor = find_actor(session, _CHECKER, actor.now), find_actor(session, _EDITOR, actor.now)
    for given in seed["sources"]:
        sources.insert(session, checker, given["name"], given["domains"])
    for given in seed["speakers"]:
        _add_speaker(session, checker, given)
    drafts = {given["key"]: _document(given) for given in seed["documents"]}
    return _Desk(session, seed, checker, editor, _add_article(session, checker, seed["article"]), drafts)


def _add_speaker(session: Session, actor: Actor, given: Mapping[str, Any]) -> None:
    kind = SpeakerKind(given.get("kind", "person"))
    speaker = speakers.insert(session, actor, given["name"], kind, given.get("aliases", []), given.get("wikidata"))
    if given.get("role"):
        speakers.add_role(session, actor, speaker, given["role"])


def _add_article(session: Session, actor: Actor, given: Mapping[str, Any]) -> Document:
    article = resources.folder("seeds") / "demo" / given["text"]
    draft = documents.Draft(
        url=given["url"],
        source=given["source"],
        title=given["title"],
        author=given["author"],
        published=dates.parse(given["published_on"]),
        medium=Medium.NEWS,
        language=given["language"],
        is_article=True,
    )
    reading = documents.Reading.of_text(article.read_bytes().decode(), article.name)
    return documents.keep(session, actor, draft, reading).document


def _document(given: Mapping[str, Any]) -> documents.Draft:
    return documents.Draft(
        url=given["url"],
        source=given["source"],
        title=given["title"],
        published=dates.parse(given["published_on"]),
        medium=Medium(given["medium"]),
    )


def _add_claim(desk: _Desk, given: Mapping[str, Any]) -> None:
    draft = adding.Draft(
        claim=given["claim"],
        quote=given["text"],
        article=desk.article.id,
        speaker=given["speaker"],
        attribution=Attribution(given["attribution"]),
        kind=Kind(given["kind"]),
        said_on=dates.parse(given["said_on"]),
        said_basis=Basis(given["said_basis"]),
        occasion=given.get("occasion"),
        topics=given["topics"],
        resolves_on=dates.parse(given["resolves_on"]).day if "resolves_on" in given else None,
        number=given["n"],
    )
    claim = adding.add(desk.session, desk.checker, draft).claim
    for note in _notes(given):
        notes_and_links.note(desk.session, claim, desk.checker, note)
    for row in given["evidence"]:
        claim_evidence.add(desk.session, claim, desk.checker, _evidence(desk, row))
    _bring_to(desk, claim, given)


def _notes(given: Mapping[str, Any]) -> list[str]:
    notes = [given["note"]] if "note" in given else []
    if "date_in_article" in given:
        notes.append(f"The article gives {given['date_in_article']} as the day.")
    return notes


def _evidence(desk: _Desk, given: Mapping[str, Any]) -> claim_evidence.Draft:
    classes = {each["key"]: SourceClass(each["source_class"]) for each in desk.seed["documents"]}
    return claim_evidence.Draft(
        document=desk.documents[given["document"]],
        stance=Stance(given["stance"]),
        question=Question(given["on"]),
        excerpt=given.get("excerpt"),
        source_class=classes[given["document"]],
    )


def _bring_to(desk: _Desk, claim: Claim, given: Mapping[str, Any]) -> None:
    """Bring a claim to its status: rated where it has verdicts, published where it is."""
    verdicts = given["verdicts"]
    if verdicts:
        rating.rate(desk.session, claim, desk.checker, _wish(verdicts))
    elif given["status"] == Status.IN_REVIEW:
        statuses.set_status(desk.session, claim, desk.checker, Status.IN_REVIEW)
    if given["status"] == Status.PUBLISHED:
        statuses.set_status(desk.session, claim, desk.editor, Status.PUBLISHED)


def _wish(verdicts: Mapping[str, Any]) -> rating.RatingRequest:
    days = [dates.parse(verdict["as_of"]).day for verdict in verdicts.values() if "as_of" in verdict]
    return rating.RatingRequest(
        ratings=[verdict["rating"] for verdict in verdicts.values()],
        because=[f"{question}:{verdict['because']}" for question, verdict in verdicts.items()],
        flags=[f"{question}:{flag}" for question, each in verdicts.items() for flag in each.get("flags", [])],
        as_of=days[0] if days else None,
    )


def _number_on(session: Session) -> None:
    """Let PostgreSQL number the next claim after the ones that brought their numbers; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        last = session.scalar(select(func.max(Claim.id)))
        session.execute(text("SELECT setval(pg_get_serial_sequence('claims', 'id'), :last)"), {"last": last})

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
from factdb.services.decisions import rating, shipped_scales, statuses
from factdb.services.decisions.shipped_scales import ShippedState
from factdb.services.desk import reviewers
from factdb.services.documents import captures, documents
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.services.people import sources, speakers
from factdb.store.models import Claim, DeskHistory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.decisions.shipped_scales import ShippedScale
    from factdb.store.models import Document


@dataclass(frozen=True, slots=True)
class PreparedDesk:
    """The actor, whether they became an admin, and the scales of this release that are new to the desk."""

    actor: Actor
    became_admin: bool
    scales: Sequence[ShippedScale]

    @property
    def own_scales(self) -> list[str]:
        """The codes of the desk's own scales that were added."""
        return self._added(is_own=True)

    @property
    def other_scales(self) -> list[str]:
        """The codes of other publishers' scales that were added."""
        return self._added(is_own=False)

    def _added(self, *, is_own: bool) -> list[str]:
        added = (scale for scale in self.scales if scale.state is ShippedState.MISSING)
        return [scale.code for scale in added if scale.is_own is is_own]


def prepare(session: Session, login: str, now: datetime) -> PreparedDesk:
    """Make the user an admin if the desk has none; an admin takes up the scales of this release."""
    actor, became_admin = reviewers.first_admin(session, login, now)
    return PreparedDesk(actor, became_admin, shipped_scales.take_up_if_new(session, login, now))


def read_seed(name: str) -> dict[str, Any]:
    """Read a TOML file of the shipped seeds."""
    return tomllib.loads((resources.folder("seeds") / name).read_text(encoding="utf-8"))


DISCLAIMER = "These verdicts illustrate factdb. They are not fact-checks published by any organisation."
_CHECKER, _EDITOR = "seed", "seed-editor"


@dataclass(frozen=True, slots=True)
class _Demo:
    """The demo while it is loaded: its file, its two reviewers, its documents by key."""

    session: Session
    seed: Mapping[str, Any]
    checker: Actor
    editor: Actor
    article: Document
    documents: Mapping[str, documents.DocumentDraft]


def load_demo(session: Session, actor: Actor) -> int:
    """Load the demo; return the number of its claims, or 0 if it is already there.

    Refused on a desk with its own claims. An editor `seed` adds the claims and an editor `seed-editor` publishes them;
    both are disabled afterwards. The claims have the numbers 1 to 22.
    """
    desk_ledger.take_turn(session)
    # After taking the turn: if two users load the example, the second finds it there.
    if session.scalar(select(exists().where(DeskHistory.kind == DeskEvent.DEMO_LOADED))):
        return 0
    if session.scalar(select(exists().where(Claim.id > 0))):
        raise DeskNotEmptyError
    demo = _open_demo(session, actor)
    for entry in demo.seed["claims"]:
        _add_claim(demo, entry)
    for entry in demo.seed["links"]:
        pair = claim_ledger.lock(session, [entry["claim"], entry["other"]])
        notes_and_links.link(session, (pair[0], pair[1]), demo.checker, LinkKind(entry["kind"]))
    # Nobody can act as one of the demo's two reviewers, so their verdicts are only the demo's.
    for handle in (_CHECKER, _EDITOR):
        reviewers.disable(session, actor, handle)
    _number_on(session)
    desk_ledger.record(session, actor, DeskEvent.DEMO_LOADED, {"claims": len(demo.seed["claims"])})
    return len(demo.seed["claims"])


def _open_demo(session: Session, actor: Actor) -> _Demo:
    seed = read_seed("demo/desk.toml")
    for handle in (_CHECKER, _EDITOR):
        reviewers.add(session, actor, handle, Role.EDITOR)
    checker, editor = find_actor(session, _CHECKER, actor.now), find_actor(session, _EDITOR, actor.now)
    for source in seed["sources"]:
        sources.insert(session, checker, source["name"], source["domains"])
    for speaker in seed["speakers"]:
        _add_speaker(session, checker, speaker)
    drafts = {document["key"]: _document(document) for document in seed["documents"]}
    return _Demo(session, seed, checker, editor, _add_article(session, checker, seed["article"]), drafts)


def _add_speaker(session: Session, actor: Actor, entry: Mapping[str, Any]) -> None:
    kind = SpeakerKind(entry.get("kind", "person"))
    speaker = speakers.insert(session, actor, entry["name"], kind, entry.get("aliases", []), entry.get("wikidata"))
    if entry.get("role"):
        speakers.add_role(session, actor, speaker, entry["role"])


def _add_article(session: Session, actor: Actor, entry: Mapping[str, Any]) -> Document:
    article = resources.folder("seeds") / "demo" / entry["text"]
    draft = documents.DocumentDraft(
        url=entry["url"],
        source=entry["source"],
        title=entry["title"],
        author=entry["author"],
        published=dates.parse(entry["published_on"]),
        medium=Medium.NEWS,
        language=entry["language"],
        is_article=True,
    )
    # Not read_text(), because it would change line ends, and so the hash and every offset.
    reading = captures.Reading.of_text(article.read_bytes().decode(), article.name)
    return documents.store_document(session, actor, draft, reading).document


def _document(entry: Mapping[str, Any]) -> documents.DocumentDraft:
    return documents.DocumentDraft(
        url=entry["url"],
        source=entry["source"],
        title=entry["title"],
        published=dates.parse(entry["published_on"]),
        medium=Medium(entry["medium"]),
    )


def _add_claim(desk: _Demo, entry: Mapping[str, Any]) -> None:
    draft = adding.ClaimDraft(
        claim=entry["claim"],
        quote=entry["text"],
        article=desk.article.id,
        speaker=entry["speaker"],
        attribution=Attribution(entry["attribution"]),
        attributed_to=entry.get("attributed_to"),
        kind=Kind(entry["kind"]),
        said_on=dates.parse(entry["said_on"]),
        said_basis=Basis(entry["said_basis"]),
        occasion=entry.get("occasion"),
        topics=entry["topics"],
        resolves_on=dates.parse(entry["resolves_on"]).day if "resolves_on" in entry else None,
        number=entry["n"],
    )
    claim = adding.add(desk.session, desk.checker, draft).claim
    for note in _notes(entry):
        notes_and_links.note(desk.session, claim, desk.checker, note)
    for row in entry["evidence"]:
        claim_evidence.add(desk.session, claim, desk.checker, _evidence(desk, row))
    _bring_to_status(desk, claim, entry)


def _notes(entry: Mapping[str, Any]) -> list[str]:
    notes = [entry["note"]] if "note" in entry else []
    if "date_in_article" in entry:
        notes.append(f"The article gives {entry['date_in_article']} as the day.")
    return notes


def _evidence(desk: _Demo, entry: Mapping[str, Any]) -> claim_evidence.EvidenceDraft:
    classes = {document["key"]: SourceClass(document["source_class"]) for document in desk.seed["documents"]}
    return claim_evidence.EvidenceDraft(
        document=desk.documents[entry["document"]],
        stance=Stance(entry["stance"]),
        question=Question(entry["on"]),
        excerpt=entry.get("excerpt"),
        source_class=classes[entry["document"]],
    )


def _bring_to_status(desk: _Demo, claim: Claim, entry: Mapping[str, Any]) -> None:
    """Bring a claim to its status: rate it if it has verdicts, publish it if it is published."""
    verdicts = entry["verdicts"]
    if verdicts:
        rating.rate(desk.session, claim, desk.checker, _rating_request(verdicts))
    elif entry["status"] == Status.IN_REVIEW:
        statuses.set_status(desk.session, claim, desk.checker, Status.IN_REVIEW)
    if entry["status"] == Status.PUBLISHED:
        statuses.set_status(desk.session, claim, desk.editor, Status.PUBLISHED)


def _rating_request(verdicts: Mapping[str, Any]) -> rating.RatingRequest:
    days = [dates.parse(verdict["as_of"]).day for verdict in verdicts.values() if "as_of" in verdict]
    return rating.RatingRequest(
        ratings=[verdict["rating"] for verdict in verdicts.values()],
        because=[f"{question}:{verdict['because']}" for question, verdict in verdicts.items()],
        flags=[f"{question}:{flag}" for question, verdict in verdicts.items() for flag in verdict.get("flags", [])],
        # A request has only one day, for the main question.
        as_of=days[0] if days else None,
    )


def _number_on(session: Session) -> None:
    """Make PostgreSQL continue numbering after the demo's claims; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        last = session.scalar(select(func.max(Claim.id)))
        session.execute(text("SELECT setval(pg_get_serial_sequence('claims', 'id'), :last)"), {"last": last})

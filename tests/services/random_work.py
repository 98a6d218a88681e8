"""A desk at work without a plan: every service is tried, by everybody, whether the rules allow it or not."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from factdb.domain import dates
from factdb.domain.enums import (
    ChangeKind,
    Channel,
    Confidence,
    ContactKind,
    LinkKind,
    Outcome,
    PolicyName,
    Question,
    Stance,
    Status,
)
from factdb.errors import FactdbError
from factdb.services.claims import claim_evidence, contacts, editing, notes_and_links, queue
from factdb.services.decisions import assessing, correcting, rating, statuses, withdrawing
from factdb.services.desk import desk_policy
from factdb.services.documents import documents
from factdb.services.people import merging, topics
from factdb.services.people.namebook import SPEAKERS
from factdb.store import sessions
from factdb.store.engine import Database
from tests.conftest import NOW
from tests.services.conftest import Desk, desk_on

CLAIMS = (7, 9, 14, 18, 19, 20)
PAGES = [f"https://example.org/{n}" for n in range(4)]
RATINGS = ["true", "false", "half-true", "kept", "unproven", "not-checkable", "verbatim", "altered", "not-found"]


class RandomWorker:
    """Somebody who tries this and that on a few claims, whether the rules allow it or not."""

    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self.desk = desk
        self.chance = chance
        self.actor = chance.choice([desk.ana, desk.ed, desk.rita, desk.rae])
        self.claim = desk.claim(chance.choice(CLAIMS))

    def step(self) -> None:
        moves: list[Callable[[], object]] = [
            self.add, self.cite, self.cite, self.withdraw, self.rate, self.rate, self.move, self.move, self.note,
            self.tag, self.assign, self.link, self.edit, self.correct, self.correct, self.take_back, self.retract,
            self.assess, self.assess, self.contact, self.answer, self.rule, self.take,
            self.merge,
        ]  # fmt: skip
        self.chance.choice(moves)()

    def add(self) -> None:
        speaker = self.chance.choice([None, "Biden", f"Speaker {self.chance.randint(1, 3)}"])
        self.desk.added(self.actor, claim="The bridge \u202e😀 fell.", speaker=speaker, topics=["Bridges"])

    def cite(self) -> None:
        draft = claim_evidence.EvidenceDraft(
            documents.DocumentDraft(url=self.chance.choice(PAGES), title=self.chance.choice([None, "Bridges"])),
            self.chance.choice(list(Stance)),
            self.chance.choice(list(Question)),
            excerpt=self.chance.choice([None, "It fell.\n“So it is.”"]),
        )
        claim_evidence.add(self.desk.session, self.claim, self.actor, draft)

    def withdraw(self) -> None:
        withdrawing.withdraw(self.desk.session, self.claim, self.actor, self.chance.randint(1, 4), "Wrong page.")

    def rate(self) -> None:
        request = rating.RatingRequest(
            ratings=self.chance.sample(RATINGS, self.chance.randint(1, 2)),
            because=["It is so."],
            evidence=self.chance.sample(PAGES, self.chance.randint(0, 1)),
            flags=self.chance.sample(["missing-context", "shortened", "satire"], self.chance.randint(0, 2)),
            searched=self.chance.choice([None, "The minutes."]),
            stance=self.chance.choice([None, *Stance]),
            publish=self.chance.random() < 0.3,
            url=self.chance.choice([None, "https://desk.example.org/1"]),
            although=self.chance.choice([None, "The other page is older."]),
            again=self.chance.random() < 0.2,
        )
        rating.rate(self.desk.session, self.claim, self.actor, request)

    def move(self) -> None:
        wanted = self.chance.choice(list(Status))
        statuses.set_status(self.desk.session, self.claim, self.actor, wanted, self.chance.choice([None, "Why not."]))

    def merge(self) -> None:
        one, other = (str(number) for number in self.chance.choices(range(1, 6), k=2))
        if self.chance.random() < 0.5:
            merging.merge(self.desk.session, self.actor, SPEAKERS, one, other)
        else:
            merging.undo(self.desk.session, self.actor, SPEAKERS, one)

    def note(self) -> None:
        notes_and_links.note(self.desk.session, self.claim, self.actor, 'She said: "\\u0000" \u2028 so.')

    def tag(self) -> None:
        names = ["Iraq", "ISIS", "Bridges", "Kurdistan"]
        add, remove = self.chance.sample(names, 2), self.chance.sample(names, self.chance.randint(0, 1))
        topics.tag(self.desk.session, self.claim, self.actor, add, remove)

    def assign(self) -> None:
        who = self.chance.choice([None, self.desk.rita.id, self.desk.ed.id])
        statuses.assign(self.desk.session, self.claim, self.actor, who)

    def link(self) -> None:
        other = self.desk.claim(self.chance.choice([1, 2, 22]))
        notes_and_links.link(self.desk.session, (self.claim, other), self.actor, self.chance.choice(list(LinkKind)))

    def edit(self) -> None:
        editing.edit(self.desk.session, self.claim, self.actor, self._changes())

    def _changes(self) -> editing.ClaimChanges:
        return self.chance.choice([
            editing.ClaimChanges(claim="It fell\u2026 so they say.", priority=self.chance.randint(0, 3)),
            editing.ClaimChanges(speaker=f"Speaker {self.chance.randint(1, 3)}", said_on=dates.parse("2021-07")),
            editing.ClaimChanges(said_on=dates.UNKNOWN, source="The Bridge Gazette"),
        ])  # fmt: skip

    def correct(self) -> None:
        request = rating.RatingRequest(self.chance.sample(RATINGS, self.chance.randint(0, 1)), because=["Said anew."])
        changes = self.chance.choice([editing.ClaimChanges(), self._changes()])
        kind = self.chance.choice([ChangeKind.CORRECTION, ChangeKind.UPDATE, ChangeKind.CLARIFICATION])
        dropped = [(self.claim.id, self.chance.randint(1, 4))] if self.chance.random() < 0.2 else []
        wanted = correcting.Correction("We were wrong \u2014 sorry.", request, changes, kind, dropped)
        correcting.correct(self.desk.session, self.claim, self.actor, wanted)

    def take_back(self) -> None:
        correcting.withdraw(self.desk.session, self.claim, self.actor)

    def retract(self) -> None:
        if self.chance.random() < 0.3:
            correcting.retract(self.desk.session, self.claim, self.actor, "It should not have run.")

    def assess(self) -> None:
        sure = self.chance.choice([None, *Confidence])
        opinion = assessing.Opinion(self.chance.sample(RATINGS, self.chance.randint(1, 2)), ["I think so."], sure)
        assessing.assess(self.desk.session, self.claim, self.actor, opinion)

    def contact(self) -> None:
        draft = contacts.ContactDraft(
            self.chance.choice(list(ContactKind)), "The press office", Channel.PHONE, text="Well?"
        )
        contacts.add(self.desk.session, self.claim, self.actor, draft)

    def answer(self) -> None:
        outcome, words = self.chance.choice(list(Outcome)), self.chance.choice([None, "No comment."])
        contacts.answer(self.desk.session, self.claim, self.actor, self.chance.randint(1, 2), outcome, words)

    def rule(self) -> None:
        name = self.chance.choice([PolicyName.FOUR_EYES, PolicyName.BLIND])
        desk_policy.change(self.desk.session, self.actor, name, self.chance.choice(["on", "off"]))

    def take(self) -> None:
        queue.lease_next(self.desk.session, self.actor)


def try_a_step(database: Database, chance: random.Random, step: int) -> str:
    """Do one thing in a transaction of its own; return why it was refused, where it was."""
    try:
        with sessions.writing(database) as session:
            RandomWorker(desk_on(session, NOW + timedelta(minutes=step)), chance).step()
    except FactdbError as refusal:
        return str(refusal)
    return ""

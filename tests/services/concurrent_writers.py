"""What each of several writers does at once; a refusal comes back as its exit code and sentence."""

from __future__ import annotations

from collections.abc import Callable

from factdb.domain.enums import LinkKind, Status
from factdb.errors import FactdbError
from factdb.errors.desk import NothingWaitsError
from factdb.services.actor import Actor, find_actor
from factdb.services.claims import notes_and_links, queue
from factdb.services.decisions import statuses
from factdb.services.desk import reviewers
from factdb.services.ledger import claim_ledger
from factdb.services.people import offices, speakers, topics
from factdb.services.people.namebook import SPEAKERS
from factdb.store import sessions
from factdb.store.engine import Database
from tests.services.conftest import Desk, desk_on

WRITERS = 8
NEW_PAGE = "https://new.example.org/page"
Refusal = tuple[int, str]


def collect_refusals(
    writer: int, task: Callable[..., None], database: Database, *arguments: object, rounds: int = 1
) -> list[Refusal]:
    """Do a task so many times, each in a transaction of its own; return what was refused."""
    refusals: list[Refusal] = []
    for _ in range(rounds):
        try:
            with sessions.writing(database) as session:
                task(desk_on(session), writer, *arguments)
        except FactdbError as refusal:
            refusals.append((refusal.exit_code, f"{refusal} {refusal.next_step}"))
    return refusals


def toggle(desk: Desk, writer: int) -> None:
    """Move claim 9 on from where it stands, whoever brought it there."""
    claim = desk.claim(9)
    target = Status.ON_HOLD if claim.status is Status.IN_REVIEW else Status.IN_REVIEW
    statuses.set_status(desk.session, claim, desk.ed if writer % 2 else desk.rita, target, f"writer {writer}")


def taker(desk: Desk, writer: int) -> Actor:
    """Return who asks for work in a process."""
    return (desk.ana, desk.ed, desk.rita)[writer % 3]


def take_until_none_waits(writer: int, database: Database) -> list[int]:
    """Take the most urgent claim again and again; return those that were handed out."""
    handed: list[int] = []
    while True:
        try:
            with sessions.writing(database) as session:
                handed.append(queue.lease_next(session, taker(desk_on(session), writer)).claim_id)
        except NothingWaitsError:
            return handed


def note_if_version(desk: Desk, writer: int, version: int) -> None:
    """Write a note on claim 7 as it was read."""
    claim = claim_ledger.lock_one(desk.session, 7, version)
    notes_and_links.note(desk.session, claim, desk.rita, f"writer {writer}")


def add_the_same_names(desk: Desk, writer: int) -> None:
    """Cite the same new page on a claim of one's own, and add a claim with the same new names."""
    desk.cite(desk.claim(writer + 1), NEW_PAGE)
    desk.new(
        f"The bridge fell {writer} times.",
        speaker="Somebody New",
        source="The New Gazette",
        topics=["New things"],
    )


def link_both_ways(desk: Desk, writer: int) -> None:
    """Link two claims, half of the writers naming one first and half the other, with a new page between."""
    names = [11, 12] if writer % 2 else [12, 11]
    first, second = claim_ledger.lock(desk.session, names)
    desk.cite(first, f"https://new.example.org/{writer}/{first.history_length}")
    notes_and_links.link(desk.session, (first, second), desk.rita, LinkKind.SIMILAR)


def add_the_same_speaker(desk: Desk, writer: int) -> None:
    """Add a speaker whom the others add too."""
    speakers.add(desk.session, desk.rita, "Jane Doe", aliases=[f"Mayor {writer}"])


def give_an_office(desk: Desk, writer: int) -> None:
    """Say that one speaker held an office of one's own."""
    offices.add_or_fill(
        desk.session, desk.rita, SPEAKERS.lock(desk.session, "Joe Biden"), offices.Office(f"Title {writer}")
    )


def merge_into_the_next(desk: Desk, writer: int) -> None:
    """Merge a topic into the next one, in a circle."""
    topics.merge(desk.session, desk.ed, f"Topic {writer}", f"Topic {(writer + 1) % WRITERS}")


def disable_the_next(desk: Desk, writer: int) -> None:
    """Disable the next admin, in a circle."""
    actor = find_actor(desk.session, f"admin{writer}", desk.ana.now)
    reviewers.disable(desk.session, actor, f"admin{(writer + 1) % WRITERS}")

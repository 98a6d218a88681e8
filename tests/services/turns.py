"""What one of several processes does in the tests of turns; a refusal comes back as its exit code and sentence."""

from __future__ import annotations

from collections.abc import Callable

from factdb.domain.words import LinkKind, Status
from factdb.errors import FactdbError
from factdb.services import annotating, ledger, reviewing
from factdb.store import sessions
from factdb.store.engine import Database
from tests.services.conftest import Desk, desk_on

WRITERS = 8
NEW_PAGE = "https://new.example.org/page"
Refusal = tuple[int, str]


def in_turn(
    writer: int, task: Callable[..., None], database: Database, *given: object, rounds: int = 1
) -> list[Refusal]:
    """Do a task so many times, each in a transaction of its own; return what was refused."""
    refused: list[Refusal] = []
    for _ in range(rounds):
        try:
            with sessions.writing(database) as session:
                task(desk_on(session), writer, *given)
        except FactdbError as refusal:
            refused.append((refusal.exit_code, f"{refusal} {refusal.next_step}"))
    return refused


def toggle(desk: Desk, writer: int) -> None:
    """Move claim 9 on from where it stands, whoever brought it there."""
    claim = desk.claim(9)
    wanted = Status.ON_HOLD if claim.status is Status.IN_REVIEW else Status.IN_REVIEW
    reviewing.set_status(desk.session, claim, desk.ed if writer % 2 else desk.rita, wanted, f"writer {writer}")


def note_at(desk: Desk, writer: int, version: int) -> None:
    """Write a note on claim 7 as it was read."""
    claim = ledger.lock_one(desk.session, 7, version)
    annotating.note(desk.session, claim, desk.rita, f"writer {writer}")


def bring_news(desk: Desk, writer: int) -> None:
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
    one, other = ledger.lock(desk.session, names)
    desk.cite(one, f"https://new.example.org/{writer}/{one.history_length}")
    annotating.link(desk.session, (one, other), desk.rita, LinkKind.SIMILAR)

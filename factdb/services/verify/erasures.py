"""Checks erasures: words are missing only where an approved erasure took them, and none of them are left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from factdb.domain.enums import PolicyName, Role
from factdb.domain.erasure import ErasureState, can_take
from factdb.domain.history.events import DeskEvent
from factdb.store.models import Erasure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from factdb.domain.history.desk_replay import DeskReplay
    from factdb.services.verify.streams import Reader

    Parts = Collection[tuple[int, str]]  # seq and part

_ERASURES = Erasure.__table__.c
_DECISIONS = frozenset({DeskEvent.ERASURE_APPROVED, DeskEvent.ERASURE_REFUSED})
_EVENTS = _DECISIONS | {DeskEvent.ERASURE_REQUESTED, DeskEvent.ERASURE_DONE}
_APPROVED = (ErasureState.REMOVING.value, ErasureState.DONE.value)


class Approved(NamedTuple):
    """What an approved erasure named; without a claim, words of several claims or of the desk history."""

    subject: str
    claim: int | None

    def covers(self, claim: int | None, part: str) -> bool:
        """Return whether the erasure can have taken a part of the history of a claim, or of the desk."""
        return self.claim in {None, claim} and can_take(self.subject, part)


def approved(reader: Reader) -> dict[int, Approved]:
    """Return the approved erasures by number; the check of the desk compares them with its history."""
    columns = _ERASURES.n, _ERASURES.subject, _ERASURES.claim_id, _ERASURES.document_id
    rows = reader.rows(select(*columns).where(_ERASURES.state.in_(_APPROVED)))
    return {n: Approved(subject, None if document else claim) for n, subject, claim, document in rows}


def differences(
    missing: Parts,
    recorded: Mapping[tuple[int, str], int],
    erasures: Mapping[int, Approved],
    claim: int | None = None,
) -> Iterator[tuple[int, str]]:
    """Yield (seq, problem): `missing` are the parts without words, `recorded` those that erasures took."""
    for seq, part in sorted(missing - recorded.keys()):
        yield seq, f"the words of its {part} were removed, and no erasure says so"
    for (seq, part), number in sorted(recorded.items()):
        if number not in erasures:
            yield seq, f"the words of its {part} are recorded as removed by erasure {number}, which no admin approved"
        elif not erasures[number].covers(claim, part):
            yield seq, f"the words of its {part} are recorded as removed by erasure {number}, which was of other words"
        elif (seq, part) not in missing:
            yield seq, f"the words of its {part} still stand, but erasure {number} says that it removed them"


def unlawful(state: DeskReplay, body: Mapping[str, Any]) -> Iterator[str]:
    """Yield why an event of an erasure was not allowed at its time; the state is the one before it."""
    if body["kind"] not in _EVENTS:
        return
    asked = state.erasures.get(body["erasure"], {})
    if body["kind"] in _DECISIONS and asked.get("state") != ErasureState.REQUESTED:
        yield f"erasure {body['erasure']} was decided, but it did not wait for a decision"
    actor = state.reviewers.get(body["actor"], {})
    if actor.get("role") != Role.ADMIN or actor.get("disabled_at"):
        yield f"erasure {body['erasure']} is by somebody who was not an admin then"
    four_eyes = state.policies.get(PolicyName.FOUR_EYES) == "on"
    if four_eyes and body["kind"] == DeskEvent.ERASURE_APPROVED and asked.get("asked_by") == body["actor"]:
        yield f"erasure {body['erasure']} was approved by the admin who asked for it, under four eyes"


def unfinished(state: DeskReplay) -> Iterator[str]:
    """Yield the erasures that were cut off: copies of the words may still be in the database's files."""
    for number, erasure in state.erasures.items():
        if erasure["state"] == ErasureState.REMOVING:
            yield f"erasure {number} was cut off; to finish it: factdb erase approve {number}"

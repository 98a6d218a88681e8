"""Checks erasures: words are missing only where an approved erasure took them, and none of them are left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.enums import PolicyName, Role
from factdb.domain.erasure import ErasureState
from factdb.domain.history.events import DeskEvent
from factdb.store.models import Erasure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from factdb.domain.history.desk_replay import DeskReplay
    from factdb.services.verify.streams import Reader

    Parts = Collection[tuple[int, str]]  # seq and part

_ERASURES = Erasure.__table__.c
_APPROVED = (ErasureState.REMOVING.value, ErasureState.DONE.value)


def approved(reader: Reader) -> frozenset[int]:
    """Return the numbers of approved erasures; the check of the desk compares them with its history."""
    query = select(_ERASURES.n).where(_ERASURES.state.in_(_APPROVED))
    return frozenset(row[0] for row in reader.rows(query))


def differences(
    missing: Parts, recorded: Mapping[tuple[int, str], int], approved_numbers: Collection[int]
) -> Iterator[tuple[int, str]]:
    """Yield (seq, problem): `missing` are the parts without words, `recorded` those that erasures took."""
    for seq, part in sorted(missing - recorded.keys()):
        yield seq, f"the words of its {part} were removed, and no erasure says so"
    for (seq, part), number in sorted(recorded.items()):
        if number not in approved_numbers:
            yield seq, f"the words of its {part} are recorded as removed by erasure {number}, which no admin approved"
        elif (seq, part) not in missing:
            yield seq, f"the words of its {part} still stand, but erasure {number} says that it removed them"


def unlawful(state: DeskReplay, body: Mapping[str, Any]) -> Iterator[str]:
    """Yield why an event of an erasure was not allowed at its time; the state is the one before it."""
    if body["kind"] not in {DeskEvent.ERASURE_REQUESTED, DeskEvent.ERASURE_APPROVED}:
        return
    actor = state.reviewers.get(body["actor"], {})
    if actor.get("role") != Role.ADMIN or actor.get("disabled_at"):
        yield f"erasure {body['erasure']} is by somebody who was not an admin then"
    if body["kind"] == DeskEvent.ERASURE_APPROVED and state.policies.get(PolicyName.FOUR_EYES) == "on":
        asked = state.erasures.get(body["erasure"], {})
        if asked.get("asked_by") == body["actor"]:
            yield f"erasure {body['erasure']} was approved by the admin who asked for it, under four eyes"


def unfinished(state: DeskReplay) -> Iterator[str]:
    """Yield the erasures that were cut off: copies of the words may still be in the database's files."""
    for number, erasure in state.erasures.items():
        if erasure["state"] == ErasureState.REMOVING:
            yield f"erasure {number} was cut off; to finish it: factdb erase approve {number}"

"""The desk's policy in the database: reads the rules, and changes one rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import policy_settings
from factdb.domain.enums import PolicyName
from factdb.domain.history.events import DeskEvent
from factdb.store.reading_cache import until_written
from factdb.store.tables import POLICY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.sessions import OpenDatabase

COLUMNS = ("name", "value", "meaning")


def current(session: OpenDatabase) -> policy_settings.DeskPolicy:
    """Return the current policy."""

    def read() -> policy_settings.DeskPolicy:
        rows = session.execute(select(POLICY.c.name, POLICY.c.value))
        return policy_settings.DeskPolicy.from_stored({row.name: row.value for row in rows})

    return until_written(session, current, read)


def list_rules(session: OpenDatabase) -> list[dict[str, Any]]:
    """Return every rule with its value and its meaning."""
    rules = current(session)
    return [
        {"name": str(name), "value": rules.value(name), "meaning": policy_settings.MEANINGS[name]}
        for name in PolicyName
    ]


def change(session: Session, actor: Actor, name: PolicyName, typed: str) -> tuple[str, str]:
    """Set one rule; return its old and new value. Earlier decisions stay."""
    from factdb.services.ledger import desk_ledger  # noqa: PLC0415 - whoever reads the rules needs no models
    from factdb.store.models import Policy  # noqa: PLC0415 - the same

    actor.require("policy set")
    new_value = policy_settings.parse_rule(name, typed)
    desk_ledger.take_turn(session)
    # Read after taking the turn: another admin may have changed the rule, and the history records the old value.
    old_value = current(session).value(name)
    if old_value != new_value:
        row = session.get(Policy, name)
        if row is None:
            session.add(Policy(name=name, value=new_value))
        else:
            row.value = new_value
        session.flush()
        desk_ledger.record(
            session, actor, DeskEvent.POLICY_SET, {"name": str(name), "was": old_value, "now": new_value}
        )
    return old_value, new_value

"""`factdb init`: create the database of a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from factdb.cli.desk import Desk
    from factdb.services.desk.setup import PreparedDesk
    from factdb.store.schema.schema import Upgraded


@click.command()
@click.option("--demo", is_flag=True, help="Load the worked example: one article, 22 claims.")
@click.pass_obj
def init(desk: Desk, demo: bool) -> None:
    """Create the database and become the admin of the desk.

    Run it again at any time: it changes nothing, but for an admin it upgrades the database of an older factdb.

    \b
    Example:
      factdb init --demo
    """
    from factdb.services.desk import maintenance, setup

    # The schema comes first: a session writes only to a database with the schema of this factdb.
    upgraded = maintenance.make_current(desk.database, desk.handle, desk.now)
    with desk.writing() as session:
        prepared = setup.prepare(session, desk.handle, desk.now)
        loaded = setup.load_demo(session, prepared.actor) if demo else 0
    _say_changes(desk, upgraded, prepared, loaded)
    desk.hint(*_next_steps(demo=demo))


def _say_changes(desk: Desk, upgraded: Upgraded, prepared: PreparedDesk, loaded: int) -> None:
    """Print what was created, or that nothing was changed."""
    from factdb.services.decisions.shipped_scales import ShippedState
    from factdb.services.desk.setup import DISCLAIMER

    if upgraded.changed:
        desk.say(f"{desk.database.shown}: schema {upgraded.before or 'none'} -> {upgraded.after}")
    if upgraded.backup:
        desk.hint(f"backup of the database before the upgrade: {upgraded.backup}")
    if prepared.own_scales:
        desk.say(f"scales loaded: {', '.join(prepared.own_scales)}")
    if prepared.other_scales:
        desk.hint(f"See also {len(prepared.other_scales)} scales of other publishers: factdb ratings list")
    desk.say_shipped(scale for scale in prepared.scales if scale.state is not ShippedState.MISSING)
    if prepared.became_admin:
        desk.say(f"{prepared.actor.handle} is the desk's admin")
    if loaded:
        desk.say(f"loaded the worked example: 1 article, {loaded} claims", DISCLAIMER)
    if not (upgraded.changed or prepared.scales or prepared.became_admin or loaded):
        desk.say(f"{desk.database.shown} is ready already; nothing was changed")


def _next_steps(*, demo: bool) -> list[str]:
    if demo:
        return [
            "Try next:",
            "  factdb claims list --quote-verdict altered    quotations that the article altered",
            "  factdb claims show 7                          one of these claims, with its evidence",
            "  factdb claims show 2 11                       two claims that contradict each other",
            '  factdb claims rate 19 true --because "..." --evidence URL --publish',
            "  factdb serve                                  all of it in a browser, each claim in its article",
        ]
    return ['Try next: factdb articles add FILE --source "..." --published DATE, or in a browser: factdb serve']

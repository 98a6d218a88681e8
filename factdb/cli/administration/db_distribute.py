"""`factdb db distribute`: print the script that distributes a desk; and what `factdb db status` says of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factdb.cli.desk import Desk


@click.command()
@options.dry_run_option
@click.pass_obj
def distribute(desk: Desk, dry_run: bool) -> None:
    """Print the statements that distribute a desk with Citus.

    Citus is an extension of PostgreSQL that shares out tables among several servers. The statements are one script:
    psql runs it on the coordinator, the server that has the desk. They are made from the tables of this factdb, and
    factdb itself does not run them: --dry-run is needed. See factdb guide scale.

    \b
    Example:
      factdb db distribute --dry-run
    """
    from factdb.errors.database import OnlyPrintsError
    from factdb.store.schema import distribution_script

    if not dry_run:
        raise OnlyPrintsError
    desk.say(*distribution_script.script())
    if not desk.database.is_postgresql:
        desk.hint("This desk is a SQLite file. Load it into PostgreSQL with Citus first: factdb guide scale")


def distribution_fact(connection: Connection) -> str | None:
    """Return over how many workers the desk is distributed, and what is looser there; None for a desk on one server."""
    from factdb.store import distribution

    if not distribution.is_distributed(connection):
        return None
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.store.schema import distributed_schema

    looser = ", ".join(lost.name for lost in distributed_schema.lost_constraints())
    workers = count_with_noun(distribution.worker_count(connection), "worker")
    return f"over {workers}, by claim; without the constraints {looser}, which factdb verify checks instead"

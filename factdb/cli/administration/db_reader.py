"""`factdb db reader`: the login of PostgreSQL that `factdb sql` asks with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk


@click.command()
@click.argument("role")
@click.option("--apply", is_flag=True, help="Set it up, instead of printing the statements.")
@click.pass_obj
def reader(desk: Desk, role: str, apply: bool) -> None:
    """Make the login that asks PostgreSQL for factdb sql: it may read the public views and nothing else.

    Printed are the statements that make it, or set right one that is there; --apply gives them, as a superuser best,
    and prints the new login's address for FACTDB_READER_URL, its password in it. What everybody may do in the database
    is taken from everybody: temporary tables, new objects, functions, large objects and locks. Give it again after an
    upgrade that brings new views. Takes an admin. SQLite needs none.

    \b
    Example:
      factdb db reader desk_reader
    """
    from factdb.domain.enums import Role
    from factdb.store import reader_login as readers
    from factdb.store import sessions

    readers.require_login_name(role)
    if not desk.database.is_postgresql:
        desk.hint("SQLite needs no reader: factdb sql asks it in a process of its own")
        return
    # Printed statements change nothing: they need no transaction that holds up writers.
    with desk.writing() if apply else sessions.reading(desk.database) as session:
        desk.actor(session).require_role(Role.ADMIN, "db reader")
        lines = _create_login(desk, session, role) if apply else _setup_statements(session, role)
    desk.say(*lines)
    desk.hint(f"to do it: factdb db reader {role} --apply" if not apply else "keep it where factdb sql is given")


def _setup_statements(session: Session, role: str) -> list[str]:
    from factdb.store import reader_login as readers

    connection = session.connection()
    is_new = not readers.exists(connection, role)
    lines = [f"{line};" for line in readers.statements(connection, role, is_new=is_new)]
    return [*lines, rf"-- its password: \password {role}"] if is_new else lines


def _create_login(desk: Desk, session: Session, role: str) -> list[str]:
    """Make the login, or set it right; return its address, with the password of a new one."""
    import secrets

    from sqlalchemy import make_url

    from factdb.store import reader_login as readers

    connection = session.connection()
    password = secrets.token_urlsafe(24)
    if not readers.make(connection, role, password):
        password = "PASSWORD"  # noqa: S105 - never that of whoever prepares the reader
        desk.hint(f"{role} was there: its password is as it was")
    if functions := readers.leftover(connection):
        desk.hint(
            f"everybody may still call {len(functions)} functions of the server's own, {functions[0]} among them: "
            "a superuser can take them away with the same command"
        )
    url = make_url(desk.database.location).set(drivername="postgresql", username=role, password=password)
    return [f"FACTDB_READER_URL={url.render_as_string(hide_password=False)}"]

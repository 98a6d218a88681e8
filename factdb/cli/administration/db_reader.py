"""`factdb db reader`: set up the PostgreSQL login that `factdb sql` uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk


# Measured by tests/bench/bombs.py.
_WHAT_REMAINS = (
    "Note: one query can still take gigabytes of the server's memory (measured: 5 GB), and run on after its time "
    "(measured: 20 s), because PostgreSQL ends a query only between two steps. To limit this, set LimitAS=4G and "
    "MemoryMax=75% for the server in systemd, or ulimit -v 4000000 before it starts: factdb guide postgresql"
)


@click.command()
@click.argument("role")
@click.option("--public", is_flag=True, help="Let the login read only the public views (public1_...).")
@click.option("--apply", is_flag=True, help="Run the statements instead of printing them.")
@click.pass_obj
def reader(desk: Desk, role: str, public: bool, apply: bool) -> None:
    """Set up the PostgreSQL login that factdb sql uses.

    The login may read the views and nothing else: those of the desk (v1_...), which name reviewers, and those for the
    public (public1_...). With --public it may read only the public views: published claims, and no reviewer by name.
    Give people who do not belong to the desk no other login.

    The command prints the SQL statements that create the login, or correct an existing one. With --apply it runs the
    statements and prints the value of FACTDB_READER_URL, with the password of a new login. It is best to run them as a
    superuser.

    The statements also revoke rights that every login has by default: to create temporary tables and other objects,
    to call functions for large objects and locks, and to run blocks of code. They limit the login to two connections,
    and its queries in time, memory and disk space. Run the command again after an upgrade that adds views. You need the
    role admin. SQLite needs no reader.

    \b
    Example:
      factdb db reader desk_reader
      factdb db reader web_reader --public
    """
    from factdb.domain.enums import Role
    from factdb.store import reader_login as readers
    from factdb.store import sessions

    readers.require_login_name(role)
    if not desk.database.is_postgresql:
        desk.hint("SQLite needs no reader: queries read the file in a separate process.")
        return
    # Printed statements change nothing: they need no transaction that makes writers wait.
    with desk.writing() if apply else sessions.reading(desk.database) as session:
        desk.actor(session).require_role(Role.ADMIN, "db reader")
        lines = _create_login(desk, session, role, public) if apply else _setup_statements(session, role, public)
    desk.say(*lines)
    desk.hint(
        f"Run the statements: factdb db reader {role}{' --public' if public else ''} --apply"
        if not apply
        else "Set this variable for factdb sql.",
        _WHAT_REMAINS,
    )


def _setup_statements(session: Session, role: str, public: bool) -> list[str]:
    from factdb.store import reader_login as readers

    connection = session.connection()
    is_new = not readers.exists(connection, role)
    lines = [f"{line};" for line in readers.statements(connection, role, is_new=is_new, public=public)]
    lines += [f"-- as a superuser: {line};" for line in readers.statements_of_superuser(connection, role)]
    return [*lines, rf"-- set the password: \password {role}"] if is_new else lines


def _create_login(desk: Desk, session: Session, role: str, public: bool) -> list[str]:
    """Create or correct the login; return its URL, with the password of a new login."""
    import secrets

    from factdb.store import postgresql
    from factdb.store import reader_login as readers

    connection = session.connection()
    password = secrets.token_urlsafe(24)
    if not readers.make(connection, role, password, public=public):
        password = "PASSWORD"  # noqa: S105 - never the password of the admin who runs this
        desk.hint(f"The login {role} exists already. Its password was not changed.")
    if functions := readers.leftover(connection):
        desk.hint(
            f"Every login may still call {len(functions)} functions of the server, such as {functions[0]}. "
            "A superuser can revoke this with the same command."
        )
    if extensions := readers.of_extensions(connection, role):
        desk.hint(
            f"Every login may use parts of these extensions of the server: {', '.join(extensions)}. "
            "The owner of the server can revoke this: REVOKE ALL ON ... FROM PUBLIC."
        )
    for statement in readers.statements_of_superuser(connection, role):
        desk.hint(f"You may not limit the disk space of the login. A superuser can: {statement};")
    return [f"FACTDB_READER_URL={postgresql.with_login(desk.database.location, role, password)}"]

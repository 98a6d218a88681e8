"""`Desk`, the object that every command gets: the settings, the database, who acts, and where to print."""

from __future__ import annotations

import re
import shlex
import sys
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import click

from factdb.domain import locations
from factdb.errors.endings import CommitUnknownError, Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from factdb.archive.capture_files import CaptureFolder
    from factdb.services.actor import Actor, Viewer
    from factdb.services.decisions.shipped_scales import ShippedScale
    from factdb.services.imports.summary_types import ImportSummary
    from factdb.services.ledger.written_rows import WrittenClaim, WrittenEvent
    from factdb.settings import Settings
    from factdb.store.engine import Database
    from factdb.store.sessions import OpenDatabase

_QUIET_SECONDS = 1  # a shorter command shows no progress
_UNCONFIRMED_SECONDS = 10
_UNCONFIRMED = (
    f"The server has not confirmed the change for {_UNCONFIRMED_SECONDS} seconds. It may be waiting for a standby that "
    "does not answer. Ctrl-C ends the wait; the change may be stored."
)


class _Written(NamedTuple):
    """What a transaction wrote: the numbers of its claims, and the scales of a new release."""

    claims: Sequence[int] = ()
    shipped: Sequence[ShippedScale] = ()


class Desk:
    """The settings and the database of one command. Nothing is read or opened before it is needed."""

    def __init__(self, db: str | None = None, user: str | None = None) -> None:
        self._db = db
        self._user = user
        self._collected: CollectedResult | None = None
        self.way_back: str | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings, from flags, environment and files."""
        import os
        from pathlib import Path

        from factdb import settings

        return settings.load(db=self._db, user=self._user, environ=os.environ, cwd=Path.cwd())

    @cached_property
    def database(self) -> Database:
        """The database that the settings name."""
        from factdb.store.engine import Database

        return Database.of(self.settings)

    @cached_property
    def readable(self) -> Database:
        """The database that lists and pages are read from: the standby, if it has what the user wrote last."""
        if not self.settings.standby:
            return self.database
        from factdb.store import standby
        from factdb.store.engine import Database

        position = standby.last_position(self.database, self._state_folder)
        choice = standby.choose(self.database, Database.standby(self.settings), position)
        if choice.notice:
            self.hint(choice.notice)
        return choice.database

    @property
    def capture_folder(self) -> CaptureFolder | None:
        """The folder of captures; None on PostgreSQL where no setting names one."""
        from factdb.archive.capture_files import CaptureFolder

        path = self.settings.capture_folder
        return CaptureFolder(path) if path else None

    @property
    def _state_folder(self) -> Path:
        import platformdirs

        return platformdirs.user_state_path("factdb")

    @property
    def stored(self) -> Stored:
        """Whether this command has stored anything so far; it opens nothing."""
        opened: Database | None = self.__dict__.get("database")
        return opened.commits.stored if opened else Stored.NOTHING

    @cached_property
    def now(self) -> datetime:
        """The time of this command, the same for everything that it writes."""
        from datetime import UTC, datetime

        return datetime.now(UTC)

    @cached_property
    def handle(self) -> str:
        """The handle of the person who runs the command."""
        return self.settings.handle

    @contextmanager
    def selecting(self, *, for_long: bool = False) -> Iterator[Connection]:
        """Open the database to select from its tables and views, quicker than `reading`, which has the models."""
        from factdb.store import sessions

        with sessions.selecting(self._read_from(), for_long=for_long) as connection:
            yield connection

    @contextmanager
    def reading(self, *, for_long: bool = False, before_writing: bool = False) -> Iterator[Session]:
        """Open the database for reading; `for_long` where the output is large, and somebody may take it slowly.

        What is read before or after writing comes from the database itself, and never from a standby.
        """
        from factdb.store import sessions

        with sessions.reading(self._read_from(before_writing=before_writing), for_long=for_long) as session:
            yield session

    def _read_from(self, *, before_writing: bool = False) -> Database:
        return self.database if before_writing or self.stored is not Stored.NOTHING else self.readable

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open the database for writing; one command is one transaction."""
        from threading import Timer

        from factdb.store import sessions, standby

        written = _Written()
        slow = Timer(_UNCONFIRMED_SECONDS, self.hint, [_UNCONFIRMED])
        slow.daemon = True
        try:
            with sessions.writing(self.database) as session:
                yield session
                if session.in_transaction():  # a dry run has rolled back already
                    written = self._conclude(session)
                    if self.database.is_postgresql:
                        slow.start()
        except CommitUnknownError as error:
            raise CommitUnknownError(error.where, written.claims) from error
        finally:
            slow.cancel()
        if self.stored is Stored.CHANGES and self.database.is_postgresql and self.settings.standby:
            standby.remember(self.database, self._state_folder)
        self.say_shipped(written.shipped)

    def _conclude(self, session: Session) -> _Written:
        """Collect what a command wrote, and how to take it back.

        An admin then takes up the scales of a new release: they lock the desk, and claims are locked first.
        """
        from factdb.services.decisions import shipped_scales
        from factdb.services.ledger import written_rows
        from factdb.services.undo import counters

        if rows := written_rows.rows(session):
            self.way_back = counters.way_back(session, rows)
        shipped = shipped_scales.take_up_if_new(session, self.handle, self.now)
        if self._collected:
            self._collected.claims += written_rows.changed_claims(session)
            self._collected.events += written_rows.events(session)
        return _Written(written_rows.claim_numbers(session), shipped)

    def say_shipped(self, scales: Iterable[ShippedScale]) -> None:
        """Say which scales came with this release, and which the desk keeps as it made them."""
        from factdb.services.decisions.shipped_scales import ShippedState

        for scale in scales:
            if scale.state is ShippedState.CHANGED:
                self.hint(
                    f"This factdb ships another version of scale {scale.code}. Your desk changed the scale, so its own"
                    " version stays. See both: factdb ratings list --shipped"
                )
            else:
                self.hint(f"new with this factdb: scale {scale.code}, version {scale.version}")

    def actor(self, session: OpenDatabase) -> Actor:
        """Return the reviewer who acts, with the time."""
        from factdb.services.actor import find_actor

        return find_actor(session, self.handle, self.now)

    def viewer(self, session: OpenDatabase) -> Viewer:
        """Return the person who reads, with the time; this need not be a reviewer."""
        from factdb.services.actor import find_viewer

        return find_viewer(session, self.handle, self.now)

    @contextmanager
    def show_progress(self, message: Callable[[], str]) -> Iterator[None]:
        """Show the progress of a long command on a terminal's stderr, four times a second; remove it at the end."""
        if not sys.stderr.isatty():
            yield
            return
        from time import monotonic  # these and rich are for a terminal only: no other command waits for them

        from rich.console import Console
        from rich.live import Live

        start = monotonic()

        def current_message() -> str:
            return message() if monotonic() - start > _QUIET_SECONDS else ""

        with Live(get_renderable=current_message, console=Console(stderr=True), transient=True, refresh_per_second=4):
            yield

    def collect_result(self) -> None:
        """Collect what the command does instead of printing it; `end` prints it as JSON."""
        self._collected = CollectedResult()

    @property
    def is_collecting(self) -> bool:
        """Whether a program reads the result, as JSON: nobody can be asked."""
        return self._collected is not None

    def collect_summary(self, summary: ImportSummary) -> None:
        """Keep the summary of an import for the JSON, if asked for."""
        if self._collected:
            self._collected.import_summary = summary

    def end(self, command: str) -> None:
        """Say how to take back what the command did; print what was collected as one JSON object, if asked for."""
        if self.way_back:
            self.hint(self.way_back)
        if self._collected is None:
            return
        from factdb.cli.terminal import output

        output.print_document({"command": command, **self._collected.document()})

    def say(self, *lines: object) -> None:
        """Print results on stdout."""
        if self._collected:
            self._collected.done.extend(map(str, lines))
        else:
            _print(lines, err=False)

    def hint(self, *lines: object) -> None:
        """Print counts, assumptions and next steps, on stderr, if it takes them: without hints the command is done."""
        if self._collected:
            self._collected.notices.extend(map(str, lines))
        with suppress(OSError):
            _print((self.with_own_options(str(line)) for line in lines), err=True)

    def hint_on_terminal(self, *lines: object) -> None:
        """Print a count that only somebody at the terminal wants: cron would mail it."""
        if sys.stderr.isatty() or self._collected:
            self.hint(*lines)

    def with_own_options(self, text: str) -> str:
        """Return a text whose commands repeat --db and --as as they were typed, so that people can copy them."""
        database = ["--db", locations.as_typed(self._db)] if self._db else []
        user = ["--as", self._user] if self._user else []
        return _COMMAND.sub(lambda match: _repeat_options(match, database, user), text) if database or user else text


class CollectedResult:
    """What a command has done so far: its messages, and what it wrote."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.notices: list[str] = []
        self.claims: list[WrittenClaim] = []
        self.events: list[WrittenEvent] = []
        self.import_summary: ImportSummary | None = None

    def document(self) -> dict[str, object]:
        """Return the result as a `WriteResult`, without the command."""
        return {
            "done": self.done,
            "claims": self.claims,
            "events": self.events,
            "notices": self.notices,
            **({"import_summary": self.import_summary} if self.import_summary else {}),
        }


# "Install factdb again" names no command. `db status` is named where --db may be wrong: the settings know another desk.
_COMMAND = re.compile(r"\bfactdb (?!db status\b)(--as \S+ )?([a-z]+\b|\.\.\.)")
_OF_NO_DESK = frozenset({"guide", "help", "completion", "version", "schema"})  # the same on every desk


def _repeat_options(command: re.Match[str], database: list[str], user: list[str]) -> str:
    from factdb.cli.main import COMMANDS

    other_user, name = command.groups()
    if name in _OF_NO_DESK or name not in {*COMMANDS, "..."}:
        return command[0]
    # A command for somebody else names that person already.
    who = [other_user.strip()] if other_user else [shlex.join(user)] if user else []
    return " ".join(["factdb", *([shlex.join(database)] if database else []), *who, name])


def _print(lines: Iterable[object], *, err: bool) -> None:
    from factdb.domain.text import for_terminal

    for line in lines:
        click.echo(for_terminal(str(line), keep_lines=True), err=err)

"""Roles: every command that writes stands in the table of permissions, and nobody below its role gets past it."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
import pytest

from factdb.domain.enums import Role
from factdb.domain.workflow import ROLES_BY_COMMAND
from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, rows_of, run
from tests.cli.test_help import COMMANDS, ON_THE_NET, examples, prepare, write_files

BY_ROLE = {Role.READER: "rae", Role.REVIEWER: "rita", Role.EDITOR: "ed", Role.ADMIN: "ana"}
BY_THE_MOVE = {"claims status"}  # workflow.MOVES has the role of each move
PLAIN = [entry for entry in COMMANDS if not isinstance(entry.command, click.Group)]
EXAMPLES = {" ".join(entry.words): shlex.split(examples(entry.command)[0])[1:] for entry in PLAIN}


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    write_files(folder)


def test_the_table_names_commands_that_there_are() -> None:
    assert set(ROLES_BY_COMMAND) | BY_THE_MOVE <= set(EXAMPLES)


@pytest.mark.parametrize("command", EXAMPLES)
def test_a_reader_reads_and_writes_nothing(shared: Database, command: str) -> None:
    before = rows_of(shared)
    ran = run(shared, *EXAMPLES[command], user=BY_ROLE[Role.READER])
    needs_more = command in {*ROLES_BY_COMMAND, *BY_THE_MOVE} or (command == "db reader" and shared.is_postgresql)
    assert (ran.exit_code == 4) == needs_more, ran
    assert rows_of(shared) == before


@pytest.mark.parametrize("command", ROLES_BY_COMMAND)
def test_a_command_is_refused_for_the_role_below(shared: Database, command: str) -> None:
    below = list(Role)[list(Role).index(ROLES_BY_COMMAND[command]) - 1]
    before = rows_of(shared)
    ran = run(shared, *EXAMPLES[command], user=BY_ROLE[below])
    refused(ran, 4, f'"{command}" needs the role {ROLES_BY_COMMAND[command]}.', f" is {below}.")
    assert rows_of(shared) == before


@pytest.mark.parametrize("command", ROLES_BY_COMMAND)
def test_a_command_is_there_for_the_role_itself(sqlite_demo: Database, command: str) -> None:
    words = [word for word in EXAMPLES[command] if word != "--publish"]  # that is a move, and takes its own role
    prepare(sqlite_demo, *words)
    user = BY_ROLE[ROLES_BY_COMMAND[command]]
    if tuple(words[:2]) in ON_THE_NET:  # the settings of tests refuse it, and not the role
        refused(run(sqlite_demo, *words, user=user), 2, "The settings switch fetching off.")
    else:
        ok(sqlite_demo, *words, user=user)

"""The README's tables of roles and views, made from the code; `python -m tests.readme_tables` writes them into it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from factdb.domain.enums import Role
from factdb.domain.workflow import MOVES, ROLES_BY_COMMAND
from factdb.store.views import VIEWS

README = Path(__file__).parent.parent / "README.md"
_BEGIN, _END = "<!-- {}: made by python -m tests.readme_tables -->\n", "<!-- end of {} -->\n"
_WRITING = [role for role in Role if role is not Role.READER]


def roles() -> str:
    """Return the table: a row for each noun, and for each role the verbs that it adds to those of the roles before."""
    verbs: dict[str, dict[Role, list[str]]] = defaultdict(lambda: defaultdict(list))
    for command, role in ROLES_BY_COMMAND.items():
        noun, _, verb = command.partition(" ")
        verbs[noun][role].append(f"`{verb}`")
    for role in _WRITING:
        statuses = _moves(role)
        if statuses:
            verbs["claims"][role].append(f"`status` {', '.join(statuses)}")
    heading = [f"| noun | {' | '.join(_WRITING)} |", f"|---|{'---|' * len(_WRITING)}"]
    return "\n".join([*heading, *(_row(noun, verbs[noun]) for noun in sorted(verbs))]) + "\n"


def views() -> str:
    """Return the table: each public view, and what a row of it is."""
    rows = (f"| `{view.name}` | {view.meaning.removeprefix('one row per ')} |" for view in VIEWS)
    return "\n".join(["| view | one row per |", "|---|---|", *rows]) + "\n"


TABLES = {"roles": roles, "views": views}


def pasted(name: str) -> str:
    """Return a table as the README has it."""
    return README.read_text(encoding="utf-8").partition(_BEGIN.format(name))[2].partition(_END.format(name))[0]


def write() -> None:
    """Put each table between its marks in the README."""
    for name, table in TABLES.items():
        before, begin, rest = README.read_text(encoding="utf-8").partition(_BEGIN.format(name))
        end = _END.format(name)
        README.write_text(f"{before}{begin}\n{table()}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def _row(noun: str, verbs: dict[Role, list[str]]) -> str:
    return f"| {noun} | {' | '.join(', '.join(verbs[role]) for role in _WRITING)} |"


def _moves(role: Role) -> list[str]:
    """Return the statuses that this role, and none before it, may move a claim to."""
    reached: Iterator[str] = (str(move.to) for moves in MOVES.values() for move in moves if move.role is role)
    return list(dict.fromkeys(reached))


if __name__ == "__main__":
    write()
    sys.stdout.writelines(table() for table in TABLES.values())

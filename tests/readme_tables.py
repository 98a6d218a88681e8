"""The README's table of roles, made from the code; `python -m tests.readme_tables` writes it into the README."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from factdb.domain.permissions import NEEDED
from factdb.domain.words import Role
from factdb.domain.workflow import MOVES

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- roles: made by python -m tests.readme_tables -->\n", "<!-- end of roles -->\n"
_WRITING = [role for role in Role if role is not Role.READER]


def roles() -> str:
    """Return the table: a row for each noun, and for each role the verbs that it adds to those of the roles before."""
    verbs: dict[str, dict[Role, list[str]]] = defaultdict(lambda: defaultdict(list))
    for command, role in NEEDED.items():
        noun, _, verb = command.partition(" ")
        verbs[noun][role].append(f"`{verb}`")
    for role in _WRITING:
        statuses = _moves(role)
        if statuses:
            verbs["claims"][role].append(f"`status` {', '.join(statuses)}")
    heading = [f"| noun | {' | '.join(_WRITING)} |", f"|---|{'---|' * len(_WRITING)}"]
    return "\n".join([*heading, *(_row(noun, verbs[noun]) for noun in sorted(verbs))]) + "\n"


def write() -> None:
    """Put the table between its marks in the README."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{roles()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def _row(noun: str, verbs: dict[Role, list[str]]) -> str:
    return f"| {noun} | {' | '.join(', '.join(verbs[role]) for role in _WRITING)} |"


def _moves(role: Role) -> list[str]:
    """Return the statuses that this role, and none before it, may move a claim to."""
    reached: Iterator[str] = (str(move.to) for moves in MOVES.values() for move in moves if move.role is role)
    return list(dict.fromkeys(reached))


if __name__ == "__main__":
    write()
    sys.stdout.write(roles())

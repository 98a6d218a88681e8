"""What the guide has from the code: the reference of commands, the tables of roles, views and columns.

`python -m tests.guide_pages` writes them; a test compares them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from factdb.cli.main import factdb
from factdb.domain.enums import Role
from factdb.domain.workflow import MOVES, OUTWARD_COMMANDS, ROLES_BY_COMMAND
from factdb.store.views import DESK_VIEWS, PUBLIC_VIEWS, V1_CLAIMS_COLUMNS, View
from factdb.web.keys import KEYS

GUIDE = Path(__file__).parent.parent / "factdb" / "guide"
_BEGIN, _END = "<!-- {}: made by python -m tests.guide_pages -->\n", "<!-- end of {} -->\n"
_PAGES = {
    "all": "every page",
    "list": "lists",
    "claim": "a claim",
    "work": "lists of the desk's work",
    "queue": "the queue",
    "evidence": "evidence",
    "people": "speakers, sources",
    "person": "a speaker, a source",
    "duplicates": "names that may be the same",
    "topics": "topics",
    "topic": "a topic",
    "ratings": "ratings",
    "label": "a label",
    "guide": "the guide",
    "articles": "the list of articles",
    "article": "an article",
    "import": "the summary of an import",
    "edit": "the form of an article",
    "proposals": "proposals",
    "passage": "an article, proposals",
    "report": "a report",
    "sql": "SQL",
}
_WRITING = [role for role in Role if role is not Role.READER]


def roles() -> str:
    """Return the table: a row for each noun, and for each role the verbs that it adds to those of the roles before."""
    verbs: dict[str, dict[Role, list[str]]] = defaultdict(lambda: defaultdict(list))
    for command, role in ROLES_BY_COMMAND.items():
        noun, _, verb = command.partition(" ")
        verbs[noun][role].append(f"`{verb or noun}`")
    for role in _WRITING:
        statuses = _moves(role)
        if statuses:
            verbs["claims"][role].append(f"`status` {', '.join(statuses)}")
    heading = [f"| noun | {' | '.join(_WRITING)} |", f"|---|{'---|' * len(_WRITING)}"]
    return "\n".join([*heading, *(_row(noun, verbs[noun]) for noun in sorted(verbs))]) + "\n"


def outward() -> str:
    """Return the table: each command whose output names nobody on the desk, and what it shows."""
    rows = (f"| `{command}` | {shown} |" for command, shown in OUTWARD_COMMANDS.items())
    return "\n".join(["| command | shows |", "|---|---|", *rows]) + "\n"


def desk_views() -> str:
    """Return the table of the views for the desk."""
    return _views(DESK_VIEWS)


def public_views() -> str:
    """Return the table of the views for everybody."""
    return _views(PUBLIC_VIEWS)


def _views(views: Iterable[View]) -> str:
    """Return the table: each view, and what a row of it is."""
    rows = (f"| `{view.name}` | {view.meaning.removeprefix('one row ')} |" for view in views)
    return "\n".join(["| view | a row is |", "|---|---|", *rows]) + "\n"


def columns() -> str:
    """Return the table: each column of v1_claims, and its meaning."""
    rows = (f"| `{column.name}` | {column.meaning} |" for column in V1_CLAIMS_COLUMNS)
    return "\n".join(["| column | meaning |", "|---|---|", *rows]) + "\n"


def keys() -> str:
    """Return the table: each key of the review pages, on which pages it works, and what it does."""
    # The digits do the same, each for its own search.
    listed = [key for key in KEYS.values() if key.key not in set("23456789")]
    rows = (f"| `{key.key}` | {_PAGES[key.group]} | {key.does} |" for key in listed)
    return "\n".join(["| key | on | does |", "|---|---|---|", *rows]) + "\n"


def commands() -> str:
    """Return the reference: a table for each group, with the arguments of a command and the first line of its help."""
    parts = [_table("factdb", factdb)]
    parts += [_table(f"factdb {name}", group) for name, group in _groups()]
    return "\n".join(parts)


def _groups() -> Iterator[tuple[str, click.Group]]:
    commands = factdb.commands
    return ((name, group) for name, group in commands.items() if isinstance(group, click.Group))


def _table(words: str, group: click.Group) -> str:
    rows = [
        f"| `{name}{_arguments(command)}` | {(command.help or '').split(chr(10))[0]} |"
        for name, command in group.commands.items()
    ]
    return "\n".join([f"## {words}\n", "| command | what it does |", "|---|---|", *rows]) + "\n"


def _arguments(command: click.Command) -> str:
    context = click.Context(command)
    pieces = [piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]"]
    return "".join(f" {piece}" for piece in pieces).replace("|", "\\|")


TABLES: dict[str, tuple[str, Callable[[], str]]] = {
    "roles": ("desk", roles),
    "views": ("sql", desk_views),
    "public views": ("sql", public_views),
    "outward": ("trust", outward),
    "columns": ("sql", columns),
    "commands": ("commands", commands),
    "keys": ("web", keys),
}


def pasted(name: str) -> str:
    """Return what a page of the guide has between the marks of this name."""
    text = (GUIDE / f"{TABLES[name][0]}.md").read_text(encoding="utf-8")
    return text.partition(_BEGIN.format(name))[2].partition(_END.format(name))[0]


def write() -> None:
    """Put each table between its marks."""
    for name, (topic, table) in TABLES.items():
        path = GUIDE / f"{topic}.md"
        before, begin, rest = path.read_text(encoding="utf-8").partition(_BEGIN.format(name))
        end = _END.format(name)
        path.write_text(f"{before}{begin}\n{table()}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def _row(noun: str, verbs: dict[Role, list[str]]) -> str:
    return f"| {noun} | {' | '.join(', '.join(verbs[role]) for role in _WRITING)} |"


def _moves(role: Role) -> list[str]:
    """Return the statuses that this role, and none before it, may move a claim to."""
    reached: Iterator[str] = (str(move.to) for moves in MOVES.values() for move in moves if move.role is role)
    return list(dict.fromkeys(reached))


if __name__ == "__main__":
    write()

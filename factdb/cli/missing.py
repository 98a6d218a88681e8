"""Asks for the arguments that a command misses, on a terminal; in a pipe a missing argument stays an error."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.terminal import asking
from factdb.errors import FactdbError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What stands for a number or an item, and lists of words: as a question they say nothing.
_LABELS = {
    "CLAIM": "claim (number)", "CLAIM[.N]": "claim (number)", "ID": "number", "N": "number",
    "OTHER": "the other", "INTO": "the other", "7.1": "evidence (such as 7.1)", "7.c1": "contact (such as 7.c1)",
    "CLAIM.N": "interview (such as 7.1)", "CLAIM.cN": "contact (such as 7.c1)", "CLAIM.nN": "note (such as 7.n1)",
    "DOCUMENT.N": "capture (such as 12.1)", "four-eyes": "rule", "on": "value",
    "NAME... INTO": "names and the name to merge into", "[SCALE] LABEL": "scale and label",
}  # fmt: skip


class AskedArgument(click.Argument):
    """An argument that knows itself what is missing, and how to ask for it."""

    def ask(self, ctx: click.Context, typed: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """Return the words to put before what was typed, and those to put behind it; both empty if nothing misses."""
        raise NotImplementedError


def completed(command: click.Command, parent: click.Context, name: str | None, args: Sequence[str]) -> list[str]:
    """Return the words of a command, with what is missing, as somebody at the terminal types it."""
    words = list(args)
    if isinstance(command, click.Group) or parent.resilient_parsing or not asking.is_possible():
        return words
    # Whoever asks for help is not asked for anything: without a value, --help itself would be read as one.
    if {"-h", "--help"} & set(words):
        return words
    ctx = click.Context(command, info_name=name, parent=parent)
    while True:
        try:
            # Only the parser: values are not read yet, so that nothing is done twice.
            typed, _, _ = command.make_parser(ctx).parse_args(list(words))
        except click.UsageError:
            return words
        if typed.get("help"):
            return words
        before, behind = _ask_first_missing(command, ctx, typed)
        if not before and not behind:
            return words
        words = [*before, *words, *behind]


def _ask_first_missing(
    command: click.Command, ctx: click.Context, typed: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    for param in command.params:
        if isinstance(param, AskedArgument):
            answers = param.ask(ctx, typed)
            if any(answers):
                return answers
        elif param.required and not _is_typed(typed.get(param.name or "")):
            return _ask(param, arguments, ctx, typed)
    return [], []


def _ask(
    param: click.Parameter, arguments: Sequence[click.Argument], ctx: click.Context, typed: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    if isinstance(param, click.Option):
        option = max(param.opts, key=len)
        return [], [f"{option}={ask_parameter(param, ctx, option)}"]
    after = [other for other in arguments if arguments.index(other) > arguments.index(param)]
    last = typed.get(after[-1].name or "") if after else None
    if param.nargs == -1 and isinstance(last, str) and _can_be(param, last, ctx):
        # The parser gives a single word to the last argument: in `claims status 19` that is the claim.
        return [], [ask_parameter(after[-1], ctx)]
    answer = ask_parameter(param, ctx)
    answers = shlex.split(answer) if param.nargs == -1 else [answer]
    return (answers, []) if _is_typed(last) else ([], answers)


def ask_parameter(param: click.Parameter, ctx: click.Context, label: str = "") -> str:
    """Ask for the value of a parameter, until its type can read it."""
    words = getattr(param.type, "words", ())
    choices = f" ({', '.join(words)})" if words else ""
    label = label or label_of(param)

    def read(answer: str) -> str:
        param.type.convert(asking.required(answer), param, ctx)
        return answer

    return asking.ask_value(f"{label}{choices}", read)


def label_of(param: click.Parameter) -> str:
    """Return what to ask for, in words: help writes CLAIM for what is to be typed, a question writes claim."""
    placeholder = (param.metavar or param.name or "").split("|")[0].removesuffix("...")
    return _LABELS.get(placeholder, placeholder.lower().replace("_", " "))


def _can_be(param: click.Parameter, word: str, ctx: click.Context) -> bool:
    """Return whether a word can be a value of a list of claims."""
    try:
        return bool(param.callback and param.callback(ctx, param, (word,))) and word != "-"
    except (FactdbError, click.UsageError):
        return False


def _is_typed(value: object) -> bool:
    # The parser has a mark of its own for what was not typed.
    return isinstance(value, str | tuple | list) and len(value) > 0

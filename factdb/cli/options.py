"""The types of option values, and the options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.completion import values
from factdb.cli.date_values import AT
from factdb.domain.enums import Flag, Stance, Status

if TYPE_CHECKING:
    from enum import StrEnum

    from click.shell_completion import CompletionItem

Decorator = Callable[[Any], Any]


class AliasedOption(click.Option):
    """An option that also accepts the spellings in `aliases`; help, completion and errors show only its own."""

    def __init__(self, *args: Any, aliases: Sequence[str] = (), **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.aliases = list(aliases)

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Add every spelling to the parser."""
        # click shows whatever is in `opts`, so the aliases are there only while the parser is filled.
        advertised, self.opts = self.opts, [*self.opts, *self.aliases]
        super().add_to_parser(parser, ctx)
        self.opts = advertised


class EnumValue(click.ParamType[Any]):
    """A word of a closed list, matched by its value (click.Choice would match the member's name)."""

    def __init__(self, words: type[StrEnum]) -> None:
        self.words = words
        self.name = "|".join(words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> StrEnum:
        """Return the member; the error of an unknown word lists all words."""
        from factdb.domain.text import word

        try:
            return self.words(word(str(value)))
        except ValueError:
            self.fail(f'"{value}" is not one of: {", ".join(self.words)}.', param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the list of words where it is short, else WORD."""
        return f"[{self.name}]" if len(self.name) <= 40 else "WORD"  # noqa: PLR2004 - what fits next to an option

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the words that begin with `incomplete`."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class ParsedValue(click.ParamType[Any]):
    """A value that a function of the domain reads; its errors are printed like those of click."""

    def __init__(self, name: str, parse: Callable[[str], Any]) -> None:
        self.name = name
        self.parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what `parse` reads; it raises a `FactdbError` with its own exit code."""
        # A default that is a value already comes here too.
        return self.parse(value) if isinstance(value, str) else value


def _named(reader: str, *mark: str) -> Callable[[str], Any]:
    """Return a function of `ids` by its name; the module is imported when a name is read."""

    def read(text: str) -> Any:
        from factdb.domain import ids

        return getattr(ids, reader)(text, *mark)

    return read


def _duration(text: str) -> Any:
    from factdb.domain import dates

    return dates.duration(text)


def _seconds(text: str) -> float:
    from factdb.errors import BadValueError

    number = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)(ms|s|m)?", text)
    seconds = float(number[1]) * {"ms": 0.001, "s": 1, "m": 60}[number[2] or "s"] if number else 0
    if not 0 < seconds <= _LONGEST_QUESTION:
        raise BadValueError("time", text, "is not a time from 1ms to 60m", "Write 5s, 500ms or 2m.")
    return seconds


def _parameter(text: str) -> tuple[str, str]:
    from factdb.errors.reports import BadParameterError

    name, mark, value = text.partition("=")
    if not mark or not re.fullmatch(r"[A-Za-z_]\w*", name):
        raise BadParameterError(text)
    return name, value


_LONGEST_QUESTION = 3_600  # seconds
CLAIM = ParsedValue("claim", _named("claim_name"))
CLAIMS = ParsedValue("claims", _named("claim_names"))
EVIDENCE = ParsedValue("evidence", _named("item_name"))
CONTACT = ParsedValue("contact", _named("item_name", "c"))
# The other two statuses are reached only with `claims correct` and `claims retract`.
STATUS = values.LedgerName(
    "status", "", *[word for word in Status if word not in {Status.CORRECTING, Status.RETRACTED}]
)
FLAG = values.LedgerName("flag", "", *Flag)

DURATION = ParsedValue("duration", _duration)
SECONDS = ParsedValue("time", _seconds)
PARAMETER = ParsedValue("name=value", _parameter)

claim_argument = click.argument("claim_name", metavar="CLAIM", type=CLAIM, shell_complete=values.claims)
evidence_argument = click.argument(
    "evidence_name", metavar="7.1", type=EVIDENCE, shell_complete=values.completer("evidence")
)
at_option = click.option(
    "--at",
    type=AT,
    metavar="TIME",
    help="Show claims as of this time: 2021-07-26 (end of the day, UTC) or a time.",
)
article_argument = click.argument("article_number", metavar="ID", type=values.ARTICLE)


def _read_claim_names(
    ctx: click.Context, param: click.Parameter, names: tuple[str, ...]
) -> tuple[int | str, ...] | None:
    """Return the names of the claims, from standard input if the only name is "-"; None if there is no name."""
    is_piped = names == ("-",)
    if is_piped:
        from factdb.cli.terminal.files import read_names

        names = tuple(read_names())
        if param.required and not names:
            raise click.UsageError("Standard input does not name any claim.")
    claims = tuple(claim for name in names for claim in CLAIMS.convert(name, param, ctx))
    return claims if claims or is_piped else None  # an empty list names no claim, which is not the same as all


claims_argument = click.argument(
    "claim_names", metavar="CLAIM...|-", nargs=-1, required=True, callback=_read_claim_names,
    shell_complete=values.claims,
)  # fmt: skip
listed_argument = click.argument(
    "claim_names", metavar="[CLAIM...|-]", nargs=-1, callback=_read_claim_names, shell_complete=values.claims
)
if_version_option = click.option(
    "--if-version", type=int, metavar="N", help="Stop if the claim is no longer at version N."
)
dry_run_option = click.option(
    "-n", "--dry-run", is_flag=True, help="Show what would change, without changing anything."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def combine(*options: Decorator) -> Decorator:
    """Join decorators into one; help shows their options in the given order."""

    def apply(function: Any) -> Any:
        # The last decorator is applied first, and click lists the option that was applied last first.
        for option in reversed(options):
            function = option(function)
        return function

    return apply


stance_options = combine(
    click.option("--supports", is_flag=True, help="Record that the document supports the claim."),
    click.option("--refutes", is_flag=True, help="Record that the document refutes the claim."),
    click.option("--context", is_flag=True, help="Record that the document gives context only."),
)


def stance(flags: Mapping[str, Any]) -> Stance | None:
    """Return the stance given with `stance_options`, None if there is none; raise if there are several."""
    stances = {"supports": Stance.SUPPORTS, "refutes": Stance.REFUTES, "context": Stance.CONTEXT}
    chosen = [word for flag, word in stances.items() if flags[flag]]
    if len(chosen) > 1:
        raise click.UsageError(f"Evidence has one stance, not {' and '.join(chosen)}.")
    return chosen[0] if chosen else None


class FormatName(click.Choice[str]):
    """The name of a format, in any case; `markdown` is `md`."""

    def __init__(self, names: Sequence[str]) -> None:
        # As words: of an enum, click would match the member's name.
        super().__init__([str(name) for name in names], case_sensitive=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the name as the list has it."""
        return super().convert("md" if str(value).lower() == "markdown" else value, param, ctx)


def format_options(name: str, *formats: str, default: str | None = None, help_text: str) -> Decorator:
    """Return -f/--format and its short form --json."""
    # Both share a name, so that click gives the typed word to both: both read it with the same type.
    format_type = FormatName(formats)
    return combine(
        click.option("-f", "--format", name, type=format_type, default=default, help=help_text),
        click.option("--json", name, type=format_type, flag_value="json", help="Print JSON, the same as -f json."),
    )


_row_format = format_options(
    "row_format", "table", "md", "json", "jsonl", "csv", "tsv",
    help_text="Set the format (default: a table on a terminal, TSV in a pipe).",
)  # fmt: skip


def _columns_of(ctx: click.Context) -> list[str]:
    """Return the columns of a command's rows, as its JSON Schema has them; none where no schema is known."""
    from factdb.cli.exchange import schema

    words = ctx.command_path.split()[1:]
    names = [name for name, entry in schema.SCHEMAS.items() if " ".join(words) in entry.commands and entry.is_list]
    return list(schema.row_type(names[0]).__annotations__) if names else []


def _complete_columns(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the columns that are not yet in the list."""
    from click.shell_completion import CompletionItem

    *before, last = incomplete.split(",")
    start = "".join(f"{name}," for name in before)
    return [CompletionItem(start + name) for name in _columns_of(ctx) if name.startswith(last) and name not in before]


def _complete_order(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the columns; click takes a word that begins with - for an option, so that -COLUMN is typed by hand."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in _columns_of(ctx) if name.startswith(incomplete)]


columns_option = click.option(
    "-c", "--columns", shell_complete=_complete_columns, metavar="A,B", help="Show these columns, in this order."
)
output_option = click.option(
    "-o", "--output", type=values.FILE, metavar="FILE|-", help="Write to a file; its ending sets the format."
)
output_options = combine(_row_format, columns_option, output_option)
document_options = combine(_row_format, output_option)
form_options = format_options("form", "text", "md", "json", default="text", help_text="Set the format (default: text).")


def limit_option(nouns: str, default_text: str = "", *names: str, default: int | None = None) -> Decorator:
    """Return -L/--limit, the greatest number of rows to show; `names` are its other names."""
    return click.option(
        "-L",
        "--limit",
        *names,
        type=click.IntRange(min=1),
        default=default,
        metavar="N",
        help=f"Show at most N {nouns}{default_text}.",
    )


claims_limit_option = limit_option("claims", " (default: 50 on a terminal, all in a pipe)")
page_options = combine(
    click.option(
        "--sort",
        shell_complete=_complete_order,
        metavar="[-]COLUMN",
        help="Sort by this column; a - before it reverses the order.",
    ),
    claims_limit_option,
    click.option(
        "--after",
        type=CLAIM,
        metavar="ID",
        shell_complete=values.claims,
        help="Show only claims that come after this one.",
    ),
)

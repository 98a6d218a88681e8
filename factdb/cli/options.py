"""The kinds of values that options take, and the options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.completion import values
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
        """Return the member, or refuse with the whole list."""
        try:
            return self.words(value)
        except ValueError:
            self.fail(f'"{value}" is none of: {", ".join(self.words)}', param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Show the list where it is short."""
        return f"[{self.name}]" if len(self.name) <= 40 else "WORD"  # noqa: PLR2004 - what fits beside an option

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the words that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class ParsedValue(click.ParamType[Any]):
    """A value that a function of the domain reads; its refusal is shown as click shows its own."""

    def __init__(self, name: str, parse: Callable[[str], Any]) -> None:
        self.name = name
        self.parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what was read; what is refused is a `FactdbError` with its own exit code."""
        # A default that is a value already comes here too.
        return self.parse(value) if isinstance(value, str) else value


def _claim_name(text: str) -> int | str:
    from factdb.domain import ids

    return ids.claim_name(text)


def _evidence_name(text: str) -> tuple[int | str, int]:
    from factdb.domain import ids

    return ids.item_name(text)


def _partial_date(text: str) -> Any:
    from factdb.domain import dates

    return dates.parse(text)


def _first_day(text: str) -> Any:
    return _require_day(_partial_date(text), text).first()


def _last_day(text: str) -> Any:
    return _require_day(_partial_date(text), text).last()


def _require_day(partial: Any, text: str) -> Any:
    from factdb.errors import BadValueError

    if partial.day is None:
        raise BadValueError("date", text, "is no date to compare with", "write 2021-07-26, 2021-07 or 2021")
    return partial


def _moment(text: str) -> Any:
    from factdb.domain import dates

    return dates.moment(text)


def _end_of_time(text: str) -> Any:
    from factdb.domain import dates

    return dates.end(text)


def _duration(text: str) -> Any:
    from datetime import timedelta

    from factdb.errors import BadValueError

    unit = {"d": 1, "w": 7}.get(text[-1:], 0)
    # isdigit alone lets ² pass, of which int makes nothing.
    if not unit or not text[:-1].isascii() or not text[:-1].isdigit() or len(text) > _LONGEST_DURATION:
        raise BadValueError("time", text, "is no number of days or weeks", "write 30d or 6w")
    return timedelta(days=int(text[:-1]) * unit)


def _seconds(text: str) -> float:
    from factdb.errors import BadValueError

    number = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)(ms|s|m)?", text)
    seconds = float(number[1]) * {"ms": 0.001, "s": 1, "m": 60}[number[2] or "s"] if number else 0
    if not 0 < seconds <= _LONGEST_QUESTION:
        raise BadValueError("time", text, "is no time from 1ms to 60m", "write 5s, 500ms or 2m")
    return seconds


def _parameter(text: str) -> tuple[str, str]:
    from factdb.errors.reports import BadParameterError

    name, mark, value = text.partition("=")
    if not mark or not re.fullmatch(r"[A-Za-z_]\w*", name):
        raise BadParameterError(text)
    return name, value


# 99999w ends in a year that a date can hold; with one digit more it wouldn't.
_LONGEST_DURATION = 6
_LONGEST_QUESTION = 3_600  # seconds
CLAIM = ParsedValue("claim", _claim_name)
EVIDENCE = ParsedValue("evidence", _evidence_name)
PARTIAL_DATE = ParsedValue("date", _partial_date)
FIRST_DAY = ParsedValue("date", _first_day)
LAST_DAY = ParsedValue("date", _last_day)
MOMENT = ParsedValue("time", _moment)
AT = ParsedValue("time", _end_of_time)
# Only `claims correct` and `claims retract` lead to the other two.
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
    "--at", type=AT, metavar="TIME", help="As you told it then: 2021-07-26 (the end of that day, UTC) or a time."
)
article_argument = click.argument("article_number", metavar="ID", type=values.ARTICLE)


def _read_claim_names(
    ctx: click.Context, param: click.Parameter, names: tuple[str, ...]
) -> tuple[int | str, ...] | None:
    """Read the claims' names, from standard input where a lone - stands for them; None where none is given."""
    if names == ("-",):
        from factdb.cli.terminal.files import read_names

        piped = read_names()
        if param.required and not piped:
            raise click.UsageError("standard input names no claims")
        return tuple(CLAIM.convert(name, param, ctx) for name in piped)
    return tuple(CLAIM.convert(name, param, ctx) for name in names) or None


claims_argument = click.argument(
    "claim_names", metavar="CLAIM...|-", nargs=-1, required=True, callback=_read_claim_names,
    shell_complete=values.claims,
)  # fmt: skip
listed_argument = click.argument(
    "claim_names", metavar="[CLAIM...|-]", nargs=-1, callback=_read_claim_names, shell_complete=values.claims
)
if_version_option = click.option(
    "--if-version", type=int, metavar="N", help="Refuse if the claim is no longer at this version."
)
dry_run_option = click.option("-n", "--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def combine(*options: Decorator) -> Decorator:
    """Join decorators into one, in the order in which help shows them."""

    def apply(function: Any) -> Any:
        # Of decorators the last is applied first, and click lists first what was applied last.
        for option in reversed(options):
            function = option(function)
        return function

    return apply


stance_options = combine(
    click.option("--supports", is_flag=True, help="The document supports the claim."),
    click.option("--refutes", is_flag=True, help="It refutes the claim."),
    click.option("--context", is_flag=True, help="It is context."),
)


def stance(flags: Mapping[str, Any]) -> Stance | None:
    """Return the one stance among the values of `stance_options`."""
    stances = {"supports": Stance.SUPPORTS, "refutes": Stance.REFUTES, "context": Stance.CONTEXT}
    chosen = [word for flag, word in stances.items() if flags[flag]]
    if len(chosen) > 1:
        raise click.UsageError(f"evidence has one stance, not {' and '.join(chosen)}")
    return chosen[0] if chosen else None


_format_option = click.option(
    "-f", "--format", "row_format", type=click.Choice(["table", "json", "jsonl", "csv", "tsv"]),
    help="Default: a table on a terminal, TSV in a pipe.",
)  # fmt: skip
_page_format = click.option(
    "-f", "--format", "row_format", type=click.Choice(["table", "markdown", "json", "jsonl", "csv", "tsv"]),
    help="Default: a table on a terminal, TSV in a pipe.",
)  # fmt: skip
_json_format = click.option("--json", "row_format", flag_value="json", help="The same as -f json.")
_columns_option = click.option("-c", "--columns", metavar="A,B", help="Which columns, in which order.")
_output_option = click.option("-o", "--output", metavar="FILE|-", help="Write into a file; its ending says the format.")
output_options = combine(_format_option, _json_format, _columns_option, _output_option)
markdown_options = combine(_page_format, _json_format, _columns_option, _output_option)
document_options = combine(_format_option, _json_format, _output_option)
page_options = combine(
    click.option("--sort", metavar="[-]COLUMN", help="Order by a column; - before it: the other way round."),
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many; on a terminal 50."),
    click.option("--after", type=CLAIM, metavar="ID", shell_complete=values.claims, help="Go on after this claim."),
)

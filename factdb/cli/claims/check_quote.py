"""`factdb claims check-quote`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completion import values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.cli.desk import Desk
    from factdb.services.reads.quotation_checks import Against, Check


@click.command("check-quote")
@options.listed_argument
@click.option(
    "--against",
    metavar="7.1|FILE",
    shell_complete=values.evidence_of_the_claim,
    help="Hold it against this evidence or text file; default: all evidence on its quote.",
)
@click.option("--all", "every", is_flag=True, help="Every claim with quoted words and evidence on its quote.")
@click.option("--strict", is_flag=True, help="Exit 6 where words or a hedge were changed, or nothing was found.")
@options.json_option
@click.pass_obj
def check_quote(
    desk: Desk, claim_names: tuple[int | str, ...] | None, against: str | None, every: bool, strict: bool, as_json: bool
) -> None:  # fmt: skip
    """Hold quotations against their source, word by word.

    Marks, dashes, case, contractions and hyphens are no difference. It suggests a rating, and decides nothing.

    \b
    Example:
      factdb claims check-quote 7
      factdb claims check-quote 4 14 --json
      factdb claims check-quote 7 --against 7.1
      factdb claims check-quote --all
    """
    from factdb.errors.decisions import WhichClaimsError
    from factdb.services.reads import quotation_checks

    if bool(claim_names) == every:
        raise WhichClaimsError
    held_against = _source_to_compare(against)
    with desk.reading() as session:
        checker = quotation_checks.Checker(session, held_against)
        checks = [checker.check(name) for name in claim_names or quotation_checks.with_evidence(session)]
        others = quotation_checks.not_quoted(session) if every else []
    _print_checks(checks, as_json=as_json, as_list=every)
    if others:
        desk.hint(f"not compared, as they are no quotations: {', '.join(map(str, others))}")
    if strict:
        _refuse_differences(checks)


def _print_checks(checks: Sequence[Check], *, as_json: bool, as_list: bool) -> None:
    from factdb.cli.claims import quotation_page
    from factdb.cli.terminal import output

    if as_json:
        rows = [check.row() for check in checks]
        # With --all a program gets a list, also where one claim alone is checked.
        output.print_document(rows if as_list or len(rows) != 1 else rows[0])
    else:
        quotation_page.print_pages(checks)


def _source_to_compare(typed: str | None) -> Against:
    """Read what quotations are held against: 7.1 is evidence, all else a file."""
    from pathlib import Path

    from factdb.cli.terminal.files import read_text
    from factdb.domain import ids
    from factdb.services.reads.quotation_checks import SourceFile

    if typed is None:
        return None
    claim, _, n = typed.rpartition(".")
    if n.isdigit() and (claim.removeprefix("#").isdigit() or ids.is_uid(claim)):
        return ids.item_name(typed)
    return SourceFile("standard input" if typed == "-" else Path(typed).name, read_text(typed))


def _refuse_differences(checks: list[Check]) -> None:
    from factdb.errors.decisions import QuotationsDifferError

    failed = [(check.claim_id, str(check.comparison.result)) for check in checks if check.comparison.result.fails]
    if failed:
        raise QuotationsDifferError(failed)

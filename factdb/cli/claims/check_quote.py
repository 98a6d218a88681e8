"""The command that compares quotations with their sources: `factdb claims check-quote`."""

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
    help="Evidence or text file to compare with (default: all evidence on the quote).",
)
@click.option(
    "--all", "all_claims", is_flag=True, help="Check every claim with quoted words and evidence on the quote."
)
@click.option("--strict", is_flag=True, help="Exit with code 6 if words or a hedge were changed or not found.")
@options.form_options
@click.pass_obj
def check_quote(
    desk: Desk, claim_names: tuple[int | str, ...] | None, against: str | None, all_claims: bool, strict: bool,
    form: str,
) -> None:  # fmt: skip
    """Compare quotations with their source, word by word.

    Quotation marks, dashes, case, contractions and hyphens make no difference. The command suggests a rating; it never
    decides.

    \b
    Example:
      factdb claims check-quote 7
      factdb claims check-quote 4 14 --json
      factdb claims check-quote 7 --against 7.1
      factdb claims check-quote --all
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.errors.decisions import WhichClaimsError
    from factdb.services.reads import quotation_checks

    if bool(claim_names) == all_claims:
        raise WhichClaimsError
    held_against = _source_to_compare(against)
    with desk.reading() as session:
        checker = quotation_checks.Checker(session, held_against)
        checks = [checker.check(name) for name in claim_names or quotation_checks.with_evidence(session)]
        unchecked = quotation_checks.unchecked(session, checks) if all_claims else []
    _print_checks(checks, form=form, as_list=all_claims)
    if unchecked:
        count = count_with_noun(sum(group.count for group in unchecked), "claim")
        desk.hint(f"{count} not checked:", *(f"  {group}" for group in unchecked))
    if strict:
        _refuse_differences(checks)


def _print_checks(checks: Sequence[Check], *, form: str, as_list: bool) -> None:
    from factdb.cli.claims import quotation_page
    from factdb.cli.terminal import output

    if form != "text":
        rows = [check.row() for check in checks]
        # With --all a program always gets a list, even if only one claim is checked.
        output.print_document(rows if as_list or len(rows) != 1 else rows[0], form=form)
    else:
        quotation_page.print_pages(checks)


def _source_to_compare(typed: str | None) -> Against:
    """Return the evidence (7.1) or read the file that quotations are compared with; None where nothing was typed."""
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

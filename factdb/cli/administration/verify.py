"""`factdb verify`: proves that the ledger is whole, or says what isn't."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion import values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.cli.desk import Desk
    from factdb.services.verify.progress import Checked

SHOWN = 1_000


@click.command()
@click.option(
    "--claim", "name", metavar="CLAIM", type=options.CLAIM, shell_complete=values.claims,
    help="Hold this claim alone, and nothing of the desk.",
)  # fmt: skip
@options.json_option
@click.pass_obj
def verify_command(desk: Desk, name: int | str | None, as_json: bool) -> None:
    """Prove that nothing was altered behind factdb's back.

    Every history must be one unbroken chain of hashes, every row what its history tells, the schema this
    program's, and the database's own pages in order. Nothing is written. Exit code 6 where anything differs:
    then each finding is a line, the first 1,000 of them.

    \b
    Example:
      factdb verify
      factdb verify --claim 7 --json
    """
    from factdb.errors.database import AlteredError
    from factdb.services.verify.progress import Checked

    checked = Checked()
    count = _printed_json(desk, checked, name) if as_json else _printed(desk, checked, name)
    if count:
        raise AlteredError(desk.database.shown, count)


def _printed(desk: Desk, checked: Checked, name: int | str | None) -> int:
    """Print findings as they come, and what was checked; return how many there were."""
    count = 0
    with _findings(desk, checked, name) as findings:
        for count, finding in enumerate(findings, start=1):
            if count <= SHOWN:
                desk.say(finding)
    if count > SHOWN:
        desk.hint(f"{count - SHOWN} more findings are not shown")
    if not count:
        desk.say(f"clean: {checked}")
    desk.hint(f"not checked: {'; '.join(checked.not_checked)}")
    return count


def _printed_json(desk: Desk, checked: Checked, name: int | str | None) -> int:
    """Print one document; return how many findings there were."""
    from factdb.cli.terminal.output import print_document

    count, shown = 0, []
    with _findings(desk, checked, name) as findings:
        for count, finding in enumerate(findings, start=1):
            if count <= SHOWN:
                shown.append({"claim": finding.claim, "seq": finding.seq, "what": finding.problem})
    counts = {"claims": checked.claims, "events": checked.events, "chains": checked.chains, "rows": checked.rows}
    told = {"findings": shown, "found": count, "checked": checked.done, "not_checked": checked.not_checked}
    print_document({"clean": not count, **counts, **told})
    return count


@contextmanager
def _findings(desk: Desk, checked: Checked, name: int | str | None) -> Iterator[Any]:
    """Open the ledger, and yield its findings as they are made, with progress where people wait at a terminal."""
    from factdb.cli.terminal.progress import counting
    from factdb.services.verify import verify

    with desk.reading() as session, counting(lambda: f"{checked.claims:,} claims held"):
        yield verify.findings(session, checked, name)

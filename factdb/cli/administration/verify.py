"""`factdb verify`: check that nothing was altered outside factdb, or list what was."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion import values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.cli.desk import Desk
    from factdb.services.verify.streams import Checked

# One statement outside factdb may alter every row: beyond so many lines the count says more.
SHOWN_FINDINGS = 1_000


@click.command()
@click.option(
    "--claim", metavar="CLAIM", type=options.CLAIM, shell_complete=values.claims,
    help="Check only this claim, not the rest of the desk.",
)  # fmt: skip
@options.json_option
@click.pass_obj
def verify_command(desk: Desk, claim: int | str | None, as_json: bool) -> None:
    """Check that nothing was altered outside factdb.

    Every history must be one unbroken chain of hashes. Every row must match its history. The schema must be the
    schema of this factdb, and the pages of the database must be in order. The command writes nothing. If anything
    differs, the exit code is 6, and each finding is printed as a line (the first 1,000).

    \b
    Example:
      factdb verify
      factdb verify --claim 7 --json
    """
    from factdb.errors.database import LedgerAlteredError
    from factdb.services.verify.streams import Checked

    checked = Checked()
    count = _print_json(desk, checked, claim) if as_json else _print_lines(desk, checked, claim)
    if count:
        raise LedgerAlteredError(desk.database.shown, count)


def _print_lines(desk: Desk, checked: Checked, claim: int | str | None) -> int:
    """Print findings as they come, and what was checked; return the number of findings."""
    count = 0
    with _findings(desk, checked, claim) as findings:
        for count, finding in enumerate(findings, start=1):
            if count <= SHOWN_FINDINGS:
                desk.say(finding)
    if count > SHOWN_FINDINGS:
        desk.hint(f"{count - SHOWN_FINDINGS} more findings are not shown")
    if not count:
        desk.say(f"clean: {checked}")
    desk.hint(f"not checked: {'; '.join(checked.not_checked)}")
    return count


def _print_json(desk: Desk, checked: Checked, claim: int | str | None) -> int:
    """Print one JSON document; return the number of findings."""
    from factdb.cli.terminal.output import print_document

    count, shown_findings = 0, []
    with _findings(desk, checked, claim) as findings:
        for count, finding in enumerate(findings, start=1):
            if count <= SHOWN_FINDINGS:
                shown_findings.append({"claim": finding.claim, "seq": finding.seq, "what": finding.problem})
    counts = {"claims": checked.claims, "events": checked.events, "chains": checked.chains, "rows": checked.rows}
    summary = {
        "findings": shown_findings,
        "found": count,
        "checked": checked.finished,
        "not_checked": checked.not_checked,
    }
    print_document({"clean": not count, **counts, **summary})
    return count


@contextmanager
def _findings(desk: Desk, checked: Checked, claim: int | str | None) -> Iterator[Any]:
    """Open the ledger and yield its findings as they are made, with progress on a terminal."""
    from factdb.services.verify import verify
    from factdb.store import sessions

    progress = desk.show_progress(lambda: f"{checked.claims:,} claims checked")
    with sessions.checking(desk.database) as session, progress:
        yield verify.findings(session, checked, claim, now=desk.now)

"""`factdb verify`: check that nothing was altered outside factdb, or list what was."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

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
@click.option(
    "--against", metavar="FILE", type=click.Path(dir_okay=False),
    help="Also compare with an old copy: a SQLite file of factdb, or a dump.",
)  # fmt: skip
@options.form_options
@click.pass_obj
def verify_command(desk: Desk, claim: int | str | None, against: str | None, form: str) -> None:
    """Check that nothing was altered outside factdb.

    Every history must be one unbroken chain of hashes. Every row must match its history. The schema must be the
    schema of this factdb, and the pages of the database must be in order. The command writes nothing. If anything
    differs, the exit code is 6, and each finding is printed as a line (the first 1,000).

    With --against, each history in an old copy must be the beginning of the present one. This shows what no check of
    one database can show: a claim that was removed as a whole, or a history that was written again.

    \b
    Example:
      factdb verify
      factdb verify --claim 7 --json
      factdb verify --against desk.jsonl.gz
    """
    from factdb.errors.database import LedgerAlteredError
    from factdb.services.verify.streams import Checked

    checked = Checked()
    scope = _Scope(claim, against)
    count = _print_lines(desk, checked, scope) if form == "text" else _print_page(desk, checked, scope, form)
    if count:
        raise LedgerAlteredError(desk.database.shown, count)


class _Scope(NamedTuple):
    """What is checked: one claim or the whole desk, and the old copy to compare with."""

    claim: int | str | None
    against: str | None


def _print_lines(desk: Desk, checked: Checked, scope: _Scope) -> int:
    """Print findings as they come, and what was checked; return the number of findings."""
    count = 0
    with _findings(desk, checked, scope) as findings:
        for count, finding in enumerate(findings, start=1):
            if count <= SHOWN_FINDINGS:
                desk.say(finding)
    if count > SHOWN_FINDINGS:
        desk.hint(f"{count - SHOWN_FINDINGS} more findings are not shown")
    if not count:
        desk.say(f"clean: {checked}")
    desk.hint(f"not checked: {'; '.join(checked.not_checked)}")
    return count


def _print_page(desk: Desk, checked: Checked, scope: _Scope, form: str) -> int:
    """Print one document of JSON or Markdown; return the number of findings."""
    from factdb.cli.terminal.output import print_document

    count, shown_findings = 0, []
    with _findings(desk, checked, scope) as findings:
        for count, finding in enumerate(findings, start=1):
            if count <= SHOWN_FINDINGS:
                shown_findings.append({"claim": finding.claim, "seq": finding.seq, "what": finding.problem})
    counts = {"claims": checked.claims, "events": checked.events, "chains": checked.chains, "rows": checked.rows}
    counts |= {"erased": len(checked.erased), "compared": checked.compared}
    summary = {
        "findings": shown_findings,
        "found": count,
        "checked": checked.finished,
        "not_checked": checked.not_checked,
    }
    print_document({"clean": not count, **counts, **summary}, form=form)
    return count


@contextmanager
def _findings(desk: Desk, checked: Checked, scope: _Scope) -> Iterator[Any]:
    """Open the ledger and yield its findings as they are made, with progress on a terminal."""
    from factdb.services.verify import verify
    from factdb.store import sessions

    progress = desk.show_progress(lambda: f"{checked.claims:,} claims checked")
    is_whole = scope.claim is None
    with sessions.checking(desk.readable, for_long=is_whole) as session, progress:
        findings = verify.findings(session, checked, scope.claim, now=desk.now, folder=desk.capture_folder)
        if scope.against is None:
            yield findings
            return
        from factdb.cli.terminal import files
        from factdb.services.verify import against, old_copies

        name = scope.against
        old_copies.require_file(name)
        with files.open_to_read(name) as stream, old_copies.open_copy(Path(name), stream, name) as copy:
            yield chain(findings, against.findings(session, copy, checked))

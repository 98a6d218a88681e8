"""Says what an import did: its counts, what stays as it was, and what waits."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factdb.cli.desk import Desk
    from factdb.services.imports.importing import Taken

_SHOWN = 10  # claims of a kind that are named
_MEANINGS = ("like", "scale", "source", "date_order")  # options that say what a row means


def say(desk: Desk, shown: str, imported: Taken, *, dry_run: bool, is_clean: bool) -> None:
    """Print the counts on standard output, and all that a person should know beside them."""
    would = "would be " if dry_run else ""
    desk.say(f"{shown}: {would}{imported.added} added, {imported.changed} changed, {imported.same} same")
    if imported.remarks:
        one = "1 value could not be read; it stays in the original row"
        more = f"{imported.remarks} values could not be read; they stay in the original rows"
        desk.hint(f"{one if imported.remarks == 1 else more} (origins.raw)")
    if imported.with_controls and not is_clean:
        rows = "1 row has" if imported.with_controls == 1 else f"{imported.with_controls} rows have"
        desk.hint(
            f"{rows} control characters, which stay; they are shown as \\x92",
            "To repair such texts, import with: --on-error clean",
        )
    if imported.repaired:
        rows = "1 row stays" if imported.repaired == 1 else f"{imported.repaired} rows stay"
        desk.hint(f"{rows} repaired, as by an earlier import with --on-error clean")
    if imported.taken_up:
        desk.hint(f"of the changed claims, {imported.taken_up} had been declined when their import was undone")
    if imported.beside or imported.rows_only:
        desk.hint(of_changed(imported))
    _say_what_stays(desk, imported)
    if imported.waiting and not dry_run:
        numbers = " ".join(map(str, imported.waiting[:_SHOWN]))
        is_one = len(imported.waiting) == 1
        claims = "1 published claim has" if is_one else f"{len(imported.waiting)} published claims have"
        desk.hint(
            f"{claims} a correction that waits for approval",
            f"Approve them: factdb claims status {numbers} published",
        )


def of_changed(imported: Taken) -> str:
    """Return what the changed rows changed: the claim, only what belongs to it, or nothing that the desk shows."""
    claims = imported.changed - imported.beside - imported.rows_only
    parts = [
        f"{claims} changed the claim" if claims else "",
        f"{imported.beside} only its document, checks, evidence or topics" if imported.beside else "",
        f"{imported.rows_only} nothing but the stored row of the file" if imported.rows_only else "",
    ]
    return f"of the {imported.changed} changed rows: {', '.join(filter(None, parts))}"


def _say_what_stays(desk: Desk, imported: Taken) -> None:
    """Say which claims keep what they say, and which corrections of earlier imports no longer wait."""
    for claim, fields in imported.edited[:_SHOWN]:
        desk.hint(f"claim {claim}: {', '.join(fields)} edited since the last import, so not changed")
    if len(imported.edited) > _SHOWN:
        desk.hint(f"and {len(imported.edited) - _SHOWN} other claims that were edited since")
    for claim, fields in imported.rejected[:_SHOWN]:
        desk.hint(f"claim {claim}: {', '.join(fields)} stays: its correction was withdrawn")
    if len(imported.rejected) > _SHOWN:
        desk.hint(f"and {len(imported.rejected) - _SHOWN} other claims whose correction was withdrawn")
    for claim in imported.withdrawn[:_SHOWN]:
        desk.hint(f"claim {claim}: the correction of an earlier import was withdrawn; the file says what is published")
    if len(imported.withdrawn) > _SHOWN:
        desk.hint(f"and {len(imported.withdrawn) - _SHOWN} other claims whose correction was withdrawn now")
    documents = list(imported.documents_left.items())
    most = len(documents) if desk.is_collecting else _SHOWN
    for number, facts in documents[:most]:
        desk.hint(f"document {number} keeps {facts}: other claims stand in it")
    if len(documents) > most:
        desk.hint(f"and {len(documents) - most} other documents in which other claims stand")
    if documents:
        desk.hint(f"To correct a document: factdb articles edit {documents[0][0]} --help")


def options_as_typed(details: dict[str, Any]) -> str:
    """Return the options that say what a row means, as they were typed: the refused rows need them, too."""
    typed = [f"--map {shlex.quote(mapping)}" for mapping in details["mappings"]]
    typed += [
        f"--{name.replace('_', '-')} {shlex.quote(details[name])}" for name in _MEANINGS if details[name] is not None
    ]
    typed += [f"--empty {shlex.quote(text)}" for text in details["empty"]]
    typed += ["--undated-as-published"] if details["undated_as_published"] else []
    return "".join(f" {option}" for option in typed)

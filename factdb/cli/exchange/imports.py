"""`factdb imports`: what was imported, and the undoing of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.lazy import NounGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.services.imports.import_undoing import UndoneImport

_SHOWN = 10  # claims and names that are printed one by one
import_argument = click.argument("number", metavar="N", type=click.IntRange(1))


@click.group(cls=NounGroup)
def imports_group() -> None:
    """List imports of files, show what they did, and undo one.

    \b
    Example:
      factdb imports list
    """


@imports_group.command("list")
@options.limit_option("imports")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, limit: int | None, **shape: Any) -> None:
    """List imports, newest first.

    A file that changed nothing leaves no import behind.

    \b
    Example:
      factdb imports list
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun, print_rows
    from factdb.services.imports import import_list

    unrecorded = 0

    def read(session: Session) -> Iterator[Any]:
        nonlocal unrecorded
        unrecorded = import_list.unrecorded_claims(session)
        yield from import_list.import_rows(session)

    print_rows(desk, "import", (import_list.COLUMNS, import_list.TABLE_COLUMNS), shape, read, limit)
    if unrecorded:
        desk.hint(f"{count_with_noun(unrecorded, 'claim')} from before imports were recorded: these cannot be undone")


@imports_group.command()
@import_argument
@options.form_options
@click.pass_obj
def show(desk: Desk, number: int, form: str) -> None:
    """Show the file and the options of an import, and its claims.

    \b
    Example:
      factdb imports show 1
    """
    from factdb.cli.terminal import lists_and_facts, output
    from factdb.services.imports import import_list

    with desk.reading() as session:
        page = import_list.import_page(session, number)
    if form != "text":
        output.print_document(page, form=form)
        return
    counts = [f"{page['added']} added", f"{page['changed']} changed", f"{page['same']} same"]
    refused = [f"{page['refused']} refused"] if page["refused"] else []
    facts = {
        "imported": f"{page['at']:%Y-%m-%d %H:%M} UTC, by {page['by']}",
        "undone": f"{page['undone_at']:%Y-%m-%d %H:%M} UTC, by {page['undone_by']}" if page["undone_at"] else None,
        "format": page["format"],
        "SHA-256": page["sha256"],
        "options": _options(page["options"]),
        "rows": ", ".join(counts + refused),
        "claims": import_list.ranges(page["claims"]),
    }
    lists_and_facts.print_facts(f"import {page['id']} · {page['file']}", facts)


@imports_group.command()
@import_argument
@options.dry_run_option
@click.pass_obj
def undo(desk: Desk, number: int, dry_run: bool) -> None:
    """Undo an import.

    Claims that it added are declined, and claims that it changed get their earlier fields back. Claims that were
    published or changed since stay as they are, and are listed. Checks by other publishers that it brought no
    longer count, and documents that it changed get their earlier source, title, author and day back. Nothing is
    deleted: if you import the file again, the same claims are taken up again.

    If a later import changed any claim of this one, undo the whole later import first.

    \b
    Example:
      factdb imports undo 1
    """
    from factdb.services.imports import import_undoing

    with desk.writing() as session:
        undone = import_undoing.undo(session, desk.actor(session), number)
        if dry_run:
            session.rollback()
    would = "would be " if dry_run else ""
    left = "1 left as it is" if len(undone.left) == 1 else f"{len(undone.left)} left as they are"
    counts = f"{undone.declined} declined, {undone.restored} restored, {left}"
    desk.say(f"import {undone.number}: {undone.file}, {would}undone: {counts}")
    desk.hint(*_undone_lines(undone))


def _undone_lines(undone: UndoneImport) -> Iterator[str]:
    """Yield what people should know of an undoing: what was left, and names that no claim needs any more."""
    from factdb.cli.terminal.lists_and_facts import count_with_noun

    if undone.checks:
        yield f"{count_with_noun(undone.checks, 'check')} by other publishers no longer counted"
    for claim, why in undone.left[:_SHOWN]:
        yield f"claim {claim} left: {why}"
    if len(undone.left) > _SHOWN:
        yield f"and {len(undone.left) - _SHOWN} others: factdb imports show {undone.number}"
    for claims, what in (
        (undone.withdrawn, "the correction that the import proposed was withdrawn"),
        (undone.waiting, "the correction of an earlier import waits again for approval"),
    ):
        yield from (f"claim {claim}: {what}" for claim in claims[:_SHOWN])
        if len(claims) > _SHOWN:
            yield f"and {len(claims) - _SHOWN} others, where {what}"
    yield from _document_lines(undone)
    for word, names in (("speaker", undone.speakers), ("source", undone.sources)):
        if names:
            more = ", ..." if len(names) > _SHOWN else ""
            yield f"{count_with_noun(len(names), word)} without a claim: {', '.join(names[:_SHOWN])}{more}"


def _document_lines(undone: UndoneImport) -> Iterator[str]:
    from factdb.cli.terminal.lists_and_facts import count_with_noun

    if undone.documents:
        yield f"{count_with_noun(undone.documents, 'document')} got back what the import changed"
    for document, why in undone.documents_left[:_SHOWN]:
        yield f"document {document}: {why}"
    if len(undone.documents_left) > _SHOWN:
        yield f"and {len(undone.documents_left) - _SHOWN} other documents that keep what the import wrote"


def _options(stored: dict[str, Any]) -> list[str]:
    """Return the options as people type them."""
    import shlex

    from factdb.formats.tables import column_mapping

    # What is stored of the reading of headings is no option of anybody.
    typed = {name: value for name, value in stored.items() if name not in {"columns", "has_headings"}}
    if typed.pop("repair", False):
        typed["on_error"] = "clean"
    empty = [f"--empty {shlex.quote(text)}" for text in typed.pop("empty", ())]
    flags = [
        f"--{name.replace('_', '-')}" + ("" if value is True else f" {shlex.quote(str(value))}")
        for name, value in typed.items()
    ]
    columns = stored.get("columns", {})
    return ([column_mapping.render(columns)] if columns else []) + empty + flags

"""What the exports in the formats of the field share: which claims, where to, and what is left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.claims.listing import claim_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.domain.claim_filter import ClaimFilter

output_option = click.option(
    "-o", "--output", metavar="FILE|-", help="Write into a file, packed where its name ends in .gz; -: stdout."
)


def claim_filter(
    desk: Desk, session: Session, claim_names: tuple[int | str, ...] | None, filters: dict[str, Any]
) -> ClaimFilter:
    """Resolve the claims that were named, or that the filters of `claims list` keep."""
    from factdb.services.reads import claim_list

    return claim_list.resolve(session, claim_request(desk, claim_names, filters.pop("mine"), filters))


def report_left_out(desk: Desk, left_out: Mapping[str, int], why: str) -> None:
    """Say how many claims were left out, by the reason."""
    if left_out:
        listed = ", ".join(f"{count} {reason}" for reason, count in sorted(left_out.items()))
        desk.hint(f"left out: {listed} ({why})")


def write_document(value: object, output: str | None) -> None:
    """Write one JSON document into a file, or print it."""
    from factdb.cli.terminal import files
    from factdb.cli.terminal.output import print_document
    from factdb.formats import rows

    if not output or output == "-":
        print_document(value)
        return
    with files.open_to_write(Path(output)) as out:
        out.write(f"{rows.document(value)}\n".encode())

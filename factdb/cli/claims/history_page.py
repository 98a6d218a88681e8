"""Prints a claim's history for people, one line per event, and the differences between two versions."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from factdb.cli.terminal import display, pager
from factdb.cli.terminal.layout import printable, wrap
from factdb.domain.history.events import ClaimEvent
from factdb.domain.history.sentences import event_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from factdb.services.reads.row_types import EventRow


def print_history(events: Sequence[EventRow]) -> None:
    """Print a claim's history, oldest first."""
    pager.show(list(lines(events)))


def print_differences(differences: Sequence[Mapping[str, Any]]) -> None:
    """Print the differences between two versions: the older words after a minus, the newer after a plus."""
    pager.show(list(_difference_lines(differences)))


def lines(events: Iterable[EventRow]) -> Iterable[str]:
    """Yield the lines of a history."""
    for row in rows(events):
        yield from wrap(f"{row['seq']:>3}  {row['at']}  {row['actor']}: {row['what']}", "", "     ")


def rows(events: Iterable[EventRow]) -> Iterable[dict[str, Any]]:
    """Yield each event of a history with its time and its sentence, as people read them."""
    note_numbers = count(1)
    for event in events:
        # Notes are counted in the order of the history, as `factdb erase note` counts them.
        note = f" n{next(note_numbers)}" if event["kind"] == ClaimEvent.NOTED else ""
        when = f"{event['at']:%Y-%m-%d %H:%M:%S}"
        yield {"seq": event["seq"], "at": when, "actor": event["actor"], "what": event_text(event, note)}


def _difference_lines(differences: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    if not differences:
        yield "no differences"
    for difference in differences:
        yield display.heading(printable(difference["what"].replace("_", " ")))
        yield from wrap(f"- {value_text(difference['was'])}", "  ", "    ")
        yield from wrap(f"+ {value_text(difference['now'])}", "  ", "    ")


def value_text(value: Any) -> str:
    """Return one side of a change: a list by its values, and nothing as "none"."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)

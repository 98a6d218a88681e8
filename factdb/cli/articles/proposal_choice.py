"""Which proposals of an article are shown and accepted: `--all`, `--accept`, and the line on those left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from factdb.domain.proposals import left_out_text, worth_showing
from factdb.errors import short

if TYPE_CHECKING:
    from factdb.extract.proposal import Proposal


class ProposalChoice(NamedTuple):
    """Which proposals become claims: all or some by their numbers, of all or of those that are worth a check."""

    accept: set[int] | str | None
    show_all: bool

    def of(self, waiting: list[Proposal]) -> tuple[list[Proposal], int]:
        """Return the chosen proposals, and how many minor ones were left out."""
        from factdb.errors.claims import NoSuchProposalError

        if not self.accept:
            return [], 0
        shown, left_out = worth_showing(waiting, show_all=self.show_all)
        if not isinstance(self.accept, set):
            return shown, left_out
        for number in sorted(self.accept):
            if not 1 <= number <= len(shown):
                raise NoSuchProposalError(number, len(shown))
        return [proposal for n, proposal in enumerate(shown, start=1) if n in self.accept], left_out


class ProposalNumbers(click.ParamType[Any]):
    """The proposals to accept: "all", or a set of numbers, typed as in 1,3-5."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> set[int] | str:
        """Read the numbers; click also hands in what was read before."""
        if value == "all" or isinstance(value, set):
            chosen: set[int] | str = value
            return chosen
        numbers: set[int] = set()
        for part in str(value).split(","):
            first, _, last = part.strip().partition("-")
            # Five digits: no article has more proposals, and a range of ten billion numbers would fill the memory.
            if not re.fullmatch(r"\d{1,5}(-\d{1,5})?", part.strip(), re.ASCII):
                self.fail(f"Cannot read {short(value)}. Write all, or numbers such as 1,3-5.", param, ctx)
            numbers |= set(range(int(first), int(last or first) + 1))
        return numbers


all_option = click.option(
    "--all", "show_all", is_flag=True, help="Also use the article's own words that are hardly worth a check."
)


def left_out_hint(count: int) -> list[str]:
    """Return the line on the minor proposals that were left out, and how to see them; [] if there are none."""
    return [f"{left_out_text(count)}: --all shows {'it' if count == 1 else 'them'}"] if count else []

"""Walks through an article's proposals on a terminal: one key decides, and what was decided is kept."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.terminal import display
from factdb.cli.terminal.layout import printable, wrap
from factdb.domain import passages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factdb.cli.desk import Desk
    from factdb.extract.proposal import Proposal
    from factdb.services.claims.proposals import ProposalEdit

_KEYS = "[a]ccept  [e]dit  [r]eject  [s]kip  [b]ack  [q]uit"


def require_terminal() -> None:
    """Refuse to ask where nobody can answer."""
    from factdb.errors.claims import NoTerminalError

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NoTerminalError


def run(desk: Desk, number: int) -> bool:
    """Go through what waits of an article; return whether whoever reviews wants to go on with the next one."""
    from factdb.errors.claims import NoTextError
    from factdb.services.claims import proposals

    with desk.reading() as session:
        article = proposals.find_article(session, number)
        if article is None:
            raise NoTextError(number)
        # Read, and the ledger let go: nobody else waits while a person thinks.
        waiting, text = proposals.undecided_proposals(session, article), article.text
    if not waiting:
        desk.say(f"article {number}: nothing is proposed that waits")
        return True
    require_terminal()
    review = _Review(desk, number, text, waiting)
    try:
        return review.ask_all()
    finally:
        # After an error or Ctrl-C too: what was decided is not asked again.
        review.save_decision()
        desk.say(f"article {number}: {review.accepted} accepted, {review.rejected} rejected, {review.undecided} left")


@dataclass(slots=True)
class _Review:
    """A review under way. The last decision is held back until the next key, so that `back` can take it back."""

    desk: Desk
    number: int
    text: str
    waiting: Sequence[Proposal]
    accepted: int = 0
    rejected: int = 0
    position: int = 0
    pending: tuple[Proposal, ProposalEdit | None] | None = None
    decided: set[int] = field(default_factory=set)

    @property
    def undecided(self) -> int:
        """How many nobody has decided."""
        return len(self.waiting) - len(self.decided)

    def ask_all(self) -> bool:
        """Ask for one after the other; return False where somebody quits."""
        while self.position < len(self.waiting):
            proposal = self.waiting[self.position]
            for line in _proposal_lines(
                self.position + 1, len(self.waiting), proposal, self.text, self._similar_claims(proposal)
            ):
                click.echo(line)
            key = _ask_key()
            if key == "q":
                return False
            if key == "b":
                self._back()
                continue
            self.save_decision()
            if key in "aer":
                self._decide(proposal, key)
            self.position += 1
        return True

    def _similar_claims(self, proposal: Proposal) -> str:
        """Name the claims that look like a proposed one."""
        from factdb.cli.claims.adding import numbers_with_verdicts
        from factdb.services.reads import similar

        with self.desk.reading() as session:
            return numbers_with_verdicts(similar.hints_for(session, proposal.claim))

    def save_decision(self) -> None:
        """Write down what was decided last."""
        if self.pending is None:
            return
        from factdb.services.claims import proposals

        (proposal, edit), self.pending = self.pending, None
        with self.desk.writing() as session:
            actor = self.desk.actor(session)
            number = proposals.decide(session, actor, self.number, proposal, edit)
        if number is None:
            self.rejected += 1
            return
        self.accepted += 1
        self.desk.say(f"claim {number}: added")

    def _back(self) -> None:
        self.position = max(0, self.position - 1)
        self.decided.discard(self.position)
        self.pending = None

    def _decide(self, proposal: Proposal, key: str) -> None:
        from factdb.services.claims.proposals import ProposalEdit

        edit = None if key == "r" else _ask_for_edit(proposal, self.text) if key == "e" else ProposalEdit()
        self.pending = (proposal, edit)
        self.decided.add(self.position)


def _ask_key() -> str:
    while True:
        click.echo(f"{_KEYS} ", nl=False)
        key = click.getchar().casefold()
        click.echo()
        # Ctrl-C and Ctrl-D, where the terminal hands them on as letters.
        if key in {"\x03", "\x04"}:
            return "q"
        if key in {"a", "e", "r", "s", "b", "q"}:
            return key


def _proposal_lines(position: int, count: int, proposal: Proposal, text: str, similar_claims: str) -> Iterable[str]:
    yield ""
    yield display.heading(printable(f"{position} of {count} · {proposal.attribution} · {proposal.kind}"))
    before, words, after = passages.split_around(text, passages.Span(proposal.start, proposal.end))
    yield from wrap(f"{before}[[{words}]]{after}", "  ")
    speaker = proposal.speaker or "not known"
    facts: dict[str, Any] = {
        "claim": proposal.claim,
        "speaker": f"{speaker} ({proposal.mention})" if proposal.mention and proposal.mention != speaker else speaker,
        "or": ", ".join(proposal.alternatives),
        "said on": f"{proposal.said_on} ({proposal.said_basis})" if proposal.said_on else "not known",
        "at": proposal.occasion,
        "alike": similar_claims,
        "look at": ", ".join(proposal.marks),
        "worth": f"{proposal.worth:.1f}: {', '.join(proposal.worth_reasons)}" if proposal.worth_reasons else None,
    }
    for name, value in facts.items():
        if value:
            yield from wrap(str(value), f"  {name:<9}", " " * 11)


def _ask_for_edit(proposal: Proposal, text: str) -> ProposalEdit:
    """Ask for what is otherwise; an empty answer leaves it as it is."""
    from factdb.domain import dates
    from factdb.errors import FactdbError
    from factdb.services.claims.proposals import ProposalEdit

    while True:
        claim = click.prompt("claim", default=proposal.claim)
        speaker = click.prompt("speaker", default=proposal.speaker or "unknown")
        day = click.prompt("said on", default=dates.shown(proposal.said_on, proposal.said_precision) or "unknown")
        words = click.prompt("passage", default=proposal.text)
        try:
            return ProposalEdit(
                claim=claim if claim != proposal.claim else None,
                speaker=speaker if speaker != (proposal.speaker or "unknown") else None,
                said_on=dates.parse(day) if day != dates.shown(proposal.said_on, proposal.said_precision) else None,
                span=passages.locate(text, words) if words != proposal.text else None,
            )
        except FactdbError as error:
            click.echo(f"{error}\n  {error.next_step}".rstrip(), err=True)

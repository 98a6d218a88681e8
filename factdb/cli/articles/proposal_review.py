"""Reviews the proposals of an article on a terminal: one key decides, and each decision is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.articles.proposal_choice import left_out_hint
from factdb.cli.date_values import local_day
from factdb.cli.terminal import asking, display
from factdb.cli.terminal.layout import printable, wrap
from factdb.domain import dates, passages
from factdb.domain.proposals import worth_showing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factdb.cli.desk import Desk
    from factdb.extract.proposal import Proposal
    from factdb.services.claims.proposals import ProposalEdit

_KEYS = "[a]ccept  [e]dit  [r]eject  [s]kip  [b]ack  [q]uit  [?]"
_MEANINGS = {
    "a": "accept: add the claim as it is proposed",
    "e": "edit: change the fields first, then add the claim; Enter goes on, Ctrl-C leaves a field as proposed, "
    "and twice (or in the last field) ends the edit without adding the claim",
    "r": "reject: the passage is not a claim to check",
    "s": "skip: decide later",
    "b": "back: take back the last decision",
    "q": "quit: the decisions are stored",
}


def require_terminal() -> None:
    """Raise NoTerminalError where nobody can answer questions."""
    from factdb.errors.claims import NoTerminalError

    if not asking.is_possible():
        raise NoTerminalError


def run(desk: Desk, number: int, *, show_all: bool) -> bool:
    """Review the undecided proposals of an article; return whether to go on with the next article."""
    from factdb.errors.claims import NoTextError
    from factdb.services.claims import proposals

    with desk.reading(before_writing=True) as session:
        article = proposals.find_article(session, number)
        if article is None:
            raise NoTextError(number)
        # Only read here, and close the ledger: nobody else waits while a person thinks.
        undecided, text = proposals.undecided_proposals(session, article), article.text
    waiting, left_out = worth_showing(undecided, show_all=show_all)
    if not waiting:
        desk.say(f"article {number}: no proposals to review")
        desk.hint(*left_out_hint(left_out))
        return True
    require_terminal()
    review = _Review(desk, number, text, waiting)
    try:
        return review.ask_all()
    finally:
        # After an error or Ctrl-C too: what was decided is not asked again.
        review.save_decision()
        desk.say(f"article {number}: {review.accepted} accepted, {review.rejected} rejected, {review.undecided} left")
        desk.hint(*left_out_hint(left_out))


@dataclass(slots=True)
class _Review:
    """A review in progress. The last decision is written only at the next key, so that `back` can undo it."""

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
        """The number of undecided proposals."""
        return len(self.waiting) - len(self.decided)

    def ask_all(self) -> bool:
        """Ask about one proposal after the other; return False if the person quits."""
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
            if key == "s" or self._decide(proposal, key):
                self.position += 1
        return True

    def _similar_claims(self, proposal: Proposal) -> str:
        """Return the numbers of claims that are similar to a proposal, with their verdicts."""
        from factdb.cli.claims.adding import numbers_with_verdicts
        from factdb.services.reads import similar

        with self.desk.reading(before_writing=True) as session:
            return numbers_with_verdicts(similar.hints_for(session, proposal.claim))

    def save_decision(self) -> None:
        """Write the last decision to the ledger."""
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

    def _decide(self, proposal: Proposal, key: str) -> bool:
        """Decide a proposal; return False if the person left the edit, and nothing is decided."""
        from factdb.services.claims.proposals import ProposalEdit

        edit = None if key == "r" else _ask_for_edit(proposal, self.text) if key == "e" else ProposalEdit()
        if key == "e" and edit is None:
            return False
        self.pending = (proposal, edit)
        self.decided.add(self.position)
        return True


def _ask_key() -> str:
    while True:
        click.echo(f"{_KEYS} ", nl=False)
        key = click.getchar().casefold()
        click.echo()
        # Ctrl-C and Ctrl-D, where the terminal passes them on as letters.
        if key in {"\x03", "\x04"}:
            return "q"
        if key in _MEANINGS:
            return key
        for letter, meaning in _MEANINGS.items():  # for "?", and for a key that means nothing
            click.echo(f"  {letter}  {meaning}")


def _proposal_lines(position: int, count: int, proposal: Proposal, text: str, similar_claims: str) -> Iterable[str]:
    yield ""
    yield display.heading(printable(f"{position} of {count} · {proposal.attribution} · {proposal.kind}"))
    before, words, after = passages.split_around(text, passages.Span(proposal.start, proposal.end))
    yield from wrap(f"{before}[[{words}]]{after}", "  ")
    speaker = proposal.speaker or "not known"
    said_on = dates.shown(proposal.said_on, proposal.said_precision)
    facts: dict[str, Any] = {
        "claim": proposal.claim,
        "speaker": f"{speaker}{_mention(proposal, speaker)}",
        "or": ", ".join(proposal.alternatives),
        "said on": f"{said_on} ({proposal.said_basis})" if said_on else "not known",
        "occasion": proposal.occasion,
        "similar": similar_claims,
        "check": ", ".join(proposal.marks),
        "worth": f"{proposal.worth:.1f}: {', '.join(proposal.worth_reasons)}" if proposal.worth_reasons else None,
    }
    for name, value in facts.items():
        if value:
            yield from wrap(str(value), f"  {name:<9}", " " * 11)


def _mention(proposal: Proposal, speaker: str) -> str:
    """Return the words by which the article calls the speaker or an unnamed source, where they differ."""
    if proposal.attributed_to:
        return f" (attributed to “{proposal.attributed_to}”)"
    return f" ({proposal.mention})" if proposal.mention and proposal.mention != speaker else ""


def _ask_for_edit(proposal: Proposal, text: str) -> ProposalEdit | None:
    """Ask for every field, filled in as proposed; return None if the person leaves the edit.

    Ctrl-C or Ctrl-D leaves a field as proposed. Twice in a row, or in the last field, it leaves the edit: whoever wants
    to get out must not find that the claim was added.
    """
    from factdb.services.claims import proposal_fields
    from factdb.services.claims.proposals import ProposalEdit

    changes: dict[str, Any] = {}
    interrupted = False
    today = local_day(click.get_current_context())
    for name, field_of in proposal_fields.fields(proposal, text, today).items():
        try:
            value = asking.ask_value(field_of.label, field_of.change, field_of.shown)
        except (KeyboardInterrupt, EOFError):
            click.echo()
            if interrupted:
                return None
            interrupted = True
            continue
        interrupted = False
        if value is not None:
            changes[name] = value
    return None if interrupted else ProposalEdit(**changes)

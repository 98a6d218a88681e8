"""The fields of a proposal as a person edits them: what each shows, and how what is typed is read.

The terminal asks for one field after the other, a page sends all of them. In both, only what differs from the proposal
is an edit: a day that nobody touched stays as certain, or as uncertain, as it was proposed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from factdb.domain import dates, dates_as_written, passages, text
from factdb.domain.enums import Attribution, Kind
from factdb.services.claims.proposals import ProposalEdit
from factdb.services.people import topics

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from factdb.extract.proposal import Proposal

UNKNOWN = "unknown"


class ProposalField(NamedTuple):
    """A field of a proposal: its label, what it shows on one line, and the function that reads what is typed."""

    label: str
    shown: str
    read: Callable[[str], Any]

    def change(self, typed: str) -> Any:  # noqa: ANN401 - a word, a date, a passage or a list of topics
        """Return what was typed, as a value; None where it is what the field shows."""
        return None if typed == self.shown else self.read(typed)


def fields(proposal: Proposal, article: str, today: date) -> dict[str, ProposalField]:
    """Return the fields of a proposal by their names in `ProposalEdit`; `article` is the text of the article.

    The words for a source without a name are a field only where the article has such words.
    """
    said_on = dates.shown(proposal.said_on, proposal.said_precision) or UNKNOWN
    listed = {
        "claim": ProposalField("claim", proposal.claim, str),
        "span": ProposalField("passage", proposal.text, lambda words: passages.locate(article, words)),
        "speaker": ProposalField("speaker", proposal.speaker or UNKNOWN, str),
        "said_on": ProposalField("said on", said_on, lambda typed: dates_as_written.typed(typed, today)),
        "occasion": ProposalField("occasion", proposal.occasion or "", str),
        "attribution": ProposalField(
            "attribution", proposal.attribution, lambda typed: text.member(Attribution, "attribution", typed)
        ),
        "attributed_to": ProposalField("attributed to", proposal.attributed_to or "", str),
        "kind": ProposalField("kind", proposal.kind, lambda typed: text.member(Kind, "kind", typed)),
        "topics": ProposalField("topics", "", topics.split_names),
        "resolves_on": ProposalField("falls due on", "", lambda typed: dates_as_written.last_day(typed, today)),
    }
    if not proposal.attributed_to:
        del listed["attributed_to"]  # few sources have no name, and each field that is asked for is a key more
    return {name: field._replace(shown=" ".join(field.shown.split())) for name, field in listed.items()}


def edit_of(proposal: Proposal, article: str, today: date, typed: Mapping[str, str]) -> ProposalEdit:
    """Return the edit that a filled-in form makes: of each of its fields, what differs from the proposal.

    An empty field means what an empty field says: nobody knows the speaker, or the day. An empty claim stays as it is
    proposed.
    """
    changes: dict[str, Any] = {}
    for name, field in fields(proposal, article, today).items():
        words = " ".join(typed.get(name, field.shown).split())
        if not words and name in {"speaker", "said_on"}:
            words = UNKNOWN
        value = field.change(words)
        if value is not None:
            changes[name] = value
    return ProposalEdit(**changes)

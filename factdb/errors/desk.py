"""Refusals about the desk's own people, words and actions: reviewers, topics, and taking an action back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import ChangedMeanwhileError, NotFoundError, NotPermittedError, UsageError
from factdb.errors.claims import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence


class LastAdminError(RuleError):
    """The last admin must remain: without an admin nobody could add reviewers."""

    def __init__(self, handle: str) -> None:
        """Name the admin, and how to make another."""
        super().__init__(
            f"{handle} is the desk's last admin. A desk needs an admin.",
            "Make another reviewer an admin first: factdb reviewers edit HANDLE --role admin",
        )


class SameTopicError(UsageError):
    """A topic that would be merged into itself."""

    def __init__(self, name: str, into: str) -> None:
        """Name both topics, as they were given."""
        super().__init__(f'"{name}" and "{into}" are the same topic.', "See all topics: factdb topics list")


class MergedTopicError(RuleError):
    """A topic that was merged into another cannot be used."""

    def __init__(self, name: str, into: str) -> None:
        """Name what it was merged into, and how to undo the merge."""
        super().__init__(
            f'The topic "{name}" is merged into "{into}".',
            f'Change "{into}" instead, or undo the merge: factdb topics merge "{name}" --undo',
        )


class NotMergedError(RuleError):
    """A topic that was not merged cannot be unmerged."""

    def __init__(self, name: str) -> None:
        """Name the topic."""
        super().__init__(f'The topic "{name}" is not merged into another topic.')


class NothingToChangeError(UsageError):
    """An edit that changes nothing."""

    def __init__(self, options: str) -> None:
        """Name the options."""
        super().__init__("You named nothing to change.", f"Give {options}.")


class SearchNameTakenError(RuleError):
    """A name that another saved search of the same person has."""

    def __init__(self, name: str, *, may_replace: bool) -> None:
        """Name the search, and say how to replace it."""
        how = "Replace it: --replace, or choose another name." if may_replace else "Choose another name."
        super().__init__(f'You have a saved search "{name}" already.', how)


class TooManySearchesError(RuleError):
    """More saved searches than a person may have: each is counted whenever the list of them is shown."""

    def __init__(self, limit: int) -> None:
        """Give the limit."""
        super().__init__(
            f"You have {limit} saved searches, which is the limit.", "Delete one first: factdb searches delete NAME"
        )


class NothingToSaveError(UsageError):
    """A search without a filter: it would list all claims."""

    def __init__(self) -> None:
        """Say what a search needs."""
        super().__init__("A search without a filter cannot be saved: it lists all claims.", "Choose a filter first.")


class ArticleChangedError(ChangedMeanwhileError):
    """An article whose facts have changed since somebody read them."""

    def __init__(self, number: int, differences: Sequence[str]) -> None:
        """Say what the facts are now."""
        super().__init__(
            f"Article {number} has changed since you read it: {', '.join(differences)}.",
            f"Read the article again: factdb articles show {number}",
        )


class NothingWaitsError(NotFoundError):
    """No claim waits for a reviewer."""

    def __init__(self, topic: str | None, *, mine: bool = False) -> None:
        """Name the topic, and say where other claims are."""
        about = f' about "{topic}"' if topic else ""
        sentence = f"No claim{about} is assigned to you." if mine else f"No claim{about} waits for a reviewer."
        super().__init__(sentence, "Take a claim: factdb claims next" if mine else "See all claims: factdb claims list")


class NothingToReleaseError(NotFoundError):
    """A claim that was not taken cannot be released."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim, and the command that ends an assignment."""
        super().__init__(
            f"You have not taken claim {claim_id}.", f"End an assignment: factdb claims assign {claim_id} nobody"
        )


class NotTakenError(NotFoundError):
    """A claim that nobody has taken cannot be taken back."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim, and the command that ends an assignment."""
        super().__init__(
            f"Nobody has taken claim {claim_id}.", f"End an assignment: factdb claims assign {claim_id} nobody"
        )


class FourEyesError(NotPermittedError):
    """The editor who proposed a version cannot publish it."""

    def __init__(self, claim_id: int, handle: str, version: int, target: str = "published") -> None:
        """Name the version, who proposed it, and the status that approves it: a retraction waits too."""
        verb = "publish" if target == "published" else "approve"
        super().__init__(
            f"{handle} proposed version {version} of claim {claim_id}. "
            'This desk requires a second editor ("four eyes").',
            f"Ask another editor to {verb} it: factdb --as HANDLE claims status {claim_id} {target}",
        )


class ChangedItError(NotPermittedError):
    """Whoever changed what waits for approval cannot approve it."""

    def __init__(self, claim_id: int, handle: str, changes: Sequence[str], target: str = "published") -> None:
        """Name the changes, in words, and the status that approves them."""
        super().__init__(
            f"{handle} changed claim {claim_id} since the last approval ({', '.join(dict.fromkeys(changes))}). "
            'This desk requires a second editor ("four eyes").',
            f"Ask another editor to approve it: factdb --as HANDLE claims status {claim_id} {target}",
        )


class StaleProposalError(RuleError):
    """A claim was changed after its verdict was proposed, so nobody has seen both."""

    def __init__(self, claim_id: int, version: int, proposer: str, changes: Sequence[str], verb: str) -> None:
        """Name the changes, in words, and who proposed it: whoever proposes it again cannot approve it.

        `verb` says how: a claim is rated again; a public one is corrected or retracted again.
        """
        what = ", ".join(dict.fromkeys(changes)) or "a name or a page that belongs to it changed"
        command = f"factdb --as {proposer} claims"
        again = (
            f'{command} rate {claim_id} --again --because "..."'
            if verb == "rate"
            else f"{command} correct {claim_id} --withdraw, and {verb} it again"
        )
        super().__init__(
            f"Claim {claim_id} was changed after version {version} was proposed: {what}.",
            f"Ask {proposer} to propose it again, so that you can approve it: {again}",
        )


class ProposalChangedError(ChangedMeanwhileError):
    """The version that waits is not the version that an editor saw."""

    def __init__(self, claim_id: int, seen: int, newest: int) -> None:
        """Name both versions."""
        super().__init__(
            f"Version {seen} of claim {claim_id} does not wait for approval: the newest version is {newest}.",
            f"Look at it: factdb claims show {claim_id}",
        )


class PublishApartError(NotPermittedError):
    """With four eyes nobody decides and publishes in one step."""

    def __init__(self) -> None:
        """Name the option to leave out."""
        super().__init__(
            'This desk requires a second editor ("four eyes"). You cannot decide and publish in one step. '
            "Nothing was done.",
            "Leave out --publish. Another editor then publishes the claim.",
        )


class AssessmentsNeededError(RuleError):
    """The desk requires more assessments before it decides."""

    def __init__(self, claim_id: int, question: str, assessed: int, needed: int) -> None:
        """Say how many there are, and how many are needed."""
        super().__init__(
            f"Claim {claim_id} needs assessments by {needed} {'reviewer' if needed == 1 else 'reviewers'} on "
            f"{'the quotation' if question == 'quote' else f'the {question}'} before it is rated. It has {assessed}.",
            f'Assess the claim: factdb claims assess {claim_id} RATING --because "..."',
        )


class ContactAnsweredError(RuleError):
    """The outcome of a contact is written once."""

    def __init__(self, name: str, outcome: str) -> None:
        """Name the contact and its outcome."""
        super().__init__(
            f"Contact {name} already has the outcome {outcome}.", "Write later events as a note or as a new contact."
        )


class ContactOutcomeError(UsageError):
    """A contact that cannot have this outcome."""

    def __init__(self, name: str, kind: str, outcome: str, possible: Sequence[str]) -> None:
        """Name the outcomes of this kind of contact."""
        ways = {
            "answered": "TEXT (their words)", "no-answer": "--none", "corrected": "--corrected",
            "refused": "--refused TEXT (why)",
        }  # fmt: skip
        super().__init__(
            f"Contact {name} ({kind}) cannot have the outcome {outcome} in this way.",
            f"Give its outcome: {' or '.join(ways[ending] for ending in possible)}",
        )


class NothingToUndoError(NotFoundError):
    """Nobody wrote anything that could still be taken back."""

    def __init__(self, handle: str) -> None:
        """Name whose actions were looked for."""
        super().__init__(
            f"{handle} did nothing in the last hour that can be taken back.",
            f"See what was done: factdb log --by {handle}",
        )


class BuiltOnError(RuleError):
    """Somebody went on from the last action."""

    def __init__(self, subject: str, handle: str) -> None:
        """Name what was changed since, and by whom."""
        super().__init__(
            f"{subject} was changed since by {handle}, so your last action is no longer taken back.",
            "See what was done: factdb log",
        )


class CannotUndoError(RuleError):
    """The last action has no counter-command."""

    def __init__(self, sentences: Sequence[str]) -> None:
        """Give the ways on, in whole sentences."""
        next_step = sentences[0] if sentences else "See what was done: factdb log"
        super().__init__("Your last action cannot be taken back.", next_step)


class AlreadyUndoneError(RuleError):
    """The last action took back the one before it; to take it back as well would do that one again."""

    def __init__(self, commands: Sequence[str]) -> None:
        """Name the command that does it again."""
        next_step = f"To do it again: {', then '.join(f'factdb {command}' for command in commands)}" if commands else ""
        super().__init__(
            "Your last action took back the one before it, so there is nothing to undo.",
            next_step or "See what was done: factdb log",
        )

"""Refusals about claims and articles, and their fields: statuses, names, offices, texts, proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import ChangedMeanwhileError, FactdbError, NoSuchError, NotPermittedError, UsageError, short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class NoSuchClaimError(NoSuchError):
    """No claim has this number or uid."""

    def __init__(self, name: int | str) -> None:
        """Point to the list of claims."""
        super().__init__("claim", name, next_step="See all claims: factdb claims list")


class RuleError(FactdbError):
    """A rule of the desk refuses this."""


class IllegalMoveError(RuleError):
    """The workflow does not allow this move."""

    def __init__(self, claim_id: int, current: str, target: str, possible: Sequence[str], hint: str = "") -> None:
        """List the moves that are possible."""
        moves = f" It can become {' or '.join(possible)}." if possible else ""
        # A claim is rated on its way to the status reviewed: rated itself is not a status.
        verb = "be" if target == "rated" else "become"
        super().__init__(f"Claim {claim_id} is {current} and cannot {verb} {target}.{moves}", hint)


class ReasonNeededError(UsageError):
    """This move needs a reason."""

    def __init__(self, claim_id: int, current: str, target: str) -> None:
        """Name the option."""
        super().__init__(
            f"Claim {claim_id} is {current}. A change to {target} needs a reason.", 'Give a reason: --reason "..."'
        )


class RoleNeededError(NotPermittedError):
    """The acting reviewer's role is too low."""

    def __init__(self, handle: str, role: str, needed: str, command: str) -> None:
        """Name both roles and the command."""
        super().__init__(
            f'"{command}" needs the role {needed}. The role of {handle} is {role}.',
            f"Ask an admin for the role. If you are not {handle}, give your own handle: factdb --as HANDLE ...",
        )


class NotAReviewerError(NotPermittedError):
    """The person who acts is not a reviewer of this desk, or no longer."""

    def __init__(self, handle: str, why: str, handles: Sequence[str]) -> None:
        """Give the handles that may act."""
        hint = (
            f"Work under your own handle: factdb --as HANDLE ... (reviewers: {', '.join(handles[:5])})"
            if handles
            else "Become the first reviewer: factdb init"
        )
        super().__init__(f'"{handle}" {why}.', hint)


class RatingIsNoStatusError(UsageError):
    """A rating was given instead of a status: the most common mistake of a newcomer."""

    def __init__(self, rating: str, claim_id: int) -> None:
        """Give the command that was meant."""
        super().__init__(
            f'"{rating}" is a rating, not a status.',
            f'Rate the claim: factdb claims rate {claim_id} {rating} --because "..."',
        )


class SelfLinkError(RuleError):
    """A claim linked to itself."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim."""
        super().__init__(f"Claim {claim_id} cannot be linked to itself.", "Name two claims.")


class DeskNotEmptyError(RuleError):
    """The worked example needs a desk without claims."""

    def __init__(self) -> None:
        """Name another place."""
        super().__init__(
            "This desk already has claims. The worked example needs an empty desk.",
            "Create it in another file: factdb --db demo.db init --demo",
        )


class NameTakenError(RuleError):
    """A name or handle that already belongs to another."""

    def __init__(self, owner: str, name: str, next_step: str) -> None:
        """Say whose name it is."""
        super().__init__(f'The name "{name}" already belongs to {owner}.', next_step)


class ReviewerDisabledError(RuleError):
    """A reviewer who may no longer act."""

    def __init__(self, handle: str) -> None:
        """Name them."""
        super().__init__(f"{handle} may no longer act on this desk.", "Name another reviewer.")


class MainNameError(RuleError):
    """A main name cannot be removed."""

    def __init__(self, name: str, noun: str, number: int) -> None:
        """Name the command that changes it."""
        super().__init__(
            f'"{name}" is the main name of {noun} {number} and cannot be removed.',
            f"Change the main name first: factdb {noun}s edit {number} --name NAME",
        )


class UnknownStaysError(RuleError):
    """The unknown speaker and the unknown source are not people or outlets."""

    def __init__(self, noun: str) -> None:
        """Name the command that adds one."""
        super().__init__(
            f"The unknown {noun} cannot be changed.", f"Add the {noun} that you mean: factdb {noun}s add NAME"
        )


class EmptyOfficeError(UsageError):
    """An office without a title, an organisation and a party."""

    def __init__(self) -> None:
        """Name what it needs."""
        super().__init__(
            "An office needs a title, an organisation or a party.", "Give TITLE, --organization or --party."
        )


class OfficeDatesError(UsageError):
    """An office that ends before it begins."""

    def __init__(self, until: date) -> None:
        """Name the day of its end."""
        super().__init__(
            f"The office would end on {until}, before it began.", "Check the dates of --since and --until."
        )


class WordsNeededError(UsageError):
    """A claim without words."""

    def __init__(self) -> None:
        """Name the options."""
        super().__init__("A claim needs words.", "Give --quote (the passage), --claim (in neutral words), or both.")


class NoTextError(RuleError):
    """An article whose text is not stored."""

    def __init__(self, number: int) -> None:
        """Name the command that stores it."""
        super().__init__(
            f"The text of article {number} is not stored, so factdb cannot find the passage in it.",
            "Add the text: factdb articles add FILE --url URL ...",
        )


class NothingToEditError(UsageError):
    """An edit that changes nothing."""

    def __init__(self, claim_id: int) -> None:
        """Name the options."""
        super().__init__(
            f"You named no field of claim {claim_id} to change.",
            "Give --claim, --quote, --speaker, --said-on, --occasion, --kind, --attribution, --attributed-to, "
            "--priority, --resolves-on or --headline.",
        )


class RepeatError(RuleError):
    """A repeat that would form a circle, or point to another repeat."""

    def __init__(self, claim_id: int, other_id: int, why: str) -> None:
        """Say why, and name the command that links them the other way."""
        super().__init__(
            f"Claim {claim_id} cannot repeat claim {other_id}: {why}.",
            f"Link them the other way: factdb claims link {other_id} {claim_id} --kind repeats",
        )


class OneOriginError(UsageError):
    """A claim with an article and another origin too."""

    def __init__(self) -> None:
        """Name the options."""
        super().__init__("A claim of an article has the article's source.", "Give --article, or --source and --url.")


class NotAssessableError(RuleError):
    """A claim that nobody needs to assess."""

    def __init__(self, claim_id: int, status: str) -> None:
        """Name the status, and how a declined claim is opened again."""
        again = f'Open the claim again: factdb claims status {claim_id} in-review --reason "..."'
        super().__init__(
            f"Claim {claim_id} is {status}. Reviewers do not assess such claims.",
            again if status == "declined" else "",
        )


class ArticleFactsNeededError(UsageError):
    """An article that does not say who published it, or when."""

    def __init__(self, name: str, options: Sequence[str], where: str = "") -> None:
        """Name the options that supply it, and the command that takes them, if it is another one."""
        super().__init__(f"{name} does not say all that factdb needs to know.", f"Give {' and '.join(options)}{where}.")


class NoTerminalError(UsageError):
    """A review of proposals that nobody could answer."""

    def __init__(self) -> None:
        """Name the way without questions."""
        super().__init__(
            "A review of proposals needs a terminal.",
            "Read them with factdb articles propose FILE. Then give --accept all or --accept 1,3-5.",
        )


class ArticleNoteNeededError(UsageError):
    """An edit of an article that changes published claims, without a note to readers."""

    def __init__(self, number: int, claims: Sequence[int]) -> None:
        """Name the published claims, and the options that show and make the change."""
        several = f"Claims {', '.join(map(str, claims))} are" if len(claims) > 1 else f"Claim {claims[0]} is"
        super().__init__(
            f"{several} published and would change. Readers must be told what changed, and why.",
            f'Write the note: factdb articles edit {number} ... --public-note "..." (--dry-run shows the changes)',
        )


class UrlTakenError(RuleError):
    """A URL that another document has."""

    def __init__(self, url: str, number: int) -> None:
        """Name the document."""
        super().__init__(
            f"Document {number} already has the URL {short(url)}.", f"See it: factdb documents show {number}"
        )


class NoSuchProposalError(UsageError):
    """A number that no proposal of the article has."""

    def __init__(self, number: int, count: int) -> None:
        """Say how many there are."""
        super().__init__(
            f"There is no proposal {number}. The article has {count} {'proposal' if count == 1 else 'proposals'}.",
            "See the proposals: factdb articles propose FILE",
        )


class ProposalDecidedError(ChangedMeanwhileError):
    """A proposal that waits no longer: somebody decided it, or the article has changed."""

    def __init__(self, why: str) -> None:
        """Say what happened meanwhile."""
        super().__init__(f"This proposal waits no longer: {why}.", "Go on with the next proposal.")


class SimilarClaimsError(ChangedMeanwhileError):
    """A new claim that looks like claims of the desk, which the person has not seen yet."""

    def __init__(self, claims: Sequence[int]) -> None:
        """Name them."""
        number = "A claim of the desk looks" if len(claims) == 1 else f"{len(claims)} claims of the desk look"
        super().__init__(
            f"{number} like this one: {', '.join(map(str, claims))}. Nothing was added.",
            "Read them. If this claim is another one, add it anyway.",
        )


class ArticlesLeftOutError(FactdbError):
    """Some files that could not be read, while others were."""

    def __init__(self, count: int, noun: str = "file", again: str = "add them again") -> None:
        """Count them, as files, lines or articles; each was named before."""
        super().__init__(
            f"{count} {noun} was left out." if count == 1 else f"{count} {noun}s were left out.",
            f"Correct the {noun}s and {again}.",
        )


class PresentLabelsError(UsageError):
    """A list of an earlier time, of claims on which others disagree: labels mean what the scales say today."""

    def __init__(self) -> None:
        """Name both."""
        super().__init__(
            "Other publishers' labels are compared as they are mapped today, not as at an earlier time.",
            "Leave out the time, or the disagreement.",
        )

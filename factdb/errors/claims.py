"""Refusals about claims, articles and what is typed of them: statuses, evidence, contacts, texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import FactdbError, NoSuchError, NotPermittedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class NoSuchClaimError(NoSuchError):
    """No claim has this number or uid."""

    def __init__(self, name: int | str) -> None:
        """Point to the list of claims."""
        super().__init__("claim", name, next_step="those that there are: factdb claims list")


class RuleError(FactdbError):
    """A rule of the desk refuses this."""


class IllegalMoveError(RuleError):
    """The workflow has no such move."""

    def __init__(self, claim_id: int, current: str, target: str, possible: Sequence[str], hint: str = "") -> None:
        """List the moves that there are."""
        moves = f": it can move to {' or '.join(possible)}" if possible else ""
        super().__init__(f"claim {claim_id} is {current} and can't become {target}{moves}", hint)


class ReasonNeededError(UsageError):
    """This move needs a reason."""

    def __init__(self, claim_id: int, current: str, target: str) -> None:
        """Name the option."""
        super().__init__(f"claim {claim_id}: {current} -> {target} needs a reason", 'give one: --reason "..."')


class RoleNeededError(NotPermittedError):
    """The acting reviewer's role is too low."""

    def __init__(self, handle: str, role: str, needed: str, command: str) -> None:
        """Name both roles and the command."""
        article = "an" if role[0] in "aeiou" else "a"
        super().__init__(
            f'{handle} is {article} {role}: "{command}" takes the role {needed}',
            "act as another with --as HANDLE, or ask an admin",
        )


class NotAReviewerError(NotPermittedError):
    """Whoever acts is no reviewer of this desk, or no longer."""

    def __init__(self, handle: str, why: str, handles: Sequence[str]) -> None:
        """Give the handles that may act."""
        hint = (
            f"act as one who is: --as HANDLE ({', '.join(handles[:5])})"
            if handles
            else "make yourself one: factdb init"
        )
        super().__init__(f'"{handle}" {why}', hint)


class RatingIsNoStatusError(UsageError):
    """A rating was given where a status belongs: the commonest slip of a newcomer."""

    def __init__(self, rating: str, claim_id: int) -> None:
        """Answer with the command that was meant."""
        command = f'factdb claims rate {claim_id} {rating} --because "..."'
        super().__init__(f'"{rating}" is a verdict, not a status. To decide it: {command}')


class SelfLinkError(RuleError):
    """A claim linked to itself."""

    def __init__(self, claim_id: int) -> None:
        """Name the claim."""
        super().__init__(f"claim {claim_id} can't be linked to itself", "name two claims")


class DeskNotEmptyError(RuleError):
    """The worked example goes into a desk without claims."""

    def __init__(self) -> None:
        """Name another place."""
        super().__init__(
            "this desk has claims already: the worked example goes into an empty one",
            "try it beside yours: factdb --db demo.db init --demo",
        )


class NameTakenError(RuleError):
    """A name or handle that another bears."""

    def __init__(self, owner: str, name: str, next_step: str) -> None:
        """Name it."""
        super().__init__(f'{owner} bears the name "{name}" already', next_step)


class ReviewerDisabledError(RuleError):
    """A reviewer who may no longer act."""

    def __init__(self, handle: str) -> None:
        """Name them."""
        super().__init__(f"{handle} may no longer act on this desk", "name another reviewer")


class MainNameError(RuleError):
    """A main name can't be taken away."""

    def __init__(self, name: str, noun: str, number: int) -> None:
        """Name the command that changes it."""
        super().__init__(
            f'"{name}" is the main name of {noun} {number}',
            f"change it first: factdb {noun}s edit {number} --name NAME",
        )


class UnknownStaysError(RuleError):
    """The unknown speaker and source are no people and no outlets."""

    def __init__(self, noun: str) -> None:
        """Name the command that adds one."""
        super().__init__(f"the unknown {noun} stays as it is", f"add the one you mean: factdb {noun}s add NAME")


class EmptyOfficeError(UsageError):
    """An office of which nothing is said."""

    def __init__(self) -> None:
        """Name what may be said."""
        super().__init__("an office needs a title, an organisation or a party", "give TITLE, --organization or --party")


class OfficeDatesError(UsageError):
    """A time that ends before it begins."""

    def __init__(self, until: date) -> None:
        """Name its end."""
        super().__init__(f"the office would end on {until}, before it began", "turn --since and --until round")


class WordsNeededError(UsageError):
    """A claim without words."""

    def __init__(self) -> None:
        """Name the options."""
        super().__init__("a claim needs its words", "give --quote (the passage), --claim (in neutral words), or both")


class NoTextError(RuleError):
    """An article whose text isn't kept."""

    def __init__(self, number: int) -> None:
        """Name the command that keeps it."""
        super().__init__(
            f"the text of article {number} isn't kept, so the passage can't be found in it",
            "add its text: factdb articles add FILE --url URL ...",
        )


class NothingToEditError(UsageError):
    """An edit that names nothing to change."""

    def __init__(self, claim_id: int) -> None:
        """Name the options."""
        super().__init__(
            f"nothing of claim {claim_id} was named to change",
            "--claim --quote --speaker --said-on --occasion --kind --attribution --priority --resolves-on --headline",
        )


class RepeatError(RuleError):
    """A repeat that would go round in a circle, or point at another repeat's repeat."""

    def __init__(self, claim_id: int, other_id: int, why: str) -> None:
        """Say why, and the way round."""
        super().__init__(
            f"claim {claim_id} can't repeat claim {other_id}: {why}",
            f"say it the other way round: factdb claims link {other_id} {claim_id} --kind repeats",
        )


class OneOriginError(UsageError):
    """A claim with an article and another origin beside it."""

    def __init__(self) -> None:
        """Name the options."""
        super().__init__("a claim of an article has the article's source", "give --article, or --source and --url")


class NotAssessableError(RuleError):
    """A claim that the desk is done with."""

    def __init__(self, claim_id: int, status: str) -> None:
        """Name the status, and how a claim that was declined is taken up again."""
        again = f'take it up again: factdb claims status {claim_id} in-review --reason "..."'
        super().__init__(
            f"claim {claim_id} is {status}: nobody is asked what they think of it",
            again if status == "declined" else "",
        )


class ArticleFactsNeededError(UsageError):
    """An article that doesn't tell who published it, or when."""

    def __init__(self, name: str, options: Sequence[str]) -> None:
        """Name the options that say it."""
        super().__init__(f"{name} doesn't tell what factdb must know of an article", f"say it: {' and '.join(options)}")


class NoTerminalError(UsageError):
    """A review that nobody could answer."""

    def __init__(self) -> None:
        """Name the way without questions."""
        super().__init__(
            "a review needs a terminal", "see factdb articles propose FILE, then --accept all or --accept 1,3-5"
        )


class NoSuchProposalError(UsageError):
    """A number that no proposal of the article has."""

    def __init__(self, number: int, count: int) -> None:
        """Say how many there are."""
        super().__init__(
            f"there is no proposal {number}: the article has {count}", "their numbers: factdb articles propose FILE"
        )


class ArticlesLeftOutError(FactdbError):
    """Some files that could not be read, beside others that were."""

    def __init__(self, count: int) -> None:
        """Count them; each was told."""
        super().__init__(
            f"{count} {'file was' if count == 1 else 'files were'} left out", "mend them and give them again"
        )

"""Refusals about speakers and sources (merging, separating, splitting them), and about rating scales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors import CheckFailedError, UsageError, ended
from factdb.errors.claims import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence


class SameAlreadyError(UsageError):
    """Two names of the same speaker or source: it cannot be merged into itself, or marked as different."""

    def __init__(self, word: str, first: str, second: str) -> None:
        """Name both, as they were given."""
        super().__init__(f'"{first}" and "{second}" are the same {word}.', f"See all {word}s: factdb {word}s list")


class MergedAwayError(RuleError):
    """A speaker or source that was merged into another cannot be merged again."""

    def __init__(self, word: str, number: int, name: str, into: str) -> None:
        """Name what it was merged into, and how to undo the merge."""
        super().__init__(
            f"The {word} {name} ({number}) is merged into {into}.",
            f"Name {into} instead, or undo the merge first: factdb {word}s merge {number} --undo",
        )


class NotMergedAwayError(RuleError):
    """A merge that was never made cannot be undone."""

    def __init__(self, word: str, number: int, name: str, merged: Sequence[str]) -> None:
        """Name what was merged into this one: the user may mean one of these."""
        into_it = f"Name one that is merged into it: {', '.join(merged)}" if merged else ""
        super().__init__(f"The {word} {name} ({number}) is not merged into another.", into_it)


class ToldApartError(RuleError):
    """Two speakers or sources that somebody marked as different are not merged."""

    def __init__(self, word: str, first: str, second: str, who: str, day: str) -> None:
        """Say who marked them, when, and how to undo the mark."""
        super().__init__(
            f"{first} and {second} are different {word}s: {who} marked them as different on {day}.",
            f"Undo that first: factdb {word}s different {_number(first)} {_number(second)} --undo",
        )


class NotToldApartError(RuleError):
    """A mark that nobody set cannot be removed."""

    def __init__(self, first: str, second: str) -> None:
        """Name both."""
        super().__init__(f"Nobody has marked {first} and {second} as different.")


class NothingToSplitError(UsageError):
    """A split that moves nothing."""

    def __init__(self, word: str) -> None:
        """Name what can be moved."""
        super().__init__(f"You named nothing to move from the {word}.", "Name claims, or aliases with --alias.")


class NotTheirsError(RuleError):
    """Claims of another speaker or source."""

    def __init__(self, word: str, name: str, claims: Sequence[int]) -> None:
        """Name the claims."""
        listed = ", ".join(map(str, claims))
        super().__init__(f"{name} is not the {word} of claim {listed}. Nothing was changed.", "Leave these claims out.")


class PublicClaimsError(RuleError):
    """The claims are published, so only a public correction changes them."""

    def __init__(self, word: str, claims: Sequence[int], name: str) -> None:
        """Name the claims and the command that corrects one."""
        listed = ", ".join(map(str, claims))
        super().__init__(
            f"The {word} of claim {listed} is published. Nothing was changed.",
            f"Leave these claims out, and correct each publicly: factdb claims correct {claims[0]} "
            f'--{word} "{name}" --public-note "..."',
        )


def _number(named: str) -> str:
    """Return the number of "name (number)"."""
    return named.rpartition("(")[2].removesuffix(")")


class BadScaleFileError(UsageError):
    """A file of scales that does not have the right form."""

    def __init__(self, file: str, place: str, why: str) -> None:
        """Name the file, the place in it, and the reason."""
        where = f"{file}, {place}" if place else file
        super().__init__(ended(f"Cannot read {where}: {why}"), "See the form in seeds/mappings.toml.")


class OwnScaleError(RuleError):
    """The desk's own ratings are not mapped: their definitions say what they mean."""

    def __init__(self, scale: str) -> None:
        """Name the scale."""
        super().__init__(
            f"The ratings of {scale} are the desk's own and cannot be mapped.",
            "See the scales of other publishers: factdb ratings list",
        )


class ScoreError(UsageError):
    """A score for a category that has none."""

    def __init__(self, category: str) -> None:
        """Name the category."""
        super().__init__(
            f"The category {category} has no score.", "Give a score only with truth: 0 (false) to 4 (true)."
        )


class NotInScaleError(RuleError):
    """A label that is not in the scale cannot be unmapped."""

    def __init__(self, scale: str, label: str) -> None:
        """Name both."""
        super().__init__(f'The scale {scale} has no label "{label}". Nothing was changed.')


class UnmappedError(CheckFailedError):
    """Labels that are not counted, because nobody has mapped them."""

    def __init__(self, labels: int, checks: int, ways: str) -> None:
        """Say how many, and how to map the first of them."""
        unmapped = "1 label is not mapped" if labels == 1 else f"{labels} labels are not mapped"
        super().__init__(
            f"{unmapped}, in {checks} other {'check' if checks == 1 else 'checks'}.",
            ways or "No scale can map what these checks say. Rate their claims yourself: factdb claims list --other",
        )


class UnmappedLabelError(RuleError):
    """A check whose label is not mapped to a rating of the desk."""

    def __init__(self, claim_id: int, label: str | None, scale: str | None, ways: str) -> None:
        """Name the label and its scale, the commands that map it, and the one that needs no mapping."""
        named = f'The label "{label}"' if label else "A check without a label"
        of = f" of {scale}" if scale and label else " (no scale is named)" if label else ""
        rate = f'ate the claim yourself: factdb claims rate {claim_id} RATING --because "..." --evidence URL'
        super().__init__(
            f"{named}{of} is not mapped, so the check cannot be adopted.", f"{ways}, or r{rate}" if ways else f"R{rate}"
        )


class NoSuchScaleError(RuleError):
    """A check with a label of a scale that the desk does not have, so that nobody can map the label."""

    def __init__(self, label: str, scale: str, claim_id: int) -> None:
        """Name the scale, and the ways on: a file with the scale, or a rating of the desk's own."""
        super().__init__(
            f'The desk has no scale "{scale}", so the label "{label}" means nothing here and cannot be adopted.',
            f'Rate the claim yourself: factdb claims rate {claim_id} RATING --because "..." --evidence URL, '
            "or add the scale: factdb ratings import FILE",
        )


class SeveralPublisherScalesError(UsageError):
    """A publisher with several scales, none or several of which have the label."""

    def __init__(self, publisher: str, label: str, scales: Sequence[str]) -> None:
        """Name the scales."""
        super().__init__(
            f"{publisher} has several scales: {', '.join(scales)}.",
            "Name one: " + ", or ".join(f'factdb ratings map {scale} "{label}" ...' for scale in scales),
        )


class NameReasonNeededError(UsageError):
    """A change of a name that readers see, without a reason."""

    def __init__(self, word: str, name: str, claims: int) -> None:
        """Say how many published claims show the name."""
        count = "1 published claim" if claims == 1 else f"{claims} published claims"
        super().__init__(f"Readers see the {word} {name} in {count}.", 'Give a reason: --reason "..."')


class OtherPersonError(RuleError):
    """A new name that looks like somebody else's."""

    def __init__(self, word: str, name: str, owner: str, claim_id: int) -> None:
        """Name both, and the command for claims that belong to another."""
        super().__init__(
            f'The name "{name}" shares no word with any name of the {word} {owner}, whom readers see in published '
            "claims.",
            f'If the claims belong to another {word}, correct each: factdb claims correct {claim_id} --{word} "{name}" '
            '--public-note "..."',
        )

"""The desk's policy: what it can rule for itself, and how a desk of one works."""

from __future__ import annotations

from dataclasses import dataclass

from factdb.domain.enums import PolicyName
from factdb.errors import BadValueError

_MOST = 100


@dataclass(frozen=True, slots=True)
class DeskPolicy:
    """How a desk works; the defaults are those of a desk of one.

    four_eyes: whoever proposed a version of a verdict can't approve or publish it, admins too.
    assessments: how many reviewers must have assessed a question before it can be rated.
    blind: nobody sees another's assessment of an undecided question before their own.
    """

    four_eyes: bool = False
    assessments: int = 0
    blind: bool = True

    def value(self, name: PolicyName) -> str:
        """Return a rule's value as people write it: on, off or a number."""
        setting = getattr(self, _FIELDS[name])
        return ("on" if setting else "off") if isinstance(setting, bool) else str(setting)

    @classmethod
    def from_stored(cls, values: dict[PolicyName, str]) -> DeskPolicy:
        """Read rules as they are stored; those that are missing are a desk of one's."""
        # A desk stores only what somebody has set.
        alone = cls()
        return cls(
            four_eyes=values.get(PolicyName.FOUR_EYES, alone.value(PolicyName.FOUR_EYES)) == "on",
            assessments=int(values.get(PolicyName.ASSESSMENTS, alone.assessments)),
            blind=values.get(PolicyName.BLIND, alone.value(PolicyName.BLIND)) == "on",
        )


_FIELDS = {PolicyName.FOUR_EYES: "four_eyes", PolicyName.ASSESSMENTS: "assessments", PolicyName.BLIND: "blind"}
MEANINGS = {
    PolicyName.FOUR_EYES: "whoever proposed a verdict can't approve or publish it",
    PolicyName.ASSESSMENTS: "how many reviewers must have assessed a question before it can be rated",
    PolicyName.BLIND: "nobody sees another's assessment of an undecided question before their own",
}


def parse_rule(name: PolicyName, typed: str) -> str:
    """Return what was typed as it is stored, or refuse it."""
    value = typed.strip().lower()
    if name is PolicyName.ASSESSMENTS:
        # A length first: int() refuses thousands of digits with an error of its own.
        if not (value.isascii() and value.isdigit() and int(value[:4]) <= _MOST):
            raise BadValueError(f"policy {name}", typed, f"is not a number from 0 to {_MOST}")
        return str(int(value))
    if value not in {"on", "off"}:
        raise BadValueError(f"policy {name}", typed, "is not on or off")
    return value

"""The desk's policy: the rules that a desk can change, and their defaults, which suit a desk of one person."""

from __future__ import annotations

from dataclasses import dataclass

from factdb.domain import text
from factdb.domain.enums import PolicyName
from factdb.errors import BadValueError

_MOST = 100
_LONGEST_NAME = 200  # characters
_SWITCHES = {"on": "on", "yes": "on", "off": "off", "no": "off"}


@dataclass(frozen=True, slots=True)
class DeskPolicy:
    """The rules of a desk; the defaults suit a desk of one person.

    four_eyes: nobody, not even an admin, can approve or publish a version of a verdict that they proposed.
    assessments: the number of reviewers who must assess a question before it can be rated.
    blind: reviewers see other assessments of an undecided question only after their own.
    desk_name: the name that outsiders see in place of a reviewer without a pen name; "" if there is none.
    """

    four_eyes: bool = False
    assessments: int = 0
    blind: bool = True
    desk_name: str = ""

    def value(self, name: PolicyName) -> str:
        """Return a rule's value as people write it: on, off, a number or a name."""
        setting = getattr(self, _FIELDS[name])
        return ("on" if setting else "off") if isinstance(setting, bool) else str(setting)

    @classmethod
    def from_stored(cls, values: dict[PolicyName, str]) -> DeskPolicy:
        """Read the stored rules; a missing rule has its default."""
        # A desk stores only the rules that somebody has set.
        alone = cls()
        return cls(
            four_eyes=values.get(PolicyName.FOUR_EYES, alone.value(PolicyName.FOUR_EYES)) == "on",
            assessments=int(values.get(PolicyName.ASSESSMENTS, alone.assessments)),
            blind=values.get(PolicyName.BLIND, alone.value(PolicyName.BLIND)) == "on",
            desk_name=values.get(PolicyName.DESK_NAME, alone.desk_name),
        )


_FIELDS = {
    PolicyName.FOUR_EYES: "four_eyes",
    PolicyName.ASSESSMENTS: "assessments",
    PolicyName.BLIND: "blind",
    PolicyName.DESK_NAME: "desk_name",
}
MEANINGS = {
    PolicyName.FOUR_EYES: "nobody can approve or publish a verdict that they proposed",
    PolicyName.ASSESSMENTS: "the number of reviewers who must assess a question before it can be rated",
    PolicyName.BLIND: "reviewers see other assessments of an undecided question only after their own",
    PolicyName.DESK_NAME: "the name that outsiders see in place of a reviewer without a pen name",
}


def parse_rule(name: PolicyName, typed: str) -> str:
    """Return the typed value in its stored form, or refuse it; an empty name of the desk removes the name."""
    if name is PolicyName.DESK_NAME:
        return text.clean_optional(typed.strip(), f"policy {name}", lines=False, limit=_LONGEST_NAME) or ""
    value = typed.strip().lower()
    if name is PolicyName.ASSESSMENTS:
        # The length first: int() raises its own error for thousands of digits.
        if not (value.isascii() and value.isdigit() and int(value[:4]) <= _MOST):
            why = f"is not a number from 0 to {_MOST}"
            raise BadValueError(f"policy {name}", typed, why, f"Write it so: factdb policy set {name} 2")
        return str(int(value))
    if value not in _SWITCHES:
        next_step = f"Write it so: factdb policy set {name} on (or off)"
        raise BadValueError(f"policy {name}", typed, "is not on or off", next_step)
    return _SWITCHES[value]

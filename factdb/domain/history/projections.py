"""Computes the rows that tables must have according to a history, and how stored rows differ from them.

Rows are (owner, *key, *values), with values as in the history: by code or uid, and times as RFC 3339 text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factdb.domain.history import chain
from factdb.errors import short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from factdb.domain.history.claim_replay import ClaimReplay, Facts

# What a replay raises for a body that factdb did not write: keys are missing, or values have another type.
UNREPLAYABLE = (LookupError, TypeError, AttributeError, ValueError)

Values = tuple[Any, ...]
ExpectedRows = dict[Values, Values]


@dataclass(frozen=True, slots=True)
class Projection:
    """A table that repeats a history: the word for its rows, its columns, and the function that computes its rows."""

    word: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    rows: Callable[[Any], Iterable[tuple[Values, Mapping[str, Any]]]]
    secret: bool = False  # its values may be hidden from the reader of a finding

    def differences(self, state: object, rows: Iterable[Sequence[Any]]) -> Iterator[str]:
        """Yield the differences between the stored rows of an owner and the rows of its history.

        A value that no table can hold is one of them, so that the other tables are still compared.
        """
        try:
            expected_rows = {key: _values(self.values, facts) for key, facts in self.rows(state)}
        except UNREPLAYABLE as error:
            yield f"{self.word}: the history has a value that no table can hold ({error}), so it was not checked"
            return
        width = 1 + len(self.key)
        for row in rows:
            key, stored = tuple(row[1:width]), tuple(row[width:])
            expected = expected_rows.pop(key, None)
            if expected is None:
                yield f"{self._named(key)}: it is not in the history"
            elif expected != stored and self.secret:
                yield f"{self._named(key)}: it differs from the history"
            elif expected != stored:
                yield from _value_differences(f"{self._named(key)}: ", self.values, expected, stored)
        for key in expected_rows:
            yield f"{self._named(key)} is missing, but it is in the history"

    def _named(self, key: Values) -> str:
        return " ".join((self.word, *map(str, key)))


def column_differences(names: Sequence[str], facts: Mapping[str, Any], stored: Sequence[Any]) -> Iterator[str]:
    """Yield the differences between the columns of one row and its history."""
    expected = _values(names, facts)
    if expected != tuple(stored):
        yield from _value_differences("", names, expected, stored)


def _value_differences(place: str, names: Sequence[str], expected: Values, stored: Sequence[Any]) -> Iterator[str]:
    for name, expected_value, stored_value in zip(names, expected, stored, strict=True):
        if expected_value != stored_value:
            yield f"{place}{name} is {shown(stored_value)}, the history says {shown(expected_value)}"


def _values(names: Sequence[str], facts: Mapping[str, Any]) -> Values:
    """Return facts as a table stores them: flags are a list in the history, and one text in the table."""
    values = tuple(map(facts.get, names))
    # Very few tables have flags; the others are spared a comprehension for each row of a ledger.
    if list not in map(type, values):
        return values
    return tuple(", ".join(map(str, value)) if isinstance(value, list) else value for value in values)


def shown(value: object) -> str:
    """Return a value for use in a sentence."""
    return "nothing" if value is None else short(value)


# -- rows that belong to a claim -----------------------------------------------------------------------------------


def _keyed(rows: Mapping[Any, Facts]) -> Iterator[tuple[Values, Facts]]:
    for key, facts in rows.items():
        yield (key if isinstance(key, tuple) else (key,)), facts


def _cited(state: ClaimReplay) -> Iterator[tuple[Values, Facts]]:
    for (version, question), facts in state.verdicts.items():
        for n in facts["evidence"]:
            yield (version, question, n), {}


def _proposed(state: ClaimReplay) -> Iterator[tuple[Values, Facts]]:
    for version, facts in state.proposed.items():
        yield (version,), {**facts, "fields": chain.canonical(facts["fields"])}


def _links(state: ClaimReplay, *, backwards: bool) -> Iterator[tuple[Values, Facts]]:
    for (other_uid, kind, is_from), facts in state.links.items():
        if is_from == backwards:
            yield (kind, other_uid), facts


EVIDENCE = Projection(
    "evidence", ("n",),
    ("question", "stance", "document", "url", "capture", "sha256", "excerpt", "span_start", "span_end", "note",
     "source_class", "asked", "answer_type", "by", "at", "withdrawn_at"),
    lambda state: _keyed(state.evidence),
)  # fmt: skip
VERDICTS = Projection(
    "verdict", ("version", "question"),
    ("rating", "because", "flags", "as_of", "searched", "change", "public_note", "although", "by", "at"),
    lambda state: _keyed(state.verdicts),
)  # fmt: skip
CITED = Projection("evidence cited by verdict", ("version", "question", "n"), (), _cited)
APPROVALS = Projection("approval", ("version", "question"), ("by", "at"), lambda state: _keyed(state.approvals))
ASSESSMENTS = Projection(
    "assessment", ("question", "by", "round"), ("rating", "because", "confidence", "saw_others", "at"),
    lambda state: _keyed(state.assessments), secret=True,
)  # fmt: skip
PROPOSED = Projection("proposed change", ("version",), ("fields", "withdrawn_at"), _proposed)
CONTACTS = Projection(
    "contact", ("n",), ("kind", "who", "how", "made_on", "text", "answer", "outcome", "by", "at", "answered_at"),
    lambda state: _keyed(state.contacts),
)  # fmt: skip
CHECKS = Projection(
    "other check", ("n",), ("publisher", "url", "headline", "scale", "label", "reviewed_on", "label_key", "import"),
    lambda state: _keyed(state.checks),
)  # fmt: skip
WITHDRAWN_CHECKS = Projection("withdrawn check", ("n", "import"), (), lambda state: _keyed(state.withdrawn_checks))
ORIGINS = Projection(
    "origin", ("n",), ("format", "file", "external_id", "fingerprint", "nth", "at", "import"),
    lambda state: _keyed(state.origins),
)  # fmt: skip
LINKS = Projection("link", ("kind", "other"), ("state", "by", "at"), lambda state: _links(state, backwards=False))
LINKS_FROM = Projection(
    "link from another claim:", ("kind", "other"), ("state", "by", "at"), lambda state: _links(state, backwards=True)
)

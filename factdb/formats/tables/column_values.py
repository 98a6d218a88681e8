"""What the first values of a column say of it: addresses, names, labels and days, whatever its heading."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from factdb.domain import dates_as_written, ratings
from factdb.errors import BadValueError
from factdb.formats import fact_checkers
from factdb.formats.tables import headings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from factdb.domain.dates_as_written import DateOrder
    from factdb.formats.rows import Json

MOST_ROWS = 200
"""Rows that are looked at before the columns get their fields."""

MOST_COLUMNS = 2_000
"""Columns that are looked at: as many as a table may have."""

_MOST = 0.8  # of the values of a column: files have some that are odd
_LONGEST_LABEL, _LONGEST_NAME = 40, 60
_FEW = 8  # values; fewer may all differ though they are labels
_NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?")
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+", re.IGNORECASE)
_PAGE = re.compile(r"https?://[^\s/]+\.[^\s/]+/[^\s]", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}|[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?(?:[T ].*)?")
_YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")
_NAME = re.compile(r"[^\W\d_]")
# What most files write for nothing.
_MISSING = frozenset({"none", "null", "nan", "n/a", "na", "#n/a", "<na>"})
_NOTHING = _MISSING | {"", "-"}
VERDICTS = frozenset(
    """
    true|mostly true|half true|halftrue|partly true|partially true|mixture|mixed|mostly false|barely true|false|
    pants on fire|pants fire|fake|real|hoax|misleading|missing context|unproven|unverified|unverifiable|satire|
    outdated|miscaptioned|correct attribution|misattributed|scam|legend|supports|refutes|supported|refuted|
    not enough info|not enough evidence|nei|disputed|conflicting|correct|incorrect|mostly correct|accurate|inaccurate|
    exaggerated|debunked|altered|rumor|rumour|not rumor|verdadero|falso|engañoso|vrai|faux|trompeur|richtig|falsch|
    irreführend|verdadeiro|enganoso
    """.replace("\n", "")
    .replace("  ", "")
    .strip()
    .split("|")
)
"""Usual words for a verdict, in lower case with single spaces."""

VERDICT, SPEAKER, DATE, ADDRESS = "a verdict", "a speaker", "a date", "an address"

_VERDICTS = frozenset(
    "verdict verdicts label labels rating ratings ruling truth truthfulness veracity fact trust judgement".split()  # noqa: SIM905
)
_SPEAKERS = frozenset(
    "speaker speakers claimant claimants claimer person politician politicians spokesperson originator who source "  # noqa: SIM905
    "sources".split()
)
# Addresses of pictures are in most files, and of no use.
_PICTURES = frozenset(
    "image images img photo picture pictures thumbnail thumb logo icon avatar media video".split()  # noqa: SIM905
)
_DATES = frozenset("date day year month said when time published".split())  # noqa: SIM905


class ColumnValues:
    """The values of columns in the first rows of a file, without those that say nothing."""

    def __init__(self, rows: Iterable[Mapping[str, Json]] = ()) -> None:
        """Take the rows as the file has them."""
        # Objects of JSON may each have two thousand keys that no other has.
        self._values: dict[str, list[Json]] = {}
        for row in rows:
            for column, value in row.items():
                if column in self._values or len(self._values) < MOST_COLUMNS:
                    self._values.setdefault(column, []).append(value)
        self._texts: dict[str, list[str]] = {}

    @property
    def columns(self) -> list[str]:
        """The columns of the rows, in the order of the file."""
        return list(self._values)

    def first(self, column: str) -> str | None:
        """Return the first value that says something, as text; None where no row has one."""
        return next(iter(self.texts(column)), None)

    def texts(self, column: str) -> list[str]:
        """Return the values of a column as text."""
        if column not in self._values:
            return []
        if column not in self._texts:
            shown = map(_as_text, self._values[column])
            self._texts[column] = [text for text in shown if text.casefold() not in _NOTHING]
        return self._texts[column]

    def missing(self, column: str) -> dict[str, int]:
        """Return the texts that look as if a program wrote them for a missing value, with the number of rows."""
        texts = (value.strip() for value in self._values.get(column, ()) if isinstance(value, str))
        return dict(Counter(text for text in texts if text.casefold() in _MISSING))

    def are_plain(self, column: str) -> bool:
        """Return whether all values are texts and numbers: no field of one value takes a list, or true and false."""
        values = self._values.get(column, ())
        return all(
            value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)) for value in values
        )

    def are_pages(self, column: str) -> bool:
        """Return whether the values are addresses of pages: that of a whole site says nothing of a claim."""
        return _are_mostly(self.texts(column), lambda text: _PAGE.match(text) is not None)

    def are_checks(self, column: str) -> bool:
        """Return whether the values are addresses of known fact-checkers."""
        return self.are_plain(column) and _are_mostly(
            self.texts(column), lambda text: fact_checkers.publisher_of(text) is not None
        )

    def are_fact_checkers(self, column: str) -> bool:
        """Return whether the values are names of known fact-checkers."""
        return self.are_plain(column) and _are_mostly(self.texts(column), fact_checkers.is_name)

    def are_numbers(self, column: str) -> bool:
        """Return whether the values are numbers."""
        return _are_mostly(self.texts(column), lambda text: _NUMBER.fullmatch(text) is not None)

    def are_labels(self, column: str) -> bool:
        """Return whether the values look like labels: they are short, and repeat where there are many."""
        texts = self.texts(column) if self.are_plain(column) else []
        differ = len(texts) > _FEW and len(set(texts)) * 2 > len(texts)
        return not differ and _are_mostly(texts, lambda text: len(text) <= _LONGEST_LABEL and not is_date(text))

    def are_verdicts(self, column: str) -> bool:
        """Return whether the values are usual words for a verdict."""
        return self.are_plain(column) and _are_mostly(self.texts(column), is_verdict)

    def are_dates(self, column: str) -> bool:
        """Return whether the values look like dates, by numbers or by the name of a month."""
        return _are_mostly(self.texts(column), is_date)

    def are_years(self, column: str) -> bool:
        """Return whether the values are numbers that may be years."""
        return _are_mostly(self.texts(column), lambda text: _YEAR.fullmatch(text) is not None)

    def are_names(self, column: str) -> bool:
        """Return whether the values may be names: short, with letters, and no date, address or number."""
        return _are_mostly(self.texts(column), _may_be_name)

    def are_days(self, column: str, order: DateOrder | None) -> bool:
        """Return whether each value is a day that can be read, or empty."""
        shown = map(_as_text, self._values.get(column, ()))
        return all(not text or _is_day(text, order) for text in shown)


def sign_of(column: str, values: ColumnValues) -> str | None:
    """Return what a column looks like, in words; None if it looks like nothing that a claim needs."""
    in_order = headings.words(column)
    words = set(in_order)
    if values.are_pages(column):
        return None if words & _PICTURES else ADDRESS
    if values.are_verdicts(column) or (words & _VERDICTS and _may_be_verdicts(column, values)):
        return VERDICT
    if values.are_dates(column) or (words & _DATES and values.are_years(column)):
        return DATE
    # The last word is the noun: "sources_location" is a place.
    if (
        in_order[-1:]
        and in_order[-1] in _SPEAKERS
        and values.are_names(column)
        and not values.are_fact_checkers(column)
    ):
        return SPEAKER
    return None


def _may_be_verdicts(column: str, values: ColumnValues) -> bool:
    return (values.are_labels(column) or values.are_numbers(column)) and not values.are_years(column)


def is_verdict(text: str) -> bool:
    """Return whether a text is a usual word for a verdict."""
    return " ".join(ratings.label_key(text).replace("-", " ").replace("_", " ").rstrip("!. ").split()) in VERDICTS


def is_date(text: str) -> bool:
    """Return whether a text looks like a date; a number alone does not."""
    if _DATE.fullmatch(text):
        return True
    if len(text) > _LONGEST_LABEL or not text[-1:].isdigit():
        return False
    try:
        return not _NUMBER.fullmatch(text) and dates_as_written.read(text, "date").day is not None
    except BadValueError:
        return False


def _may_be_name(text: str) -> bool:
    is_short = len(text) <= _LONGEST_NAME and _NAME.search(text) is not None
    return is_short and not is_date(text) and not _ADDRESS.match(text)


def _are_mostly(texts: list[str], test: Callable[[str], bool]) -> bool:
    some = texts[:MOST_ROWS]
    return bool(some) and sum(map(test, some)) >= len(some) * _MOST


def _is_day(text: str, order: DateOrder | None) -> bool:
    try:
        dates_as_written.day(text, "date", order)
    except BadValueError:
        return False
    return True


def _as_text(value: Json) -> str:
    if isinstance(value, str):
        return value.strip()
    return "" if value is None else json.dumps(value, ensure_ascii=False)

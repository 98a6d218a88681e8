"""Reads one cell or one JSON value into one field of a record, or refuses it: the readers that all formats share."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from factdb.domain import dates, dates_as_written, ids, names, new_claim, text, urls
from factdb.domain.enums import Precision
from factdb.errors import BadValueError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from factdb.domain.dates import PartialDate
    from factdb.domain.dates_as_written import DateOrder
    from factdb.formats.tables.layouts import Layout
    from factdb.formats.tables.quoting import Quoting

Word = TypeVar("Word", bound=StrEnum)
CellReader = Callable[[object, str, "Options"], object]
"""Reads the value of a column (its name is for refusals); returns None for an empty value."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
# What most addresses look like. `urls.typed` has nothing to say against one as short as this; it takes its time.
_PLAIN_URL = re.compile(r"https?://(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}(?:/[A-Za-z0-9._~/&=%+-]*)?")
# A heading of a table; the readers of formats name places inside an object, such as checks[0].url.
_HEADING = re.compile(r"[^.\[\]]+")
_SHORT = 253
_LONGEST_ID = 2000
_SEPARATORS = re.compile(r"[,;\n]")
# The texts of a list as Python prints it, in either kind of marks.
_TEXT_LITERAL = re.compile(r"""'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+\"""")
_LIST_LITERAL = re.compile(rf"\s*\[\s*(?:(?:{_TEXT_LITERAL.pattern})\s*,?\s*)*+\]\s*")


@dataclass(frozen=True, slots=True)
class Options:
    """Options for reading a file: columns given by hand (field, or "" to leave it in raw), the order of dates, what
    quotation marks mean in CSV and TSV (None: as the file shows), whether texts are repaired, the layout of the data
    set that the file is of, and texts of tables that stand for nothing (`empty`); `ready` are the layouts that a
    refusal may name where the file looks like one.
    """  # noqa: D205 - one sentence

    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    quoting: Quoting | None = None
    layout: Layout | None = None
    repair: bool = False
    ready: Sequence[Layout] = ()
    empty: tuple[str, ...] = ()

    def says(self, value: object) -> bool:
        """Return whether a value says something: it is no text that stands for nothing."""
        return not isinstance(value, str) or value.strip() not in self.empty


def string(value: object, column: str) -> str | None:
    """Return the text of a value, None where it is empty; refuse a list, an object or a number."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadValueError(column, _shown(value), f"is {_kind(value)}, not text")
    return value if value.strip() else None


def words(value: object, column: str, _options: object = None) -> str | None:
    """Read a text of several lines."""
    typed = string(value, column)
    return text.clean(typed, column, allowed=text.CONTROLS) if typed else None


def line(value: object, column: str, _options: object = None) -> str | None:
    """Read a text of one line."""
    typed = string(value, column)
    return text.clean(typed, column, lines=False, allowed=text.CONTROLS) if typed else None


def unnamed_source(value: object, column: str, _options: object = None) -> str | None:
    """Read the words by which an article names an unnamed source."""
    return new_claim.unnamed_source(string(value, column), column, text.CONTROLS)


def name(value: object, column: str, _options: object = None) -> str | None:
    """Read the name of a person or an outlet."""
    typed = string(value, column)
    return names.clean_name(typed, column, text.CONTROLS) if typed else None


def identity(value: object, column: str, _options: object = None) -> str | None:
    """Read a file's own id, which may be a number."""
    # `True` is an int to Python; as an id it would be "True".
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    typed = string(value, column)
    return text.clean(typed, column, limit=_LONGEST_ID, lines=False, allowed=text.CONTROLS) if typed else None


def label(value: object, column: str, _options: object = None) -> str | None:
    """Read a rating in its publisher's own words; some use numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    return line(value, column)


def uid(value: object, column: str, _options: object = None) -> str | None:
    """Read a claim's uid."""
    typed = string(value, column)
    if typed and not ids.is_uid(typed.strip()):
        raise BadValueError(column, typed, "is not a uid")
    return typed.strip().lower() if typed else None


def url(value: object, column: str, _options: object = None) -> str | None:
    """Read an address as it was typed."""
    typed = string(value, column)
    bare = (typed or "").strip()
    if len(bare) <= _SHORT and _PLAIN_URL.fullmatch(bare):
        return bare
    if not bare:
        return None
    try:
        return urls.valid_url(bare, column)
    except BadValueError as error:
        # A column of addresses without a scheme refuses all of its rows: the option leaves it out.
        way = f"or leave the column out: --map {shlex.quote(f'{column}=')}" if _HEADING.fullmatch(column) else ""
        step = f"{error.next_step.removesuffix('.')}, {way}" if way else error.next_step
        raise BadValueError(column, bare, error.why, step) from None


def date(value: object, column: str, options: Options) -> PartialDate | None:
    """Read a date as far as it is known; a whole number is a year."""
    value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    typed = string(value, column)
    partial = dates_as_written.read(typed, column, options.date_order) if typed else None
    return partial if partial and partial.day else None


def statement_day(value: object, column: str, options: Options) -> PartialDate | None:
    """Read the day of a statement: a date, or the word `unknown`, which states that nobody knows it."""
    is_unknown = isinstance(value, str) and value.strip() == Precision.UNKNOWN
    return dates.UNKNOWN if is_unknown else date(value, column, options)


def day(value: object, column: str, options: Options) -> dt.date | None:
    """Read a date of which the day is known."""
    typed = string(value, column)
    return dates_as_written.day(typed, column, options.date_order) if typed else None


def language(value: object, column: str, _options: object = None) -> str | None:
    """Read a language tag: en, pt-BR."""
    typed = string(value, column)
    if typed and not _LANGUAGE.fullmatch(typed.strip()):
        raise BadValueError(column, typed, "is not a language tag", "Write a tag such as en or pt-BR.")
    return typed.strip() if typed else None


def wikidata(value: object, column: str, _options: object = None) -> str | None:
    """Read a Wikidata id."""
    typed = string(value, column)
    return names.wikidata_id(typed) if typed else None


def one_of(closed: type[Word]) -> Callable[[object, str, object], Word | None]:
    """Return a reader of one word of a closed list, in any case, with spaces or hyphens."""

    def read(value: object, column: str, _options: object = None) -> Word | None:
        typed = string(value, column)
        if not typed:
            return None
        word = "-".join(typed.casefold().replace("_", " ").replace("-", " ").split())
        if word not in set(closed):
            raise BadValueError(column, typed, "is not an allowed word", f"Choose one of: {', '.join(closed)}")
        return closed(word)

    return read


def name_list(value: object, column: str, _options: object = None) -> tuple[str, ...]:
    """Read names in a list, or in one text separated by commas, semicolons or line ends; each one once.

    A text may also be a list as Python writes it: ['Roads', 'Money'].
    """
    typed = value if isinstance(value, list) else string(value, column) or ""
    parts = typed if isinstance(typed, list) else _list_literal(typed) or _SEPARATORS.split(typed)
    cleaned = (name(part, column) for part in parts)
    by_key: dict[str, str] = {}
    for spelling in cleaned:
        if spelling:
            by_key.setdefault(names.name_key(spelling), spelling)
    # Exported, the names are in one cell with commas between them, and would come back as other names.
    for spelling in by_key.values():
        if _SEPARATORS.search(spelling):
            raise BadValueError(column, spelling, "has a comma or a semicolon, which separates names")
    return tuple(by_key.values())


def _list_literal(typed: str) -> list[str] | None:
    """Return the texts of a list literal; None for another text. Without commas it is an array of numpy's."""
    if not _LIST_LITERAL.fullmatch(typed):
        return None
    try:
        return [str(ast.literal_eval(literal)) for literal in _TEXT_LITERAL.findall(typed)] or [""]
    except (SyntaxError, ValueError):
        return None


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case _:
            return "an object"


def _shown(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)


Read = TypeVar("Read")


class Remarks:
    """The parts of one row that could not be read, in sentences. A wrong type is still refused."""

    def __init__(self, options: Options | None = None) -> None:
        """Start without any; `options` say how dates are written."""
        self.sentences: list[str] = []
        self.options = options or Options()

    def read_or_remark(self, read: Callable[[object, str, Options], Read], value: object, column: str) -> Read | None:
        """Read a text, or leave it out with a remark."""
        typed = string(value, column)
        try:
            return read(typed, column, self.options)
        except BadValueError as error:
            self.add(f"{error} The value is kept only in the raw row.")
            return None

    def add(self, sentence: str) -> None:
        """Add a sentence, unless it is there already."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)

"""Finds the field of each column of a table: from `--map`, or else from the heading."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from factdb.domain import names
from factdb.errors.exchange import BadMappingError, NoClaimColumnError, TwoColumnsError
from factdb.formats.records.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# The words of headings, in lower case, letters and digits alone with single spaces, by the field that they mean. The
# names of fields mean themselves. Words with several meanings are in no list: title, name, date, link.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "uid": ("claim uid", "uuid"),
    "external_id": ("id", "claim id", "row id", "claimid"),
    "claim": ("claims", "claim text", "statement", "claim reviewed", "claimreviewed", "assertion", "what was claimed"),
    "quote": ("quotation", "exact quote", "verbatim", "quoted text", "passage", "original quote"),
    "attribution": ("given as",),
    "attributed_to": ("unnamed source", "anonymous source"),
    "kind": ("claim kind", "claim type", "type of claim"),
    "speaker": ("claimant", "said by", "speaker name", "who", "who said it", "claimed by", "person"),
    "speaker_title": ("job title", "speaker s job title", "speaker job", "office", "position", "role", "speaker role"),
    "speaker_party": ("party", "party affiliation", "political party"),
    "speaker_wikidata": ("wikidata", "wikidata id", "qid"),
    "said_on": (
        "claim date",
        "date said",
        "date of claim",
        "claimed on",
        "statement date",
        "date of statement",
        "when",
    ),
    "said_basis": ("date basis",),
    "occasion": ("context", "where", "event", "venue", "claim location", "setting"),
    "source": (
        "outlet",
        "publication",
        "carried by",
        "media outlet",
        "news outlet",
        "medium outlet",
        "reporting source",
    ),
    "url": ("document url", "article url", "claim url", "source url", "original claim url", "page url"),
    "archived_url": ("archive url", "archived copy", "archive link", "cached original claim url"),
    "document_title": ("article title", "article headline", "page title"),
    "document_published": ("published on", "article date", "publication date", "date published"),
    "author": ("article author", "byline", "journalist", "reporter"),
    "resolves_on": ("due", "due on", "resolves", "deadline"),
    "language": ("lang", "language code"),
    "headline": ("fact check headline",),
    "published_url": ("fact check published at",),
    "topics": ("topic", "subject", "subjects", "tags", "category", "categories", "theme"),
    "evidence_url": ("evidence link", "proof", "proof url"),
    "check_publisher": ("publisher", "checked by", "fact checker", "factchecker", "checker", "review publisher"),
    "check_url": ("review url", "fact check url", "factcheck url", "fact check link", "fact checking article"),
    "check_headline": ("review title", "fact check title", "review headline"),
    "check_label": ("verdict", "rating", "label", "truth rating", "textual rating", "ruling", "truth o meter"),
    "check_scale": ("scale", "rating scale"),
    "check_date": ("review date", "reviewed on", "date checked", "fact check date", "checked on"),
}
_DESK_S_OWN = frozenset({"id", "verdict"})
_NO_LETTER = re.compile(r"[\W_]+")


def _heading(column: str) -> str:
    return _NO_LETTER.sub(" ", names.name_key(column)).strip()


_MEANT = {_heading(word): field for field in FIELDS for word in (*SYNONYMS.get(field, ()), field)}


def fields_of(file: str, columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the field of each column that has one; `given` decides before any guess.

    A column named as its field comes before those that only mean it. Otherwise two columns of one field are refused.
    A table with uids is factdb's own: its verdict is the desk's, which no import takes over, and its id a number.
    """
    passed_over = _DESK_S_OWN if "uid" in columns else ()
    typed = {column: field for column, field in mapping.items() if column in columns}
    typed_fields = {field for field in typed.values() if field}
    guessed: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        meant = _MEANT.get(_heading(column))
        if column not in typed and column not in passed_over and meant and meant not in typed_fields:
            guessed[meant].append(column)
    field_by_column = {column: field for column, field in typed.items() if field}
    # A column with the very name of a field settles it; two that only mean it, as claim text and statement, don't.
    for field, candidates in guessed.items():
        own = [column for column in candidates if _heading(column) == _heading(field)] or candidates
        if len(own) > 1:
            raise TwoColumnsError(file, field, own)
        field_by_column[own[0]] = field
    return {column: field_by_column[column] for column in columns if column in field_by_column}


def fields_of_table(file: str, columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a table with these columns: one must hold the claims, and all of `given` must be there."""
    missing = next((column for column in mapping if column not in columns), None)
    if missing is not None:
        near = names.nearest_names(missing, columns)
        raise BadMappingError(
            missing, "names a column that does not exist", f"Did you mean: {', '.join(near)}" if near else ""
        )
    field_by_column = fields_of(file, columns, mapping)
    if not {"claim", "quote"} & set(field_by_column.values()):
        raise NoClaimColumnError(file, columns)
    return field_by_column


def render(mapping: Mapping[str, str]) -> str:
    """Return a mapping as people type it: --map 'Said by=speaker' --map claim=claim."""
    return " ".join(f"--map {shlex.quote(f'{column}={field}')}" for column, field in mapping.items())


def parse(typed: Iterable[str]) -> dict[str, str]:
    """Read the values of `--map`, COLUMN=FIELD each; COLUMN= leaves that column only in the raw row."""
    mapping: dict[str, str] = {}
    for pair in typed:
        column, equals, field = (part.strip() for part in pair.rpartition("="))
        field = field.casefold().replace("-", "_")
        if not equals or not column:
            raise BadMappingError(pair, "has no column before an equals sign")
        if field and field not in FIELDS:
            raise BadMappingError(
                pair, f'names a field that does not exist: "{field}"', f"Choose one of: {', '.join(FIELDS)}"
            )
        if column in mapping or (field and field in mapping.values()):
            raise BadMappingError(pair, "repeats a column or a field of another --map")
        mapping[column] = field
    return mapping


def lines(text: str) -> list[str]:
    """Return the mappings in a file, one a line, without empty lines and comments (#)."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


class FieldsByKeys:
    """The fields of rows that each have columns of their own, as objects in JSON do."""

    def __init__(self, file: str, mapping: Mapping[str, str]) -> None:
        """Take what `--map` says; the answers for the same columns are kept, up to 1,000."""
        # Rows of one file mostly have the same few sets of keys; a hostile file may have a new one in each row.
        self.of = lru_cache(maxsize=1000)(lambda columns: fields_of(file, columns, mapping))

    def __call__(self, row: Mapping[str, object]) -> dict[str, str]:
        """Return the fields of this row's columns."""
        return self.of(tuple(row))

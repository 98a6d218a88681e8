"""The form that `claims edit` opens in an editor: the claim as it is, in TOML, and what was changed in it."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.domain import dates
from factdb.domain.enums import Attribution, Kind
from factdb.errors import BadValueError, UnknownWordError

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

_FIELDS = (
    "claim",
    "quote",
    "attribution",
    "speaker",
    "said_on",
    "occasion",
    "kind",
    "resolves_on",
    "headline",
    "priority",
)
_HEAD = "# Claim {id}. Change what stands in quotes, save and close; close without saving to leave it as it is.\n"


def filled_in(desk: Desk, name: int | str) -> tuple[dict[str, Any], int]:
    """Open the editor; return what was changed, and the version of the claim that was shown.

    What can't be read is shown again with the reason, so that nothing that was typed is lost.
    """
    from factdb.services.reads import claim_page

    with desk.reading() as session:
        claim = claim_page.form_of(session, name, _FIELDS)
    form = _HEAD.format(id=claim["id"]) + "".join(f"{key} = {_quoted(claim[key])}\n" for key in _FIELDS)
    while True:
        typed = click.edit(form, extension=".toml")
        if typed is None:
            return {}, claim["row_version"]
        try:
            return _changes(claim, tomllib.loads(typed)), claim["row_version"]
        except (tomllib.TOMLDecodeError, BadValueError, UnknownWordError) as error:
            form = f"# {error}\n{typed}"
            if not click.confirm(f"{error}. Edit again?", default=True, err=True):
                raise click.Abort from error


def _quoted(value: object) -> str:
    return str(value) if isinstance(value, int) else json.dumps("" if value is None else str(value), ensure_ascii=False)


def _changes(claim: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    for key in typed:
        if key not in _FIELDS:
            raise UnknownWordError("field of a claim", key, _FIELDS)
    shown = {key: "" if claim[key] is None else claim[key] for key in _FIELDS}
    return {key: _read(key, value) for key, value in typed.items() if value != shown[key]}


def _read(key: str, value: Any) -> Any:
    readers: dict[str, Any] = {
        "said_on": lambda text: dates.parse(text or "unknown"),
        "resolves_on": options.LAST_DAY.parse,
        "kind": lambda text: _word(Kind, key, text),
        "attribution": lambda text: _word(Attribution, key, text),
    }
    wanted = int if key == "priority" else str
    if not isinstance(value, wanted):
        raise BadValueError(key, value, "is of the wrong type", "text stands in quotes, the priority is a number")
    return readers.get(key, lambda text: text)(value)


def _word(words: Any, field: str, text: str) -> Any:
    if text not in set(words):
        raise UnknownWordError(field, text, list(words))
    return words(text)

"""Finds JSON-LD and microdata in a page of HTML, by lxml and extruct (the extra "html")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain import linked_data
from factdb.errors.exchange import FileRefusedError, MissingExtraError
from factdb.formats.files import strict_json
from factdb.formats.files.json_stream import Element

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from factdb.formats.files.texts import Text

LONGEST_PAGE = 20_000_000


def elements(text: Text) -> Iterator[Element]:
    """Yield what the page's scripts of JSON-LD say and then its microdata, with the lines where they stand."""
    page = _whole(text)
    try:
        from extruct.w3cmicrodata import MicrodataExtractor  # noqa: PLC0415 - an extra
        from lxml import etree, html  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("pages of HTML", "html") from None
    try:
        tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise FileRefusedError(text.name, 1, f"is no page that can be read: {error}") from None
    yield from _scripts(text.name, tree)
    for item in MicrodataExtractor().extract_items(tree, ""):
        yield Element(1, item)


def _whole(text: Text) -> str:
    page = ""
    for piece in text.pieces():
        page += piece
        if len(page) > LONGEST_PAGE:
            raise FileRefusedError(text.name, 1, f"begins a page of more than {LONGEST_PAGE:,} characters")
    return page


def _scripts(file: str, tree: Any) -> Iterator[Element]:  # noqa: ANN401 - lxml has no types
    for script in tree.iter("script"):
        if not linked_data.is_script_type(script.get("type")):
            continue
        line = script.sourceline or 1
        try:
            values = linked_data.read_script(script.text or "", strict_json.decode)
        except ValueError as error:
            why = strict_json.reason(error)
            raise FileRefusedError(file, line, f"begins a script that is no JSON: {why}") from None
        yield from (Element(line, value) for value in values)

"""Reads a PDF: its text, and the title, author and day that its head states."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from factdb.domain import dates
from factdb.domain.dates import UNKNOWN, PartialDate
from factdb.errors import FactdbError, UnreadableFileError
from factdb.errors.exchange import MissingExtraError
from factdb.extract.pages import pdf_text
from factdb.extract.pages.page_reading import (
    Doubt,
    PageKind,
    PageReading,
    doubts_about_letters,
    without_controls,
)

_CHILD = Path(__file__).with_name("pdf_child.py")
_LONGEST_WAIT = 60  # seconds by the clock: the child ends itself by CPU time, where the system can make it
_WHY = {
    "password": ("it needs a password", "Save a copy without the password, and use the copy."),
    "damaged": ("it is not a PDF, or it is damaged", "Download it again."),
    "pages": ("it has too many pages", "Save the pages that you need as a PDF of their own."),
    "letters": ("it has too much text", "Save the pages that you need as a PDF of their own."),
    "limits": ("reading it takes too much time or memory", "Save the pages that you need as a PDF of their own."),
}
# Programs write the file's name, or their own word for nothing, where an author typed no title.
_NO_TITLE = re.compile(
    r"(?i)^(?:microsoft \w+ - .*|untitled.*|about:blank|.*\.(?:docx?|odt|rtf|indd|pptx?|xlsx?|pdf|html?|tmp))$"
)
# A browser dates the file by the day of printing, which says nothing of the page's own day.
_BROWSERS = re.compile(r"(?i)skia|chrome|mozilla|firefox|safari|quartz pdfcontext|wkhtmltopdf|edge")
_DAY = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_LONGEST_FACT = 300  # characters of a title or a name; the rest is cut off


def read(raw: bytes, name: str) -> PageReading:
    """Read a PDF; its text is empty where its pages are pictures."""
    answer = _run_child(raw, name)
    lines = list(pdf_text.lines_of(answer["lines"]))
    text = "\n\n".join(filter(None, (without_controls(part).strip() for part in pdf_text.paragraphs(lines))))
    facts: dict[str, str] = answer["facts"]
    published = _day(facts)
    doubts = [
        *([] if text else [Doubt.NO_TEXT]),
        *doubts_about_letters(text),
        *([Doubt.DAMAGED_PAGES] if answer["damaged"] else []),
        *([] if published == UNKNOWN else [Doubt.DAY_OF_FILE]),
    ]
    return PageReading(
        PageKind.PDF,
        text,
        title=_title(facts) or _fact(pdf_text.largest_heading(lines)),
        author=_fact(facts.get("Author")),
        published=published,
        doubts=tuple(doubts),
    )


def _run_child(raw: bytes, name: str) -> dict[str, Any]:
    """Return what `pdf_child` reads; it is a program of its own, so that a hostile file ends no other."""
    if find_spec("pypdfium2") is None:
        raise MissingExtraError("PDF files", "pages")
    try:
        # -P: the child's folder must not hide modules of the standard library.
        done = subprocess.run(  # noqa: S603 - our own program; the file goes to its standard input
            [sys.executable, "-P", str(_CHILD)], input=raw, capture_output=True, timeout=_LONGEST_WAIT, check=False
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {"error": "limits"}
    except subprocess.TimeoutExpired:
        answer = {"error": "limits"}
    if "error" in answer:
        raise UnreadableFileError(name, *_WHY[answer["error"]])
    return dict(answer)


def _fact(value: str | None) -> str | None:
    return " ".join(without_controls(value or "").split())[:_LONGEST_FACT] or None


def _title(facts: dict[str, str]) -> str | None:
    title = _fact(facts.get("Title"))
    return None if title is None or _NO_TITLE.match(title) else title


def _day(facts: dict[str, str]) -> PartialDate:
    """Return the day on which the file was made, unless a browser printed a page into it."""
    match = _DAY.match(facts.get("CreationDate", ""))
    if match is None or _BROWSERS.search(f"{facts.get('Creator')} {facts.get('Producer')}"):
        return UNKNOWN
    try:
        return dates.parse("-".join(match.groups()), "published")
    except FactdbError:
        return UNKNOWN

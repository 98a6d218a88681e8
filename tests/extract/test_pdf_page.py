"""A PDF gives its paragraphs and what its head says; a hostile one ends nothing but its reader."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import util

import pytest

from factdb.errors import UnreadableFileError
from factdb.errors.exchange import MissingExtraError
from factdb.extract.pages import pdf_child, pdf_page, pdf_text
from factdb.extract.pages.page_reading import Doubt, PageKind, PageReading, read_page
from factdb.extract.pages.pdf_text import Line
from tests.extract import sample_pdfs
from tests.extract.sample_pdfs import pdf

COLUMN = [
    "The council of Orr decided on Tuesday that the govern-",
    "ment of the town will mend the well-known dam, which",
    "has stood since 1911 and leaks.",
    "A second paragraph follows: the two- and",
    "three-year contracts, and the work of the government,",
    "are well-",
    "known to all.",
]


def page(number: int, lines: list[str], gap_after: int = 0) -> list[tuple[int, int, int, str]]:
    """Return a page with a head, lines, a wider gap after one of them, and a foot with its number."""
    placed = [(50, 760, 9, "The Orr Post, archive")]
    bottom = 700
    for at, line in enumerate(lines, start=1):
        placed.append((50, bottom, 12, line))
        bottom -= 28 if at == gap_after else 14
    return [*placed, (280, 30, 9, f"Page {number} of 3")]


PAGES = [
    page(1, COLUMN, gap_after=3),
    page(2, ["The mayor said that it would take", "years, and that the", "money"]),
    page(3, ["is there."]),
]


def read(raw: bytes) -> PageReading:
    return read_page(raw, "report.pdf")


def test_lines_become_paragraphs_without_heads_feet_and_numbers() -> None:
    first, second, third = read(pdf(PAGES)).text.split("\n\n")
    assert first == (
        "The council of Orr decided on Tuesday that the government of the town will mend the well-known dam, which has "
        "stood since 1911 and leaks."
    )
    assert second == (
        "A second paragraph follows: the two- and three-year contracts, and the work of the government, are well-known "
        "to all."
    )
    assert third == "The mayor said that it would take years, and that the money is there."


def test_a_head_states_title_author_and_day() -> None:
    facts = "/Title(The dam of Orr)/Author(Ada  Lund)/CreationDate(D:20210726103000+02'00')/Producer(LibreOffice 7.6)"
    reading = read(pdf(PAGES, facts))
    assert reading.kind is PageKind.PDF
    assert (reading.title, reading.author, str(reading.published)) == ("The dam of Orr", "Ada Lund", "2021-07-26")
    assert reading.doubts == (Doubt.DAY_OF_FILE,)


def test_a_day_of_printing_is_no_day_of_publication() -> None:
    reading = read(pdf(PAGES, "/CreationDate(D:20210726103000Z)/Producer(Skia/PDF m150)"))
    assert (str(reading.published), reading.doubts) == ("unknown", ())
    assert str(read(pdf(PAGES, "/CreationDate(D:20219926)")).published) == "unknown"


@pytest.mark.parametrize("title", ["Microsoft Word - dam.docx", "untitled", "dam.indd", "", "about:blank"])
def test_a_title_that_a_program_wrote_gives_way_to_the_heading(title: str) -> None:
    heading = [(50, 740, 24, "The dam of Orr"), (50, 712, 24, "is to be mended"), *PAGES[0][1:]]
    reading = read(pdf([heading], f"/Title({title})"))
    assert reading.title == "The dam of Orr is to be mended"
    assert reading.text.startswith("The dam of Orr is to be mended\n\nThe council")


def test_a_text_in_one_size_has_no_heading() -> None:
    assert read(pdf([[(50, 700, 12, "Only this.")]])).title is None


def test_columns_are_read_one_after_the_other() -> None:
    left = [(50, 700 - 14 * at, 12, words) for at, words in enumerate(["The dam of Orr", "leaks, and the"])]
    right = [(320, 700 - 14 * at, 12, words) for at, words in enumerate(["council will", "mend it."])]
    assert read(pdf([[*left, *right]])).text == "The dam of Orr leaks, and the council will mend it."


def test_a_scan_has_no_text() -> None:
    assert read(pdf([[]])).doubts == (Doubt.NO_TEXT,)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"%PDF-1.7\n", "it is not a PDF, or it is damaged"),
        (pdf(PAGES)[:500], "it is not a PDF, or it is damaged"),
        (pdf([], kids=""), "it is not a PDF, or it is damaged"),
        (b"plain words", "it is not a PDF, or it is damaged"),
        (b"", "it is empty"),
        (sample_pdfs.raw_pdf([b""], kids="4 0 R " * 6_000), "it has too many pages"),
        (sample_pdfs.bomb(), "reading it takes too much time or memory"),
    ],
    ids=["head", "cut", "no pages", "words", "empty", "pages", "bomb"],
)
def test_a_pdf_that_cannot_be_read_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableFileError, match=f"Cannot read report.pdf: {why}"):
        read(raw)


def test_a_pdf_with_a_password_is_refused() -> None:
    encrypted = pdf(PAGES).replace(b"/Info", b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>/ID[(a)(a)]/Info")
    encrypted = encrypted.replace(b"(%s)", b"(" + b"x" * 32 + b")")
    with pytest.raises(UnreadableFileError, match="it needs a password") as refusal:
        read(encrypted)
    assert "without the password" in refusal.value.next_step


def test_a_damaged_page_is_doubtful() -> None:
    assert Doubt.DAMAGED_PAGES in read(pdf(PAGES[:2], kids="4 0 R 2 0 R")).doubts


def test_a_reader_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*words: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("pdf_child", 1)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(UnreadableFileError, match="too much time"):
        read(pdf(PAGES))


def test_without_the_extra_a_pdf_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_page, "find_spec", {"pypdfium2": None}.get)
    assert util.find_spec("pypdfium2")
    with pytest.raises(MissingExtraError, match="The library for PDF files is not installed") as refusal:
        read(pdf(PAGES))
    assert refusal.value.next_step == "Install it: pip install 'factdb[pages]'"


def test_the_child_reads_in_this_process_what_it_reads_in_its_own() -> None:
    answer = pdf_child.read(pdf(PAGES))
    assert json.loads(json.dumps(answer)) == answer
    assert (answer["pages"], answer["damaged"]) == (3, 0)
    assert answer["lines"][0][:2] == [0, "The Orr Post, archive"]
    assert pdf_child.read(b"no PDF") == {"error": "damaged"}


def test_the_child_imports_nothing_of_factdb() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-X", "importtime", pdf_child.__file__],
        input=pdf(PAGES),
        capture_output=True,
        check=True,
    )
    assert b"factdb" not in done.stderr
    assert json.loads(done.stdout)["pages"] == 3


def line(text: str, top: float = 700, right: float = 300, left: float = 50, number: int = 0) -> Line:
    return Line(number, text, left, top, right, top - 12, 12)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the gov-", "ernment", "the government"),
        ("the gov\u00ad", "ernment", "the government"),
        ("the Haftbefehl-", "Doku", "the Haftbefehl-Doku"),
        ("COVID-", "19", "COVID-19"),
        ("the years 2019-", "2021", "the years 2019-2021"),
        ("Wohn-", "und Pflegeheim", "Wohn- und Pflegeheim"),
        ("a dash -", "and more", "a dash - and more"),
        ("\u4fc3\u8fdb", "\u822a\u5929", "\u4fc3\u8fdb\u822a\u5929"),
    ],
)
def test_two_lines_are_joined_as_their_words_are(first: str, second: str, joined: str) -> None:
    assert pdf_text.paragraphs([line(first), line(second, top=686)]) == [joined]


def test_a_hyphen_stays_where_the_document_writes_the_word_with_it() -> None:
    lines = ["a well-known man, well-", "known indeed, and an e-", "mail, as this email says"]
    assert pdf_text.paragraphs([line(words, top=700 - 14 * at) for at, words in enumerate(lines)]) == [
        "a well-known man, well-known indeed, and an email, as this email says"
    ]


def test_no_lines_are_no_paragraphs() -> None:
    assert pdf_text.paragraphs([]) == []
    assert pdf_text.largest_heading([]) is None

"""What the bytes of a page are: kinds, charsets, titles."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.archive import page_bytes
from factdb.archive.client import Client
from factdb.archive.fetched import Fetched
from factdb.archive.page_bytes import PageKind
from tests.archive.fault_server import FaultServer


@pytest.mark.parametrize(
    ("content", "content_type", "kind"),
    [
        (b"%PDF-1.7\n", "text/html", PageKind.PDF),
        (b"\x89PNG\r\n\x1a\n123", "", PageKind.IMAGE),
        (b"\xff\xd8\xff\xe0", "text/html", PageKind.IMAGE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "", PageKind.IMAGE),
        (b"\n <!DOCTYPE html><p>x", "application/octet-stream", PageKind.HTML),
        (b"<!-- made by hand --><html>", "", PageKind.HTML),
        ("<html>".encode("utf-16"), "", PageKind.HTML),
        (b"hello", "text/html; charset=utf-8", PageKind.HTML),
        (b"hello", "text/plain", PageKind.TEXT),
        (b"<b>not a page</b>", "text/plain", PageKind.TEXT),
        (b"{}", "application/ld+json", PageKind.JSON),
        (b"PK\x03\x04", "", PageKind.OTHER),
        (b"hello", "", PageKind.OTHER),
        (b" \n", "text/html", PageKind.EMPTY),
    ],
)
def test_the_kind_of_a_page(content: bytes, content_type: str, kind: PageKind) -> None:
    assert page_bytes.page_kind(content, content_type) is kind


@pytest.mark.parametrize("path", ["/latin", "/wrong-charset"])
def test_a_wrong_or_missing_charset(client: Client, server: FaultServer, path: str) -> None:
    outcome = client.fetch(server.url(path))
    assert isinstance(outcome, Fetched)
    assert "Die Brücke kostete" in page_bytes.decode(outcome.content, outcome.content_type)


@pytest.mark.parametrize(
    ("content", "content_type", "codec"),
    [
        (b"x", "text/html; charset=ISO-8859-1", "cp1252"),
        (b"x", 'text/html; charset="Shift_JIS"', "cp932"),
        (b"<meta charset=windows-1251>", "text/html", "cp1251"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "", "gb18030"),
        (b'<?xml version="1.0" encoding="koi8-r"?>', "", "koi8-r"),
        (b"<meta charset=windows-1251>", "text/html; charset=utf-8", "utf-8"),
        (codecs.BOM_UTF8 + b"x", "text/html; charset=latin1", "utf-8"),
        (b"<meta charset=utf-16>", "", "utf-8"),
        (b"\xe4 x", "", "cp1252"),
        ("ä".encode() + b"\xc3", "", "utf-8"),  # cut off in the midst of a letter
        # Python's own codecs are no charset of a page.
        (b"x", "text/html; charset=unicode_escape", "utf-8"),
        (b"x", "text/html; charset=rot13", "utf-8"),
        (b"x", "text/html; charset=utf-7", "utf-8"),
    ],
)
def test_the_charset_of_a_page(content: bytes, content_type: str, codec: str) -> None:
    assert page_bytes.charset(content, content_type) == codec


@given(st.text(), st.sampled_from(["utf-8", "utf-16", "gb18030", "iso-8859-5", "windows-1252", "shift_jis", "big5"]))
def test_text_comes_back_by_its_header(text: str, label: str) -> None:
    codec = "utf-16-le" if label == "utf-16" else label
    content = text.encode(codec, "ignore")
    kept = content.decode(codec, "ignore")
    decoded = page_bytes.decode(content, f"text/html; charset={label}")
    if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return  # a byte order mark says what the text is, whatever the header says
    if label not in {"shift_jis", "big5"}:  # browsers and Python differ in a few signs of these two
        assert decoded == kept.removeprefix("\ufeff")


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_are_text_with_any_header(content: bytes, header: str) -> None:
    for content_type in (header, f"text/html; charset={header}"):
        assert isinstance(page_bytes.decode(content, content_type), str)
        assert page_bytes.page_kind(content, content_type) in PageKind


def test_titles() -> None:
    assert page_bytes.title("<TITLE lang=en>\n The bridge &amp;\n more </TITLE>") == "The bridge & more"
    assert page_bytes.title("<p>none") == ""
    assert page_bytes.title("<title>" + "x" * 100_000) == "x" * 500

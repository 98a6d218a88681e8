"""The letters of a page are those that its author typed, or a doubt says that they may not be."""

# ruff: noqa: RUF001 - letters of other alphabets look like Latin ones, and are what these tests are about

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.errors import UnreadableFileError
from factdb.extract.pages import charsets
from factdb.extract.pages.page_reading import Doubt, PageKind, read_page
from tests.extract import sample_pdfs

SENTENCES = {
    "cp1252": "Le maire a dit «\u00a0c’est déjà fait\u00a0» et a quitté la réunion à huit heures, très fâché.",
    "cp1251": "Мэр сказал, что плотина безопасна, и покинул заседание в восемь часов вечера.",
    "shift_jis": "市長はダムは安全だと述べ、会議を退席した。水曜日に議会が決定した。",
    "euc_jp": "市長はダムは安全だと述べ、会議を退席した。水曜日に議会が決定した。",
    "gb2312": "市长说大坝是安全的，并于晚上八点离开了会议。",
    "big5": "市長說大壩是安全的，並於晚上八點離開了會議。",
    "euc_kr": "시장은 댐이 안전하다고 말하고 저녁 여덟 시에 회의장을 떠났다.",
    "iso8859-2": "Burmistrz powiedział, że tama jest bezpieczna, i opuścił zebranie o ósmej wieczorem, źle.",
    "cp1254": "Başkan barajın güvenli olduğunu söyledi ve saat sekizde toplantıdan ayrıldı, çünkü geç olmuştu.",
    "cp1253": "Ο δήμαρχος είπε ότι το φράγμα είναι ασφαλές και έφυγε από τη συνεδρίαση στις οκτώ.",
    "utf-8": "Le maire a dit «\u00a0déjà fait\u00a0», Мэр сказал, 市長は述べた。",
}


@pytest.mark.parametrize("encoding", SENTENCES)
@pytest.mark.parametrize("where", ["header", "meta", "http-equiv", "xml"])
def test_an_encoding_that_is_named_is_taken(encoding: str, where: str) -> None:
    sentence = SENTENCES[encoding]
    named = {
        "header": "",
        "meta": f'<meta charset="{encoding}">',
        "http-equiv": f'<META content="text/html; charset={encoding}" http-equiv=content-type>',
        "xml": f'<?xml version="1.0" encoding="{encoding}"?>',
    }[where]
    raw = f"{named}<html><body><p>{sentence}</p>".encode(encoding)
    decoded = charsets.decode(raw, f"text/html; charset={encoding}" if where == "header" else "text/html")
    assert sentence in decoded.text
    assert decoded.doubts == []


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "shift_jis", "euc_jp", "big5", "euc_kr", "cp1253"])
def test_an_encoding_that_is_not_named_is_guessed_with_a_doubt(encoding: str) -> None:
    raw = f"<html><script>var x = 1;</script><body><p>{SENTENCES[encoding]}</p>".encode(encoding)
    decoded = charsets.decode(raw, "")
    assert decoded.doubts == [Doubt.GUESSED_ENCODING]
    assert SENTENCES[encoding] in decoded.text


def test_a_header_comes_before_the_page_and_a_mark_before_both() -> None:
    page = '<meta charset="iso-8859-1"><p>Мэр'
    assert "Мэр" in charsets.decode(page.encode("koi8-r"), "text/html; charset=KOI8-R").text
    for mark, encoding in (
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF8, "utf-8"),
    ):
        assert charsets.decode(mark + page.encode(encoding), "text/html; charset=koi8-r") == (page, [])
    assert charsets.decode(page.encode("utf-16-le"), "text/html; charset=utf-16-le") == (page, [])


def test_a_page_of_utf_8_that_names_another_encoding_is_doubtful() -> None:
    page = '<meta charset="gb2312"><p>Le maire a dit « déjà »'
    assert charsets.decode(page.encode(), "") == (page, [Doubt.OTHER_ENCODING])
    assert charsets.decode(b'<meta charset="gb2312"><p>plain', "").text.endswith("plain")


def test_letters_in_escapes_are_read() -> None:
    raw = '<meta charset="iso-2022-jp"><p>市長'.encode("iso-2022-jp")
    assert charsets.decode(raw, "") == ('<meta charset="iso-2022-jp"><p>市長', [])


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("ISO-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("x-sjis", "cp932"),
        ("windows-1251", "cp1251"),
        ("ks_c_5601-1987", "cp949"),
        ("x-gbk", "gb18030"),
        ("utf8", "utf-8"),
        ("utf-7", None),
        ("base64", None),
        ("rot13", None),
        ("unicode_escape", None),
        ("nonsense", None),
    ],
)
def test_the_names_of_encodings_are_those_of_browsers(label: str, encoding: str | None) -> None:
    assert charsets.named_in(f'text/html; charset="{label}"') == encoding


def test_a_page_cannot_name_utf_16_in_its_own_letters() -> None:
    assert charsets.decode('<meta charset="utf-16"><p>é'.encode(), "").doubts == []


def test_letters_that_cannot_be_read_are_doubtful() -> None:
    raw = b"<meta charset=utf-8><article><p>The dam of Orr \xe9 held for a year, " + b"and it held. " * 40
    page = read_page(raw, "a.html")
    assert "Orr \ufffd held" in page.text
    assert page.doubts == (Doubt.LOST_LETTERS,)


def test_letters_that_were_garbled_before_are_doubtful() -> None:
    words = "<article><p>" + "It\u2019s the mayor\u2019s caf\u00e9. ".encode().decode("cp1252") * 20
    assert read_page(words.encode(), "a.html").doubts == (Doubt.GARBLED,)
    assert read_page("Â£5 and «Ã propos»: one is no proof.".encode(), "a.txt").doubts == ()


@given(
    st.binary(max_size=200), st.sampled_from(["", "charset=utf-8", "charset=cp1252", "charset=shift_jis", "charset=x"])
)
def test_any_bytes_are_text(raw: bytes, content_type: str) -> None:
    decoded = charsets.decode(raw, content_type)
    assert isinstance(decoded.text, str)


@given(st.sampled_from(sorted(SENTENCES)), st.data())
def test_letters_of_an_encoding_come_back(encoding: str, data: st.DataObject) -> None:
    letters = sorted({letter for letter in SENTENCES[encoding] if not letter.isascii()})
    words = data.draw(st.text(st.sampled_from([*letters, "a", " "]), min_size=1))
    decoded = charsets.decode(words.encode(encoding), f"text/html; charset={encoding}")
    # By chance two letters of another encoding can be one of UTF-8: then a doubt says so.
    assert decoded.text == words or decoded.doubts == [Doubt.OTHER_ENCODING]


@pytest.mark.parametrize(
    ("raw", "name", "content_type", "kind"),
    [
        (b"The dam held.", "a.txt", "", PageKind.TEXT),
        (b"The dam <b>held</b>.", "a.txt", "", PageKind.TEXT),
        (b"A PDF begins with %PDF-1.7.", "a.txt", "", PageKind.TEXT),
        (b"mail\n" + sample_pdfs.pdf([[]]), "a.pdf", "", PageKind.PDF),
        (sample_pdfs.pdf([[]]), "a", "text/html", PageKind.PDF),
        (b"The dam <b>held</b>.", "a.htm", "", PageKind.HTML),
        (b"The dam <b>held</b>.", "https://post.example/dam", "Text/HTML;charset=utf-8", PageKind.HTML),
        (b"<!-- x --> <!DOCTYPE html><p>x", "a.txt", "text/plain", PageKind.HTML),
        (b"<?xml version='1.0'?><html xmlns='x'><p>x</p></html>", "a", "application/xhtml+xml", PageKind.HTML),
        ("<html><p>x".encode("utf-16"), "a", "", PageKind.HTML),
        ("Мэр сказал".encode("cp1251"), "a", "text/plain; charset=windows-1251", PageKind.TEXT),
    ],
)
def test_the_kind_of_a_page(raw: bytes, name: str, content_type: str, kind: PageKind) -> None:
    page = read_page(raw, name, content_type)
    assert page.kind is kind
    if kind is PageKind.TEXT:
        assert page.text == raw.decode("cp1251" if "1251" in content_type else "utf-8")


def test_a_text_of_a_server_is_without_characters_that_no_database_holds() -> None:
    page = read_page(b"The dam\x00 held\x1b.\n\tIt did.", "https://post.example/dam.txt", "text/plain; charset=latin-1")
    assert page.text == "The dam held.\n\tIt did."


@pytest.mark.parametrize(
    ("raw", "content_type", "why"),
    [
        (b" ", "", "it is empty"),
        (b"\x89PNG", "image/png", 'its content type "image/png" is not that of a page or a text'),
        (b"{}", "application/json", "application/json"),
        (b"no PDF", "application/pdf", "it is not a PDF"),
        (b"\xe9 is not UTF-8", "", "is not UTF-8"),
        (b"PK\x03\x04\x00\xff", "", "is not UTF-8"),
    ],
)
def test_what_is_no_page_is_refused(raw: bytes, content_type: str, why: str) -> None:
    with pytest.raises(UnreadableFileError, match=why):
        read_page(raw, "https://post.example/dam", content_type)

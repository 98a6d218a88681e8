"""A page of HTML gives the article's text and what the page says about itself."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factdb.errors import UnreadableFileError
from factdb.errors.exchange import MissingExtraError
from factdb.extract.pages import html_page
from factdb.extract.pages.page_reading import Doubt, PageKind, PageReading, read_page

BODY = "<p>The dam at Orr was &ldquo;safe&rdquo;, <b>Ann Lee</b> said." + " It held." * 30
TEXT = "The dam at Orr was \u201csafe\u201d, Ann Lee said." + " It held." * 30
LINKED_DATA = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebPage", "name": "no"}, {"@type": "NewsArticle", "headline": "The dam", "datePublished":
"2021-07-26T23:30:00-08:00", "author": [{"name": "A. Wu"}, {"name": "B. Ek"}], "publisher": {"name": "The Orr Post"},
"dateModified": "2021-08-02", "mainEntityOfPage": "https://post.example/dam", "inLanguage": "en"}]}</script>"""
SECTIONS = [
    "News",
    "Sport",
    "Culture",
    "Money",
    "World",
    "Weather",
    "Travel",
    "Opinion",
    "Video",
    "Podcasts",
    "Jobs",
    "Shop",
]
MENU = "".join(f'<li><a href="/{name}">{name} of the day</a></li>' for name in SECTIONS)


def read(html: str, address: str | None = None) -> PageReading:
    return read_page(html.encode("utf-8", "surrogatepass"), "page.html", "text/html", address)


def test_linked_data_comes_before_meta_tags() -> None:
    page = read(f'<html lang="en-US"><meta property="og:title" content="Other">{LINKED_DATA}{BODY}')
    assert page.kind is PageKind.HTML
    assert (page.title, page.source, page.author) == ("The dam", "The Orr Post", "A. Wu, B. Ek")
    assert (str(page.published), str(page.modified)) == ("2021-07-26", "2021-08-02")
    assert (page.language, page.url) == ("en-US", "https://post.example/dam")
    assert page.doubts == ()


def test_linked_data_may_be_hidden_wrapped_and_prefixed() -> None:
    script = """<script type="application/ld+json; charset=utf-8">//<![CDATA[
    {"@type": "http://schema.org/Article", "headline": {"@value": "The dam"}, "author": "A. Wu"}
    //]]></script>"""
    page = read(script + BODY)
    assert (page.title, page.author) == ("The dam", "A. Wu")


def test_meta_tags_and_time_elements_are_read_too() -> None:
    page = read(
        '<title>Dam | Post</title><meta property="og:site_name" content="Post"><meta name="author" content="By A. Wu">'
        '<link rel="canonical" href="https://post.example/1"><h1><img></h1><h1>The <i>dam</i></h1>'
        '<time itemprop="dateModified" datetime="2020-02-03">x</time>'
        f'<time datetime="2020-01-02">x</time>{BODY}'
    )
    assert (page.title, page.source, page.author) == ("The dam", "Post", "A. Wu")
    assert (str(page.published), str(page.modified)) == ("2020-01-02", "2020-02-03")
    assert page.url == "https://post.example/1"


def test_an_author_is_an_element_with_a_name_in_it() -> None:
    author = '<div itemprop="author">Written by <span itemprop="name">A. Wu</span>, our reporter</div>'
    assert read(f'<meta name="author" content="105092">{author}{BODY}').author == "A. Wu"
    assert read(f'<a rel="author" href="/wu">A. Wu</a>{BODY}').author == "A. Wu"


def test_a_title_is_without_the_name_of_the_site_and_without_character_references() -> None:
    head = '<meta property="og:site_name" content="The Orr Post"><meta property="og:title" content="{}">'
    assert (
        read(head.format("The &amp;#8216;safe&amp;#8217; dam - The Orr Post") + BODY).title
        == "The \u2018safe\u2019 dam"
    )
    assert read(head.format("The Orr Post") + BODY).title == "The Orr Post"
    assert read(head.format("The dam - and The Orr Post") + BODY).title == "The dam - and The Orr Post"


def test_only_the_article_is_text() -> None:
    page = read(
        f"<nav><ul>{MENU}</ul></nav><article>{BODY}<ul><li>First of the items is this.<li>Second of them.</ul>"
        "<aside><p>Read more</aside></article>"
        "<div class=comments><p>I never liked that dam.</div><footer><p>All rights</footer><script>var p = 1</script>"
    )
    assert page.text.split("\n\n") == [TEXT, "First of the items is this.", "Second of them."]


def test_a_short_article_is_read_whole() -> None:
    page = read("<article><p>The tunnel closed on Tuesday.</p><p>It will open<br>in May.</p></article>")
    assert page.text == "The tunnel closed on Tuesday.\n\nIt will open\n\nin May."
    assert page.doubts == ()


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body><nav><ul>{MENU}</ul></nav><div id=root></div><script>load()</script></body></html>",
        f"<html><body><div><ul>{MENU}</ul></div></body></html>",
        "<html><body></body></html>",
        "<!doctype html>",
        "<html><head><title>Frames</title></head><frameset><frame src=a.html></frameset></html>",
    ],
)
def test_a_page_without_an_article_has_no_text(html: str) -> None:
    page = read(html)
    assert (page.text, page.doubts) == ("", (Doubt.NO_TEXT,))


def test_a_little_text_beside_much_else_is_doubtful() -> None:
    others = "".join(f"<div><a href=/{at}>Another story of the day, the {at}th of many</a></div>" for at in range(60))
    page = read(f"<body><article><p>Subscribe to read on, the article says.</p></article><aside>{others}</aside>")
    assert page.text == "Subscribe to read on, the article says."
    assert page.doubts == (Doubt.LITTLE_TEXT,)


@pytest.mark.parametrize(
    ("canonical", "fetched", "url", "doubts"),
    [
        ("/dam", "https://www.post.example/x?utm_source=a", "https://www.post.example/dam", ()),
        ("https://post.example/", "https://post.example/dam", None, ()),
        ("https://post.example/", None, None, ()),
        ("https://post.example/?p=7", "https://post.example/dam", "https://post.example/?p=7", ()),
        (
            "https://agency.example/dam",
            "https://post.example/dam",
            None,
            (Doubt.OTHER_ADDRESS,),
        ),
        ("https://news.post.example/dam", "https://post.example/d", "https://news.post.example/dam", ()),
        ("http://[", "https://post.example/dam", None, ()),
        ("javascript:x", None, None, ()),
        ("/dam", None, None, ()),
        ("", "https://POST.example:443/dam#top", None, ()),
    ],
)
def test_the_address_of_a_page(canonical: str, fetched: str | None, url: str | None, doubts: tuple[Doubt, ...]) -> None:
    page = read(f'<link rel="canonical" href="{canonical}">{BODY}', fetched)
    assert (page.url, page.doubts) == (url, doubts)


def test_a_page_that_says_nothing_is_read() -> None:
    page = read(f"<script type='application/ld+json'>{{broken</script>{BODY}")
    assert (page.text, page.title, page.source, str(page.published)) == (TEXT, None, None, "unknown")


@pytest.mark.parametrize("library", ["trafilatura", "lxml"])
def test_without_the_extra_a_page_is_refused(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match="The library for web pages is not installed") as refusal:
        read(BODY)
    assert refusal.value.next_step == "Install it: pip install 'factdb[pages]'"


def test_a_page_larger_than_any_article_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableFileError, match="a page of more than 50,000 elements"):
        read("<p>x" * 60_000)
    monkeypatch.setattr(html_page, "LONGEST_PAGE", 100)
    with pytest.raises(UnreadableFileError, match="more than 100 characters"):
        read(BODY)


PIECES = [
    "<",
    "<p>",
    "<a ",
    '<a href="',
    "<!--",
    "<p x=",
    '<p "<p" ',
    "<div>x</p>",
    "&#",
    "<b></i>",
    "<li>x",
    "<title>",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_page_is_read_soon(piece: str) -> None:
    start = time.process_time()
    assert isinstance(read(piece * (20_000 // len(piece))).text, str)
    assert time.process_time() - start < 5


@given(
    st.lists(
        st.sampled_from([*PIECES, "</p>", "<article>", "<script>", "<time datetime=x>", "\x00", "&#0;", "\ud800"])
        | st.text(max_size=8)
    ).map("".join)
)
@settings(max_examples=40)
def test_any_page_is_read(html: str) -> None:
    if html.strip():
        text = read(html).text
        assert "\x00" not in text
        text.encode()

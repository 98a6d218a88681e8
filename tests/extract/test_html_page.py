"""A page of HTML gives the article's text and what the page tells about itself."""

from __future__ import annotations

from factdb.extract import html_page

BODY = "<p>The dam at Orr was &ldquo;safe&rdquo;, <b>Ann Lee</b> said." + " It held." * 30
LINKED_DATA = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebPage", "name": "no"}, {"@type": "NewsArticle", "headline": "The dam", "datePublished":
"2021-07-26T23:30:00-08:00", "author": [{"name": "A. Wu"}, {"name": "B. Ek"}], "publisher": {"name": "The Orr Post"},
"mainEntityOfPage": "https://post.example/dam", "inLanguage": "en"}]}</script>"""


def test_linked_data_comes_before_meta_tags() -> None:
    found = html_page.read_page(f'<html lang="en-US"><meta property="og:title" content="Other">{LINKED_DATA}{BODY}')
    assert (found.title, found.source, found.author) == ("The dam", "The Orr Post", "A. Wu, B. Ek")
    assert (str(found.published), found.language, found.url) == ("2021-07-26", "en-US", "https://post.example/dam")


def test_linked_data_may_be_hidden_wrapped_and_prefixed() -> None:
    script = """<script type="application/ld+json; charset=utf-8">//<![CDATA[
    {"@type": "http://schema.org/Article", "headline": {"@value": "The dam"}, "author": "A. Wu"}
    //]]></script>"""
    found = html_page.read_page(script + BODY)
    assert (found.title, found.author) == ("The dam", "A. Wu")


def test_meta_tags_and_time_elements_tell_too() -> None:
    found = html_page.read_page(
        '<title>Dam | Post</title><meta property="og:site_name" content="Post"><meta name="author" content="By A. Wu">'
        f'<link rel="canonical" href="https://post.example/1"><h1>The <i>dam</i></h1>'
        f'<time datetime="2020-01-02">x</time>{BODY}'
    )
    assert (found.title, found.source, found.author) == ("The dam", "Post", "A. Wu")
    assert (str(found.published), found.url) == ("2020-01-02", "https://post.example/1")


def test_only_the_article_is_text() -> None:
    found = html_page.read_page(
        f"<nav><li>Home and other places of it</li></nav><article>{BODY}<p>Second."
        "<aside><p>Read more</aside></article>"
        "<footer><p>All rights</footer><script>var p = '<p>no</p>'</script>"
    )
    first, second = found.text.split("\n\n")
    assert first.startswith("The dam at Orr was \u201csafe\u201d, Ann Lee said. It held.")
    assert second == "Second."


def test_without_an_article_element_the_longest_part_counts() -> None:
    found = html_page.read_page(f"<div><p>Sign up.</p></div><div>{BODY}</p><p>And more.</p></div>")
    assert found.text.endswith("It held.\n\nAnd more.")
    assert "Sign up" not in found.text


def test_a_better_reader_takes_the_place_of_ours() -> None:
    assert html_page.read_page(BODY, body=str.upper).text == BODY.upper()


def test_a_page_that_tells_nothing_is_read() -> None:
    found = html_page.read_page("<script type='application/ld+json'>{broken</script>only text")
    assert (found.text, found.title, str(found.published)) == ("only text", None, "unknown")


def test_two_line_breaks_part_paragraphs() -> None:
    assert html_page.read_page("<p>One<br>line.<br /> <br>Two.</p>").text == "One line.\n\nTwo."

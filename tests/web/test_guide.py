"""The guide in the browser: its pages, their links and anchors, and the search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from factdb import guide
from factdb.web.pages.answers import guide_pages
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from factdb.web.site import Site


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return Visitor(site).sign_in("rae")


def test_links_of_all_pages_lead_to_pages_and_pictures(visitor: Visitor) -> None:
    addresses = set()
    for topic in guide.topics():
        page = visitor.page(f"/guide/{topic}")
        assert f'<h1 id="{guide_pages.HEADING}{guide.Anchors().of(guide.page(topic).title)}">' in page
        article = page[page.index("<article") :]
        assert "style=" not in article
        assert "&lt;!--" not in article
        addresses |= set(re.findall(r'(?:href|src)="(/[^"#]*)', article))
    assert len(addresses) > 10
    for address in addresses:
        assert visitor.client.get(address).status_code == 200, address


def test_search_leads_to_the_heading_of_a_line(visitor: Visitor) -> None:
    page = visitor.page("/guide?q=take+next+claim")
    places = re.findall(r'<a href="(/guide/[\w-]+)#([\w-]+)">', page)
    assert places
    for address, anchor in places:
        assert f'id="{anchor}"' in visitor.page(address)


def test_a_line_of_a_table_is_no_markdown(visitor: Visitor) -> None:
    page = visitor.page("/guide?q=parquet")
    assert "<li><code>parquet</code> · a table of typed columns" in page
    assert "<li>|" not in page
    assert "](" not in page.partition("<h2>All topics")[0]


def test_search_without_a_line(visitor: Visitor) -> None:
    assert "No line of the guide has these words." in visitor.page("/guide?q=nothingofthekind")


def test_missing_pages(visitor: Visitor) -> None:
    for address in ("/guide/reviewin", "/guide/..%2f..%2fpyproject", "/guide/none.png", "/guide/web.md"):
        assert visitor.client.get(address).status_code == 404, address


def test_headings_that_come_again_have_anchors_of_their_own() -> None:
    anchors = guide.Anchors()
    assert [anchors.of(heading) for heading in ("Two keys, `a b`", "Keys", "Keys")] == [
        "two-keys-a-b",
        "keys",
        "keys-1",
    ]


def test_html_of_a_page_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# A\n\n<script>alert(1)</script> [x](javascript:alert(1)) [y](other.md#z)\n"
    monkeypatch.setattr(guide, "page", lambda topic: guide.GuidePage(topic, "A", "", text))
    guide_pages.rendered.cache_clear()
    html = guide_pages.rendered("hostile", "/desk")
    guide_pages.rendered.cache_clear()
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert 'href="/desk/guide/other#heading-z"' in html

"""Texts in Arabic beside English: each has its direction on every page, and its language where that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from factdb.web.site import Site
from tests.web import all_pages
from tests.web.all_pages import Shown
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from tests.databases import Templates

ARABIC = re.compile(r"[\u0600-\u06ff]")
TITLE, REASON, NOTE = "ميناء المدينة", "لأن الميناء فتح.", "اتصلنا بالوزارة."
TYPED = "سؤال القارئ"
CLAIM, ADDED = "تفتح المدينة ميناء جديدا في مايو.", "أربعة ملايين هي كلفة الميناء."
QUOTE = "ستفتح المدينة ميناءها الجديد في شهر مايو"
KNOWN = (CLAIM, ADDED, QUOTE, TITLE)
"""Words of claims and articles whose language is in the ledger."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Reading(HTMLParser):
    """Collects the texts of a page that are wrong: Arabic without its direction, or without its known language."""

    wrong: list[str] = field(default_factory=list)
    stack: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.stack.append(element)
        for name in ("value", "placeholder"):
            if element.attributes.get("type") not in {"hidden", "checkbox", "radio"} and tag == "input":
                self.hold(element.attributes.get(name) or "")
        if tag in VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.stack):
            while self.stack.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.hold(data)

    def hold(self, text: str) -> None:
        """Hold a text to the attributes of the elements around it."""
        if not ARABIC.search(text):
            return
        direction = self.nearest("dir") or "ltr"
        is_drawn = any(element.tag == "svg" for element in self.stack)  # SVG has no such attribute
        if not is_drawn and direction not in {"rtl", "auto"}:
            self.wrong.append(f"{self.stack[-1].tag}, dir={direction}: {text.strip()}")
        tag, words = self.stack[-1].tag, text.strip()
        # Typed words may be in any language, and an answer in SQL does not say that of an article's title.
        is_known = words in KNOWN and tag not in {"textarea", "input"} and (tag, words) != ("td", TITLE)
        if is_known and self.nearest("lang") != "ar":
            self.wrong.append(f"{self.stack[-1].tag}, lang={self.nearest('lang')}: {text.strip()}")

    def nearest(self, name: str) -> str | None:
        for element in reversed(self.stack):
            if name in element.attributes:
                return element.attributes[name]
            if name == "dir" and element.tag == "bdi":
                return "auto"
        return None


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    (database,) = templates.copy("sqlite", "demo", tmp_path_factory.mktemp("direction") / "desk.db")
    site = Site(database.pooled(), "ana")
    yield site
    site.database.close()


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, Shown]:
    """All pages, and those of a claim in Arabic with all that hangs on it."""
    shown = all_pages.prepare(site)
    ana = Visitor(site).sign_in("ana")
    number = int(shown["claim, right to left"].path.rpartition("/")[2])
    article = int(shown["proposals, right to left"].path.split("/")[2])
    page = all_pages.EVIDENCE
    ana.post(number, "tag", topics="موانئ")
    ana.post(number, "note", note=NOTE)
    ana.post(number, "evidence", url=f"{page}/ar", stance="supports", excerpt=REASON, title=NOTE, note=NOTE)
    ana.post(number, "contact", kind="reply", who="الوزارة", how="email", text=TYPED)
    ana.post(number, "contact", kind="complaint", who="قارئ", text=TYPED)
    ana.post(number, "assess", truth_rating="true", because=REASON)
    ana.post(number, "rate", truth_rating="true", because=REASON, pages=f"supports:{page}/ar2 {REASON}")
    ana.post(number, "status", status="published")
    fields = {"truth_rating": "half-true", "public_note": REASON, "because": REASON, "pages": f"supports:{page}/3"}
    ana.post(number, "correct", **fields)
    ana.post(number, "edit", was_occasion="", occasion="خطاب")
    form = {"quote": "الكلفة بلغت أربعة ملايين", "claim": ADDED, "speaker": "أحمد علي", "anyway": "1"}
    added = ana.client.post(f"/articles/{article}/claims", data=form)
    other = re.search(r"Claim (\d+) added", added.text)
    assert other, added.text
    ana.post(int(other[1]), "link", other=str(number), link="similar")
    bulk = {"change": "move", "status": "in-review", "claim": other[1]}
    return shown | {
        "ar, start": Shown("/"),
        "ar, claims": Shown("/claims?topic=موانئ&q=ميناء"),
        "ar, claim": Shown(f"/claims/{number}"),
        "ar, reader": Shown(f"/claims/{number}", handle="rae"),
        "ar, open claim": Shown(f"/claims/{other[1]}"),
        "ar, after": Shown(f"/claims/{other[1]}/note", {"note": NOTE}),
        "ar, refused": Shown(f"/claims/{other[1]}/tag", {"topics": "موانئ", "version": "0"}, status=409),
        "ar, history": Shown(f"/claims/{number}/history?a=1&b=2"),
        "ar, similar": Shown(f"/claims/{number}/similar"),
        "ar, quotation": Shown(f"/claims/{number}/quotation"),
        "ar, evidence": Shown(f"/claims/{number}/evidence/1"),
        "ar, bulk": Shown("/claims/change", bulk),
        "ar, article": Shown(f"/articles/{article}"),
        "ar, proposals": Shown(f"/articles/{article}/proposals?all=1"),
        "ar, refused claim": Shown(f"/articles/{article}/claims", {"claim": "س", "quote": "لا شيء"}, status=404),
        "ar, similar claims": Shown(
            f"/articles/{article}/claims", {"claim": CLAIM, "start": "0", "end": "20"}, status=409
        ),
        "ar, report": Shown("/reports/replies"),
        "ar, reports of corrections": Shown("/reports/corrections"),
        "ar, open report": Shown("/reports/single-source"),
        "ar, question": Shown("/sql", {"sql": "SELECT language, claim, quote FROM v1_claims ORDER BY id DESC"}),
        "ar, no such name": Shown("/claims?speaker=لا أحد", status=404),
    }


def test_every_text_has_its_direction_and_its_language(site: Site, pages: dict[str, Shown]) -> None:
    wrong: dict[str, list[str]] = {}
    seen = 0
    for name, shown in pages.items():
        source = all_pages.source_of(site, shown)
        seen += bool(ARABIC.search(source))
        reading = Reading()
        reading.feed(source)
        if reading.wrong:
            wrong[name] = reading.wrong
    assert wrong == {}
    assert seen > len(pages) / 4

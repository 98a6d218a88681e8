"""Words of others in Chromium: a script in any field is shown as text, runs nowhere, and turns no line around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factdb.web.site import Site
from tests.web.browsers import Served, open_all_parts
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

pytestmark = pytest.mark.browser

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
TURNED = "\u202eevil\u202c"
PAGE = "https://example.org/p"


def words(n: int) -> str:
    """Return an attack that the page can be asked for."""
    return f"Field{n} {ATTACK} {TURNED}"


def fill(site: Site) -> dict[str, int]:
    """Write an attack into every field of text; return how many of them a page must show."""
    ana = Visitor(site).sign_in("ana")
    fields = (words(n) for n in range(100))
    text = f"{words(98)}\n\n“{words(99)},” Ada Lund said on Tuesday.\n"
    form = {"text": text, "title": next(fields), "source": next(fields), "author": next(fields)}
    added = ana.client.post("/articles/new/add", data=form | {"published": "2026-11-18"})
    assert added.url.path.endswith("/proposals"), added.text
    answers = [
        ana.post(19, "note", note=next(fields)),
        ana.post(19, "tag", topics="Field <script>alert(4)</script>"),
        ana.post(19, "edit", **{name: next(fields) for name in ("claim", "speaker", "occasion", "headline")}),
        ana.post(
            19,
            "evidence",
            url=PAGE,
            stance="supports",
            excerpt=next(fields),
            title=next(fields),
            evidence_note=next(fields),
        ),
        ana.post(19, "contact", kind="complaint", who=next(fields), text=next(fields)),
        ana.post(19, "assess", truth_rating="true", because=next(fields)),
        ana.post(19, "rate", truth_rating="true", because=next(fields), pages=f"supports:{PAGE}/2"),
    ]
    assert [answer.status_code for answer in answers] == [200] * len(answers), [a.text[:2000] for a in answers]
    article = added.url.path.removesuffix("/proposals")
    lists = {"/claims?q=Field4": 1, "/claims?q=%3Cscript%3Ealert(9)%3C/script%3E": 0, "/": 0, "/articles": 1}
    return {"/claims/19": 12, "/claims/19/history": 8, article: 4, f"{article}/proposals": 4, **lists}


def watched(page: Page) -> list[str]:
    """Return the list of what goes wrong on a page: dialogs, and what the console says of the policy."""
    seen: list[str] = []

    def note(dialog: Dialog) -> None:
        seen.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    return seen


def test_a_script_in_any_field_is_text(served_demo: Served) -> None:
    shown = fill(served_demo.site)
    page = served_demo.visit()
    seen = watched(page)
    for path, count in shown.items():
        answer = page.goto(f"{served_demo.address}{path}")
        assert answer
        assert answer.ok
        open_all_parts(page)
        inert = page.locator("main").inner_text().count("<img src=x onerror=alert(2)>")
        assert inert >= count, path
        assert page.locator("main :is(script, img, svg)").count() == 0
        assert seen == [], path


def test_a_turned_word_turns_nothing_around_it(served_demo: Served) -> None:
    ana = Visitor(served_demo.site).sign_in("ana")
    ana.post(19, "edit", speaker="\u202eevil", claim="\u202eA bridge was opened.")
    page = served_demo.open(path="/claims/19")
    assert page.locator("h1 .quiet").inner_text() == "19"
    number, title = (page.locator(part).bounding_box() for part in ("h1 .quiet", "h1"))
    assert number
    assert title
    assert number["x"] - title["x"] < 5  # the number still stands before the words
    day = page.locator("main p.row span").nth(1)
    assert day.inner_text().startswith("20")

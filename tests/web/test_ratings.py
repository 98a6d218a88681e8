"""The scales, labels that nobody has mapped, and the form that maps them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from factdb.formats.records.claim_record import CheckRecord
from factdb.services.actor import find_actor
from factdb.services.decisions import other_checks
from factdb.services.ledger import claim_ledger
from factdb.store import sessions
from factdb.web.pages.words import ratings
from tests.conftest import NOW
from tests.web.conftest import Visitor
from tests.web.test_people import send

if TYPE_CHECKING:
    import httpx2

MAP = "/ratings/map"
FAR: dict[str, str] = {"publisher": "Example Facts", "label": "Not far off"}


@pytest.fixture(autouse=True)
def checks(ana: Visitor) -> None:
    """Let others have checked claims, with labels that nobody has mapped."""
    labels = (
        (19, "Example Facts", "Not far off"), (18, "Example Facts", "NOT FAR OFF!"), (18, "Example Facts", "Wide"),
        (17, "PolitiFact", "Half-true."), (17, "PolitiFact", "Nobody knows"),
    )  # fmt: skip
    with sessions.writing(ana.site.database) as session:
        actor = find_actor(session, "ana", NOW)
        for n, (number, publisher, label) in enumerate(labels):
            check = CheckRecord(publisher=publisher, label=label, url=f"https://example.org/{n}")
            other_checks.add(session, claim_ledger.lock_one(session, number), actor, check)


def mapped(visitor: Visitor, **form: Any) -> httpx2.Response:  # noqa: ANN401 - what the form has
    return send(visitor, MAP, **FAR | {"category": "truth", "score": "3", "reason": "They say so."} | form)


def unmapped(visitor: Visitor) -> set[str]:
    return {row["label"] for row in visitor.client.get("/ratings/unmapped.json").json()}


def test_scales_with_their_publishers_and_ratings(ana: Visitor) -> None:
    assert re.search(r"<td>PolitiFact</td>", ana.page("/ratings"))
    page = ana.page("/ratings?scale=politifact")
    assert "Half True" in page
    assert re.search(r"Half True</a></td>.*?<td>0</td>\s*<td>1</td>", page, re.DOTALL)
    assert "the desk's own" in ana.page("/ratings?scale=factdb-truth")
    assert {row["scale"] for row in ana.client.get("/ratings.json?scale=politifact").json()} == {"politifact"}
    assert ana.client.get("/ratings?scale=nowhere").status_code == 404


def test_labels_without_a_meaning_are_listed_by_checks(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "4 labels without a meaning, in 4 checks" in ana.page("/ratings/unmapped")
    assert unmapped(ana) == {"Not far off", "NOT FAR OFF!", "Wide", "Nobody knows"}
    monkeypatch.setattr(ratings, "PAGE", 3)
    page = ana.page("/ratings/unmapped")
    more = re.search(r'<a href="(\?after=3)" rel="next"', page)
    assert more
    assert len(re.findall(r"<tr data-row>", ana.page(f"/ratings/unmapped{more[1]}"))) == 1


def test_a_label_says_what_a_mapping_changes_and_changes_it(ana: Visitor) -> None:
    page = ana.page("/ratings/label?publisher=Example+Facts&label=Not+far+off")
    assert "2 checks, on 2 claims" in page
    assert "NOT FAR OFF! · Not far off" in page
    assert {'href="/claims/18"', 'href="/claims/19"'} <= set(re.findall(r'href="/claims/\d+"', page))
    answer = mapped(ana, flag=["missing-context"])
    assert answer.url.path == "/ratings/unmapped"
    assert "“Not far off” is mapped now." in answer.text
    assert unmapped(ana) == {"Wide", "Nobody knows"}
    (rating,) = ana.client.get("/ratings.json?scale=example-facts").json()
    assert (rating["category"], rating["score"], rating["flags"]) == ("truth", 3, ["missing-context"])
    page = ana.page("/ratings/label?scale=example-facts&label=Not+far+off")
    assert "2 checks, on 2 claims" in page
    assert "truth, 3 of 4" in page
    answer = send(ana, MAP, scale="example-facts", label="Not far off", unmapped="yes")
    assert "is not mapped any more" in answer.text
    assert len(unmapped(ana)) == 4


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"reason": ""}, 400),
        ({"category": ""}, 400),
        ({"category": "colour"}, 400),
        ({"category": "media"}, 400),
        ({"flag": ["loud"]}, 400),
        ({"scale": "factdb-truth", "label": "True"}, 422),
    ],
)
def test_a_refused_mapping_keeps_what_was_chosen(ana: Visitor, form: dict[str, Any], status: int) -> None:
    answer = mapped(ana, **form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    if "scale" not in form:
        assert 'value="3" selected' in answer.text
        assert "Not far off" in unmapped(ana)


def test_a_label_that_cannot_be_mapped_says_why(ana: Visitor) -> None:
    own = ana.page("/ratings/label?scale=factdb-truth&label=True")
    assert "are the desk's own" in own
    assert 'action="/ratings/map"' not in own
    assert ana.client.get("/ratings/label?publisher=Example+Facts&label=Nothing").status_code == 404
    assert ana.client.get("/ratings/label?label=").status_code == 400
    assert "An editor can map it." in Visitor(ana.site).sign_in("rita").page(
        "/ratings/label?publisher=PolitiFact&label=Nobody+knows"
    )


def test_scales_are_imported_from_a_file_or_a_text(ana: Visitor) -> None:
    scale = '[[scales]]\ncode = "river"\npublisher = "River Check"\nquestion = "truth"\n'
    right = '[[scales.ratings]]\ncode = "right"\nlabel = "Right"\n'
    odd = ana.client.post("/ratings/import", files={"file": ("river.toml", (scale + "odd = 1\n").encode())})
    assert odd.status_code == 400
    assert "river.toml" in odd.text
    assert "odd = 1\n</textarea>" in odd.text  # to be corrected there
    for nothing in ({}, {"text": " "}):
        assert send(ana, "/ratings/import", **nothing).status_code == 400
    answer = ana.client.post("/ratings/import", files={"file": ("river.toml", b"\xff")})
    assert "not a text in UTF-8" in answer.text
    assert "river, version 1: added." in send(ana, "/ratings/import", text=scale + right).text
    more = (scale + right.replace("Right", "All right")).encode()
    answer = ana.client.post("/ratings/import", files={"file": ("river.toml", more)})
    assert "river, version 2:" in answer.text
    rita = Visitor(ana.site).sign_in("rita")
    assert "Import a scale" not in rita.page("/ratings")

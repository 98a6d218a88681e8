"""The queue: each claim is taken once, given back by whoever took it, and everybody sees who has what."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from factdb.services.claims.queue import LEASED_FOR
from factdb.store import sessions
from factdb.store.models import Lease
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    import pytest

    from factdb.web.site import Site


def part(page: str, title: str) -> str:
    """Return a part of the queue's page."""
    return page.partition(f'aria-labelledby="{title}"')[2].partition("</section>")[0]


def claims(page: str, title: str) -> list[int]:
    """Return the claims that a part of the queue lists."""
    return [int(number) for number in re.findall(r'href="/claims/(\d+)"', part(page, title))]


def test_two_people_never_take_the_same_claim(ana: Visitor, site: Site) -> None:
    rita = Visitor(site).sign_in("rita")
    in_line = claims(ana.page("/queue"), "waiting")
    assert ana.client.get("/queue.json").json() == {"held": [], "waiting": in_line}
    taken = [visitor.client.post("/queue/next") for visitor in (ana, rita, ana)]
    numbers = [int(answer.url.path.rpartition("/")[2]) for answer in taken]
    assert numbers == in_line == [9, 15, 19]
    assert "Claim 9 is yours until " in taken[0].text
    page = rita.page("/queue")
    assert claims(page, "held") == numbers
    assert claims(page, "waiting") == []
    held = [(row["claim"], row["reviewer"]) for row in rita.client.get("/queue.json").json()["held"]]
    assert held == [(9, "ana"), (15, "rita"), (19, "ana")]
    refused = rita.client.post("/queue/next")
    assert refused.status_code == 404
    assert "No claim waits for a reviewer." in refused.text


def test_a_claim_is_given_back_by_whoever_took_it(ana: Visitor, site: Site) -> None:
    rita = Visitor(site).sign_in("rita")
    ana.client.post("/queue/next")
    assert 'name="claim" value="9"' in part(ana.page("/queue"), "held")
    assert "Give the claim back" in ana.page("/claims/9")
    for path in ("/queue", "/claims/9"):
        assert "Give" not in rita.page(path).replace("Give back</th>", ""), "it is hers who took it"
    refused = rita.client.post("/queue/release", data={"claim": "9"})
    assert refused.status_code == 404
    assert "You have not taken claim 9." in refused.text
    assert "Given back: claim 9." in ana.client.post("/queue/release", data={"claim": "9"}).text
    assert claims(rita.page("/queue"), "waiting") == [9, 15, 19]
    assert "You have taken no claim." in ana.client.post("/queue/release").text


def test_a_lease_that_has_run_out_is_nobodys(ana: Visitor) -> None:
    ana.client.post("/queue/next")
    with sessions.writing(ana.site.database) as session:
        session.get_one(Lease, 9).until -= LEASED_FOR + timedelta(minutes=1)
    page = ana.page("/queue")
    assert claims(page, "held") == []
    assert claims(page, "waiting") == [9, 15, 19]
    assert "Give the claim back" not in ana.page("/claims/9")


def test_by_topic(ana: Visitor) -> None:
    ana.post(19, "tag", topics="Bridges")
    assert ana.client.post("/queue/next", data={"topic": "bridges"}).url.path == "/claims/19"
    refused = ana.client.post("/queue/next", data={"topic": "Rivers"})
    assert refused.status_code == 404
    assert 'value="Rivers"' in refused.text


def test_whoever_may_not_review_sees_the_queue_alone(ana: Visitor, site: Site) -> None:
    ana.client.post("/queue/next")
    for visitor in (Visitor(site).sign_in("rae"), Visitor(replace(site, read_only=True)).sign_in("ana")):
        page = visitor.page("/queue")
        assert claims(page, "held") == [9]
        assert 'action="/queue' not in page
        assert visitor.client.post("/queue/next").status_code == 403
        assert visitor.client.post("/queue/release").status_code == 403


def test_a_long_queue_shows_its_beginning(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factdb.web.pages.work.queue._SHOWN", 2)
    page = ana.page("/queue")
    assert claims(page, "waiting") == [9, 15]
    assert "Waiting: 3" in page
    assert "the first 2" in page


def test_an_editor_takes_back_what_somebody_has_taken(ana: Visitor, site: Site) -> None:
    rita, ed = (Visitor(site).sign_in(handle) for handle in ("rita", "ed"))
    rita.client.post("/queue/next")
    assert 'action="/queue/take-back"' not in Visitor(site).sign_in("rita").page("/queue")
    assert "Take back claim 9 from rita" in ed.page("/queue")
    assert rita.client.post("/queue/take-back", data={"claim": "9"}).status_code == 403
    assert "Taken back: claim 9 from rita." in ed.client.post("/queue/take-back", data={"claim": "9"}).text
    assert claims(ana.page("/queue"), "held") == []
    refused = ed.client.post("/queue/take-back", data={"claim": "9"})
    assert refused.status_code == 404
    assert "Nobody has taken claim 9." in refused.text

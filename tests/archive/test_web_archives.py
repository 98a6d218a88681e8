"""Web archives, spoken to on a local server: Save Page Now 2, and TimeMaps."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.archive import memento
from factdb.archive.client import Client
from factdb.archive.memento import Memento
from factdb.archive.wayback import Wayback
from factdb.domain.page_states import ArchiveState
from factdb.errors.archive import ArchiveAnswerError, FetchFailedError
from tests.archive.fault_server import Answering, FaultServer, fault, simple

PAGE = "https://example.org/page?a=b&c=d"
TIMEMAP = f"""<{PAGE}>; rel="original",
<https://archive.example/timemap/link/{PAGE}>; rel="self"; type="application/link-format";
 from="Mon, 02 Nov 2020 10:00:00 GMT",
<https://archive.example/web/20211102100000/{PAGE}>; rel="memento"; datetime="Tue, 02 Nov 2021 10:00:00 GMT",
<https://archive.example/web/20201102100000/{PAGE}>; rel="first memento"; datetime="Mon, 02 Nov 2020 10:00:00 GMT",
<https://archive.example/web/bad/{PAGE}>; rel=memento; datetime="no day at all",
<https://archive.example/web/20221102100000/{PAGE}>; datetime="Wed, 02 Nov 2022 10:00:00 GMT"; rel="last memento"
"""


def answers(path: str, value: object, status: str = "200 OK", **headers: str) -> None:
    simple(path, json.dumps(value), status, Content_Type="application/json", **headers)


@fault("/good/save")
def save(asked: Answering) -> None:
    body = asked.body.decode()
    is_right = asked.method == "POST" and parse_qs(body)["url"] == [PAGE]
    key = asked.headers.get("authorization", "none")
    asked.answer(json.dumps({"url": PAGE, "job_id": "spn2-1", "message": key}), "200 OK" if is_right else "400 Bad")


answers("/good/save/status/spn2-1", {"status": "pending", "job_id": "spn2-1", "resources": []})
answers(
    "/good/save/status/spn2-2",
    {"status": "success", "job_id": "spn2-2", "timestamp": "20261130010203", "original_url": PAGE, "http_status": 200},
)
answers(
    "/good/save/status/spn2-3",
    {"status": "error", "status_ext": "error:blocked-url", "message": "This URL is blocked."},
)
answers(
    "/good/save/status/spn2-4", {"status": "error", "status_ext": "error:too-many-daily-captures", "message": "Enough."}
)
answers("/good/save/status/spn2-5", {"status": "success", "timestamp": "../../x", "original_url": PAGE})
answers("/busy/save", {}, "429 Too Many Requests", Retry_After="42")
answers("/banned/save", {}, "429 Too Many Requests")
answers("/login/save", {"message": "You need to be logged in."}, "401 Unauthorized")
simple("/html/save", "<html>Save Page Now", "200 OK")
simple("/html-error/save", "<html>Bad gateway", "502 Bad Gateway")
answers("/jobless/save", {"url": PAGE})
simple(f"/timemap/{PAGE.partition('?')[0]}", TIMEMAP, Content_Type="application/link-format")
simple("/broken-timemap/x", "", "503 Service Unavailable")


def wayback(client: Client, server: FaultServer, kind: str, keys: tuple[str, str] | None = None) -> Wayback:
    return Wayback(client, keys, server.url(f"/{kind}", "archive.test"))


def test_asked_is_not_confirmed(client: Client, server: FaultServer) -> None:
    archive = wayback(client, server, "good")
    asked = archive.save(PAGE)
    assert (asked.state, asked.job, asked.archived_address, asked.why) == (ArchiveState.ASKED, "spn2-1", None, "none")
    assert archive.poll("spn2-1").state is ArchiveState.ASKED
    confirmed = archive.poll("spn2-2")
    assert confirmed.state is ArchiveState.CONFIRMED
    assert confirmed.archived_address == f"{archive.address}/web/20261130010203/{PAGE}"


def test_keys_are_sent_to_the_archive(client: Client, server: FaultServer) -> None:
    assert wayback(client, server, "good", ("me", "secret")).save(PAGE).why == "LOW me:secret"


def test_what_the_archive_refuses(client: Client, server: FaultServer) -> None:
    refused = wayback(client, server, "good").poll("spn2-3")
    assert (refused.state, refused.why) == (ArchiveState.REFUSED, "This URL is blocked.")
    refused = wayback(client, server, "login").save(PAGE)
    assert (refused.state, refused.why) == (ArchiveState.REFUSED, "You need to be logged in.")
    assert wayback(client, server, "html-error").save(PAGE).state is ArchiveState.REFUSED


@pytest.mark.parametrize(("kind", "wait"), [("busy", 42), ("banned", 300)])
def test_too_many_requests_say_how_long_to_wait(client: Client, server: FaultServer, kind: str, wait: int) -> None:
    answer = wayback(client, server, kind).save(PAGE)
    assert (answer.state, answer.wait) == (ArchiveState.BUSY, wait)


def test_too_many_captures_of_a_page_are_a_wait_too(client: Client, server: FaultServer) -> None:
    assert wayback(client, server, "good").poll("spn2-4").state is ArchiveState.BUSY


def test_an_archive_that_cannot_be_reached(client: Client, server: FaultServer) -> None:
    answer = Wayback(client, None, "http://nowhere.test").save(PAGE)
    assert (answer.state, "nowhere.test has no address" in answer.why) == (ArchiveState.FAILED, True)


@pytest.mark.parametrize("kind", ["html", "jobless"])
def test_an_answer_that_nobody_understands(client: Client, server: FaultServer, kind: str) -> None:
    with pytest.raises(ArchiveAnswerError, match="Cannot understand the answer of the Wayback Machine"):
        wayback(client, server, kind).save(PAGE)


def test_a_confirmation_with_a_hostile_moment(client: Client, server: FaultServer) -> None:
    with pytest.raises(ArchiveAnswerError, match="does not say when"):
        wayback(client, server, "good").poll("spn2-5")


def test_the_copies_of_a_page(client: Client, server: FaultServer) -> None:
    copies = memento.mementos(client, PAGE, server.url("/timemap/", "archive.test"))
    assert copies == [
        Memento(f"https://archive.example/web/{year}1102100000/{PAGE}", datetime(year, 11, 2, 10, tzinfo=UTC))
        for year in (2020, 2021, 2022)
    ]


def test_a_page_that_no_archive_has(client: Client, server: FaultServer) -> None:
    assert memento.mementos(client, "https://example.org/none", server.url("/missing/", "archive.test")) == []


def test_an_archive_that_fails(client: Client, server: FaultServer) -> None:
    with pytest.raises(ArchiveAnswerError, match="status 503"):
        memento.mementos(client, "x", server.url("/broken-timemap/", "archive.test"))
    with pytest.raises(FetchFailedError):
        memento.mementos(client, PAGE, "http://nowhere.test/")


@given(st.text(alphabet='<>;=", \nrelmntodai', max_size=200))
def test_any_timemap_is_read(text: str) -> None:
    assert isinstance(list(memento._links(text)), list)  # noqa: SLF001 - the reader alone, without a server

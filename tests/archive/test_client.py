"""The client beside the server of faults: each fault gives the page, or one failure of the right kind."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from factdb.archive.client import Client, user_agent
from factdb.archive.fetched import FailureKind, Fetched, FetchFailure, FetchLimits
from tests.archive.conftest import MakeClient
from tests.archive.fault_server import ARTICLE, FaultServer, page


def fetched(outcome: Fetched | FetchFailure) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


def failure(outcome: Fetched | FetchFailure) -> FetchFailure:
    assert isinstance(outcome, FetchFailure), outcome
    return outcome


@pytest.mark.parametrize(
    "path",
    [
        "/ok", "/chunked", "/early-hints", "/until-closed", "/head-refused", "/cookie-loop", "/hops?10", "/gzip",
        "/deflate", "/deflate-raw", "/br", "/zstd", "/unknown-coding", "/moved", "/moved-with-spaces",
        "/moved-to-host", "/moved-to-tls",
    ],
)  # fmt: skip
def test_a_page_comes_whole(client: Client, server: FaultServer, path: str) -> None:
    outcome = fetched(client.fetch(server.url(path)))
    assert outcome.content == page().encode()
    assert outcome.status == 200
    assert all(hop.ip == "127.0.0.1" for hop in outcome.hops)


FAILURES = {
    "/circle": (FailureKind.REDIRECTS, "in a circle: http://ok.test:{plain}/circle -> http://ok.test:{plain}/circle-2"),
    "/itself": (FailureKind.REDIRECTS, "in a circle"),
    "/hops?11": (FailureKind.REDIRECTS, "it redirects more than 10 times"),
    "/huge-named": (FailureKind.TOO_LARGE, "it has 99,999,999,999 bytes, and the limit is 200,000"),
    "/huge": (FailureKind.TOO_LARGE, "larger than 200,000 bytes"),
    "/huge-chunked": (FailureKind.TOO_LARGE, "larger than 200,000 bytes"),
    "/bomb-gzip": (FailureKind.TOO_LARGE, "unpacks to more than 400,000 bytes"),
    "/bomb-gzip-twice": (FailureKind.TOO_LARGE, "unpacks to more than 400,000 bytes"),
    "/bomb-deflate": (FailureKind.TOO_LARGE, "unpacks to more than 400,000 bytes"),
    "/bomb-br": (FailureKind.TOO_LARGE, "unpacks to more than 400,000 bytes"),
    "/bomb-zstd": (FailureKind.TOO_LARGE, "unpacks to more than 400,000 bytes"),
    "/gzip-cut": (FailureKind.PROTOCOL, "cut off"),
    "/not-gzip": (FailureKind.PROTOCOL, "cannot be unpacked"),
    "/length-too-long": (FailureKind.PROTOCOL, "without sending complete message body"),
    "/length-nonsense": (FailureKind.PROTOCOL, "Content-Length"),
    "/chunks-broken": (FailureKind.PROTOCOL, "does not speak HTTP"),
    "/no-http": (FailureKind.PROTOCOL, "does not speak HTTP"),
    "/hangs-up": (FailureKind.PROTOCOL, "disconnected"),
    "/endless-headers": (FailureKind.PROTOCOL, "does not speak HTTP"),
    "/reset": (FailureKind.CONNECTION, "the connection failed"),
    "/to-metadata": (FailureKind.REFUSED, "169.254.169.254 is a link-local address"),
    "/to-private": (FailureKind.REFUSED, "10.1.2.3 is a private address"),
    "/to-file": (FailureKind.REFUSED, "does not start with http"),
    "/to-port": (FailureKind.REFUSED, "the port 22"),
    "/to-credentials": (FailureKind.REFUSED, "a user name or a password"),
    "/to-decimal": (FailureKind.REFUSED, "is a number, not a name"),
}


@pytest.mark.parametrize("path", FAILURES)
def test_a_fault_is_a_failure_of_its_kind(client: Client, server: FaultServer, path: str) -> None:
    kind, why = FAILURES[path]
    outcome = failure(client.fetch(server.url(path)))
    assert outcome.kind is kind, outcome
    assert why.format(plain=server.plain) in outcome.why
    assert str(outcome.error()).startswith(f'Cannot fetch "{server.url(path)}": ')
    assert outcome.error().next_step


@pytest.mark.parametrize(
    ("path", "why"),
    [("/silent", "the server said nothing for 0.2 seconds"), ("/dripping", "it took more than 0.6 seconds")],
)
def test_a_slow_server_is_left(make_client: MakeClient, server: FaultServer, path: str, why: str) -> None:
    began = time.monotonic()
    outcome = failure(make_client(silence=0.2, total=0.6).fetch(server.url(path)))
    assert (outcome.kind, outcome.why) == (FailureKind.TIME, why)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("expired.test", "expired"),
        ("wrong.test", "not valid for 'wrong.test'"),
        ("unknown.test", "unable to get local issuer"),
    ],
)
def test_a_certificate_that_does_not_fit_is_refused(client: Client, server: FaultServer, host: str, why: str) -> None:
    outcome = failure(client.fetch(server.secure_url("/ok", host)))
    assert outcome.kind is FailureKind.TLS
    assert why in outcome.why


def test_a_good_certificate_is_taken_and_the_bytes_are_those_inside(client: Client, server: FaultServer) -> None:
    outcome = fetched(client.fetch(server.secure_url("/ok")))
    assert outcome.final.response.endswith(page().encode())
    assert outcome.final.request.startswith(f"GET /ok HTTP/1.1\r\nHost: good.test:{server.secure}\r\n".encode())


def test_a_port_that_speaks_no_tls_fails(make_client: MakeClient, server: FaultServer) -> None:
    outcome = failure(make_client(connect=0.2).fetch(f"https://good.test:{server.plain}/ok"))
    assert outcome.kind in {FailureKind.TLS, FailureKind.TIME}


def test_names_that_lead_nowhere(client: Client) -> None:
    assert failure(client.fetch("http://nowhere.test/")).kind is FailureKind.DNS
    assert failure(client.fetch("http://slow-name.test/")).kind is FailureKind.TIME
    assert failure(client.fetch("http://ok.test:9/")).kind is FailureKind.CONNECTION


def test_a_name_that_resolves_differently_the_second_time(make_client: MakeClient, server: FaultServer) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.7"]])
    client = make_client(lambda _host, _port, _seconds: next(answers))
    before = len(server.asked)
    outcome = failure(client.fetch(server.url("/moved", "rebound.test")))
    # The first hop went to the judged address; the second is judged again, and goes nowhere.
    assert (outcome.kind, len(outcome.hops)) == (FailureKind.REFUSED, 1)
    assert "10.0.0.7 is a private address" in outcome.why
    assert server.asked[before:] == [("GET", "rebound.test", "/moved")]


def test_a_name_is_resolved_once_for_a_request(make_client: MakeClient, server: FaultServer) -> None:
    names: list[str] = []

    def count(host: str, _port: int, _seconds: float) -> list[str]:
        names.append(host)
        return ["127.0.0.1"]

    fetched(make_client(count).fetch(server.url("/ok")))
    assert names == ["ok.test"]


def test_one_bad_address_among_good_ones_refuses_the_host(make_client: MakeClient, server: FaultServer) -> None:
    client = make_client(lambda _host, _port, _seconds: ["127.0.0.1", "192.168.1.1"])
    assert failure(client.fetch(server.url("/ok"))).kind is FailureKind.REFUSED


def test_an_address_that_nothing_listens_on_is_passed_over(make_client: MakeClient, server: FaultServer) -> None:
    client = make_client(lambda _host, _port, _seconds: ["127.0.0.9", "127.0.0.1"])
    assert fetched(client.fetch(server.url("/ok"))).final.ip == "127.0.0.1"


def test_nothing_on_this_machine_is_reached_by_default(server: FaultServer) -> None:
    client = Client("factdb/test", limits=FetchLimits(delay=0))
    before = len(server.asked)
    for address in (
        server.url("/ok", "127.0.0.1"),
        server.url("/ok", "localhost"),
        "http://127.0.0.1/",
        "http://[::1]/",
    ):
        assert failure(client.fetch(address)).kind is FailureKind.REFUSED
    assert len(server.asked) == before


def test_an_unchanged_page_is_not_sent_again(client: Client, server: FaultServer) -> None:
    first = fetched(client.fetch(server.url("/etag")))
    again = fetched(client.fetch(server.url("/etag"), first.validators))
    assert (again.status, again.content) == (304, b"")
    assert b"If-Modified-Since: Mon, 02 Nov 2026 10:00:00 GMT" in again.final.request
    # Another page must not be asked with this page's ETag.
    assert b"If-None-Match" not in fetched(client.fetch(server.url("/ok"), first.validators)).final.request


def test_cookies_live_as_long_as_one_fetch(client: Client, server: FaultServer) -> None:
    for _ in range(2):
        assert fetched(client.fetch(server.url("/shows-cookies"))).content == b"cookies: none"


def test_a_length_that_is_too_short_cuts_the_kept_bytes_too(client: Client, server: FaultServer) -> None:
    final = fetched(client.fetch(server.url("/length-too-short"))).final
    assert final.body == page().encode()[:60]
    assert final.response.endswith(b"\r\n\r\n" + final.body)


def test_interim_responses_are_not_kept(client: Client, server: FaultServer) -> None:
    assert fetched(client.fetch(server.url("/early-hints"))).final.response.startswith(b"HTTP/1.1 200 OK\r\n")


def test_every_hop_is_kept(client: Client, server: FaultServer) -> None:
    outcome = fetched(client.fetch(server.url("/moved-to-host")))
    assert [(hop.status, hop.location) for hop in outcome.hops] == [
        (308, server.url("/ok", "other.test")),
        (200, None),
    ]
    assert (outcome.address, outcome.final_address) == (server.url("/moved-to-host"), server.url("/ok", "other.test"))


def test_one_request_of_a_host_at_a_time_with_a_delay(make_client: MakeClient, server: FaultServer) -> None:
    client = make_client(delay=0.05)
    addresses = [server.url("/ok", host) for host in ("a.test", "b.test") for _ in range(4)]
    began = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        assert all(fetched(outcome).status == 200 for outcome in threads.map(client.fetch, addresses))
    assert time.monotonic() - began >= 0.15  # three delays of each host
    assert (server.busiest["a.test"], server.busiest["b.test"]) == (1, 1)


def test_the_environment_names_no_proxy(client: Client, server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetched(client.fetch(server.url("/ok"))).content.decode() == page(ARTICLE)


def test_the_user_agent_names_the_desk() -> None:
    named = user_agent("0.2", "Faktendesk (Köln)\r\n", "https://desk.example")
    assert named == "factdb/0.2 (+https://desk.example; Faktendesk Kln)"
    assert user_agent("0.2") == "factdb/0.2"


def test_without_the_extra_one_sentence_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['httpcore2'] = None\n"
        "import factdb.archive.capture_files, factdb.archive.warc_reading\n"
        "from factdb.errors import FactdbError\n"
        "try:\n    import factdb.archive.client\nexcept FactdbError as error:\n    print(error, error.next_step)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == ("The library for fetching pages is not installed. Install it: pip install 'factdb[pages]'\n")

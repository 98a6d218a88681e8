"""Attacks on the program that serves, by bytes that no browser sends: paths, hosts, headers, and forms."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from factdb.web.safety import MOST_BODY_BYTES
from tests.databases import Templates
from tests.web import programs
from tests.web.programs import ServedProgram

NOTE = "/claims/7/note"
BIG = 10_000_000


@pytest.fixture(scope="module")
def served(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedProgram]:
    """The worked example on SQLite, served by a process; ana is signed in."""
    folder = tmp_path_factory.mktemp("served")
    for database in templates.copy("sqlite", "demo", folder / "desk.db"):
        with programs.serving(database, folder) as served:
            yield served


def version(served: ServedProgram) -> str:
    match = re.search(r'"version": ?(\d+)', served.get("/claims/7/news").text)
    assert match
    return match[1]


def notes(served: ServedProgram) -> str:
    """Return the claim with its notes, as everybody sees it afterwards."""
    return served.get("/claims/7.json").text


def test_the_key_of_the_address_is_of_no_use_again(served: ServedProgram) -> None:
    answer = served.get(f"/sign-in/{served.key}", {"Cookie": "factdb=planted"})
    assert answer.status == 401
    assert answer.cookie is None


def test_a_planted_session_is_none(served: ServedProgram) -> None:
    assert served.get("/claims", {"Cookie": "factdb=planted"}).status == 303
    assert served.token != "planted"  # noqa: S105 - what an attacker chose


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "evil.example#127.0.0.1", "x@127.0.0.1", "[::1", "", "127.0.0.1\tx"],
)
def test_another_name_is_not_answered(served: ServedProgram, host: str) -> None:
    assert served.get("/claims", {"Host": host}).status == 400


def test_two_names_are_not_answered(served: ServedProgram) -> None:
    assert served.get("/claims", {"host": "evil.example"}).status == 400


@pytest.mark.parametrize(
    "path",
    [
        "/static/../application.py",
        "/static/%2e%2e/application.py",
        "/static/..%2fapplication.py",
        "/static/..%5capplication.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/" + "../" * 30 + "etc/passwd",
        "/static/%00",
        "/static/desk.js%00.html",
        "/static/",
        "/claims/../static/../../etc/passwd",
        "/claims/export.%2e%2e%2fdesk",
        "/..%2f..%2fetc/passwd",
        "//evil.example/claims",
        "/%5cevil.example",
        "http://evil.example/claims",
    ],
)
def test_no_path_leads_out(served: ServedProgram, path: str) -> None:
    answer = served.get(path)
    assert answer.status == 404
    assert "There is no such page." in answer.text
    assert "location:" not in answer.head.lower()


@pytest.mark.parametrize("number", ["9e99", str(2**63), "-1", "1.0", "0x10", "%D9%A1%D9%A2", "1%00", "9" * 5000])
def test_what_is_no_number_has_no_page(served: ServedProgram, number: str) -> None:
    for path in ("claims/{}", "claims/{}/history", "claims/{}.json", "articles/{}", "articles/{}/proposals"):
        assert served.get("/" + path.format(number)).status == 404
    for query in ("claims?article={}", "claims?after={}", "claims?since={}"):
        assert served.get("/" + query.format(number)).status in {200, 400, 404}
    assert served.get(f"/claims/7/history?a={number}&b={number}").status in {200, 404}


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("/claims?q=" + "a" * 60_000, {}, {200}),
        ("/claims?q=" + "ab+" * 20_000, {}, {200}),
        ("/claims?" + "status=new&" * 5000, {}, {200}),
        ("/claims", {"X-Long": "a" * 1_000_000}, {0, 200, 400}),
        ("/claims", {f"X-{n}": "a" for n in range(3000)}, {0, 200, 400}),
        ("/claims", {"Cookie": "factdb=" + "a" * 50_000}, {303}),
    ],
    ids=["a long word", "many words", "many filters", "a long header", "many headers", "a long cookie"],
)
def test_what_is_huge_costs_little(
    served: ServedProgram, path: str, headers: dict[str, str], expected: set[int]
) -> None:
    started = time.monotonic()
    assert served.get(path, headers).status in expected
    assert served.get("/healthz").status == 200
    assert time.monotonic() - started < 10
    assert served.memory() < 200


def pieces(body: bytes) -> bytes:
    """Return a body in pieces, as Transfer-Encoding: chunked has it."""
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Content-Length": "4", "Transfer-Encoding": "chunked"}, 411),
        ({"Content-Length": "4", "transfer-encoding": "Chunked"}, 411),
        ({"Transfer-Encoding": "chunked"}, 411),
        ({"Transfer-Encoding": "gzip, chunked"}, 400),
        ({"Transfer-Encoding": "chunked", "transfer-encoding": "identity"}, 400),
        ({"Content-Length": "4", "content-length": "5"}, 400),
        ({"Content-Length": "-1"}, 400),
        ({"Content-Length": "+4"}, 400),
        ({"Content-Length": "9e9"}, 400),
        ({"Content-Length": str(10**12)}, 413),
        ({"Content-Length": str(2**63)}, 411),
        ({}, 411),
    ],
    ids=str,
)
def test_a_form_has_one_length(served: ServedProgram, headers: dict[str, str], expected: int) -> None:
    body = pieces(f"version={version(served)}&note=smuggled".encode())
    fields = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    assert served.exchange(served.head("POST", NOTE, fields) + body).status == expected
    assert "smuggled" not in notes(served)


def test_a_request_within_a_form_is_no_request(served: ServedProgram) -> None:
    inner = served.head("POST", NOTE, {"Content-Length": "0"})
    answer = served.exchange(
        served.head("POST", NOTE, {"Connection": "keep-alive", "Content-Length": "0", "Transfer-Encoding": "chunked"})
        + pieces(b"")
        + inner
    )
    assert answer.status == 411
    assert "HTTP/1.1" not in answer.text


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"note=" + b"a" * MOST_BODY_BYTES, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % n for n in range(100_000)), "application/x-www-form-urlencoded", 400),
        (b"&" * 1_000_000, "application/x-www-form-urlencoded", 400),
        (
            b"".join(b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n for n in range(20_000)),
            "multipart/form-data; boundary=x",
            400,
        ),
        (b"a" * 1_000_000 + b"=1", "application/x-www-form-urlencoded", 400),
    ],
    ids=["2 MB", "100,000 fields", "no field a million times", "20,000 parts", "a name of 1 MB"],
)
def test_a_form_has_limits(served: ServedProgram, body: bytes, content_type: str, expected: int) -> None:
    before = notes(served)
    for path in (NOTE, "/sign-in"):
        started = time.monotonic()
        answer = served.post(path, body, {"Content-Type": content_type})
        assert answer.status == expected or (path == "/sign-in" and answer.status == 403), answer.text
        assert time.monotonic() - started < 10
    assert notes(served) == before
    assert served.memory() < 200


@pytest.mark.parametrize(
    ("typed", "expected", "stored"),
    [
        (b"nul%00", 400, ""),
        (b"nul\0", 400, ""),
        (b"half%ED%A0%80pair", 303, "half"),
        (b"no%ff%feletters", 303, "letters"),
        (b"%E2%80%AEturned", 303, "turned"),
    ],
)
def test_letters_that_are_none(served: ServedProgram, typed: bytes, expected: int, stored: str) -> None:
    body = f"version={version(served)}&note=".encode() + typed
    assert served.post(NOTE, body).status == expected
    assert stored in notes(served)
    assert served.get("/claims/7").status == 200


def test_a_browser_that_goes_away_is_no_failure(served: ServedProgram) -> None:
    with served.connect() as connection:  # `programs.serving` refuses a traceback at the end
        connection.sendall(served.head("POST", NOTE, {"Content-Length": "1000"}) + b"note=a")
    assert served.get("/healthz").status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "NONSENSE"])
def test_no_other_method_does_anything(served: ServedProgram, method: str) -> None:
    assert served.exchange(served.head(method, NOTE, {"Content-Length": "0"})).status == 405

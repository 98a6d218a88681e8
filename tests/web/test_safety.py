"""Attacks that the pages refuse: other sites, wrong hosts, used keys, readers, and scripts in somebody's words."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from factdb.web import serving
from factdb.web.safety import MOST_BODY_BYTES
from factdb.web.site import Site
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    from factdb.store.engine import Database


def test_who_is_not_signed_in_sees_no_page(sqlite_demo: Database) -> None:
    visitor = Visitor(Site(sqlite_demo, "ana"))
    for path in ("/", "/claims", "/claims/7", "/articles", "/articles/1"):
        answer = visitor.client.get(path, follow_redirects=False)
        address = urlsplit(answer.headers["location"])
        assert (answer.status_code, address.path) == (303, "/sign-in")
        assert dict(parse_qsl(address.query)) == ({} if path == "/" else {"next": path})
    assert visitor.client.post("/claims/7/note", data={"note": "x"}, follow_redirects=False).status_code == 303


def test_a_key_signs_in_once(sqlite_demo: Database) -> None:
    visitor = Visitor(Site(sqlite_demo, "ana"))
    key = visitor.site.sign_ins.new_key("ana")
    answer = visitor.client.get(f"/sign-in/{key}", follow_redirects=False)
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert key not in answer.headers["set-cookie"]
    assert Visitor(visitor.site).client.get(f"/sign-in/{key}").status_code == 401


def test_a_session_ends(ana: Visitor) -> None:
    ana.site.sign_ins.sign_out_everywhere("ana")
    assert ana.client.get("/claims", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": ""},
    ],
    ids=str,
)
def test_a_form_of_another_site_changes_nothing(ana: Visitor, headers: dict[str, str]) -> None:
    version = ana.version(7)
    answer = ana.client.post("/claims/7/note", data={"version": version, "note": "x"}, headers=headers)
    assert answer.status_code == 403
    assert ana.version(7) == version


def test_another_host_is_refused(ana: Visitor) -> None:
    assert ana.client.get("/claims", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_server_that_only_reads(ana: Visitor) -> None:
    reader = Visitor(Site(ana.site.database, "ana", read_only=True)).sign_in("ana")
    assert "<textarea" not in reader.page("/claims/7")
    assert reader.client.post("/claims/7/note", data={"note": "x"}).status_code == 403


def test_a_reader_changes_nothing(ana: Visitor) -> None:
    rae = Visitor(replace_handle(ana.site, "rae")).sign_in("rae")
    for action in ("rate", "status", "assign", "tag", "note", "evidence"):
        form = {"truth_rating": "true", "because": "x", "status": "declined", "reason": "x", "topics": "x", "note": "x"}
        answer = rae.post(19, action, **form, url="https://example.org/x", stance="supports")
        assert answer.status_code == 403, (action, answer.text)


def replace_handle(site: Site, handle: str) -> Site:
    """Return the same site, served by somebody else."""
    return replace(site, handle=handle)


def test_a_huge_form_is_refused(ana: Visitor) -> None:
    assert ana.post(7, "note", note="x" * MOST_BODY_BYTES).status_code == 413


def test_words_of_others_are_never_a_script(ana: Visitor) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e'
    assert ana.post(7, "note", note=attack).status_code == 200
    assert ana.post(7, "tag", topics="<script>x</script>").status_code == 200
    page = ana.page("/claims/7")
    assert "<script>" not in page
    assert page.count("<script") == 1
    assert "<img" not in page
    answer = ana.client.get("/claims", params={"q": attack})
    assert "<script>" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path", ["/static/../application.py", "/static/%2e%2e/site.py", "/static/..%2f..%2fsettings.py"]
)
def test_no_path_leads_out_of_the_static_files(ana: Visitor, path: str) -> None:
    assert ana.client.get(path).status_code in {404, 405}


def test_small_answers_leave_at_once() -> None:
    """An answer in two pieces would wait for the browser to acknowledge the first: 40 milliseconds for each page."""

    async def delays() -> int:
        accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            sockets = writer.get_extra_info("socket")
            accepted.set_result(sockets.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with serving.listen("127.0.0.1", 0) as listener:
            async with await asyncio.start_server(accept, sock=listener):
                _, writer = await asyncio.open_connection(*listener.getsockname())
                no_delay = await accepted
                writer.close()
        return no_delay

    with ThreadPoolExecutor(1) as thread:  # in this one, the loop of a browser may run
        assert thread.submit(lambda: asyncio.run(delays())).result()

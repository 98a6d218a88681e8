"""The pages of the desk for admins: reviewers, rules, sessions, copies, the check of everything, and settings."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from factdb import settings
from factdb.domain.enums import Role
from factdb.services.desk import accounts, desk_policy, reviewers
from factdb.store import sessions
from factdb.web.fetchers import Fetchers
from factdb.web.site import Site
from tests.web.conftest import Visitor
from tests.web.in_process import HOST

if TYPE_CHECKING:
    import httpx2

    from factdb.store.engine import Database

pytestmark = pytest.mark.usefixtures("cheap_passwords")
PASSWORD = "four random words here"  # noqa: S105 - of nobody
PAGES = ("/desk", "/desk/sessions", "/desk/copies", "/desk/verify", "/desk/settings", "/desk/dump")


def alert(answer: httpx2.Response) -> str:
    return unescape(answer.text.partition('role="alert"')[2].partition("</div>")[0])


def said(answer: httpx2.Response) -> str:
    assert answer.status_code == 200, answer.text
    match = re.search(r'role="status" class="done">([^<]*)<', answer.text)
    assert match
    return unescape(match[1])


def roles(visitor: Visitor) -> dict[str, str]:
    with sessions.reading(visitor.site.database) as session:
        return {row["handle"]: row["role"] for row in reviewers.list_reviewers(session) if not row["disabled_at"]}


def link_of(visitor: Visitor, handle: str) -> str:
    answer = visitor.client.post("/desk/invite", data={"handle": handle})
    match = re.search(r'readonly value="(http://[^"]*)"', answer.text)
    assert match, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return match[1]


def redeem(visitor: Visitor, link: str) -> Visitor:
    """Set a password with a link, in a browser of its own."""
    invited = Visitor(visitor.site)
    path = link.removeprefix(f"http://{HOST}")
    answer = invited.client.post(path, data={"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 200, answer.text
    return invited


# -- reviewers and rules ---------------------------------------------------------------------------------------


def test_a_reviewer_is_added_invited_changed_and_disabled(ana: Visitor) -> None:
    form = {"handle": "zoe", "name": "Zoë Doe", "role": "editor"}
    assert said(ana.client.post("/desk/add", data=form)) == "zoe: added as editor. Make a link for them: Invite."
    zoe = redeem(ana, link_of(ana, "zoe"))
    assert "zoe" in zoe.page("/account")
    shown = {"handle": "zoe", "was_role": "editor", "was_name": "Zoë Doe", "was_pen_name": ""}
    form = shown | {"role": "reviewer", "name": "Zoë Doe", "pen_name": "The night desk"}
    assert said(ana.client.post("/desk/edit", data=form)) == "zoe: pen name, role changed."
    assert roles(ana)["zoe"] == Role.REVIEWER
    assert "may no longer act" in said(ana.client.post("/desk/disable", data={"handle": "zoe"}))
    assert zoe.client.get("/account").url.path == "/sign-in"
    assert "zoe" not in roles(ana)
    assert "may act again" in said(ana.client.post("/desk/enable", data={"handle": "zoe"}))
    assert roles(ana)["zoe"] == Role.REVIEWER
    assert "The night desk" in ana.page("/desk")


def test_a_refused_reviewer_keeps_what_was_typed(ana: Visitor) -> None:
    answer = ana.client.post("/desk/add", data={"handle": "rita", "name": "R. <b>", "role": "editor"})
    assert answer.status_code == 422
    assert "rita" in alert(answer)
    assert 'value="R. &lt;b&gt;"' in answer.text
    assert roles(ana)["rita"] == Role.REVIEWER
    for form in ({"handle": "x y/z", "role": "editor"}, {"handle": "zoe", "role": "king"}, {}):
        assert 400 <= ana.client.post("/desk/add", data=form).status_code < 500


def test_what_was_not_changed_is_refused_and_a_removed_name_stays(ana: Visitor) -> None:
    with sessions.reading(ana.site.database) as session:
        rita = next(row for row in reviewers.list_reviewers(session) if row["handle"] == "rita")
    form = {"handle": "rita", "was_role": "reviewer", "role": "reviewer", "was_name": rita["name"] or "", "name": ""}
    answer = ana.client.post("/desk/edit", data=form)
    assert answer.status_code == 400
    assert "Change a field first." in alert(answer)


def test_the_last_admin_stays(ana: Visitor) -> None:
    form = {"handle": "ana", "was_role": "admin", "role": "reader"}
    for answer in (ana.client.post("/desk/edit", data=form), ana.client.post("/desk/disable", data={"handle": "ana"})):
        assert 400 <= answer.status_code < 500
        assert "admin" in alert(answer)
    assert roles(ana)["ana"] == Role.ADMIN


def test_a_link_is_for_the_public_address(ana: Visitor) -> None:
    assert link_of(ana, "ed").startswith(f"http://{HOST}/invitations/")
    public = Visitor(replace(ana.site, url="https://desk.example.org")).sign_in("ana")
    answer = public.client.post("/desk/invite", data={"handle": "ed"})
    assert 'value="https://desk.example.org/invitations/' in answer.text


def test_rules_are_set(ana: Visitor) -> None:
    assert said(ana.client.post("/desk/policy", data={"rule": "four-eyes", "value": "on"})) == "four-eyes: off → on."
    assert said(ana.client.post("/desk/policy", data={"rule": "assessments", "value": "2"})) == "assessments: 0 → 2."
    form = {"rule": "desk-name", "value": "The <i>Desk"}
    assert said(ana.client.post("/desk/policy", data=form)) == "desk-name: none → The <i>Desk."
    assert said(ana.client.post("/desk/policy", data=form)) == "desk-name: The <i>Desk, unchanged."
    with sessions.reading(ana.site.database) as session:
        policy = desk_policy.current(session)
    assert (policy.four_eyes, policy.assessments, policy.desk_name) == (True, 2, "The <i>Desk")
    for form in ({"rule": "four-eyes", "value": "perhaps"}, {"rule": "all", "value": "on"}):
        answer = ana.client.post("/desk/policy", data=form)
        assert answer.status_code == 400
        assert alert(answer)


# -- sessions --------------------------------------------------------------------------------------------------


def test_sessions_of_others_are_shown_and_ended(ana: Visitor) -> None:
    assert "Nobody is signed in with a password." in ana.page("/desk/sessions")
    rita = redeem(ana, link_of(ana, "rita"))
    by_key = Visitor(ana.site).sign_in("rita")
    page = ana.page("/desk/sessions")
    assert re.findall(r'<h2 id="of-\d">(\w+)</h2>', page) == ["rita"]
    assert said(ana.client.post("/desk/sign-out", data={"handle": "rita"})) == "rita: 1 session ended."
    for visitor in (rita, by_key):
        assert visitor.client.get("/account").url.path == "/sign-in"
    answer = ana.client.post("/desk/sign-out", data={"handle": "nobody-here"})
    assert answer.status_code == 404


def test_one_session_is_ended_and_the_others_stay(ana: Visitor) -> None:
    rita = redeem(ana, link_of(ana, "rita"))
    lost = Visitor(ana.site)
    lost.client.post("/sign-in", data={"handle": "rita", "password": PASSWORD})
    (name, *_), *others = re.findall(r'name="session" value="(\w+)"><button>(End it)', ana.page("/desk/sessions"))
    assert len(others) == 1
    form = {"handle": "rita", "session": name}
    assert said(ana.client.post("/desk/sign-out", data=form)) == "rita: 1 session ended."
    assert lost.client.get("/account").url.path == "/sign-in"  # the newest is the first
    assert "rita" in rita.page("/account")
    assert ana.client.post("/desk/sign-out", data=form).status_code == 404
    assert ana.client.post("/desk/sign-out", data=form | {"handle": "ed"}).status_code == 404


def test_only_an_admin_ends_sessions_by_this_page(ana: Visitor) -> None:
    rita = redeem(ana, link_of(ana, "rita"))
    ed = Visitor(ana.site).sign_in("ed")
    for handle in ("rita", "ed"):
        assert ed.client.post("/desk/sign-out", data={"handle": handle}).status_code == 403
    assert "rita" in rita.page("/account")


def test_a_page_of_sessions_has_no_token(ana: Visitor) -> None:
    rita = redeem(ana, link_of(ana, "rita"))
    token = rita.client.cookies["factdb"]
    page = ana.page("/desk/sessions")
    with sessions.reading(ana.site.database) as session:
        stored = accounts._hash(token)  # noqa: SLF001 - what the database has
        assert session.connection().exec_driver_sql("SELECT count(*) FROM web_sessions").scalar() == 1
    assert token not in page
    assert stored not in page


# -- who may ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("handle", ["rae", "rita", "ed", "nobody"])
def test_only_admins_see_the_desk(ana: Visitor, handle: str) -> None:
    visitor = Visitor(ana.site).sign_in(handle)
    assert 'href="/desk"' not in visitor.page("/")
    for path in (*PAGES, "/desk/backup"):
        answer = visitor.client.get(path)
        assert answer.status_code == 403, path
        assert "<table" not in answer.text
    before = roles(ana)
    for name in ("add", "edit", "invite", "disable", "enable", "policy", "sign-out", "verify"):
        form = {"handle": "rae", "role": "admin", "was_role": "reader", "rule": "four-eyes", "value": "on"}
        assert visitor.client.post(f"/desk/{name}", data=form).status_code == 403, name
    assert roles(ana) == before
    assert ana.site.verify_job.run is None


def test_an_admin_sees_the_desk(ana: Visitor) -> None:
    assert 'href="/desk"' in ana.page("/")
    for path in PAGES:
        assert ana.client.get(path).status_code == 200, path


# -- copies ----------------------------------------------------------------------------------------------------


def test_a_dump_is_downloaded(ana: Visitor) -> None:
    answer = ana.client.get("/desk/dump")
    assert answer.headers["content-type"] == "application/gzip"
    assert re.fullmatch(
        r'attachment; filename="factdb-\d{4}-\d\d-\d\d\.jsonl\.gz"', answer.headers["content-disposition"]
    )
    lines = gzip.decompress(answer.content).decode().splitlines()
    assert all(json.loads(line) for line in lines)
    assert any("Most U.S. troops left Iraq in 2011." in line for line in lines)


def test_a_backup_is_downloaded_while_others_write(sqlite_demo: Database, tmp_path: Path) -> None:
    site = Site(sqlite_demo.pooled(), "ana")
    ana = Visitor(site).sign_in("ana")
    with sessions.writing(site.database) as session:
        session.connection().exec_driver_sql("UPDATE reviewers SET name = 'Written meanwhile' WHERE handle = 'rita'")
        answer = ana.client.get("/desk/backup")
    assert answer.status_code == 200
    copy = tmp_path / "copy.db"
    copy.write_bytes(answer.content)
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        names = [name for (name,) in connection.execute("SELECT name FROM reviewers WHERE handle = 'rita'")]
    connection.close()
    assert names != ["Written meanwhile"]
    site.database.close()


def test_postgresql_names_its_own_tool(ana: Visitor) -> None:
    page, answer = ana.page("/desk/copies"), ana.client.get("/desk/backup")
    if ana.site.database.is_postgresql:
        assert "pg_dump" in page
        assert 'href="/desk/backup"' not in page
        assert (answer.status_code, "pg_dump" in answer.text) == (503, True)
    else:
        assert 'href="/desk/backup"' in page
        assert answer.content.startswith(b"SQLite format 3")


# -- the check of everything -----------------------------------------------------------------------------------


def test_the_desk_is_checked(ana: Visitor) -> None:
    assert "This server has checked nothing yet." in ana.page("/desk/verify")
    answer = ana.client.post("/desk/verify", follow_redirects=False)
    assert answer.headers["location"] == "/desk/verify"
    ana.site.verify_job.join()
    answer = ana.client.get("/desk/verify")
    assert "refresh" not in answer.headers
    assert "<strong>Clean:</strong> 22 claims" in answer.text
    assert "by ana" in answer.text


def test_a_running_check_shows_itself_again_and_refuses_a_second(ana: Visitor) -> None:
    ana.client.post("/desk/verify", follow_redirects=False)
    job = ana.site.verify_job
    job.join()
    assert job.run
    job.run.is_over, job.run.checked.claims = False, 7  # as it is while it runs
    answer = ana.client.get("/desk/verify")
    assert answer.headers["refresh"] == "3"
    assert "7 of 22 claims checked" in answer.text
    assert '<form method="post" action="/desk/verify"' not in answer.text
    again = ana.client.post("/desk/verify")
    assert again.status_code == 409
    assert "A check is running, which ana began." in alert(again)


def test_findings_are_listed(ana: Visitor) -> None:
    with sessions.writing(ana.site.database) as session:
        session.connection().exec_driver_sql("UPDATE claims SET claim = 'Nobody said so.' WHERE id = 7")
    ana.client.post("/desk/verify", follow_redirects=False)
    ana.site.verify_job.join()
    page = ana.page("/desk/verify")
    assert re.search(r"<strong>\d+ differences? from what was recorded\.</strong>", page)
    assert '<a href="/claims/7">claim 7' in page


def test_a_check_that_fails_says_why(ana: Visitor, sqlite_demo: Database, tmp_path: Path) -> None:
    missing = replace(sqlite_demo, location=str(tmp_path / "gone.db"), shown="gone.db")
    ana.site.verify_job.start(missing, None, "ana", ana.site.now)
    ana.site.verify_job.join()
    assert "The check did not come to its end." in ana.page("/desk/verify")


# -- settings --------------------------------------------------------------------------------------------------


def test_settings_are_shown_without_secrets(ana: Visitor, tmp_path: Path) -> None:
    environ = {
        "FACTDB_STANDBY_URL": "postgresql://reader:geheim@db.example.org/desk",
        "FACTDB_EVIDENCE_WAYBACK_KEYS": "access:geheim",
        "FACTDB_WEB_URL": "https://desk.example.org",
    }
    loaded = settings.load(db="postgresql://ana:geheim@db/desk", user="ana", environ=environ, cwd=tmp_path)
    site = replace(ana.site, fetchers=Fetchers(loaded))
    page = Visitor(site).sign_in("ana").page("/desk/settings")
    assert "geheim" not in page
    assert "postgresql://ana:***@db/desk" in page
    assert "FACTDB_WEB_URL" in page
    assert "python" in page

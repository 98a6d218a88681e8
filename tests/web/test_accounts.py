"""Accounts in the browser: signing in and out, invitations, and what is refused to those who attack them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from factdb.domain.enums import Role
from factdb.errors.web import TooManyAttemptsError, WrongPasswordError
from factdb.services.actor import find_actor
from factdb.services.desk import accounts, reviewers
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Invitation, WebSession
from factdb.web import serving
from factdb.web.application import create_app
from factdb.web.attempts import FREE
from factdb.web.site import Site
from tests.web.in_process import ADDRESS, HOST, open_browser

if TYPE_CHECKING:
    import httpx2


pytestmark = pytest.mark.usefixtures("cheap_passwords")
PROXY = "192.0.2.1"
PASSWORD, OTHER = "four random words here", "five other random words here"
SHORT, COMMON = "rita", "password1234"
COOKIE = "factdb"


def browser(site: Site, address: str = ADDRESS, client: str = "203.0.113.9") -> httpx2.Client:
    """Return a browser of somebody who asks from an address of the network."""
    app = create_app(site, serving.host_names(HOST, site.url))
    return open_browser(app, address, client=client, follow_redirects=False)


def invite(site: Site, handle: str) -> str:
    """Return the path of an invitation."""
    with sessions.writing(site.database) as session:
        return f"/invitations/{accounts.invite(session, find_actor(session, 'ana', site.now), handle)}"


def send(visitor: httpx2.Client, path: str, headers: Mapping[str, str] | None = None, **fields: str) -> httpx2.Response:
    """Send a form."""
    return visitor.post(path, data=fields, headers=headers)


def sign_in(visitor: httpx2.Client, handle: str = "rita", password: str = PASSWORD) -> httpx2.Response:
    return send(visitor, "/sign-in", handle=handle, password=password)


@pytest.fixture
def team(site: Site) -> Site:
    """The worked example, on which rita has a password."""
    answer = send(browser(site), invite(site, "rita"), password=PASSWORD, again=PASSWORD)
    assert answer.status_code == 303, answer.text
    return site


@pytest.fixture
def rita(team: Site) -> httpx2.Client:
    """Rita, signed in."""
    visitor = browser(team)
    assert sign_in(visitor).headers["location"] == "/"
    return visitor


def status(visitor: httpx2.Client, path: str = "/claims") -> int:
    return visitor.get(path).status_code


# -- signing in and out ---------------------------------------------------------------------------------------


def test_how_to_get_in_is_said(site: Site) -> None:
    assert 'name="password"' not in browser(site).get("/sign-in").text
    send(browser(site), invite(site, "rita"), password=PASSWORD, again=PASSWORD)
    assert 'name="password"' in browser(site).get("/sign-in").text


def test_a_handle_and_its_password_sign_in(team: Site) -> None:
    visitor = browser(team)
    answer = sign_in(visitor, "Rita ")
    cookie = answer.headers["set-cookie"].lower()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert "rita" in visitor.get("/account").text
    assert send(visitor, "/sign-out").headers["location"] == "/sign-in"
    assert status(visitor) == 303


def test_who_signs_in_comes_to_the_page_that_was_asked_for(team: Site) -> None:
    """A colleague opens the link to a report, mistypes the password, and then sees the report."""
    visitor, report = browser(team), "/reports/verdicts-by-speaker?since=2021-07-01&until=2021-07-31"
    form = visitor.get(visitor.get(report).headers["location"])
    (after,) = re.findall(r'name="next" value="([^"]*)"', form.text)
    assert unescape(after) == report
    assert f'value="{after}"' in send(visitor, "/sign-in", handle="rita", password=OTHER, next=report).text
    assert send(visitor, "/sign-in", handle="rita", password=PASSWORD, next=report).headers["location"] == report


@pytest.mark.parametrize(
    "address",
    [
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "https://elsewhere.example/",
        "x",
        "/" * 3000,
    ],
)
def test_no_link_to_the_form_leads_elsewhere(team: Site, address: str) -> None:
    visitor = browser(team)
    assert 'name="next"' not in visitor.get("/sign-in", params={"next": address}).text
    answer = send(visitor, "/sign-in", handle="rita", password=PASSWORD, next=address)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(("handle", "password"), [("rita", OTHER), ("ed", PASSWORD), ("nobody", PASSWORD), ("", "")])
def test_wrong_ones_get_one_sentence_and_no_cookie(team: Site, handle: str, password: str) -> None:
    answer = sign_in(browser(team), handle, password)
    assert answer.status_code == 403
    assert "do not belong together" in answer.text
    assert "set-cookie" not in answer.headers
    assert password not in answer.text or not password


def test_a_form_of_another_site_signs_nobody_in(team: Site) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}):
        assert send(browser(team), "/sign-in", headers, handle="rita", password=PASSWORD).status_code == 403


def test_a_session_that_was_there_before_is_never_taken_over(team: Site) -> None:
    """Somebody plants a token of their own in a browser, and waits until its owner signs in."""
    attacker = browser(team)
    sign_in(attacker)
    planted = attacker.cookies[COOKIE]
    victim = browser(team)
    for token in (planted, "made-up"):
        victim.cookies.set(COOKIE, token)
        answer = sign_in(victim)
        new = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
        assert new not in {token, planted}
        victim.cookies.clear()
    assert status(attacker) == 303, "the planted session has ended"


def test_a_session_is_that_of_its_token_alone(rita: httpx2.Client, team: Site) -> None:
    assert status(rita) == 200
    for token in ("", "x", rita.cookies[COOKIE][:-1], "a" * 10_000):
        stranger = browser(team)
        stranger.cookies.set(COOKIE, token)
        assert status(stranger) == 303


# -- how sessions end -----------------------------------------------------------------------------------------


def test_a_disabled_reviewer_is_out_at_the_next_request(rita: httpx2.Client, team: Site) -> None:
    by_key = browser(team)
    by_key.get(f"/sign-in/{team.sign_ins.new_key('rita')}")
    assert (status(rita), status(by_key)) == (200, 200)
    with sessions.writing(team.database) as session:
        ana = find_actor(session, "ana", team.now)
        reviewers.disable(session, ana, "rita")
    assert (status(rita), status(by_key)) == (303, 303)
    assert send(rita, "/claims/19/note", version="1", note="x").headers["location"] == "/sign-in"
    assert sign_in(browser(team)).status_code == 403


def test_a_lower_role_counts_at_the_next_request(rita: httpx2.Client, team: Site) -> None:
    with sessions.writing(team.database) as session:
        reviewers.edit(session, find_actor(session, "ana", team.now), "rita", None, Role.READER)
    assert status(rita) == 200
    assert send(rita, "/claims/19/note", version="1", note="x").status_code == 403


def test_an_expired_session_is_none(rita: httpx2.Client, team: Site) -> None:
    with sessions.writing(team.database) as session:
        session.execute(update(WebSession).values(expires_at=team.now - timedelta(seconds=1)))
    assert status(rita) == 303


def test_a_session_in_use_is_prolonged(rita: httpx2.Client, team: Site) -> None:
    with sessions.writing(team.database) as session:
        session.execute(update(WebSession).values(expires_at=team.now + timedelta(minutes=1)))
    assert status(rita) == 200
    with sessions.reading(team.database) as session:
        ends = [row.expires_at for row in accounts.open_sessions(session, "rita", "", team.now)]
    assert max(ends) > team.now + timedelta(hours=11)


def test_signing_out_everywhere_ends_every_session(rita: httpx2.Client, team: Site) -> None:
    others = [browser(team), browser(team)]
    sign_in(others[0])
    others[1].get(f"/sign-in/{team.sign_ins.new_key('rita')}")
    assert {status(visitor) for visitor in (rita, *others)} == {200}
    assert send(rita, "/account/sign-out").headers["location"] == "/sign-in"
    assert {status(visitor) for visitor in (rita, *others)} == {303}


def test_the_command_line_ends_sessions(rita: httpx2.Client, team: Site) -> None:
    with sessions.writing(team.database) as session:
        accounts.sign_out_everywhere(session, find_actor(session, "ana", team.now), "rita")
    assert status(rita) == 303


def test_a_changed_password_ends_the_other_sessions(rita: httpx2.Client, team: Site) -> None:
    other = browser(team)
    sign_in(other)
    wrong = send(rita, "/account/password", present=OTHER, password=OTHER, again=OTHER)
    assert (wrong.status_code, status(other)) == (403, 200)
    assert send(rita, "/account/password", present=PASSWORD, password=OTHER, again="x").status_code == 400
    assert send(rita, "/account/password", present=PASSWORD, password=SHORT, again=SHORT).status_code == 400
    before = rita.cookies[COOKIE]
    answer = send(rita, "/account/password", present=PASSWORD, password=OTHER, again=OTHER)
    assert answer.headers["location"] == "/account"
    assert "All other sessions were ended." in rita.get("/account").text
    assert rita.cookies[COOKIE] != before
    assert (status(rita, "/account"), status(other)) == (200, 303)
    assert sign_in(browser(team)).status_code == 403


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/sign-out"])
def test_an_account_is_for_its_owner(team: Site, path: str) -> None:
    visitor = browser(team)
    answer = visitor.get(path) if path == "/account" else send(visitor, path, present=PASSWORD)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")


# -- invitations and keys -------------------------------------------------------------------------------------


def test_to_look_at_an_invitation_does_not_use_it_up(site: Site) -> None:
    link, visitor = invite(site, "rita"), browser(site)
    for _ in range(2):
        assert visitor.head(link).status_code == visitor.get(link).status_code == 200
    assert send(visitor, link, password=PASSWORD, again=OTHER).status_code == 400
    assert "is one of the commonest" in send(visitor, link, password=COMMON, again=COMMON).text
    assert send(visitor, link, password=PASSWORD, again=PASSWORD).status_code == 303
    assert "rita" in visitor.get("/account").text


def test_invitations_that_were_used_or_are_void_or_old(site: Site) -> None:
    void = invite(site, "rita")
    used = invite(site, "rita")
    send(browser(site), used, password=PASSWORD, again=PASSWORD)
    old = invite(site, "ed")
    with sessions.writing(site.database) as session:
        unused = update(Invitation).where(Invitation.used_at.is_(None))
        session.execute(unused.values(expires_at=site.now - timedelta(seconds=1)))
    for link in (void, used, old, "/invitations/made-up"):
        visitor = browser(site)
        for answer in (visitor.get(link), send(visitor, link, password=OTHER, again=OTHER)):
            assert answer.status_code == 404
            assert "This invitation is not valid" in answer.text
            assert "set-cookie" not in answer.headers
    assert sign_in(browser(site)).status_code == 303


@pytest.mark.parametrize("headers", [{"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}])
def test_a_browser_that_looks_ahead_leaves_the_key(site: Site, headers: dict[str, str]) -> None:
    path, visitor = f"/sign-in/{site.sign_ins.new_key('ana')}", browser(site)
    assert visitor.head(path).status_code == 200
    ahead = visitor.get(path, headers=headers)
    assert "set-cookie" not in ahead.headers
    assert f'action="{path}"' in ahead.text
    assert send(visitor, path).headers["location"] == "/"
    assert status(visitor) == 200
    assert browser(site).get(path).status_code == 401


# -- guessing -------------------------------------------------------------------------------------------------


def guess(site: Site, name: str, address: str) -> None:
    """Give twelve wrong passwords, each as soon as it counts: the next one counts in two minutes."""
    at = site.now - timedelta(seconds=140)
    for number in range(1, 13):
        with suppress(WrongPasswordError), site.attempts.comparing(name, address, at):
            raise WrongPasswordError
        at += timedelta(seconds=2 ** (number - FREE) if number >= FREE else 0)


def test_guessing_is_slowed_even_for_the_right_password(team: Site) -> None:
    guess(team, "rita", "198.51.100.1")
    answer = sign_in(browser(team))
    assert answer.status_code == 429
    assert 60 < int(answer.headers["retry-after"]) <= 128
    assert "too many wrong passwords" in answer.text
    assert "set-cookie" not in answer.headers
    assert sign_in(browser(team), "nobody", OTHER).status_code == 403, "others are not slowed"


def test_one_address_that_tries_many_names_is_slowed(team: Site) -> None:
    guess(team, "somebody", "198.51.100.1")
    assert sign_in(browser(team, client="198.51.100.1")).status_code == 429
    assert sign_in(browser(team, client="198.51.100.2")).status_code == 303


def test_wrong_passwords_of_the_form_are_counted(team: Site) -> None:
    answers = [sign_in(browser(team, client=f"198.51.100.{n}"), password=OTHER).status_code for n in range(FREE)]
    assert answers == [403] * FREE
    with pytest.raises(TooManyAttemptsError), team.attempts.comparing("rita", None, team.now - timedelta(minutes=1)):
        pytest.fail("it is too soon")


def test_a_wait_that_is_over_lets_the_owner_in(team: Site) -> None:
    earlier = team.now - timedelta(minutes=10)
    for _ in range(FREE):
        with pytest.raises(ZeroDivisionError), team.attempts.comparing("other", None, earlier):
            raise ZeroDivisionError
    assert sign_in(browser(team)).status_code == 303


def test_the_present_password_cannot_be_guessed_on_the_account_page(rita: httpx2.Client, team: Site) -> None:
    guess(team, "rita", "198.51.100.1")
    assert send(rita, "/account/password", present=PASSWORD, password=OTHER, again=OTHER).status_code == 429


@pytest.mark.parametrize(("proxies", "expected"), [((), 429), (("192.0.2.7",), 429), ((PROXY,), 403)])
def test_addresses_are_believed_from_known_proxies_alone(team: Site, proxies: tuple[str, ...], expected: int) -> None:
    """Who guesses from one machine and writes a new X-Forwarded-For each time is still one machine."""
    guess(team, "somebody", PROXY)
    visitor = browser(replace(team, proxies=proxies), client=PROXY)
    forged = {"x-forwarded-for": "198.51.100.1"}
    assert send(visitor, "/sign-in", forged, handle="ed", password=OTHER).status_code == expected


def test_what_a_client_adds_before_the_proxy_is_not_believed(team: Site) -> None:
    guess(team, "somebody", "203.0.113.9")
    visitor = browser(replace(team, proxies=(PROXY,)), client=PROXY)
    forged = {"x-forwarded-for": "198.51.100.1, 203.0.113.9"}  # the proxy appends who asked it
    assert send(visitor, "/sign-in", forged, handle="ed", password=OTHER).status_code == 429


# -- behind a proxy -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "prefix", "name", "path"),
    [
        ("https://desk.example.org", "", "__Host-factdb", "/"),
        ("https://example.org/desk", "/desk", "factdb", "/desk"),
        ("http://desk.example.org", "", "factdb", "/"),
    ],
)
def test_the_cookie_of_a_public_address(team: Site, url: str, prefix: str, name: str, path: str) -> None:
    site = replace(team, url=url, prefix=prefix)
    visitor = browser(site, url.removesuffix(prefix) if prefix else url)
    answer = send(visitor, f"{prefix}/sign-in", handle="rita", password=PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert answer.headers["location"] == f"{prefix}/"
    assert cookie.startswith(f"{name}=")
    assert f"Path={path};" in f"{cookie};"
    assert ("Secure" in cookie) == url.startswith("https")
    assert "Domain" not in cookie
    assert status(visitor, f"{prefix}/claims") == 200
    left = send(visitor, f"{prefix}/sign-out").headers["set-cookie"]
    assert left.startswith(f'{name}=""')
    assert ("Secure" in left) == url.startswith("https")


def test_a_planted_cookie_without_its_mark_counts_for_nothing(team: Site) -> None:
    plain = browser(team)
    sign_in(plain)
    public = browser(replace(team, url="https://desk.example.org"), "https://desk.example.org")
    public.cookies.set(COOKIE, plain.cookies[COOKIE])
    assert status(public) == 303


@pytest.mark.parametrize(("proxies", "secure"), [((PROXY,), True), ((), False)])
def test_https_is_believed_from_known_proxies_alone(team: Site, proxies: tuple[str, ...], *, secure: bool) -> None:
    visitor = browser(replace(team, proxies=proxies), client=PROXY)
    answer = send(visitor, "/sign-in", {"x-forwarded-proto": "https"}, handle="rita", password=PASSWORD)
    assert ("Secure" in answer.headers["set-cookie"]) == secure


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("desk.example.org", 200), ("desk.example.org:443", 200), ("127.0.0.1:8321", 200), ("[::1]:8321", 200),
        ("elsewhere.example", 400), ("desk.example.org.elsewhere.example", 400), ("", 400), ("[::1", 400),
        ("elsewhere.example@desk.example.org", 400),
    ],
)  # fmt: skip
def test_only_our_own_names_are_answered(sqlite_demo: Database, host: str, expected: int) -> None:
    site = Site(sqlite_demo, "ana", url="https://desk.example.org")
    visitor = open_browser(create_app(site, serving.host_names("127.0.0.1", site.url)))
    forged = {"host": host, "x-forwarded-host": "desk.example.org"}
    assert visitor.get("/healthz", headers=forged).status_code == expected


# -- servers that only read -----------------------------------------------------------------------------------


def test_a_server_that_only_reads_signs_in_and_changes_nothing(team: Site) -> None:
    visitor = browser(replace(team, read_only=True))
    assert sign_in(visitor).status_code == 303
    assert "Change the password" not in visitor.get("/account").text
    for path in ("/claims/7/note", "/account/password", "/account/sign-out", invite(team, "ed")):
        assert send(visitor, path, note="x", password=OTHER, again=OTHER, present=PASSWORD).status_code == 403
    assert send(visitor, "/sign-out").status_code == 303
    assert status(visitor) == 303


def test_a_database_that_cannot_be_written_says_so(team: Site) -> None:
    if not team.database.is_postgresql:
        pytest.skip("the superuser of a container may write every file")
    with team.database.engine("rw").begin() as connection:
        name = connection.exec_driver_sql("SELECT quote_ident(current_database())").scalar()
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    team.database.close()
    answer = sign_in(browser(team))
    assert answer.status_code == 503
    assert "a session is a row of the database" in answer.text
    assert "set-cookie" not in answer.headers


def test_a_session_is_looked_up_on_a_standby_only_while_the_primary_is_gone(rita: httpx2.Client, team: Site) -> None:
    if not team.database.is_postgresql:
        pytest.skip("SQLite has no standby")
    gone = Database("postgresql://ana@127.0.0.1:1/desk", "the primary", is_postgresql=True)
    answers = []
    for primary, standby in ((gone, team.database), (team.database, gone)):
        visitor = browser(replace(team, database=primary, standby=standby))
        visitor.cookies.set(COOKIE, rita.cookies[COOKIE])
        answers.append(status(visitor))
    assert answers == [200, 200]

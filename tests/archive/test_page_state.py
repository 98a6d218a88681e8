"""What a check saw: every fault of the server as a state, and never "dead" where one request failed."""

from __future__ import annotations

import re

import pytest

from factdb.archive import page_state
from factdb.archive.client import Client
from factdb.archive.fetched import Fetched, FetchFailure
from factdb.archive.page_signs import StandIn
from factdb.archive.page_state import MissingPage, Observation, observe
from factdb.domain.page_states import PageState
from factdb.extract.pages import charsets
from tests.archive.conftest import MakeClient
from tests.archive.fault_server import ARTICLE, FaultServer
from tests.archive.fetches import fetch

EXCERPT = "The bridge cost nine million euros"


def running_text(fetched: Fetched | FetchFailure) -> str:
    """Return the text of a page, as roughly as a test may."""
    if isinstance(fetched, FetchFailure):
        return ""
    source = charsets.decode(fetched.content, fetched.content_type).text
    body = re.search(r"(?s)<body>(.*)</body>", source)
    return " ".join(re.sub(r"<[^>]*>", " ", body[1] if body else "").split())


def check(client: Client, address: str, *, excerpt: str | None = EXCERPT, probe: bool = False) -> Observation:
    """Fetch and observe as a service will."""
    outcome = client.fetch(address)
    missing = None
    if probe:
        answer = client.fetch(page_state.missing_address(address, "7c1f"))
        assert isinstance(answer, Fetched)
        missing = MissingPage(answer.status, running_text(answer))
    return observe(
        outcome,
        running_text(outcome),
        earlier_text=" ".join(ARTICLE.split()),
        excerpts=[excerpt] if excerpt else [],
        missing=missing,
    )


STATES = {
    "/ok": PageState.OK,
    "/gzip": PageState.OK,
    "/chunked": PageState.OK,
    "/until-closed": PageState.OK,
    "/early-hints": PageState.OK,
    "/cookie-loop": PageState.OK,
    "/head-refused": PageState.OK,
    "/moved": PageState.MOVED,
    "/moved-with-spaces": PageState.MOVED,
    "/moved-to-host": PageState.MOVED,
    "/moved-to-tls": PageState.MOVED,
    "/hops?3": PageState.MOVED,
    "/changed": PageState.CHANGED,
    "/excerpt-gone": PageState.EXCERPT_GONE,
    "/other": PageState.EXCERPT_GONE,
    "/soft-404-title": PageState.SOFT_404,
    "/to-front": PageState.SOFT_404,
    "/to-login": PageState.WALL,
    "/to-consent": PageState.WALL,
    "/cookie-wall": PageState.WALL,
    "/paywall": PageState.WALL,
    "/unauthorized": PageState.WALL,
    "/payment": PageState.WALL,
    "/bot": PageState.BLOCKED,
    "/bot-403": PageState.BLOCKED,
    "/forbidden": PageState.BLOCKED,
    "/too-many": PageState.BLOCKED,
    "/gone": PageState.GONE,
    "/missing": PageState.GONE,
    "/broken": PageState.ERROR,
    "/overloaded": PageState.ERROR,
    "/empty": PageState.ERROR,
    "/no-content": PageState.ERROR,
    "/partial": PageState.ERROR,
    "/circle": PageState.ERROR,
    "/itself": PageState.ERROR,
    "/hops?11": PageState.ERROR,
    "/huge": PageState.ERROR,
    "/bomb-gzip": PageState.ERROR,
    "/gzip-cut": PageState.ERROR,
    "/length-too-long": PageState.ERROR,
    "/no-http": PageState.ERROR,
    "/reset": PageState.ERROR,
    "/to-private": PageState.ERROR,
    "/to-metadata": PageState.ERROR,
}


@pytest.mark.parametrize("path", STATES)
def test_a_fault_is_one_state(client: Client, server: FaultServer, path: str) -> None:
    observation = check(client, server.url(path))
    assert observation.state is STATES[path], observation
    assert observation.why.endswith(".")
    assert observation.why[0].isupper()


@pytest.mark.parametrize("host", ["expired.test", "wrong.test", "unknown.test"])
def test_errors_of_tls_are_errors(client: Client, server: FaultServer, host: str) -> None:
    observation = check(client, server.secure_url("/ok", host))
    assert (observation.state, "not secure" in observation.why) == (PageState.ERROR, True)


def test_errors_of_names_and_time_are_errors(make_client: MakeClient, server: FaultServer) -> None:
    client = make_client(silence=0.2, total=0.4)
    for address in ("http://nowhere.test/", "http://slow-name.test/", server.url("/silent"), server.url("/dripping")):
        assert check(client, address).state is PageState.ERROR


def test_an_unchanged_page_is_there(client: Client, server: FaultServer) -> None:
    first = client.fetch(server.url("/etag"))
    assert isinstance(first, Fetched)
    again = client.fetch(server.url("/etag"), first.validators)
    observation = observe(again, "", earlier_text=ARTICLE, excerpts=[EXCERPT])
    assert (observation.state, observation.likeness, observation.excerpts[0].is_exact) == (PageState.OK, 1.0, True)


def test_a_page_for_missing_addresses_with_status_200(client: Client, server: FaultServer) -> None:
    """Two addresses of one host with nearly the same text: the one that surely does not exist gives the other away."""
    address = server.url("/2026/11/story", "soft.test")
    alone = check(client, address, excerpt=None)
    assert alone.state is PageState.CHANGED
    beside = check(client, address, excerpt=None, probe=True)
    assert (beside.state, "page for missing addresses" in beside.why) == (PageState.SOFT_404, True)
    honest = check(client, server.url("/ok"), excerpt=None, probe=True)
    assert honest.state is PageState.OK


def test_missing_addresses_are_beside_the_page() -> None:
    for address in ("https://example.org/a/b?c=d", "https://example.org/a/"):
        assert page_state.missing_address(address, "7c") == "https://example.org/a/no-such-page-7c"
    assert page_state.missing_address("https://example.org", "7c") == "https://example.org/no-such-page-7c"


def test_a_page_with_all_excerpts_is_the_page_whatever_else_it_shows() -> None:
    text = f"We value your privacy. Already a subscriber? {ARTICLE}"
    html = f"<html><head><title>404 days to build a bridge</title></head><body>{text}</body></html>"
    assert observe(fetch(html), text, excerpts=[EXCERPT]).state is PageState.OK
    assert observe(fetch(html), text, excerpts=["Quite other words, which nobody said"]).state is not PageState.OK


def test_an_error_page_is_never_taken_for_the_page(client: Client, server: FaultServer) -> None:
    """The server's error page has the article's words; a capture of it would archive an error."""
    observation = check(client, server.url("/broken"))
    assert not observation.state.shows_page
    assert not check(client, server.url("/bot")).state.shows_page
    assert check(client, server.url("/changed")).state.shows_page


def test_https_www_and_a_slash_make_no_other_place() -> None:
    for final in ("https://example.org/page/", "https://www.example.org/page", "https://example.org/page?utm_source=x"):
        moved = fetch(ARTICLE, address="http://example.org/page", final=final)
        assert observe(moved, ARTICLE).state is PageState.OK
    elsewhere = fetch(ARTICLE, address="http://example.org/page", final="https://example.org/page?id=2")
    assert observe(elsewhere, ARTICLE).why == "The address leads to https://example.org/page?id=2."


def test_how_much_of_a_text_has_changed() -> None:
    observation = observe(fetch(ARTICLE), ARTICLE + "A new sentence.", earlier_text=ARTICLE)
    assert observation.state is PageState.CHANGED
    assert observation.likeness is not None
    assert 0.9 < observation.likeness < 1
    assert observe(fetch(ARTICLE), f"  {ARTICLE}\n", earlier_text=ARTICLE.replace(" ", "  ")).state is PageState.OK


@pytest.mark.parametrize(
    ("excerpt", "place", "likeness"),
    [
        (EXCERPT, EXCERPT, (1.0, 1.0)),
        (
            "\u201cThe  bridge cost nine million euros,\u201d she said",
            '"The bridge cost nine million euros," she said',
            (1, 1),
        ),
        ("The bridge cost four million euros", "The bridge cost nine million euros", (0.8, 0.9)),
        ("the bridge cost nine million euros", "The bridge cost nine million euros", (0.8, 0.99)),
        ("praised the workers. The 'old' bridge is to be taken down in spring", None, (0.0, 0.99)),
        ("Nobody has ever written these words in any newspaper", "", (0.0, 0.0)),
        ("...", "", (0.0, 0.0)),
        ("", "", (0.0, 0.0)),
    ],
)
def test_an_excerpt_is_looked_for_exactly_and_then_by_likeness(
    excerpt: str, place: str | None, likeness: tuple[float, float]
) -> None:
    (sighting,) = page_state.look_for([excerpt], ARTICLE)
    assert likeness[0] <= sighting.likeness <= likeness[1]
    assert sighting.is_exact == (likeness == (1, 1))
    if place is not None:
        assert (ARTICLE[sighting.span.start : sighting.span.end] if sighting.span else "") == place


@pytest.mark.parametrize(
    ("text", "title", "sign"),
    [
        ("Bitte melden Sie sich an.", "Konto", StandIn.LOGIN_WALL),
        ("Cet article est réservé à nos abonnés.", "Le pont", StandIn.PAY_WALL),
        ("Alle Cookies akzeptieren", "Die Brücke", StandIn.COOKIE_WALL),
        ("Diese Seite wurde nicht gefunden", "Seite nicht gefunden", StandIn.NOT_FOUND),
        ("Access Denied. You don't have permission.", "Access Denied", StandIn.BOT_CHECK),
        ("Nuestra política", "Página no encontrada", StandIn.NOT_FOUND),
    ],
)
def test_stand_ins_in_other_languages(text: str, title: str, sign: StandIn) -> None:
    html = f"<html><head><title>{title}</title></head><body>{text}</body></html>"
    observation = observe(fetch(html), text, excerpts=[EXCERPT])
    assert observation.stand_in is sign


def test_an_article_about_captchas_is_an_article() -> None:
    text = ARTICLE * 8 + "Are you a robot? Subscribers only. Page not found. Accept all cookies."
    html = f"<html><head><title>Are you a robot? 404</title></head><body>{text}</body></html>"
    assert observe(fetch(html), text).state is PageState.OK


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Police said that the boy was not found. It took just a moment, and access was denied.", "Boy missing"),
        ("The road is closed for a week, with unusual traffic on all others.", "Highway 404 closed after a crash"),
        ("The 404 was built until 1975. More than a million were sold.", "Peugeot 404"),
        ("The judge denied access to the files of the court.", "Judge: access denied to files"),
    ],
)
def test_a_short_article_is_an_article(text: str, title: str) -> None:
    html = f"<html><head><title>{title}</title></head><body>{text}</body></html>"
    assert observe(fetch(html), text).state is PageState.OK


@pytest.mark.parametrize(
    "title", ["404", "404 - Not Found", "Error 404", "404 Page", "Not Found", "The Times: 404 error", "Fehler 404"]
)
def test_titles_of_pages_that_say_that_they_were_not_found(title: str) -> None:
    html = f"<html><head><title>{title}</title></head><body>Here is what others read.</body></html>"
    assert observe(fetch(html), "Here is what others read.").state is PageState.SOFT_404


def test_what_is_no_html_shows_no_signs() -> None:
    pdf = fetch(b"%PDF-1.7 page not found", content_type="application/pdf")
    assert observe(pdf, "Page not found. Access denied.").state is PageState.OK

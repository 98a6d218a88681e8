"""Two ways to write one address have one key, and two pages have two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb import errors
from factdb.domain import urls


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" HTTPS://WWW.Example.COM:443 ", "https://www.example.com/"),
        ("http://example.com:80/a", "http://example.com/a"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("http://example.com:/a", "http://example.com/a"),
        ("http://example.com./", "http://example.com/"),
        ("http://example.com?x=1", "http://example.com/?x=1"),
        ("http://example.com/?", "http://example.com/"),
        ("http://example.com/a/./b/../c/..", "http://example.com/a/"),
        ("http://example.com/../../a", "http://example.com/a"),
        ("http://example.com/%2e%2E/a", "http://example.com/a"),
        ("http://example.com/a//b", "http://example.com/a//b"),
        ("http://example.com/%7eana/%c3%a9/é", "http://example.com/~ana/%C3%A9/%C3%A9"),
        ("http://example.com/a%2fb|c", "http://example.com/a%2Fb%7Cc"),
        ("http://example.com/100%", "http://example.com/100%25"),
        ("http://example.com/?b=2&utm_source=x&a=1&fbclid=y", "http://example.com/?b=2&a=1"),
        ("http://example.com/?UTM_Medium=x&%75tm_id=1", "http://example.com/"),
        ("http://example.com/?a=utm_source", "http://example.com/?a=utm_source"),
        ("http://example.com/a#part", "http://example.com/a"),
        ("http://example.com/a#!/page", "http://example.com/a#!/page"),
        ("http://Bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://straße.de/", "http://xn--strae-oqa.de/"),
        ("http://日本語。jp/", "http://xn--wgv71a119e.jp/"),
        ("http://[2001:DB8:0:0::1]:80/", "http://[2001:db8::1]/"),
        ("http://[::1]", "http://[::1]/"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
    ],
)
def test_an_address_has_its_key(typed: str, key: str) -> None:
    assert urls.canonical(typed) == key
    assert urls.canonical(key) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.com/a", "https://example.com/a"),
        ("http://example.com/a", "http://example.com/A"),
        ("http://example.com/a", "http://example.com/a/"),
        ("http://example.com/a/b", "http://example.com/a%2Fb"),
        ("http://example.com/?a=1&b=2", "http://example.com/?b=2&a=1"),
        ("http://straße.de/", "http://strasse.de/"),
        ("http://example.com/a?b", "http://example.com/a%3Fb"),
    ],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert urls.canonical(one) != urls.canonical(other)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "does not start with http"),
        ("www.npr.org/x", "does not start with http"),
        ("ftp://example.com/", "does not start with http"),
        ("javascript:alert(1)", "does not start with http"),
        ("https://", "no host"),
        ("https:///x", "no host"),
        ("http://a b.com/", "white space"),
        ("http://example.com/\x1b", "control character"),
        ("http://example.com/a\nb", r"U\+000A"),
        ("http://example.com/\ud800", "control character"),
        ("http://ana:secret@example.com/", "user name"),
        ("http://example.com@evil.example/", "user name"),
        ("http://example.com:99999/", "port"),
        ("http://example.com:0/", "port"),
        ("http://example.com:8o/", "host and port"),
        ("http://[::1/", "host and port"),
        ("http://[::g]/", "valid IPv6"),
        ("http://[fe80::1%eth0]/", "valid IPv6"),
        ("http://a..b/", "valid host"),
        ("http://ex%41mple.com/", "valid host"),
        ("http://example.com\\x/", "valid host"),
        ("http://\uff0f.com/", "valid host"),
        (f"http://{'a' * 64}.com/", "valid host"),
        (f"http://{'ü' * 64}.com/", "punycode"),
        (f"http://example.com/{'a' * 4096}", "4096"),
        (f"http://example.com/{'é' * 1000}", "4096"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(errors.BadValueError, match=f"(?s)^The page .*{why}") as refusal:
        urls.canonical(typed, "page")
    assert refusal.value.next_step


pieces = st.text(alphabet=st.sampled_from("abZ09./%2e3F?&=#!:@[]~ -_é\u3002\u00dfutm_"), max_size=30)


@given(pieces)
def test_a_key_is_its_own_key(piece: str) -> None:
    try:
        key = urls.canonical(f"http://example.com/{piece}")
    except errors.BadValueError:
        return
    assert urls.canonical(key) == key
    assert key.isascii()


@given(st.text(max_size=40))
def test_whatever_is_typed_as_a_host_gives_a_stable_key_or_a_refusal(typed: str) -> None:
    try:
        key = urls.canonical(f"https://{typed}/")
    except errors.BadValueError:
        return
    assert urls.canonical(key) == key
    assert urls.host(key)


@given(st.text(max_size=60))
def test_no_text_makes_anything_but_a_key_or_a_refusal(typed: str) -> None:
    with pytest.raises(errors.BadValueError):
        urls.canonical(f"x{typed}")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a/../b?utm_source=x&id=1#part", "https://example.org/b?utm_source=x&id=1"),
        ("http://example.org:8080/a b".replace(" ", "%20"), "http://example.org:8080/a%20b"),
        ("https://müller.de/straße?q=ä", "https://xn--mller-kva.de/stra%C3%9Fe?q=%C3%A4"),
        ("http://[2001:DB8:0::1]:80/?", "http://[2001:db8::1]/"),
        ("https://example.org/#!/page", "https://example.org/"),
    ],
)
def test_a_server_is_asked_with_every_parameter_and_without_the_fragment(typed: str, asked: str) -> None:
    address = urls.request_address(typed)
    assert str(address) == asked
    assert urls.request_address(asked) == address
    assert asked.endswith(f"{address.authority}{address.target}")


def test_what_is_no_address_is_refused_with_the_reason_alone() -> None:
    with pytest.raises(errors.BadValueError) as refusal:
        urls.request_address("ftp://example.org/")
    assert refusal.value.why == "does not start with http:// or https://"


def test_a_host_has_no_www() -> None:
    assert urls.host("https://www.npr.org:8443/x") == "npr.org"
    assert urls.host("https://www.com/") == "www.com"
    assert urls.host("https://[::1]:8000/") == "[::1]"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.news.bbc.co.uk/1", ["news.bbc.co.uk", "bbc.co.uk"]),
        ("https://radio.wpsu.org/", ["radio.wpsu.org", "wpsu.org"]),
        ("https://esta.krd/en/", ["esta.krd"]),
        ("http://localhost/", ["localhost"]),
        ("http://10.0.0.1/", ["10.0.0.1"]),
        ("https://m.youtube.com/watch?v=1", []),
        ("https://docs.google.com/document/1", []),
        ("https://web.archive.org/web/2021/https://npr.org", []),
        ("https://someone.substack.com/p/x", []),
        ("https://notx.com/", ["notx.com"]),
        ("https://a.desk.netlify.app/", ["a.desk.netlify.app", "desk.netlify.app"]),
        ("https://someone.github.io/x", []),
        ("https://www.kompas.co.id/", ["kompas.co.id"]),
        ("https://news.city.kawasaki.jp/", ["news.city.kawasaki.jp", "city.kawasaki.jp"]),
        ("https://co.uk/", ["co.uk"]),
        ("https://wien.news.co.at/", ["wien.news.co.at", "news.co.at"]),
    ],
)
def test_domains_go_from_the_host_to_the_registered_one_and_shared_hosts_have_none(url: str, found: list[str]) -> None:
    assert urls.domains(url) == found


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.news.bbc.co.uk/1", "bbc.co.uk"),
        ("https://m.youtube.com/watch?v=1", "youtube.com"),
        ("http://localhost/", "localhost"),
        ("http://10.0.0.1/", "10.0.0.1"),
        ("https://zeitung.xn--mgbaam7a8h/x", "zeitung.xn--mgbaam7a8h"),
    ],
)
def test_the_registered_domain_of_an_address(url: str, domain: str) -> None:
    assert urls.registered_domain(url) == domain


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("The Epoch Times", "https://www.theepochtimes.com/world/x"),
        ("Epoch Times", "https://www.theepochtimes.com/world/x"),
        ("The Guardian", "https://www.guardian.co.uk/x"),
        ("NPR", "https://www.npr.org/"),
        ("El País", "https://elpais.com/"),
        ("FactCheck.org", "https://www.factcheck.org/"),
        ("Military Times", "https://www.military-times.com/"),
        ("BBC", "https://news.bbc.co.uk/"),
    ],
)
def test_a_name_fits_its_own_domain(name: str, url: str) -> None:
    assert urls.is_name_of_domain(name, url)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("Esta Media Network", "https://esta.krd/en/80514/"),
        ("New York Times", "https://nyt.com/"),
        ("YouTube", "https://www.youtube.com/watch"),
        ("news", "https://news.bbc.co.uk/"),
        ("Associated Press", "https://www.militarytimes.com/"),
        ("!?", "https://npr.org/"),
    ],
)
def test_a_name_does_not_fit_another_domain_nor_by_initials_nor_a_shared_host(name: str, url: str) -> None:
    assert not urls.is_name_of_domain(name, url)

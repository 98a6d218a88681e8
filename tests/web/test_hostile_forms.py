"""Forms and addresses that no page sends: the server does not fail, and a refusal changes nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factdb.web.application import create_app
from factdb.web.site import Site
from tests.web.in_process import HOST, open_browser
from tests.web.test_roles import TABLE

if TYPE_CHECKING:
    import httpx2

    from factdb.store.engine import Database

TEMPLATES = Path(create_app.__code__.co_filename).parent / "templates"
# Every name of a field that a template has; a name with a part that varies is in the ledger of the odd ones.
NAMES = sorted(
    {name for file in TEMPLATES.rglob("*.html") for name in re.findall(r'name="(\w+)"', file.read_text("utf-8"))}
    | {"truth_rating", "quote_rating", "truth_evidence", "quote_evidence", "was_claim", "was_said_on", "said_on"}
    | {"speaker", "topics", "kind", "attribution", "resolves_on", "headline", "published_url", "occasion", "was_kind"}
)
ODD = [
    *(
        "",
        " ",
        "0",
        "-1",
        "1",
        "2",
        "19",
        "8",
        "x",
        "yes",
        "²",
        "٣",
        "1.5",
        "1e9",
        "9" * 18,
        "9" * 19,
        "9" * 30,
        "9" * 5000,
    ),
    *(
        "\0",
        "\x1b[31m",
        "\u202eabc",
        "\ud7ff",
        "\ufffe",
        "🚢" * 50,
        "e\u0301" * 300,
        "a" * 5000,
        "\r\n\r\n",
        "\u2028",
        "\u0085",
    ),
    *("<script>", "' OR 1=1 --", "%00", "%zz", "../..", "{{ 7 }}", "🇫🇷", "İ", "ß", "ﷺ"),
    *(
        "true",
        "verbatim",
        "half-true",
        "new",
        "declined",
        "in-review",
        "published",
        "on-hold",
        "retracted",
        "publish-next",
    ),
    *(
        "https://example.org/x",
        "supports:https://example.org/y",
        "http://[",
        "http://[::1",
        "https://exa mple.org",
        "file:///x",
    ),
    *(
        "quote:http://\u0000",
        "https://\u202e.example",
        "https://example.org:99999/",
        "http://" + "a" * 300 + ".example",
    ),
    *(
        "2021-07-26",
        "2021-02-30",
        "0000",
        "9999-12-31",
        "10000-01-01",
        "0001-01-01",
        "tomorrow",
        "-5",
        "31/12/99999999999",
    ),
    *("reply", "complaint", "email", "repeats", "similar", "move", "assign", "tag", "nobody", "rita", "me", "others"),
    *("0-40", "5-", "1-2-3", "0-" + "9" * 30, "19:1", "19:", ":", "19:" + "9" * 30, "start-later", "event", "promise"),
    *(
        "-changed_at",
        "-priority",
        "id",
        "claim",
        '"',
        '"open',
        "NEAR(a b",
        "a*",
        "*",
        "a OR",
        "-",
        "(",
        "😀",
        "a:b",
        "^a",
        "\\",
    ),
]
Pairs = list[tuple[str, str]]
words = st.sampled_from(ODD) | st.text(max_size=40)
names = st.sampled_from(NAMES) | st.text(max_size=8)
pairs = st.lists(st.tuples(names, words), max_size=12)
PART = b"--x\r\nContent-Disposition: form-data"
BROKEN = [
    *(b"%", b"a=%", b"a=%ff%fe", b"=&=&&", b"version=1&version=x", b"\xff\xfe\x00", b"a" * 5000 + b"=1", b"[]", b"{"),
    b"&".join([b"a=1"] * 500),
    b"--x\r\n\r\n",
    PART + b"\r\n\r\nx\r\n--x--\r\n",
    PART + b'; name="text"; filename="\0"\r\n\r\n\xff\r\n--x--\r\n',
    PART + b'; name="file"; filename="a.txt"\r\n\r\n\x80\r\n--x--\r\n',
    PART + b'; name="text"\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\r\n--x--\r\n',
]
TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=x; charset=nonsense",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "application/json",
    "text/plain",
    "",
    "nonsense;;;",
]
broken = st.tuples(st.sampled_from(BROKEN) | st.binary(max_size=60), st.sampled_from(TYPES))
# Each example is several requests.
CALM = settings(
    max_examples=max(settings().max_examples // 4, 1),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# An address of each place that reads bodies: most forms are read by `visits`, before anything asks where they lead.
READERS = (
    "/claims/19/note",
    "/claims/19/evidence/1/fetch",
    "/articles/new/add",
    "/sql",
    "/account/password",
    "/sign-in",
    "/import/upload",
)
# What the forms of the table of roles leave empty.
MORE_FIELDS = {
    "/edit": (
        "claim",
        "quote",
        "speaker",
        "said_on",
        "kind",
        "attribution",
        "resolves_on",
        "published_url",
        "priority",
    ),
    "/correct": ("claim", "quote", "speaker", "said_on", "change", "drop", "flag", "although", "searched"),
    "/evidence": ("excerpt", "question", "title", "source", "published", "archived", "primary", "interview"),
    "/contact": ("on", "text"),
    "/articles/1/claims": ("claim", "speaker", "said_on", "occasion", "kind", "attribution", "topics", "resolves_on"),
    "/add": ("title", "url", "author", "language"),
    "/accept": ("claim", "speaker", "speaker_choice", "said_on", "kind", "attribution", "topics", "resolves_on"),
}


def posts() -> dict[str, dict[str, Any]]:
    """Return the address of every form, of a claim or an article that is there, with what it takes."""
    forms: dict[str, dict[str, Any]] = {}
    for (method, path), entry in TABLE.items():
        # Signing out reads no field, and whatever comes after it would be a visit of nobody.
        if method == "GET" or path.endswith("/sign-out"):
            continue
        number = "1" if path.startswith("/articles") else str(entry.number)
        address = path.replace("{number:number}", number).replace("{n:number}", "1")
        address = re.sub(r"{\w+}", "none", address)
        names = next((names for end, names in MORE_FIELDS.items() if address.endswith(end)), ())
        forms[address] = dict.fromkeys(names, "") | entry.form
    return forms


@dataclass(slots=True)
class Attacked:
    """A server, an admin who is signed in, and an eye on the file of the ledger."""

    client: httpx2.Client
    watch: sqlite3.Connection

    def writes(self) -> int:
        """Return a number that changes with every transaction that anybody else commits."""
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    def version(self, number: str) -> int:
        """Return the version of a claim."""
        row = self.watch.execute("SELECT row_version FROM claims WHERE id = ?", [number]).fetchone()
        return int(row[0])

    def post(self, path: str, body: bytes, content_type: str) -> None:
        """Send a form: never a failure of the server, and never a refusal that changes something."""
        before = self.writes()
        headers = {"content-type": content_type} if content_type else {}
        answer = self.client.post(path, content=body, headers=headers, follow_redirects=False)
        assert answer.status_code < 500, (answer.status_code, answer.text)
        if answer.status_code >= 400:
            assert self.writes() == before

    def get(self, path: str) -> None:
        """Ask for an address: never a failure, and never a change."""
        before = self.writes()
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code < 500, (answer.status_code, answer.text)
        assert self.writes() == before


@pytest.fixture
def attacked(sqlite_demo: Database) -> Iterator[Attacked]:
    site = Site(sqlite_demo.pooled(), "ana")
    app = create_app(site, [HOST])
    client = open_browser(app, raises=False)
    client.get(f"/sign-in/{site.sign_ins.new_key('ana')}", follow_redirects=False)
    watch = sqlite3.connect(sqlite_demo.path)
    yield Attacked(client, watch)
    watch.close()
    site.database.close()


def encoded(fields: Pairs) -> bytes:
    return urlencode(
        [(name.encode("utf-8", "replace"), value.encode("utf-8", "replace")) for name, value in fields]
    ).encode()


def flat(form: Mapping[str, str | list[str]]) -> Pairs:
    """Return the fields of a form; one with several values, such as ticks, once for each."""
    return [(name, one) for name, value in form.items() for one in ([value] if isinstance(value, str) else value)]


@pytest.mark.parametrize(("path", "form"), posts().items(), ids=posts())
@CALM
@given(data=st.data(), more=pairs)
def test_no_form_breaks_the_server(
    attacked: Attacked,
    path: str,
    form: dict[str, str | list[str]],
    data: st.DataObject,
    more: Pairs,
) -> None:
    odd = data.draw(st.dictionaries(st.sampled_from(list(form)), words, max_size=3)) if form else {}
    number = re.match(r"/claims/(\d+)/", path)
    version = attacked.version(number[1]) if number else 1
    attacked.post(path, encoded([("version", str(version)), *flat(form | odd)]), TYPES[0])
    attacked.post(path, encoded(more), TYPES[0])


@pytest.mark.parametrize("path", READERS)
@settings(CALM, max_examples=max(settings().max_examples // 2, 1))
@given(body=broken)
def test_no_body_breaks_the_server(attacked: Attacked, path: str, body: tuple[bytes, str]) -> None:
    attacked.post(path, *body)


GETS = [
    "/claims",
    "/claims.json",
    "/claims/export.csv",
    "/claims/export.xlsx",
    "/claims/8/history",
    "/articles/1/proposals",
]
QUERY_NAMES = [
    *(
        "q",
        "status",
        "verdict",
        "quote_verdict",
        "kind",
        "attribution",
        "speaker",
        "source",
        "topic",
        "assignee",
        "since",
    ),
    *(
        "until",
        "article",
        "open",
        "undecided",
        "no_evidence",
        "answers_for",
        "waits_for",
        "after",
        "sort",
        "counts",
        "a",
        "b",
    ),
    *("at", "proposal", "start", "end", "move", "claim", "said_on", "kind", "topics", "resolves_on"),
]
queries = st.lists(st.tuples(st.sampled_from(QUERY_NAMES), words), max_size=6)


@pytest.mark.parametrize("path", GETS)
@CALM
@given(query=queries, raw=st.sampled_from(["%", "a=%ff", "q=%00", "q=%ed%a0%80", "&&=;", "q", "at=%ff-%fe"]))
def test_no_query_breaks_the_server(attacked: Attacked, path: str, query: Pairs, raw: str) -> None:
    attacked.get(f"{path}?{encoded(query).decode()}")
    attacked.get(f"{path}?{raw}")


@pytest.mark.parametrize("number", ["0", "9" * 10, "9" * 19, "9" * 30, "9" * 5000, "00019", "٣"], ids=len)
def test_no_number_breaks_the_server(attacked: Attacked, number: str) -> None:
    for path in (
        "/claims/{}",
        "/claims/{}.json",
        "/claims/{}/history",
        "/claims/{}/news",
        "/articles/{}",
        "/claims?article={}",
    ):
        attacked.get(path.format(number))
    for path in ("/claims/{}/note", "/claims/{}/link", "/articles/{}/claims", "/articles/{}/proposals/accept"):
        attacked.post(path.format(number), b"note=x&other=8&link=repeats", TYPES[0])

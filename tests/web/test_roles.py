"""Every route for every role, in one table: who may use it, and who does not even see its control."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from starlette.routing import Match, Route

from factdb.domain import workflow
from factdb.domain.enums import PolicyName, Role, Status
from factdb.services.actor import find_actor
from factdb.services.desk import accounts, desk_policy, reviewers
from factdb.services.people import identities, merging, name_changes, offices, sources, speakers, topics
from factdb.services.people.namebook import BOOKS, SOURCES, SPEAKERS
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Topic
from factdb.web.application import create_app
from factdb.web.site import Site
from tests.web.conftest import Visitor
from tests.web.in_process import HOST

if TYPE_CHECKING:
    import httpx2
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Source, Speaker
    from tests.databases import Templates

ROLES = {"rae": Role.READER, "rita": Role.REVIEWER, "ed": Role.EDITOR, "ana": Role.ADMIN}
PAGE = "https://example.org/p"
TEXT = (
    "“The harbour will open in May,” Ada Lund, the mayor of Lindhaven, said on Tuesday.\n\n"
    "“It cost 4 million,” Lund added.\n\n"
    "According to Boris Novak, the harbour has lost half of its ships since 2010.\n"
)
FILE = {"file": ("claims.csv", b"claim,speaker\nThe bridge is open.,Ada Lund\n")}
NEW, DECIDED, WAITS, RETRACTED, CORRECTED, ARTICLE = 19, 9, 8, 11, 12, 18


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may use a route: everybody, whoever is signed in, or whoever may do a command; and a form that it takes."""

    command: str | None = None
    is_open: bool = False
    number: int = NEW
    form: dict[str, Any] = field(default_factory=dict)
    answers: tuple[int, ...] = (200, 303)
    has_control: bool = True

    @property
    def role(self) -> Role:
        """The lowest role that may use the route."""
        if self.command is None:
            return Role.READER
        if self.command == "claims status":
            return min((move.role for move in workflow.MOVES[Status.NEW]), key=list(Role).index)
        return workflow.ROLES_BY_COMMAND[self.command]


OPEN, SIGNED_IN = Entry(is_open=True), Entry()
ON_ARTICLE = Entry(number=ARTICLE)
ADMIN = Entry("reviewers edit")


def on(command: str, number: int = NEW, /, **form: str | list[str]) -> Entry:
    return Entry(command, number=number, form=form)


RATED: dict[str, str] = {"truth_rating": "true", "because": "Both say so.", "pages": f"supports:{PAGE}"}
EVIDENCE = "/claims/{number:number}/evidence/{n:number}"
# This desk fetches nothing, and its evidence is a link alone: test_evidence_pages.py uses what is refused here.
CLAIM, PROPOSALS = "/claims/{number:number}", "/articles/{number:number}/proposals"
SCALE = """
[[scales]]
code = "river"
publisher = "River Check"
question = "truth"
[[scales.ratings]]
code = "right"
label = "Right"
"""
TOPIC, TAGGED = "/topics/{number:number}", 20
# Of the speakers and sources in `add_people`: the first has all that can be removed, the last two look alike.
WITH_ALL, MERGED, OTHER, LIKE, ALIKE = 20, 21, 22, 23, 24


def of_people(noun: str, facts: str, **fact: str) -> dict[tuple[str, str], Entry]:
    """Return the entries of speakers or of sources, whose facts are offices or domains."""
    place, one = f"/{noun}", f"/{noun}/{{number:number}}"
    pair = [str(LIKE), str(ALIKE)]
    command = f"{noun} {'role' if facts == 'office' else facts}"
    return {
        **{("GET", f"{place}{part}"): SIGNED_IN for part in ("", ".json", "/duplicates", "/duplicates.json")},
        **{("GET", f"{one}{part}"): Entry(number=WITH_ALL) for part in ("", ".json")},
        ("POST", f"{one}/alias"): on(f"{noun} alias", WITH_ALL, alias="Another name"),
        ("POST", f"{one}/remove-alias"): on(f"{noun} alias", WITH_ALL, alias="Another name"),
        ("POST", f"{one}/{facts}"): on(command, WITH_ALL, title="Mayor", domain="b.example"),
        ("POST", f"{one}/remove-{facts}"): on(command, WITH_ALL, **fact),
        ("POST", f"{one}/edit"): on(f"{noun} edit", WITH_ALL, name="Grace A. Holm Post", kind="organization"),
        ("POST", f"{one}/different"): on(f"{noun} different", WITH_ALL, other=str(LIKE)),
        ("POST", f"{one}/forget-difference"): on(f"{noun} different", WITH_ALL, other=str(OTHER)),
        ("POST", f"{one}/separate"): on(f"{noun} merge", WITH_ALL, member=str(MERGED)),
        ("POST", f"{one}/merge"): on(f"{noun} merge", MERGED, into=str(WITH_ALL)),
        # The name is removed by now: it is looked for only where the role may split.
        ("POST", f"{one}/split"): Entry(
            f"{noun} split", number=WITH_ALL, form={"into": "A second one", "alias": "Another name"}, answers=(404,)
        ),
        ("POST", f"{place}/add"): on(f"{noun} add", name="Nobody before"),
        ("POST", f"{place}/duplicates/merge"): on(f"{noun} merge", member=pair, into=pair[0]),
        # For an editor the two are one by now.
        ("POST", f"{place}/duplicates/different"): Entry(
            f"{noun} different", form={"member": pair}, answers=(303, 400)
        ),
    }  # fmt: skip


# In the order in which they are asked for: "undo" takes back the one before it.
TABLE: dict[tuple[str, str], Entry] = {
    ("GET", "/"): SIGNED_IN,
    ("GET", "/queue"): SIGNED_IN,
    ("GET", "/queue.json"): SIGNED_IN,
    ("GET", "/mine"): SIGNED_IN,
    ("GET", "/mine.json"): SIGNED_IN,
    ("GET", "/corrections"): SIGNED_IN,
    ("GET", "/corrections.json"): SIGNED_IN,
    ("GET", "/replies"): SIGNED_IN,
    ("GET", "/replies.json"): SIGNED_IN,
    ("GET", "/replies/unasked"): SIGNED_IN,
    ("GET", "/complaints"): SIGNED_IN,
    ("GET", "/complaints.json"): SIGNED_IN,
    ("GET", "/claims"): SIGNED_IN,
    ("GET", "/claims.json"): SIGNED_IN,
    ("GET", "/claims/export.{fmt:str}"): SIGNED_IN,
    ("GET", CLAIM): SIGNED_IN,
    ("GET", f"{CLAIM}.json"): SIGNED_IN,
    ("GET", f"{CLAIM}/history"): SIGNED_IN,
    ("GET", f"{CLAIM}/quotation"): SIGNED_IN,
    ("GET", f"{CLAIM}/similar"): SIGNED_IN,
    ("GET", f"{CLAIM}/news"): SIGNED_IN,
    ("GET", "/searches"): SIGNED_IN,
    ("GET", "/evidence"): SIGNED_IN,
    ("GET", "/evidence.json"): SIGNED_IN,
    ("GET", "/evidence.csv"): SIGNED_IN,
    ("GET", EVIDENCE): SIGNED_IN,
    ("GET", f"{EVIDENCE}/compare"): Entry(answers=(400,)),
    ("GET", f"{EVIDENCE}/captures/{{capture:number}}"): Entry(answers=(404,)),
    ("GET", f"{EVIDENCE}/captures/{{capture:number}}/file"): Entry(answers=(404,)),
    ("GET", "/articles"): SIGNED_IN,
    ("GET", "/articles/new"): SIGNED_IN,
    ("GET", "/articles/{number:number}"): ON_ARTICLE,
    ("GET", PROPOSALS): ON_ARTICLE,
    ("GET", "/articles/{number:number}/edit"): ON_ARTICLE,
    ("GET", "/reports"): SIGNED_IN,
    ("GET", "/reports/{name}"): SIGNED_IN,
    ("GET", "/reports/{name}.{fmt}"): SIGNED_IN,
    ("GET", "/sql"): SIGNED_IN,
    ("POST", "/sql"): Entry(form={"sql": "SELECT count(*) FROM v1_claims"}),
    ("GET", "/import"): Entry("import"),
    ("GET", "/import/{token}"): Entry("import", answers=(404,)),
    ("GET", "/import/{token}/refused.csv"): Entry("import", answers=(404,)),
    ("GET", "/imports"): SIGNED_IN,
    ("GET", "/imports/{number:number}"): Entry(number=1),
    ("GET", "/desk"): ADMIN,
    ("GET", "/desk/sessions"): ADMIN,
    ("GET", "/desk/copies"): ADMIN,
    ("GET", "/desk/backup"): Entry("db backup"),
    ("GET", "/desk/dump"): Entry("db dump"),
    ("GET", "/desk/verify"): ADMIN,
    ("GET", "/desk/settings"): ADMIN,
    ("GET", "/sign-in"): OPEN,
    ("GET", "/account"): SIGNED_IN,
    ("GET", "/guide"): SIGNED_IN,
    ("GET", "/guide/{topic}"): Entry(answers=(404,)),
    ("GET", "/guide/{name}.png"): Entry(answers=(404,)),
    ("GET", "/healthz"): OPEN,
    ("GET", "/readyz"): OPEN,
    ("POST", "/queue/next"): on("claims next"),
    ("POST", "/queue/release"): on("claims release"),
    ("POST", "/queue/take-back"): on("claims take-back", claim="9"),
    ("POST", "/claims/change"): on("claims tag", change="tag", topics="ports", claim=str(NEW)),
    ("POST", "/searches/save"): on("searches save", query="open=yes", name="Open", replace="yes"),
    ("POST", "/searches/rename"): on("searches rename", name="Open", new_name="Still open"),
    ("POST", "/searches/delete"): on("searches delete", name="Still open"),
    ("POST", f"{CLAIM}/assess"): on("claims assess", truth_rating="true", because="As I read it."),
    ("POST", f"{CLAIM}/assign"): on("claims assign", assignee="rita"),
    ("POST", f"{CLAIM}/tag"): on("claims tag", topics="ships"),
    ("POST", f"{CLAIM}/note"): on("claims note", note="Called."),
    ("POST", f"{CLAIM}/evidence"): on("evidence add", url=PAGE, stance="supports"),
    ("POST", f"{EVIDENCE}/fetch"): Entry("evidence fetch", answers=(400,), has_control=False),
    ("POST", f"{EVIDENCE}/check"): Entry("evidence check", answers=(400,), has_control=False),
    ("POST", f"{EVIDENCE}/archive"): Entry("evidence archive", answers=(400,), has_control=False),
    ("POST", f"{CLAIM}/withdraw-evidence"): on("evidence withdraw", n="1", reason="It says nothing."),
    ("POST", f"{CLAIM}/edit"): on("claims edit", was_occasion="", occasion="A speech"),
    ("POST", f"{CLAIM}/contact"): on("claims ask", kind="reply", who="The office", how="email"),
    ("POST", f"{CLAIM}/answer"): on("claims reply", n="1", outcome="no-answer"),
    ("POST", f"{CLAIM}/link"): on("claims link", other="10", link="similar"),
    ("POST", "/undo"): on("undo"),
    **of_people("speakers", "office", n="1"),
    **of_people("sources", "domain", domain="a.example"),
    ("GET", "/ratings"): SIGNED_IN,
    ("GET", "/ratings.json"): SIGNED_IN,
    ("GET", "/ratings/unmapped"): SIGNED_IN,
    ("GET", "/ratings/unmapped.json"): SIGNED_IN,
    ("GET", "/ratings/label"): Entry(answers=(400,)),  # without a label
    ("POST", "/ratings/import"): on("ratings import", text=SCALE),
    ("POST", "/ratings/map"): on(
        "ratings map", scale="politifact", label="Half True", category="context", reason="It is not of ours."
    ),
    ("GET", "/topics"): SIGNED_IN,
    ("GET", "/topics.json"): SIGNED_IN,
    ("GET", TOPIC): Entry(number=TAGGED),
    ("GET", f"{TOPIC}.json"): Entry(number=TAGGED),
    ("POST", "/topics/add"): on("topics add", name="Bridges"),
    ("POST", f"{TOPIC}/rename"): on("topics rename", TAGGED, name="Harbours and ports"),
    ("POST", f"{TOPIC}/separate"): on("topics merge", TAGGED, member="Docks"),
    ("POST", f"{TOPIC}/merge"): on("topics merge", TAGGED, into="Shores"),
    ("POST", f"{CLAIM}/rate"): on("claims rate", **RATED),
    ("POST", f"{CLAIM}/status"): on("claims status", 15, status="declined", reason="Nobody can check it."),
    ("POST", f"{CLAIM}/correct"): on("claims correct", CORRECTED, public_note="New.", **RATED),
    ("POST", f"{CLAIM}/retract"): on("claims retract", RETRACTED, public_note="It should not have run."),
    ("POST", f"{CLAIM}/withdraw-change"): on("claims correct", WAITS),
    ("POST", "/articles/new/add"): on("articles add", text="A bridge was opened.", source="Post", published="2026"),
    ("POST", "/articles/{number:number}/claims"): on("claims add", ARTICLE, start="0", end="40", anyway="1"),
    ("POST", "/articles/{number:number}/edit"): on("articles edit", ARTICLE, author="Jane Doe"),
    ("POST", f"{PROPOSALS}/reject"): on("articles add", ARTICLE),
    ("POST", f"{PROPOSALS}/undo"): on("undo", ARTICLE),
    ("POST", f"{PROPOSALS}/accept"): on("articles add", ARTICLE),
    # test_importing.py sends files, and imports them.
    ("POST", "/import/upload"): Entry("import", answers=(400,)),
    ("POST", "/import/{token}/try"): Entry("import", answers=(404,)),
    ("POST", "/import/{token}/run"): Entry("import", answers=(404,)),
    ("POST", "/import/{token}/cancel"): Entry("import", answers=(404,)),
    ("POST", "/imports/{number:number}/undo"): Entry("imports undo", number=1),
    ("POST", "/desk/add"): on("reviewers add", handle="zoe", role="reader"),
    ("POST", "/desk/edit"): on("reviewers edit", handle="zoe", was_role="reader", role="reviewer"),
    ("POST", "/desk/invite"): on("reviewers invite", handle="zoe"),
    ("POST", "/desk/disable"): on("reviewers disable", handle="zoe"),
    ("POST", "/desk/enable"): on("reviewers disable", handle="zoe"),
    ("POST", "/desk/policy"): on("policy set", rule="assessments", value="1"),
    ("POST", "/desk/sign-out"): on("reviewers sign-out", handle="zoe"),
    ("POST", "/desk/verify"): ADMIN,
    # Who signed in by a key has no password to change, and no form for it.
    ("POST", "/account/password"): Entry(answers=(403,), has_control=False),
    ("POST", "/sign-in"): Entry(is_open=True, answers=(403,), has_control=False),
    ("GET", "/sign-in/{key}"): Entry(is_open=True, answers=(401,)),
    ("POST", "/sign-in/{key}"): Entry(is_open=True, answers=(401,), has_control=False),
    ("GET", "/invitations/{token}"): Entry(is_open=True, answers=(404,)),
    ("POST", "/invitations/{token}"): Entry(is_open=True, answers=(404,), has_control=False),
    ("POST", "/account/sign-out"): SIGNED_IN,
    ("POST", "/sign-out"): OPEN,
}


def routes() -> list[Route]:
    """Every route of the application."""
    app = create_app(Site(Database.sqlite(Path("nowhere.db")), "ana"), [HOST])
    return [route for route in app.routes if isinstance(route, Route)]


def test_every_route_has_its_entry() -> None:
    there = {(method, route.path) for route in routes() for method in route.methods or () if method != "HEAD"}
    assert there == set(TABLE)


@pytest.fixture(scope="module")
def prepared(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A desk under four eyes on which something waits for each route."""
    (database,) = templates.copy("sqlite", "demo", tmp_path_factory.mktemp("roles") / "desk.db")
    site = Site(database, "ana")
    ana = Visitor(site).sign_in("ana")
    form = {"text": TEXT, "source": "Example Post", "published": "2026-11-18"}
    assert ana.client.post("/articles/new/add", data=form).url.path == f"/articles/{ARTICLE}/proposals"
    ana.post(NEW, "evidence", url=f"{PAGE}/1", stance="supports")
    ana.post(NEW, "contact", kind="reply", who="The office", how="email")
    assert Visitor(site).sign_in("rita").client.post("/queue/next").url.path == "/claims/9"
    with sessions.writing(site.database) as session:
        add_people(session, find_actor(session, "ana", site.now))
        desk_policy.change(session, find_actor(session, "ana", site.now), PolicyName.FOUR_EYES, "on")
    ana.post(DECIDED, "rate", truth_rating="true", quote_rating="verbatim", because="Both say so.", pages=PAGE)
    ana.post(WAITS, "correct", **RATED | {"truth_rating": "half-true"}, public_note="New facts.")
    _import_claims(ana)
    with sessions.writing(site.database) as session:  # somebody whose session an admin may end
        actor = find_actor(session, "ana", site.now)
        reviewers.add(session, actor, "zed", Role.READER)
        accounts.redeem(session, accounts.invite(session, actor, "zed"), "four random words here", site.now)
    return database


def next_id(session: Session, model: type[Speaker | Source | Topic]) -> int:
    return (session.scalar(select(func.max(model.id))) or 0) + 1


def add_people(session: Session, actor: Actor) -> None:
    """Add speakers and sources of which each form of their pages has something to change."""
    names = {
        "speaker": ("Grace Holm", "G. R. Holm", "Otto Berg", "Ida Falk", "I. Falk"),
        "source": ("Holm Post", "HOLM POST INC", "Berg Radio", "Falk Echo", "The Falk Echo"),
    }
    adds: dict[str, Callable[[Session, Actor, str], object]] = {"speaker": speakers.add, "source": sources.add}
    for book in BOOKS.values():
        for name in (
            *(f"{number}th of no interest" for number in range(next_id(session, book.owner), WITH_ALL)),
            *names[book.word],
        ):
            adds[book.word](session, actor, name)
        owner = book.named(session, str(WITH_ALL))
        name_changes.add_aliases(session, actor, book, owner, ["A Holm"])
        merging.merge(session, actor, book, str(MERGED), str(WITH_ALL))
        identities.tell_apart(session, actor, book, str(WITH_ALL), str(OTHER))
    for name in (
        *(f"Topic {number}" for number in range(next_id(session, Topic), TAGGED)),
        "Harbours",
        "Docks",
        "Shores",
    ):
        topics.add(session, actor, name)
    topics.merge(session, actor, "Docks", "Harbours")
    offices.add_or_fill(session, actor, SPEAKERS.named(session, str(WITH_ALL)), offices.Office(title="Pilot"))
    sources.add_domains(session, actor, SOURCES.named(session, str(WITH_ALL)), ["a.example"])


def _import_claims(ana: Visitor) -> None:
    kept = ana.client.post("/import/upload", files=FILE)
    form = dict(re.findall(r'<input type="hidden" name="(sha256|seen)" value="([^"]*)">', kept.text))
    assert "claims.csv was imported." in ana.client.post(f"{kept.url.path}/run", data=form).text


@pytest.fixture
def desk(prepared: Database, templates: Templates, tmp_path: Path) -> Iterator[Site]:
    """A copy of that desk."""
    for database in templates.copy_of(prepared, tmp_path / "desk.db"):
        yield Site(database, "ana")


def version(ana: Visitor, number: int) -> str:
    """Return the version of a claim, without its page: that takes ten times as long."""
    return str(ana.client.get(f"/claims/{number}/news").json()["version"])


def ask(ana: Visitor, visitor: Visitor, method: str, path: str) -> httpx2.Response:
    """Use a route with the form of its entry, as the pages are now."""
    entry = TABLE[method, path]
    address = re.sub(r"{number:number}", str(entry.number), path).replace("{fmt:str}", "csv")
    address = address.replace("/reports/{name}", "/reports/due").replace("{fmt}", "csv")
    address = re.sub(r"{(n|capture):number}", "1", address)
    address = re.sub(r"{\w+}", "none", address)
    if method == "GET":
        return visitor.client.get(address, follow_redirects=False)
    form = dict(entry.form)
    if path.startswith(CLAIM):
        form["version"] = version(ana, entry.number)
    elif path.startswith(PROPOSALS):
        form |= dict(
            re.findall(r'name="(proposal|start|end)" value="([^"]*)"', ana.page(f"/articles/{ARTICLE}/proposals"))
        )
    elif path == "/claims/change":
        form["version"] = f"{NEW}:{version(ana, NEW)}"
        form["confirmed"] = "yes"
    return visitor.client.post(address, data=form, follow_redirects=False)


def is_sent_to_sign_in(answer: httpx2.Response) -> bool:
    return answer.status_code == 303 and answer.headers["location"].partition("?")[0] == "/sign-in"


def test_who_is_not_signed_in(desk: Site) -> None:
    ana, visitor = Visitor(desk).sign_in("ana"), Visitor(desk)
    for (method, path), entry in TABLE.items():
        answer = ask(ana, visitor, method, path)
        if entry.is_open and path != "/sign-out":
            assert answer.status_code in entry.answers, (method, path, answer.text)
        else:
            assert is_sent_to_sign_in(answer), (method, path)


@pytest.mark.parametrize("handle", ROLES)
def test_each_role(desk: Site, handle: str) -> None:
    ana, visitor = Visitor(desk).sign_in("ana"), Visitor(desk).sign_in(handle)
    for (method, path), entry in TABLE.items():
        answer = ask(ana, visitor, method, path)
        if ROLES[handle].covers(entry.role):
            assert answer.status_code in entry.answers, (method, path, answer.text)
            assert not is_sent_to_sign_in(answer) or path.endswith("sign-out"), (method, path)
        else:
            assert answer.status_code == 403, (method, path, answer.text)


def test_a_disabled_reviewer(desk: Site) -> None:
    ana, visitor = Visitor(desk).sign_in("ana"), Visitor(desk).sign_in("rita")
    with sessions.writing(desk.database) as session:
        reviewers.disable(session, find_actor(session, "ana", desk.now), "rita")
    for (method, path), entry in TABLE.items():
        if not entry.is_open:
            assert is_sent_to_sign_in(ask(ana, visitor, method, path)), (method, path)


def test_a_server_that_only_reads(desk: Site) -> None:
    visitor = Visitor(replace(desk, read_only=True)).sign_in("ana")
    ana = Visitor(desk).sign_in("ana")
    for (method, path), entry in TABLE.items():
        answer = ask(ana, visitor, method, path)
        allowed = entry.answers if method == "GET" or path.startswith(("/sign-in", "/sign-out", "/sql")) else (403,)
        assert answer.status_code in allowed, (method, path, answer.text)


# -- what is drawn ---------------------------------------------------------------------------------------------


class Controls(HTMLParser):
    """Collects where the forms of a page lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form" and named.get("method") == "post":
            self.addresses.add(named.get("action") or "")
        elif tag in {"button", "input"} and named.get("formmethod", "post") == "post" and named.get("formaction"):
            self.addresses.add(named["formaction"] or "")


def drawn(visitor: Visitor) -> set[str]:
    """Return the routes that a person's pages have controls for; an action comes first, if the person may do one."""
    visitor.client.post("/searches/save", data={"name": "Mine", "query": "open=yes"})
    form = {"note": "x", "version": visitor.version(NEW)}
    after_an_action = visitor.client.post(f"/claims/{NEW}/note", data=form).text
    numbers = (NEW, DECIDED, WAITS, RETRACTED)
    taken = visitor.client.post("/queue/next").url.path.rpartition("/")[2]  # it can be given back
    paths = [
        *(f"/claims/{number}{part}" for number in numbers for part in ("", "/history", "/similar", "/quotation")),
        *("/", "/claims", "/articles", "/articles/new", "/account", "/sql"),
        *("/", "/claims", "/claims?open=yes", "/searches", "/articles", "/articles/new", "/account"),
        *(f"/articles/{ARTICLE}{part}" for part in ("", "/proposals", "/edit")),
        *("/", "/queue", "/claims", "/articles", "/articles/new", "/account"),
        *("/import", "/imports", "/imports/1", "/desk", "/desk/sessions", "/desk/verify"),
        *(f"/articles/{ARTICLE}{part}" for part in ("", "/proposals")),
        *(
            f"/{noun}/{part}".rstrip("/")
            for noun in ("speakers", "sources")
            for part in ("", WITH_ALL, OTHER, "duplicates")
        ),
        *("/topics", f"/topics/{TAGGED}", "/ratings", "/ratings/label?scale=politifact&label=Half+True"),
    ]
    uploaded = visitor.client.post("/import/upload", files=FILE).text
    pages = [after_an_action, uploaded, *(visitor.client.get(path).text for path in paths)]
    visitor.client.post("/queue/release", data={"claim": taken})
    addresses = set[str]().union(*(Controls(page).addresses for page in pages))
    scopes = [{"type": "http", "method": "POST", "path": address, "headers": []} for address in addresses]
    return {route.path for route in routes() for scope in scopes if route.matches(scope)[0] is Match.FULL}


def test_a_control_is_drawn_for_those_who_may_use_it(desk: Site) -> None:
    for handle, role in ROLES.items():
        allowed = {
            path
            for (method, path), entry in TABLE.items()
            if method == "POST" and entry.has_control and role.covers(entry.role)
        }
        assert drawn(Visitor(desk).sign_in(handle)) == allowed, handle


def test_a_server_that_only_reads_draws_no_control(desk: Site) -> None:
    assert drawn(Visitor(replace(desk, read_only=True)).sign_in("ana")) == {"/sign-out", "/sql"}


def test_only_moves_of_the_role_are_offered(desk: Site) -> None:
    for handle, role in ROLES.items():
        visitor = Visitor(desk).sign_in(handle)
        for number, status in ((NEW, Status.NEW), (DECIDED, Status.REVIEWED)):
            page = visitor.page(f"/claims/{number}")
            select = re.search(r'<select id="status".*?</select>', page)
            offered = re.findall(r"<option[^>]*>([\w-]+)", select[0]) if select else []
            assert offered == [move.to for move in workflow.MOVES[status] if role.covers(move.role)], handle
            # Under four eyes, nobody is offered to publish an own verdict.
            is_offered = status is Status.REVIEWED and role.covers(Role.EDITOR) and handle != "ana"
            assert ("Publish it" in page) == is_offered, handle

"""All pages of a desk on which a claim of every kind waits, for tests of how the pages are built and look."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from factdb.archive.capture_files import CaptureFolder
from factdb.domain.enums import PolicyName
from factdb.domain.page_states import SEEN_STATES, ArchiveState
from factdb.formats.records.claim_record import CheckRecord
from factdb.services.actor import find_actor
from factdb.services.claims import adding
from factdb.services.decisions import other_checks
from factdb.services.desk import accounts, desk_policy
from factdb.services.documents import captures, page_checks
from factdb.services.ledger import claim_ledger
from factdb.services.people import identities, merging, name_changes, offices, sources, speakers
from factdb.services.people.namebook import SPEAKERS
from factdb.store import sessions
from factdb.store.models import ArchiveRequest, PageCheck
from factdb.web.fetchers import Fetchers
from tests.web.conftest import Visitor
from tests.web.page_server import keeping_in

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page, Response

    from factdb.web.site import Site
    from tests.web.browsers import Served

EVIDENCE = "https://example.org/p"
PASSWORD = "four random words here"  # noqa: S105 - a test's own
CHECKED = "Most U.S. troops left Iraq in 2011."  # claim 21
NEW, DECIDED, PUBLISHED, WAITS, DECLINED, QUOTED = 19, 9, 10, 8, 15, 7
TEXT = (
    "Harbour opens in spring\n\n“The harbour will open in May,” Ada Lund, the mayor of Lindhaven, said on Tuesday.\n\n"
    "Either Mr. Novak or the mayor said “It cost 4 million.” Lund added that it cost 5 million in 2020.\n\n"
    "According to Boris Novak, the harbour has lost half of its ships since 2010.\n"
)
FILE = (
    "claim,Who,said on,check_publisher,check_label,url,odd\n"
    "The harbour is open.,Ada Lund,2021-02-01,River Desk,Wet,https://example.org/a,true\n"
    "فتحت المدينة ميناءها.,أحمد علي,2021-02-02,River Desk,Dry,,false\n"
    "It snowed.,Bo Orr,soon,,,,true\n"
    "It rained.,Bo Orr,,,,,false\n"
).encode()
FILE_SHA256 = hashlib.sha256(FILE).hexdigest()
ARABIC = (
    "قال الوزير أحمد علي يوم الثلاثاء: «ستفتح المدينة ميناءها الجديد في شهر مايو». وأضاف أن الكلفة بلغت أربعة ملايين.\n"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its address, and the form that leads to it, if it is an answer; `handle` is None for nobody.

    A page with an `upload` is that of the file: its session uploads it, and `{token}` stands for what the server chose.
    """

    path: str
    form: dict[str, str] = field(default_factory=dict)
    handle: str | None = "ana"
    status: int = 200
    upload: bytes = b""

    def after_upload(self, answer_path: str) -> Shown:
        """Return the page of an uploaded file: its address has a part that the server chose."""
        return replace(self, path=answer_path + self.path.partition("{token}")[2])


def prepare(site: Site) -> dict[str, Shown]:
    """Let a claim of every kind wait on the worked example; return the pages by name."""
    ana = Visitor(site).sign_in("ana")
    rated = {"because": "Both say so.", "pages": f"supports:{EVIDENCE}"}
    ana.post(NEW, "evidence", url=f"{EVIDENCE}/1", stance="supports", excerpt="Swaths of both.")
    ana.post(NEW, "contact", kind="reply", who="The office", how="email")
    ana.post(NEW, "contact", kind="complaint", who="A reader", text="This is wrong.")
    ana.post(QUOTED, "contact", kind="complaint", who="A reader", text="This is wrong.")
    ana.post(QUOTED, "answer", n="1", outcome="corrected")
    ana.post(NEW, "assess", truth_rating="true", because="As I read it.")
    ana.post(NEW, "note", note="Called.")
    ana.post(PUBLISHED, "correct", truth_rating="half-true", public_note="New facts.", change="update", **rated)
    ana.post(PUBLISHED, "assess", truth_rating="true", because="As I read it.")
    _four_eyes(site, "on")
    ana.post(DECIDED, "rate", truth_rating="true", quote_rating="verbatim", **rated)
    ana.post(WAITS, "correct", truth_rating="half-true", public_note="New facts.", **rated)
    _four_eyes(site, "off")
    ana.post(DECLINED, "status", status="declined", reason="Nobody can check it.")
    article, in_arabic = _article(ana, TEXT), _article(ana, ARABIC, title="ميناء المدينة", language="ar")
    promise = _claim(ana, article, "the harbour has lost half of its ships", "Half will be back.", kind="promise")
    _cited_pages(ana, site)
    repeated = _claim(ana, article, "It cost 4 million.", CHECKED)
    arabic = _claim(ana, in_arabic, "ستفتح المدينة ميناءها الجديد في شهر مايو", "تفتح المدينة ميناء جديدا في مايو.")
    with sessions.writing(site.database) as session:
        actor = find_actor(session, "ana", site.now)
        draft = adding.ClaimDraft(article=None, claim="A bridge was opened.", speaker="Ada Lund", source="Example Post")
        alone = adding.add(session, actor, draft).claim.id
        invitation = accounts.invite(session, actor, "ed")
        accounts.redeem(session, accounts.invite(session, actor, "rita"), PASSWORD, site.now)
    for number in range(1, 10):
        _search(ana, f"موانئ {number}" if number == 9 else f"Search {number}", f"status=new&q=iraq+OR+{number}")
    taken = int(ana.client.post("/queue/next").url.path.rpartition("/")[2])
    previewed = rated | {
        "version": ana.version(PUBLISHED), "truth_rating": "mostly-true", "public_note": "Newer facts.",
        "then": "preview", "change": "correction", "was_occasion": "", "occasion": "A speech",
    }  # fmt: skip
    imported = _imported(ana)
    bulk = {"change": "move", "status": "in-review", "claim": str(NEW)}
    stale = {"version": "1", "truth_rating": "true", "because": "Typed for an hour.", "pages": EVIDENCE}
    return {
        "start": Shown("/"),
        "queue": Shown("/queue"),
        "queue, refused": Shown("/queue/next", {"topic": "Nowhere"}, status=404),
        "queue, reader": Shown("/queue", handle="rae"),
        "queue, editor": Shown("/queue", handle="ed"),
        "claim, taken": Shown(f"/claims/{taken}"),
        "mine": Shown("/mine"),
        "mine, none": Shown("/mine", handle="rae"),
        "mine, filtered": Shown("/mine?comparison=differs&question=truth"),
        "corrections": Shown("/corrections"),
        "corrections, the end": Shown("/corrections?after=1.1"),
        "replies": Shown("/replies"),
        "replies, none": Shown("/replies?state=answered&kind=outreach"),
        "published without asking": Shown("/replies/unasked"),
        "complaints": Shown("/complaints"),
        "complaints, reader": Shown("/complaints", handle="rae"),
        "claims": Shown("/claims"),
        "claims, filtered": Shown("/claims?status=published&verdict=true&speaker=Joe+Biden&q=iraq&since=2020"),
        "claims, none": Shown("/claims?q=nothingofthekind"),
        "claims, refused": Shown("/claims?speaker=Nobody+Known&since=2020", status=404),
        "searches": Shown("/searches"),
        "searches, none": Shown("/searches", handle="rita"),
        "searches, refused": Shown("/searches/save", {"name": "Search 1", "query": "open=yes"}, status=422),
        "claim, new": Shown(f"/claims/{NEW}"),
        "claim, promise": Shown(f"/claims/{promise}"),
        "claim, decided": Shown(f"/claims/{DECIDED}"),
        "claim, published": Shown(f"/claims/{PUBLISHED}"),
        "claim, correction previewed": Shown(f"/claims/{PUBLISHED}/correct", previewed),
        "claim, waiting": Shown(f"/claims/{WAITS}"),
        "claim, declined": Shown(f"/claims/{DECLINED}"),
        "claim, no article": Shown(f"/claims/{alone}"),
        "claim, right to left": Shown(f"/claims/{arabic}"),
        "claim, repeated": Shown(f"/claims/{repeated}"),
        "claim, after an action": Shown(f"/claims/{NEW}/note", {"note": "Called again."}),
        "claim, reader": Shown(f"/claims/{NEW}", handle="rae"),
        "claim, stale": Shown(f"/claims/{NEW}/rate", stale, status=409),
        "history": Shown(f"/claims/{PUBLISHED}/history?a=1&b=2"),
        "quotation": Shown(f"/claims/{QUOTED}/quotation"),
        "similar": Shown(f"/claims/{NEW}/similar"),
        "bulk preview": Shown("/claims/change", bulk),
        "refusal": Shown("/claims/99999", status=404),
        "cited pages": Shown("/evidence"),
        "cited pages, filtered": Shown("/evidence?state=needs-look"),
        "cited pages, none": Shown("/evidence?state=error"),
        "evidence": Shown(f"/claims/{NEW}/evidence/2"),
        "evidence, reader": Shown(f"/claims/{NEW}/evidence/2", handle="rae"),
        "evidence, nothing kept": Shown(f"/claims/{NEW}/evidence/1"),
        "evidence, refused": Shown(f"/claims/{NEW}/evidence/1/archive", {"n": "1"}, status=400),
        "comparison": Shown(f"/claims/{NEW}/evidence/2/compare?a=1&b=2"),
        "capture": Shown(f"/claims/{NEW}/evidence/2/captures/2"),
        "articles": Shown("/articles"),
        "article": Shown("/articles/1"),
        "article, refused claim": Shown(f"/articles/{article}/claims", {"claim": "x", "quote": "nowhere"}, status=404),
        "article, similar": Shown(
            f"/articles/{article}/claims", {"claim": CHECKED, "start": "5", "end": "20"}, status=409
        ),
        "article, new": Shown(f"/articles/{article}"),
        "articles, filtered": Shown("/articles?title=harbour&open=yes"),
        "articles, none": Shown("/articles?title=nothingofthekind"),
        "article, edit": Shown(f"/articles/{in_arabic}/edit"),
        "article, preview": Shown("/articles/1/edit", {"published": "2021-07-27", "preview": "yes"}),
        "article, edit refused": Shown(f"/articles/{article}/edit", {"title": "x", "was_title": "y"}, status=409),
        "new article": Shown("/articles/new"),
        "new article, refused": Shown("/articles/new/add", {"text": TEXT[:40]}, status=400),
        "import": Shown("/import"),
        "import, summary": Shown("/import/{token}", upload=FILE),
        "import, refused": Shown("/import/{token}", upload=b"Who,What\nAda Lund,The harbour is open.\n", status=400),
        "import, dry run": Shown("/import/{token}/try", {"on_error": "skip", "sha256": FILE_SHA256}, upload=FILE),
        "import, dry run, stopped": Shown(
            "/import/{token}/try", {"on_error": "stop", "sha256": FILE_SHA256}, upload=FILE
        ),
        "import, nothing chosen": Shown("/import/upload", {"file": ""}, status=400),
        "imports": Shown("/imports"),
        "import, done": Shown(imported),
        "import, to undo": Shown(f"{imported}/undo", {"seen": ""}),
        "desk": Shown("/desk"),
        "desk, refused": Shown("/desk/add", {"handle": "rita", "role": "editor"}, status=422),
        "desk, invited": Shown("/desk/invite", {"handle": "rae"}),
        "sessions": Shown("/desk/sessions"),
        "copies": Shown("/desk/copies"),
        "verify": Shown("/desk/verify"),
        "settings": Shown("/desk/settings"),
        "proposals": Shown(f"/articles/{article}/proposals"),
        "proposals, right to left": Shown(f"/articles/{in_arabic}/proposals"),
        "proposals, behind": Shown(f"/articles/{article}/proposals?at=9999-9999"),
        **_people(site),
        "guide": Shown("/guide"),
        "guide, search": Shown("/guide?q=four+eyes"),
        "guide, none": Shown("/guide?q=nothingofthekind"),
        "guide, page": Shown("/guide/web"),
        "guide, tables": Shown("/guide/speed"),
        "reports": Shown("/reports"),
        "report": Shown("/reports/verdicts-by-speaker?since=2020"),
        "report, in Python": Shown("/reports/agreement"),
        "report, a list": Shown("/reports/replies?kind=reply&older_than=0d"),
        "report, refused": Shown("/reports/verdicts-by-month?since=soon&until=2021", status=422),
        "sql": Shown("/sql?sql=SELECT+1"),
        "sql, answered": Shown("/sql", {"sql": "SELECT * FROM v1_claims"}),
        "sql, refused": Shown("/sql", {"sql": "SELECT spaker FROM v1_claims"}, status=422),
        "sign-in": Shown("/sign-in", handle=None),
        "sign-in, refused": Shown("/sign-in", {"handle": "rita", "password": "wrong"}, handle=None, status=403),
        "invitation": Shown(f"/invitations/{invitation}", handle=None),
        "account": Shown("/account", handle="rita"),
    }


def _people(site: Site) -> dict[str, Shown]:
    """Let names of speakers and of sources look alike; return the pages of people and words."""
    with sessions.writing(site.database) as session:
        actor = find_actor(session, "ana", site.now)
        names = ("Grace Holm", "GRACE HOLM MP", "G. Holm", "Otto Berg", "حسن علي")
        first, *_, other, _ = (speakers.add(session, actor, name).speaker for name in names)
        offices.add_or_fill(session, actor, first, offices.Office(title="Pilot", since=site.now.date()))
        name_changes.add_aliases(session, actor, SPEAKERS, first, ["Captain Holm", "هولم"])
        merging.merge(session, actor, SPEAKERS, str(other.id), "Joe Biden")
        identities.tell_apart(session, actor, SPEAKERS, "Joe Biden", str(first.id))
        for name in ("The Holm Post", "HOLM POST INC"):
            sources.add(session, actor, name, domains=[f"{len(name)}.example"])
        for label in ("Not far off", "Half true"):
            check = CheckRecord(publisher="The Holm Post", label=label, url=f"{EVIDENCE}/{len(label)}")
            other_checks.add(session, claim_ledger.lock_one(session, NEW), actor, check)
    return {
        "speakers": Shown("/speakers"),
        "speakers, filtered": Shown("/speakers?q=holm"),
        "speakers, refused": Shown("/speakers/add", {"name": "Joe Biden"}, status=422),
        "speaker, not split": Shown("/speakers/2/split", {"into": "Bo Biden"}, status=400),
        "speakers, none": Shown("/speakers?q=nobody"),
        "speaker": Shown("/speakers/2"),
        "speaker, without claims": Shown(f"/speakers/{first.id}"),
        "speaker, reader": Shown("/speakers/2", handle="rae"),
        "speaker, refused": Shown("/speakers/2/office", {"title": "Pilot", "since": "a day"}, status=400),
        "duplicates": Shown("/speakers/duplicates"),
        "duplicates, reader": Shown("/speakers/duplicates", handle="rae"),
        "duplicates, none": Shown("/speakers/duplicates?q=nobody"),
        "sources": Shown("/sources"),
        "source": Shown("/sources/2"),
        "topics": Shown("/topics"),
        "topics, none": Shown("/topics?q=nothing"),
        "topic": Shown("/topics/1"),
        "topic, reader": Shown("/topics/1", handle="rae"),
        "topic, refused": Shown("/topics/1/rename", {"name": "a, b"}, status=400),
        "ratings": Shown("/ratings"),
        "ratings, refused": Shown("/ratings/import", {"text": "[scales"}, status=400),
        "scale": Shown("/ratings?scale=politifact"),
        "own scale": Shown("/ratings?scale=factdb-truth"),
        "labels": Shown("/ratings/unmapped"),
        "label": Shown("/ratings/label?publisher=The+Holm+Post&label=Not+far+off"),
        "label, mapped": Shown("/ratings/label?scale=politifact&label=Half+True"),
        "label, reader": Shown("/ratings/label?publisher=The+Holm+Post&label=Not+far+off", handle="rae"),
        "label, refused": Shown("/ratings/map", {"publisher": "The Holm Post", "label": "Not far off"}, status=400),
        "duplicates of sources": Shown("/sources/duplicates?q=holm"),
    }


def _imported(ana: Visitor) -> str:
    """Import a file; return the address of the import."""
    kept = ana.client.post("/import/upload", files={"file": ("harbour.csv", FILE)})
    address = kept.url.path
    page = ana.client.get(f"{address}?on_error=skip").text
    form = dict(re.findall(r'<input type="hidden" name="(sha256|seen)" value="([^"]*)">', page))
    done = ana.client.post(f"{address}/run", data={**form, "on_error": "skip", "without": "yes"}).text
    number = re.search(r'href="(/imports/\d+)"', done)
    assert number, done
    return number[1]


def _four_eyes(site: Site, value: str) -> None:
    with sessions.writing(site.database) as session:
        desk_policy.change(session, find_actor(session, "ana", site.now), PolicyName.FOUR_EYES, value)


def _cited_pages(visitor: Visitor, site: Site) -> None:
    """Let a page be kept twice and seen in every state; nothing is fetched, and what would be is refused."""
    folder = Path(site.database.location).parent / "captures"
    site.fetchers = Fetchers(keeping_in(folder))
    visitor.post(NEW, "evidence", url=f"{EVIDENCE}/2", stance="refutes", excerpt="It cost 4 million.")
    with sessions.writing(site.database) as session:
        actor = find_actor(session, "ana", site.now)
        (cited,) = page_checks.cited_pages(session, [(NEW, 2)])
        for words in ("It cost 4 million.\n\n" + ARABIC, "It cost 5 million, said all.\n\n" + ARABIC):
            file = captures.read_file((TEXT + words).encode(), "page.txt", CaptureFolder(folder))
            page_checks.keep(session, actor, cited, file)
        for n, state in enumerate(SEEN_STATES, 1):
            facts = {"by_id": actor.id, "why": f"It is {state}.", "excerpts": 1, "excerpts_intact": 0, "likeness": 90}
            session.add(PageCheck(document_id=cited.document_id, n=n, at=site.now, state=state, **facts))
        copy = {"state": ArchiveState.CONFIRMED, "archived_url": f"https://web.archive.org/web/1/{EVIDENCE}/2"}
        request = {"document_id": cited.document_id, "n": 1, "at": site.now, "by_id": actor.id, "archive": "wayback"}
        session.add(ArchiveRequest(**request, **copy))


def _search(visitor: Visitor, name: str, query: str) -> None:
    assert visitor.client.post("/searches/save", data={"name": name, "query": query}).status_code == 200


def _article(visitor: Visitor, text: str, **facts: str) -> int:
    form = {"text": text, "source": "Example Post", "published": "2026-11-18", **facts}
    answer = visitor.client.post("/articles/new/add", data=form)
    match = re.fullmatch(r"/articles/(\d+)/proposals", answer.url.path)
    assert match, answer.text
    return int(match[1])


def _claim(visitor: Visitor, article: int, quote: str, claim: str, kind: str = "event") -> int:
    form = {"quote": quote, "claim": claim, "speaker": "أحمد علي", "kind": kind, "anyway": "1"}
    answer = visitor.client.post(f"/articles/{article}/claims", data=form)
    match = re.search(r"Claim (\d+) added", answer.text)
    assert match, answer.text
    return int(match[1])


def source_of(site: Site, shown: Shown) -> str:
    """Return the source of a page, as the server sends it."""
    visitor = Visitor(site)
    if shown.handle:
        visitor.sign_in(shown.handle)
    client = visitor.client
    if shown.upload:
        kept = client.post("/import/upload", files={"file": ("harbour.csv", shown.upload)})
        shown = shown.after_upload(kept.url.path)
    answer = client.post(shown.path, data=shown.form) if shown.form else client.get(shown.path)
    assert answer.status_code == shown.status, (shown.path, answer.status_code, answer.text)
    return answer.text


_SEND = """([action, fields]) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    for (const [name, value] of Object.entries(fields)) {
        const field = document.createElement("input");
        field.name = name;
        field.value = value;
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""


def _uploaded(served: Served, page: Page, content: bytes) -> str:
    """Upload a file in the session of a page; return the address of its summary."""
    file: FilePayload = {"name": "harbour.csv", "mimeType": "text/csv", "buffer": content}
    answer = page.context.request.post(
        f"{served.address}/import/upload", multipart={"file": file}, headers={"origin": served.address}
    )
    return urlsplit(answer.url).path


def go(served: Served, page: Page, shown: Shown) -> None:
    """Show a page in the browser; a page that is not the wanted one would have no fault."""
    if shown.upload:
        shown = shown.after_upload(_uploaded(served, page, shown.upload))
    if shown.form:
        page.goto(f"{served.address}/account" if shown.handle else f"{served.address}/sign-in")
        with page.expect_navigation() as sent:
            page.evaluate(_SEND, [shown.path, shown.form])
        answer: Response | None = sent.value
    else:
        answer = page.goto(f"{served.address}{shown.path}")
    assert answer is not None
    assert answer.status == shown.status, page.content()
    assert " · factdb" in page.title()

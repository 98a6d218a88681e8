"""The page of one row of evidence: its captures, checks and archive answers over time, and what fetches and checks it.

The text of a capture is shown as text, and its file is a download: nothing of it is ever a page of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import FileResponse

from factdb.domain.page_states import ArchiveState, PageState
from factdb.domain.text import whole_number
from factdb.errors import BadValueError
from factdb.errors.archive import ConsentNeededError
from factdb.errors.evidence import NoPageError
from factdb.services.documents import archive_requests, editions, page_checks
from factdb.services.reads import evidence_list, page_timeline
from factdb.web.fetching import brought, fetching
from factdb.web.next_steps import next_step
from factdb.web.visits import Act, Done, Visit, reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from factdb.archive.wayback import ArchiveAnswer
    from factdb.services.documents.archive_requests import ArchivablePage
    from factdb.services.documents.page_checks import CitedPage, KnownPage
    from factdb.services.documents.page_fetching import PageLook
    from factdb.web.visits import Refused

_WAYBACK = "The Wayback Machine"
_MOST_CHANGES = 200
# A browser that takes a download for a page runs nothing of it, in an origin of its own.
_DOWNLOAD = {"content-security-policy": "sandbox; default-src 'none'"}


@reading
def show(visit: Visit) -> Response:
    """Show what is known of the page that a row of evidence cites."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show a row of evidence over time; after a refused form, with the refusal."""
    n = _n(visit)
    timeline = page_timeline.timeline(visit.session, visit.number, n)
    item = evidence_list.evidence_row(visit.session, visit.number, n)
    is_page = item["url"] is not None and item["withdrawn_at"] is None
    why_not = visit.site.fetchers.why_not() if is_page and visit.may("evidence fetch") else None
    newest = timeline["archives"][-1]["state"] if timeline["archives"] else None
    return visit.show(
        "evidence/timeline.html",
        refused.status if refused else 200,
        refused=refused,
        claim=visit.number,
        n=n,
        item=item,
        timeline=timeline,
        texts=[capture["n"] for capture in timeline["captures"] if capture["characters"]],
        is_page=is_page,
        why_not=str(why_not) if why_not else None,
        why_not_next=next_step(why_not) if why_not else "",
        is_asked=newest in {ArchiveState.ASKED, ArchiveState.BUSY},
        is_archived=newest == ArchiveState.CONFIRMED,
    )


@reading
def compare(visit: Visit) -> Response:
    """Show the paragraphs that differ between two captures, side by side."""
    query = visit.request.query_params
    first, second = (whole_number(query.get(name, "")) for name in "ab")
    if first is None or second is None:
        raise BadValueError("capture", query.get("a", ""), "is no number", "Choose two captures of the evidence.")
    comparison = page_timeline.compare(visit.session, visit.number, _n(visit), first, second)
    changes = comparison["changes"]
    return visit.show(
        "evidence/comparison.html",
        claim=visit.number,
        n=_n(visit),
        comparison=comparison,
        changes=changes[:_MOST_CHANGES],
        left_out=max(0, len(changes) - _MOST_CHANGES),
    )


@reading
def show_capture(visit: Visit) -> Response:
    """Show the text of a capture as text, with the cited words marked."""
    captured = page_timeline.capture_text(visit.session, visit.number, _n(visit), _capture(visit))
    text, start, end = captured["text"], captured["start"] or 0, captured["end"] or 0
    pieces = (text[:start], text[start:end], text[end:]) if text else None
    return visit.show(
        "evidence/capture.html", claim=visit.number, n=_n(visit), capture=captured["capture"], pieces=pieces
    )


@reading
def download(visit: Visit) -> Response:
    """Send the file of a capture, byte for byte, to be stored and not to be shown."""
    number = _capture(visit)
    sha256, file_name = page_timeline.capture_file(visit.session, visit.number, _n(visit), number)
    folder = visit.site.fetchers.folder()
    folder.verify(sha256)  # piece by piece, and so is it sent: an archive of a site may have more bytes than the server
    name = file_name or f"evidence-{visit.number}.{_n(visit)}-capture-{number}.warc.gz"
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    media_type = "application/octet-stream" if file_name else "application/warc"
    headers = _DOWNLOAD | {"content-disposition": disposition}
    return FileResponse(folder.place(sha256), media_type=media_type, headers=headers)


# -- forms -----------------------------------------------------------------------------------------------------


def _known_page(act: Act, command: str) -> KnownPage:
    """Return what is known of the page, for somebody who may record what is seen of it."""
    return page_checks.known_page(act.session, _cited_page(act, command))


def _cited_page(act: Act, command: str) -> CitedPage:
    act.actor.require(command)
    place = act.number, _n(act)
    evidence_list.evidence_row(act.session, *place)
    cited = page_checks.cited_pages(act.session, [place])
    if not cited:
        raise NoPageError(f"{act.number}.{_n(act)}")
    return cited[0]


def _look(command: str) -> Callable[[Act], Callable[[], tuple[KnownPage, PageLook]]]:
    """Return what prepares a look at the page."""

    def prepare(act: Act) -> Callable[[], tuple[KnownPage, PageLook]]:
        # What the errand needs is read now: its session is closed when the errand runs.
        cited, fetcher = _known_page(act, command), act.site.fetchers.fetcher()
        return lambda: (cited, fetcher.look_at(cited.address, cited.earlier))

    return prepare


@fetching(page, _look("evidence fetch"))
def fetch(act: Act) -> Done:
    """Fetch the page, and keep it."""
    cited, look = brought(act)
    stored = page_checks.store(act.session, act.actor, cited, look, keeps_new=True)
    name = f"Evidence {act.number}.{_n(act)}"
    if stored.page is None:
        return Done(f"{name}: {stored.state}. Nothing was kept. {look.observation.why}")
    outcome = "kept as" if stored.page.is_new else "nothing new: the same content as"
    state = "" if stored.state is PageState.OK else f" The page is {stored.state}: {look.observation.why}"
    return Done(f"{name}: {outcome} capture {stored.page.capture.n}.{state}")


@fetching(page, _look("evidence check"))
def check(act: Act) -> Done:
    """Look whether the page is there, and has the cited words."""
    cited, look = brought(act)
    stored, comparison = editions.store_look(act.session, act.actor, cited, look)
    changes = [f"In {quotation}." for quotation in comparison.changed] if comparison else []
    return Done(" ".join([f"Evidence {act.number}.{_n(act)}: {stored.state}. {look.observation.why}", *changes]))


def _ask(act: Act) -> Callable[[], tuple[ArchivablePage | None, ArchiveAnswer | None]]:
    """Prepare the question to the archive; a page that it was never asked about needs consent."""
    cited = _cited_page(act, "evidence archive")
    archivable = archive_requests.archivable_pages(act.session, [cited])
    if not archivable:
        return lambda: (None, None)
    (archivable_page,) = archivable
    if archivable_page.job is None and not act.text("consent"):
        raise ConsentNeededError(_WAYBACK, 1)
    wayback = act.site.fetchers.wayback()
    return lambda: (archivable_page, archive_requests.ask(wayback, archivable_page))


@fetching(page, _ask)
def archive(act: Act) -> Done:
    """Ask the Wayback Machine to keep the page, or what became of the request."""
    archivable_page, answer = brought(act)
    if archivable_page is None:
        return Done("A copy is confirmed already.")
    archive_requests.record(act.session, act.actor, archivable_page, answer)
    if answer.archived_address:
        return Done(f"{_WAYBACK} has a copy: {answer.archived_address}")
    later = " Asking is not keeping: ask later what it did." if answer.state is ArchiveState.ASKED else ""
    return Done(f"{_WAYBACK}: {answer.state}. {answer.why}".rstrip() + later)


def _n(visit: Visit) -> int:
    """Return the number of the evidence within its claim."""
    return _part(visit, "n")


def _capture(visit: Visit) -> int:
    return _part(visit, "capture")


def _part(visit: Visit, name: str) -> int:
    value: Any = visit.request.path_params[name]
    return int(value)

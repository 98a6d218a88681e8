"""The care of the ledger, for admins: a backup or a dump to download, the check of everything, and the settings."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from starlette.responses import StreamingResponse

from factdb import partial_files
from factdb.archive.capture_files import CaptureFolder
from factdb.domain.claim_filter import ClaimFilter
from factdb.services.desk import installation, maintenance
from factdb.services.exports import desk_dump
from factdb.services.reads import claim_list
from factdb.web.pages.desk.administration import COMMAND
from factdb.web.visits import Done, Refused, Visit, reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.responses import Response

    from factdb.web.site import Site
    from factdb.web.visits import Act

_PIECE = 1 << 18
_AGAIN = 3  # seconds until the page of a running check is shown again
_SHOWN = 200  # findings


# -- copies ----------------------------------------------------------------------------------------------------


@reading
def show_copies(visit: Visit) -> Response:
    """Show which copies of the desk can be downloaded."""
    visit.actor.require(COMMAND)
    return visit.show("desk/copies.html", is_postgresql=visit.site.database.is_postgresql)


@reading
def download_backup(visit: Visit) -> Response:
    """Send a copy of the SQLite file, complete and consistent even while others write."""
    actor = visit.actor
    with tempfile.TemporaryDirectory(prefix="factdb-copy-") as folder:
        copy = Path(folder) / "desk.db"
        maintenance.back_up(actor, visit.site.database, copy)
        return _download(copy, f"factdb-{visit.now:%Y-%m-%d}.db", "application/vnd.sqlite3")


@partial(reading, for_long=True)
def download_dump(visit: Visit) -> Response:
    """Send the whole desk as compressed text, with the files of captures."""
    actor = visit.actor
    actor.require("db dump")
    captures = _captures(visit.site)
    with tempfile.TemporaryDirectory(prefix="factdb-copy-") as folder:
        copy = Path(folder) / "desk.jsonl.gz"
        with partial_files.open_whole(copy) as out:
            desk_dump.dump(visit.session, actor, desk_dump.writer(out.write), captures.read if captures else None)
        return _download(copy, f"factdb-{visit.now:%Y-%m-%d}.jsonl.gz", "application/gzip")


def _download(copy: Path, name: str, media_type: str) -> Response:
    """Answer with a file that is deleted meanwhile: an open file can still be read."""
    headers = {"content-length": str(copy.stat().st_size), "content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_pieces(copy.open("rb")), media_type=media_type, headers=headers)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _captures(site: Site) -> CaptureFolder | None:
    path = site.settings.capture_folder if site.settings else None
    return CaptureFolder(path) if path else None


# -- the check of everything -----------------------------------------------------------------------------------


@reading
def show_verify(visit: Visit) -> Response:
    """Show the check that runs, or the last one; while it runs, the browser asks again by itself."""
    return verify_page(visit, None)


def verify_page(visit: Visit, refused: Refused | None) -> Response:
    """Show the check; after a refusal with the reason."""
    visit.actor.require(COMMAND)
    run = visit.site.verify_job.run
    is_running = run is not None and not run.is_over
    answer = visit.show(
        "desk/verify.html",
        refused.status if refused else 200,
        refused=refused,
        run=run,
        is_running=is_running,
        total=claim_list.count(visit.session, ClaimFilter()) if is_running else 0,
        most=_SHOWN,
    )
    if is_running:
        answer.headers["refresh"] = str(_AGAIN)
    return answer


@writing(verify_page)
def start_verify(act: Act) -> Done:
    """Begin the check of the whole desk."""
    act.actor.require(COMMAND)
    act.site.verify_job.start(act.site.database, _captures(act.site), act.handle, act.now)
    return Done("The check has begun.", f"{act.site.prefix}/desk/verify")


# -- the settings ----------------------------------------------------------------------------------------------


@reading
def show_settings(visit: Visit) -> Response:
    """Show the settings and where each comes from, without secrets; they are changed where the server runs."""
    visit.actor.require(COMMAND)
    settings = visit.site.settings
    values = installation.setting_values(settings, visit.site.handle) if settings else {}
    return visit.show("desk/settings.html", values=values, versions=installation.versions())

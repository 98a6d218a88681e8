"""Importing a file: upload it, see and change how it is read, try the import, and do it; then what it did.

The file waits in a private folder between these steps (`web.uploads`); the choices are in the address of the summary,
and every form that imports carries the hash of the file and of the choices that its summary was made with.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, RedirectResponse

from factdb.domain.dates_as_written import DateOrder
from factdb.errors import FactdbError
from factdb.errors.exchange import ERROR_KEY, NoClaimColumnError, RowsRefusedError, TwoColumnsError
from factdb.errors.web import (
    ColumnsLeftOutError,
    LookFirstError,
    NoSuchUploadError,
    NoUploadError,
    UploadLostError,
    UploadTooLargeError,
)
from factdb.formats import reading as reading_files
from factdb.formats.records.fields import FIELDS
from factdb.formats.tables.quoting import Quoting
from factdb.services.actor import find_actor
from factdb.services.decisions import scales
from factdb.services.imports import import_run, import_summary, importing
from factdb.store import sessions
from factdb.web import signing_in, uploads
from factdb.web.import_choices import LEFT_OUT, MOST_COLUMNS, ON_ERROR, Choices
from factdb.web.next_steps import in_page_words
from factdb.web.uploads import Outcome, Upload
from factdb.web.visits import Act, Done, Refused, Visit, reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from factdb.errors.exchange import RowRefusedError
    from factdb.formats.records.row_errors import Records
    from factdb.services.imports.importing import ImportFile
    from factdb.services.imports.summary_types import ColumnSummary, ImportSummary
    from factdb.web.site import Site

_COMMAND = "import"
_SHOWN = 100  # refused rows that a page lists
_MOST_FIELDS = 5


# -- the upload ------------------------------------------------------------------------------------------------


@reading
def show_new(visit: Visit) -> Response:
    """Show the form for a file."""
    visit.actor.require(_COMMAND)
    return _new_page(visit, None)


def _new_page(visit: Visit, refused: Refused | None) -> Response:
    bounds = {"most_bytes": uploads.MOST_BYTES, "most_rows": uploads.MOST_ROWS}
    return visit.show("import/new.html", refused.status if refused else 200, refused=refused, **bounds)


async def receive(request: Request) -> Response:
    """Keep the file of a form, and go to its summary; somebody who may not import is refused before it is read."""
    site: Site = request.app.state.site
    handle = await run_in_threadpool(signing_in.handle_of, request)
    if handle is None:
        return signing_in.send_to_sign_in(request)
    try:
        await run_in_threadpool(_require, site, handle)
        async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
            upload = await run_in_threadpool(_keep, request, site, form.get("file"))
    except FactdbError as error:
        return await run_in_threadpool(_refuse_upload, request, handle, error)
    except OSError as error:  # the form itself is written to the disk while it comes
        lost = UploadLostError(error.strerror or str(error))
        return await run_in_threadpool(_refuse_upload, request, handle, lost)
    return RedirectResponse(f"{site.prefix}/import/{upload.token}", 303)


def _require(site: Site, handle: str) -> None:
    with sessions.reading(site.database) as session:
        find_actor(session, handle, site.now).require(_COMMAND)


def _keep(request: Request, site: Site, file: object) -> Upload:
    if not isinstance(file, UploadFile) or not file.filename:
        raise NoUploadError
    return site.uploads.keep(signing_in.token_of(request), file.filename, file.file, site.now)


def _refuse_upload(request: Request, handle: str, error: FactdbError) -> Response:
    site: Site = request.app.state.site
    with sessions.reading(site.database) as session:
        return _new_page(Visit(request, site, handle, site.now, session), Refused.of(error))


def _upload_of(visit: Visit) -> Upload:
    token = str(visit.request.path_params["token"])
    return visit.site.uploads.find(token, signing_in.token_of(visit.request), visit.now)


# -- the summary -----------------------------------------------------------------------------------------------


@reading
def show(visit: Visit) -> Response:
    """Show how the file would be read with the choices of the address; after the import, show what it did."""
    visit.actor.require(_COMMAND)
    upload = _upload_of(visit)
    if upload.outcome:
        return visit.show("import/outcome.html", upload=upload, outcome=upload.outcome, taken=upload.outcome.numbers)
    return _summary_page(visit, upload, Choices.of(visit.request.query_params.getlist), None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show the summary after a refusal; without the file or the role, this is refused too."""
    visit.actor.require(_COMMAND)
    upload, fields = _upload_of(visit), refused.fields if refused else {}
    return _summary_page(visit, upload, Choices.of(lambda name: fields.get(name, [])), refused)


def _summary_page(visit: Visit, upload: Upload, choices: Choices, refused: Refused | None) -> Response:
    summary: ImportSummary | None = None
    columns: list[ColumnSummary] = []
    try:
        with upload.open() as stream:
            file = choices.request().open(stream, upload.name)
            summary, _ = import_summary.summarise(visit.session, visit.actor, file)
            columns = summary["columns"]
    except FactdbError as error:
        refused, columns = refused or _refusal(error), _columns_of(error)
    can_map = summary is None or summary["format"] in reading_files.SHEETS
    return visit.show(
        "import/summary.html",
        refused.status if refused else 200,
        refused=refused,
        upload=upload,
        choices=choices,
        summary=summary,
        columns=columns,
        most_columns=MOST_COLUMNS if can_map else 0,
        doubtful=import_summary.doubtful(summary) if summary else [],
        **_lists(visit),
    )


def _refusal(error: FactdbError) -> Refused:
    """Return the answer to a file that cannot be read; where the encoding helps, the form has a field for it."""
    refused = Refused.of(error)
    encoding = error.next_step.rpartition("--encoding ")[2]
    if encoding == error.next_step:
        return refused
    return replace(refused, next_step=f"Write its encoding, such as {encoding}, and show the summary again.")


def _lists(visit: Visit) -> dict[str, Any]:
    """Return what the choices of the form are."""
    return {
        "left_out": LEFT_OUT,
        "fields": list(FIELDS),
        "on_errors": ON_ERROR,
        "lists": {
            "like": ("Public data set", list(import_run.ready_layouts()), "none"),
            "date_order": ("Order of dates such as 1/2/2021", list(DateOrder), "as the file shows"),
            "scale": ("Scale of labels without one", scales.codes(visit.session), "none"),
            "file_format": ("Format", list(reading_files.ImportFormat), "as the file shows"),
            "quoting": ("Quotation marks in csv and tsv", list(Quoting), "as the file shows"),
        },
    }


def _columns_of(error: FactdbError) -> list[ColumnSummary]:
    """Return the columns that a refusal names, so that their fields can be chosen."""
    named: Iterable[tuple[str, str | None]] = ()
    if isinstance(error, NoClaimColumnError):
        named = error.first_values
    elif isinstance(error, TwoColumnsError):
        named = [(column, None) for column in error.columns]
    return [
        {"column": column, "field": None, "by_hand": False, "first_value": value, "looks_like": None}
        for column, value in named
    ]


# -- trying and importing --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Watch:
    """Watches the rows of an import: bounds their number, and keeps those that are refused, and counts repairs."""

    name: str
    goes_on: bool
    refused: list[RowRefusedError] = field(default_factory=list)
    repaired: int = 0

    def refuse(self, refusal: RowRefusedError) -> bool:
        """Keep a refused row; return whether the import goes on."""
        self.refused.append(refusal)
        return self.goes_on

    def refused_rows(self) -> list[dict[str, object]]:
        """Return the refused rows as the file had them, each with why it is refused."""
        return [{**refusal.as_row(), ERROR_KEY: in_page_words(str(refusal))} for refusal in self.refused]

    def watched(self, file: ImportFile) -> ImportFile:
        """Return the file with its rows watched."""
        return replace(file, reading=replace(file.reading, records=self._rows(file.reading.records)))

    def _rows(self, records: Records) -> Records:
        for count, record in enumerate(records, start=1):
            if count > uploads.MOST_ROWS:
                raise UploadTooLargeError(self.name, f"{uploads.MOST_ROWS:,} rows")
            self.repaired += 0 if isinstance(record, Exception) else len(record.repairs)
            yield record


def _take(act: Act, upload: Upload, choices: Choices, *, is_trial: bool) -> Outcome:
    """Import the file in the transaction of the form; a trial does the same, and the caller takes it back."""
    watch = _Watch(upload.name, choices.goes_on)
    with act.site.uploads.turn(), upload.open(act.text("sha256")) as stream:
        file = choices.request().open(stream, upload.name)
        summary, file = import_summary.summarise(act.session, act.actor, file)
        left_out = [column["column"] for column in import_summary.doubtful(summary)]
        if left_out and not is_trial and not act.text("without"):
            raise ColumnsLeftOutError(left_out)
        numbers = importing.take(act.session, act.actor, watch.watched(file), watch.refuse)
        upload.write_refused(watch.refused_rows())
        refused = [in_page_words(str(refusal)) for refusal in watch.refused[:_SHOWN]]
        return Outcome(numbers, refused, file.reading.remarks, watch.repaired, tuple(left_out))


@writing(page)
def attempt(act: Act) -> Response:
    """Do the whole import, take it back, and show what it would have done."""
    act.actor.require(_COMMAND)
    upload, choices = _upload_of(act), Choices.of(act.fields.getlist)
    outcome = _take(act, upload, choices, is_trial=True)
    act.session.rollback()
    return act.show(
        "import/trial.html",
        upload=upload,
        choices=choices,
        outcome=outcome,
        taken=outcome.numbers,
        without=act.text("without"),
    )


@writing(page)
def _import(act: Act) -> Done:
    act.actor.require(_COMMAND)
    upload, choices = _upload_of(act), Choices.of(act.fields.getlist)
    if choices.digest != act.text("seen"):
        raise LookFirstError
    outcome = _take(act, upload, choices, is_trial=False)
    if outcome.numbers.refused and not choices.goes_on:
        raise RowsRefusedError(upload.name, outcome.numbers.refused, None)
    act.request.state.imported = upload, outcome
    return Done(f"{upload.name} was imported.", f"{act.site.prefix}/import/{upload.token}")


async def run(request: Request) -> Response:
    """Import the file, and go to the page that says what was done."""
    answer = await _import(request)
    imported: tuple[Upload, Outcome] | None = getattr(request.state, "imported", None)
    # Only now is it known that everything was written: a refusal of the disk is another answer.
    if imported and answer.status_code == 303:  # noqa: PLR2004 - the redirect after a form
        imported[0].outcome = imported[1]
        await run_in_threadpool(imported[0].delete_file)
    return answer


@reading
def download_refused(visit: Visit) -> Response:
    """Send the rows that were refused, with why."""
    visit.actor.require(_COMMAND)
    upload = _upload_of(visit)
    if not upload.refused_rows.exists():
        raise NoSuchUploadError
    name = f"{upload.name.partition('.')[0]}-refused.csv"
    return FileResponse(upload.refused_rows, media_type="text/csv; charset=utf-8", filename=name)


@writing(page)
def cancel(act: Act) -> Done:
    """Delete the file; nothing is imported."""
    act.actor.require(_COMMAND)
    upload = _upload_of(act)
    act.site.uploads.drop(upload.token)
    return Done(f"{upload.name} was deleted. Nothing was imported.", f"{act.site.prefix}/import")

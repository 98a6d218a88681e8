"""The ledger for Python programs: open it, read claims as typed rows, add and decide claims, ask in SQL.

Every method that writes is one transaction with its history, as a command is; `transaction` joins several into one.
Refusals are `factdb.FactdbError` with a sentence, a next step and the exit code that the command line would have.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from factdb import settings
from factdb.domain.enums import Medium
from factdb.domain.proposals import worth_showing
from factdb.errors.exchange import RowsRefusedError
from factdb.formats.files import opening
from factdb.python import rows
from factdb.python.writer import DeskWriter
from factdb.services.actor import find_actor
from factdb.services.claims import proposals
from factdb.services.desk import maintenance, setup
from factdb.services.documents import articles, captures, documents
from factdb.services.imports import import_summary, import_undoing, importing
from factdb.services.imports.import_request import ImportRequest
from factdb.store import sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType

    from factdb.errors.exchange import RowRefusedError
    from factdb.services.imports.summary_types import ImportSummary

_SHOWN = 10  # refused rows that an error's notes name


def open(  # noqa: A001 - read as factdb.open, beside gzip.open and others
    database: str | Path | None = None, *, user: str | None = None, create: bool = False
) -> Desk:
    """Open a ledger: a SQLite file, or a URL of PostgreSQL; by default the one that the settings name.

    `user` is the handle of the reviewer who acts; by default the settings' or the login name. It is no login: whoever
    can write the database can act as anyone. With `create` a missing database is made, an older one is upgraded by
    its admin, and the user becomes its admin where it has none.
    """
    location = None if database is None else str(database)
    desk = Desk(settings.load(db=location, user=user, environ=os.environ, cwd=Path.cwd()))
    now = datetime.now(UTC)
    if create:
        maintenance.make_current(desk.database, desk.handle, now)
        with sessions.writing(desk.database) as session:
            setup.prepare(session, desk.handle, now)
    else:
        with sessions.reading(desk.database):  # a missing database is refused here, and not by the first question
            pass
    return desk


class Desk(DeskWriter):
    """A ledger that is open, and the reviewer who acts in it. Use one desk in one thread."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End without a commit: every method has committed what it wrote, or has rolled it back."""

    def add_article(
        self,
        text: str,
        *,
        source: str,
        published: rows.Day,
        title: str | None = None,
        url: str | None = None,
        author: str | None = None,
        language: str | None = None,
        accept_all: bool = False,
        with_minor: bool = False,
    ) -> rows.AddedArticle:
        """Add an article with its text; with `accept_all`, add the claims that it may make too.

        The article's own words that are hardly worth a check are added only `with_minor`.
        An article with the same address or the same text is found again, and only its missing facts are filled in.
        """
        draft = documents.DocumentDraft(
            url=url,
            source=source,
            title=title,
            author=author,
            published=rows.day(published, "published"),
            medium=Medium.NEWS,
            language=language,
            is_article=True,
        )
        with self._writing() as (session, actor):
            stored = articles.add(session, actor, draft, captures.Reading.of_text(text, None))
            article = proposals.find_article(session, stored.document.id)
            undecided = proposals.undecided_proposals(session, article) if article and accept_all else []
            waiting, _ = worth_showing(undecided, show_all=with_minor)
            added = [proposals.accept(session, actor, article, proposal) for proposal in waiting] if article else []
            claims = tuple(claim.claim.id for claim in added)
            return rows.AddedArticle(stored.document.id, stored.added, claims, tuple(stored.notices))

    def import_file(
        self,
        path: str | Path,
        *,
        columns: Mapping[str, str] | None = None,
        file_format: str | None = None,
        like: str | None = None,
        scale: str | None = None,
        source: str | None = None,
        date_order: Literal["dmy", "mdy", "ymd"] | None = None,
        encoding: str | None = None,
        quoting: Literal["double", "none"] | None = None,
        empty: Sequence[str] = (),
        on_error: Literal["stop", "skip", "clean"] = "stop",
        undated_as_published: bool = False,
    ) -> rows.ImportedFile:
        """Import a file of claims: all of it, or with `on_error="skip"` all rows but those that are refused.

        With `on_error="clean"` texts are repaired too: mojibake and control characters.
        `columns` maps headings to fields ({"Who": "speaker"}); an empty field leaves the column out. `like` names a
        ready mapping, such as "multifc". `encoding` is that of a text file (None: UTF-8, or as its byte order mark
        shows). `quoting` says what quotation marks mean in csv and tsv: they stand around cells, or are text (None: as
        the file shows). `empty` are texts of a table that stand for nothing, such as ["None"].
        """
        path = Path(path)
        request = ImportRequest(
            mappings=_mappings(columns),
            file_format=file_format,
            like=like,
            scale=scale,
            source=source,
            date_order=date_order,
            encoding=encoding,
            quoting=quoting,
            empty=empty,
            is_clean=on_error == "clean",
            undated_as_published=undated_as_published,
        )
        refused: list[RowRefusedError] = []

        def refuse(refusal: RowRefusedError) -> bool:
            refused.append(refusal)
            return on_error != "stop"

        with opening.open_to_read(path) as stream, self._writing() as (session, actor):
            taken = importing.take(session, actor, request.open(stream, path.name), refuse)
            if refused and on_error == "stop":  # raised inside the transaction: nothing of the file stays
                raise _refusals(path.name, refused)
            return _imported(taken, refused)

    def summarise_import(
        self,
        path: str | Path,
        *,
        columns: Mapping[str, str] | None = None,
        file_format: str | None = None,
        like: str | None = None,
        scale: str | None = None,
        source: str | None = None,
        date_order: Literal["dmy", "mdy", "ymd"] | None = None,
        encoding: str | None = None,
        quoting: Literal["double", "none"] | None = None,
        empty: Sequence[str] = (),
    ) -> ImportSummary:
        """Return what an import of a file would do, from its first 1,000 rows; nothing is written.

        The summary says which column became which field and which are left out, and has the first claims, the labels,
        the order of dates and the names. It needs the role of an import.
        """
        path = Path(path)
        request = ImportRequest(
            mappings=_mappings(columns),
            file_format=file_format,
            like=like,
            scale=scale,
            source=source,
            date_order=date_order,
            encoding=encoding,
            quoting=quoting,
            empty=empty,
        )
        with opening.open_to_read(path) as stream, self._reading() as session:
            actor = find_actor(session, self.handle, datetime.now(UTC))
            summary, _ = import_summary.summarise(session, actor, request.open(stream, path.name))
            return summary

    def undo_import(self, number: int) -> rows.UndoneImport:
        """Undo an import: decline the claims that it added, and restore those that it changed.

        Claims that were published or changed since stay as they are. Importing the file again takes the others up.
        """
        with self._writing() as (session, actor):
            undone = import_undoing.undo(session, actor, number)
            names = tuple(undone.speakers), tuple(undone.sources)
            proposals = tuple(undone.withdrawn), tuple(undone.waiting)
            counts = undone.declined, undone.restored, undone.checks
            documents = undone.documents, dict(undone.documents_left)
            return rows.UndoneImport(*counts, dict(undone.left), *names, *proposals, *documents)


def _refusals(file: str, refused: Sequence[RowRefusedError]) -> RowsRefusedError:
    refusals = RowsRefusedError(file, len(refused), None)
    for refusal in refused[:_SHOWN]:
        refusals.add_note(str(refusal))
    return refusals


def _imported(counts: importing.Taken, refused: Iterable[RowRefusedError]) -> rows.ImportedFile:
    return rows.ImportedFile(
        counts.added,
        counts.changed,
        counts.same,
        tuple(refusal.as_row() for refusal in refused),
        tuple(counts.waiting),
        counts.number,
        _by_claim(counts.edited),
        _by_claim(counts.rejected),
        tuple(counts.withdrawn),
        counts.beside,
        counts.documents_left,
    )


def _by_claim(listed: Iterable[tuple[int, list[str]]]) -> dict[int, tuple[str, ...]]:
    return {claim: tuple(names) for claim, names in listed}


def _mappings(columns: Mapping[str, str] | None) -> list[str]:
    return [f"{name}={field}" for name, field in (columns or {}).items()]

"""The ledger for Python programs: open it, read claims as typed rows, add and decide claims, ask in SQL.

Every method that writes is one transaction with its history, as a command is; `transaction` joins several into one.
Refusals are `factdb.FactdbError` with a sentence, a next step and the exit code that the command line would have.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from factdb import settings
from factdb.domain.enums import Attribution, Kind, Question, SourceClass, Stance
from factdb.errors import NoSuchError
from factdb.errors.exchange import RowsRefusedError
from factdb.formats import reading
from factdb.formats.records.values import Options
from factdb.formats.tables import column_mapping
from factdb.python import rows
from factdb.python.reader import ClaimName, DeskReader
from factdb.services.actor import Actor, find_actor
from factdb.services.claims import adding, claim_evidence
from factdb.services.decisions import rating, statuses
from factdb.services.desk import setup
from factdb.services.documents import documents
from factdb.services.imports import importing
from factdb.services.ledger import claim_ledger
from factdb.store import sessions
from factdb.store.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    from sqlalchemy.orm import Session

    from factdb.errors.exchange import RowRefusedError

_SHOWN = 10  # refused rows that an error's notes name


def open(  # noqa: A001 - read as factdb.open, beside gzip.open and others
    database: str | Path | None = None, *, user: str | None = None, create: bool = False
) -> Desk:
    """Open a ledger: a SQLite file, or a URL of PostgreSQL; by default the one that the settings name.

    `user` is the handle of the reviewer who acts; by default the settings' or the login name. It is no login: whoever
    can write the database can act as anyone. With `create` a missing database is made, an older one is upgraded, and
    the user becomes its admin where it has none.
    """
    location = None if database is None else str(database)
    desk = Desk(settings.load(db=location, user=user, environ=os.environ, cwd=Path.cwd()))
    now = datetime.now(UTC)
    if create:
        schema.upgrade(desk.database, now)
        with sessions.writing(desk.database) as session:
            setup.prepare(session, desk.handle, now)
    else:
        with sessions.reading(desk.database):  # a missing database is refused here, and not by the first question
            pass
    return desk


class Desk(DeskReader):
    """A ledger that is open, and the reviewer who acts in it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End without a commit: every method has committed what it wrote, or has rolled it back."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Join the methods that are called inside into one transaction: all of them, or none after an error."""
        if self._session is not None:
            yield
            return
        with sessions.writing(self.database) as session:
            self._session = session
            try:
                yield
            finally:
                self._session = None

    @contextmanager
    def _writing(self) -> Iterator[tuple[Session, Actor]]:
        with self.transaction():
            session = self._session
            assert session is not None  # noqa: S101 - `transaction` has just set it
            yield session, find_actor(session, self.handle, datetime.now(UTC))

    def add_claim(
        self,
        claim: str | None = None,
        *,
        quote: str | None = None,
        article: int | None = None,
        source: str | None = None,
        url: str | None = None,
        speaker: str | None = None,
        said_on: rows.Day | None = None,
        occasion: str | None = None,
        kind: str | None = None,
        attribution: str | None = None,
        topics: Sequence[str] = (),
        resolves_on: rows.Day | None = None,
        language: str | None = None,
    ) -> rows.AddedClaim:
        """Add a claim, in neutral words, as a quotation, or as both."""
        draft = adding.ClaimDraft(
            claim=claim,
            quote=quote,
            article=article,
            source=source,
            url=url,
            speaker=speaker,
            said_on=None if said_on is None else rows.partial_date(said_on, "said_on"),
            occasion=occasion,
            kind=None if kind is None else rows.word(Kind, kind),
            attribution=None if attribution is None else rows.word(Attribution, attribution),
            topics=topics,
            resolves_on=None if resolves_on is None else rows.day(resolves_on, "resolves_on").last(),
            language=language,
        )
        with self._writing() as (session, actor):
            added = adding.add(session, actor, draft)
            return rows.AddedClaim(added.claim.id, added.claim.uid, tuple(added.notices))

    def rate(
        self,
        claim: ClaimName,
        *ratings: str,
        because: str | Sequence[str],
        evidence: str | Sequence[str] = (),
        flags: str | Sequence[str] = (),
        stance: str | None = None,
        as_of: rows.Day | None = None,
        searched: str | None = None,
        publish: bool = False,
        url: str | None = None,
        if_version: int | None = None,
    ) -> rows.RatedClaim:
        """Decide a claim, with reasons, on evidence: rows by name (7.1), or pages, which are linked.

        A rating names its question; one of each decides both. `if_version` refuses a claim that changed since.
        """
        request = rating.RatingRequest(
            ratings=ratings,
            because=rows.strings(because),
            evidence=rows.strings(evidence),
            flags=rows.strings(flags),
            as_of=None if as_of is None else rows.day(as_of, "as_of").first(),
            searched=searched,
            stance=None if stance is None else rows.word(Stance, stance),
            publish=publish,
            url=url,
        )
        with self._writing() as (session, actor):
            row = claim_ledger.lock_one(session, claim, if_version)
            rated = rating.rate(session, row, actor, request)
            return rows.RatedClaim(
                row.id, rated.version, tuple(rated.codes), str(row.status), tuple(rated.notices), rated.waits
            )

    def status(
        self,
        claim: ClaimName,
        status: str,
        *,
        reason: str | None = None,
        url: str | None = None,
        if_version: int | None = None,
    ) -> rows.MovedClaim:
        """Move a claim to another status; `url` is where it was published."""
        with self._writing() as (session, actor):
            row = claim_ledger.lock_one(session, claim, if_version)
            target = statuses.find_status(session, status, row.id)
            change = statuses.set_status(session, row, actor, target, reason, url)
            return rows.MovedClaim(change.claim_id, str(change.before), str(change.after))

    def add_evidence(
        self,
        claim: ClaimName,
        url: str,
        stance: Literal["supports", "refutes", "context"],
        *,
        on: Literal["truth", "quote"] = "truth",
        excerpt: str | None = None,
        note: str | None = None,
        title: str | None = None,
        source: str | None = None,
        published: rows.Day | None = None,
        primary: bool = False,
    ) -> rows.LinkedEvidence:
        """Link a page to a claim, with its stance on the truth or on the quotation."""
        document = documents.DocumentDraft(url=url, source=source, title=title)
        if published is not None:
            document = replace(document, published=rows.day(published, "published"))
        draft = claim_evidence.EvidenceDraft(
            document,
            rows.word(Stance, stance),
            rows.word(Question, on),
            excerpt=excerpt,
            note=note,
            source_class=SourceClass.PRIMARY if primary else SourceClass.SECONDARY,
        )
        with self._writing() as (session, actor):
            row = claim_ledger.lock_one(session, claim)
            added = claim_evidence.add(session, row, actor, draft)
            evidence = added.evidence
            name = f"{row.id}.{evidence.n}"
            return rows.LinkedEvidence(name, str(evidence.stance), str(evidence.question), tuple(added.notices))

    def import_file(
        self,
        path: str | Path,
        *,
        columns: Mapping[str, str] | None = None,
        file_format: str | None = None,
        scale: str | None = None,
        source: str | None = None,
        on_error: Literal["stop", "skip"] = "stop",
        undated_as_published: bool = False,
    ) -> rows.ImportedFile:
        """Import a file of claims: all of it, or with `on_error="skip"` all rows but those that are refused.

        `columns` maps headings to fields ({"Who": "speaker"}); an empty field leaves the column out.
        """
        path = Path(path)
        options = Options(columns=column_mapping.parse(f"{name}={field}" for name, field in (columns or {}).items()))
        refused: list[RowRefusedError] = []

        def refuse(refusal: RowRefusedError) -> bool:
            refused.append(refusal)
            return on_error == "skip"

        try:
            stream = path.open("rb")
        except FileNotFoundError as error:
            raise NoSuchError("file", str(path)) from error
        with stream, self._writing() as (session, actor):
            form = None if file_format is None else rows.word(reading.ImportFormat, file_format)
            opened = reading.read(stream, path.name, form, options)
            file = importing.ImportFile(
                path.name, opened, options, scale, source, undated_as_published=undated_as_published
            )
            taken = importing.take(session, actor, file, refuse)
            if refused and on_error == "stop":  # raised inside the transaction: nothing of the file stays
                refusals = RowsRefusedError(path.name, len(refused), None)
                for refusal in refused[:_SHOWN]:
                    refusals.add_note(str(refusal))
                raise refusals
            left_out = tuple(refusal.as_row() for refusal in refused)
            return rows.ImportedFile(taken.added, taken.changed, taken.same, left_out, tuple(taken.waiting))

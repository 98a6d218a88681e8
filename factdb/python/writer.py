"""Writes claims for Python programs: add, rate, move, correct and retract them, and link evidence."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from factdb.archive.capture_files import CaptureFolder
from factdb.domain import ids
from factdb.domain.enums import Attribution, ChangeKind, Kind, Question, Stance
from factdb.formats.files import opening
from factdb.python import rows
from factdb.python.reader import ClaimName, DeskReader
from factdb.services.actor import Actor, find_actor
from factdb.services.claims import adding, claim_evidence
from factdb.services.claims.evidence_request import EvidenceRequest, draft_of
from factdb.services.decisions import correcting, rating, statuses
from factdb.services.ledger import claim_ledger
from factdb.store import sessions, standby

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session


class DeskWriter(DeskReader):
    """A ledger that is open to write. Each method is one transaction, unless `transaction` joins several."""

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
        if self._standby:
            self._position = standby.log_position(self.database)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Session, Actor]]:
        with self.transaction():
            session = self._session
            assert session is not None  # noqa: S101 - `transaction` has just set it
            # A savepoint: a caller may catch a refusal inside of a transaction, and what it half did must be gone.
            with session.begin_nested():
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
        attributed_to: str | None = None,
        topics: str | Sequence[str] = (),
        resolves_on: rows.Day | None = None,
        language: str | None = None,
    ) -> rows.AddedClaim:
        """Add a claim, in neutral words, as a quotation, or as both.

        `attributed_to` has the words by which the article names an unnamed source, such as "a senior official".
        """
        draft = adding.ClaimDraft(
            claim=claim,
            quote=quote,
            article=article,
            source=source,
            url=url,
            speaker=speaker,
            said_on=None if said_on is None else rows.partial_date(said_on, "said_on"),
            occasion=occasion,
            kind=rows.optional_word(Kind, kind),
            attribution=rows.optional_word(Attribution, attribution),
            attributed_to=attributed_to,
            topics=rows.strings(topics),
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
        although: str | None = None,
        publish: bool = False,
        url: str | None = None,
        if_version: int | None = None,
    ) -> rows.RatedClaim:
        """Decide a claim, with reasons, on evidence: rows by name (7.1), or pages, which are linked.

        A rating names its question; one of each decides both. `although` says why, where evidence contradicts the
        rating. `if_version` refuses a claim that changed since.
        """
        request = rating.RatingRequest(
            ratings=ratings,
            because=rows.strings(because),
            evidence=rows.strings(evidence),
            flags=rows.strings(flags),
            as_of=None if as_of is None else rows.day(as_of, "as_of").first(),
            searched=searched,
            although=although,
            stance=rows.optional_word(Stance, stance),
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
        version: int | None = None,
        if_version: int | None = None,
    ) -> rows.MovedClaim:
        """Move a claim to another status; `url` is where it was published, `version` the verdict that was seen."""
        with self._writing() as (session, actor):
            row = claim_ledger.lock_one(session, claim, if_version)
            target = statuses.find_status(session, status, row.id)
            change = statuses.set_status(session, row, actor, target, reason, url, version)
            return rows.MovedClaim(change.claim_id, str(change.before), str(change.after))

    def correct(
        self,
        claim: ClaimName,
        *ratings: str,
        public_note: str,
        because: str | Sequence[str] = (),
        evidence: str | Sequence[str] = (),
        flags: str | Sequence[str] = (),
        stance: str | None = None,
        although: str | None = None,
        drop_evidence: str | Sequence[str] = (),
        kind: Literal["correction", "update", "clarification"] = "correction",
        if_version: int | None = None,
    ) -> rows.CorrectedClaim:
        """Correct the verdict of a published claim in public; `public_note` tells readers what changed.

        Under four eyes the correction waits for another editor.
        """
        request = rating.RatingRequest(
            ratings,
            rows.strings(because),
            rows.strings(evidence),
            rows.strings(flags),
            stance=rows.optional_word(Stance, stance),
            although=although,
        )
        dropped = [ids.item_name(name) for name in rows.strings(drop_evidence)]
        correction = correcting.Correction(
            public_note, request, kind=rows.word(ChangeKind, kind), drop_evidence=dropped
        )
        with self._writing() as (session, actor):
            row = claim_ledger.lock_one(session, claim, if_version)
            corrected = correcting.correct(session, row, actor, correction)
            return rows.CorrectedClaim(row.id, corrected.version, str(row.status), tuple(corrected.notices))

    def retract(self, claim: ClaimName, *, public_note: str, if_version: int | None = None) -> rows.MovedClaim:
        """Retract a published claim; `public_note` tells readers why."""
        with self._writing() as (session, actor):
            row = claim_ledger.lock_one(session, claim, if_version)
            moves = correcting.retract(session, row, actor, public_note).moves
            return rows.MovedClaim(row.id, str(moves[0].before), str(moves[-1].after))

    def add_evidence(
        self,
        claim: ClaimName,
        url: str | None,
        stance: Literal["supports", "refutes", "context"],
        *,
        file: str | Path | None = None,
        interview: str | None = None,
        on: Literal["truth", "quote"] = "truth",
        excerpt: str | None = None,
        note: str | None = None,
        title: str | None = None,
        source: str | None = None,
        published: rows.Day | None = None,
        archived: str | None = None,
        primary: bool = False,
    ) -> rows.LinkedEvidence:
        """Link a page, a file or an interview to a claim, with its stance on the truth or on the quotation."""
        request = EvidenceRequest(
            url=url,
            file=None if file is None else (Path(file).name, opening.read_bytes(file)),
            folder=CaptureFolder(folder) if (folder := self.settings.capture_folder) else None,
            interview=interview,
            stance=rows.word(Stance, stance),
            question=rows.word(Question, on),
            excerpt=excerpt,
            note=note,
            title=title,
            source=source,
            published=None if published is None else rows.partial_date(published, "published"),
            archived=archived,
            primary=primary,
        )
        with self._writing() as (session, actor):
            row = claim_ledger.lock_one(session, claim)
            added = claim_evidence.add(session, row, actor, draft_of(request))
            evidence = added.evidence
            name = f"{row.id}.{evidence.n}"
            return rows.LinkedEvidence(
                name, str(evidence.stance), str(evidence.question), (*added.notices, *added.published_notice)
            )

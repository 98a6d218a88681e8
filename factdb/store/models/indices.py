"""The indexes that no model declares. They are separate, so that commands do not load what only the schema needs.

A partial index alone would load SQLAlchemy's dialect of PostgreSQL, also for a command on SQLite.

Each index serves a filter of `claims list` in its order, a search for rows with the same reference, `claims next`, a
count for each reviewer, an earlier state of a list, the question which shipped scales the desk has, or a list that is a
small part of its table: articles, corrections, cited pages that are no longer as they were cited.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, text

from factdb.domain.history.events import ClaimEvent, DeskEvent
from factdb.store.models.claims import Claim, ClaimTopic
from factdb.store.models.evidence import Evidence
from factdb.store.models.history import DAY_MOVED, TOPIC_RENAMED, DeskHistory, History
from factdb.store.models.pages import NOT_AS_CITED, PageCheck
from factdb.store.models.people import Speaker, SpeakerName
from factdb.store.models.sources import Document, Source, SourceName
from factdb.store.models.verdicts import CORRECTIONS, Approval, Verdict

# The id separates claims of one day: the next page of a list continues after both values.
_BY_DAY = (Claim.sort_on.desc(), Claim.id)
_MOVES = f"'{ClaimEvent.ADDED}', '{ClaimEvent.MOVED}'"
_CHANGES_STATUS = f"kind IN ({_MOVES}, '{ClaimEvent.CORRECTED}', '{ClaimEvent.CORRECTION_WITHDRAWN}')"
# PostgreSQL counts by the index alone only if the index repeats the whole condition of the view.
_HAS_STATUS = f"(kind IN ({_MOVES}) OR (body::json #>> '{{changed,status,now}}') IS NOT NULL)"


def _declare(name: str, *columns: Any, only: str | None = None, on_postgresql: str | None = None) -> Index:  # noqa: ANN401 - columns and what SQLAlchemy makes of them
    """Declare an index; with `only`, a partial index of the rows that match this condition."""
    where = text(only) if only else None
    return Index(name, *columns, sqlite_where=where, postgresql_where=text(on_postgresql) if on_postgresql else where)


LISTS = (
    # Documents without a URL are found by their title when they are imported again.
    _declare("ix_documents_title", Document.title, only="url IS NULL"),
    _declare("ix_speakers_merged_into_id", Speaker.merged_into_id, only="merged_into_id IS NOT NULL"),
    _declare("ix_sources_merged_into_id", Source.merged_into_id, only="merged_into_id IS NOT NULL"),
    _declare("ix_speaker_names_speaker_id", SpeakerName.speaker_id),
    _declare("ix_source_names_source_id", SourceName.source_id),
    _declare("ix_claims_sort_on_id", *_BY_DAY),
    _declare("ix_claims_status_sort_on_id", Claim.status, *_BY_DAY),
    _declare("ix_claims_kind_sort_on_id", Claim.kind, *_BY_DAY),
    _declare("ix_claims_attribution_sort_on_id", Claim.attribution, *_BY_DAY),
    _declare("ix_claims_speaker_id_sort_on_id", Claim.speaker_id, *_BY_DAY),
    _declare("ix_claims_source_id_sort_on_id", Claim.source_id, *_BY_DAY),
    _declare(
        "ix_claims_assignee_id_sort_on_id_status", Claim.assignee_id, *_BY_DAY, Claim.status,
        only="assignee_id IS NOT NULL",
    ),
    _declare(
        "ix_claims_truth_rating_id_sort_on_id", Claim.truth_rating_id, *_BY_DAY, only="truth_rating_id IS NOT NULL"
    ),
    _declare("ix_claims_quote_rating_id_sort_on_id", Claim.quote_rating_id, *_BY_DAY),
    _declare("ix_claims_dated", *_BY_DAY, only="said_on IS NOT NULL"),
    _declare("ix_claims_undecided", *_BY_DAY, only="truth_rating_id IS NULL AND quote_rating_id IS NULL"),
    _declare("ix_claims_no_evidence", *_BY_DAY, only="evidence_count = 0"),
    _declare("ix_claims_evidence_count_id", Claim.evidence_count.desc(), Claim.id),
    _declare(
        "ix_claims_facets", Claim.status, Claim.kind, Claim.attribution, Claim.truth_rating_id, Claim.quote_rating_id,
        Claim.said_on, Claim.evidence_count,
    ),
    _declare("ix_claims_changed_at_id", Claim.changed_at.desc(), Claim.id),
    _declare(
        "ix_claims_due", Claim.resolves_on, Claim.id, Claim.truth_rating_id, Claim.quote_rating_id, Claim.status,
        only="resolves_on IS NOT NULL",
    ),
    _declare(
        # `claims next` writes this condition literally: with bound parameters, SQLite would not use the index.
        "ix_claims_waiting", Claim.priority.desc(), Claim.id,
        only="assignee_id IS NULL AND status IN ('new', 'in-review')",
    ),
    _declare("ix_claims_document_id", Claim.document_id, only="document_id IS NOT NULL"),
    _declare("ix_claims_repeats_id", Claim.repeats_id, only="repeats_id IS NOT NULL"),
    _declare(
        "ix_claim_topics_topic_id_sort_on_claim_id", ClaimTopic.topic_id, ClaimTopic.sort_on.desc(), ClaimTopic.claim_id
    ),
    _declare("ix_evidence_added_by_id_added_at", Evidence.added_by_id, Evidence.added_at),
    _declare("ix_verdicts_proposed_by_id_proposed_at", Verdict.proposed_by_id, Verdict.proposed_at),
    _declare("ix_approvals_approved_by_id_at", Approval.approved_by_id, Approval.at),
    _declare(
        "ix_history_status_changes", History.actor_id, History.at, History.seq, History.kind,
        only=_CHANGES_STATUS, on_postgresql=f"{_CHANGES_STATUS} AND {_HAS_STATUS}",
    ),
    _declare("ix_desk_history_topic_renamed", DeskHistory.seq, only=TOPIC_RENAMED),
    _declare("ix_history_day_moved", History.at, History.claim_id, only=DAY_MOVED),
    _declare("ix_desk_history_scales_taken_up", DeskHistory.seq, only=f"kind = '{DeskEvent.SCALES_TAKEN_UP}'"),
    _declare(
        "ix_documents_articles", Document.published_on.desc(), Document.id,
        only="is_article = 1", on_postgresql="is_article",
    ),
    _declare("ix_documents_source_id", Document.source_id),
    _declare("ix_verdicts_corrections", Verdict.claim_id, Verdict.version, only=CORRECTIONS),
    _declare("ix_page_checks_not_as_cited", PageCheck.document_id, PageCheck.n, only=NOT_AS_CITED),
)  # fmt: skip
# The metadata of every table, including every index.
METADATA = Claim.metadata

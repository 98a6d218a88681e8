"""The tables that reading commands select from, without the models: `claims list`, `claims show` and the like.

To declare the models, and to import SQLAlchemy's ORM for them, takes longer than reading a list or a page. So a table
stands here with the columns that are read; words of closed lists are text. A test holds every column to its model. A
statement names its tables in one of the two ways: to SQLAlchemy, a table of here and its model are two tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, TableClause, Text, column, func, table

from factdb.store.column_types import FlagList, UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.types import TypeEngine

_ID, _INT, _TEXT, _DATE, _TIME = BigInteger(), Integer(), Text(), Date(), UtcDateTime()
_FLAGS, _YES_OR_NO = FlagList(), Boolean()


def _table(name: str, *columns: tuple[TypeEngine[Any], str]) -> TableClause:
    """Return a table with columns, which stand behind their type, in one text."""
    return table(name, *(column(word, of_type) for of_type, words in columns for word in words.split()))


CLAIMS = _table(
    "claims",
    (_ID, "id speaker_id source_id document_id assignee_id repeats_id truth_rating_id quote_rating_id"),
    (_TEXT, "uid claim headline quote status kind attribution said_precision said_basis"),
    (_DATE, "sort_on said_on resolves_on"),
    (_TIME, "added_at changed_at"),
    (_INT, "evidence_count priority capture_n span_start span_end truth_version quote_version row_version"),
)
CLAIM_TOPICS = _table("claim_topics", (_ID, "claim_id topic_id"), (_DATE, "sort_on"))
CLAIM_LINKS = _table("claim_links", (_ID, "claim_id other_id"), (_TEXT, "kind state"))
EVIDENCE = _table(
    "evidence",
    (_ID, "claim_id document_id added_by_id"),
    (_INT, "n capture_n span_start"),
    (_TEXT, "question stance source_class excerpt note asked answer_type"),
    (_TIME, "added_at withdrawn_at"),
)
VERDICTS = _table(
    "verdicts",
    (_ID, "claim_id rating_id proposed_by_id"),
    (_INT, "version"),
    (_TEXT, "question rationale searched change_kind public_note although"),
    (_FLAGS, "flags"),
    (_DATE, "as_of"),
    (_TIME, "proposed_at"),
)
VERDICT_EVIDENCE = _table("verdict_evidence", (_ID, "claim_id"), (_INT, "version n"), (_TEXT, "question"))
APPROVALS = _table("approvals", (_ID, "claim_id approved_by_id"), (_INT, "version"), (_TEXT, "question"), (_TIME, "at"))
PROPOSED_CHANGES = _table("proposed_changes", (_ID, "claim_id"), (_INT, "version"), (_TIME, "withdrawn_at"))
RATINGS = _table("ratings", (_ID, "id scale_id"), (_TEXT, "code label category"), (_INT, "score"))
SCALES = _table("scales", (_ID, "id"), (_TEXT, "code question"), (_INT, "version"))
HISTORY = _table("history", (_ID, "claim_id actor_id"), (_INT, "seq"), (_TEXT, "kind body hash words"), (_TIME, "at"))
ASSESSMENTS = _table(
    "assessments",
    (_ID, "claim_id reviewer_id rating_id"),
    (_INT, "round"),
    (_TEXT, "question rationale confidence"),
    (_TIME, "submitted_at"),
    (_YES_OR_NO, "saw_others"),
)
CONTACTS = _table(
    "contacts",
    (_ID, "claim_id added_by_id"),
    (_INT, "n"),
    (_TEXT, "kind who how text answer outcome"),
    (_DATE, "made_on"),
    (_TIME, "added_at answered_at"),
)
LEASES = _table("leases", (_ID, "claim_id reviewer_id"), (_TIME, "until"))
POLICY = _table("policies", (_TEXT, "name value"))
REVIEWERS = _table("reviewers", (_ID, "id"), (_TEXT, "uid handle role"), (_TIME, "disabled_at"))
TOPICS = _table("topics", (_ID, "id merged_into_id"), (_TEXT, "name name_key"))
SPEAKERS = _table("speakers", (_ID, "id merged_into_id"), (_TEXT, "uid name kind"))
SPEAKER_NAMES = _table("speaker_names", (_ID, "speaker_id"), (_TEXT, "name name_key"))
SOURCES = _table("sources", (_ID, "id merged_into_id"), (_TEXT, "uid name kind"))
SOURCE_NAMES = _table("source_names", (_ID, "source_id"), (_TEXT, "name name_key"))
DOCUMENTS = _table(
    "documents",
    (_ID, "id source_id"),
    (_TEXT, "uid url typed_url title medium published_precision"),
    (_DATE, "published_on"),
    (_YES_OR_NO, "is_article"),
)
CAPTURES = _table("captures", (_ID, "document_id"), (_INT, "n"), (_TEXT, "sha256 text file_name archived_url"))
ARCHIVE_REQUESTS = _table("archive_requests", (_ID, "document_id"), (_INT, "n"), (_TEXT, "archived_url"))


def living_id(owner: Any) -> ColumnElement[int]:  # noqa: ANN401 - the columns or the model of speakers, sources or topics
    """Return the current id of a speaker, source or topic: the id that it was merged into, or its own."""
    return func.coalesce(owner.merged_into_id, owner.id)

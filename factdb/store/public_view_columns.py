"""The columns of the public views, public1_..., in order, each with its meaning.

A column that the desk's views have too keeps its name and its meaning. No column holds a reviewer's handle, name or
number, a note, or anything about work that is not published.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import BigInteger, Boolean, Integer, Text

from factdb.store import document_view_columns as document_columns
from factdb.store import view_columns as desk_columns
from factdb.store.column_types import UtcDateTime
from factdb.store.view_columns import ViewColumn

_TEXT, _INT, _ID, _TIME, _YES = Text(), Integer(), BigInteger(), UtcDateTime(), Boolean()
_PEN_NAME = "or else the name of the desk; NULL if there is neither"


def _shared(columns: tuple[ViewColumn, ...], names: str) -> tuple[ViewColumn, ...]:
    """Return columns of a desk's view, by their names; joins lead to the public views."""
    by_name = {column.name: column for column in columns}
    chosen = (by_name[name] for name in names.split())
    return tuple(replace(column, meaning=column.meaning.replace("v1_", "public1_")) for column in chosen)


PUBLIC1_CLAIMS_COLUMNS = (
    *_shared(
        desk_columns.V1_CLAIMS_COLUMNS,
        "id uid claim headline quote attribution kind speaker speaker_title speaker_party said_on said_precision"
        " occasion source document_title document_url verdict",
    ),
    ViewColumn("verdict_label", _TEXT, "label of that rating, in words; NULL if not decided"),
    *_shared(desk_columns.V1_CLAIMS_COLUMNS, "verdict_category verdict_score quote_verdict"),
    ViewColumn("quote_verdict_label", _TEXT, "label of that rating, in words; NULL if not decided"),
    *_shared(desk_columns.V1_CLAIMS_COLUMNS, "answers_for flags verdict_version decided_at"),
    ViewColumn("first_published_at", _TIME, "when the claim was first published"),
    *_shared(desk_columns.V1_CLAIMS_COLUMNS, "published_at published_url"),
    ViewColumn("evidence_count", _INT, "number of rows of the claim in public1_evidence"),
    *_shared(desk_columns.V1_CLAIMS_COLUMNS, "other_checks"),
    ViewColumn("repeats_id", _ID, "number of the published claim that this claim repeats"),
    *_shared(
        desk_columns.V1_CLAIMS_COLUMNS, "topics resolves_on language speaker_id source_id document_id attributed_to"
    ),
)

PUBLIC1_VERDICTS_COLUMNS = (
    *_shared(desk_columns.V1_VERDICTS_COLUMNS, "claim_id version question rating label"),
    ViewColumn("definition", _TEXT, "definition of the rating, in the version of its scale"),
    *_shared(
        desk_columns.V1_VERDICTS_COLUMNS,
        "category score mapped scale scale_version flags rationale searched as_of change_kind public_note",
    ),
    ViewColumn("decided_by", _TEXT, f"pen name of the reviewer who decided, {_PEN_NAME}"),
    *_shared(desk_columns.V1_VERDICTS_COLUMNS, "decided_at"),
    ViewColumn("published_by", _TEXT, f"pen name of the editor who published the verdict, {_PEN_NAME}"),
    ViewColumn("published_at", _TIME, "when the verdict was published"),
    ViewColumn("in_force", _YES, "whether the verdict counts; otherwise it is an earlier published version"),
    *_shared(desk_columns.V1_VERDICTS_COLUMNS, "evidence_count although"),
)

PUBLIC1_EVIDENCE_COLUMNS = (
    *_shared(
        document_columns.V1_EVIDENCE_COLUMNS,
        "claim_id n question stance document_id document_title document_url source source_id source_class excerpt"
        " archived_url asked answer_type",
    ),
    ViewColumn("in_force", _YES, "whether a verdict in force rests on the evidence; otherwise an earlier version does"),
)

PUBLIC1_VERDICT_EVIDENCE_COLUMNS = desk_columns.V1_VERDICT_EVIDENCE_COLUMNS

PUBLIC1_CORRECTIONS_COLUMNS = (
    *_shared(desk_columns.V1_CORRECTIONS_COLUMNS, "claim_id"),
    ViewColumn("claim_uid", _TEXT, "identifier of the claim; of a retracted claim, no other view has it"),
    *_shared(desk_columns.V1_CORRECTIONS_COLUMNS, "version kind public_note"),
    ViewColumn("published_by", _TEXT, f"pen name of the editor who published the change, {_PEN_NAME}"),
    ViewColumn("published_at", _TIME, "when the change was published"),
)

PUBLIC1_OTHER_CHECKS_COLUMNS = _shared(
    desk_columns.V1_OTHER_CHECKS_COLUMNS,
    "claim_id n publisher publisher_id url headline scale label reviewed_on rating category score flags mapped newest",
)

PUBLIC1_CLAIM_TOPICS_COLUMNS = _shared(desk_columns.V1_CLAIM_TOPICS_COLUMNS, "claim_id topic_id topic")

PUBLIC1_DOCUMENTS_COLUMNS = (
    *_shared(
        document_columns.V1_DOCUMENTS_COLUMNS,
        "id uid url title author source source_id published_on published_precision medium language",
    ),
    ViewColumn("is_article", _YES, "whether the document made a published claim; otherwise it is evidence"),
)

PUBLIC1_SPEAKERS_COLUMNS = _shared(desk_columns.V1_SPEAKERS_COLUMNS, "id uid name kind wikidata_id")

PUBLIC1_SOURCES_COLUMNS = _shared(desk_columns.V1_SOURCES_COLUMNS, "id uid name kind")

PUBLIC1_CLAIM_FLAGS_COLUMNS = desk_columns.V1_CLAIM_FLAGS_COLUMNS

PUBLIC1_SPEAKER_ROLES_COLUMNS = _shared(
    desk_columns.V1_SPEAKER_ROLES_COLUMNS, "speaker_id title organization party since until"
)

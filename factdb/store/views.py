"""The public views: what a row of each is, and their columns. Lists and reports select from them.

What a view computes stands in the revision that made it; a test holds that its columns are these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Date, Integer, TableClause, Text, column, table

from factdb.store import view_columns as columns_of
from factdb.store.base import UtcDateTime

if TYPE_CHECKING:
    from factdb.store.view_columns import ViewColumn

_TEXT, _INT, _ID, _DATE, _TIME = Text(), Integer(), BigInteger(), Date(), UtcDateTime()
V1_CLAIMS_COLUMNS = columns_of.V1_CLAIMS_COLUMNS
V1_OTHER_CHECKS_COLUMNS = columns_of.V1_OTHER_CHECKS_COLUMNS


@dataclass(frozen=True, slots=True)
class View:
    """A public view: what it is called for people, what a row of it is, and its columns."""

    name: str
    title: str
    meaning: str
    columns: tuple[ViewColumn, ...]


VIEWS = (
    View(
        "v1_claims",
        "Claims",
        "one row a claim: who said what, when and where, and the verdicts in force; its columns are never renamed",
        V1_CLAIMS_COLUMNS,
    ),
    View(
        "v1_other_checks",
        "Other checks",
        "one row a fact-check of a claim by another publisher, in the publisher's own words and as the desk maps them",
        V1_OTHER_CHECKS_COLUMNS,
    ),
    View(
        "v1_verdicts",
        "Verdicts",
        "one row a decision on one question of a claim, in every version, in force or not",
        columns_of.V1_VERDICTS_COLUMNS,
    ),
    View(
        "v1_evidence",
        "Evidence",
        "one row a document that bears on one question of a claim; what was withdrawn is there, and says so",
        columns_of.V1_EVIDENCE_COLUMNS,
    ),
    View(
        "v1_status_changes",
        "Status changes",
        "one row a move of a claim from one status to another, the first when it was added",
        columns_of.V1_STATUS_CHANGES_COLUMNS,
    ),
    View(
        "v1_assessments",
        "Assessments",
        "one row an opinion of a reviewer on a question that has been decided since; others are not shown",
        columns_of.V1_ASSESSMENTS_COLUMNS,
    ),
    View(
        "v1_corrections",
        "Corrections",
        "one row a correction, update, clarification or retraction that readers were told of",
        columns_of.V1_CORRECTIONS_COLUMNS,
    ),
    View(
        "v1_replies",
        "Replies",
        "one row a contact with somebody about a claim: a reply or correction asked for, or a complaint",
        columns_of.V1_REPLIES_COLUMNS,
    ),
    View(
        "v1_speakers",
        "Speakers",
        "one row a speaker; who was merged into another is that other",
        columns_of.V1_SPEAKERS_COLUMNS,
    ),
    View(
        "v1_sources",
        "Sources",
        "one row a source; what was merged into another is that other",
        columns_of.V1_SOURCES_COLUMNS,
    ),
    View(
        "v1_documents",
        "Documents",
        "one row a page, article, transcript, video or data set, as article or as evidence",
        columns_of.V1_DOCUMENTS_COLUMNS,
    ),
    View(
        "v1_reviewers",
        "Reviewers",
        "one row a reviewer: handle and role, nothing else",
        columns_of.V1_REVIEWERS_COLUMNS,
    ),
    View(
        "v1_claim_topics",
        "Topics of claims",
        "one row a claim and a topic that it is about",
        columns_of.V1_CLAIM_TOPICS_COLUMNS,
    ),
)
"""Every public view, as `sql --schema`, documentation and `export datasette` tell of them."""


def _view(name: str, columns: tuple[ViewColumn, ...]) -> TableClause:
    return table(name, *(column(view_column.name, view_column.type) for view_column in columns))


V1_CLAIMS = _view("v1_claims", V1_CLAIMS_COLUMNS)
V1_OTHER_CHECKS = _view("v1_other_checks", V1_OTHER_CHECKS_COLUMNS)

# The columns of the tables behind it that lists filter and page by. They stand here by name, not as models, because
# declaring the models costs more than reading a page; a test holds that the tables have them.
CLAIMS = table(
    "claims",
    *(column(name, _ID) for name in ("id", "speaker_id", "source_id", "assignee_id")),
    *(column(name, _ID) for name in ("truth_rating_id", "quote_rating_id")),
    *(column(name, _TEXT) for name in ("uid", "claim", "headline", "quote", "status", "kind", "attribution")),
    *(column(name, _DATE) for name in ("sort_on", "said_on", "resolves_on")),
    column("changed_at", _TIME),
    column("evidence_count", _INT),
)
CLAIM_TOPICS = table("claim_topics", column("claim_id", _ID), column("topic_id", _ID), column("sort_on", _DATE))
EVIDENCE = table(
    "evidence", column("claim_id", _ID), column("n", _INT), column("excerpt", _TEXT), column("withdrawn_at", _TIME)
)
RATINGS = table("ratings", column("id", _ID), column("scale_id", _ID), column("code", _TEXT))
SCALES = table("scales", column("id", _ID), column("question", _TEXT))

"""The views: their names, their columns and what a row means. Lists and reports select from them.

The desk's views, v1_..., show all the work of the desk and name reviewers; the public views, public1_..., show
outsiders what is published and name nobody on the desk. Their columns keep their names in every release.

The SQL of a view is in the revision that created it; a test checks that its columns are the ones listed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import TableClause, column, table

from factdb.store import document_view_columns as document_columns
from factdb.store import public_view_columns as public_columns
from factdb.store import view_columns as columns_of

if TYPE_CHECKING:
    from factdb.store.view_columns import ViewColumn

V1_CLAIMS_COLUMNS = columns_of.V1_CLAIMS_COLUMNS
V1_OTHER_CHECKS_COLUMNS = columns_of.V1_OTHER_CHECKS_COLUMNS


class Audience(StrEnum):
    """The readers of a view."""

    DESK = "the desk"
    PUBLIC = "everybody"


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, its title for people, what a row means, its columns, and its readers."""

    name: str
    title: str
    meaning: str
    columns: tuple[ViewColumn, ...]
    audience: Audience = Audience.DESK


DESK_VIEWS = (
    View(
        "v1_claims",
        "Claims",
        "one row per claim: who said what, when and where, and the verdicts in force; columns are never renamed",
        V1_CLAIMS_COLUMNS,
    ),
    View(
        "v1_other_checks",
        "Other checks",
        "one row per fact-check of a claim by another publisher: the publisher's own rating, and how the desk maps it",
        V1_OTHER_CHECKS_COLUMNS,
    ),
    View(
        "v1_verdicts",
        "Verdicts",
        "one row per decision on one question of a claim, in every version, whether in force or not",
        columns_of.V1_VERDICTS_COLUMNS,
    ),
    View(
        "v1_evidence",
        "Evidence",
        "one row per piece of evidence on one question of a claim; withdrawn evidence is included and marked",
        document_columns.V1_EVIDENCE_COLUMNS,
    ),
    View(
        "v1_status_changes",
        "Status changes",
        "one row per change of a claim's status; the first one is when the claim was added",
        columns_of.V1_STATUS_CHANGES_COLUMNS,
    ),
    View(
        "v1_assessments",
        "Assessments",
        "one row per assessment by a reviewer of a question that has a verdict in force; other assessments are hidden",
        columns_of.V1_ASSESSMENTS_COLUMNS,
    ),
    View(
        "v1_corrections",
        "Corrections",
        "one row per published correction, update, clarification or retraction",
        columns_of.V1_CORRECTIONS_COLUMNS,
    ),
    View(
        "v1_replies",
        "Replies",
        "one row per contact about a claim: a request for a reply or a correction, or a complaint",
        columns_of.V1_REPLIES_COLUMNS,
    ),
    View(
        "v1_speakers",
        "Speakers",
        "one row per speaker; a merged speaker appears as the speaker that it was merged into",
        columns_of.V1_SPEAKERS_COLUMNS,
    ),
    View(
        "v1_sources",
        "Sources",
        "one row per source; a merged source appears as the source that it was merged into",
        columns_of.V1_SOURCES_COLUMNS,
    ),
    View(
        "v1_documents",
        "Documents",
        "one row per page, article, transcript, video or data set, used as an article or as evidence",
        document_columns.V1_DOCUMENTS_COLUMNS,
    ),
    View(
        "v1_reviewers",
        "Reviewers",
        "one row per reviewer: only handle and role",
        columns_of.V1_REVIEWERS_COLUMNS,
    ),
    View(
        "v1_claim_topics",
        "Topics of claims",
        "one row per claim and topic",
        columns_of.V1_CLAIM_TOPICS_COLUMNS,
    ),
    View(
        "v1_claim_links",
        "Links between claims",
        "one row per link between two claims, in every state: suggested, confirmed or rejected",
        columns_of.V1_CLAIM_LINKS_COLUMNS,
    ),
    View(
        "v1_claim_flags",
        "Flags of claims",
        "one row per claim and flag of its verdicts in force",
        columns_of.V1_CLAIM_FLAGS_COLUMNS,
    ),
    View(
        "v1_verdict_evidence",
        "Evidence of verdicts",
        "one row per verdict, in every version, and piece of evidence that the verdict rests on",
        columns_of.V1_VERDICT_EVIDENCE_COLUMNS,
    ),
    View(
        "v1_speaker_names",
        "Names of speakers",
        "one row per name or alias of a speaker; the unknown speaker is left out",
        columns_of.V1_SPEAKER_NAMES_COLUMNS,
    ),
    View(
        "v1_speaker_roles",
        "Offices of speakers",
        "one row per office or party of a speaker during some time",
        columns_of.V1_SPEAKER_ROLES_COLUMNS,
    ),
    View(
        "v1_captures",
        "Captures",
        "one row per reading of a document: its hashes, and the file that was kept",
        document_columns.V1_CAPTURES_COLUMNS,
    ),
    View(
        "v1_page_checks",
        "Checks of pages",
        "one row per check of a cited page: what it saw, as an observation",
        document_columns.V1_PAGE_CHECKS_COLUMNS,
    ),
)
"""The desk's views: all claims, whatever their status, and who worked on them."""

PUBLIC_VIEWS = (
    View(
        "public1_claims",
        "Published claims",
        "one row per published claim, as last published: who said what, when and where, and the verdicts in force",
        public_columns.PUBLIC1_CLAIMS_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_verdicts",
        "Published verdicts",
        "one row per published decision on one question of a claim: in force, or an earlier published version",
        public_columns.PUBLIC1_VERDICTS_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_evidence",
        "Published evidence",
        "one row per piece of evidence that a published verdict rests on; withdrawn evidence is left out",
        public_columns.PUBLIC1_EVIDENCE_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_verdict_evidence",
        "Evidence of verdicts",
        "one row per published verdict and piece of evidence that the verdict rests on",
        public_columns.PUBLIC1_VERDICT_EVIDENCE_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_corrections",
        "Published corrections",
        "one row per correction, update or clarification of a published claim, and per retraction of a claim",
        public_columns.PUBLIC1_CORRECTIONS_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_other_checks",
        "Checks by others",
        "one row per fact-check of a published claim by another publisher: its own rating, and how the desk maps it",
        public_columns.PUBLIC1_OTHER_CHECKS_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_claim_topics",
        "Topics of published claims",
        "one row per published claim and topic",
        public_columns.PUBLIC1_CLAIM_TOPICS_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_documents",
        "Documents of published claims",
        "one row per document that made a published claim, or that is in public1_evidence",
        public_columns.PUBLIC1_DOCUMENTS_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_speakers",
        "Speakers of published claims",
        "one row per speaker of a published claim; a merged speaker appears as the speaker that it was merged into",
        public_columns.PUBLIC1_SPEAKERS_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_sources",
        "Sources of published claims",
        "one row per source of a published claim, of a document of it, or of a check by another publisher",
        public_columns.PUBLIC1_SOURCES_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_claim_flags",
        "Flags of published claims",
        "one row per published claim and flag of its verdicts in force",
        public_columns.PUBLIC1_CLAIM_FLAGS_COLUMNS,
        Audience.PUBLIC,
    ),
    View(
        "public1_speaker_roles",
        "Offices of speakers of published claims",
        "one row per office or party, during some time, of a speaker of a published claim",
        public_columns.PUBLIC1_SPEAKER_ROLES_COLUMNS,
        Audience.PUBLIC,
    ),
)
"""The public views, for everybody: published claims only, and no reviewer named."""

VIEWS = (*DESK_VIEWS, *PUBLIC_VIEWS)
"""Both sets, as `sql --schema`, the documentation and `export datasette` describe them."""


def _view(name: str, columns: tuple[ViewColumn, ...]) -> TableClause:
    return table(name, *(column(view_column.name, view_column.type) for view_column in columns))


V1_CLAIMS = _view("v1_claims", V1_CLAIMS_COLUMNS)
V1_OTHER_CHECKS = _view("v1_other_checks", V1_OTHER_CHECKS_COLUMNS)

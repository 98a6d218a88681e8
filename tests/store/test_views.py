"""The public views: on both engines the columns that are documented, which are never renamed or moved."""

from __future__ import annotations

from sqlalchemy import inspect, text

from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.views import VIEWS

# What queries of others rest on. A column may be added at the end; else it takes a v2 beside the v1.
PUBLISHED = {
    "v1_claims": "id uid claim quote attribution kind speaker speaker_title speaker_party said_on said_precision"
    " occasion source document_title document_url status assignee verdict verdict_category verdict_score quote_verdict"
    " answers_for flags verdict_version decided_at published_at published_url evidence_count other_checks repeats_id"
    " topics resolves_on language speaker_id source_id document_id added_at changed_at",
    "v1_other_checks": "claim_id n publisher publisher_id url headline scale label reviewed_on rating category score"
    " flags mapped newest",
    "v1_verdicts": "claim_id version question rating label category score mapped scale scale_version flags rationale"
    " searched as_of change_kind public_note decided_by decided_by_id decided_at approved_by approved_by_id"
    " approved_at in_force evidence_count",
    "v1_evidence": "claim_id n question stance document_id document_title document_url source source_id source_class"
    " excerpt archived_url note asked answer_type added_by added_by_id added_at withdrawn_at standing",
    "v1_status_changes": "claim_id seq was now reason changed_by changed_by_id changed_at seconds",
    "v1_assessments": "claim_id question reviewer reviewer_id round rating category score scale scale_version"
    " rationale confidence submitted_at saw_others",
    "v1_corrections": "claim_id version kind public_note told_by told_by_id told_at",
    "v1_replies": "claim_id n kind who how made_on text answer outcome open added_by added_by_id added_at answered_at",
    "v1_speakers": "id uid name kind wikidata_id",
    "v1_sources": "id uid name kind",
    "v1_documents": "id uid url title author source source_id published_on published_precision medium language"
    " is_article captures",
    "v1_reviewers": "id handle role",
    "v1_claim_topics": "claim_id topic_id topic",
}


def test_no_public_column_was_renamed_moved_or_removed() -> None:
    documented = {view.name: " ".join(column.name for column in view.columns) for view in VIEWS}
    assert documented == PUBLISHED


def test_every_view_and_column_says_what_it_is() -> None:
    assert all(view.title and view.meaning for view in VIEWS)
    assert [column.name for view in VIEWS for column in view.columns if not column.meaning] == []


def test_the_database_has_the_views_as_they_are_documented(demo: Database) -> None:
    with sessions.reading(demo) as session:
        there = inspect(session.connection())
        public = [name for name in there.get_view_names() if name.startswith("v1_")]
        found = {name: " ".join(column["name"] for column in there.get_columns(name)) for name in public}
        assert found == PUBLISHED
        if demo.is_postgresql:
            comment = text("SELECT col_description('v1_claims'::regclass, 1), obj_description('v1_claims'::regclass)")
            assert tuple(session.execute(comment).one()) == (VIEWS[0].columns[0].meaning, VIEWS[0].meaning)

"""The public views: their columns, in order, with what each means. Lists and reports select from them.

What a view computes stands in the revision that made it; a test holds that its columns are these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, TableClause, Text, column, table

from factdb.store.base import UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of a public view."""

    name: str
    type: TypeEngine[Any]
    meaning: str


_TEXT, _INT, _ID, _DATE, _TIME, _YES = Text(), Integer(), BigInteger(), Date(), UtcDateTime(), Boolean()

V1_CLAIMS_COLUMNS = (
    ViewColumn("id", _ID, "the claim's number"),
    ViewColumn("uid", _TEXT, "the same in every copy of the ledger"),
    ViewColumn("claim", _TEXT, "what is claimed, in neutral words"),
    ViewColumn("quote", _TEXT, "the passage, to the letter"),
    ViewColumn("attribution", _TEXT, "direct-quote, partial-quote, paraphrase or narration"),
    ViewColumn("kind", _TEXT, "event, numerical, causal, position, promise, prediction or opinion"),
    ViewColumn("speaker", _TEXT, "who said it; NULL: not known"),
    ViewColumn("speaker_title", _TEXT, "the speaker's office on that day"),
    ViewColumn("speaker_party", _TEXT, "the speaker's party on that day"),
    ViewColumn("said_on", _DATE, "the day; the first day where only month or year is known; NULL: not known"),
    ViewColumn("said_precision", _TEXT, "day, month, year or unknown"),
    ViewColumn("occasion", _TEXT, "where it was said"),
    ViewColumn("source", _TEXT, "the outlet that carried it; NULL: not known"),
    ViewColumn("document_title", _TEXT, "the article's title"),
    ViewColumn("document_url", _TEXT, "the article's canonical URL"),
    ViewColumn("status", _TEXT, "where it stands in the desk's work; says nothing about truth"),
    ViewColumn("assignee", _TEXT, "who works on it"),
    ViewColumn("verdict", _TEXT, "the rating in force on truth; NULL: not decided"),
    ViewColumn("verdict_category", _TEXT, "that rating's category; NULL: not decided, or not mapped"),
    ViewColumn("verdict_score", _INT, "0 false to 4 true; NULL for all other ratings"),
    ViewColumn("quote_verdict", _TEXT, "the rating in force on the quotation; NULL: not decided"),
    ViewColumn("answers_for", _TEXT, "speaker, or source where the words are disputed"),
    ViewColumn("flags", _TEXT, "flags of the verdicts in force, joined by comma and space"),
    ViewColumn("verdict_version", _INT, "version of the newest verdict in force"),
    ViewColumn("decided_at", _TIME, "when that was decided"),
    ViewColumn("published_at", _TIME, "when it was last published"),
    ViewColumn("published_url", _TEXT, "where the desk published it"),
    ViewColumn("evidence_count", _INT, "standing rows of evidence, on both questions"),
    ViewColumn("other_checks", _INT, "fact-checks by other publishers"),
    ViewColumn("repeats_id", _ID, "the claim that this one says again"),
    ViewColumn("topics", _TEXT, "topics, joined by comma and space"),
    ViewColumn("resolves_on", _DATE, "when a promise or prediction falls due"),
    ViewColumn("language", _TEXT, "BCP 47"),
    ViewColumn("speaker_id", _ID, "to join on; that of the unknown speaker too"),
    ViewColumn("source_id", _ID, "to join on; that of the unknown source too"),
    ViewColumn("document_id", _ID, "to join on"),
    ViewColumn("added_at", _TIME, "when the claim was added"),
    ViewColumn("changed_at", _TIME, "when its history last grew"),
)

V1_OTHER_CHECKS_COLUMNS = (
    ViewColumn("claim_id", _ID, "the claim that was checked"),
    ViewColumn("n", _INT, "numbered from 1 within the claim"),
    ViewColumn("publisher", _TEXT, "who checked it; NULL: not known"),
    ViewColumn("publisher_id", _ID, "the source to join on; that of the unknown source too"),
    ViewColumn("url", _TEXT, "where it was published"),
    ViewColumn("headline", _TEXT, "its headline"),
    ViewColumn("scale", _TEXT, "code of the publisher's scale; NULL: not known"),
    ViewColumn("label", _TEXT, "the rating in the publisher's own words"),
    ViewColumn("reviewed_on", _DATE, "when it was published"),
    ViewColumn("rating", _TEXT, "code of the label in the newest version of the scale; NULL: the scale has none"),
    ViewColumn("category", _TEXT, "that rating's category; NULL: nobody has mapped the label"),
    ViewColumn("score", _INT, "0 false to 4 true; NULL for all other ratings"),
    ViewColumn("flags", _TEXT, "flags that the rating implies, joined by comma and space"),
    ViewColumn("mapped", _YES, "whether the label is mapped; one that isn't says nothing about truth"),
    ViewColumn("newest", _YES, "whether it is the last of its publisher and URL for the claim: the one that counts"),
)


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
)
"""Every public view, as `sql --schema`, documentation and `export datasette` tell of them."""


def _view(name: str, columns: tuple[ViewColumn, ...]) -> TableClause:
    return table(name, *(column(each.name, each.type) for each in columns))


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

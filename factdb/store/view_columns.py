"""The columns of the public views, in order, with what each means: the one table that all descriptions come from.

What is NULL because nothing is known, because nobody has decided, or because nobody has mapped, is said each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, Text

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

V1_VERDICTS_COLUMNS = (
    ViewColumn("claim_id", _ID, "the claim that was decided"),
    ViewColumn("version", _INT, "counts per claim, from 1; both questions decided at once share one"),
    ViewColumn("question", _TEXT, "truth: is it so? quote: was it said so?"),
    ViewColumn("rating", _TEXT, "code of the rating"),
    ViewColumn("label", _TEXT, "the rating in words"),
    ViewColumn("category", _TEXT, "the rating's category; NULL: nobody has mapped it"),
    ViewColumn("score", _INT, "0 false to 4 true; NULL for all other ratings"),
    ViewColumn("mapped", _YES, "whether the rating is mapped; one that isn't says nothing about truth"),
    ViewColumn("scale", _TEXT, "code of the rating's scale"),
    ViewColumn("scale_version", _INT, "version of that scale"),
    ViewColumn("flags", _TEXT, "what else a reader should know, joined by comma and space"),
    ViewColumn("rationale", _TEXT, "the reasons"),
    ViewColumn("searched", _TEXT, "where the desk looked, where that is what it stands on"),
    ViewColumn("as_of", _DATE, "on what was known by that day"),
    ViewColumn("change_kind", _TEXT, "first, revision, correction, update or clarification"),
    ViewColumn("public_note", _TEXT, "what readers are told of the change"),
    ViewColumn("decided_by", _TEXT, "handle of who decided"),
    ViewColumn("decided_by_id", _ID, "to join on"),
    ViewColumn("decided_at", _TIME, "when"),
    ViewColumn("approved_by", _TEXT, "handle of who let it be published; NULL: not approved"),
    ViewColumn("approved_by_id", _ID, "to join on"),
    ViewColumn("approved_at", _TIME, "when it was let be published"),
    ViewColumn("in_force", _YES, "whether it counts: the newest decided and, under four eyes, approved"),
    ViewColumn("evidence_count", _INT, "rows of evidence that it stood on when it was decided"),
)

V1_EVIDENCE_COLUMNS = (
    ViewColumn("claim_id", _ID, "the claim that it bears on"),
    ViewColumn("n", _INT, "numbered from 1 within the claim"),
    ViewColumn("question", _TEXT, "on which question: truth or quote"),
    ViewColumn("stance", _TEXT, "supports, refutes or context"),
    ViewColumn("document_id", _ID, "to join on; NULL: evidence without a document"),
    ViewColumn("document_title", _TEXT, "the document's title"),
    ViewColumn("document_url", _TEXT, "the document's canonical URL"),
    ViewColumn("source", _TEXT, "who published the document; NULL: not known"),
    ViewColumn("source_id", _ID, "to join on; that of the unknown source too"),
    ViewColumn("source_class", _TEXT, "primary: the matter's own record; secondary: an account of it"),
    ViewColumn("excerpt", _TEXT, "the words that matter"),
    ViewColumn("archived_url", _TEXT, "an archive's copy of what was read"),
    ViewColumn("note", _TEXT, "a remark of whoever added it"),
    ViewColumn("asked", _TEXT, "the question asked, of question-and-answer evidence"),
    ViewColumn("answer_type", _TEXT, "how that question was answered"),
    ViewColumn("added_by", _TEXT, "handle of who added it"),
    ViewColumn("added_by_id", _ID, "to join on"),
    ViewColumn("added_at", _TIME, "when it was added"),
    ViewColumn("withdrawn_at", _TIME, "since when it no longer counts; NULL: it stands"),
    ViewColumn("standing", _YES, "whether it stands, not withdrawn"),
)

V1_STATUS_CHANGES_COLUMNS = (
    ViewColumn("claim_id", _ID, "the claim that moved"),
    ViewColumn("seq", _INT, "place in the claim's history, from 1: this is the order, not the time"),
    ViewColumn("was", _TEXT, "the status before; NULL: the claim was added"),
    ViewColumn("now", _TEXT, "the status since"),
    ViewColumn("reason", _TEXT, "why, where a reason was given"),
    ViewColumn("changed_by", _TEXT, "handle of who moved it"),
    ViewColumn("changed_by_id", _ID, "to join on"),
    ViewColumn("changed_at", _TIME, "when"),
    ViewColumn("seconds", _INT, "from the claim's adding to this change"),
)

V1_ASSESSMENTS_COLUMNS = (
    ViewColumn("claim_id", _ID, "the claim"),
    ViewColumn("question", _TEXT, "which question it answers; only where that is decided, verdict in force"),
    ViewColumn("reviewer", _TEXT, "handle of whose opinion it is"),
    ViewColumn("reviewer_id", _ID, "to join on"),
    ViewColumn("round", _INT, "counts a reviewer's own, from 1"),
    ViewColumn("rating", _TEXT, "code of the rating"),
    ViewColumn("category", _TEXT, "the rating's category; NULL: nobody has mapped it"),
    ViewColumn("score", _INT, "0 false to 4 true; NULL for all other ratings"),
    ViewColumn("scale", _TEXT, "code of the rating's scale"),
    ViewColumn("scale_version", _INT, "version of that scale"),
    ViewColumn("rationale", _TEXT, "the reasons"),
    ViewColumn("confidence", _TEXT, "low, medium or high"),
    ViewColumn("submitted_at", _TIME, "when"),
    ViewColumn("saw_others", _YES, "whether others' of the same round could be seen before"),
)

V1_CORRECTIONS_COLUMNS = (
    ViewColumn("claim_id", _ID, "the claim that was corrected or retracted"),
    ViewColumn("version", _INT, "the version of its verdicts that corrects; NULL: a retraction"),
    ViewColumn("kind", _TEXT, "correction, update, clarification or retraction"),
    ViewColumn("public_note", _TEXT, "what readers are told"),
    ViewColumn("told_by", _TEXT, "handle of the editor who published it"),
    ViewColumn("told_by_id", _ID, "to join on"),
    ViewColumn("told_at", _TIME, "when it was published"),
)

V1_REPLIES_COLUMNS = (
    ViewColumn("claim_id", _ID, "the claim that it is about"),
    ViewColumn("n", _INT, "numbered from 1 within the claim"),
    ViewColumn("kind", _TEXT, "reply: asked for one; complaint: about the claim; outreach: asked for a correction"),
    ViewColumn("who", _TEXT, "with whom; NULL: who complains is the desk's affair"),
    ViewColumn("how", _TEXT, "by what means"),
    ViewColumn("made_on", _DATE, "on which day"),
    ViewColumn("text", _TEXT, "what was asked; NULL of a complaint"),
    ViewColumn("answer", _TEXT, "what was answered; NULL of a complaint"),
    ViewColumn("outcome", _TEXT, "answered, no-answer, corrected or refused; NULL: it is open"),
    ViewColumn("open", _YES, "whether nothing has come of it yet"),
    ViewColumn("added_by", _TEXT, "handle of who wrote it down"),
    ViewColumn("added_by_id", _ID, "to join on"),
    ViewColumn("added_at", _TIME, "when"),
    ViewColumn("answered_at", _TIME, "when the outcome was written down"),
)

V1_SPEAKERS_COLUMNS = (
    ViewColumn("id", _ID, "the speaker's number"),
    ViewColumn("uid", _TEXT, "the same in every copy of the ledger"),
    ViewColumn("name", _TEXT, "the name that lists show; NULL: the unknown speaker"),
    ViewColumn("kind", _TEXT, "person, organization or unknown"),
    ViewColumn("wikidata_id", _TEXT, "Q and a number"),
)

V1_SOURCES_COLUMNS = (
    ViewColumn("id", _ID, "the source's number"),
    ViewColumn("uid", _TEXT, "the same in every copy of the ledger"),
    ViewColumn("name", _TEXT, "the name that lists show; NULL: the unknown source"),
    ViewColumn("kind", _TEXT, "outlet or unknown"),
)

V1_DOCUMENTS_COLUMNS = (
    ViewColumn("id", _ID, "the document's number"),
    ViewColumn("uid", _TEXT, "the same in every copy of the ledger"),
    ViewColumn("url", _TEXT, "canonical; NULL: an interview, a letter, a file"),
    ViewColumn("title", _TEXT, "its headline"),
    ViewColumn("author", _TEXT, "its byline"),
    ViewColumn("source", _TEXT, "who published it; NULL: not known"),
    ViewColumn("source_id", _ID, "to join on; that of the unknown source too"),
    ViewColumn("published_on", _DATE, "the first day where only month or year is known; NULL: not known"),
    ViewColumn("published_precision", _TEXT, "day, month, year or unknown"),
    ViewColumn("medium", _TEXT, "what it is: news, transcript, report, ..."),
    ViewColumn("language", _TEXT, "BCP 47"),
    ViewColumn("is_article", _YES, "whether its claims are checked"),
    ViewColumn("captures", _INT, "how often it was read"),
)

V1_REVIEWERS_COLUMNS = (
    ViewColumn("id", _ID, "the reviewer's number"),
    ViewColumn("handle", _TEXT, "the short name that --as takes"),
    ViewColumn("role", _TEXT, "reader, reviewer, editor or admin"),
)

V1_CLAIM_TOPICS_COLUMNS = (
    ViewColumn("claim_id", _ID, "the claim"),
    ViewColumn("topic_id", _ID, "to join on"),
    ViewColumn("topic", _TEXT, "what it is about"),
)

"""The columns of the desk's views, v1_..., in order, each with its meaning: the single source of all descriptions.

Each meaning says why a value can be NULL: it is not known, nobody has decided, or nobody has mapped the rating.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, Text

from factdb.store.column_types import UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of a view."""

    name: str
    type: TypeEngine[Any]
    meaning: str


_TEXT, _INT, _ID, _DATE, _TIME, _YES = Text(), Integer(), BigInteger(), Date(), UtcDateTime(), Boolean()

V1_CLAIMS_COLUMNS = (
    ViewColumn("id", _ID, "number of the claim"),
    ViewColumn("uid", _TEXT, "identifier of the claim, the same in every copy of the ledger"),
    ViewColumn("claim", _TEXT, "what is claimed, in neutral words"),
    ViewColumn("quote", _TEXT, "the passage, word for word"),
    ViewColumn(
        "attribution", _TEXT, "how the article reports the claim: direct-quote, partial-quote, paraphrase or narration"
    ),
    ViewColumn("kind", _TEXT, "kind of statement: event, numerical, causal, position, promise, prediction or opinion"),
    ViewColumn("speaker", _TEXT, "name of the speaker; NULL if unknown"),
    ViewColumn("speaker_title", _TEXT, "office of the speaker on the day of the claim"),
    ViewColumn("speaker_party", _TEXT, "party of the speaker on the day of the claim"),
    ViewColumn(
        "said_on", _DATE, "day of the claim; the first day of the month or year if only that is known; NULL if unknown"
    ),
    ViewColumn("said_precision", _TEXT, "precision of said_on: day, month, year or unknown"),
    ViewColumn("occasion", _TEXT, "occasion of the claim, such as a press briefing"),
    ViewColumn("source", _TEXT, "name of the outlet that carried the claim; NULL if unknown"),
    ViewColumn("document_title", _TEXT, "title of the article"),
    ViewColumn("document_url", _TEXT, "canonical URL of the article"),
    ViewColumn("status", _TEXT, "status of the desk's work on the claim; says nothing about truth"),
    ViewColumn("assignee", _TEXT, "handle of the reviewer who works on the claim"),
    ViewColumn("verdict", _TEXT, "rating of the truth verdict in force; NULL if not decided"),
    ViewColumn("verdict_category", _TEXT, "category of that rating; NULL if not decided or not mapped"),
    ViewColumn("verdict_score", _INT, "score of that rating, from 0 (false) to 4 (true); NULL for all other ratings"),
    ViewColumn("quote_verdict", _TEXT, "rating of the quote verdict in force; NULL if not decided"),
    ViewColumn("answers_for", _TEXT, "who answers for the claim: speaker, or source if the words are disputed"),
    ViewColumn("flags", _TEXT, "flags of the verdicts in force, separated by comma and space"),
    ViewColumn("verdict_version", _INT, "version of the newest verdict in force"),
    ViewColumn("decided_at", _TIME, "when the newest verdict in force was decided"),
    ViewColumn("published_at", _TIME, "when the claim was last published"),
    ViewColumn("published_url", _TEXT, "URL of the desk's published fact-check"),
    ViewColumn("evidence_count", _INT, "number of rows of evidence that are not withdrawn, on both questions"),
    ViewColumn("other_checks", _INT, "number of fact-checks by other publishers"),
    ViewColumn("repeats_id", _ID, "number of the claim that this claim repeats"),
    ViewColumn("topics", _TEXT, "topics of the claim, separated by comma and space"),
    ViewColumn("resolves_on", _DATE, "day when a promise or prediction falls due"),
    ViewColumn("language", _TEXT, "language as a BCP 47 code, such as en or pt-BR"),
    ViewColumn("speaker_id", _ID, "id for joins with v1_speakers; the unknown speaker has an id too"),
    ViewColumn("source_id", _ID, "id for joins with v1_sources; the unknown source has an id too"),
    ViewColumn("document_id", _ID, "id for joins with v1_documents"),
    ViewColumn("added_at", _TIME, "when the claim was added"),
    ViewColumn("changed_at", _TIME, "when the newest entry in the claim's history was written"),
    ViewColumn("priority", _INT, "priority, from 0 (none) to 3 (urgent)"),
    ViewColumn("headline", _TEXT, "headline of the desk's fact-check"),
    ViewColumn(
        "attributed_to",
        _TEXT,
        "words by which the article names a source that it leaves unnamed, such as a senior official; NULL if none",
    ),
)

V1_OTHER_CHECKS_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim that was checked"),
    ViewColumn("n", _INT, "number of the check within the claim, from 1"),
    ViewColumn("publisher", _TEXT, "name of the publisher of the check; NULL if unknown"),
    ViewColumn("publisher_id", _ID, "id for joins with v1_sources; the unknown source has an id too"),
    ViewColumn("url", _TEXT, "URL of the check"),
    ViewColumn("headline", _TEXT, "headline of the check"),
    ViewColumn(
        "scale",
        _TEXT,
        "code of the scale that has the label: the one that the check names, or its publisher's; NULL if unknown",
    ),
    ViewColumn("label", _TEXT, "the rating in the publisher's own words"),
    ViewColumn("reviewed_on", _DATE, "day when the check was published"),
    ViewColumn(
        "rating", _TEXT, "code of the label in the newest version of the scale; NULL if the scale has no such label"
    ),
    ViewColumn("category", _TEXT, "category of that rating; NULL if nobody has mapped the label"),
    ViewColumn("score", _INT, "score of that rating, from 0 (false) to 4 (true); NULL for all other ratings"),
    ViewColumn("flags", _TEXT, "flags that the rating implies, separated by comma and space"),
    ViewColumn("mapped", _YES, "whether the label is mapped; an unmapped label says nothing about truth"),
    ViewColumn(
        "newest", _YES, "whether this is the publisher's newest check of the claim at this URL; only the newest counts"
    ),
)

V1_VERDICTS_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim that was decided"),
    ViewColumn("version", _INT, "version within the claim, from 1; two questions decided together share one version"),
    ViewColumn("question", _TEXT, "truth (is the claim true?) or quote (is the quotation accurate?)"),
    ViewColumn("rating", _TEXT, "code of the rating"),
    ViewColumn("label", _TEXT, "label of the rating, in words"),
    ViewColumn("category", _TEXT, "category of the rating; NULL if nobody has mapped it"),
    ViewColumn("score", _INT, "score of the rating, from 0 (false) to 4 (true); NULL for all other ratings"),
    ViewColumn("mapped", _YES, "whether the rating is mapped; an unmapped rating says nothing about truth"),
    ViewColumn("scale", _TEXT, "code of the rating's scale"),
    ViewColumn("scale_version", _INT, "version of the rating's scale"),
    ViewColumn("flags", _TEXT, "flags of the verdict, separated by comma and space"),
    ViewColumn("rationale", _TEXT, "reasons for the verdict"),
    ViewColumn("searched", _TEXT, "where the desk looked for evidence, if the verdict rests on that search"),
    ViewColumn("as_of", _DATE, "the verdict considers what was known on this day"),
    ViewColumn("change_kind", _TEXT, "kind of change: first, revision, correction, update or clarification"),
    ViewColumn("public_note", _TEXT, "what readers are told about the change"),
    ViewColumn("decided_by", _TEXT, "handle of the reviewer who decided"),
    ViewColumn("decided_by_id", _ID, "id for joins with v1_reviewers"),
    ViewColumn("decided_at", _TIME, "when the verdict was decided"),
    ViewColumn(
        "approved_by", _TEXT, "handle of the editor who approved the verdict for publication; NULL if not approved"
    ),
    ViewColumn("approved_by_id", _ID, "id for joins with v1_reviewers"),
    ViewColumn("approved_at", _TIME, "when the verdict was approved for publication"),
    ViewColumn("in_force", _YES, "whether the verdict counts: the newest one decided and, under four eyes, approved"),
    ViewColumn("evidence_count", _INT, "number of rows of evidence that the verdict rested on when it was decided"),
    ViewColumn("although", _TEXT, "why the desk decided so although evidence contradicts the verdict"),
)

V1_STATUS_CHANGES_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim whose status changed"),
    ViewColumn("seq", _INT, "position in the claim's history, from 1; sort by this number, not by time"),
    ViewColumn("was", _TEXT, "status before the change; NULL if the claim was added"),
    ViewColumn("now", _TEXT, "status after the change"),
    ViewColumn("reason", _TEXT, "reason for the change, if one was given"),
    ViewColumn("changed_by", _TEXT, "handle of the reviewer who changed the status"),
    ViewColumn("changed_by_id", _ID, "id for joins with v1_reviewers"),
    ViewColumn("changed_at", _TIME, "when the status changed"),
    ViewColumn("seconds", _INT, "seconds between adding the claim and this change"),
)

V1_ASSESSMENTS_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim"),
    ViewColumn("question", _TEXT, "truth or quote; only questions with a verdict in force are shown"),
    ViewColumn("reviewer", _TEXT, "handle of the reviewer whose assessment this is"),
    ViewColumn("reviewer_id", _ID, "id for joins with v1_reviewers"),
    ViewColumn("round", _INT, "the reviewer's first assessment of this question is round 1, the next is round 2"),
    ViewColumn("rating", _TEXT, "code of the rating"),
    ViewColumn("category", _TEXT, "category of the rating; NULL if nobody has mapped it"),
    ViewColumn("score", _INT, "score of the rating, from 0 (false) to 4 (true); NULL for all other ratings"),
    ViewColumn("scale", _TEXT, "code of the rating's scale"),
    ViewColumn("scale_version", _INT, "version of the rating's scale"),
    ViewColumn("rationale", _TEXT, "reasons for the assessment"),
    ViewColumn("confidence", _TEXT, "confidence of the reviewer: low, medium or high"),
    ViewColumn("submitted_at", _TIME, "when the assessment was submitted"),
    ViewColumn("saw_others", _YES, "whether the reviewer could already see other assessments of the same round"),
)

V1_CORRECTIONS_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim that was corrected or retracted"),
    ViewColumn("version", _INT, "version of the verdicts that made the correction; NULL for a retraction"),
    ViewColumn("kind", _TEXT, "kind of change: correction, update, clarification or retraction"),
    ViewColumn("public_note", _TEXT, "what readers are told about the change"),
    ViewColumn("told_by", _TEXT, "handle of the editor who published the change"),
    ViewColumn("told_by_id", _ID, "id for joins with v1_reviewers"),
    ViewColumn("told_at", _TIME, "when the change was published"),
)

V1_REPLIES_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim that the contact was about"),
    ViewColumn("n", _INT, "number of the contact within the claim, from 1"),
    ViewColumn(
        "kind",
        _TEXT,
        "reply (the desk asked for one), complaint (about the claim) or outreach (a request for a correction)",
    ),
    ViewColumn(
        "who", _TEXT, "person or organisation in contact with the desk; NULL for a complaint, to protect the sender"
    ),
    ViewColumn("how", _TEXT, "means of contact, such as email or phone"),
    ViewColumn("made_on", _DATE, "day of the contact"),
    ViewColumn("text", _TEXT, "what the desk asked; NULL for a complaint"),
    ViewColumn("answer", _TEXT, "the answer that the desk received; NULL for a complaint"),
    ViewColumn("outcome", _TEXT, "answered, no-answer, corrected or refused; NULL if the contact is open"),
    ViewColumn("open", _YES, "whether the contact is open, that is, has no outcome yet"),
    ViewColumn("added_by", _TEXT, "handle of the reviewer who recorded the contact"),
    ViewColumn("added_by_id", _ID, "id for joins with v1_reviewers"),
    ViewColumn("added_at", _TIME, "when the contact was recorded"),
    ViewColumn("answered_at", _TIME, "when the outcome was recorded"),
)

V1_SPEAKERS_COLUMNS = (
    ViewColumn("id", _ID, "number of the speaker"),
    ViewColumn("uid", _TEXT, "identifier of the speaker, the same in every copy of the ledger"),
    ViewColumn("name", _TEXT, "name that lists show; NULL for the unknown speaker"),
    ViewColumn("kind", _TEXT, "person, organization or unknown"),
    ViewColumn("wikidata_id", _TEXT, "Wikidata identifier: Q and a number"),
)

V1_SOURCES_COLUMNS = (
    ViewColumn("id", _ID, "number of the source"),
    ViewColumn("uid", _TEXT, "identifier of the source, the same in every copy of the ledger"),
    ViewColumn("name", _TEXT, "name that lists show; NULL for the unknown source"),
    ViewColumn("kind", _TEXT, "outlet or unknown"),
)

V1_REVIEWERS_COLUMNS = (
    ViewColumn("id", _ID, "number of the reviewer"),
    ViewColumn("handle", _TEXT, "short name of the reviewer, for --as"),
    ViewColumn("role", _TEXT, "reader, reviewer, editor or admin"),
)

V1_CLAIM_TOPICS_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim"),
    ViewColumn("topic_id", _ID, "number of the topic"),
    ViewColumn("topic", _TEXT, "name of the topic"),
)

V1_CLAIM_LINKS_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim; where the link has no direction, the smaller number"),
    ViewColumn("other_id", _ID, "number of the other claim"),
    ViewColumn("kind", _TEXT, "kind of link: repeats, contradicts, part-of, updates or similar"),
    ViewColumn("state", _TEXT, "suggested, confirmed or rejected"),
    ViewColumn("set_by", _TEXT, "handle of the reviewer who set this state"),
    ViewColumn("set_by_id", _ID, "id for joins with v1_reviewers"),
    ViewColumn("set_at", _TIME, "when this state was set"),
)

V1_CLAIM_FLAGS_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim"),
    ViewColumn("flag", _TEXT, "flag, such as misleading or cherry-picked"),
    ViewColumn("on_truth", _YES, "whether the truth verdict in force has the flag"),
    ViewColumn("on_quote", _YES, "whether the quote verdict in force has the flag"),
)

V1_VERDICT_EVIDENCE_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim that was decided"),
    ViewColumn("version", _INT, "version of the verdict"),
    ViewColumn("question", _TEXT, "question of the verdict: truth or quote"),
    ViewColumn("n", _INT, "number of the evidence within the claim, from 1"),
)

V1_SPEAKER_NAMES_COLUMNS = (
    ViewColumn("speaker_id", _ID, "id for joins with v1_speakers"),
    ViewColumn("name", _TEXT, "a name or alias of the speaker, or of a speaker who was merged into this one"),
    ViewColumn("is_shown", _YES, "whether this is the name that lists show"),
)

V1_SPEAKER_ROLES_COLUMNS = (
    ViewColumn("speaker_id", _ID, "id for joins with v1_speakers"),
    ViewColumn("title", _TEXT, "title of the office, such as President of the United States"),
    ViewColumn("organization", _TEXT, "organisation of the office"),
    ViewColumn("party", _TEXT, "party of the speaker at that time"),
    ViewColumn("since", _DATE, "first day in the office; NULL if unknown"),
    ViewColumn("until", _DATE, "last day in the office; NULL if unknown, or if the speaker still holds it"),
)

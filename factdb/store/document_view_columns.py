"""The columns of the desk's views of documents: evidence, documents, captures, and checks of cited pages."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Date, Integer, Text

from factdb.store.column_types import UtcDateTime
from factdb.store.view_columns import ViewColumn

_TEXT, _INT, _ID, _DATE, _TIME, _YES = Text(), Integer(), BigInteger(), Date(), UtcDateTime(), Boolean()

V1_EVIDENCE_COLUMNS = (
    ViewColumn("claim_id", _ID, "number of the claim that the evidence is about"),
    ViewColumn("n", _INT, "number of the evidence within the claim, from 1"),
    ViewColumn("question", _TEXT, "question that the evidence is about: truth or quote"),
    ViewColumn("stance", _TEXT, "stance on that question: supports, refutes or context"),
    ViewColumn("document_id", _ID, "id for joins with v1_documents; NULL if the evidence has no document"),
    ViewColumn("document_title", _TEXT, "title of the document"),
    ViewColumn("document_url", _TEXT, "canonical URL of the document"),
    ViewColumn("source", _TEXT, "name of the source that published the document; NULL if unknown"),
    ViewColumn("source_id", _ID, "id for joins with v1_sources; the unknown source has an id too"),
    ViewColumn("source_class", _TEXT, "primary (the original record) or secondary (an account of it)"),
    ViewColumn("excerpt", _TEXT, "the relevant words of the document"),
    ViewColumn("archived_url", _TEXT, "URL of an archived copy of what was read"),
    ViewColumn("note", _TEXT, "note by the reviewer who added the evidence"),
    ViewColumn("asked", _TEXT, "the question asked, for question-and-answer evidence"),
    ViewColumn("answer_type", _TEXT, "how that question was answered"),
    ViewColumn("added_by", _TEXT, "handle of the reviewer who added the evidence"),
    ViewColumn("added_by_id", _ID, "id for joins with v1_reviewers"),
    ViewColumn("added_at", _TIME, "when the evidence was added"),
    ViewColumn("withdrawn_at", _TIME, "when the evidence was withdrawn; NULL if it still counts"),
    ViewColumn("standing", _YES, "whether the evidence counts, that is, has not been withdrawn"),
)

V1_DOCUMENTS_COLUMNS = (
    ViewColumn("id", _ID, "number of the document"),
    ViewColumn("uid", _TEXT, "identifier of the document, the same in every copy of the ledger"),
    ViewColumn("url", _TEXT, "canonical URL; NULL if there is none, as for an interview, a letter or a file"),
    ViewColumn("title", _TEXT, "title or headline of the document"),
    ViewColumn("author", _TEXT, "byline of the document"),
    ViewColumn("source", _TEXT, "name of the source that published the document; NULL if unknown"),
    ViewColumn("source_id", _ID, "id for joins with v1_sources; the unknown source has an id too"),
    ViewColumn(
        "published_on",
        _DATE,
        "day of publication; the first day of the month or year if only that is known; NULL if unknown",
    ),
    ViewColumn("published_precision", _TEXT, "precision of published_on: day, month, year or unknown"),
    ViewColumn("medium", _TEXT, "medium of the document: news, transcript, report, ..."),
    ViewColumn("language", _TEXT, "language as a BCP 47 code, such as en or pt-BR"),
    ViewColumn("is_article", _YES, "whether the desk checks the claims of this document"),
    ViewColumn("captures", _INT, "number of captures: how often the document was read"),
)

V1_CAPTURES_COLUMNS = (
    ViewColumn("document_id", _ID, "id for joins with v1_documents and v1_evidence"),
    ViewColumn("n", _INT, "number of the capture within the document, from 1"),
    ViewColumn("captured_at", _TIME, "when the document was read"),
    ViewColumn("sha256", _TEXT, "SHA-256 of the bytes that were read; NULL for a mere link to an archived copy"),
    ViewColumn("file_sha256", _TEXT, "SHA-256 of the kept file in the folder of captures; NULL if no file was kept"),
    ViewColumn("text_sha256", _TEXT, "SHA-256 of the text that was read out of a page; NULL if the bytes are the text"),
    ViewColumn("characters", _INT, "length of the text; NULL if no text could be read"),
    ViewColumn("file_name", _TEXT, "name of the file that was handed in; NULL for a page that was fetched"),
    ViewColumn("modified_on", _DATE, "day on which the page says that it was last changed; NULL if it does not say"),
    ViewColumn("archived_url", _TEXT, "URL of a copy in a web archive; NULL if none was named"),
    ViewColumn("document_url", _TEXT, "canonical URL of the document"),
)

V1_PAGE_CHECKS_COLUMNS = (
    ViewColumn("document_id", _ID, "id for joins with v1_documents and v1_evidence"),
    ViewColumn("n", _INT, "number of the check within the document, from 1"),
    ViewColumn("checked_at", _TIME, "when the check was made"),
    ViewColumn("checked_by", _TEXT, "handle of the reviewer who made the check"),
    ViewColumn("checked_by_id", _ID, "id for joins with v1_reviewers"),
    ViewColumn(
        "state", _TEXT, "what the check saw: ok, moved, changed, excerpt-gone, soft-404, wall, blocked, error, gone"
    ),
    ViewColumn("why", _TEXT, "why, in a sentence"),
    ViewColumn("final_url", _TEXT, "address that the redirects led to; NULL if nothing was fetched"),
    ViewColumn("likeness", _INT, "words in common with the earlier text, in percent; NULL if nothing was compared"),
    ViewColumn("excerpts", _INT, "number of cited excerpts that were looked for"),
    ViewColumn("excerpts_intact", _INT, "how many of them are in the page, word for word"),
    ViewColumn("capture_n", _INT, "capture that the page was compared with; NULL if there was none"),
    ViewColumn("is_newest", _YES, "whether this is the newest check of the document"),
    ViewColumn("document_url", _TEXT, "canonical URL of the document"),
    ViewColumn(
        "page_state",
        _TEXT,
        "state of the page after this check: what the check saw, or dead after three failures in three days",
    ),
)

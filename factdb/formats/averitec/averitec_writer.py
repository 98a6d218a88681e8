"""Writes AVeriTeC: claims with questions and answers, in the form that `averitec_reader` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from factdb.domain.enums import Category, Medium, Precision, Question
from factdb.formats.averitec import averitec_reader
from factdb.formats.records import compared_with_ledger
from factdb.formats.records.claim_record import CheckRecord
from factdb.formats.records.row_errors import FileRow
from factdb.formats.records.values import Remarks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.domain.dates import PartialDate
    from factdb.formats.records.claim_record import EvidenceRecord
    from factdb.formats.records.compared_with_ledger import LedgerClaim

PUBLISHER, SCALE = "AVeriTeC", "averitec"
# The order in which the data set itself writes them, so that two files can be compared line by line.
_KEYS = """
    claim required_reannotation label justification claim_date speaker original_claim_url fact_checking_article
    reporting_source location_ISO_code claim_types fact_checking_strategies questions cached_original_claim_url
    question answers answer answer_type source_url source_medium boolean_explanation cached_source_url
    """.split()  # noqa: SIM905 - one word a line would fill a page
_RANKS = {key: at for at, key in enumerate(_KEYS)}
_LABELS: Mapping[tuple[Category | None, int | None], str] = {
    (Category.TRUTH, 4): "Supported",
    (Category.TRUTH, 0): "Refuted",
    (Category.NOT_ENOUGH_EVIDENCE, None): "Not Enough Evidence",
    (Category.CONFLICTING_EVIDENCE, None): "Conflicting Evidence/Cherrypicking",
}
_TYPES = {kind: name for name, kind in averitec_reader.KINDS.items()}
_MEDIA = {
    Medium.NEWS: "Web text",
    Medium.WEB: "Web text",
    Medium.TRANSCRIPT: "Web text",
    Medium.REPORT: "Web text",
    Medium.SOCIAL: "Web text",
    Medium.FILE: "PDF",
    Medium.DATA: "Web table",
    Medium.IMAGE: "Image/graphic",
    Medium.VIDEO: "Video",
}
# Which fields of a record each key says.
_FIELDS_OF_KEY: Mapping[str, set[str]] = {
    "claim": {"claim"},
    "label": {"check.label"},
    "claim_date": {"said_on"},
    "speaker": {"speaker"},
    "original_claim_url": {"url"},
    "fact_checking_article": {"check.url"},
    "reporting_source": {"source"},
    "claim_types": {"kind"},
    "cached_original_claim_url": {"archived_url"},
}


class ExportVerdict(NamedTuple):
    """What was found of a claim: a label of AVeriTeC's four, in which article, and why; None: not known."""

    label: str | None = None
    article: str | None = None
    because: str | None = None


def label_of(category: Category | None, score: int | None) -> str | None:
    """Return the label that says what a rating says; None where AVeriTeC has no such label."""
    return _LABELS.get((category, score))


def claim_object(claim: LedgerClaim, verdict: ExportVerdict) -> dict[str, Any]:
    """Return a claim; what its file says alike stays as the file wrote it, what no column holds is the file's."""
    raw, record = claim.record.raw, claim.record
    fresh: dict[str, Any] = {
        "claim": record.claim,
        "required_reannotation": None,
        "label": verdict.label,
        "justification": verdict.because,
        "claim_date": _date(record.said_on),
        "speaker": record.speaker,
        "original_claim_url": record.url,
        "fact_checking_article": verdict.article,
        "reporting_source": record.source,
        "location_ISO_code": None,
        "claim_types": [_TYPES[record.kind]] if record.kind in _TYPES else [],
        "fact_checking_strategies": [],
        "cached_original_claim_url": record.archived_url,
    }
    evidence = [row for row in record.evidence if row.question is Question.TRUTH]
    if not raw:
        # The reader takes this key for the file's own id: by it the desk knows its claim again.
        own_id = {"claim_id": f"urn:uuid:{record.uid}"} if record.uid else {}
        return _order_keys({**fresh, "questions": _questions(evidence), **own_id})
    file_record = averitec_reader.record(FileRow(0, raw))
    check = next(iter(file_record.checks), CheckRecord())
    changed = compared_with_ledger.changed_fields(file_record, claim)
    changed |= compared_with_ledger.changed_check_parts(
        check, CheckRecord(label=verdict.label, url=verdict.article), frozenset()
    )
    # A date or a name that says the same is written back letter for letter, whatever our own spelling of it.
    unchanged = {key: value for key, value in raw.items() if not _FIELDS_OF_KEY.get(key, set()) & changed}
    rewritten = {key: value for key, value in fresh.items() if _FIELDS_OF_KEY.get(key, set()) & changed}
    if verdict.because is not None:
        rewritten["justification"] = verdict.because
    # A file without questions gets no key; one whose answers were all withdrawn keeps it, with an empty list.
    if (questions := _standing_questions(raw, evidence)) or raw.get("questions"):
        rewritten["questions"] = questions
    return _order_keys({**unchanged, **rewritten})


def _date(day: PartialDate | None) -> str | None:
    if day is None or day.day is None:
        return None
    # Day first and without zeros, as most rows of the data set have it.
    return f"{day.day.day}-{day.day.month}-{day.day.year}" if day.precision is Precision.DAY else str(day)


def _questions(evidence: Sequence[EvidenceRecord]) -> list[dict[str, Any]]:
    """Return questions with the answers that are next to each other."""
    questions: list[dict[str, Any]] = []
    for row in evidence:
        if not questions or questions[-1]["question"] != row.asked:
            questions.append({"question": row.asked, "answers": []})
        questions[-1]["answers"].append(_answer(row))
    return questions


def _answer(row: EvidenceRecord) -> dict[str, Any]:
    """Return an answer as the data set writes it: no page is an empty text, no copy and no explanation no key."""
    answer: dict[str, Any] = {
        "answer": row.excerpt,
        "answer_type": row.answer_type,
        "source_url": row.url or "",
        "source_medium": (_MEDIA.get(row.medium, "Other") if row.medium else ""),
    }
    optional = {"boolean_explanation": row.note, "cached_source_url": row.archived_url}
    return answer | {key: value for key, value in optional.items() if value is not None}


def _standing_questions(raw: Mapping[str, Any], evidence: Sequence[EvidenceRecord]) -> list[dict[str, Any]]:
    """Return a file's questions with those of their answers that stand; what was added since comes after them."""
    added_since, questions = list(evidence), []
    for question in raw.get("questions") or []:
        answers = question.get("answers") or []
        rows = compared_with_ledger.standing_evidence(
            averitec_reader.answer_evidence(question, "questions", Remarks()), added_since
        )
        for row in rows:
            if row is not None:
                # The same answer may be under two questions: each row of the ledger is one of them.
                added_since.remove(row)
        standing = [answer for answer, row in zip(answers, rows, strict=True) if row is not None]
        if standing or not answers:
            questions.append({**question, "answers": standing} if answers else question)
    return [*questions, *_questions(added_since)]


def _order_keys(value: dict[str, Any]) -> dict[str, Any]:
    return cast("dict[str, Any]", compared_with_ledger.order_keys(value, _RANKS))

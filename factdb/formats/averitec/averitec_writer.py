"""Writes AVeriTeC: claims with questions, their answers, and the pages of these, as `averitec` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from factdb.domain.enums import Category, Medium, Precision, Question
from factdb.formats.averitec import averitec_reader
from factdb.formats.records import compared_with_ledger
from factdb.formats.records.claim_record import OtherCheck
from factdb.formats.records.row_errors import Row
from factdb.formats.records.values import Remarks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.domain.dates import PartialDate
    from factdb.formats.records.claim_record import Evidence
    from factdb.formats.records.compared_with_ledger import Told

PUBLISHER, SCALE = "AVeriTeC", "averitec"
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
_SAYS: Mapping[str, set[str]] = {
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


class Found(NamedTuple):
    """What was found of a claim: a label of AVeriTeC's four, in which article, and why; None: not known."""

    label: str | None = None
    article: str | None = None
    because: str | None = None


def label_of(category: Category | None, score: int | None) -> str | None:
    """Return the label that says what a rating says; None where AVeriTeC has no such label."""
    return _LABELS.get((category, score))


def claim(it: Told, found: Found) -> dict[str, Any]:
    """Return a claim; what its file says alike stays as the file wrote it, what no column holds is the file's."""
    raw, now = it.record.raw, it.record
    made: dict[str, Any] = {
        "claim": now.claim,
        "required_reannotation": None,
        "label": found.label,
        "justification": found.because,
        "claim_date": _date(now.said_on),
        "speaker": now.speaker,
        "original_claim_url": now.url,
        "fact_checking_article": found.article,
        "reporting_source": now.source,
        "location_ISO_code": None,
        "claim_types": [_TYPES[now.kind]] if now.kind in _TYPES else [],
        "fact_checking_strategies": [],
        "cached_original_claim_url": now.archived_url,
    }
    evidence = [each for each in now.evidence if each.question is Question.TRUTH]
    if not raw:
        return _in_order({**made, "questions": _questions(evidence)})
    was = averitec_reader.record(Row(0, raw))
    check = next(iter(was.checks), OtherCheck())
    changed = compared_with_ledger.changed(was, it)
    changed |= compared_with_ledger.changed_check(check, OtherCheck(label=found.label, url=found.article), frozenset())
    kept = {key: value for key, value in raw.items() if not _SAYS.get(key, set()) & changed}
    new = {key: value for key, value in made.items() if _SAYS.get(key, set()) & changed}
    if found.because is not None:
        new["justification"] = found.because
    if (questions := _kept_questions(raw, evidence)) or raw.get("questions"):
        new["questions"] = questions
    return _in_order({**kept, **new})


def _date(day: PartialDate | None) -> str | None:
    if day is None or day.day is None:
        return None
    return f"{day.day.day}-{day.day.month}-{day.day.year}" if day.precision is Precision.DAY else str(day)


def _questions(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Return questions with the answers that stand next to each other."""
    found: list[dict[str, Any]] = []
    for each in evidence:
        if not found or found[-1]["question"] != each.asked:
            found.append({"question": each.asked, "answers": []})
        found[-1]["answers"].append(_answer(each))
    return found


def _answer(row: Evidence) -> dict[str, Any]:
    """Return an answer as the data set writes it: no page is an empty text, no copy and no explanation no key."""
    answer: dict[str, Any] = {
        "answer": row.excerpt,
        "answer_type": row.answer_type,
        "source_url": row.url or "",
        "source_medium": (_MEDIA.get(row.medium, "Other") if row.medium else ""),
    }
    more = {"boolean_explanation": row.note, "cached_source_url": row.archived_url}
    return answer | {key: value for key, value in more.items() if value is not None}


def _kept_questions(raw: Mapping[str, Any], evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Return a file's questions with those of their answers that stand; what was added since comes after them."""
    left, found = list(evidence), []
    for question in raw.get("questions") or []:
        answers = question.get("answers") or []
        rows = compared_with_ledger.standing(averitec_reader.answers(question, "questions", Remarks()), left)
        for row in rows:
            if row is not None:
                left.remove(row)
        standing = [answer for answer, row in zip(answers, rows, strict=True) if row is not None]
        if standing or not answers:
            found.append({**question, "answers": standing} if answers else question)
    return [*found, *_questions(left)]


def _in_order(value: dict[str, Any]) -> dict[str, Any]:
    return cast("dict[str, Any]", compared_with_ledger.ordered(value, _RANKS))

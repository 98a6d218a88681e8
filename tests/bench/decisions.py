"""Brings a claim of a benchmark's desk to its status: assigned, evidence linked, rated, published or declined."""

from __future__ import annotations

from random import Random

from factdb.domain import dates, ratings
from factdb.domain.enums import Flag, Stance
from tests.bench import sentences
from tests.bench.cast import Member
from tests.bench.claim_draft import Draft

_TRUTH = {
    "true": 22, "mostly-true": 14, "half-true": 14, "mostly-false": 14, "false": 26, "unproven": 6,
    "conflicting": 3, "not-checkable": 1,
}  # fmt: skip
_PROMISE = {"kept": 30, "compromise": 10, "broken": 25, "stalled": 15, "in-the-works": 20}
_QUOTE = {"verbatim": 55, "faithful": 30, "altered": 6, "out-of-context": 5, "misattributed": 3, "not-found": 1}
_FLAGS = list(Flag)
_STANCES = (Stance.CONTEXT, Stance.SUPPORTS, Stance.REFUTES)


def draw(rng: Random, odds: dict[str, int]) -> str:
    """Draw a word by its odds."""
    return rng.choices(list(odds), list(odds.values()))[0]


def decide(draft: Draft, end: str) -> None:
    """Do what brings a new claim to its status."""
    who = draft.cast.reviewers.one(draft.rng)
    if draft.rng.random() < (0.1 if end == "new" else 0.7):
        draft.later()
        draft.record("assigned", who, {}, assignee_id=(who.id, who.uid))
    if end == "declined":
        _move(draft, who, "declined", reason="Nobody can check this.")
    if end in {"new", "declined"}:
        return
    _move(draft, who, "in-review")
    if end in {"in-review", "on-hold"}:
        if draft.rng.random() < 0.5:
            _evidence(draft, who, "truth", draft.rng.choice(_STANCES))
        if end == "on-hold":
            _move(draft, who, "on-hold", reason="Waiting for an answer.")
        return
    _rate(draft, who)
    _move(draft, who, "reviewed")
    if end == "published":
        _publish(draft, draft.rng.choice(draft.cast.editors))


def _move(draft: Draft, who: Member, status: str, **detail: object) -> None:
    draft.later()
    draft.record("moved", who, dict(detail), status=(status, status))


def _evidence(draft: Draft, who: Member, question: str, stance: Stance) -> int:
    """Add a row of evidence, and return its number."""
    draft.later()
    page, n = draft.rng.choice(draft.pages), int(draft.row["evidence_count"]) + 1
    excerpt = sentences.sentence(draft.rng).capitalize() + "."
    same = {"excerpt": excerpt, "note": None, "source_class": draft.rng.choice(("primary", "secondary"))}
    asked = {"asked": None, "answer_type": None}
    bears = {"question": question, "stance": str(stance)}
    place = {"document_id": page.id, "capture_n": None, "span_start": None, "span_end": None}
    added = {"added_by_id": who.id, "added_at": dates.rfc3339(draft.at), "withdrawn_at": None}
    draft.batch.add("evidence", {"claim_id": draft.row["id"], "n": n, **bears, **place, **same, **asked, **added})
    read = {"document": page.uid, "url": page.url, "capture": None, "sha256": None, "span": None}
    detail = {"n": n, "evidence": {**bears, **read, **same, **asked}}
    draft.record("evidence-added", who, detail, evidence_count=(n, n))
    return n


def _rate(draft: Draft, who: Member) -> None:
    """Decide one question or both, on evidence that fits."""
    chosen = _ratings(draft)
    cited = {question: _cited(draft, who, question, code) for question, code in chosen.items()}
    draft.later()
    flagged = draft.rng.random() < 0.15
    flags = [str(draft.rng.choice(_FLAGS))] if flagged else []
    first = next(iter(chosen))
    bodies = {q: _verdict(draft, who, q, code, flags if q == first else [], cited[q]) for q, code in chosen.items()}
    at = dates.rfc3339(draft.at)
    changes: dict[str, tuple[object, object]] = {"decided_at": (at, at)}
    if flags:
        changes["flags"] = (", ".join(flags), flags)
    for question, code in chosen.items():
        rating = draft.cast.ratings[code]
        changes |= {f"{question}_rating_id": (rating.id, rating.name), f"{question}_version": (1, 1)}
    draft.record("rated", who, {"version": 1, "verdicts": bodies}, **changes)


def _ratings(draft: Draft) -> dict[str, str]:
    """Choose the ratings: truth mostly, the quotation where it was one, and truth not where its words are disputed."""
    rng, row = draft.rng, draft.row
    chosen: dict[str, str] = {}
    quoted = "quote" in row["attribution"]
    if quoted and rng.random() < 0.35:
        chosen["quote"] = draw(rng, _QUOTE)
    if chosen.get("quote") in ratings.DISPUTED_WORDS:
        return chosen
    if row["kind"] == "opinion":
        return chosen or {"truth": "not-checkable"}
    chosen["truth"] = draw(rng, _PROMISE if row["kind"] == "promise" else _TRUTH)
    return chosen


_AGREES = {
    **dict.fromkeys(("true", "mostly-true", "kept", "verbatim", "faithful"), Stance.SUPPORTS),
    **dict.fromkeys(("false", "mostly-false", "broken", "altered", "misattributed"), Stance.REFUTES),
}


def _cited(draft: Draft, who: Member, question: str, code: str) -> list[int]:
    stance = _AGREES.get(code) or draft.rng.choice(_STANCES[1:])
    count = draft.rng.choice((1, 1, 1, 2, 2, 3)) if question == "truth" else 1
    return [_evidence(draft, who, question, stance) for _ in range(count)]


def _verdict(
    draft: Draft, who: Member, question: str, code: str, flags: list[str], cited: list[int]
) -> dict[str, object]:
    """Write a verdict with what it stands on; return what history keeps of it."""
    rating, because = draft.cast.ratings[code], sentences.sentence(draft.rng).capitalize() + ", as the records show."
    key = {"claim_id": draft.row["id"], "version": 1, "question": question}
    day = str(draft.at.date())
    same = {"as_of": day, "searched": None, "public_note": None}
    said = {"rating_id": rating.id, "rationale": because, "flags": ", ".join(flags), "change_kind": "first"}
    by = {"proposed_by_id": who.id, "proposed_at": dates.rfc3339(draft.at)}
    draft.batch.add("verdicts", {**key, **said, **same, **by})
    for n in cited:
        draft.batch.add("verdict_evidence", {**key, "n": n})
    return {"rating": rating.name, "because": because, "flags": flags, "change": "first", "evidence": cited, **same}


def _publish(draft: Draft, editor: Member) -> None:
    """Publish: an editor approves the verdicts."""
    draft.later()
    at = dates.rfc3339(draft.at)
    questions = [q for q in ("truth", "quote") if draft.row[f"{q}_version"]]
    for question in questions:
        key = {"claim_id": draft.row["id"], "version": 1, "question": question}
        draft.batch.add("approvals", {**key, "approved_by_id": editor.id, "at": at})
    detail: dict[str, object] = {"approved": [[1, question] for question in questions]}
    draft.record("moved", editor, detail, status=("published", "published"), published_at=(at, at))

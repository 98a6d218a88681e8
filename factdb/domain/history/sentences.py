"""The sentences of a claim's history: what one event did, for people. The events come from `services/reads`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.domain import dates
from factdb.domain.enums import Question, Status
from factdb.domain.history.events import UNDONE_IMPORT, ClaimEvent
from factdb.domain.ratings import stance_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HIDDEN = frozenset({"sort_on"})
"""Columns that follow from others."""
_DECIDED = frozenset({
    *_HIDDEN, *(f"{question}_{fact}" for question in Question for fact in ("rating", "version")),
    "status", "flags", "decided_at", "published_at", "evidence_count",
    "said_precision", "said_basis", "capture_n", "span_start", "span_end", "prefix", "suffix",
})  # fmt: skip
"""Columns that a decision changes and its own sentence tells, and those that follow from others."""
_BESIDE_WORDS = {
    ClaimEvent.CHECKED: "other checks",
    ClaimEvent.CHECK_WITHDRAWN: "other checks",
    ClaimEvent.EVIDENCE_ADDED: "evidence",
    ClaimEvent.EVIDENCE_WITHDRAWN: "evidence",
    ClaimEvent.TAGGED: "topics",
    ClaimEvent.CORRECTED: "proposed a correction",
    ClaimEvent.CORRECTION_WITHDRAWN: "withdrew a correction",
}
"""What an import changes beside the fields of a claim, by the kinds of the events that tell of it."""
PROPOSED = "proposed_changes"
"""The key under which a reader of a history puts what a correction proposed, with the values before it."""
BESIDE, REPLACED = "beside", "replaced"
"""The keys of what an import changed beside a claim, and of the check that another one replaced."""
_LONGEST, _BEFORE = 200, 40
"""How many characters of a text are shown, and how many of them before the first difference."""
_COLUMN_WORDS = {"said_precision": "precision of the date", "said_basis": "source of the date"}
_DAY = "said_on", "said_precision"


def has_day(changed: Mapping[str, Any]) -> bool:
    """Return whether columns that changed have the day of the claim, or how exactly it is known."""
    return not changed.keys().isdisjoint(_DAY)


def with_whole_day(changed: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns that changed, with the day before and after as exactly as it was known: 2021-07-26 -> 2021.

    `columns` are those of the claim before or after the change: of day and precision, often only one changes.
    """
    if not has_day(changed):
        return dict(changed)
    day = {
        side: dates.shown_text(*(changed[name][side] if name in changed else columns.get(name) for name in _DAY))
        for side in ("was", "now")
    }
    others = {name: change for name, change in changed.items() if name not in _DAY}
    return {"said_on": day, **others}


def event_text(event: Mapping[str, Any], note: str = "") -> str:
    """Return an event in one line: what was done, what changed, and why; `note` is the number of a note."""
    body, kind = event["body"], str(event["kind"])
    # A row that somebody tampered with may have any kind: it is shown by that word, and `factdb verify` finds it.
    sentence = SENTENCES[ClaimEvent(kind)](body) if kind in SENTENCES else kind
    if kind == ClaimEvent.MOVED and body.get("public_note"):
        sentence = f"{sentence} (public note: {body['public_note']})"
    if note:
        sentence = f"noted{note}: {body['note']}"
    return f"{sentence} (reason: {body['reason']})" if body.get("reason") else sentence


def _link_sentence(body: dict[str, Any]) -> str:
    """Return a link as it was made: from this claim to the other, or from the other to this one."""
    link = f"{body['other']} {body['link']} this one" if "from" in body else f"{body['link']} {body['other']}"
    return f"{'link rejected' if body['state'] == 'rejected' else 'linked'}: {link}"


def _origin(body: dict[str, Any]) -> str:
    return f" from {body['origin']['file']}" if "origin" in body else ""


def _changed_columns(body: dict[str, Any]) -> str:
    changed = body.get("changed", {})
    return _columns_sentence(changed, _HIDDEN) or ("the order in lists" if changed else "")


def _columns_sentence(changed: Mapping[str, Any], hidden: frozenset[str]) -> str:
    return "; ".join(
        _change_sentence(f"{_COLUMN_WORDS.get(key, key.replace('_', ' '))}: ", value)
        for key, value in changed.items()
        if key not in hidden
    )


def _import_sentence(body: dict[str, Any]) -> str:
    """Return what an import changed: fields of the claim, or what belongs to it; later events tell of that in full."""
    changes = _changed_columns(body)
    if not changes:
        beside = body.get(BESIDE) or {"kinds": (), "document": {}}
        words = dict.fromkeys(_BESIDE_WORDS[kind] for kind in beside["kinds"] if kind in _BESIDE_WORDS)
        document = beside["document"]
        page = [f"document {document['number']}: {_facts_sentence(document['changed'])}"] if document else []
        changes = "; ".join([*page, *words])
    return f"imported{_origin(body)}: {changes or 'the claim itself did not change'}"


def _facts_sentence(changed: Mapping[str, Any]) -> str:
    return ", ".join(
        _change_sentence("day " if name == "reviewed_on" else f"{name} ", change) for name, change in changed.items()
    )


def _check_sentence(body: dict[str, Any]) -> str:
    sentence = f"other check {body['n']}: {body['check']['label'] or 'no label'}"
    replaced = body.get(REPLACED)
    if not replaced:
        return sentence
    return f"{sentence} replaces other check {replaced['n']} ({_facts_sentence(replaced['changed'])})"


def _decided_changes(body: dict[str, Any]) -> str:
    """Return what a decision changed in the claim itself, and what of it still waits for approval."""
    changed = _columns_sentence(body.get("changed", {}), _DECIDED)
    proposed = _columns_sentence(body.get(PROPOSED, {}), _DECIDED)
    return (f"; {changed}" if changed else "") + (f"; proposed {proposed}" if proposed else "")


def _move_sentence(body: dict[str, Any]) -> str:
    move = body["changed"]["status"]
    return _change_sentence("", move) + (_decided_changes(body) if move["was"] == Status.CORRECTING else "")


def _assessment_sentence(question: str, facts: dict[str, Any]) -> str:
    thinks = facts.get("hidden") or f"{facts['rating'].rpartition(':')[2]}: {facts['because']}"
    return f"the {question}, round {facts['round']}: {thinks}"


def _rating_sentence(body: dict[str, Any]) -> str:
    verdicts = [
        f"{verdict['rating'].rpartition(':')[2]} on {q}: {verdict['because']}{_although(verdict)}"
        for q, verdict in body["verdicts"].items()
    ]
    return f"{body['kind']}, version {body['version']}: " + " / ".join(verdicts)


def _although(verdict: dict[str, Any]) -> str:
    return f" (although evidence contradicts it: {verdict['although']})" if verdict.get("although") else ""


def _evidence_sentence(body: dict[str, Any]) -> str:
    row = body["evidence"]
    stance = stance_text(row["stance"], row["question"])
    return f"added evidence {body['n']}: {stance}, {row['url'] or 'a file or interview'}"


def _rows(body: dict[str, Any]) -> str:
    return ", ".join(map(str, sorted({seq for seq, _ in body["words"]})))


def _counting_sentence(body: dict[str, Any]) -> str:
    why = f", import {body['number']} was undone" if UNDONE_IMPORT in body else ""
    return f"other check {body['n']} {'counts again' if body.get('counts') else 'no longer counts'}{why}"


def _change_sentence(subject: str, change: dict[str, Any]) -> str:
    was, now = _bounded(str(change["was"] or "none"), str(change["now"] or "none"))
    return f"{subject}{was} -> {now}"


def _bounded(was: str, now: str) -> tuple[str, str]:
    """Return two texts; of long ones, the part in which they begin to differ."""
    if max(len(was), len(now)) <= _LONGEST:
        return was, now
    pairs = enumerate(zip(was, now, strict=False))
    same = next((at for at, (before, after) in pairs if before != after), min(len(was), len(now)))
    start = max(0, same - _BEFORE)
    end = start + _LONGEST
    first, second = (f"{'...' * bool(start)}{side[start:end]}{'...' * (len(side) > end)}" for side in (was, now))
    return first, second


SENTENCES: dict[ClaimEvent, Callable[[dict[str, Any]], str]] = {
    ClaimEvent.ADDED: lambda body: f"added{_origin(body)}: {body['claim']['claim']}",
    ClaimEvent.IMPORTED: _import_sentence,
    ClaimEvent.EDITED: lambda body: f"edited {_changed_columns(body)}",
    ClaimEvent.ASSIGNED: lambda body: _change_sentence("assignee ", body["changed"]["assignee"]),
    ClaimEvent.MOVED: _move_sentence,
    ClaimEvent.NOTED: lambda body: f"noted: {body['note']}",
    ClaimEvent.TAGGED: lambda body: _change_sentence(
        "topics ", {key: ", ".join(body["topics"][key]) for key in ("was", "now")}
    ),
    ClaimEvent.LINKED: _link_sentence,
    ClaimEvent.EVIDENCE_ADDED: _evidence_sentence,
    ClaimEvent.EVIDENCE_WITHDRAWN: lambda body: f"withdrew evidence {body['n']}",
    ClaimEvent.CHECKED: _check_sentence,
    ClaimEvent.CHECK_WITHDRAWN: _counting_sentence,
    ClaimEvent.ASSESSED: lambda body: (
        "assessed " + "; ".join(_assessment_sentence(q, facts) for q, facts in body["assessments"].items())
    ),
    ClaimEvent.RATED: _rating_sentence,
    ClaimEvent.CORRECTED: lambda body: (
        f"{_rating_sentence(body)} ({body['change']}: {body['public_note']}){_decided_changes(body)}"
    ),
    ClaimEvent.CORRECTION_WITHDRAWN: lambda body: f"withdrew the proposal, version {body['version']}",
    ClaimEvent.RETRACTION_PROPOSED: lambda body: (
        f"proposed a retraction, version {body['version']} (public note: {body['proposed']['retraction']})"
    ),
    ClaimEvent.CONTACTED: lambda body: f"{body['contact']['kind']} c{body['n']}: {body['contact']['who']}",
    ClaimEvent.CONTACT_ANSWERED: lambda body: (
        f"contact c{body['n']}: {body['outcome']}, {body['answer'] or 'no words'}"
    ),
    ClaimEvent.ERASED: lambda body: f"erased personal words of seq {_rows(body)} (erasure {body['erasure']})",
}
"""The function that writes the sentence of each kind of event."""

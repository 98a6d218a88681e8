"""What the sentences of a history say of the day of a claim."""

from __future__ import annotations

import pytest

from factdb.domain.history.sentences import event_text, with_whole_day

Change = dict[str, str | None]


def change(was: str | None, now: str | None) -> Change:
    return {"was": was, "now": now}


@pytest.mark.parametrize(
    ("changed", "columns", "day"),
    [
        (
            {"said_on": change("2021-07-26", "2021-01-01"), "said_precision": change("day", "year")},
            {},
            change("2021-07-26", "2021"),
        ),
        ({"said_on": change("2021-01-01", "2022-01-01")}, {"said_precision": "year"}, change("2021", "2022")),
        ({"said_precision": change("day", "year")}, {"said_on": "2021-01-01"}, change("2021-01-01", "2021")),
        (
            {"said_on": change(None, "2021-07-01"), "said_precision": change("unknown", "month")},
            {},
            change(None, "2021-07"),
        ),
        ({"said_on": change("2021-07-26", None)}, {}, change("2021-07-26", None)),  # of a history that somebody cut
    ],
)
def test_a_day_is_told_as_exactly_as_it_was_known(
    changed: dict[str, Change], columns: dict[str, str], day: Change
) -> None:
    told = with_whole_day({**changed, "kind": change("event", "causal")}, columns)
    assert told == {"said_on": day, "kind": change("event", "causal")}
    sentence = event_text({"kind": "edited", "body": {"kind": "edited", "changed": told}})
    assert sentence == f"edited said on: {day['was'] or 'none'} -> {day['now'] or 'none'}; kind: event -> causal"


def test_other_changes_are_told_as_they_are() -> None:
    changed = {"kind": change("event", "causal")}
    assert with_whole_day(changed, {"said_on": "2021-01-01", "said_precision": "year"}) == changed


def corrected(**facts: object) -> str:
    body = {
        "kind": "correction",
        "version": 2,
        "verdicts": {},
        "change": "correction",
        "public_note": "Sorry.",
        **facts,
    }
    return event_text({"kind": "corrected", "body": body}).removeprefix("correction, version 2:  (correction: Sorry.)")


def test_a_correction_tells_what_it_changed_and_what_it_proposed() -> None:
    fields = {"claim": change("The dam is old.", "The dam is safe."), "occasion": change(None, "A visit")}
    told = "claim: The dam is old. -> The dam is safe.; occasion: none -> A visit"
    assert corrected(changed={**fields, "truth_version": change("1", "2")}) == f"; {told}"
    assert corrected(proposed_changes={**fields, "span_start": change("1", "2")}) == f"; proposed {told}"
    assert corrected() == ""


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("a" * 200, "b" * 200, f"{'a' * 200} -> {'b' * 200}"),
        ("a" * 300, "b", f"{'a' * 200}... -> b"),
        (f"{'x' * 300}old", f"{'x' * 300}new", f"...{'x' * 40}old -> ...{'x' * 40}new"),
        ("x" * 300, f"{'x' * 300}{'y' * 300}", f"...{'x' * 40} -> ...{'x' * 40}{'y' * 160}..."),
    ],
    ids=["at the bound", "long", "differ at the end", "grown"],
)
def test_of_long_texts_the_part_that_differs_is_told(was: str, now: str, told: str) -> None:
    assert event_text({"kind": "edited", "body": {"changed": {"quote": change(was, now)}}}) == f"edited quote: {told}"

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

"""Prints a claim's history for people: what was done, in a line each, and what two versions say differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.cli.terminal import colours, pager
from factdb.cli.terminal.layout import shown, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from factdb.services.reads.row_types import EventRow


def print_history(events: Sequence[EventRow]) -> None:
    """Print a claim's history, oldest first."""
    pager.show(list(lines(events)))


def print_differences(differences: Sequence[Mapping[str, Any]]) -> None:
    """Print what two versions say differently: the older words after a minus, the newer after a plus."""
    pager.show(list(_differences(differences)))


def lines(events: Sequence[EventRow]) -> Iterable[str]:
    """Yield the lines of a history."""
    for event in events:
        when = f"{event['at']:%Y-%m-%d %H:%M:%S}"
        yield from wrapped(f"{event['seq']:>3}  {when}  {event['actor']}: {_told(event)}", "", "     ")


def _told(event: EventRow) -> str:
    """Tell an event in a line: what was done, what changed, and why."""
    body = event["body"]
    tellers = {
        "moved": lambda: _change("", body["changed"]["status"]),
        "rated": lambda: _rated(body),
        "noted": lambda: f"noted: {body['note']}",
        "evidence-added": lambda: _added(body),
        "evidence-withdrawn": lambda: f"withdrew evidence {body['n']}",
        "tagged": lambda: _change("topics ", {key: ", ".join(body["topics"][key]) for key in ("was", "now")}),
        "linked": lambda: _linked(body),
        "assigned": lambda: _change("assignee ", body["changed"]["assignee"]),
        "edited": lambda: f"edited {_columns(body)}",
        "added": lambda: f"added{_from(body)}: {body['claim']['claim']}",
        "imported": lambda: f"imported{_from(body)}: " + (_columns(body) or "nothing of the claim itself changed"),
        "checked": lambda: f"other check {body['n']}: {body['check']['label'] or 'no label'}",
        "corrected": lambda: f"{_rated(body)} ({body['change']}: {body['public_note']})",
        "correction-withdrawn": lambda: f"withdrew the correction, version {body['version']}",
        "assessed": lambda: "assessed " + "; ".join(_opinion(q, facts) for q, facts in body["assessments"].items()),
        "contacted": lambda: f"{body['contact']['kind']} {body['n']}: {body['contact']['who']}",
        "contact-answered": lambda: f"contact {body['n']}: {body['outcome']}, {body['answer'] or 'no words'}",
    }
    told = tellers.get(event["kind"], lambda: str(event["kind"]))()
    if event["kind"] == "moved" and body.get("public_note"):
        told = f"{told} (readers are told: {body['public_note']})"
    return f"{told} (reason: {body['reason']})" if body.get("reason") else told


def _linked(body: dict[str, Any]) -> str:
    """Tell a link as it was made: from this claim to the other, or from that one to this."""
    told = f"{body['other']} {body['link']} this one" if "from" in body else f"{body['link']} {body['other']}"
    return f"{'link rejected' if body['state'] == 'rejected' else 'linked'}: {told}"


def _from(body: dict[str, Any]) -> str:
    return f" from {body['origin']['file']}" if "origin" in body else ""


def _columns(body: dict[str, Any]) -> str:
    return "; ".join(_change(f"{key}: ", value) for key, value in body.get("changed", {}).items())


def _opinion(question: str, facts: dict[str, Any]) -> str:
    thinks = facts.get("hidden") or f"{facts['rating'].rpartition(':')[2]}: {facts['because']}"
    return f"the {question}, round {facts['round']}: {thinks}"


def _rated(body: dict[str, Any]) -> str:
    verdicts = [
        f"{each['rating'].rpartition(':')[2]} on {q}: {each['because']}" for q, each in body["verdicts"].items()
    ]
    return f"{body['kind']}, version {body['version']}: " + " / ".join(verdicts)


def _added(body: dict[str, Any]) -> str:
    row = body["evidence"]
    return f"added evidence {body['n']}: {row['stance']} the {row['question']}, {row['url'] or 'a file or interview'}"


def _change(what: str, change: dict[str, Any]) -> str:
    return f"{what}{change['was'] or 'none'} -> {change['now'] or 'none'}"


def _differences(differences: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    if not differences:
        yield "they say the same"
    for each in differences:
        yield colours.heading(shown(each["what"].replace("_", " ")))
        yield from wrapped(f"- {_words(each['was'])}", "  ", "    ")
        yield from wrapped(f"+ {_words(each['now'])}", "  ", "    ")


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)

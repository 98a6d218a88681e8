"""Prints what is known of a claim as a page for people."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from factdb.cli import colours, pager
from factdb.cli.layout import shown, wrapped
from factdb.domain.words import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factdb.services.dossiers import Dossier

_QUESTIONS = {"quote": "was it said so?", "truth": "is it so?"}


def print_pages(dossiers: Sequence[Dossier]) -> None:
    """Print a page for each claim, an empty line between them."""
    pages = (["", *page(dossier)] for dossier in dossiers)
    pager.show(list(chain.from_iterable(pages))[1:])


def print_history(events: Sequence[Dossier]) -> None:
    """Print a claim's history, oldest first."""
    pager.show(_history(events))


def page(dossier: Dossier) -> Iterable[str]:
    """Yield the lines of a claim's page."""
    yield colours.heading(shown(f"claim {dossier['id']} · ")) + _word(dossier["status"])
    yield from wrapped(dossier["claim"], "  ")
    yield ""
    yield from _facts(dossier)
    yield from _passage(dossier["passage"])
    for question in _QUESTIONS:
        yield from _verdict(question, [each for each in dossier["verdicts"] if each["on"] == question])
    yield from _evidence(dossier["evidence"])
    yield from _notes(dossier["notes"])
    if "history" in dossier:
        yield from _heading("history")
        yield from (f"  {line}" for line in _history(dossier["history"]))


def evidence_lines(row: Dossier) -> Iterable[str]:
    """Yield the lines of one row of evidence."""
    withdrawn = f" · withdrawn {_day(row['withdrawn_at'])}" if row["withdrawn_at"] else ""
    about = ", ".join(str(row[key]) for key in ("medium", "published_on", "source_class") if row[key])
    named = ": ".join(part for part in (row["source"], row["title"]) if part) or row["url"] or row["file_name"]
    yield from wrapped(f"{row['id']} {row['stance']} · {named or 'no document'} ({about}){withdrawn}", "  ", "      ")
    for key in ("asked", "excerpt", "note"):
        if row[key]:
            text = f"“{row[key]}”" if key == "excerpt" else f"{key}: {row[key]}"
            yield from wrapped(text, "      ")
    for key in ("url", "archived_url", "file_name"):
        if row[key] and row[key] != named:
            yield from wrapped(row[key], "      ")


def _facts(dossier: Dossier) -> Iterable[str]:
    speaker = dossier["speaker"] or "not known"
    office = ", ".join(part for part in (dossier["speaker_title"], dossier["speaker_party"]) if part)
    facts = {
        "said by": f"{speaker}, {office}" if office else speaker,
        "on": f"{dossier['said_on']} ({dossier['said_basis']})" if dossier["said_on"] else "not known",
        "at": dossier["occasion"],
        "in": ": ".join(part for part in (dossier["source"] or "not known", dossier["document_title"]) if part),
        "": dossier["document_url"],
        "kind": f"{dossier['kind']}, {dossier['attribution']}",
        "due": dossier["resolves_on"],
        "topics": ", ".join(dossier["topics"]),
        "links": ", ".join(map(_link, dossier["links"])),
        "said": _repeats(dossier),
        "assignee": dossier["assignee"],
        "counts for": "the source, not the speaker: the words are disputed"
        if dossier["answers_for"] == "source"
        else None,
        "published": " ".join(str(part) for part in (_day(dossier["published_at"]), dossier["published_url"]) if part),
        "version": f"{dossier['row_version']} (for --if-version)",
    }
    for name, value in facts.items():
        if value:
            yield from wrapped(str(value), f"  {name:<12}", " " * 14)


def _link(link: Dossier) -> str:
    kind = LinkKind(link["kind"])
    told_here = link["direction"] == "to" or kind.symmetric
    return f"{kind} {link['claim']}" if told_here else f"claim {link['claim']} {kind} this one"


def _repeats(dossier: Dossier) -> str | None:
    told = dossier["repeats"]
    if told is None:
        return None
    who = ", ".join(f"{each['speaker']} {each['times']}" for each in told["speakers"])
    original = "" if told["original"] == dossier["id"] else f"; the original is claim {told['original']}"
    return f"{told['times']} times since {told['since'] or 'nobody knows when'}: {who}{original}"


def _passage(passage: Dossier | None) -> Iterable[str]:
    if passage is None:
        return
    yield from _heading(
        f"passage, characters {passage['start']} to {passage['end']} of article {passage['document_id']}"
    )
    marked = f"{passage['before']}[[{passage['text']}]]{passage['after']}"
    yield from wrapped(marked, "  ")


def _verdict(question: str, verdicts: Sequence[Dossier]) -> Iterable[str]:
    if not verdicts:
        yield from _heading(f"{_QUESTIONS[question]}  not decided")
        return
    for each in verdicts:
        label = colours.painted(shown(f"{each['label']} ({each['rating']})"), each["rating"], bold=True)
        yield from ("", colours.heading(f"{_QUESTIONS[question]}  ") + label)
        yield from wrapped(each["because"], "  ")
        if each["flags"]:
            yield from wrapped(f"flags: {', '.join(each['flags'])}", "  ")
        if each["searched"]:
            yield from wrapped(f"searched: {each['searched']}", "  ")
        yield from wrapped(_signature(each), "  ")


def _signature(verdict: Dossier) -> str:
    parts = [f"version {verdict['version']}, {verdict['decided_by']}, {_day(verdict['decided_at'])}"]
    if verdict["as_of"]:
        parts.append(f"as of {verdict['as_of']}")
    if verdict["evidence"]:
        parts.append(f"on evidence {', '.join(verdict['evidence'])}")
    parts.append(f"approved by {verdict['approved_by']}" if verdict["approved_by"] else "not approved yet")
    return "; ".join(parts)


def _evidence(rows: Sequence[Dossier]) -> Iterable[str]:
    for question in _QUESTIONS:
        found = [row for row in rows if row["on"] == question]
        if found:
            yield from _heading(f"evidence on the {question}")
            for row in found:
                yield from evidence_lines(row)


def _notes(notes: Sequence[Dossier]) -> Iterable[str]:
    if notes:
        yield from _heading("notes")
    for note in notes:
        yield from wrapped(f"{_day(note['at'])} {note['by']}: {note['note']}", "  ", "    ")


def _history(events: Sequence[Dossier]) -> Iterable[str]:
    for event in events:
        when = f"{event['at']:%Y-%m-%d %H:%M:%S}"
        yield from wrapped(f"{event['seq']:>3}  {when}  {event['actor']}: {_told(event)}", "", "     ")


def _told(event: Dossier) -> str:
    """Tell an event in a line: what was done, what changed, and why."""
    body = event["body"]
    tellers = {
        "moved": lambda: _change("", body["changed"]["status"]),
        "rated": lambda: _rated(body),
        "noted": lambda: f"noted: {body['note']}",
        "evidence-added": lambda: _added(body),
        "evidence-withdrawn": lambda: f"withdrew evidence {body['n']}",
        "tagged": lambda: _change("topics ", {key: ", ".join(body["topics"][key]) for key in ("was", "now")}),
        "linked": lambda: f"linked: {body['link']} {body['other']}",
        "assigned": lambda: _change("assignee ", body["changed"]["assignee"]),
        "edited": lambda: "edited " + "; ".join(_change(f"{key}: ", value) for key, value in body["changed"].items()),
        "added": lambda: f"added: {body['claim']['claim']}",
    }
    told = tellers.get(event["kind"], lambda: str(event["kind"]))()
    return f"{told} (reason: {body['reason']})" if body.get("reason") else told


def _rated(body: dict[str, Any]) -> str:
    verdicts = [
        f"{each['rating'].rpartition(':')[2]} on {q}: {each['because']}" for q, each in body["verdicts"].items()
    ]
    return f"rated, version {body['version']}: " + " / ".join(verdicts)


def _added(body: dict[str, Any]) -> str:
    row = body["evidence"]
    return f"added evidence {body['n']}: {row['stance']} the {row['question']}, {row['url'] or 'a file or interview'}"


def _change(what: str, change: dict[str, Any]) -> str:
    return f"{what}{change['was'] or 'none'} -> {change['now'] or 'none'}"


def _heading(text: str) -> Iterable[str]:
    yield ""
    yield colours.heading(shown(text))


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _word(text: str) -> str:
    return colours.painted(text, text, bold=True)

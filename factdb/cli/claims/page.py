"""Prints what is known of a claim as a page for people."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from factdb.cli.claims import history_page
from factdb.cli.terminal import colours, pager
from factdb.cli.terminal.layout import shown, wrapped
from factdb.domain.enums import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factdb.services.reads.claim_page import Dossier

_QUESTIONS = {"quote": "was it said so?", "truth": "is it so?"}


def print_pages(dossiers: Sequence[Dossier]) -> None:
    """Print a page for each claim, an empty line between them."""
    pages = (["", *page(dossier)] for dossier in dossiers)
    pager.show(list(chain.from_iterable(pages))[1:])


def page(dossier: Dossier) -> Iterable[str]:
    """Yield the lines of a claim's page."""
    then = f" · as you told it {dossier['at']:%Y-%m-%d %H:%M} UTC" if "at" in dossier else ""
    yield colours.heading(shown(f"claim {dossier['id']} · ")) + _word(dossier["status"]) + shown(then)
    yield from wrapped(dossier["claim"], "  ")
    yield ""
    yield from _facts(dossier)
    yield from _passage(dossier["passage"])
    for question in _QUESTIONS:
        yield from _verdict(question, [each for each in dossier["verdicts"] if each["on"] == question])
    yield from _earlier(dossier["earlier_verdicts"])
    yield from _assessments(dossier["assessments"])
    yield from _evidence(dossier["evidence"])
    yield from _checks(dossier["checks"])
    yield from _contacts(dossier["contacts"])
    yield from _notes(dossier["notes"])
    if "history" in dossier:
        yield from _heading("history")
        yield from (f"  {line}" for line in history_page.lines(dossier["history"]))


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
        "taken by": _lease(dossier["leased_to"]),
        "counts for": "the source, not the speaker: the words are disputed"
        if dossier["answers_for"] == "source"
        else None,
        "published": " ".join(str(part) for part in (_day(dossier["published_at"]), dossier["published_url"]) if part),
        "retracted": _retraction(dossier["retraction"]),
        "version": f"{dossier['row_version']} (for --if-version)",
    }
    for name, value in facts.items():
        if value:
            yield from wrapped(str(value), f"  {name:<12}", " " * 14)


def _lease(lease: Dossier | None) -> str | None:
    return f"{lease['reviewer']}, until {lease['until']:%H:%M} UTC" if lease else None


def _retraction(told: Dossier | None) -> str | None:
    return f"{str(told['at'])[:10]}: {told['public_note']}" if told else None


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
        proposed = "" if each["in_force"] else "  proposed, not in force"
        yield from ("", colours.heading(f"{_QUESTIONS[question]}  ") + label + proposed)
        yield from wrapped(each["because"], "  ")
        if each["flags"]:
            yield from wrapped(f"flags: {', '.join(each['flags'])}", "  ")
        if each["searched"]:
            yield from wrapped(f"searched: {each['searched']}", "  ")
        if each["public_note"]:
            yield from wrapped(f"{each['change']}: {each['public_note']}", "  ")
        yield from wrapped(_signature(each), "  ")


def _signature(verdict: Dossier) -> str:
    parts = [f"version {verdict['version']}, {verdict['decided_by']}, {_day(verdict['decided_at'])}"]
    if verdict["as_of"]:
        parts.append(f"as of {verdict['as_of']}")
    if verdict["evidence"]:
        parts.append(f"on evidence {', '.join(verdict['evidence'])}")
    parts.append(f"approved by {verdict['approved_by']}" if verdict["approved_by"] else "not approved yet")
    return "; ".join(parts)


def _earlier(verdicts: Sequence[Dossier]) -> Iterable[str]:
    if verdicts:
        yield from _heading("earlier versions")
    for each in sorted(verdicts, key=lambda verdict: verdict["version"]):
        words = f"version {each['version']}, {_day(each['decided_at'])}, {each['decided_by']}: {each['rating']}"
        words += ", withdrawn," if each["withdrawn"] else ""
        yield from wrapped(f"{words} on the {each['on']}: {each['because']}", "  ", "    ")


def _assessments(rows: Sequence[Dossier]) -> Iterable[str]:
    if rows:
        yield from _heading("assessments")
    for each in rows:
        sure = f" ({each['confidence']} confidence)" if each["confidence"] else ""
        thinks = "assessed, hidden until you have" if each["hidden"] else f"{each['rating']}{sure}: {each['because']}"
        yield from wrapped(f"{each['reviewer']} on the {each['on']}, round {each['round']}: {thinks}", "  ", "    ")


def _checks(rows: Sequence[Dossier]) -> Iterable[str]:
    if rows:
        yield from _heading("checked by others")
    for each in rows:
        scale = f" ({each['scale']})" if each["scale"] else ""
        day = f", {each['reviewed_on']}" if each["reviewed_on"] else ""
        label = each["label"] or "no label"
        yield from wrapped(f"{each['id']} {each['publisher'] or 'not known'}{day}: {label}{scale}", "  ", "      ")
        for key in ("headline", "url"):
            if each[key]:
                yield from wrapped(each[key], "      ")


def _contacts(rows: Sequence[Dossier]) -> Iterable[str]:
    if rows:
        yield from _heading("replies and complaints")
    for each in rows:
        asked = f": {each['text']}" if each["text"] else ""
        first = f"{each['id']} {each['kind']} · {each['who']}, by {each['how']}, {each['made_on']}{asked}"
        yield from wrapped(first, "  ", "      ")
        ended = f"{each['outcome']}, {_day(each['answered_at'])}" if each["outcome"] else "open"
        yield from wrapped(f"{ended}: {each['answer']}" if each["answer"] else ended, "      ")


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


def _heading(text: str) -> Iterable[str]:
    yield ""
    yield colours.heading(shown(text))


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _word(text: str) -> str:
    return colours.painted(text, text, bold=True)

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

    from factdb.services.reads import row_types as rows

_QUESTIONS = {"quote": "was it said so?", "truth": "is it so?"}


def print_pages(claims: Sequence[rows.ClaimPage]) -> None:
    """Print a page for each claim, an empty line between them."""
    pages = (["", *page(claim)] for claim in claims)
    pager.show(list(chain.from_iterable(pages))[1:])


def page(claim: rows.ClaimPage) -> Iterable[str]:
    """Yield the lines of a claim's page."""
    then = f" · as you told it {claim['at']:%Y-%m-%d %H:%M} UTC" if "at" in claim else ""
    yield colours.heading(shown(f"claim {claim['id']} · ")) + _word(claim["status"]) + shown(then)
    yield from wrapped(claim["claim"], "  ")
    yield ""
    yield from _facts(claim)
    yield from _passage(claim["passage"])
    for question in _QUESTIONS:
        yield from _verdict(question, [each for each in claim["verdicts"] if each["on"] == question])
    yield from _earlier(claim["earlier_verdicts"])
    yield from _assessments(claim["assessments"])
    yield from _evidence(claim["evidence"])
    yield from _checks(claim["checks"])
    yield from _contacts(claim["contacts"])
    yield from _notes(claim["notes"])
    if "history" in claim:
        yield from _heading("history")
        yield from (f"  {line}" for line in history_page.lines(claim["history"]))


def evidence_lines(row: rows.EvidenceRow) -> Iterable[str]:
    """Yield the lines of one row of evidence."""
    withdrawn = f" · withdrawn {_day(row['withdrawn_at'])}" if row["withdrawn_at"] else ""
    about = ", ".join(part for part in (row["medium"], row["published_on"], row["source_class"]) if part)
    named = ": ".join(part for part in (row["source"], row["title"]) if part) or row["url"] or row["file_name"]
    yield from wrapped(f"{row['id']} {row['stance']} · {named or 'no document'} ({about}){withdrawn}", "  ", "      ")
    asked, note = row["asked"] and f"asked: {row['asked']}", row["note"] and f"note: {row['note']}"
    for text in (asked, row["excerpt"] and f"“{row['excerpt']}”", note):
        if text:
            yield from wrapped(text, "      ")
    for place in (row["url"], row["archived_url"], row["file_name"]):
        if place and place != named:
            yield from wrapped(place, "      ")


def _facts(claim: rows.ClaimPage) -> Iterable[str]:
    speaker = claim["speaker"] or "not known"
    office = ", ".join(part for part in (claim["speaker_title"], claim["speaker_party"]) if part)
    facts = {
        "said by": f"{speaker}, {office}" if office else speaker,
        "on": f"{claim['said_on']} ({claim['said_basis']})" if claim["said_on"] else "not known",
        "at": claim["occasion"],
        "in": ": ".join(part for part in (claim["source"] or "not known", claim["document_title"]) if part),
        "": claim["document_url"],
        "kind": f"{claim['kind']}, {claim['attribution']}",
        "due": claim["resolves_on"],
        "topics": ", ".join(claim["topics"]),
        "links": ", ".join(map(_link, claim["links"])),
        "said": _repeats(claim),
        "assignee": claim["assignee"],
        "taken by": _lease(claim["leased_to"]),
        "counts for": "the source, not the speaker: the words are disputed"
        if claim["answers_for"] == "source"
        else None,
        "published": " ".join(str(part) for part in (_day(claim["published_at"]), claim["published_url"]) if part),
        "retracted": _retraction(claim["retraction"]),
        "version": f"{claim['row_version']} (for --if-version)",
    }
    for name, value in facts.items():
        if value:
            yield from wrapped(str(value), f"  {name:<12}", " " * 14)


def _lease(lease: rows.LeaseRow | None) -> str | None:
    return f"{lease['reviewer']}, until {lease['until']:%H:%M} UTC" if lease else None


def _retraction(retraction: rows.RetractionRow | None) -> str | None:
    return f"{retraction['at'][:10]}: {retraction['public_note']}" if retraction else None


def _link(link: rows.LinkRow) -> str:
    kind = LinkKind(link["kind"])
    told_here = link["direction"] == "to" or kind.symmetric
    return f"{kind} {link['claim']}" if told_here else f"claim {link['claim']} {kind} this one"


def _repeats(claim: rows.ClaimPage) -> str | None:
    told = claim["repeats"]
    if told is None:
        return None
    who = ", ".join(f"{each['speaker']} {each['times']}" for each in told["speakers"])
    original = "" if told["original"] == claim["id"] else f"; the original is claim {told['original']}"
    return f"{told['times']} times since {told['since'] or 'nobody knows when'}: {who}{original}"


def _passage(passage: rows.PassageRow | None) -> Iterable[str]:
    if passage is None:
        return
    yield from _heading(
        f"passage, characters {passage['start']} to {passage['end']} of article {passage['document_id']}"
    )
    marked = f"{passage['before']}[[{passage['text']}]]{passage['after']}"
    yield from wrapped(marked, "  ")


def _verdict(question: str, verdicts: Sequence[rows.StandingVerdictRow]) -> Iterable[str]:
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


def _signature(verdict: rows.StandingVerdictRow) -> str:
    parts = [f"version {verdict['version']}, {verdict['decided_by']}, {_day(verdict['decided_at'])}"]
    if verdict["as_of"]:
        parts.append(f"as of {verdict['as_of']}")
    if verdict["evidence"]:
        parts.append(f"on evidence {', '.join(verdict['evidence'])}")
    parts.append(f"approved by {verdict['approved_by']}" if verdict["approved_by"] else "not approved yet")
    return "; ".join(parts)


def _earlier(verdicts: Sequence[rows.StandingVerdictRow]) -> Iterable[str]:
    if verdicts:
        yield from _heading("earlier versions")
    for each in sorted(verdicts, key=lambda verdict: verdict["version"]):
        words = f"version {each['version']}, {_day(each['decided_at'])}, {each['decided_by']}: {each['rating']}"
        words += ", withdrawn," if each["withdrawn"] else ""
        yield from wrapped(f"{words} on the {each['on']}: {each['because']}", "  ", "    ")


def _assessments(assessments: Sequence[rows.AssessmentRow]) -> Iterable[str]:
    if assessments:
        yield from _heading("assessments")
    for each in assessments:
        sure = f" ({each['confidence']} confidence)" if each["confidence"] else ""
        thinks = "assessed, hidden until you have" if each["hidden"] else f"{each['rating']}{sure}: {each['because']}"
        yield from wrapped(f"{each['reviewer']} on the {each['on']}, round {each['round']}: {thinks}", "  ", "    ")


def _checks(checks: Sequence[rows.OtherCheckRow]) -> Iterable[str]:
    if checks:
        yield from _heading("checked by others")
    for each in checks:
        scale = f" ({each['scale']})" if each["scale"] else ""
        day = f", {each['reviewed_on']}" if each["reviewed_on"] else ""
        label = each["label"] or "no label"
        yield from wrapped(f"{each['id']} {each['publisher'] or 'not known'}{day}: {label}{scale}", "  ", "      ")
        for text in (each["headline"], each["url"]):
            if text:
                yield from wrapped(text, "      ")


def _contacts(contacts: Sequence[rows.ContactRow]) -> Iterable[str]:
    if contacts:
        yield from _heading("replies and complaints")
    for each in contacts:
        asked = f": {each['text']}" if each["text"] else ""
        first = f"{each['id']} {each['kind']} · {each['who']}, by {each['how']}, {each['made_on']}{asked}"
        yield from wrapped(first, "  ", "      ")
        ended = f"{each['outcome']}, {_day(each['answered_at'])}" if each["outcome"] else "open"
        yield from wrapped(f"{ended}: {each['answer']}" if each["answer"] else ended, "      ")


def _evidence(evidence: Sequence[rows.EvidenceRow]) -> Iterable[str]:
    for question in _QUESTIONS:
        found = [row for row in evidence if row["on"] == question]
        if found:
            yield from _heading(f"evidence on the {question}")
            for row in found:
                yield from evidence_lines(row)


def _notes(notes: Sequence[rows.NoteRow]) -> Iterable[str]:
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

"""Prints everything that the desk knows about a claim, as a page for people."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from factdb.cli.claims import history_page
from factdb.cli.terminal import display, pager
from factdb.cli.terminal.layout import printable, wrap
from factdb.domain.enums import Channel, LinkKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from factdb.services.reads import row_types as rows

# In the order of the page: the quotation comes first, then its truth.
_QUESTIONS = {"quote": "Is the quotation accurate?", "truth": "Is the claim true?"}


def print_pages(claims: Sequence[rows.ClaimPage]) -> None:
    """Print a page for each claim, an empty line between them."""
    pages = (["", *page(claim)] for claim in claims)
    pager.show(list(chain.from_iterable(pages))[1:])


def page(claim: rows.ClaimPage) -> Iterable[str]:
    """Yield the lines of a claim's page."""
    moment = f" · as recorded on {claim['at']:%Y-%m-%d %H:%M} UTC" if "at" in claim else ""
    yield display.heading(printable(f"claim {claim['id']} · ")) + _painted_word(claim["status"]) + printable(moment)
    yield from wrap(claim["claim"], "  ")
    yield ""
    yield from _facts(claim)
    yield from _pending(claim["pending"])
    yield from _passage(claim["passage"])
    for question in _QUESTIONS:
        yield from _verdict(question, [verdict for verdict in claim["verdicts"] if verdict["on"] == question])
    yield from _earlier_verdicts(claim["earlier_verdicts"])
    yield from _assessments(claim["assessments"])
    yield from _evidence(claim["evidence"], _added_late(claim))
    yield from _other_checks(claim["checks"])
    yield from _contacts(claim["contacts"])
    yield from _notes(claim["notes"])
    if "history" in claim:
        yield from _heading("history")
        yield from (f"  {line}" for line in history_page.lines(claim["history"]))


def evidence_lines(row: rows.EvidenceRow, *, is_late: bool = False) -> Iterable[str]:
    """Yield the lines of one row of evidence; late is what was added after the claim was published."""
    withdrawn = f" · withdrawn {_day(row['withdrawn_at'])}" if row["withdrawn_at"] else ""
    withdrawn += " · added after publication" if is_late else ""
    about = ", ".join(part for part in (row["medium"], row["published_on"], row["source_class"]) if part)
    named = ": ".join(part for part in (row["source"], row["title"]) if part) or row["url"] or row["file_name"]
    yield from wrap(f"{row['id']} {row['stance']} · {named or 'no document'} ({about}){withdrawn}", "  ", "      ")
    question, note = row["asked"] and f"asked: {row['asked']}", row["note"] and f"note: {row['note']}"
    time = f" (at {row['recording_time']})" if row["recording_time"] else ""
    for text in (question, row["excerpt"] and f"“{row['excerpt']}”{time}", note):
        if text:
            yield from wrap(text, "      ")
    for place in (row["recording_url"] or row["url"], row["archived_url"], row["file_name"]):
        if place and place != named:
            yield from wrap(place, "      ")


def _facts(claim: rows.ClaimPage) -> Iterable[str]:
    facts = {
        "said by": _speaker(claim),
        "on": f"{claim['said_on']} ({claim['said_basis']})" if claim["said_on"] else "not known",
        "at": claim["occasion"],
        "in": ": ".join(part for part in (claim["source"] or "not known", claim["document_title"]) if part),
        "": _recording(claim, "recording_url") or claim["document_url"],
        "recording": f"at {time}" if (time := _recording(claim, "recording_time")) else None,
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
            yield from wrap(str(value), f"  {name:<12}", " " * 14)


def _speaker(claim: rows.ClaimPage) -> str:
    parts = (claim["speaker"] or "not known", claim["speaker_title"], claim["speaker_party"])
    source = f" (attributed to “{claim['attributed_to']}”)" if claim["attributed_to"] else ""
    return ", ".join(part for part in parts if part) + source


def _recording(claim: rows.ClaimPage, fact: Literal["recording_time", "recording_url"]) -> str | None:
    return claim["passage"][fact] if claim["passage"] else None


def _lease(lease: rows.LeaseRow | None) -> str | None:
    return f"{lease['reviewer']}, until {lease['until']:%H:%M} UTC" if lease else None


def _retraction(retraction: rows.RetractionRow | None) -> str | None:
    return f"{retraction['at'][:10]}: {retraction['public_note']}" if retraction else None


def _pending(pending: rows.PendingChangeRow | None) -> Iterable[str]:
    """Yield what a second editor approves: who proposed it, every change, and the commands."""
    if pending is None:
        return
    yield from _heading("waits for approval")
    proposed = f"{pending['proposed_by']} proposed this {pending['kind']} on {_day(pending['proposed_at'])}"
    yield from wrap(f"version {pending['version']}: {proposed}", "  ")
    if pending["public_note"]:
        yield from wrap(f"public note: {pending['public_note']}", "  ", "    ")
    for change in pending["changes"]:
        was, now = (history_page.value_text(change[side]) for side in ("was", "now"))
        yield from wrap(f"{change['what'].replace('_', ' ')}: {was} -> {now}", "  ", "    ")
    yield from wrap(f"approve it: {pending['approve']}", "  ", "    ")
    yield from wrap(f"withdraw it: {pending['withdraw']}", "  ", "    ")


def _link(link: rows.LinkRow) -> str:
    kind = LinkKind(link["kind"])
    told_here = link["direction"] == "to" or kind.symmetric
    return f"{kind} {link['claim']}" if told_here else f"claim {link['claim']} {kind} this one"


def _repeats(claim: rows.ClaimPage) -> str | None:
    repeats = claim["repeats"]
    if repeats is None:
        return None
    speakers = ", ".join(f"{speaker['speaker']} {speaker['times']}" for speaker in repeats["speakers"])
    original = "" if repeats["original"] == claim["id"] else f"; the original is claim {repeats['original']}"
    return f"{repeats['times']} times since {repeats['since'] or 'an unknown date'}: {speakers}{original}"


def _passage(passage: rows.PassageRow | None) -> Iterable[str]:
    if passage is None:
        return
    yield from _heading(
        f"passage, characters {passage['start']} to {passage['end']} of article {passage['document_id']}"
    )
    marked = f"{passage['before']}[[{passage['text']}]]{passage['after']}"
    yield from wrap(marked, "  ")


def _verdict(question: str, verdicts: Sequence[rows.StandingVerdictRow]) -> Iterable[str]:
    if not verdicts:
        yield from _heading(f"{_QUESTIONS[question]}  not decided")
        return
    for verdict in verdicts:
        label = display.paint(printable(f"{verdict['label']} ({verdict['rating']})"), verdict["rating"], bold=True)
        proposed = "" if verdict["in_force"] else "  proposed, not in force"
        yield from ("", display.heading(f"{_QUESTIONS[question]}  ") + label + proposed)
        yield from wrap(verdict["because"], "  ")
        if verdict["although"]:
            yield from wrap(f"although evidence contradicts it: {verdict['although']}", "  ")
        if verdict["flags"]:
            yield from wrap(f"flags: {', '.join(verdict['flags'])}", "  ")
        if verdict["searched"]:
            yield from wrap(f"searched: {verdict['searched']}", "  ")
        if verdict["public_note"]:
            yield from wrap(f"{verdict['change']}: {verdict['public_note']}", "  ")
        yield from wrap(_signature(verdict), "  ")


def _signature(verdict: rows.StandingVerdictRow) -> str:
    parts = [f"version {verdict['version']}, {verdict['decided_by']}, {_day(verdict['decided_at'])}"]
    if verdict["as_of"]:
        parts.append(f"as of {verdict['as_of']}")
    if verdict["evidence"]:
        parts.append(f"on evidence {', '.join(verdict['evidence'])}")
    parts.append(f"approved by {verdict['approved_by']}" if verdict["approved_by"] else "not approved yet")
    return "; ".join(parts)


def _earlier_verdicts(verdicts: Sequence[rows.StandingVerdictRow]) -> Iterable[str]:
    if verdicts:
        yield from _heading("earlier versions")
    for earlier in sorted(verdicts, key=lambda verdict: verdict["version"]):
        words = (
            f"version {earlier['version']}, {_day(earlier['decided_at'])}, {earlier['decided_by']}: {earlier['rating']}"
        )
        words += ", withdrawn," if earlier["withdrawn"] else ""
        yield from wrap(f"{words} on the {earlier['on']}: {earlier['because']}", "  ", "    ")


def _assessments(assessments: Sequence[rows.AssessmentRow]) -> Iterable[str]:
    from factdb.services.reads import assessment_list  # a list of claims does not wait for its import

    if assessments:
        yield from _heading("assessments")
    for assessment in assessments:
        sure = f" ({assessment['confidence']} confidence)" if assessment["confidence"] else ""
        thinks = (
            assessment_list.HIDDEN if assessment["hidden"] else f"{assessment['rating']}{sure}: {assessment['because']}"
        )
        yield from wrap(
            f"{assessment['reviewer']} on the {assessment['on']}, round {assessment['round']}: {thinks}", "  ", "    "
        )


def _other_checks(checks: Sequence[rows.OtherCheckRow]) -> Iterable[str]:
    if checks:
        yield from _heading("checked by others")
    for check in checks:
        meaning = check["scale"] if check["category"] else check["label"] and "not mapped"
        scale = f" ({meaning})" if meaning else ""
        day = f", {check['reviewed_on']}" if check["reviewed_on"] else ""
        label = check["label"] or "no label"
        yield from wrap(f"{check['id']} {check['publisher'] or 'not known'}{day}: {label}{scale}", "  ", "      ")
        for text in (check["headline"], check["url"]):
            if text:
                yield from wrap(text, "      ")


def _contacts(contacts: Sequence[rows.ContactRow]) -> Iterable[str]:
    from factdb.services.reads.claim_contacts import HIDDEN  # a list of claims does not wait for its import

    if contacts:
        yield from _heading("replies and complaints")
    for contact in contacts:
        question = f": {contact['text']}" if contact["text"] else ""
        who = contact["who"] or HIDDEN
        channel = "" if contact["how"] == Channel.OTHER else f", by {contact['how']}"
        first = f"{contact['id']} {contact['kind']} · {who}{channel}, {contact['made_on']}{question}"
        yield from wrap(first, "  ", "      ")
        ended = f"{contact['outcome']}, {_day(contact['answered_at'])}" if contact["outcome"] else "open"
        yield from wrap(f"{ended}: {contact['answer']}" if contact["answer"] else ended, "      ")


def _added_late(claim: rows.ClaimPage) -> set[str]:
    """Return the names of the evidence that was added after publication, and on which no verdict in force rests."""
    published_at = claim["published_at"]
    if published_at is None:
        return set()
    cited = {name for verdict in claim["verdicts"] if verdict["in_force"] for name in verdict["evidence"]}
    return {row["id"] for row in claim["evidence"] if row["added_at"] > published_at} - cited


def _evidence(evidence: Sequence[rows.EvidenceRow], late: Container[str]) -> Iterable[str]:
    for question in _QUESTIONS:
        question_rows = [row for row in evidence if row["on"] == question]
        if question_rows:
            yield from _heading(f"evidence on the {question}")
            for row in question_rows:
                yield from evidence_lines(row, is_late=row["id"] in late)


def _notes(notes: Sequence[rows.NoteRow]) -> Iterable[str]:
    """Yield the notes with their names, which `factdb erase note` takes."""
    if notes:
        yield from _heading("notes")
    for note in notes:
        yield from wrap(f"{note['id']} {_day(note['at'])} {note['by']}: {note['note']}", "  ", "    ")


def _heading(text: str) -> Iterable[str]:
    yield ""
    yield display.heading(printable(text))


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _painted_word(text: str) -> str:
    return display.paint(text, text, bold=True)

"""Kinds of history events: each is written, replayed and told, and none is spelt out beside the enum."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

from factdb.cli.report.log import DESK_SENTENCES
from factdb.domain.history import claim_replay, desk_replay, people_and_documents
from factdb.domain.history.events import ClaimEvent, DeskEvent
from factdb.domain.history.sentences import SENTENCES
from factdb.services.people.namebook import OwnerEvents

PACKAGE = Path(__file__).parent.parent / "factdb"
EVENTS: list[ClaimEvent | DeskEvent] = [*ClaimEvent, *DeskEvent]
# What every ledger holds already, and hashes over: these texts never change.
STORED = """
added imported edited assigned moved noted tagged linked evidence-added evidence-withdrawn checked check-withdrawn
assessed rated
corrected correction-withdrawn retraction-proposed contacted contact-answered erased
demo-loaded rechained erasure-requested erasure-refused erasure-approved erasure-done file-imported import-undone
reviewer-added reviewer-edited reviewer-disabled reviewer-enabled reviewer-invited reviewer-password-set
reviewer-password-changed reviewer-signed-out policy-set scale-added scales-taken-up
topic-added topic-renamed topic-merged topic-unmerged
speaker-added speaker-edited speaker-change-proposed speaker-merged speaker-followed speaker-unmerged speaker-told-apart
speaker-told-apart-undone speaker-alias-added speaker-alias-removed speaker-role-added speaker-role-edited
speaker-role-removed
source-added source-edited source-change-proposed source-merged source-followed source-unmerged source-told-apart
source-told-apart-undone source-alias-added source-alias-removed source-domain-added source-domain-removed
document-added document-edited document-captured document-proposal-decided document-proposal-reopened
"""
# Calls whose arguments become the kind of a row; OwnerEvents hands its fields to such calls.
WRITERS = {"record", "add", "_history_row", "_next_entry", "OwnerEvents"}
OWNER_EVENTS = {field.name for field in fields(OwnerEvents)}


@cache
def trees() -> dict[str, ast.Module]:
    """Return every module of the package but the enums themselves, parsed once."""
    modules = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
    del modules["domain/history/events.py"]
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules.items()}


@cache
def written() -> set[str]:
    """Return the arguments of all calls in services that write a row, as source text."""
    services = [tree for name, tree in trees().items() if name.startswith("services/")]
    calls = [node for tree in services for node in ast.walk(tree) if isinstance(node, ast.Call)]
    writers = [node for node in calls if ast.unparse(node.func).rpartition(".")[2] in WRITERS]
    return {
        ast.unparse(argument)
        for node in writers
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]
    }


def about_kind(node: ast.expr) -> bool:
    """Tell whether an expression reads the kind of an event: body["kind"], body.get("kind"), History.kind."""
    return bool(re.search(r"""(\[|\.get\()'kind'|History\.kind\b|\bevent\.kind\b""", ast.unparse(node)))


def spelt_out(tree: ast.Module) -> Iterator[str]:
    """Yield the places where a module spells out a kind of event that the enums have."""
    words = {str(event) for event in EVENTS}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if "-" in text and text in words:
                yield f"{node.lineno}: {text}"
            case ast.Constant(value=str(text)) if re.search(r"\bkind (=|IN) .*'(" + "|".join(words) + ")'", text):
                yield f"{node.lineno}: SQL with {text}"
            case ast.JoinedStr(values=parts):
                ends = [part.value for part in parts if isinstance(part, ast.Constant) and str(part.value)[:1] == "-"]
                if any(event.endswith(str(end)) for end in ends for event in words):
                    yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.Compare(left=left, comparators=others) if any(map(about_kind, [left, *others])):
                literals = [
                    part for side in [left, *others] for part in ast.walk(side) if isinstance(part, ast.Constant)
                ]
                yield from (f"{node.lineno}: {part.value}" for part in literals if part.value in words)
            case ast.Call(func=ast.Attribute(attr="record" | "entry"), args=arguments, keywords=keywords):
                values = [*arguments, *(keyword.value for keyword in keywords if keyword.arg == "kind")]
                literals = [part for part in values if isinstance(part, ast.Constant)]
                yield from (f"{node.lineno}: {part.value}" for part in literals if part.value in words)
            case ast.Dict(keys=keys):
                literals = [part for part in keys if isinstance(part, ast.Constant) and part.value in words]
                if len(literals) > 2:
                    yield f"{node.lineno}: a table of events"


def test_stored_texts_stay_what_they_are() -> None:
    assert [str(event) for event in EVENTS] == STORED.split()


def test_every_event_is_written() -> None:
    by_services = [event for event in EVENTS if event is not DeskEvent.RECHAINED]
    assert [event for event in by_services if f"{type(event).__name__}.{event.name}" not in written()] == []
    # Speakers and sources share their writers, which take these from the book of names.
    assert {name for name in OWNER_EVENTS if written() & {f"book.events.{name}", f"self.events.{name}"}} == OWNER_EVENTS


def test_only_the_upgrade_says_that_histories_were_written_anew() -> None:
    assert "DeskEvent.RECHAINED" not in written()
    assert f"'{DeskEvent.RECHAINED}'" in (PACKAGE.parent / "migrations/versions/0016_erasable_history.py").read_text()


def test_every_event_of_a_claim_is_replayed() -> None:
    assert not claim_replay.REPLAYED.keys() & claim_replay.COLUMNS_ONLY
    assert claim_replay.REPLAYED.keys() | claim_replay.COLUMNS_ONLY == set(ClaimEvent)


def test_every_event_of_the_desk_is_replayed() -> None:
    replayed = desk_replay.REPLAYED.keys() | people_and_documents.REPLAYED.keys()
    assert not replayed & desk_replay.STATELESS
    assert replayed | desk_replay.STATELESS == set(DeskEvent)


def test_the_history_page_has_a_sentence_for_every_event_of_a_claim() -> None:
    assert set(SENTENCES) == set(ClaimEvent)


def test_the_log_has_a_sentence_for_every_event_of_the_desk() -> None:
    assert set(DESK_SENTENCES) == set(DeskEvent)


def test_no_kind_is_spelt_out_beside_the_enums() -> None:
    places = [f"{name}:{place}" for name, tree in trees().items() for place in spelt_out(tree)]
    assert not places

"""Says for events of the histories which command takes them back, or why nothing does."""

from __future__ import annotations

import shlex
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from factdb.domain import dates, text, workflow
from factdb.domain.enums import PUBLIC_STATUSES, Status
from factdb.domain.history import chain
from factdb.domain.history.events import ClaimEvent, DeskEvent
from factdb.services.decisions import scales
from factdb.services.desk import desk_policy
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store import history_names
from factdb.store.models import DeskHistory, Document, Scale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.ledger.written_rows import AnyRow, WrittenRow
    from factdb.services.people.namebook import NameBook
    from factdb.store.models import History

    Body = dict[str, Any]

UNDO = "undo"
_MISTAKE = '--reason "Made by mistake."'
_PUBLIC = frozenset({*PUBLIC_STATUSES, Status.RETRACTED})
_EDIT_OPTIONS = {
    "claim": "--claim", "attribution": "--attribution", "kind": "--kind", "speaker": "--speaker",
    "occasion": "--occasion", "priority": "--priority", "headline": "--headline", "published_url": "--published-url",
    "source": "--source", "attributed_to": "--attributed-to",
}  # fmt: skip
_REMOVABLE = frozenset({"occasion", "attributed_to", "headline", "published_url"})
_OF_IMPORTS = frozenset({DeskEvent.FILE_IMPORTED, DeskEvent.IMPORT_UNDONE})
# They follow from other columns, or count rows.
_ARTICLE_OPTIONS = {
    "title": "title",
    "source": "source",
    "url": "typed_url",
    "author": "author",
    "language": "language",
}
# What `articles edit` writes for the claims that follow.
_FOLLOWING = frozenset({ClaimEvent.EDITED, ClaimEvent.CORRECTED, ClaimEvent.MOVED})
_DERIVED = frozenset({"sort_on", "speaker_title", "speaker_party", "flags", "evidence_count"})


class Counter(NamedTuple):
    """How an event is taken back: a command, in which `{claims}` stands for its claims, or else a sentence."""

    command: str | None
    sentence: str = ""
    claim: int | None = None


def way_back(session: Session, rows: Iterable[AnyRow]) -> str | None:
    """Return one line on how to take back what these rows record; None if nothing does, or if nobody can type it."""
    counters = counters_of(session, rows)
    if sentences := [counter.sentence for counter in counters if counter.command is None]:
        return sentences[-1] if _is_typable(sentences[-1]) else None
    commands = commands_of(counters)
    if not commands:
        return None
    return f"Undo: factdb {commands[0] if len(commands) == 1 else UNDO}"


def commands_of(counters: Iterable[Counter]) -> list[str]:
    """Return the commands; one that is the same for several claims names all of them.

    A text with control characters, as files bring it, can be restored but not typed: `factdb undo` takes such an action
    back.
    """
    claims_by_command: dict[str, list[int]] = {}
    for counter in counters:
        if counter.command is not None:
            command = counter.command if _is_typable(counter.command) else UNDO
            claims_by_command.setdefault(command, []).extend([counter.claim] if counter.claim else [])
    return [
        command.replace("{claims}", " ".join(map(str, dict.fromkeys(claims))))
        for command, claims in claims_by_command.items()
    ]


def _is_typable(line: str) -> bool:
    return text.for_terminal(line) == line


def counters_of(session: Session, rows: Iterable[AnyRow]) -> list[Counter]:
    """Return how the rows of one action are taken back, claim by claim; if a part is not, only why."""
    written = list(rows)
    # First, because an import may name the outlet of an article, too.
    if (of_import := next((row for row in written if row.kind in _OF_IMPORTS), None)) is not None:
        return [_import_counter(chain.read(of_import.body))]
    if (edited := _edited_article(written)) is not None:
        note = ' --public-note "..."' if any(row.kind == ClaimEvent.CORRECTED for row in written) else ""
        return [_article_counter(session, chain.read_opened(edited.body, edited.words), note)]
    claim_rows: list[History | WrittenRow] = []
    counters: list[Counter] = []
    for row in written:
        if not isinstance(row, DeskHistory):
            claim_rows.append(row)
        elif row.kind in _DESK_COUNTERS:
            counters.append(_DESK_COUNTERS[DeskEvent(row.kind)](session, chain.read_opened(row.body, row.words)))
    handles = history_names.handles(session) if claim_rows else {}
    for claim_id, events in groupby(sorted(claim_rows, key=lambda row: row.claim_id), key=lambda row: row.claim_id):
        bodies = [
            history_names.in_words(session, history_names.with_handles(chain.read_opened(row.body, row.words), handles))
            for row in events
        ]
        counters += [counter._replace(claim=claim_id) for counter in _claim_counters(claim_id, bodies)]
    # What only follows from the claims, such as a new speaker, needs no way back beside theirs.
    counters = [counter for counter in counters if counter.command or counter.sentence]
    return [counter for counter in counters if counter.command is None] or counters


def _edited_article(rows: Sequence[AnyRow]) -> DeskHistory | None:
    """Return the row of `articles edit`: the claims of an article follow it, also when it is edited again."""
    if any(not isinstance(row, DeskHistory) and row.kind not in _FOLLOWING for row in rows):
        return None
    return next((row for row in rows if isinstance(row, DeskHistory) and row.kind == DeskEvent.DOCUMENT_EDITED), None)


def _import_counter(body: Body) -> Counter:
    """Return the way back of a whole import: its claims are not taken back one by one."""
    if body["kind"] == DeskEvent.IMPORT_UNDONE:
        return Counter(None, "To take the claims up again, import the file again: factdb import FILE")
    return Counter(None, f"To undo the import: factdb imports undo {body['number']}")


def _article_counter(session: Session, body: Body, note: str) -> Counter:
    number = session.scalar(select(Document.id).where(Document.uid == body["uid"]))
    was, now = body["was"], body["now"]
    before = {name: was[column] for name, column in _ARTICLE_OPTIONS.items() if was[column] != now[column]}
    if before.get("source"):
        before["source"] = history_names.named(session, "source", before["source"])
    day = was["published_on"]
    # An article that had no day cannot be edited so that it has none again.
    if day and any(was[column] != now[column] for column in ("published_on", "published_precision")):
        before["published"] = dates.shown_text(day, was["published_precision"])
    words = {name: shlex.quote(value or "") for name, value in before.items()}
    options = [f"--{name} {word if _is_typable(word) else name.upper()}" for name, word in words.items()]
    return Counter(
        None, f"To edit it again: factdb articles edit {number} {' '.join(options) or '--title TITLE'}{note}"
    )


def _scale_counter(session: Session, body: Body) -> Counter:
    """Return how a mapping is changed again; nothing for a scale that was added or imported."""
    code, version = body["scale"]["code"], body["version"]
    before = session.scalar(select(Scale).where(Scale.code == code, Scale.version == version - 1))
    earlier = {rating["label"]: rating for rating in scales.scale_facts(session, before)["ratings"]} if before else {}
    mapped = [rating for rating in body["scale"]["ratings"] if earlier.get(rating["label"]) != rating]
    if before is None or len(mapped) != 1:
        return Counter(None)
    rating = earlier.get(mapped[0]["label"], {})
    options = [
        f"--{name.replace('mapping_', '')} {shlex.quote(str(rating[name]))}"
        for name in ("category", "score", "direction", "mapping_reason")
        if name in rating
    ]
    options += [f"--flag {flag}" for flag in rating.get("flags", ())]
    label = shlex.quote(mapped[0]["label"])
    again = "To map it again" if options else "To take the meaning away again"
    return Counter(None, f"{again}: factdb ratings map {code} {label} {' '.join(options) or '--unmapped'}")


def _claim_counters(claim_id: int, bodies: Sequence[Body]) -> list[Counter]:
    kinds = {body["kind"] for body in bodies}
    if (sentence := _sentence(claim_id, bodies)) is not None:
        return [Counter(None, sentence)]
    if ClaimEvent.ADDED in kinds:
        return [Counter(f"claims status {{claims}} declined {_MISTAKE}")]
    if kinds & {ClaimEvent.CORRECTED, ClaimEvent.RETRACTION_PROPOSED}:
        return [Counter(f"claims correct {claim_id} --withdraw")]
    return [_COUNTERS[kind](claim_id, body) for body in bodies if (kind := ClaimEvent(body["kind"])) in _COUNTERS]


def _sentence(claim_id: int, bodies: Sequence[Body]) -> str | None:
    """Return why an action on a claim is not taken back: readers saw it, or it is decided again; None if it can be."""
    kinds = {body["kind"] for body in bodies}
    last_status = next((body["changed"]["status"]["now"] for body in reversed(bodies) if _moves(body)), None)
    if any("origin" in body for body in bodies):
        return f"To decline what was imported: factdb claims status {claim_id} declined {_MISTAKE}"
    if last_status == Status.RETRACTED:
        return "A retraction is final. Readers were told of it."
    if last_status in _PUBLIC and ClaimEvent.RETRACTION_PROPOSED not in kinds and not _waits(bodies):
        return f"Readers may have seen it. To correct it: factdb claims correct {claim_id}"
    if ClaimEvent.RATED in kinds:
        return f'To decide otherwise: factdb claims rate {claim_id} RATING --because "..."'
    return None


def _moves(body: Body) -> bool:
    return "status" in body.get("changed", {})


def _waits(bodies: Sequence[Body]) -> bool:
    return any("proposed" in body for body in bodies)


def _edited(claim_id: int, body: Body) -> Counter:
    options = []
    for column, change in body["changed"].items():
        if column in _DERIVED:
            continue
        option, was = _EDIT_OPTIONS.get(column), change["was"]
        if option is None or (was is None and column not in _REMOVABLE):
            return Counter(UNDO)
        options.append(f"{option} {shlex.quote(str(was if was is not None else ''))}")
    return Counter(f"claims edit {claim_id} {' '.join(options)}") if options else Counter(UNDO)


def _moved(_claim_id: int, body: Body) -> Counter:
    was, now = (Status(body["changed"]["status"][side]) for side in ("was", "now"))
    move = next((move for move in workflow.MOVES[now] if move.to is was), None)
    if move is None:
        return Counter(UNDO)
    return Counter(f"claims status {{claims}} {was}{f' {_MISTAKE}' if move.reason else ''}")


def _tagged(_claim_id: int, body: Body) -> Counter:
    was, now = body["topics"]["was"], body["topics"]["now"]
    words = [f"--remove {shlex.quote(name)}" for name in now if name not in was]
    words += [f"--topic {shlex.quote(name)}" for name in was if name not in now]
    return Counter(f"claims tag {{claims}} {' '.join(words)}")


def _linked(claim_id: int, body: Body) -> Counter:
    if "from" in body:
        return Counter(None)
    reject = "" if body["state"] == "rejected" else " --reject"
    return Counter(f"claims link {claim_id} {body['other'].removeprefix('claim ')} --kind {body['link']}{reject}")


def _stays(claim_id: int, _body: Body) -> Counter:
    return Counter(None, f"It stays in the history. To correct it, add a note: factdb claims note {claim_id} TEXT")


_COUNTERS: dict[ClaimEvent, Callable[[int, Body], Counter]] = {
    ClaimEvent.EDITED: _edited,
    ClaimEvent.ASSIGNED: lambda _, body: Counter(
        f"claims assign {{claims}} {body['changed']['assignee']['was'] or 'nobody'}"
    ),
    ClaimEvent.MOVED: _moved,
    ClaimEvent.TAGGED: _tagged,
    ClaimEvent.LINKED: _linked,
    ClaimEvent.EVIDENCE_ADDED: lambda claim_id, body: Counter(f"evidence withdraw {claim_id}.{body['n']} {_MISTAKE}"),
    ClaimEvent.EVIDENCE_WITHDRAWN: lambda claim_id, _: Counter(
        None, f"To add it again: factdb evidence add {claim_id} URL --supports|--refutes|--context"
    ),
    ClaimEvent.ASSESSED: lambda claim_id, _: Counter(
        None, f'To assess it anew: factdb claims assess {claim_id} RATING --because "..."'
    ),
    ClaimEvent.NOTED: _stays,
    ClaimEvent.CONTACTED: _stays,
    ClaimEvent.CONTACT_ANSWERED: _stays,
}


def _owner_counters(book: NameBook[Any]) -> dict[DeskEvent, Callable[[Session, Body], Counter]]:
    def named(session: Session, verb: str, body: Body, tail: str) -> Counter:
        number = session.scalar(select(book.owner.id).where(book.owner.uid == body["uid"]))
        return Counter(f"{book.word}s {verb} {number} {tail}")

    def aliases(session: Session, body: Body, tail: str = "") -> Counter:
        return named(session, "alias", body, " ".join(map(shlex.quote, body["aliases"])) + tail)

    def edited(session: Session, body: Body) -> Counter:
        name = body["was"] if isinstance(body["was"], str) else body["was"].get("name")
        tail = f"--name {shlex.quote(name)}{reason(session)}" if name else ""
        return named(session, "edit", body, tail) if name else Counter(UNDO)

    def reason(session: Session) -> str:
        # Without one, a change of a name that readers see is refused.
        return f" {_MISTAKE}" if desk_policy.current(session).four_eyes else ""

    return {
        book.events.merged: lambda session, body: named(session, "merge", body, f"--undo{reason(session)}"),
        book.events.alias_added: lambda session, body: aliases(session, body, " --remove"),
        book.events.alias_removed: aliases,
        book.events.edited: edited,
    }


_DESK_COUNTERS: dict[DeskEvent, Callable[[Session, Body], Counter]] = {
    **_owner_counters(SPEAKERS),
    **_owner_counters(SOURCES),
    DeskEvent.SCALE_ADDED: _scale_counter,
    DeskEvent.TOPIC_RENAMED: lambda _, body: Counter(
        f"topics rename {shlex.quote(body['now'])} {shlex.quote(body['was'])}"
    ),
    DeskEvent.TOPIC_MERGED: lambda _, body: Counter(f"topics merge {shlex.quote(body['name'])} --undo"),
    DeskEvent.DOCUMENT_PROPOSAL_DECIDED: lambda _, __: Counter(UNDO),
    DeskEvent.POLICY_SET: lambda _, body: Counter(f"policy set {body['name']} {shlex.quote(body['was'])}"),
}

"""`factdb log`: what the desk did, newest first, in plain words."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.listing import ON_A_TERMINAL
from factdb.cli.completion import values
from factdb.cli.completion.values import HANDLE
from factdb.cli.date_values import MOMENT
from factdb.cli.options import CLAIM
from factdb.domain import dates
from factdb.domain.history.events import DeskEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk

    Body = Mapping[str, Any]


@click.command()
@click.option("--since", type=MOMENT, metavar="TIME", help="Show events of this day (UTC), of this time, or later.")
@click.option("--by", "handles", type=HANDLE, multiple=True, help="Show events by this reviewer (repeatable).")
@click.option(
    "--claim",
    "claims",
    type=CLAIM,
    multiple=True,
    metavar="CLAIM",
    shell_complete=values.claims,
    help="Show events of this claim (repeatable).",
)
@options.limit_option("events", " (default: 50 on a terminal, all in a pipe)")
@options.output_options
@click.pass_obj
def log(
    desk: Desk, /, since: datetime | None, handles: tuple[str, ...], claims: tuple[int | str, ...], limit: int | None,
    **shape: Any,
) -> None:  # fmt: skip
    """Show what the desk did, newest first.

    Each line says when, who, on which claim, and what. The log has the histories of all claims and that of the desk:
    people, sources, articles and rules.

    \b
    Example:
      factdb log
      factdb log --since 2026-11-20 --by ana
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun, write_rows
    from factdb.cli.terminal.output import Output, is_terminal
    from factdb.formats.rows import Format
    from factdb.services.reads.histories import desk_log

    out = Output.choose(desk_log.COLUMNS, desk_log.TABLE_COLUMNS, **shape)
    most = limit or (ON_A_TERMINAL if is_terminal() and out.path is None else None)

    def read(session: Session) -> Iterator[dict[str, Any]]:
        request = desk_log.LogRequest(since, handles, claims)
        with closing(desk_log.rows(session, request, desk.viewer(session), most)) as events:
            for event in events:
                shown = {"at": f"{event['at']:%Y-%m-%d %H:%M:%S}"} if out.row_format is Format.TABLE else {}
                yield {**event, **shown, "what": event_sentence(event)}

    count, _ = write_rows(desk, out, read, most)
    desk.hint(count_with_noun(count, "event"))
    if count == most:
        desk.hint("Show more, if there are more: --limit N")


def event_sentence(event: Mapping[str, Any]) -> str:
    """Return an event in one line; a kind that nobody knows, from a row that was tampered with, is shown as it is."""
    from factdb.domain.history import sentences

    if event["claim"] is not None:
        return sentences.event_text(event)
    kind = event["kind"]
    body = event["body"]
    sentence = DESK_SENTENCES[DeskEvent(kind)](body) if kind in DESK_SENTENCES else kind
    return f"{sentence} (reason: {body['reason']})" if body.get("reason") else sentence


def _changes(body: Body) -> str:
    """Return the fields that differ, as in: title: none -> Bridge opens."""
    if not isinstance(body["now"], dict):  # the name of a source, which is all that it has
        return f"{body['was']} -> {body['now']}"
    was, now = (_with_day(body[side]) for side in ("was", "now"))
    return "; ".join(
        f"{key}: {was.get(key) or 'none'} -> {value or 'none'}" for key, value in now.items() if was.get(key) != value
    )


def _with_day(facts: Body) -> Body:
    """Return the facts of a document with its day as exactly as it is known; others as they are."""
    if "published_on" not in facts:
        return facts
    others = {key: value for key, value in facts.items() if key != "published_precision"}
    return {**others, "published_on": dates.shown_text(facts["published_on"], facts["published_precision"])}


def _facts(facts: Body) -> str:
    """Return a proposed change, as in: name: Jane Doe -> Jane Roe."""
    return "; ".join(
        f"{key}: {value['was']} -> {value['now']}" if isinstance(value, dict) else f"{key.replace('_', ' ')} {value}"
        for key, value in facts.items()
    )


def _office(office: Body) -> str:
    title = ", ".join(office[key] for key in ("title", "organization", "party") if office.get(key))
    dates = " to ".join(office.get(key) or "" for key in ("since", "until")).strip()
    return f"{title} ({dates})" if dates != "to" else title


def _document(body: Body) -> str:
    document = body["document"]
    noun = "article" if document["is_article"] else "document"
    return f"added {noun} {body['number']}: {document['title'] or document['url'] or document['medium']}"


def _erasure(verb: str) -> Callable[[Body], str]:
    return lambda body: f"{verb} erasure {body['erasure']}"


_OWNER_SENTENCES: dict[str, Callable[[str, Body], str]] = {
    "added": lambda noun, body: f"added {noun} {body['name']}",
    "edited": lambda noun, body: f"edited {noun} {body['uid']}: {_changes(body)}",
    "change-proposed": lambda noun, body: f"proposed a change of {noun} {body['uid']}: {_facts(body['change'])}",
    "merged": lambda noun, body: f"merged {noun} {body['uid']} into {body['into']}",
    "followed": lambda noun, body: f"{noun} {body['uid']} now belongs to {body['into']}",
    "unmerged": lambda noun, body: f"undid the merge of {noun} {body['uid']} into {body['from']}",
    "told-apart": lambda noun, body: f"{noun}s {body['uid']} and {body['other']} are different",
    "told-apart-undone": lambda noun, body: f"{noun}s {body['uid']} and {body['other']} may be the same again",
    "alias-added": lambda noun, body: f"added names of {noun} {body['uid']}: {', '.join(body['aliases'])}",
    "alias-removed": lambda noun, body: f"removed names of {noun} {body['uid']}: {', '.join(body['aliases'])}",
}


def _of_owner(event: DeskEvent) -> Callable[[Body], str]:
    noun, _, verb = event.value.partition("-")
    return lambda body: _OWNER_SENTENCES[verb](noun, body)


DESK_SENTENCES: dict[DeskEvent, Callable[[Body], str]] = {
    **{
        event: _of_owner(event)
        for event in DeskEvent
        if event.value.partition("-")[0] in {"speaker", "source"} and event.value.partition("-")[2] in _OWNER_SENTENCES
    },
    DeskEvent.DEMO_LOADED: lambda body: f"loaded the worked example of {body['claims']} claims",
    DeskEvent.RECHAINED: lambda _: "wrote all histories anew, in version 2",
    DeskEvent.FILE_IMPORTED: lambda body: (
        f"import {body['number']}: {body['file']}, {body['rows']['added']} added, {body['rows']['changed']} changed"
    ),
    DeskEvent.IMPORT_UNDONE: lambda body: f"undid import {body['number']}: {body['file']}",
    DeskEvent.ERASURE_REQUESTED: lambda body: (
        f"asked for erasure {body['erasure']}, a {body['subject']} (ground: {body['ground']})"
    ),
    DeskEvent.ERASURE_REFUSED: lambda body: f"refused erasure {body['erasure']}",
    DeskEvent.ERASURE_APPROVED: _erasure("approved"),
    DeskEvent.ERASURE_DONE: _erasure("completed"),
    DeskEvent.REVIEWER_ADDED: lambda body: f"added reviewer {body['handle']} as {body['role']}",
    DeskEvent.REVIEWER_EDITED: lambda body: f"edited reviewer {body['uid']}: {_changes(body)}",
    DeskEvent.REVIEWER_DISABLED: lambda body: f"disabled reviewer {body['uid']}",
    DeskEvent.REVIEWER_ENABLED: lambda body: f"enabled reviewer {body['uid']}",
    DeskEvent.REVIEWER_INVITED: lambda body: f"invited {body['uid']} to set a password",
    DeskEvent.REVIEWER_PASSWORD_SET: lambda body: f"{body['uid']} set a password by an invitation",
    DeskEvent.REVIEWER_PASSWORD_CHANGED: lambda body: f"{body['uid']} changed the password",
    DeskEvent.REVIEWER_SIGNED_OUT: lambda body: (
        f"ended {'one session' if 'sessions' in body else 'all sessions'} of {body['uid']}"
    ),
    DeskEvent.POLICY_SET: lambda body: f"policy {body['name']}: {body['was'] or 'none'} -> {body['now'] or 'none'}",
    DeskEvent.SCALE_ADDED: lambda body: f"added scale {body['scale']['code']}, version {body['version']}",
    DeskEvent.SCALES_TAKEN_UP: lambda body: f"took up the scales of a release: {', '.join(body['scales']) or 'none'}",
    DeskEvent.TOPIC_ADDED: lambda body: f"added topic {body['name']}",
    DeskEvent.TOPIC_RENAMED: lambda body: f"renamed topic {body['was']} to {body['now']}",
    DeskEvent.TOPIC_MERGED: lambda body: f"merged topic {body['name']} into {body['into']}",
    DeskEvent.TOPIC_UNMERGED: lambda body: f"undid the merge of topic {body['name']} into {body['from']}",
    DeskEvent.SPEAKER_ROLE_ADDED: lambda body: f"added an office of {body['uid']}: {_office(body)}",
    DeskEvent.SPEAKER_ROLE_EDITED: lambda body: f"edited an office of {body['uid']}: {_changes(body)}",
    DeskEvent.SPEAKER_ROLE_REMOVED: lambda body: f"removed an office of {body['uid']}: {_office(body)}",
    DeskEvent.SOURCE_DOMAIN_ADDED: lambda body: f"added a web domain of {body['uid']}: {body['domain']}",
    DeskEvent.SOURCE_DOMAIN_REMOVED: lambda body: f"removed web domains of {body['uid']}: {', '.join(body['domains'])}",
    DeskEvent.DOCUMENT_ADDED: _document,
    DeskEvent.DOCUMENT_EDITED: lambda body: f"edited {body['uid']}: {_changes(body)}",
    DeskEvent.DOCUMENT_CAPTURED: lambda body: f"kept a copy of {body['uid']}: capture {body['n']}",
    DeskEvent.DOCUMENT_PROPOSAL_DECIDED: lambda body: (
        f"{body['decision']} a proposed claim of {body['uid']}"
    ),
    DeskEvent.DOCUMENT_PROPOSAL_REOPENED: lambda body: f"took back a decision on a proposed claim of {body['uid']}",
}  # fmt: skip
"""The function that writes the sentence of each kind of event of the desk."""

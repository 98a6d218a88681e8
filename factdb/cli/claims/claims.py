"""`factdb claims`: the commands on claims, and the morning view when none is named."""

from __future__ import annotations

import click

from factdb.cli.lazy import CommandEntry, LazyGroup

_READ, _DECIDE, _ANNOTATE, _CONTACT = "Read", "Decide", "Annotate", "Replies and complaints"
COMMANDS = {
    "list": CommandEntry(
        "factdb.cli.claims.listing:list_", "List claims: who said what, when, and where it stands.", _READ
    ),
    "show": CommandEntry(
        "factdb.cli.claims.showing:show", "Show claims with passage, verdicts, evidence and notes.", _READ
    ),
    "similar": CommandEntry(
        "factdb.cli.claims.similar:similar_command", "List claims that look like a text, or like another.", _READ
    ),
    "duplicates": CommandEntry("factdb.cli.claims.similar:duplicates", "List claims that say nearly the same.", _READ),
    "due": CommandEntry("factdb.cli.claims.listing:due", "List promises and predictions that fall due.", _READ),
    "assessments": CommandEntry(
        "factdb.cli.claims.assessing:assessments", "List what reviewers think of a claim.", _READ
    ),
    "check-quote": CommandEntry(
        "factdb.cli.claims.check_quote:check_quote", "Hold quotations against their source, word by word.", _READ
    ),
    "history": CommandEntry("factdb.cli.claims.showing:history", "Tell who did what to a claim, when and why.", _READ),
    "next": CommandEntry("factdb.cli.claims.queue:next_", "Take the most urgent claim that nobody has.", _DECIDE),
    "release": CommandEntry("factdb.cli.claims.queue:release", "Give back claims that you took.", _DECIDE),
    "add": CommandEntry("factdb.cli.claims.adding:add", "Add a claim; with --rate, decide it at once.", _DECIDE),
    "status": CommandEntry("factdb.cli.claims.deciding:status", "Move claims to another status.", _DECIDE),
    "rate": CommandEntry(
        "factdb.cli.claims.deciding:rate", "Decide a claim: give it a verdict, with your reasons.", _DECIDE
    ),
    "adopt": CommandEntry(
        "factdb.cli.claims.adopting:adopt", "Make another publisher's check a verdict of yours.", _DECIDE
    ),
    "assess": CommandEntry(
        "factdb.cli.claims.assessing:assess", "Say what you think of a claim, before the desk decides.", _DECIDE
    ),
    "correct": CommandEntry("factdb.cli.claims.correcting:correct", "Correct what is published, in the open.", _DECIDE),
    "retract": CommandEntry("factdb.cli.claims.correcting:retract", "Retract what is published, in the open.", _DECIDE),
    "edit": CommandEntry("factdb.cli.claims.editing:edit", "Change what a claim says.", _ANNOTATE),
    "link": CommandEntry("factdb.cli.claims.editing:link", "Say how two claims hang together.", _ANNOTATE),
    "note": CommandEntry("factdb.cli.claims.notes_and_links:note", "Write a note on a claim.", _ANNOTATE),
    "ask": CommandEntry("factdb.cli.claims.contacts:ask", "Write down whom you asked for a reply.", _CONTACT),
    "complain": CommandEntry("factdb.cli.claims.contacts:complain", "Write down who complains of a claim.", _CONTACT),
    "outreach": CommandEntry(
        "factdb.cli.claims.contacts:outreach", "Write down which outlet you asked for a correction.", _CONTACT
    ),
    "reply": CommandEntry("factdb.cli.claims.contacts:reply", "Write down how a contact ended.", _CONTACT),
    "assign": CommandEntry("factdb.cli.claims.notes_and_links:assign", "Give claims to a reviewer.", _ANNOTATE),
    "tag": CommandEntry("factdb.cli.claims.notes_and_links:tag", "Put topics on claims, or take them off.", _ANNOTATE),
}


@click.group(cls=LazyGroup, entries=COMMANDS, invoke_without_command=True)
@click.pass_context
def claims(ctx: click.Context) -> None:
    """List, show, add and decide claims.

    Without a command: the morning view, what is yours, due, waiting for approval and new.

    \b
    Example:
      factdb claims
    """
    if ctx.invoked_subcommand is None:
        from factdb.cli.claims.queue import print_morning

        print_morning(ctx.obj)

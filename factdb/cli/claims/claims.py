"""The group of commands `factdb claims`; without a command it shows the morning view."""

from __future__ import annotations

import click

from factdb.cli.lazy import CommandEntry, LazyGroup

_READ, _DECIDE, _ANNOTATE, _CONTACT = "Read", "Decide", "Annotate", "Replies and complaints"
COMMANDS = {
    "list": CommandEntry(
        "factdb.cli.claims.listing:list_", "List claims with speaker, date, verdict and status.", _READ
    ),
    "show": CommandEntry(
        "factdb.cli.claims.showing:show", "Show claims with passage, verdicts, evidence and notes.", _READ
    ),
    "similar": CommandEntry(
        "factdb.cli.claims.similar:similar_command", "List claims similar to a text or to another claim.", _READ
    ),
    "duplicates": CommandEntry("factdb.cli.claims.similar:duplicates", "List claims that say nearly the same.", _READ),
    "due": CommandEntry("factdb.cli.claims.listing:due", "List promises and predictions due soon or overdue.", _READ),
    "assessments": CommandEntry("factdb.cli.claims.assessing:assessments", "List the assessments of a claim.", _READ),
    "check-quote": CommandEntry(
        "factdb.cli.claims.check_quote:check_quote", "Compare quotations with their source, word by word.", _READ
    ),
    "history": CommandEntry("factdb.cli.claims.showing:history", "Show who did what to a claim, when and why.", _READ),
    "next": CommandEntry("factdb.cli.claims.queue:next_", "Take the most urgent claim that nobody works on.", _DECIDE),
    "release": CommandEntry("factdb.cli.claims.queue:release", "Give back claims that you took.", _DECIDE),
    "take-back": CommandEntry(
        "factdb.cli.claims.queue:take_back", "Take back claims that somebody has taken.", _DECIDE
    ),
    "add": CommandEntry("factdb.cli.claims.adding:add", "Add a claim; with --rate, decide it at once.", _DECIDE),
    "status": CommandEntry("factdb.cli.claims.deciding:status", "Move claims to another status.", _DECIDE),
    "rate": CommandEntry(
        "factdb.cli.claims.deciding:rate", "Decide claims: give them a verdict, with your reasons.", _DECIDE
    ),
    "adopt": CommandEntry(
        "factdb.cli.claims.adopting:adopt", "Adopt another publisher's check as your verdict.", _DECIDE
    ),
    "assess": CommandEntry(
        "factdb.cli.claims.assessing:assess", "Record your own assessment of a claim, before the desk decides.", _DECIDE
    ),
    "correct": CommandEntry(
        "factdb.cli.claims.correcting:correct", "Correct a published claim, with a public note.", _DECIDE
    ),
    "retract": CommandEntry(
        "factdb.cli.claims.correcting:retract", "Retract a published claim, with a public note.", _DECIDE
    ),
    "edit": CommandEntry("factdb.cli.claims.editing:edit", "Edit the words and the details of a claim.", _ANNOTATE),
    "link": CommandEntry(
        "factdb.cli.claims.editing:link",
        "Link two claims: repeats, contradicts, part-of, updates, similar.",
        _ANNOTATE,
    ),
    "note": CommandEntry("factdb.cli.claims.notes_and_links:note", "Add a note to a claim.", _ANNOTATE),
    "ask": CommandEntry("factdb.cli.claims.contacts:ask", "Record that you asked for a reply.", _CONTACT),
    "complain": CommandEntry("factdb.cli.claims.contacts:complain", "Record a complaint about a claim.", _CONTACT),
    "outreach": CommandEntry(
        "factdb.cli.claims.contacts:outreach", "Record that you asked an outlet for a correction.", _CONTACT
    ),
    "reply": CommandEntry("factdb.cli.claims.contacts:reply", "Record the answer to a contact.", _CONTACT),
    "assign": CommandEntry("factdb.cli.claims.notes_and_links:assign", "Assign claims to a reviewer.", _ANNOTATE),
    "tag": CommandEntry("factdb.cli.claims.notes_and_links:tag", "Add topics to claims, or remove topics.", _ANNOTATE),
}


@click.group(cls=LazyGroup, entries=COMMANDS, invoke_without_command=True)
@click.pass_context
def claims(ctx: click.Context) -> None:
    """List, show, add and decide claims.

    Without a command, the morning view shows all open work: what is yours, due, new, in review by nobody, waiting for
    an approval, open complaints, and replies that are overdue. Each part names the command that lists it.

    \b
    Example:
      factdb claims
    """
    if ctx.invoked_subcommand is None:
        from factdb.cli.claims.queue import print_morning

        print_morning(ctx.obj)

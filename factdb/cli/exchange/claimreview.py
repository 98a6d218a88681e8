"""`factdb export claimreview`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.listing import filter_options
from factdb.cli.completion.values import SOURCE
from factdb.cli.exchange import export as exports

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.cli.desk import Desk
    from factdb.domain.linked_data import Node
    from factdb.formats.claimreview.claimreview_writer import Publisher

# Findings that are told without --strict; the number of the others is.
_SHOWN = 20


@click.command()
@options.listed_argument
@filter_options
@click.option("--base-url", metavar="URL", help="Where claims without a page of their own have one, named by uid.")
@click.option("--feed", is_flag=True, help="As a Data Commons feed, an item a page.")
@click.option("--strict", is_flag=True, help="Write nothing while a rule of the format is broken.")
@click.option("--other", "publisher", type=SOURCE, metavar="PUBLISHER", help="That publisher's checks, not the desk's.")
@exports.output_option
@click.pass_obj
def claimreview(
    desk: Desk, /, claim_names: tuple[int | str, ...] | None, base_url: str | None, feed: bool, strict: bool,
    publisher: str | None, output: str | None, **filters: Any,
) -> None:  # fmt: skip
    """Write ClaimReview: published verdicts as markup.

    One object for one claim, an array for several. Name, url and licence are those under [desk] in factdb.toml. Only
    what is published is written, each claim at its published_url, else under --base-url; while it is corrected, with
    the version last in force. A claim whose words its outlet changed has the outlet as its author. The ids are made
    of the claims' uids and stay the same; the same desk writes the same bytes.

    Required properties that are missing, addresses that aren't the desk's own, and ratings out of order break a rule:
    each is a line, and with --strict nothing is written and the exit code is 6.

    With --other what another publisher found, as the ledger has it now.

    \b
    Example:
      factdb export claimreview 7 --base-url https://desk.example/checks
      factdb export claimreview --status published --base-url https://desk.example/checks --feed -o feed.json
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.formats.claimreview import claimreview_writer
    from factdb.services.exports import claimreviews

    if publisher and base_url:
        raise click.UsageError("--base-url is for the desk's own reviews; another publisher's have their address")
    author = None if publisher else _desk_as_publisher(desk)
    with desk.reading() as session:
        claim_filter = exports.claim_filter(desk, session, claim_names, filters)
        if author:
            export = claimreviews.desk_reviews(session, claim_filter, author, base_url)
        else:
            export = claimreviews.reviews_by(session, claim_filter, publisher or "")
    exports.report_left_out(desk, export.left_out, "only what is published is exported")
    _report_findings(desk, export.items, strict=strict)
    reviews = [review for _, review in export.items]
    exports.write_document(claimreview_writer.feed(reviews) if feed else _one_or_all(reviews), output)
    desk.hint(count_with_noun(len(reviews), "review"))


def _one_or_all(reviews: Sequence[Node]) -> Node | Sequence[Node]:
    return reviews[0] if len(reviews) == 1 else reviews


def _desk_as_publisher(desk: Desk) -> Publisher:
    from factdb.errors.exchange import DeskNameNeededError
    from factdb.formats.claimreview.claimreview_writer import Publisher

    desk_settings = desk.settings.desk
    if desk_settings.name is None:
        raise DeskNameNeededError
    url, licence = (setting.value if setting else None for setting in (desk_settings.url, desk_settings.licence))
    return Publisher(desk_settings.name.value, url, licence)


def _report_findings(desk: Desk, items: Sequence[tuple[int, Node]], *, strict: bool) -> None:
    """Tell on stderr what breaks a rule or goes against advice; with --strict, refuse where a rule is broken."""
    from factdb.errors.exchange import RulesBrokenError
    from factdb.formats.claimreview import rules

    findings = list(rules.findings(items))
    shown = findings if strict else findings[:_SHOWN]
    desk.hint(*(finding if finding.is_error else f"{finding} (advice)" for finding in shown))
    if len(shown) < len(findings):
        desk.hint(f"{len(findings) - len(shown)} more; all of them: --strict")
    if strict and (broken := sum(finding.is_error for finding in findings)):
        raise RulesBrokenError(broken)

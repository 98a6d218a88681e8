"""The command that exports published verdicts as ClaimReview: `factdb export claimreview`."""

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

# Findings that are printed without --strict; the other findings are only counted.
_SHOWN = 20


@click.command()
@options.listed_argument
@filter_options
@click.option(
    "--base-url", metavar="URL", help="Base address for claims without a published_url; the claim's uid follows."
)
@click.option("--feed", is_flag=True, help="Write a Data Commons feed, one item per page.")
@click.option("--strict", is_flag=True, help="Write nothing if a review breaks a rule of the format.")
@click.option(
    "--other", "publisher", type=SOURCE, metavar="PUBLISHER",
    help="Export the checks of this publisher instead of the desk's.",
)  # fmt: skip
@exports.output_option
@click.pass_obj
def claimreview(
    desk: Desk, /, claim_names: tuple[int | str, ...] | None, base_url: str | None, feed: bool, strict: bool,
    publisher: str | None, output: str | None, **filters: Any,
) -> None:  # fmt: skip
    """Export published verdicts as ClaimReview markup.

    One claim becomes an object, several claims become an array. Set the publisher's name, url and licence under [desk]
    in factdb.toml. Only published claims are exported, each at its published_url or else under --base-url. During a
    correction, the export has the last version in force. If the outlet changed the words of a claim, the outlet is the
    author. The ids contain the claims' uids and never change; the same desk always writes the same bytes.

    Rules of the format: required properties must be present, addresses must be the desk's own, and ratings must be in
    order. Each broken rule is printed on a line. With --strict, nothing is written and the exit code is 6.

    With --other, the export contains the checks of another publisher, as they are in the ledger now.

    \b
    Example:
      factdb export claimreview 7 --base-url https://desk.example/checks
      factdb export claimreview --status published --base-url https://desk.example/checks --feed -o feed.json
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.formats.claimreview import claimreview_writer
    from factdb.services.exports import claimreviews

    if publisher and base_url:
        raise click.UsageError(
            "--base-url cannot be combined with --other: the checks of a publisher have their own addresses."
        )
    author = None if publisher else _desk_as_publisher(desk)
    with desk.reading(for_long=True) as session:
        claim_filter = exports.claim_filter(desk, session, claim_names, filters)
        if author:
            export = claimreviews.desk_reviews(session, claim_filter, author, base_url)
        else:
            export = claimreviews.reviews_by(session, claim_filter, publisher or "")
    exports.report_left_out(desk, export.left_out, "only published claims are exported")
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
    """Print on stderr what breaks a rule or goes against advice; with `strict`, refuse if a rule is broken."""
    from factdb.errors.exchange import RulesBrokenError
    from factdb.formats.claimreview import rules

    findings = list(rules.findings(items))
    shown = findings if strict else findings[:_SHOWN]
    desk.hint(*(finding if finding.is_error else f"{finding} (advice)" for finding in shown))
    if len(shown) < len(findings):
        desk.hint(f"{len(findings) - len(shown)} more findings; to see all: --strict")
    if strict and (broken := sum(finding.is_error for finding in findings)):
        raise RulesBrokenError(broken)

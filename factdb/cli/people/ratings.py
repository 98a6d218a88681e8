"""`factdb ratings`: the ratings of verdicts, by scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import FILE, RATING
from factdb.cli.lazy import NounGroup
from factdb.cli.options import EnumValue
from factdb.cli.terminal import lists_and_facts
from factdb.domain.enums import Category, Flag, Question, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.services.decisions.shipped_scales import ShippedScale

TABLE_COLUMNS = ("scale", "code", "question", "category", "score", "claims", "definition")


@click.group(cls=NounGroup)
def ratings() -> None:
    """List ratings, and map the labels of other publishers.

    \b
    Example:
      factdb ratings list
    """


@ratings.command("list")
@click.option("--scale", metavar="CODE", help="Show only this scale, such as factdb-truth.")
@click.option("--question", type=EnumValue(Question), help="Show only ratings for this question.")
@click.option(
    "--shipped", is_flag=True, help="List the scales that this factdb ships, compared with those of the desk."
)
@options.limit_option("rows")
@options.output_options
@click.pass_obj
def list_(
    desk: Desk, /, scale: str | None, question: Question | None, shipped: bool, limit: int | None, **shape: Any
) -> None:
    """List the ratings of every scale, in the order of the scale.

    A new factdb can ship new scales, and new versions of scales. The next command of an admin takes them up, but a
    scale that your desk changed stays as it is. To take the shipped one: factdb ratings import --shipped SCALE

    \b
    Example:
      factdb ratings list --question quote
      factdb ratings list --shipped
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.decisions import scales, shipped_scales

    if shipped:
        if scale or question:
            raise click.UsageError("--shipped lists whole scales: leave out --scale and --question.")
        of_scales = (shipped_scales.COLUMNS, shipped_scales.COLUMNS)
        print_rows(desk, "shipped scale", of_scales, shape, shipped_scales.shipped_rows, limit)
        desk.hint("Take a shipped scale: factdb ratings import --shipped SCALE")
        return
    columns = (scales.COLUMNS, TABLE_COLUMNS)
    print_rows(desk, "rating", columns, shape, lambda session: scales.list_ratings(session, scale, question), limit)


@ratings.command()
@click.argument("rating", metavar="CODE|SCALE:CODE", type=RATING)
@options.form_options
@click.pass_obj
def show(desk: Desk, rating: str, form: str) -> None:
    """Show the definition of a rating, and its category across scales.

    \b
    Example:
      factdb ratings show mostly-false
    """
    from factdb.cli.terminal import output
    from factdb.services.decisions import scales

    with desk.reading() as session:
        page = scales.rating_details(session, rating)
    if form != "text":
        output.print_document(page, form=form)
    else:
        print_page(page)


@ratings.command("import")
@click.argument("file", metavar="FILE|-", type=FILE, required=False)
@click.option("--shipped", metavar="SCALE", multiple=True, help="Take this scale as this factdb ships it (repeatable).")
@click.pass_obj
def import_(desk: Desk, file: str | None, shipped: tuple[str, ...]) -> None:
    """Add the scales of other publishers from a TOML file.

    A scale that differs from its newest version becomes a new version. The old version stays. With --shipped, the
    scale is added as this factdb ships it, also where your desk had changed it.

    \b
    Example:
      factdb ratings import scales.toml
      factdb ratings import --shipped snopes
    """
    from factdb.cli.terminal.files import read_text
    from factdb.formats import scale_file
    from factdb.services.decisions import mapping, shipped_scales

    if (file is None) is not bool(shipped):
        raise click.UsageError("Name a file, or a scale that factdb ships: --shipped SCALE")
    scales = scale_file.read(read_text(file), "standard input" if file == "-" else file) if file else []
    with desk.writing() as session:
        actor = desk.actor(session)
        taken = shipped_scales.take(session, actor, shipped) if shipped else []
        versions = mapping.import_scales(session, actor, scales)
    desk.say(*(f"scale {scale.code}, version {scale.version}: {_shipped_outcome(scale)}" for scale in taken))
    desk.say(*(f"scale {version.code}, version {version.version}: {version.outcome}" for version in versions))


def _shipped_outcome(scale: ShippedScale) -> str:
    return "unchanged" if scale.stays else "added as it ships"


@ratings.command("map")
@click.argument("words", metavar="[SCALE] LABEL", nargs=-1, required=True)
@click.option("--publisher", metavar="NAME", help="Publisher of the label, instead of its scale.")
@click.option("--category", type=EnumValue(Category), help="Category of the label, such as truth or media.")
@click.option("--score", type=click.IntRange(0, 4), help="Score in the category truth, from 0 (false) to 4 (true).")
@click.option("--flag", "flags", type=EnumValue(Flag), multiple=True, help="Flag that the label implies (repeatable).")
@click.option(
    "--reason", cls=options.AliasedOption, aliases=["--because"], metavar="TEXT", help="Reason for the mapping."
)
@click.option(
    "--direction", type=click.Choice([Stance.SUPPORTS, Stance.REFUTES], case_sensitive=False),
    help="Direction of evidence that agrees with the label, if neither score nor code tells.",
)  # fmt: skip
@click.option("--unmapped", is_flag=True, help="Remove the mapping: the meaning is not known.")
@click.pass_obj
def map_(
    desk: Desk,
    words: tuple[str, ...],
    publisher: str | None,
    category: Category | None,
    score: int | None,
    flags: tuple[Flag, ...],
    direction: Stance | None,
    reason: str | None,
    unmapped: bool,
) -> None:
    """Map the label of a publisher to a category, a score and flags.

    The mapping makes a new version of the scale. The old version stays. With --publisher, it is the scale of that
    publisher, and counts at once for all checks by the publisher. A publisher without a scale gets one.

    \b
    Example:
      factdb ratings map snopes "Labeled Satire" --category media --flag satire --reason "It says that it is a joke."
      factdb ratings map --publisher PolitiFact "Full Flop" --category position-change --reason "They changed sides."
    """
    from factdb.services.decisions import mapping

    if len(words) != (1 if publisher else 2):
        raise click.UsageError("Name a scale and a label, or a label and its publisher: --publisher NAME LABEL")
    scale, label = None if publisher else words[0], words[-1]

    # 0 is a score.
    if unmapped == bool(category or reason or flags or direction or score is not None):
        raise click.UsageError("Give --category and --reason, or only --unmapped.")
    if not unmapped and not (category and reason):
        raise click.UsageError("A mapping needs both --category and --reason.")
    meaning = mapping.Meaning(category, reason, score, flags, direction) if category and reason else None
    with desk.writing() as session:
        version = mapping.map_label(session, desk.actor(session), scale, label, meaning, publisher)
    outcome = _mapping_outcome(version.outcome, unmapped=unmapped)
    desk.say(f'scale {version.code}, version {version.version}: "{label}" {outcome}')


@ratings.command()
@options.limit_option("labels")
@options.output_options
@click.pass_obj
def unmapped(desk: Desk, /, limit: int | None, **shape: Any) -> None:
    """List the labels of other checks that have no mapping.

    A label is looked up in the scale that its check names, and else in the newest version of each scale of the
    publisher. If two of these say different things, "meanings" lists them, and the label stays unmapped. If there are
    any labels, the exit code is 6.

    \b
    Example:
      factdb ratings unmapped
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.errors.people import UnmappedError
    from factdb.services.decisions import mapping

    # Kept after printing: the exit code needs their number.
    labels: list[dict[str, Any]] = []
    ways: list[str] = []

    def read(session: Session) -> list[dict[str, Any]]:
        rows, way = mapping.unmapped(session)
        labels.extend(rows)
        ways.append(way)
        return labels

    print_rows(desk, "label", (mapping.COLUMNS, mapping.COLUMNS), shape, read, limit)
    if labels:
        raise UnmappedError(len(labels), sum(row["checks"] for row in labels), ways[0])


def _mapping_outcome(outcome: str, *, unmapped: bool) -> str:
    if outcome == "unchanged":
        return "is unchanged"
    return "is unmapped now" if unmapped else "is mapped now"


_DIRECTIONS = {Stance.SUPPORTS: "evidence that agrees supports", Stance.REFUTES: "evidence that agrees refutes"}


def print_page(page: Mapping[str, Any]) -> None:
    """Print the definition of a rating, and its category across scales."""
    publisher = page["publisher"] or "the desk's own"
    score = "" if page["score"] is None else f"{page['score']}, from 0 (false) to 4 (true)"
    facts = {
        "definition": page["definition"],
        "question": lists_and_facts.question_text(page["question"]),
        "category": page["category"] or "not mapped yet",
        "score": score,
        "flags": page["flags"],
        "direction": _DIRECTIONS.get(page["direction"]),
        "mapping": page["mapping_reason"],
        "scale": f"{page['scale']}, version {page['version']}, {publisher}",
        "note": page["scale_note"],
        "claims": page["claims"],
    }
    lists_and_facts.print_facts(f"rating {page['code']} · {page['label']}", facts)

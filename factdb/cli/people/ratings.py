"""`factdb ratings`: the words of verdicts, by scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import RATING
from factdb.cli.options import EnumValue
from factdb.cli.terminal import lists_and_facts
from factdb.domain.enums import Category, Flag, Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk

TABLE_COLUMNS = ("scale", "code", "question", "category", "score", "claims", "definition")


@click.group()
def ratings() -> None:
    """List the ratings that verdicts give, and what each says.

    \b
    Example:
      factdb ratings list
    """


@ratings.command("list")
@click.option("--scale", metavar="CODE", help="Of one scale, as in: factdb-truth.")
@click.option("--question", type=EnumValue(Question), help="Those that answer this question.")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, scale: str | None, question: Question | None, **shape: Any) -> None:
    """List the ratings of every scale, in the order of the scale.

    \b
    Example:
      factdb ratings list --question quote
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.decisions import scales

    columns = (scales.COLUMNS, TABLE_COLUMNS)
    print_rows(desk, "rating", columns, shape, lambda session: scales.list_ratings(session, scale, question))


@ratings.command()
@click.argument("rating", metavar="CODE|SCALE:CODE", type=RATING)
@options.json_option
@click.pass_obj
def show(desk: Desk, rating: str, as_json: bool) -> None:
    """Show what a rating says, and where it stands across scales.

    \b
    Example:
      factdb ratings show mostly-false
    """
    from factdb.cli.terminal import output
    from factdb.services.decisions import scales

    with desk.reading() as session:
        page = scales.rating_details(session, rating)
    if as_json:
        output.print_document(page)
    else:
        print_page(page)


@ratings.command("import")
@click.argument("file", metavar="FILE|-")
@click.pass_obj
def import_(desk: Desk, file: str) -> None:
    """Add other publishers' scales from a TOML file; one that differs from the newest becomes a new version.

    \b
    Example:
      factdb ratings import scales.toml
    """
    from factdb.cli.terminal.files import read_text
    from factdb.formats import scale_file
    from factdb.services.decisions import mapping

    scales = scale_file.read(read_text(file), "standard input" if file == "-" else file)
    with desk.writing() as session:
        versions = mapping.import_scales(session, desk.actor(session), scales)
    desk.say(*(f"scale {version.code}, version {version.version}: {version.outcome}" for version in versions))


@ratings.command("map")
@click.argument("scale", metavar="SCALE")
@click.argument("label", metavar="LABEL")
@click.option("--category", type=EnumValue(Category), help="What sort of rating it is.")
@click.option("--score", type=click.IntRange(0, 4), help="Of the category truth: 0 (false) to 4 (true).")
@click.option("--flag", "flags", type=EnumValue(Flag), multiple=True, help="What the label says besides; any number.")
@click.option("--because", metavar="TEXT", help="Why it is mapped so.")
@click.option("--unmapped", is_flag=True, help="Nobody knows what it means: it counts as unmapped again.")
@click.pass_obj
def map_(
    desk: Desk,
    scale: str,
    label: str,
    category: Category | None,
    score: int | None,
    flags: tuple[Flag, ...],
    because: str | None,
    unmapped: bool,
) -> None:
    """Say what a publisher's label means; the scale has a new version then, and the old one stays.

    \b
    Example:
      factdb ratings map snopes "Labeled Satire" --category media --flag satire --because "It says that it is a joke."
    """
    from factdb.services.decisions import mapping

    # 0 is a score.
    if unmapped == bool(category or because or flags or score is not None):
        raise click.UsageError("give --category and --because, or --unmapped alone")
    if not unmapped and not (category and because):
        raise click.UsageError("a label is mapped with --category and --because")
    meaning = mapping.Meaning(category, because, score, flags) if category and because else None
    with desk.writing() as session:
        version = mapping.map_label(session, desk.actor(session), scale, label, meaning)
    outcome = _mapping_outcome(version.outcome, unmapped=unmapped)
    desk.say(f'scale {version.code}, version {version.version}: "{label}" {outcome}')


@ratings.command()
@options.output_options
@click.pass_obj
def unmapped(desk: Desk, /, **shape: Any) -> None:
    """List the labels of other checks that no mapping knows; they count as unmapped. Exit code 6 if there are any.

    \b
    Example:
      factdb ratings unmapped
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.errors.people import UnmappedError
    from factdb.services.decisions import mapping

    # Kept beside what is printed: the exit code needs their number.
    labels: list[dict[str, Any]] = []

    def read(session: Session) -> list[dict[str, Any]]:
        labels.extend(mapping.unmapped(session))
        return labels

    print_rows(desk, "label", (mapping.COLUMNS, mapping.COLUMNS), shape, read)
    if labels:
        raise UnmappedError(len(labels), sum(row["checks"] for row in labels))


def _mapping_outcome(outcome: str, *, unmapped: bool) -> str:
    if outcome == "as it was":
        return "was so already"
    return "is unmapped now" if unmapped else "is mapped now"


def print_page(page: Mapping[str, Any]) -> None:
    """Print what a rating says, and where it stands across scales."""
    publisher = page["publisher"] or "the desk's own"
    score = "" if page["score"] is None else f"{page['score']}, of 0 (false) to 4 (true)"
    facts = {
        "says": page["definition"],
        "answers": lists_and_facts.question_text(page["question"]),
        "category": page["category"] or "not mapped yet",
        "score": score,
        "flags": page["flags"],
        "mapped so": page["mapping_reason"],
        "scale": f"{page['scale']}, version {page['version']}, {publisher}",
        "note": page["scale_note"],
        "claims": page["claims"],
    }
    lists_and_facts.print_facts(f"rating {page['code']} · {page['label']}", facts)

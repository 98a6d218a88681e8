"""The form of a verdict at the terminal: the question, the rating by number, the evidence to tick, and the reasons."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.desk import Desk
from factdb.cli.terminal import asking
from factdb.cli.terminal.layout import wrap
from factdb.cli.terminal.lists_and_facts import question_text
from factdb.domain.enums import Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.services.reads.row_types import ClaimPage, EvidenceRow

_EVIDENCE = "--evidence="
_BOTH = {"1": (Question.TRUTH,), "2": (Question.QUOTE,), "3": (Question.QUOTE, Question.TRUTH)}


def ask(ctx: click.Context, claims: Sequence[int | str], ratings: Sequence[str], typed: Mapping[str, Any]) -> list[str]:
    """Ask for what a verdict still needs, and return it as words of the command line; [] if nothing misses."""
    if typed.get("again") is True:
        return []
    words: list[str] = []
    if not ratings:
        page, scale = _read(ctx.ensure_object(Desk), claims[0])
        for line in wrap(f"claim {page['id']}: {page['claim']}", "", "  "):
            click.echo(line)
        questions = _ask_question()
        words += [_ask_rating(question, scale) for question in questions]
        if len(claims) == 1 and not typed.get("evidence"):
            words += _ask_evidence([row for row in page["evidence"] if row["on"] in questions])
    if not typed.get("because"):
        _require_evidence(ctx.ensure_object(Desk), claims, [*ratings, *words], typed)
        words.append(f"--because={asking.ask_value('reasons', asking.required)}")
    return words


def _require_evidence(desk: Desk, claims: Sequence[int | str], words: Sequence[str], typed: Mapping[str, Any]) -> None:
    """Refuse ratings that lack evidence before the reasons are asked for, unless new evidence is named."""
    from factdb.domain import typed_evidence
    from factdb.services import claim_lookup
    from factdb.services.decisions import deciding, rating

    named = [word.removeprefix(_EVIDENCE) for word in words if word.startswith(_EVIDENCE)]
    named += typed.get("evidence") or ()
    if any(typed_evidence.read(word, os.path.isfile).kind is not typed_evidence.EvidenceKind.ITEM for word in named):
        return
    searched, although = (typed.get(name) for name in ("searched", "although"))
    with desk.reading(before_writing=True) as session:
        chosen = rating.chosen_ratings(session, [word for word in words if not word.startswith(_EVIDENCE)])
        for claim in claims:
            deciding.require_standing_evidence(
                session,
                claim_lookup.claim_number(session, claim),
                chosen,
                searched if isinstance(searched, str) else None,
                may_contradict=isinstance(although, str),
            )


def _read(desk: Desk, claim: int | str) -> tuple[ClaimPage, list[dict[str, Any]]]:
    """Return the claim, and the ratings of the desk's own scales."""
    from factdb.services.decisions import scales
    from factdb.services.reads import claim_page

    with desk.reading(before_writing=True) as session:
        own = [row for row in scales.list_ratings(session) if row["publisher"] is None]
        return claim_page.page_of(session, claim, viewer=desk.viewer(session)), own


def _ask_question() -> tuple[Question, ...]:
    click.echo(f"  1 {question_text('truth')}\n  2 {question_text('quote')}\n  3 both")
    return _BOTH[asking.ask_value("question", lambda answer: _numbers(answer, len(_BOTH), most=1))]


def _ask_rating(question: Question, scale: Sequence[Mapping[str, Any]]) -> str:
    """Ask for one rating, by its number or its code; return the code."""
    rows = [row for row in scale if row["question"] == question]
    for number, row in enumerate(rows, start=1):
        for line in wrap(f"{number:>2} {row['code']}: {row['definition'] or row['label']}", "  ", "     "):
            click.echo(line)
    by_number: dict[str, str] = {str(number): row["code"] for number, row in enumerate(rows, start=1)}

    def read(answer: str) -> str:
        return answer if answer in by_number.values() else by_number[_numbers(answer, len(rows), most=1)]

    return asking.ask_value(f"rating on the {question}", read)


def _ask_evidence(evidence: Sequence[EvidenceRow]) -> list[str]:
    """Ask which evidence the verdict rests on, all that is not withdrawn being ticked; else for new evidence."""
    rows = [row for row in evidence if row["withdrawn_at"] is None]
    if not rows:
        new = asking.ask_line('evidence (URL, file or "interview: NAME"; Enter for none)')
        return [f"{_EVIDENCE}{new}"] if new else []
    for number, row in enumerate(rows, start=1):
        name = row["title"] or row["url"] or row["file_name"] or "no title"
        for line in wrap(f"{number} [x] {row['id']} {row['stance']}: {name}", "  ", "        "):
            click.echo(line)
    ticked = asking.ask_value(
        "evidence (numbers that count; Enter for all)", lambda answer: _numbers(answer, len(rows)) if answer else ""
    )
    return [f"{_EVIDENCE}{rows[int(number) - 1]['id']}" for number in ticked.split()]


def _numbers(answer: str, most_number: int, most: int | None = None) -> str:
    """Read numbers from 1 to `most_number`, apart by spaces or commas; return them apart by one space."""
    numbers = answer.replace(",", " ").split()
    choices = {str(number) for number in range(1, most_number + 1)}
    if not numbers or not choices.issuperset(numbers) or (most and len(numbers) > most):
        raise click.UsageError(f"Type {'a number' if most == 1 else 'numbers'} from 1 to {most_number}.")
    return " ".join(numbers)

"""What readers would see after a correction, beside what they see now; nothing of it stays in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factdb.domain.enums import Question
from factdb.services.decisions import correcting
from factdb.services.reads import claim_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.decisions.correcting import Correction
    from factdb.services.reads.row_types import ClaimPage, DifferenceRow
    from factdb.store.models import Claim

# Of a published check, in the order of the page; the names are those of the claim's columns and of its verdicts.
_FACTS = (
    "headline", "claim", "quote", "attribution", "kind", "speaker", "attributed_to", "said_on", "occasion", "source",
    "resolves_on",
)  # fmt: skip
_OF_VERDICTS = ("rating", "because", "although", "flags", "as_of", "searched", "evidence")


@dataclass(frozen=True, slots=True)
class CorrectionPreview:
    """The published page before and after a correction; `waits` if another editor must approve it first."""

    facts: list[DifferenceRow]
    kind: str
    public_note: str
    waits: bool
    notices: list[str]

    @property
    def changed(self) -> list[DifferenceRow]:
        """The facts that the correction changes."""
        return [fact for fact in self.facts if fact["was"] != fact["now"]]


def preview(session: Session, claim: Claim, actor: Actor, correction: Correction) -> CorrectionPreview:
    """Correct a locked claim, note what that does to its page, and take it back; refused is what `correct` refuses."""
    number = claim.id
    before = _facts_of(claim_page.page_of(session, number))
    with session.begin_nested() as attempt:
        result = correcting.correct(session, claim, actor, correction)
        page = claim_page.page_of(session, number)
        attempt.rollback()
    waiting = page["pending"]
    changed = {change["what"]: change["now"] for change in waiting["changes"]} if waiting else _facts_of(page)
    after = {**before, **changed}
    titles = _titles(page)
    return CorrectionPreview(
        [
            {"what": what, "was": _shown(before[what], titles), "now": _shown(after[what], titles)}
            for what in before
            if before[what] or after[what]
        ],
        str(correction.kind),
        correction.public_note,
        waiting is not None,
        result.notices,
    )


def _facts_of(page: ClaimPage) -> dict[str, Any]:
    """Return what readers see of a claim: its facts, and the verdicts in force."""
    columns: Mapping[str, Any] = page
    facts: dict[str, Any] = {name: columns[name] for name in _FACTS}
    in_force: dict[str, Mapping[str, Any]] = {row["on"]: row for row in page["verdicts"] if row["in_force"]}
    for question in Question:
        verdict = in_force.get(question, {})
        facts |= {f"{question}: {name}": verdict.get(name) for name in _OF_VERDICTS}
    return facts


def _titles(page: ClaimPage) -> dict[str, str]:
    """Return the evidence of a claim in words; readers know no numbers."""
    return {row["id"]: row["title"] or row["url"] or row["file_name"] or row["id"] for row in page["evidence"]}


def _shown(value: Any, titles: Mapping[str, str]) -> str | None:  # noqa: ANN401 - a fact
    """Return a fact as text: lists in one order, whichever way they were read."""
    if isinstance(value, list):
        return "; ".join(titles.get(word, word.replace("-", " ")) for word in sorted(map(str, value))) or None
    return str(value) if value else None

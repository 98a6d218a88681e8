"""Changes the items of a claim: its evidence, its checks by other publishers, and its topics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.domain.history.events import ClaimEvent
from factdb.services.claims import claim_evidence
from factdb.services.decisions import withdrawing
from factdb.services.imports import import_rows
from factdb.services.imports.claims_at_hand import check_facts
from factdb.services.imports.row_sides import added
from factdb.store.models import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.formats.records.claim_record import CheckRecord, EvidenceRecord
    from factdb.services.actor import Actor
    from factdb.services.imports.changed_part import ChangedPart
    from factdb.services.imports.claims_at_hand import StoredCheck
    from factdb.services.imports.file_people import Bearer
    from factdb.services.imports.import_rows import Facts, Places
    from factdb.services.imports.recognising import RecognisedClaim
    from factdb.services.imports.row_sides import Sides
    from factdb.services.people.claim_tags import LivingTopic
    from factdb.store.models import Claim

_EVIDENCE = ("question", "stance", "excerpt", "note", "source_class", "asked", "answer_type")


@dataclass(frozen=True, slots=True)
class ItemChanges:
    """What a row changes of the items of a claim.

    `cited` and `gone` are its new evidence and that which it no longer says; `misread` are the numbers of checks that
    it never said; `tags` and `untagged` are topics.
    """

    cited: list[tuple[Facts, Facts]]
    gone: list[EvidenceRecord]
    misread: list[int]
    checks: list[tuple[Bearer, Facts]]
    tags: list[LivingTopic]
    untagged: list[str]


def of(part: ChangedPart, claim: Claim, places: Places, recognised: RecognisedClaim, sides: Sides) -> ItemChanges:
    """Return what a row changes; pages, publishers and topics that it brings are added with the batch."""
    before, after = sides.before, sides.after
    misread = _misread(part.hand.checks(claim.id), places, sides.misread) if sides.misread else []
    new = [name for name in after.topics if name not in before.topics]
    missing = [name for name in before.topics if name not in after.topics]
    names = part.hand.tags.names(claim.id) if missing else []
    return ItemChanges(
        [places.evidence(cited) for cited in sides.new_evidence],
        sides.gone_evidence,
        misread,
        _missing_checks(part, places, recognised, sides, misread),
        part.adding.topics.of(places.events, new),
        [name for name in missing if name in names],
    )


def write(part: ChangedPart, claim: Claim, items: ItemChanges) -> None:
    """Change the checks and the topics of a claim."""
    run = part.run
    for n in items.misread:
        part.batch.add("withdrawn_checks", (claim.id, n, run.number))
        part.batch.record(claim, ClaimEvent.CHECK_WITHDRAWN, {"n": n, "import": run.uid})
    for publisher, facts in items.checks:
        n = part.hand.next_check(claim.id)
        part.batch.add("other_checks", import_rows.check_row((claim.id, n, run.number), publisher, facts))
        part.batch.record(claim, ClaimEvent.CHECKED, {"n": n, "check": {**facts, "import": run.uid}})
    if items.tags or items.untagged:
        part.hand.tags.tag(part.batch, claim, items.tags, items.untagged)


def change_evidence(session: Session, actor: Actor, claim: Claim, items: ItemChanges, reason: str) -> None:
    """Add the new evidence of a claim, and withdraw what its row no longer says."""
    for where, facts in items.cited:
        columns = {name: facts[name] for name in _EVIDENCE}
        by = {"added_by_id": actor.id, "added_at": actor.now}
        number = claim_evidence.next_number(session, claim.id)
        claim_evidence.record(
            session, claim, actor, Evidence(claim_id=claim.id, n=number, **columns, **where, **by), facts
        )
    for evidence in items.gone:
        n = _active_number(session, claim, evidence)
        if n is not None:
            withdrawing.withdraw(session, claim, actor, n, reason)


def _active_number(session: Session, claim: Claim, cited: EvidenceRecord) -> int | None:
    """Return the number of the evidence that was imported from this row, unless it is withdrawn."""
    candidates = (row for row in claim_evidence.active_evidence(session, claim.id, cited.question))
    key = cited.stance, cited.excerpt, cited.asked, cited.note, cited.answer_type
    words = ((row, (row.stance, row.excerpt, row.asked, row.note, row.answer_type)) for row in candidates)
    return next((row.n for row, stored in words if stored == key), None)


def _missing_checks(
    part: ChangedPart, places: Places, recognised: RecognisedClaim, sides: Sides, misread: Sequence[int]
) -> list[tuple[Bearer, Facts]]:
    """Return the checks that the row says, and that would not count without it.

    What it said before counts, unless an import withdrew the check since, or was undone itself.
    """
    before, after, number = sides.before.checks, sides.after.checks, recognised.claim_id
    is_lost = recognised.is_undone or bool(misread) or part.hand.has_withdrawn_checks(number)
    said = after if is_lost else added(after, before)
    if not said:
        return []
    counted = {(check.publisher_id, check.facts) for check in part.hand.checks(number) if check.n not in misread}
    missing = {(publisher.id, check_facts(facts)): (publisher, facts) for publisher, facts in map(places.check, said)}
    return [check for key, check in missing.items() if key not in counted]


def _misread(stored: Sequence[StoredCheck], places: Places, misread: Sequence[CheckRecord]) -> list[int]:
    """Return the numbers of the claim's checks that were only misread."""
    wrong = {(publisher.id, check_facts(facts)) for publisher, facts in map(places.check, misread)}
    return [check.n for check in stored if check.is_imported and (check.publisher_id, check.facts) in wrong]

"""`claims show --at`: everything about a claim at an earlier time, with the keys of its current page.

Rows of a claim, such as evidence, never change without an entry in the history. So the current rows are read, and later
ones are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from factdb.domain.enums import LinkState
from factdb.errors import NoSuchError
from factdb.services import claim_lookup
from factdb.services.ledger import replay
from factdb.services.ledger.replay import Lookup, parse_moment
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import (
    assessment_list,
    claim_contacts,
    claim_list,
    claim_page,
    evidence_list,
    other_check_list,
    pending_change,
    verdict_list,
)
from factdb.store import counted_checks
from factdb.store.models import Claim, History, OtherCheck, Source
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.domain.history.claim_replay import ClaimReplay
    from factdb.services.actor import Viewer
    from factdb.services.reads.row_types import (
        AssessmentRow,
        ClaimDetails,
        ClaimPage,
        ContactRow,
        EvidenceRow,
        LinkRow,
        OtherCheckRow,
        RetractionRow,
        StandingVerdictRow,
    )


def page_of(
    session: Session, name: int | str, at: datetime, viewer: Viewer, *, with_history: bool = False
) -> ClaimPage:
    """Return the page that `claim_page.page_of` would have returned at an earlier time."""
    claim = claim_lookup.claim_named(session, name)
    state = next((state for _, state in replay.states_at(session, at, History.claim_id == claim.id)), None)
    if state is None:
        raise NoSuchError(
            "claim",
            name,
            next_step=f"See when the claim was added: factdb claims history {claim.id}",
            where="at that time",
        )
    current = session.execute(select(V1_CLAIMS).where(V1_CLAIMS.c.id == claim.id)).mappings().one()
    row = replay.claim_row(state, dict(current), Lookup(session))
    span = (state.columns[key] for key in ("capture_n", "span_start", "span_end"))
    passage = claim_page.passage(session, row["document_id"], *span)
    verdicts, earlier = _verdicts(session, claim.id, state)
    details: ClaimDetails = {
        **claim_list.shown(row),
        "said_basis": state.columns["said_basis"],
        "row_version": state.seq,
        "passage": passage,
        "verdicts": verdicts,
        "earlier_verdicts": earlier,
        "evidence": _evidence(session, claim.id, state),
        "checks": _checks(session, claim.id, state),
        "links": _links(session, state),
        "repeats": None,
        "assessments": _assessments(session, claim.id, state, viewer),
        "contacts": _contacts(session, claim.id, state, viewer),
        "leased_to": None,
        "retraction": cast("RetractionRow | None", state.retraction),
        "pending": pending_change.pending_of(session, claim.id, state),
        "notes": [
            {"id": f"{claim.id}.n{n}", "at": parse_moment(note["at"]), "by": note["by"], "note": note["note"]}
            for n, note in enumerate(state.notes, start=1)
        ],
    }
    page = cast("ClaimPage", {**details, "at": at})
    if with_history:
        # A history has no gaps in its numbers: the first rows are the history at that time.
        page["history"] = claim_page.history_of(session, claim.id, viewer)[: state.seq]
    return page


def _verdicts(
    session: Session, claim_id: int, state: ClaimReplay
) -> tuple[list[StandingVerdictRow], list[StandingVerdictRow]]:
    """Return the verdicts in force or proposed at that time, and the earlier ones."""
    standing: list[StandingVerdictRow] = []
    earlier: list[StandingVerdictRow] = []
    withdrawn = {version for version, change in state.proposed.items() if change["withdrawn_at"]}
    newest = dict(sorted((question, version) for version, question in state.verdicts if version not in withdrawn))
    for row in verdict_list.every(session, claim_id):
        version, question = row["version"], row["on"]
        if (version, question) not in state.verdicts:
            continue
        approval = state.approvals.get((version, question), {})
        then: StandingVerdictRow = {
            **row,
            "approved_by": approval.get("by"),
            "approved_at": parse_moment(approval.get("at")),
            "in_force": version == state.columns[f"{question}_version"],
            "withdrawn": version in withdrawn,
        }
        (standing if then["in_force"] or version == newest.get(question) else earlier).append(then)
    return standing, earlier


def _evidence(session: Session, claim_id: int, state: ClaimReplay) -> list[EvidenceRow]:
    rows = {_number(row["id"]): row for row in evidence_list.evidence_of(session, claim_id)}
    return [
        {**rows[number], "withdrawn_at": parse_moment(evidence["withdrawn_at"])}
        for number, evidence in state.evidence.items()
    ]


def _checks(session: Session, claim_id: int, state: ClaimReplay) -> list[OtherCheckRow]:
    """Return the checks that counted then; those that no longer count have no meaning of their labels any more."""
    today = {_number(row["id"]): row for row in other_check_list.checks_of(session, claim_id)}
    counted = {number: today.get(number, row) for number, row in _counted_checks(session, claim_id, state)}
    return [row for number, row in counted.items() if number in state.checks]


def _counted_checks(session: Session, claim_id: int, state: ClaimReplay) -> Iterator[tuple[int, OtherCheckRow]]:
    source = SOURCES.living_id_of(OtherCheck.source_id)
    query = select(OtherCheck, Source).join(Source, Source.id == source).where(OtherCheck.claim_id == claim_id)
    counts = counted_checks.counts(parse_moment(state.at))
    for row, publisher in session.execute(query.where(counts).order_by(OtherCheck.n)):
        facts = {name: getattr(row, name) for name in ("label", "headline", "url", "reviewed_on")}
        meaning = dict.fromkeys(("rating", "category", "score"))
        name = publisher.name if publisher.kind != "unknown" else None
        check = {"id": f"{claim_id}.{row.n}", **facts, **meaning, "publisher": name, "scale": row.scale_code}
        yield row.n, cast("OtherCheckRow", check)


def _contacts(session: Session, claim_id: int, state: ClaimReplay, viewer: Viewer) -> list[ContactRow]:
    rows = {_number(row["id"]): row for row in claim_contacts.contacts_of(session, claim_id, viewer)}
    return [
        {
            **rows[number],
            "answer": None if rows[number]["hidden"] else contact["answer"],
            "outcome": contact["outcome"],
            "answered_at": parse_moment(contact["answered_at"]),
        }
        for number, contact in state.contacts.items()
    ]


def _assessments(session: Session, claim_id: int, state: ClaimReplay, viewer: Viewer) -> list[AssessmentRow]:
    rows = assessment_list.assessments_of(session, claim_id, viewer.reviewer_id)
    return [row for row in rows if (row["on"], row["reviewer"], row["round"]) in state.assessments]


def _links(session: Session, state: ClaimReplay) -> list[LinkRow]:
    uids = [uid for uid, _, _ in state.links]
    others = {claim.uid: claim for claim in session.scalars(select(Claim).where(Claim.uid.in_(uids)))}
    return [
        {
            "kind": kind,
            "direction": "from" if from_there else "to",
            "claim": others[uid].id,
            "says": others[uid].claim,
            "state": link["state"],
        }
        for (uid, kind, from_there), link in state.links.items()
        if link["state"] != LinkState.REJECTED
    ]


def _number(part_id: str) -> int:
    return int(part_id.rpartition(".")[2].removeprefix("c"))

"""`claims show --at`: all that the desk said of a claim at a moment, keyed as its page of today is.

What hangs on a claim never changes but for what its history tells too: its rows are read as they are now, and cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.enums import LinkState
from factdb.errors import NoSuchError
from factdb.services.claims import contacts
from factdb.services.decisions import assessing, other_checks
from factdb.services.ledger import replay
from factdb.services.ledger.replay import Lookup, moment_of
from factdb.services.reads import claim_list, claim_page, evidence_list, verdict_list
from factdb.store.models import Claim, History
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.domain.history.claim import ClaimReplay
    from factdb.services.actor import Viewer
    from factdb.services.reads.claim_page import Dossier

Rows = list[dict[str, Any]]


def page_of(session: Session, name: int | str, at: datetime, viewer: Viewer, *, with_history: bool = False) -> Dossier:
    """Return what `claim_page.page_of` would have returned at a moment."""
    claim = claim_page.claim_named(session, name)
    state = next((state for _, state in replay.at(session, at, History.claim_id == claim.id)), None)
    if state is None:
        raise NoSuchError("claim", name, next_step=f"nobody had added it then: factdb claims history {claim.id}")
    current = session.execute(select(V1_CLAIMS).where(V1_CLAIMS.c.id == claim.id)).mappings().one()
    row = replay.as_listed(state, dict(current), Lookup(session))
    span = (state.columns[key] for key in ("capture_n", "span_start", "span_end"))
    passage = claim_page.passage(session, row["document_id"], *span)
    verdicts, earlier = _verdicts(session, claim.id, state)
    dossier = {
        **claim_list.listed(row),
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
        "contacts": _contacts(session, claim.id, state),
        "leased_to": None,
        "retraction": state.retraction,
        "notes": [{"at": moment_of(each["at"]), "by": each["by"], "note": each["note"]} for each in state.notes],
        "at": at,
    }
    return (
        {**dossier, "history": claim_page.history_of(session, claim.id, viewer)[: state.seq]}
        if with_history
        else dossier
    )


def _verdicts(session: Session, claim_id: int, state: ClaimReplay) -> tuple[Rows, Rows]:
    """Return the verdicts that were in force or proposed then, and the earlier ones."""
    now: Rows = []
    earlier: Rows = []
    withdrawn = {version for version, each in state.proposed.items() if each["withdrawn_at"]}
    newest = dict(sorted((on, v) for v, on in state.verdicts if v not in withdrawn))
    for row in verdict_list.every(session, claim_id):
        key = row["version"], row["on"]
        if key not in state.verdicts:
            continue
        approval = state.approvals.get(key, {})
        row |= {"approved_by": approval.get("by"), "approved_at": moment_of(approval.get("at"))}
        row["in_force"] = row["version"] == state.columns[f"{row['on']}_version"]
        row["withdrawn"] = row["version"] in withdrawn
        (now if row["in_force"] or row["version"] == newest.get(row["on"]) else earlier).append(row)
    return now, earlier


def _evidence(session: Session, claim_id: int, state: ClaimReplay) -> Rows:
    rows = {_number(row): row for row in evidence_list.evidence_of(session, claim_id)}
    return [{**rows[n], "withdrawn_at": moment_of(each["withdrawn_at"])} for n, each in state.evidence.items()]


def _checks(session: Session, claim_id: int, state: ClaimReplay) -> Rows:
    return [row for row in other_checks.checks_of(session, claim_id) if _number(row) in state.checks]


def _contacts(session: Session, claim_id: int, state: ClaimReplay) -> Rows:
    rows = {_number(row): row for row in contacts.contacts_of(session, claim_id)}
    later = ("answer", "outcome", "answered_at")
    cut = {n: {key: each[key] for key in later} for n, each in state.contacts.items()}
    return [{**rows[n], **each, "answered_at": moment_of(each["answered_at"])} for n, each in cut.items()]


def _assessments(session: Session, claim_id: int, state: ClaimReplay, viewer: Viewer) -> Rows:
    rows = assessing.assessments_of(session, claim_id, viewer.reviewer_id)
    return [row for row in rows if (row["on"], row["reviewer"], row["round"]) in state.assessments]


def _links(session: Session, state: ClaimReplay) -> Rows:
    uids = [uid for uid, _, _ in state.links]
    others = {other.uid: other for other in session.scalars(select(Claim).where(Claim.uid.in_(uids)))}
    return [
        {
            "kind": kind,
            "direction": "from" if from_there else "to",
            "claim": others[uid].id,
            "says": others[uid].claim,
            "state": each["state"],
        }
        for (uid, kind, from_there), each in state.links.items()
        if each["state"] != LinkState.REJECTED
    ]


def _number(row: dict[str, Any]) -> int:
    return int(row["id"].rpartition(".")[2])

"""Changes several claims at once: first a preview of what would happen to each, then all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode

from factdb.domain.enums import Status
from factdb.domain.text import member, whole_number
from factdb.errors import ClaimChangedError, FactdbError, UnknownWordError
from factdb.services.decisions import statuses
from factdb.services.desk import reviewers
from factdb.services.ledger import claim_ledger
from factdb.services.people import topics
from factdb.web.next_steps import next_step
from factdb.web.visits import Done, Refused, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.responses import Response

    from factdb.store.models import Claim
    from factdb.web.visits import Act, Visit


class Planned(NamedTuple):
    """What would happen to one claim: a sentence, and whether it is a refusal."""

    claim: int
    version: int
    words: str
    language: str | None
    sentence: str
    is_refused: bool


def _move(act: Act) -> Callable[[Claim], str]:
    status = member(Status, "status", act.text("status"))

    def move(claim: Claim) -> str:
        change = statuses.set_status(act.session, claim, act.actor, status, act.optional("reason"))
        return f"{change.before} → {change.after}"

    return move


def _assign(act: Act) -> Callable[[Claim], str]:
    handle = act.text("assignee")
    reviewer = reviewers.find_active_reviewer(act.session, handle) if handle != "nobody" else None

    def assign(claim: Claim) -> str:
        is_new = statuses.assign(act.session, claim, act.actor, reviewer.id if reviewer else None)
        return f"{'' if is_new else 'already '}assigned to {handle}"

    return assign


def _tag(act: Act) -> Callable[[Claim], str]:
    names = topics.split_names(act.text("topics"))

    def tag(claim: Claim) -> str:
        after = topics.tag(act.session, claim, act.actor, names, [])
        return "unchanged" if after is None else f"topics {', '.join(after)}"

    return tag


_CHANGES = {"move": _move, "assign": _assign, "tag": _tag}


def show_plan(visit: Visit, refused: Refused | None, planned: list[Planned] | None = None) -> Response:
    """Show what would happen to each claim, with the button that does it; or why nothing can."""
    typed = refused.fields if refused else {}
    return visit.show(
        "claim_bulk.html", refused.status if refused else 200, refused=refused, plan=planned or [], typed=typed
    )


@writing(show_plan)
def change(act: Act) -> Done | Response:
    """Show the preview of a change of the selected claims; with `confirmed`, change them, all or none."""
    kind = act.text("change")
    if kind not in _CHANGES:
        raise UnknownWordError("change", kind, list(_CHANGES))
    versions = dict(pair.partition(":")[::2] for pair in act.chosen("version"))
    numbers = [number for typed in act.chosen("claim") if (number := whole_number(typed)) is not None]
    do = _CHANGES[kind](act)
    refused = None
    if act.text("confirmed"):
        try:
            return _change_all(act, claim_ledger.lock(act.session, numbers), versions, do)
        except ClaimChangedError as error:  # the selection stays, and the preview is made anew
            act.session.rollback()
            refused = Refused.of(error)
    plan = [_plan(act, claim, do) for claim in claim_ledger.lock(act.session, numbers)]
    act.session.rollback()
    fields = {name: [act.text(name)] for name in ("change", "status", "reason", "assignee", "topics", "query")}
    return act.show("claim_bulk.html", refused.status if refused else 200, refused=refused, plan=plan, typed=fields)


def _change_all(act: Act, claims: Sequence[Claim], versions: Mapping[str, str], do: Callable[[Claim], str]) -> Done:
    for claim in claims:
        claim_ledger.require_version(act.session, claim, whole_number(versions.get(str(claim.id), "")))
        do(claim)
    noun = "claim" if len(claims) == 1 else "claims"
    return Done(f"{len(claims)} {noun} changed.", f"{act.site.prefix}/claims?{urlencode(parse_qsl(act.text('query')))}")


def _plan(act: Act, claim: Claim, do: Callable[[Claim], str]) -> Planned:
    of_claim = claim.id, claim.row_version, claim.claim, claim.language
    try:
        with act.session.begin_nested():
            return Planned(*of_claim, do(claim), is_refused=False)
    except FactdbError as error:
        return Planned(*of_claim, f"{error} {next_step(error)}".strip(), is_refused=True)

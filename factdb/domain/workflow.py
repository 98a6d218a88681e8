"""Permissions: the allowed changes of a claim's status, and the role that each writing command needs.

The roles build on each other: reader, reviewer, editor, admin. Services enforce both tables, and the README shows
them. `claims status` needs the role of its move in `MOVES`. Under four eyes, nobody publishes a verdict that they
proposed: `policy_settings` has that setting, and `services.decisions.versions` enforces it.
"""

from __future__ import annotations

from dataclasses import dataclass

from factdb.domain.enums import Role, Status
from factdb.errors.claims import IllegalMoveError, ReasonNeededError


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move: the new status, the lowest role that may do it, and whether it needs a reason."""

    to: Status
    role: Role = Role.REVIEWER
    reason: bool = False
    verdict: bool = False


# Only `claims correct` and `claims retract` move published -> correcting and -> retracted. Another editor approves a
# correction that waits by `published`, and a retraction that waits by `retracted`.
MOVES: dict[Status, tuple[Move, ...]] = {
    Status.NEW: (Move(Status.IN_REVIEW), Move(Status.DECLINED, reason=True)),
    Status.IN_REVIEW: (
        Move(Status.REVIEWED, verdict=True),
        Move(Status.ON_HOLD, reason=True),
        Move(Status.NEW, reason=True),
        Move(Status.DECLINED, reason=True),
    ),
    Status.ON_HOLD: (Move(Status.IN_REVIEW), Move(Status.DECLINED, reason=True)),
    Status.REVIEWED: (Move(Status.PUBLISHED, Role.EDITOR, verdict=True), Move(Status.IN_REVIEW, reason=True)),
    Status.DECLINED: (Move(Status.IN_REVIEW, reason=True),),
    Status.PUBLISHED: (),
    Status.CORRECTING: (Move(Status.PUBLISHED, Role.EDITOR), Move(Status.RETRACTED, Role.EDITOR)),
    Status.RETRACTED: (),
}

UNDO_MOVES = frozenset({(Status.DECLINED, Status.NEW), (Status.ON_HOLD, Status.NEW)})
"""Moves that only `factdb undo` makes, while nobody has built on the move that it takes back."""

UNDONE = "Undone."
"""The reason that `factdb undo` gives for the moves that it makes."""

# The moves that take a rated claim to `reviewed`; from other statuses, rating is refused.
PATH_TO_REVIEWED: dict[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.IN_REVIEW, Status.REVIEWED),
    Status.ON_HOLD: (Status.IN_REVIEW, Status.REVIEWED),
    Status.IN_REVIEW: (Status.REVIEWED,),
    Status.REVIEWED: (),
}

# The longest way between two statuses has two between them: declined, in-review, reviewed, published.
_BETWEEN = (1, 2)


def possible_moves(current: Status) -> list[Status]:
    """Return the statuses that a claim with this status can be moved to."""
    return [move.to for move in MOVES[current]]


def legal_move(claim_id: int, current: Status, target: Status, *, reason: str | None, has_verdict: bool) -> Move:
    """Return the allowed move from one status to another; otherwise raise an error that lists the allowed moves."""
    for candidate in MOVES[current]:
        if candidate.to is target:
            return _check_move(claim_id, current, candidate, reason=reason, has_verdict=has_verdict)
    hint = _hint(claim_id, current, target)
    raise IllegalMoveError(claim_id, current, target, [str(status) for status in possible_moves(current)], hint)


def way_back(current: Status, target: Status) -> tuple[Status, ...]:
    """Return the moves by which `factdb undo` brings a claim back to an earlier status; empty if there is no way."""
    if (current, target) in UNDO_MOVES or target in possible_moves(current):
        return (target,)
    between = (status for status in possible_moves(current) if target in possible_moves(status))
    return next(((status, target) for status in between), ())


def _check_move(claim_id: int, current: Status, candidate: Move, *, reason: str | None, has_verdict: bool) -> Move:
    if candidate.reason and not reason:
        raise ReasonNeededError(claim_id, current, candidate.to)
    if candidate.verdict and not has_verdict:
        others = [str(status) for status in possible_moves(current) if status is not candidate.to]
        raise IllegalMoveError(claim_id, f"{current} without a verdict", candidate.to, others, _decide(claim_id))
    return candidate


def _hint(claim_id: int, current: Status, target: Status) -> str:
    if current is Status.PUBLISHED and target is Status.RETRACTED:
        return f'Retract the published claim: factdb claims retract {claim_id} --public-note "..."'
    if current is Status.PUBLISHED:
        return f"Correct the published claim: factdb claims correct {claim_id}"
    if current is target:
        return "Nothing was changed."
    if target in {Status.REVIEWED, Status.PUBLISHED} and current in PATH_TO_REVIEWED:
        return _decide(claim_id, publish=target is Status.PUBLISHED)
    first = next((move for steps in _BETWEEN for move in MOVES[current] if _leads_to(move.to, target, steps)), None)
    if first is None:
        return f"See the claim: factdb claims show {claim_id}"
    tail = ' --reason "..."' if first.reason else ""
    return f"Move it to {first.to} first: factdb claims status {claim_id} {first.to}{tail}"


def _leads_to(current: Status, target: Status, steps: int) -> bool:
    """Return whether a number of moves, or fewer, take a claim from one status to another."""
    return current is target or (steps > 0 and any(_leads_to(move.to, target, steps - 1) for move in MOVES[current]))


def _decide(claim_id: int, *, publish: bool = False) -> str:
    tail = " --publish" if publish else ""
    return f'Rate the claim first: factdb claims rate {claim_id} RATING --because "..."{tail}'


ROLES_BY_COMMAND: dict[str, Role] = {
    "articles add": Role.REVIEWER,
    "articles edit": Role.REVIEWER,
    "claims add": Role.REVIEWER,
    "claims adopt": Role.REVIEWER,
    "claims ask": Role.REVIEWER,
    "claims assess": Role.REVIEWER,
    "claims assign": Role.REVIEWER,
    "claims complain": Role.REVIEWER,
    "claims correct": Role.EDITOR,
    "claims edit": Role.REVIEWER,
    "claims link": Role.REVIEWER,
    "claims next": Role.REVIEWER,
    "claims note": Role.REVIEWER,
    "claims outreach": Role.REVIEWER,
    "claims rate": Role.REVIEWER,
    "claims release": Role.REVIEWER,
    "claims reply": Role.REVIEWER,
    "claims retract": Role.EDITOR,
    "claims tag": Role.REVIEWER,
    "claims take-back": Role.EDITOR,
    "db backup": Role.ADMIN,
    "db dump": Role.ADMIN,
    "db reindex": Role.ADMIN,
    "db upgrade": Role.ADMIN,
    "erase approve": Role.ADMIN,
    "erase capture": Role.ADMIN,
    "erase complaint": Role.ADMIN,
    "erase interview": Role.ADMIN,
    "erase note": Role.ADMIN,
    "erase origin": Role.ADMIN,
    "erase refuse": Role.ADMIN,
    "erase reply": Role.ADMIN,
    "erase reviewer": Role.ADMIN,
    "evidence add": Role.REVIEWER,
    "evidence archive": Role.REVIEWER,
    "evidence check": Role.REVIEWER,
    "evidence fetch": Role.REVIEWER,
    "evidence withdraw": Role.REVIEWER,
    "import": Role.EDITOR,
    "imports undo": Role.EDITOR,
    "policy set": Role.ADMIN,
    "ratings import": Role.EDITOR,
    "ratings map": Role.EDITOR,
    "reviewers add": Role.ADMIN,
    "reviewers disable": Role.ADMIN,
    "reviewers edit": Role.ADMIN,
    "reviewers invite": Role.ADMIN,
    "reviewers sign-out": Role.ADMIN,
    "searches delete": Role.REVIEWER,
    "searches rename": Role.REVIEWER,
    "searches save": Role.REVIEWER,
    "sources add": Role.REVIEWER,
    "sources alias": Role.REVIEWER,
    "sources different": Role.REVIEWER,
    "sources domain": Role.REVIEWER,
    "sources edit": Role.REVIEWER,
    "sources merge": Role.EDITOR,
    "sources split": Role.EDITOR,
    "speakers add": Role.REVIEWER,
    "speakers alias": Role.REVIEWER,
    "speakers different": Role.REVIEWER,
    "speakers edit": Role.REVIEWER,
    "speakers merge": Role.EDITOR,
    "speakers role": Role.REVIEWER,
    "speakers split": Role.EDITOR,
    "topics add": Role.REVIEWER,
    "topics merge": Role.EDITOR,
    "topics rename": Role.REVIEWER,
    "undo": Role.REVIEWER,
}

WRITING_COMMANDS = frozenset({*ROLES_BY_COMMAND, "claims status"})
"""All commands that write; `claims status` has no role of its own: each move has one."""

# Who complained, and in which words, is for the people who answer: a reader, or somebody unknown, sees only that there
# is a complaint.
COMPLAINT_READERS = Role.REVIEWER

OUTWARD_COMMANDS: dict[str, str] = {
    "db reader --public": "published claims: the login reads the views `public1_...` and nothing else",
    "export datasette": "published claims: visitors see the views `public1_...`",
    "export claimreview": "published claims; with `--other`, the checks of another publisher",
    "export averitec": "all matching claims: add `--status published`",
    "export speakers": "the speakers of all matching claims: add `--status published`",
    "report corrections": "corrections and retractions",
    "report takedowns": "counts of erasures by kind of person",
    "report balance": "counts of all claims",
    "report checked-by-others": "claims and the checks of other publishers, published or not",
    "report checks-by-publisher": "counts of the checks of other publishers",
    "report checks-by-speaker": "counts of all claims, and of the checks of other publishers",
    "report disagreements": "claims and the checks of other publishers, published or not",
    "report due": "promises and predictions, published or not",
    "report evidence-by-source": "counts of all claims",
    "report link-rot": "counts of cited pages by source",
    "report most-repeated": "claims, published or not",
    "report quotes-by-outlet": "counts of all claims",
    "report single-source": "claims, published or not",
    "report verdicts-by-month": "counts of all claims",
    "report verdicts-by-source": "counts of all claims",
    "report verdicts-by-speaker": "counts of all claims",
    "report verdicts-by-topic": "counts of all claims",
}
"""The commands whose output names nobody on the desk, and what it shows: the guide has the list, tests hold it."""

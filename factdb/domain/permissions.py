"""Which role each command that writes takes: the table that services enforce and the README shows.

What `claims status` takes depends on the move: `workflow.MOVES` has it.
"""

from __future__ import annotations

from factdb.domain.enums import Role

NEEDED: dict[str, Role] = {
    "articles add": Role.REVIEWER,
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
    "db dump": Role.ADMIN,
    "evidence add": Role.REVIEWER,
    "evidence withdraw": Role.REVIEWER,
    "import": Role.EDITOR,
    "policy set": Role.ADMIN,
    "ratings import": Role.EDITOR,
    "ratings map": Role.EDITOR,
    "reviewers add": Role.ADMIN,
    "reviewers disable": Role.ADMIN,
    "reviewers edit": Role.ADMIN,
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
}

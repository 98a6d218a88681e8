"""The states of a page that the desk cites: what a check saw, and what several checks together allow to say."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

FAILURES_OF_DEAD = 3
SPAN_OF_DEAD = timedelta(days=3)


class PageState(StrEnum):
    """What one check saw. Only `DEAD` is no observation: it takes several, see `standing`."""

    OK = "ok"
    MOVED = "moved"
    CHANGED = "changed"
    EXCERPT_GONE = "excerpt-gone"
    SOFT_404 = "soft-404"
    WALL = "wall"
    BLOCKED = "blocked"
    ERROR = "error"
    GONE = "gone"
    DEAD = "dead"

    @property
    def shows_page(self) -> bool:
        """Whether the page was seen: its text may be stored as a capture of the page."""
        return self in {PageState.OK, PageState.MOVED, PageState.CHANGED, PageState.EXCERPT_GONE}

    @property
    def is_worry(self) -> bool:
        """Whether somebody should look: the page or the cited words are no longer as they were cited.

        An error of one fetch says nothing about the page; one that moved is still there.
        """
        return self not in {PageState.OK, PageState.MOVED, PageState.ERROR}

    @property
    def is_failure(self) -> bool:
        """Whether the page was not there. Behind a wall, and where only we are blocked, it may well be."""
        return self in {PageState.SOFT_404, PageState.ERROR, PageState.GONE, PageState.DEAD}


class PageFilter(StrEnum):
    """What a list of cited pages can ask for: a state, or what no check can see."""

    OK = "ok"
    MOVED = "moved"
    CHANGED = "changed"
    EXCERPT_GONE = "excerpt-gone"
    SOFT_404 = "soft-404"
    WALL = "wall"
    BLOCKED = "blocked"
    ERROR = "error"
    GONE = "gone"
    DEAD = "dead"
    NEEDS_LOOK = "needs-look"  # every state in which the page is not as it was cited
    NOT_CHECKED = "not-checked"
    NOT_KEPT = "not-kept"

    @property
    def states(self) -> frozenset[PageState]:
        """The states that match; none where another test decides."""
        if self is PageFilter.NEEDS_LOOK:
            return frozenset(state for state in PageState if state.is_worry)
        return frozenset(state for state in PageState if state == self.value)


class ArchiveState(StrEnum):
    """How far a request to a web archive is: asked is not kept."""

    ASKED = "asked"  # it waits there; nothing is kept yet
    CONFIRMED = "confirmed"
    REFUSED = "refused"  # the archive cannot or does not want to keep this page
    BUSY = "busy"  # too many requests: come back later
    FAILED = "failed"  # the archive could not be reached


SEEN_STATES = tuple(state for state in PageState if state is not PageState.DEAD)
"""The states that one check can see."""


class CheckedState(NamedTuple):
    """One check: when, and what it saw."""

    at: datetime
    state: PageState


def standing(checks: Sequence[CheckedState]) -> PageState | None:
    """Return the state of a page after its checks, in order of time; None before the first one.

    It is that of the last check. It is `DEAD` only where the last one failed, as the third at least in a row, and three
    days at least lie between the first failure of this row and the last. A check that met a wall or was blocked neither
    counts nor ends the row; one that saw the page ends it.
    """
    if not checks or not checks[-1].state.is_failure:
        return checks[-1].state if checks else None
    failures: list[datetime] = []
    for check in reversed(checks):
        if check.state.shows_page:
            break
        if check.state.is_failure:
            failures.append(check.at)
    is_dead = len(failures) >= FAILURES_OF_DEAD and failures[0] - failures[-1] >= SPAN_OF_DEAD
    return PageState.DEAD if is_dead else checks[-1].state

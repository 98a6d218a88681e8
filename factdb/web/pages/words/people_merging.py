"""Speakers or sources that may be one, a suggestion after the other: merged into the better name, or kept apart."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import Response

from factdb.domain.text import whole_number
from factdb.errors import BadValueError
from factdb.formats import rows as plain_rows
from factdb.services.people import duplicates, identities, merging
from factdb.services.reads.people import merge_suggestions
from factdb.web.pages.words.people import book_of, merged_sentence
from factdb.web.rendering import PAGE, next_page
from factdb.web.visits import Act, Done, Visit, reading, writing

if TYPE_CHECKING:
    from factdb.services.reads.people_types import DuplicateRow
    from factdb.web.visits import Refused

_LATER = 25


@reading
def show(visit: Visit) -> Response:
    """Show the suggestion to decide, with its members side by side."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show the suggestion to decide; after a refused form with the refusal, and the same suggestion again."""
    book, typed = book_of(visit), visit.request.query_params
    sent = {name: values[0] for name, values in refused.fields.items()} if refused else {}
    part = (sent or typed).get("q", "").strip() or None
    after = (sent or typed).get("after") or None
    decision = merge_suggestions.to_decide(visit.session, book, part, after, _LATER)
    current = decision["current"]
    return visit.show(
        "people/duplicates.html",
        refused.status if refused else 200,
        refused=refused,
        noun=book.word,
        decision=decision,
        part=part,
        after=after,
        into=whole_number(sent.get("into", "")) or (current.numbers[-1] if current else None),
        reason=sent.get("reason", ""),
        skip=_address(part, current.key) if current else None,
        places={suggestion.key: _address(part, key) for key, suggestion in _with_key_before(decision)},
    )


@reading
def show_json(visit: Visit) -> Response:
    """Show a page of pairs as rows, with the keys of `factdb speakers duplicates --json`; a header leads to the next.

    The place in the list is a pair, not its number: pairs that are decided meanwhile move no other out of sight. If it
    is decided itself, the list begins again.
    """
    typed = visit.request.query_params
    pairs = duplicates.duplicate_pairs(visit.session, book_of(visit), typed.get("q", "").strip() or None)
    after = typed.get("after", "")
    start = next((place for place, pair in enumerate(pairs, 1) if _pair_key(pair) == after), 0)
    rows = pairs[start : start + PAGE + 1]
    following = next_page(typed, rows, PAGE, _pair_key)
    headers = {"link": f'<{visit.request.url.path}{following}>; rel="next"'} if following else {}
    return Response(plain_rows.document(rows[:PAGE]), media_type="application/json", headers=headers)


def _pair_key(pair: DuplicateRow) -> str:
    return f"{pair['id']}-{pair['other_id']}"


@writing(page)
def merge(act: Act) -> Done:
    """Merge the members that are ticked into the one whose name is kept."""
    into = act.text("into")
    members = [number for number in _members(act) if number != into]
    if not members or not into:
        raise BadValueError("member", into, "is alone", "Choose the name to keep, and tick who else it is.")
    merged = merging.merge_all(act.session, act.actor, book_of(act), members, into, act.optional("reason"))
    return Done(merged_sentence(merged), _back(act))


@writing(page)
def keep_apart(act: Act) -> Done:
    """Mark the members that are ticked as different from each other."""
    book, members = book_of(act), _members(act)
    if len(members) < 2:  # noqa: PLR2004 - of a pair
        raise BadValueError("member", "".join(members), "is alone", "Tick those who are different.")
    for number, other_number in combinations(members, 2):
        identities.tell_apart(act.session, act.actor, book, number, other_number)
    named = [identities.shown(book.itself(act.session, number)) for number in members]
    return Done(f"{', '.join(named[:-1])} and {named[-1]} are marked as different.", _back(act))


def _members(act: Act) -> list[str]:
    """Return the numbers that are ticked; a pair has nothing to tick."""
    return act.chosen("member") or [number for number in act.text("pair").split("-") if number]


def _with_key_before(decision: merge_suggestions.Decision) -> list[tuple[str, merge_suggestions.Suggestion]]:
    """Return each later suggestion with the key of the one before it, by which its address names it."""
    current, later = decision["current"], decision["later"]
    before = [current, *later] if current else []
    return [(suggestion.key, follower) for suggestion, follower in zip(before, later, strict=False)]


def _back(act: Act) -> str:
    """Return the address of the next suggestion: the place is that of the last one that was skipped."""
    noun = book_of(act).word
    return f"{act.site.prefix}/{noun}s/duplicates{_address(act.text('q') or None, act.text('after') or None)}"


def _address(part: str | None, after: str | None) -> str:
    pairs = {name: value for name, value in (("q", part), ("after", after)) if value}
    return f"?{urlencode(pairs)}"

"""The lists and pages of speakers and sources, and the forms that edit and merge them; the first word says which."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from starlette.responses import Response

from factdb.domain import dates_as_written, names, ratings, text
from factdb.domain.enums import DECIDED_STATUSES, AnswersFor, SpeakerKind, Status
from factdb.domain.identities import Owners
from factdb.domain.text import whole_number
from factdb.errors import BadValueError
from factdb.formats import rows as plain_rows
from factdb.services.claims.editing import EDITABLE
from factdb.services.people import identities, merging, name_changes, offices, sources, speakers
from factdb.services.people.namebook import BOOKS, SPEAKERS
from factdb.services.reads.people import people_pages, waiting_names
from factdb.web.rendering import PAGE, next_page, shown_count
from factdb.web.visits import Act, Done, Visit, in_sentences, reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.services.people.merging import MergedOwner
    from factdb.services.people.namebook import NameBook
    from factdb.services.people.public_names import OwnerEdit, PublicClaims
    from factdb.services.reads.people.verdict_shares import Share
    from factdb.web.visits import Refused

_KINDS = [kind for kind in SpeakerKind if kind is not SpeakerKind.UNKNOWN]
_OFFICE = ("title", "organization", "party")
_WIDTH, _GAP = 1000, 2  # of the picture, which has no other size than that of its place
_COLOURS = {"good": "supported", "mixed": "mixed", "bad": "refuted"}
_DECIDED = "".join(f"&status={status}" for status in Status if status in DECIDED_STATUSES)
# No list has the claims that are decided on the quotation alone.
_LISTS = {ratings.DISPUTED: f"answers_for={AnswersFor.SOURCE}{_DECIDED}"}


class Piece(NamedTuple):
    """A group of claims in a bar: its words, its size, and where it is drawn; `link` is None if no list has it."""

    group: str
    claims: int
    percent: int
    x: float
    width: float
    colour: str
    is_rating: bool
    link: str | None


def bar_of(shares: Sequence[Share], claims: str, parameter: str = "verdict") -> list[Piece]:
    """Return the pieces of a bar; `claims` is the address of the list that holds all its claims."""
    total = sum(share["claims"] for share in shares)
    # The lists have exactly the claims that are counted.
    rated = _DECIDED if parameter == "quote_verdict" else f"&answers_for={AnswersFor.SPEAKER}{_DECIDED}"
    pieces: list[Piece] = []
    place = 0
    for share in shares:
        group, size = share["group"], share["claims"]
        is_rating = group not in ratings.WITHOUT_VERDICT
        chosen = f"{parameter}={quote(group, safe='')}{rated}" if is_rating else _LISTS.get(group)
        width = max(_WIDTH * size / total - _GAP, 1)
        colour = _COLOURS.get(ratings.TONES.get(group, ""), "neutral")
        link = f"{claims}&{chosen}" if chosen else None
        x = round(_WIDTH * place / total, 1)
        pieces.append(Piece(group, size, round(100 * size / total), x, round(width, 1), colour, is_rating, link))
        place += size
    return pieces


def book_of(visit: Visit) -> NameBook[Any]:
    """Return the names that a page is about: those of /speakers or of /sources."""
    noun = visit.request.url.path.removeprefix(visit.site.prefix).strip("/").partition("/")[0]
    return BOOKS[Owners(noun.removesuffix(".json").removesuffix("s"))]


@reading
def show_list(visit: Visit) -> Response:
    """Show a page of the list, most claims first."""
    return list_page(visit, None)


def list_page(visit: Visit, refused: Refused | None) -> Response:
    """Show a page of the list; after a refused form with the refusal, and with what was typed."""
    book, part = book_of(visit), _part(visit)
    rows: Sequence[Any] = _rows(visit, PAGE + 1)
    typed = visit.request.query_params
    return visit.show(
        "people/list.html",
        refused.status if refused else 200,
        refused=refused,
        typed={name: values[0] for name, values in refused.fields.items()} if refused else {},
        kinds=_KINDS,
        noun=book.word,
        rows=rows[:PAGE],
        part=part,
        total=shown_count(people_pages.count(visit.session, book, part)),
        query=urlencode({"q": part}) if part else "",
        next_page=next_page(typed, rows, PAGE, itemgetter("id")),
        waiting=[row for row in waiting_names.waiting(visit.session) if row["word"] == book.word],
    )


@reading
def show_list_json(visit: Visit) -> Response:
    """Show a page of the list as rows, with the keys of `factdb speakers list --json`."""
    return Response(plain_rows.document(_rows(visit, PAGE)), media_type="application/json")


@reading
def show(visit: Visit) -> Response:
    """Show a speaker or source: facts, claims, verdicts, and forms to edit it."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show a speaker or source; after a refused form with the refusal, and with what was typed."""
    book = book_of(visit)
    view = people_pages.view(visit.session, book, visit.number)
    base = f"{visit.site.prefix}/claims?{book.word}={view['details']['id']}"
    return visit.show(
        "people/owner.html",
        refused.status if refused else 200,
        refused=refused,
        typed={name: values[0] for name, values in refused.fields.items()} if refused else {},
        noun=book.word,
        owner=view["details"],
        bar=bar_of(view["verdicts"]["shares"], base),
        quotations=bar_of(view["verdicts"]["quotations"], base, parameter="quote_verdict"),
        counted=view["verdicts"]["claims"],
        left_out=view["verdicts"]["left_out"],
        claims=view["claims"],
        different=view["different"],
        kinds=_KINDS,
        editable=EDITABLE,
        is_unknown=view["is_unknown"],
        own_names=view["own_names"],
        waiting=view["waiting"],
    )


@reading
def show_json(visit: Visit) -> Response:
    """Show a speaker or source as data: the details of `factdb speakers show --json`, and the claims by verdict."""
    view = people_pages.view(visit.session, book_of(visit), visit.number)
    document = {**view["details"], "verdicts": view["verdicts"], "different": view["different"]}
    return Response(plain_rows.document(document), media_type="application/json")


# -- forms -----------------------------------------------------------------------------------------------------


@writing(page)
def edit(act: Act) -> Done:
    """Change the name, and of a speaker the kind and the Wikidata number."""
    book = book_of(act)
    owner = book.lock(act.session, str(act.number))
    name, reason = act.text("name"), act.optional("reason")
    if book is SPEAKERS:
        kind = text.member(SpeakerKind, "kind", act.text("kind")) if act.text("kind") else None
        edited = speakers.edit(act.session, act.actor, owner, name or None, kind, act.optional("wikidata"), reason)
    else:
        edited = sources.rename(act.session, act.actor, owner, name, reason)
    return Done(_edited(f"{book.word.capitalize()} {owner.id}", edited))


@writing(page)
def add_alias(act: Act) -> Done:
    """Add an alias."""
    book, alias = book_of(act), names.clean_name(act.text("alias"), "alias")
    owner = book.lock(act.session, str(act.number))
    new = name_changes.add_aliases(act.session, act.actor, book, owner, [alias])
    shared = name_changes.shared_names(act.session, book, owner, new)
    return Done(f"“{alias}” {'is an alias now' if new else 'was an alias already'}.{in_sentences(shared)}")


@writing(page)
def remove_alias(act: Act) -> Done:
    """Remove an alias."""
    book, alias = book_of(act), act.text("alias")
    owner = book.lock(act.session, str(act.number))
    name_changes.remove_aliases(act.session, act.actor, book, owner, [alias])
    return Done(f"“{alias}” is no longer an alias.")


@writing(page)
def add_office(act: Act) -> Done:
    """Add an office of a speaker, or fill in what was not known of it."""
    today = act.now.astimezone().date()
    since, until = act.text("since"), act.text("until")
    office = offices.Office(
        **{name: act.optional(name) for name in _OFFICE},
        since=dates_as_written.first_day(since, today) if since else None,
        until=dates_as_written.last_day(until, today) if until else None,
    )
    changed = offices.add_or_fill(act.session, act.actor, SPEAKERS.lock(act.session, str(act.number)), office)
    return Done(f"Office {changed.n}: {changed.what}.")


@writing(page)
def remove_office(act: Act) -> Done:
    """Remove an office that the speaker never held."""
    n = act.integer("n")
    if n is None:
        raise BadValueError("office", act.text("n"), "is no number", "Choose an office of the speaker.")
    changed = offices.remove(act.session, act.actor, SPEAKERS.lock(act.session, str(act.number)), n)
    return Done(f"Office {changed.n}: {changed.what}.")


@writing(page)
def add_domain(act: Act) -> Done:
    """Add a web domain whose pages are of this source."""
    source = BOOKS[Owners.SOURCE].lock(act.session, str(act.number))
    new = sources.add_domains(act.session, act.actor, source, [act.text("domain")])
    notices = sources.shared_domains(act.session, source, new)
    return Done(f"{act.text('domain')}: {'added' if new else 'it was there already'}.{in_sentences(notices)}")


@writing(page)
def remove_domain(act: Act) -> Done:
    """Remove a web domain."""
    source = BOOKS[Owners.SOURCE].lock(act.session, str(act.number))
    sources.remove_domains(act.session, act.actor, source, [act.text("domain")])
    return Done(f"{act.text('domain')}: removed.")


@writing(page)
def merge(act: Act) -> Done:
    """Merge a speaker or source into another, whose name is kept."""
    book, into = book_of(act), act.text("into")
    owner = merging.merge(act.session, act.actor, book, str(act.number), into, act.optional("reason"))
    target = book.named(act.session, into)
    return Done(merged_sentence([owner]), None if owner.waits else f"{act.site.prefix}/{book.word}s/{target.id}")


@writing(page)
def separate(act: Act) -> Done:
    """Undo a merge: the one that was merged into this one is separate again."""
    member = act.text("member")
    owner = merging.undo(act.session, act.actor, book_of(act), member, act.optional("reason"))
    if owner.waits:
        return Done(_waiting(owner.name, owner.public))
    return Done(f"{owner.name} is separate again.")


@writing(page)
def different(act: Act) -> Done:
    """Mark another one as different: the two are never offered again, nor merged."""
    first, second, new = identities.tell_apart(act.session, act.actor, book_of(act), str(act.number), act.text("other"))
    outcome = "marked as different" if new else "marked as different already"
    return Done(f"{identities.shown(first)} and {identities.shown(second)} are {outcome}.")


@writing(page)
def forget_difference(act: Act) -> Done:
    """Remove the mark that two are different."""
    pair = identities.forget_difference(act.session, act.actor, book_of(act), str(act.number), act.text("other"))
    return Done(f"{' and '.join(map(identities.shown, pair))} are no longer marked as different.")


def merged_sentence(merged: Sequence[MergedOwner]) -> str:
    """Return what a merge did, or that it waits for a second editor."""
    merges = [f"{owner.name} is merged into {owner.into}." for owner in merged if not owner.waits]
    return " ".join([*merges, *(_waiting(owner.name, owner.public) for owner in merged if owner.waits)])


def _edited(owner: str, edited: OwnerEdit) -> str:
    if edited.waits:
        return _waiting(owner, edited.claims)
    return f"{owner}: {', '.join(edited.changed)} changed." if edited.changed else f"{owner} is as it was."


def _waiting(owner: str, claims: PublicClaims) -> str:
    return f"{owner}: the change waits for a second editor, who sees it here. {str(claims).capitalize()}."


def _part(visit: Visit) -> str | None:
    return visit.request.query_params.get("q", "").strip() or None


def _rows(visit: Visit, limit: int) -> Sequence[Any]:
    after = whole_number(visit.request.query_params.get("after", ""))
    return people_pages.list_page(visit.session, book_of(visit), visit.now.date(), _part(visit), after, limit)

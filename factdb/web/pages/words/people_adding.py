"""The forms that add a speaker or source, and that split one who is really two; the first word says which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factdb.domain.enums import SpeakerKind
from factdb.domain.text import member, whole_number
from factdb.errors import BadValueError
from factdb.services.claims import splitting_people
from factdb.services.people import name_changes, sources, speakers
from factdb.services.people.namebook import SPEAKERS
from factdb.web.pages.words import people
from factdb.web.visits import Done, in_sentences, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.store.models import Source, Speaker
    from factdb.web.visits import Act

_BETWEEN = re.compile(r"[\s,;]+")


@writing(people.list_page)
def add(act: Act) -> Done:
    """Add a speaker, of whom the kind and the Wikidata number are known too, or a source with a domain."""
    book = people.book_of(act)
    name, aliases = act.text("name"), [line for line in act.text("aliases").splitlines() if line.strip()]
    if book is SPEAKERS:
        kind = member(SpeakerKind, "kind", act.text("kind") or str(SpeakerKind.PERSON))
        speaker = speakers.add(act.session, act.actor, name, kind, aliases, act.optional("wikidata"))
        return _added(act, speaker.speaker, _shared(act, speaker.speaker, aliases), speaker.near)
    domains = [domain for domain in _BETWEEN.split(act.text("domains")) if domain]
    source = sources.add(act.session, act.actor, name, aliases, domains)
    shared = sources.shared_domains(act.session, source.source, domains)
    return _added(act, source.source, [*shared, *_shared(act, source.source, aliases)], source.near)


def _shared(act: Act, owner: Speaker | Source, aliases: Sequence[str]) -> list[str]:
    return name_changes.shared_names(act.session, people.book_of(act), owner, aliases)


def _added(act: Act, owner: Speaker | Source, shared: Sequence[str], near: Sequence[str]) -> Done:
    word = people.book_of(act).word
    notices = [*shared, *(f"similar name: {name}" for name in near)]
    return Done(
        f"{word.capitalize()} {owner.id}: {owner.name}, added.{in_sentences(notices)}",
        f"{act.site.prefix}/{word}s/{owner.id}",
    )


@writing(people.page)
def split(act: Act) -> Done:
    """Move some claims and aliases to another speaker or source, who is added if nobody has the name."""
    book = people.book_of(act)
    result = splitting_people.split(
        act.session, act.actor, book, str(act.number), act.text("into"), _claims(act), act.chosen("alias")
    )
    moved = ", ".join([*(f"claim {number}" for number in result.claims), *(f"“{alias}”" for alias in result.aliases)])
    new = " The name is new." if result.added else ""
    return Done(f"Moved from {result.name} to {result.into}: {moved}.{new}")


def _claims(act: Act) -> list[int]:
    """Return the ticked claims, and those whose numbers were typed."""
    typed = [*act.chosen("claim"), *(word for word in _BETWEEN.split(act.text("claims")) if word)]
    numbers = [(word, whole_number(word)) for word in typed]
    for word, number in numbers:
        if number is None:
            raise BadValueError("claim", word, "is no number", "Write numbers of claims, with spaces between them.")
    return list(dict.fromkeys(number for _, number in numbers if number is not None))

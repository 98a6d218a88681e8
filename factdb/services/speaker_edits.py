"""Edits speakers: their names, kind and Wikidata id; each change is in the desk's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain import names
from factdb.domain.enums import SpeakerKind
from factdb.errors import BadValueError
from factdb.errors.desk import NothingToChangeError
from factdb.services import desk_ledger, offices, speakers
from factdb.services.namebook import SPEAKERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Speaker

_COLUMNS = {"wikidata": "wikidata_id"}


def add(
    session: Session,
    act: Act,
    name: str,
    kind: SpeakerKind = SpeakerKind.PERSON,
    aliases: Sequence[str] = (),
    wikidata: str | None = None,
    office: offices.Office = offices.NONE,
) -> speakers.Found:
    """Add a speaker, with an office where one is given; a name that another bears already is refused."""
    act.may("speakers add")
    name = names.clean_name(name, "speaker")
    clean = [names.clean_name(alias, "alias") for alias in aliases]
    identity = names.wikidata_id(wikidata) if wikidata else None
    SPEAKERS.must_be_free(session, name)
    near = SPEAKERS.near(session, name)
    speaker = speakers.add(session, act, name, _kind(kind), clean, identity)
    if office != offices.NONE:
        offices.put(session, act, speaker, office)
    return speakers.Found(speaker, added=True, near=tuple(near))


def edit(
    session: Session, act: Act, speaker: Speaker, name: str | None, kind: SpeakerKind | None, wikidata: str | None
) -> list[str]:
    """Change a speaker's main name (the old one stays an alias), kind or Wikidata id; return what changed."""
    act.may("speakers edit")
    SPEAKERS.must_be_known(speaker)
    given = {
        "name": names.clean_name(name, "speaker") if name else None,
        "kind": _kind(kind) if kind else None,
        "wikidata": names.wikidata_id(wikidata) if wikidata else None,
    }
    if not any(given.values()):
        raise NothingToChangeError("--name, --kind or --wikidata")
    was = {"name": speaker.name, "kind": speaker.kind, "wikidata": speaker.wikidata_id}
    changed = {key: value for key, value in given.items() if value is not None and value != was[key]}
    if "name" in changed:
        SPEAKERS.must_be_free(session, str(changed["name"]), but=speaker)
    for key, value in changed.items():
        setattr(speaker, _COLUMNS.get(key, key), value)
    if changed:
        SPEAKERS.put(session, speaker, speaker.name)
        detail = {"uid": speaker.uid, "was": _plain({key: was[key] for key in changed}), "now": _plain(changed)}
        desk_ledger.record(session, act, "speaker-edited", detail)
    return sorted(changed)


def _kind(kind: SpeakerKind) -> SpeakerKind:
    if kind is SpeakerKind.UNKNOWN:
        raise BadValueError("kind", kind, "is the one unknown speaker's alone", "say person or organization")
    return kind


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: None if value is None else str(value) for key, value in values.items()}

"""Finds the scales of publishers, the rating of a check's label, and the command that maps a label.

The label of a check is looked up in the scale that the check names, and in no other: another scale can mean something
else by the same word. If the check names none, its label is looked up in the newest version of each scale of its
publisher. The view v1_other_checks does both, so that lists and reports ask nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from factdb.domain import names, ratings
from factdb.services.decisions import scales
from factdb.store.models import Rating, Scale, ScalePublisher, Source, SourceName
from factdb.store.tables import living_id
from factdb.store.views import V1_OTHER_CHECKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


# The file of a label can say whose label it is.
_WHOSE_LABELS = (
    "--scale CODE, or name the column of publishers: --map COLUMN=check_publisher. "
    "If no scale fits, first add your own: factdb ratings import FILE"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a scale says of a label: its category and score in words."""

    scale: str
    words: str


@dataclass(frozen=True, slots=True)
class UnmappedLabel:
    """A label that nobody has mapped: the scale that its check names, its publisher, and where it can be mapped.

    `own_scales` are the scales of its publisher, `meanings` what they say of the label where they differ.
    """

    label: str
    scale: str | None
    publisher: str | None
    is_missing: bool = False  # the desk has no scale of this code
    can_map: bool = False  # it has, and the scale is another publisher's
    own_scales: Sequence[str] = ()
    meanings: Sequence[Meaning] = ()

    @property
    def ways(self) -> str:
        """The commands that give the label a meaning; "" if none can."""
        if self.meanings:
            keep = ", or ".join(f'factdb ratings map {m.scale} "{self.label}" --unmapped' for m in self.meanings)
            said = " and ".join(f"{meaning.words} in {meaning.scale}" for meaning in self.meanings)
            return f'"{self.label}" is {said}. Take it out of one: {keep}'
        mapping = f'"{self.label}" --category CATEGORY --reason "..."'
        if self.is_missing:
            return f"Add the scale {self.scale}: factdb ratings import FILE"
        if self.scale:
            return f"Map the label: factdb ratings map {self.scale} {mapping}" if self.can_map else ""
        if len(self.own_scales) > 1:
            scales = (f"factdb ratings map {scale} {mapping}" for scale in self.own_scales)
            return f"Map the label: {', or '.join(scales)}"
        if self.publisher:
            return f'Map the label: factdb ratings map --publisher "{self.publisher}" {mapping}'
        return f"Import its file again with {_WHOSE_LABELS}"

    @property
    def is_nobodys(self) -> bool:
        """Whether neither a scale nor a publisher is named: then nobody can map the label."""
        return not self.scale and not self.publisher


def ways_of_all(labels: Sequence[UnmappedLabel]) -> str:
    """Return the commands that map the first label that can be mapped, and what helps those that are nobody's."""
    mapping = next((label.ways for label in labels if label.ways and not label.is_nobodys), "")
    nobodys = [label.label for label in labels if label.is_nobodys]
    if not nobodys:
        return mapping
    named = f'"{nobodys[0]}"' + (f" and {len(nobodys) - 1:,} more" if len(nobodys) > 1 else "")
    again = f"For {named}, without a publisher: import the file again with {_WHOSE_LABELS}"
    return f"{mapping}. {again}" if mapping else again


@dataclass(slots=True)
class ScaleDefault:
    """The scale of an import's labels: that of `--scale`, but not where the publisher has a scale of its own."""

    session: Session
    code: str | None
    _codes: Mapping[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read once which publishers have a scale."""
        if self.code:
            self._codes = codes_by_name(self.session)

    def of(self, publisher: str | None) -> str | None:
        """Return the scale for a publisher's labels; None: its own scales are looked up."""
        codes = self._codes.get(names.name_key(publisher)) if publisher else None
        return self.code if not codes or self.code in codes else None


def codes_by_name(session: Session) -> dict[str, set[str]]:
    """Return the codes of the scales of each publisher, by the key of each of its names."""
    codes: dict[str, set[str]] = defaultdict(set)
    for key, code in session.execute(_newest(ScalePublisher.name_key, Scale.code)):
        codes[key].add(code)
    family, alias = aliased(Source), aliased(SourceName)
    of_family = _of_sources(alias.name_key, Scale.code).join(family, living_id(family) == living_id(_BEARER))
    for key, code in session.execute(of_family.join(alias, alias.source_id == family.id)):
        codes[key].add(code)
    return codes


def scales_of(session: Session, publisher: str) -> list[str]:
    """Return the codes of the scales of a publisher, by any of its names."""
    return sorted(codes_by_name(session).get(names.name_key(publisher), ()))


def rating_of_check(session: Session, claim_id: int, n: int) -> tuple[str | None, Rating | None]:
    """Return the scale and the rating of a check's label, as the views show them."""
    view = V1_OTHER_CHECKS.c
    query = select(view.scale, view.rating).where(view.claim_id == claim_id, view.n == n)
    scale, code = next(iter(session.execute(query)), (None, None))
    match = session.execute(scales.newest_ratings().where(Scale.code == scale, Rating.code == code)).first()
    return scale, match.Rating if match else None


class LabelPlaces:
    """The scales that can map labels, read once for many labels."""

    def __init__(self, session: Session) -> None:
        """Read the scales of all publishers, and what they say of their labels."""
        self._publishers: dict[str, str | None] = dict(session.execute(select(Scale.code, Scale.publisher)).all())
        self._own: dict[int, set[str]] = defaultdict(set)
        for publisher, code in session.execute(_of_sources(living_id(_BEARER), Scale.code)):
            self._own[publisher].add(code)
        self._meanings: dict[tuple[int, str | None], dict[str, str]] = defaultdict(dict)
        columns = living_id(_BEARER), Rating.label_key, Scale.code, Rating.category, Rating.score
        query = _of_sources(*columns).join(Rating, Rating.scale_id == Scale.id).where(Rating.category.is_not(None))
        for publisher, key, code, category, score in session.execute(query.order_by(Scale.code)):
            self._meanings[publisher, key][code] = f"{category}" if score is None else f"{category} {score}"

    def of(self, label: str, scale: str | None, publisher: str | None, publisher_id: int) -> UnmappedLabel:
        """Return where a label can be mapped."""
        if scale is not None:
            return UnmappedLabel(
                label,
                scale,
                publisher,
                is_missing=scale not in self._publishers,
                can_map=bool(self._publishers.get(scale)),
            )
        meanings = self._meanings.get((publisher_id, ratings.label_key(label)), {})
        differing = [Meaning(*item) for item in meanings.items()] if len({*meanings.values()}) > 1 else []
        own = sorted(self._own.get(publisher_id, ()))
        return UnmappedLabel(label, scale, publisher, own_scales=own, meanings=differing)


_BEARER = aliased(Source)


def _newest(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of any type, as select takes them
    """Select columns of the newest version of each scale and its publishers."""
    later = aliased(Scale)
    newest = select(func.max(later.version)).where(later.code == Scale.code).scalar_subquery()
    return (
        select(*columns)
        .select_from(Scale)
        .join(ScalePublisher, ScalePublisher.scale_id == Scale.id)
        .where(Scale.version == newest)
    )


def _of_sources(*columns: Any) -> Select[Any]:  # noqa: ANN401 - the same
    """Select columns of the newest version of each scale, and of the sources that have a name of its publishers."""
    return (
        _newest(*columns)
        .join(SourceName, SourceName.name_key == ScalePublisher.name_key)
        .join(_BEARER, _BEARER.id == SourceName.source_id)
        .distinct()
    )

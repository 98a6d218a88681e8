"""What the rows of speakers, sources, topics and ratings are; keys are those of the command line's JSON."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - `factdb schema` reads the annotations
from typing import TypedDict


class MergedName(TypedDict):
    """A speaker or source that was merged into another."""

    id: int
    name: str


class SpeakerRow(TypedDict):
    """A speaker in a list, with the office held today."""

    id: int
    uid: str
    name: str
    kind: str
    aliases: list[str]
    wikidata: str | None
    title: str | None
    organization: str | None
    party: str | None
    claims: int


class OfficeRow(TypedDict):
    """An office of a speaker; `of` names the speaker who was merged into this one and brought it along."""

    n: int
    title: str | None
    organization: str | None
    party: str | None
    since: date | None
    until: date | None
    of: str | None


class OwnerDetails(TypedDict):
    """What speakers and sources have in common."""

    id: int
    uid: str
    name: str
    aliases: list[str]
    merged: list[MergedName]
    claims: int
    published: int


class SpeakerDetails(OwnerDetails):
    """A speaker with names and offices."""

    kind: str
    wikidata: str | None
    offices: list[OfficeRow]


class SourceRow(TypedDict):
    """A source in a list."""

    id: int
    uid: str
    name: str
    aliases: list[str]
    domains: list[str]
    documents: int
    claims: int


class SourceDetails(OwnerDetails):
    """A source with its domains."""

    domains: list[str]
    documents: int


class DuplicateRow(TypedDict):
    """Two speakers, or two sources, who may be one; `likeness` is 0 to 100, and `other` has the better name.

    `merge_ids` are the numbers for `merge`, the one to keep last: these two, or all of a group that may be one.
    """

    id: int
    name: str
    claims: int
    other_id: int
    other: str
    other_claims: int
    likeness: int
    reason: str
    merge_ids: list[int]


class TopicRow(TypedDict):
    """A topic, and the names of the topics that were merged into it."""

    id: int
    name: str
    merged: list[str]
    claims: int


class RatingRow(TypedDict):
    """A rating of a scale; `category` is None for a label that nobody has mapped, `score` is 0 to 4 for truth only."""

    scale: str
    version: int
    publisher: str | None
    question: str
    code: str
    label: str
    category: str | None
    score: int | None
    flags: list[str]
    definition: str | None
    mapping_reason: str | None
    direction: str | None
    claims: int


class RatingDetails(RatingRow):
    """A rating with what its scale says of itself."""

    scale_note: str | None


class UnmappedRow(TypedDict):
    """A label of another publisher that nobody has mapped; `meanings` is what its scales say where they differ."""

    scale: str | None
    publisher: str | None
    label: str
    checks: int
    claims: int
    meanings: str | None


class ShippedScaleRow(TypedDict):
    """A scale that this factdb ships; `state` is same, missing, newer or changed by the desk, `version` the desk's."""

    scale: str
    version: int | None
    state: str
    question: str
    ratings: int
    publisher: str | None

"""Replays the desk history of one speaker, source or document: its row, names, offices, captures and decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.domain import names
from factdb.domain.history.events import DeskEvent
from factdb.domain.history.projections import Projection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from factdb.domain.history.claim_replay import Facts


@dataclass(slots=True)
class EntityReplay:
    """A speaker, source or document as the history records it; `is_recorded` is false until a row mentions it."""

    is_recorded: bool = False
    number: int | None = None
    columns: Facts = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    offices: dict[int, Facts] = field(default_factory=dict)
    domains: set[str] = field(default_factory=set)
    captures: dict[int, Facts] = field(default_factory=dict)
    decisions: dict[tuple[int, int, int], Facts] = field(default_factory=dict)

    def apply(self, body: Mapping[str, Any]) -> None:
        """Apply one row; a body that is not from the desk history raises one of `UNREPLAYABLE`."""
        applier = REPLAYED.get(body["kind"])
        if applier:
            applier(self, body)
            self.is_recorded = True

    def add_names(self, *spellings: str) -> None:
        """Add names; an existing name gets the new spelling."""
        self.names.update({names.name_key(spelling): spelling for spelling in spellings})


def _speaker_added(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.columns = {"name": body["name"], "kind": body["type"], "wikidata": body["wikidata"]}
    state.add_names(*body["aliases"], body["name"])


def _source_added(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.columns = {"name": body["name"], "kind": "outlet"}
    state.add_names(body["name"])


def _speaker_edited(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.columns.update(body["now"])
    state.add_names(state.columns["name"])


def _source_edited(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.columns["name"] = body["now"]
    state.add_names(body["now"])


def _alias_added(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.add_names(*body["aliases"])


def _alias_removed(state: EntityReplay, body: Mapping[str, Any]) -> None:
    for alias in body["aliases"]:
        state.names.pop(names.name_key(alias), None)


def _office_added(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.offices[body["n"]] = dict(body)


def _office_edited(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.offices[body["n"]] = dict(body["now"])


def _office_removed(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.offices.pop(body["n"], None)


def _domain_added(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.domains.add(body["domain"])


def _domain_removed(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.domains.difference_update(body["domains"])


def _merged(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.columns["merged_into"] = body["into"]


def _unmerged(state: EntityReplay, body: Mapping[str, Any]) -> None:  # noqa: ARG001 - one shape for all
    state.columns["merged_into"] = None


def _document_added(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.columns, state.number = dict(body["document"]), body["number"]


def _document_edited(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.columns = dict(body["now"])


def _captured(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.captures[body["n"]] = dict(body)


def _proposal_decided(state: EntityReplay, body: Mapping[str, Any]) -> None:
    place = body["capture"], body["span_start"], body["span_end"]
    state.decisions[place] = {"decision": body["decision"], "by": body["actor"], "at": body["at"]}


def _proposal_reopened(state: EntityReplay, body: Mapping[str, Any]) -> None:
    del state.decisions[body["capture"], body["span_start"], body["span_end"]]


REPLAYED: dict[DeskEvent, Callable[[EntityReplay, Mapping[str, Any]], None]] = {
    DeskEvent.SPEAKER_ADDED: _speaker_added,
    DeskEvent.SPEAKER_EDITED: _speaker_edited,
    DeskEvent.SPEAKER_MERGED: _merged,
    # An owner that was merged into this one follows when this one is merged too.
    DeskEvent.SPEAKER_FOLLOWED: _merged,
    DeskEvent.SPEAKER_UNMERGED: _unmerged,
    DeskEvent.SPEAKER_ALIAS_ADDED: _alias_added,
    DeskEvent.SPEAKER_ALIAS_REMOVED: _alias_removed,
    DeskEvent.SPEAKER_ROLE_ADDED: _office_added,
    DeskEvent.SPEAKER_ROLE_EDITED: _office_edited,
    DeskEvent.SPEAKER_ROLE_REMOVED: _office_removed,
    DeskEvent.SOURCE_ADDED: _source_added,
    DeskEvent.SOURCE_EDITED: _source_edited,
    DeskEvent.SOURCE_MERGED: _merged,
    DeskEvent.SOURCE_FOLLOWED: _merged,
    DeskEvent.SOURCE_UNMERGED: _unmerged,
    DeskEvent.SOURCE_ALIAS_ADDED: _alias_added,
    DeskEvent.SOURCE_ALIAS_REMOVED: _alias_removed,
    DeskEvent.SOURCE_DOMAIN_ADDED: _domain_added,
    DeskEvent.SOURCE_DOMAIN_REMOVED: _domain_removed,
    DeskEvent.DOCUMENT_ADDED: _document_added,
    DeskEvent.DOCUMENT_EDITED: _document_edited,
    DeskEvent.DOCUMENT_CAPTURED: _captured,
    DeskEvent.DOCUMENT_PROPOSAL_DECIDED: _proposal_decided,
    DeskEvent.DOCUMENT_PROPOSAL_REOPENED: _proposal_reopened,
}

SPEAKER_COLUMNS = ("name", "kind", "wikidata", "merged_into")
SOURCE_COLUMNS = ("name", "kind", "merged_into")
DOCUMENT_COLUMNS = (
    "url", "typed_url", "source", "title", "author", "published_on", "published_precision", "medium", "language",
    "is_article",
)  # fmt: skip
NAMES = Projection(
    "name", ("name_key",), ("name",), lambda state: (((key,), {"name": name}) for key, name in state.names.items())
)
OFFICES = Projection(
    "office", ("n",), ("title", "organization", "party", "since", "until"),
    lambda state: (((n,), facts) for n, facts in state.offices.items()),
)  # fmt: skip
DOMAINS = Projection("domain", ("domain",), (), lambda state: (((domain,), {}) for domain in state.domains))
CAPTURES = Projection(
    "capture", ("n",), ("sha256", "archived_url", "at", "file_sha256", "text_sha256", "modified_on"),
    lambda state: (((n,), facts) for n, facts in state.captures.items()),
)  # fmt: skip
DECISIONS = Projection(
    "proposal", ("capture", "start", "end"), ("decision", "by", "at"), lambda state: state.decisions.items()
)

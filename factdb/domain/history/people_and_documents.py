"""Replays what the desk's history tells of one speaker, source or document: its row, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.domain import names
from factdb.domain.history.projections import Projection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from factdb.domain.history.claim import Facts


@dataclass(slots=True)
class EntityReplay:
    """A speaker, a source or a document as the history tells it; `is_recorded` is false while no row tells of it."""

    is_recorded: bool = False
    columns: Facts = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    offices: dict[int, Facts] = field(default_factory=dict)
    domains: set[str] = field(default_factory=set)
    captures: dict[int, Facts] = field(default_factory=dict)
    decisions: dict[tuple[int, int, int], Facts] = field(default_factory=dict)

    def apply(self, body: Mapping[str, Any]) -> None:
        """Go on by one row; a body that isn't one of the desk's is a KeyError, TypeError or AttributeError."""
        applier = _APPLIED_BY.get(body["kind"])
        if applier:
            applier(self, body)
            self.is_recorded = True

    def add_names(self, *spellings: str) -> None:
        """Add names; one that is there already is spelt so from now on."""
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
    state.columns = dict(body["document"])


def _document_edited(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.columns = dict(body["now"])


def _captured(state: EntityReplay, body: Mapping[str, Any]) -> None:
    state.captures[body["n"]] = dict(body)


def _proposal_decided(state: EntityReplay, body: Mapping[str, Any]) -> None:
    place = body["capture"], body["span_start"], body["span_end"]
    state.decisions[place] = {"decision": body["decision"], "by": body["actor"], "at": body["at"]}


_APPLIED_BY: dict[str, Callable[[EntityReplay, Mapping[str, Any]], None]] = {
    "speaker-added": _speaker_added,
    "speaker-edited": _speaker_edited,
    "speaker-merged": _merged,
    "speaker-followed": _merged,
    "speaker-unmerged": _unmerged,
    "speaker-alias-added": _alias_added,
    "speaker-alias-removed": _alias_removed,
    "speaker-role-added": _office_added,
    "speaker-role-edited": _office_edited,
    "speaker-role-removed": _office_removed,
    "source-added": _source_added,
    "source-edited": _source_edited,
    "source-merged": _merged,
    "source-followed": _merged,
    "source-unmerged": _unmerged,
    "source-alias-added": _alias_added,
    "source-alias-removed": _alias_removed,
    "source-domain-added": _domain_added,
    "source-domain-removed": _domain_removed,
    "document-added": _document_added,
    "document-edited": _document_edited,
    "document-captured": _captured,
    "document-proposal-decided": _proposal_decided,
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
    "capture", ("n",), ("sha256", "archived_url", "at"),
    lambda state: (((n,), facts) for n, facts in state.captures.items()),
)  # fmt: skip
DECISIONS = Projection(
    "proposal", ("capture", "start", "end"), ("decision", "by", "at"), lambda state: state.decisions.items()
)

"""Replays the desk history: its reviewers, policies, topics, scales and erasures, as the tables must then have them.

Speakers, sources and documents can be very many, so they are replayed one by one: see people_and_documents.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.domain import names, ratings
from factdb.domain.enums import Flag
from factdb.domain.erasure import ErasureState
from factdb.domain.history import sealing
from factdb.domain.history.events import DeskEvent
from factdb.domain.history.projections import Projection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from factdb.domain.history.claim_replay import Facts
    from factdb.domain.history.projections import Values


@dataclass(slots=True)
class DeskReplay:
    """The desk as its history records it: reviewers by uid, policies and topics by name, scales by version.

    Decisions about identities are keyed by kind (speaker or source) and both uids.
    """

    reviewers: dict[str, Facts] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    """When the password of a reviewer was last set, by uid."""
    policies: dict[str, str] = field(default_factory=dict)
    topics: dict[str, str | None] = field(default_factory=dict)
    scales: dict[tuple[str, int], Facts] = field(default_factory=dict)
    scale_publishers: dict[tuple[str, int, str], Facts] = field(default_factory=dict)
    ratings: dict[tuple[str, int, str], Facts] = field(default_factory=dict)
    identities: dict[tuple[str, str, str], Facts] = field(default_factory=dict)
    imports: dict[str, Facts] = field(default_factory=dict)
    erasures: dict[int, Facts] = field(default_factory=dict)
    erased: dict[tuple[int, str], int] = field(default_factory=dict)
    """The number of the erasure that took the words of a part of the desk history, by seq and part."""
    rechained: Facts | None = None

    def apply(self, body: Mapping[str, Any]) -> None:
        """Apply one row; a body that is not from the desk history raises one of `projections.UNREPLAYABLE`.

        Values are tested here, not when they are compared with a table: here it is known which row holds them.
        """
        applier = REPLAYED.get(body["kind"])
        if applier:
            applier(self, body)


def _reviewer_added(state: DeskReplay, body: Mapping[str, Any]) -> None:
    """Add a reviewer; an existing reviewer becomes the desk's first admin and keeps their name and pen name."""
    uid = body["uid"]
    stored = state.reviewers.get(uid, {"name": None, "pen_name": None})
    handle = sealing.erased_handle(uid) if body["handle"] == sealing.ERASED else body["handle"]
    facts = {"handle": handle, "name": body.get("name", stored["name"]), "role": body["role"], "disabled_at": None}
    state.reviewers[uid] = {**stored, **facts}


def _reviewer_edited(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.reviewers[body["uid"]].update(body["now"])


def _reviewer_disabled(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.reviewers[body["uid"]]["disabled_at"] = body["at"]
    state.passwords.pop(body["uid"], None)


def _reviewer_enabled(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.reviewers[body["uid"]]["disabled_at"] = None


def _password_set(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.passwords[body["uid"]] = body["at"]


def _policy_set(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.policies[body["name"]] = body["now"]


def _topic_added(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.topics[_topic(body["name"])] = None


def _topic_renamed(state: DeskReplay, body: Mapping[str, Any]) -> None:
    old_name, new_name = body["was"], _topic(body["now"])
    renamed = {
        (new_name if name == old_name else name): (new_name if into == old_name else into)
        for name, into in state.topics.items()
    }
    state.topics = renamed


def _topic_merged(state: DeskReplay, body: Mapping[str, Any]) -> None:
    for name in (body["name"], *body["along"]):
        state.topics[_topic(name)] = body["into"]


def _topic_unmerged(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.topics[_topic(body["name"])] = None


def _topic(name: str) -> str:
    """Return the name of a topic; raise TypeError for a value that is not text."""
    names.name_key(name)
    return name


def _scale_added(state: DeskReplay, body: Mapping[str, Any]) -> None:
    """Add a scale and its ratings, with flags in the order of the closed list, as in the table."""
    scale = body["scale"]
    key = scale["code"], body["version"]
    label_keys = ratings.label_keys(rating["label"] for rating in scale["ratings"])
    for position, (rating, label_key) in enumerate(zip(scale["ratings"], label_keys, strict=True), start=1):
        flags = [flag.value for flag in Flag if flag in rating.get("flags", ())]
        facts = {**rating, "position": position, "flags": flags, "label_key": label_key}
        state.ratings[*key, rating["code"]] = facts
    for name_key, name in ratings.publisher_names(scale).items():
        state.scale_publishers[*key, name_key] = {"name": name}
    state.scales[key] = scale


def _identity_merged(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.identities[_key(body, "into")] = _decision(body, "same")


def _identity_unmerged(state: DeskReplay, body: Mapping[str, Any]) -> None:
    del state.identities[_key(body, "from")]


def _identity_distinguished(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.identities[_key(body, "other")] = _decision(body, "different")


def _distinction_undone(state: DeskReplay, body: Mapping[str, Any]) -> None:
    del state.identities[_key(body, "other")]


def _rechained(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.rechained = dict(body)


def _file_imported(state: DeskReplay, body: Mapping[str, Any]) -> None:
    stamp = {"by": body["actor"], "at": body["at"], "undone_by": None, "undone_at": None}
    state.imports[body["uid"]] = {**body, **body["rows"], **stamp}


def _import_undone(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.imports[body["uid"]].update({"undone_by": body["actor"], "undone_at": body["at"]})


def _erasure_requested(state: DeskReplay, body: Mapping[str, Any]) -> None:
    target = {name: body.get(name) for name in ("claim", "item", "document", "reviewer")}
    asked = {"subject": body["subject"], "ground": body["ground"], "asked_by": body["actor"], "asked_at": body["at"]}
    state.erasures[body["erasure"]] = {**target, **asked, "state": ErasureState.REQUESTED.value}


def _erasure_refused(state: DeskReplay, body: Mapping[str, Any]) -> None:
    _decide(state, body, ErasureState.REFUSED)["reason"] = body["reason"]


def _erasure_approved(state: DeskReplay, body: Mapping[str, Any]) -> None:
    erased = sealing.erased_parts(body)
    _decide(state, body, ErasureState.REMOVING)
    state.erased.update(erased)


def _erasure_done(state: DeskReplay, body: Mapping[str, Any]) -> None:
    state.erasures[body["erasure"]].update({"state": ErasureState.DONE.value, "done_at": body["at"]})


def _decide(state: DeskReplay, body: Mapping[str, Any], decision: ErasureState) -> Facts:
    erasure = state.erasures[body["erasure"]]
    erasure.update({"state": decision.value, "decided_by": body["actor"], "decided_at": body["at"]})
    return erasure


def _key(body: Mapping[str, Any], other_uid: str) -> tuple[str, str, str]:
    return body["kind"].partition("-")[0], body["uid"], body[other_uid]


def _decision(body: Mapping[str, Any], decision: str) -> Facts:
    return {"decision": decision, "by": body["actor"], "at": body["at"]}


REPLAYED: dict[DeskEvent, Callable[[DeskReplay, Mapping[str, Any]], None]] = {
    DeskEvent.REVIEWER_ADDED: _reviewer_added,
    DeskEvent.REVIEWER_EDITED: _reviewer_edited,
    DeskEvent.REVIEWER_DISABLED: _reviewer_disabled,
    DeskEvent.REVIEWER_ENABLED: _reviewer_enabled,
    DeskEvent.REVIEWER_PASSWORD_SET: _password_set,
    DeskEvent.REVIEWER_PASSWORD_CHANGED: _password_set,
    DeskEvent.POLICY_SET: _policy_set,
    DeskEvent.TOPIC_ADDED: _topic_added,
    DeskEvent.TOPIC_RENAMED: _topic_renamed,
    DeskEvent.TOPIC_MERGED: _topic_merged,
    DeskEvent.TOPIC_UNMERGED: _topic_unmerged,
    DeskEvent.SCALE_ADDED: _scale_added,
    DeskEvent.RECHAINED: _rechained,
    DeskEvent.FILE_IMPORTED: _file_imported,
    DeskEvent.IMPORT_UNDONE: _import_undone,
    DeskEvent.ERASURE_REQUESTED: _erasure_requested,
    DeskEvent.ERASURE_REFUSED: _erasure_refused,
    DeskEvent.ERASURE_APPROVED: _erasure_approved,
    DeskEvent.ERASURE_DONE: _erasure_done,
    DeskEvent.SPEAKER_MERGED: _identity_merged,
    DeskEvent.SOURCE_MERGED: _identity_merged,
    DeskEvent.SPEAKER_UNMERGED: _identity_unmerged,
    DeskEvent.SOURCE_UNMERGED: _identity_unmerged,
    DeskEvent.SPEAKER_TOLD_APART: _identity_distinguished,
    DeskEvent.SOURCE_TOLD_APART: _identity_distinguished,
    DeskEvent.SPEAKER_TOLD_APART_UNDONE: _distinction_undone,
    DeskEvent.SOURCE_TOLD_APART_UNDONE: _distinction_undone,
}

STATELESS = frozenset({
    DeskEvent.DEMO_LOADED, DeskEvent.SCALES_TAKEN_UP, DeskEvent.SPEAKER_CHANGE_PROPOSED,
    DeskEvent.SOURCE_CHANGE_PROPOSED, DeskEvent.REVIEWER_INVITED, DeskEvent.REVIEWER_SIGNED_OUT,
})  # fmt: skip
"""Events that change nothing by themselves: what the demo or a release brings, and what waits, has its own events.

Invitations and sessions are in no dump, and end by themselves: no table is compared with what the history says of them.
"""


# -- as rows -------------------------------------------------------------------------------------------------


def _topics(state: DeskReplay) -> Iterator[tuple[Values, Facts]]:
    for name, into in state.topics.items():
        yield (name,), {"name_key": names.name_key(name), "merged_into": into}


REVIEWERS = Projection(
    "reviewer", ("uid",), ("handle", "name", "role", "disabled_at", "pen_name"),
    lambda state: (((uid,), facts) for uid, facts in state.reviewers.items()),
)  # fmt: skip
ERASURES = Projection(
    "erasure", ("n",),
    (
        "subject", "claim", "item", "document", "reviewer", "ground", "asked_by", "asked_at", "state", "decided_by",
        "decided_at", "reason", "done_at",
    ),
    lambda state: (((n,), facts) for n, facts in state.erasures.items()),
)  # fmt: skip
IMPORTS = Projection(
    "import", ("uid",),
    (
        "number", "format", "file", "sha256", "options", "by", "at", "added", "changed", "same", "refused", "undone_by",
        "undone_at",
    ),
    lambda state: (((uid,), facts) for uid, facts in state.imports.items()),
)  # fmt: skip
POLICIES = Projection(
    "policy", ("name",), ("value",), lambda state: (((name,), {"value": rule}) for name, rule in state.policies.items())
)
TOPICS = Projection("topic", ("name",), ("name_key", "merged_into"), _topics)
IDENTITIES = Projection(
    "decision on", ("kind", "a", "b"), ("decision", "by", "at"), lambda state: iter(state.identities.items())
)
SCALES = Projection(
    "scale", ("code", "version"), ("publisher", "question", "note"), lambda state: iter(state.scales.items())
)
SCALE_PUBLISHERS = Projection(
    "publisher of scale",
    ("scale", "version", "name_key"),
    ("name",),
    lambda state: iter(state.scale_publishers.items()),
)
RATINGS = Projection(
    "rating", ("scale", "version", "code"),
    ("label", "definition", "position", "category", "score", "flags", "mapping_reason", "label_key", "direction"),
    lambda state: iter(state.ratings.items()),
)  # fmt: skip

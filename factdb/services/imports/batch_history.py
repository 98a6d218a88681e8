"""Creates the first history rows for a batch of an import, with the same hashes as `claim_ledger`, but faster."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from factdb.domain import dates
from factdb.domain.history import chain
from factdb.domain.history.chain import GENESIS, JsonTemplate, json_text, scalar_texts
from factdb.domain.history.events import ClaimEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from factdb.services.actor import Actor
    from factdb.services.imports.import_rows import Facts
    from factdb.store.bulk import Row


# The columns that a file can set, by their names in the history; all other columns of a new claim are constant.
_SAID = (
    "claim", "quote", "attribution", "kind", "speaker", "speaker_title", "speaker_party", "said_on", "said_precision",
    "said_basis", "sort_on", "occasion", "source", "document", "capture_n", "resolves_on", "language", "headline",
    "published_url", "evidence_count",
)  # fmt: skip


class Firsts:
    """Creates first history rows; `fresh` has the history's facts of a claim without any stated fact."""

    def __init__(self, actor: Actor, file: str, form: str, fresh: Facts, uids: Iterator[str]) -> None:
        """Prepare the parts that all rows share."""
        at = dates.rfc3339(actor.now)
        kind = ClaimEvent.ADDED.value
        self._alike = kind, actor.id, at
        self._common = {"actor": actor.handle, "at": at, "kind": kind}
        self._claim = JsonTemplate({key: value for key, value in fresh.items() if key not in _SAID}, _SAID)
        self._origin = JsonTemplate({"format": form, "file": file}, ("external_id", "fingerprint", "nth"))
        self._values = itemgetter(*self._claim.order)
        self._bodies: dict[frozenset[str], JsonTemplate] = {}
        self._uids = uids

    def row(self, claim: Facts, origin: Iterable[str | int | None], lists: Mapping[str, Sequence[object]]) -> Row:
        """Return the columns of the first row of a claim's history from seq on.

        `claim` has its columns and the uids of its references; `origin` is the row's id in the file, its fingerprint
        and its number; `lists` are its topics, its evidence and its checks by other publishers.
        """
        parts = {
            "claim": self._claim.fill(scalar_texts(self._values(claim))),
            "origin": self._origin.fill(scalar_texts(origin)),
            **{name: json_text(found) if found else "[]" for name, found in lists.items()},
        }
        stencil = self._body(frozenset(parts))
        body = stencil.fill([parts[key] for key in stencil.order])
        number = next(self._uids)
        return 1, number, *self._alike, body, GENESIS, chain.digest(GENESIS, number, claim["uid"], 1, body)

    def _body(self, filled: frozenset[str]) -> JsonTemplate:
        if filled not in self._bodies:
            self._bodies[filled] = JsonTemplate(self._common, filled)
        return self._bodies[filled]

"""Creates the first history rows for a batch of an import, with the same hashes as `claim_ledger`, but faster."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from factdb.domain import dates
from factdb.domain.history import chain, sealing
from factdb.domain.history.chain import GENESIS
from factdb.domain.history.claim_replay import LATER_COLUMNS
from factdb.domain.history.events import ClaimEvent
from factdb.domain.history.json_template import JsonTemplate, json_text, scalar_texts, sealed_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from factdb.services.actor import Actor
    from factdb.services.imports.import_rows import Facts
    from factdb.services.imports.import_run import ImportRun
    from factdb.store.bulk.loader import Row

    Origin = tuple[str | None, str, int]  # the id of a row in its file, its fingerprint and its number

# The columns that a file can set, by their names in the history; all other columns of a new claim are constant. A quote
# is sealed, so it is not among them; nor are later columns, which stand only where a claim has them.
_SAID = (
    "claim", "attribution", "kind", "speaker", "speaker_title", "speaker_party", "said_on", "said_precision",
    "said_basis", "sort_on", "occasion", "source", "document", "capture_n", "resolves_on", "language", "headline",
    "published_url", "evidence_count",
)  # fmt: skip


class _ClaimTemplate:
    """The JSON text of a claim's columns, with those filled in that a file can set."""

    def __init__(self, constants: Mapping[str, object], filled: Sequence[str]) -> None:
        self._template = JsonTemplate(constants, filled)
        self._values = itemgetter(*self._template.order)

    def fill(self, claim: Facts) -> str:
        """Return the JSON text for a claim."""
        return self._template.fill(scalar_texts(self._values(claim)))


class Firsts:
    """Creates first history rows; `fresh` has the history's facts of a claim without any stated fact."""

    def __init__(self, actor: Actor, run: ImportRun, fresh: Facts, uids: Iterator[str]) -> None:
        """Prepare the parts that all rows share."""
        at = dates.rfc3339(actor.now)
        kind = ClaimEvent.ADDED.value
        self._alike = kind, actor.id, at
        self._common = {"actor": actor.uid, "at": at, "kind": kind}
        self._constants = {key: value for key, value in fresh.items() if key not in _SAID}
        self._origin = JsonTemplate(
            {"format": str(run.form), "file": run.file, "import": run.uid}, ("external_id", "nth")
        )
        self._claims: dict[tuple[bool, frozenset[str]], _ClaimTemplate] = {}
        self._bodies: dict[frozenset[str], JsonTemplate] = {}
        self._uids = uids

    def row(self, claim: Facts, origin: Origin, lists: Mapping[str, Sequence[object]]) -> Row:
        """Return the columns of the first row of a claim's history from seq on.

        `claim` has its columns and the uids of its references; `origin` is the row's id in the file, its fingerprint
        and its number; `lists` are its topics, its evidence and its checks by other publishers.
        """
        external_id, fingerprint, nth = origin
        facts: dict[str, Any] = dict(lists)
        words: sealing.Beside = {"origin": (sealing.new_salt(), {"origin.fingerprint": fingerprint})}
        if claim["quote"] is not None:
            words["passage"] = sealing.new_salt(), {"claim.quote": claim["quote"]}
        if lists.get("evidence"):
            open_part, beside = sealing.take_out({"evidence": lists["evidence"]}, sealing.claim_places(lists))
            facts["evidence"] = open_part["evidence"]
            words |= beside
        sealed_entries, words_beside = sealed_texts(words)
        template = self._claim(claim)
        parts = {
            "claim": template.fill(claim),
            "number": str(claim["id"]),
            "origin": self._origin.fill(scalar_texts((external_id, nth))),
            sealing.KEY: sealed_entries,
            **{name: json_text(rows) if rows else "[]" for name, rows in facts.items()},
        }
        stencil = self._body(frozenset(parts))
        body = stencil.fill([parts[key] for key in stencil.order])
        number = next(self._uids)
        sealed_hash = chain.digest(GENESIS, number, claim["uid"], 1, body)
        return 1, number, *self._alike, body, GENESIS, sealed_hash, words_beside

    def _claim(self, claim: Facts) -> _ClaimTemplate:
        """Return the template for a claim: one without a passage says so, and later columns are there with a value."""
        is_quoted = claim["quote"] is not None
        later = frozenset(name for name in LATER_COLUMNS if claim[name] is not None)
        if (is_quoted, later) not in self._claims:
            left_out = {"quote"} if is_quoted else set()
            constants = {key: value for key, value in self._constants.items() if key not in left_out | LATER_COLUMNS}
            self._claims[is_quoted, later] = _ClaimTemplate(constants, (*_SAID, *later))
        return self._claims[is_quoted, later]

    def _body(self, filled: frozenset[str]) -> JsonTemplate:
        if filled not in self._bodies:
            self._bodies[filled] = JsonTemplate(self._common, filled)
        return self._bodies[filled]

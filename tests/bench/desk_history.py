"""Tells the desk's own history of the documents and captures that chunks of claims brought: one chain, one writer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from tests.bench.cast import Batch, Cast, Chain, Member


@dataclass(slots=True)
class DeskHistoryWriter:
    """The desk's chain as far as it has come, and what its rows need to name things by uid."""

    chain: Chain
    admin: Member
    sources: dict[int, str]
    rng: Random

    @classmethod
    def of(cls, chain: Chain, admin: Member, cast: Cast, seed: int) -> DeskHistoryWriter:
        """Begin where the cast's own history ends."""
        sources = {member.id: member.uid for member in cast.sources.members}
        return cls(chain, admin, sources, Random(seed))  # noqa: S311 - a benchmark's desk isn't secret

    def tell(self, batch: Batch) -> None:
        """Add to a chunk what the desk's history tells of its documents and captures."""
        uids = {}
        for row in _rows(batch, "documents"):
            uids[row["id"]] = row["uid"]
            day = datetime.fromisoformat(f"{row['published_on']}T12:00:00Z")
            self._add(batch, "document-added", day, self._document(row))
        for row in _rows(batch, "captures"):
            read = {name: row[name] for name in ("n", "sha256", "archived_url")}
            at = datetime.fromisoformat(row["captured_at"])
            self._add(batch, "document-captured", at, {"uid": uids[row["document_id"]], **read})

    def _document(self, row: dict[str, Any]) -> dict[str, object]:
        facts = {name: value for name, value in row.items() if name not in {"id", "uid", "source_id"}}
        return {"uid": row["uid"], "number": row["id"], "document": {**facts, "source": self.sources[row["source_id"]]}}

    def _add(self, batch: Batch, kind: str, at: datetime, detail: dict[str, object]) -> None:
        batch.add("desk_history", self.chain.row(self.rng, kind, self.admin, at, detail))


def _rows(batch: Batch, table: str) -> list[dict[str, Any]]:
    return [dict(zip(batch.columns[table], row, strict=True)) for row in batch.rows.get(table, [])]

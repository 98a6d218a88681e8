"""One claim of a benchmark's desk in the making: its row as it stands, its chain, and where its rows go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from factdb.services.ledger import claim_ledger
from tests.bench import sentences
from tests.bench.cast import Batch, Cast, Chain, Member, host, uid


@dataclass(frozen=True, slots=True)
class Page:
    """A document that may be evidence."""

    id: int
    uid: str
    url: str


@dataclass(slots=True)
class Draft:
    """A claim as it stands so far; `pages` are the documents that evidence is taken from."""

    rng: Random
    cast: Cast
    batch: Batch
    pages: Sequence[Page]
    chain: Chain
    at: datetime
    row: dict[str, Any]

    def record(self, kind: str, who: Member, detail: dict[str, object], **changes: tuple[Any, object]) -> None:
        """Change columns and write a row of history, some hours on; a change is (as stored, as history tells it)."""
        changed: dict[str, object] = {}
        for column, (stored, told) in changes.items():
            changed[claim_ledger.history_key(column)] = {
                "was": [] if column == "flags" else self.row[column],
                "now": told,
            }
            self.row[column] = stored
        body = {**detail, **({"changed": changed} if changed else {})}
        row = self.chain.row(self.rng, kind, who, self.at, body)
        self.batch.add("history", {"claim_id": self.row["id"], **row})
        self.row["row_version"] += 1

    def later(self) -> None:
        """Let some hours pass."""
        self.at += timedelta(seconds=self.rng.randrange(200, 90_000))


def document(
    batch: Batch, number: int, rng: Random, source: Member, published: date, *, is_article: bool = False
) -> Page:
    """Add a document."""
    url = f"https://{host(source.name)}/{published:%Y/%m}/{number}"
    title = sentences.sentence(rng).capitalize()
    moment = datetime(published.year, published.month, published.day, tzinfo=UTC)
    page = Page(number, uid(rng, moment), url)
    known = {"url": url, "typed_url": url, "source_id": source.id, "title": title, "author": None}
    dated = {"published_on": str(published), "published_precision": "day", "medium": "news", "language": "en"}
    batch.add("documents", {"id": number, "uid": page.uid, **known, **dated, "is_article": is_article})
    return page

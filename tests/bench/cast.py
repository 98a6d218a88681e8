"""Who is on a benchmark's desk before any claim is made: reviewers, speakers, sources, topics, and their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from factdb.domain import dates, ids, names
from factdb.domain.history import chain, sealing
from factdb.services.ledger import desk_ledger
from tests.bench import sentences

FIRST = datetime(2016, 1, 4, 8, tzinfo=UTC)
LAST = datetime(2026, 6, 30, 18, tzinfo=UTC)
Row = tuple[Any, ...]


@dataclass(slots=True)
class Batch:
    """Rows to be written, by table, and the columns that they have."""

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, values: Mapping[str, Any]) -> None:
        """Add a row; all rows of a table name the same columns in the same order."""
        if table not in self.columns:
            self.columns[table] = tuple(values)
            self.rows[table] = []
        self.rows[table].append(tuple(values.values()))


@dataclass(slots=True)
class Chain:
    """The history of one claim, or of the desk, as it grows."""

    uid: str
    seq: int = 0
    head: str = chain.GENESIS

    def row(self, rng: Random, kind: str, who: Member, at: datetime, detail: Mapping[str, object]) -> dict[str, Any]:
        """Return the next row, but for the claim's id."""
        moment = dates.rfc3339(at)
        facts = {**detail, "actor": who.uid, "at": moment, "kind": kind}
        places = sealing.desk_places if self.uid == desk_ledger.UID else sealing.claim_places
        sealed, beside = sealing.seal(facts, places(facts))
        body, words = chain.canonical(sealed), chain.words_text(beside)
        event, prev = uid(rng, at), self.head
        self.seq += 1
        self.head = chain.digest(prev, event, self.uid, self.seq, body)
        return {
            "seq": self.seq, "id": event, "kind": kind, "actor_id": who.id, "at": moment, "body": body,
            "prev": prev, "hash": self.head, "words": words,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A speaker, a source, a reviewer, a topic or a rating: a number, and what history calls it."""

    id: int
    name: str
    uid: str = ""
    title: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Crowd:
    """Members of one kind; a few are met often and most of them seldom, as in life (Zipf)."""

    members: Sequence[Member]
    weights: Sequence[float]

    @classmethod
    def of(cls, members: Sequence[Member]) -> Crowd:
        """Give the first the most weight."""
        return cls(members, tuple(accumulate(1 / (rank + 8) for rank in range(len(members)))))

    def one(self, rng: Random) -> Member:
        """Draw a member."""
        return rng.choices(self.members, cum_weights=self.weights)[0]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and everything that claims refer to; `ratings` are keyed by code."""

    speakers: Crowd
    sources: Crowd
    topics: Crowd
    reviewers: Crowd
    editors: Sequence[Member]
    ratings: Mapping[str, Member]


def uid(rng: Random, at: datetime) -> str:
    """Return a UUIDv7 that depends on the seed alone."""
    return ids.uuid7(at, rng.randbytes(10))


def speakers(batch: Batch, chain: Chain, rng: Random, admin: Member, count: int) -> Crowd:
    """Add speakers, each with an alias and nine in ten with an office; every tenth is an organisation."""
    found = []
    for number, person in enumerate(sentences.people(count), start=2):
        kind = "organization" if number % 10 == 0 else "person"
        name = f"{person.split()[-1]} Institute {number}" if kind == "organization" else person
        alias = f"{name.split()[-1]}, {name.split()[0]}"
        me = Member(number, name, uid(rng, FIRST), rng.choice(sentences.TITLES), rng.choice(sentences.PARTIES))
        row = {"id": me.id, "uid": me.uid, "name": name, "kind": kind, "wikidata_id": f"Q{number + 10_000}"}
        batch.add("speakers", {**row, "merged_into_id": None})
        for each in (name, alias):
            batch.add("speaker_names", {"name_key": names.name_key(each), "speaker_id": me.id, "name": each})
        since = date(2010 + number % 10, 1, 1)
        office = {"title": me.title, "organization": rng.choice(sentences.PLACES), "party": me.party}
        batch.add("speaker_roles", {"speaker_id": me.id, "n": 1, **office, "since": str(since), "until": None})
        detail = {"uid": me.uid, "name": name, "type": kind, "aliases": [alias], "wikidata": row["wikidata_id"]}
        batch.add("desk_history", chain.row(rng, "speaker-added", admin, FIRST, detail))
        detail = {"uid": me.uid, "n": 1, **office, "since": str(since), "until": None}
        batch.add("desk_history", chain.row(rng, "speaker-role-added", admin, FIRST, detail))
        found.append(me)
    return Crowd.of(found)


def sources(batch: Batch, chain: Chain, rng: Random, admin: Member, count: int) -> Crowd:
    """Add outlets, each with a host of its own."""
    found = []
    for number, name in enumerate(sentences.outlets(count), start=2):
        me = Member(number, name, uid(rng, FIRST), host(name))
        batch.add("sources", {"id": me.id, "uid": me.uid, "name": name, "kind": "outlet", "merged_into_id": None})
        batch.add("source_names", {"name_key": names.name_key(name), "source_id": me.id, "name": name})
        batch.add("source_domains", {"domain": host(name), "source_id": me.id})
        detail: dict[str, object] = {"uid": me.uid, "name": name}
        batch.add("desk_history", chain.row(rng, "source-added", admin, FIRST, detail))
        detail = {"uid": me.uid, "domain": host(name)}
        batch.add("desk_history", chain.row(rng, "source-domain-added", admin, FIRST, detail))
        found.append(me)
    return Crowd.of(found)


def topics(batch: Batch, chain: Chain, rng: Random, admin: Member) -> Crowd:
    """Add the topics."""
    found = [Member(number, name) for number, name in enumerate(sentences.TOPICS, start=1)]
    for me in found:
        batch.add("topics", {"id": me.id, "name": me.name, "name_key": names.name_key(me.name)})
        batch.add("desk_history", chain.row(rng, "topic-added", admin, FIRST, {"name": me.name}))
    return Crowd.of(found)


def host(outlet: str) -> str:
    """Return the host of an outlet's pages."""
    return f"{outlet.lower().removeprefix('the ').replace(' ', '')}.example"


def moment(number: int, count: int) -> datetime:
    """Return when the claim of this number was added: the desk grows through its years, ever faster."""
    share = (number / count) ** 0.7
    return FIRST + timedelta(seconds=int((LAST - FIRST).total_seconds() * share))

"""Desks in version 1 of the history's format, for tests and measurements of the upgrade: plain SQL at revision 0015.

    python -m tests.upgrades.version_one desk.db --claims 20000 [--events-per-claim 50] [--seed 7]
    python -m tests.upgrades.version_one postgresql://... --dump tests/upgrades/demo_0_1.jsonl.gz

The last program that wrote version 1 made both dumps beside this module, with `factdb db dump`:

- `demo_0_1.jsonl.gz` is the desk of `factdb init --demo`
- `every_event_0015.jsonl.gz` is an invented desk, made by the services in a script: 17 claims, every kind of event of
  claims and of the desk. It has documents of every medium (an interview, captures with a text, of a picture, of an
  archived URL only), an article with decided proposals, blind assessments in several rounds, four eyes, corrections
  that were published, withdrawn, wait or ended in a retraction, contacts of each kind with each outcome, links in both
  directions, a file that was imported and imported again, splits, merges and their undo, a disabled reviewer with
  work, one with a pen name, one without a name. Its event `demo-loaded` has no claims: there was no demo.

`build` copies the claims and the documents of the second desk until there are enough: new uids, numbers, URLs and
times, rows of the history chained anew. People, topics, scales and policies stay one set. Nothing here uses the
code that knows the format, because that code has moved on.
"""

# ruff: noqa: S608 - the statements are made of names that stand in the dumps

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection

from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.store.revisions import altering
from tests.store.version_one import GENESIS, digest
from tests.upgrades.patterns import Copy, Pattern, Row, Table, is_copied, patterns

REVISION = "0015"
EVERY_EVENT = Path(__file__).with_name("every_event_0015.jsonl.gz")
DEMO = Path(__file__).with_name("demo_0_1.jsonl.gz")
_MADE_BY_REVISIONS = ("speaker_names", "source_names", "speakers", "sources")
_AT_ONCE = 20_000  # events, before rows are written
_STEP = timedelta(hours=2)  # from one copy to the next: the dump's desk worked for a little more than one hour
_LONGEST = timedelta(days=900)  # in all: no event may be in the future


def broken_rows(connection: Connection) -> Iterator[str]:
    """Yield the rows of both histories that do not continue their chain, and the claims with another head."""
    events = "SELECT c.uid, h.seq, h.id, h.body, h.prev, h.hash FROM history h JOIN claims c ON c.id = h.claim_id"
    yield from _broken(connection.exec_driver_sql(f"{events} ORDER BY h.claim_id, h.seq"))
    yield from _broken(
        connection.exec_driver_sql("SELECT 'desk', seq, id, body, prev, hash FROM desk_history ORDER BY seq")
    )
    heads = "SELECT c.uid FROM claims c LEFT JOIN history h ON h.claim_id = c.id AND h.seq = c.history_length"
    longer = "EXISTS (SELECT 1 FROM history x WHERE x.claim_id = c.id AND x.seq > c.history_length)"
    stale = connection.exec_driver_sql(f"{heads} WHERE h.hash IS NULL OR h.hash <> c.history_head OR {longer}")
    yield from (f"{uid}: history_head" for (uid,) in stale)


def _broken(events: Iterable[Any]) -> Iterator[str]:
    owner, head, length = None, GENESIS, 0
    for uid, seq, event_id, body, prev, stored in events:
        if uid != owner:
            owner, head, length = uid, GENESIS, 0
        length += 1
        if (seq, prev, stored) != (length, head, digest(prev, event_id, uid, seq, body)):
            yield f"{uid}: seq {seq}"
        head = stored


def read(dump: Path) -> dict[str, Table]:
    """Read the tables of a dump, parents first."""
    tables: dict[str, Table] = {}
    rows: list[Row] = []
    with gzip.open(dump, "rt", encoding="utf-8") as lines:
        for values in map(json.loads, lines):
            if isinstance(values, list):
                rows.append(values)
            elif "table" in values:
                rows = []
                tables[values["table"]] = Table(tuple(values["columns"]), rows)
    return tables


def fill(connection: Connection, dump: Path) -> None:
    """Write the rows of a dump unchanged into an empty database at revision 0015, in an open transaction."""
    tables = read(dump)
    _begin(connection)
    for name, table in tables.items():
        _write(connection, name, table.columns, table.rows)
    _finish(connection, tables)


def build(connection: Connection, claims: int, events_per_claim: int = 0, seed: int = 7) -> dict[str, int]:
    """Write a desk of so many claims into an empty database at revision 0015, in an open transaction.

    Claims with a shorter history get notes and changes of their priority, up to `events_per_claim`. Returns the
    number of claims, of their events, and of the desk's events.
    """
    tables = read(EVERY_EVENT)
    writer = _Writer(connection, tables, events_per_claim, Random(seed))  # noqa: S311 - uids of a test
    copies = patterns(tables, claims)
    step = min(_STEP, _LONGEST / len(copies))
    _begin(connection)
    for name, table in tables.items():
        if not is_copied(name, table):
            _write(connection, name, table.columns, table.rows)
    for number, pattern in enumerate(copies):
        writer.copy(pattern, number, step * number)
    writer.flush()
    _finish(connection, tables)
    return {"claims": claims, "events": writer.events, "desk events": writer.desk[0]}


class _Writer:
    """Makes copies one after another, and writes them many at once; `desk` is length and head of that history."""

    def __init__(self, connection: Connection, tables: dict[str, Table], length: int, random: Random) -> None:
        self.connection, self.tables, self.length, self.random = connection, tables, length, random
        self.events = 0
        self.desk: tuple[int, str] = tuple(tables["desk_history"].rows[-1][at] for at in (0, -1))
        self._claims = self._documents = 0
        self._actor, self._handle = next(row[:2] for row in tables["reviewers"].rows if row[1] == "nia")
        self._waiting: dict[str, list[Row]] = defaultdict(list)

    def copy(self, pattern: Pattern, number: int, shift: timedelta) -> None:
        """Make the copy of this number, the first one with the uids of the dump."""
        copy = self._numbered(pattern, number, shift)
        rows = {name: [row.filled(copy) for row in patterns] for name, patterns in pattern.rows.items()}
        self._chain(rows["claims"], rows["history"])
        if number:
            self._continue_desk(row.filled(copy) for row in pattern.desk_rows)
        newest = rows["claims"][-1]
        at = self.tables["claims"].at
        rows["leases"] = [[newest[0], self._actor, _later(newest[at("changed_at")], timedelta(minutes=30))]]
        for name, filled in rows.items():
            self._waiting[name] += filled
        if len(self._waiting["history"]) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits, parents first."""
        columns = {name: table.columns for name, table in self.tables.items()}
        columns["leases"] = ("claim_id", "reviewer_id", "until")
        for name, names in columns.items():
            _write(self.connection, name, names, self._waiting.pop(name, []))

    def _numbered(self, pattern: Pattern, number: int, shift: timedelta) -> Copy:
        claims = {old: self._claims + place for place, old in enumerate(pattern.claims, start=1)}
        documents = {old: self._documents + place for place, old in enumerate(pattern.documents, start=1)}
        self._claims += len(claims)
        self._documents += len(documents)
        words = {token: token for token in pattern.tokens}
        copy = Copy(claims, documents, words)
        if number:
            for token in sorted(words):
                words[token] = self._word(token, number, shift, pattern.own_uids)
            origins = self.tables["origins"]
            for row in pattern.rows["origins"]:
                raw = row.filled(copy)[origins.at("raw")]
                words[row.values[origins.at("fingerprint")]] = hashlib.sha256(raw.encode()).hexdigest()
        return copy

    def _word(self, token: str, number: int, shift: timedelta, own_uids: set[str]) -> str:
        """Return what a copy has instead of a token."""
        if token == ".example/":  # noqa: S105 - no secret
            return f"{token}{number}/"
        if token == "winter-":  # noqa: S105 - the same
            return f"{token}{number}-"
        if token[-1] == "Z":
            return _later(token, shift)
        if token in own_uids:
            return self._uid(int(token[:8] + token[9:13], 16) + shift // timedelta(milliseconds=1))
        return token

    def _uid(self, millisecond: int) -> str:
        """Return a UUID version 7."""
        noise = self.random.getrandbits(74)
        head = f"{millisecond >> 16:08x}-{millisecond & 0xFFFF:04x}-7{noise >> 62:03x}"
        return f"{head}-{0x8000 | noise >> 48 & 0x3FFF:04x}-{noise & 0xFFFFFFFFFFFF:012x}"

    def _chain(self, claims: list[Row], history: list[Row]) -> None:
        """Chain the rows of the claims, and lengthen histories that are too short."""
        columns = self.tables["claims"].columns
        heads = dict.fromkeys((claim[0] for claim in claims), GENESIS)
        uids = {claim[0]: claim[1] for claim in claims}
        for event in history:
            claim, seq, event_id, body = event[0], event[1], event[2], event[6]
            event[7], event[8] = heads[claim], digest(heads[claim], event_id, uids[claim], seq, body)
            heads[claim] = event[8]
        for claim in claims:
            state = dict(zip(columns, claim, strict=True)) | {"history_head": heads[claim[0]]}
            history += self._padding(state)
            claim[:] = [state[column] for column in columns]
        self.events += len(history)

    def _padding(self, claim: dict[str, Any]) -> Iterator[Row]:
        """Yield notes, and between them changes of the priority there and back, a second apart."""
        at = datetime.fromisoformat(claim["changed_at"])
        for seq in range(claim["history_length"] + 1, self.length + 1):
            at += timedelta(seconds=1)
            stored = claim["changed_at"] = f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"
            detail: dict[str, Any] = {"note": f"Day {seq}: the gauge at the quay was read again, and nothing changed."}
            if seq % 2:
                was, claim["priority"] = claim["priority"], claim["priority"] % 2 + 1
                detail = {"changed": {"priority": {"was": was, "now": claim["priority"]}}}
            kind = "edited" if seq % 2 else "noted"
            body = _canonical({"actor": self._handle, "at": stored, "kind": kind, **detail})
            event_id, prev = self._uid(int(at.timestamp() * 1000)), claim["history_head"]
            claim["history_head"] = digest(prev, event_id, claim["uid"], seq, body)
            claim["history_length"], claim["row_version"] = seq, claim["row_version"] + 1
            yield [claim["id"], seq, event_id, kind, self._actor, stored, body, prev, claim["history_head"]]

    def _continue_desk(self, events: Iterable[Row]) -> None:
        """Continue the desk history."""
        for event in events:
            length, prev = self.desk
            event[0], event[6], event[7] = length + 1, prev, digest(prev, event[1], "desk", length + 1, event[5])
            self.desk = event[0], event[7]
            self._waiting["desk_history"].append(event)


def _later(stored: str, shift: timedelta) -> str:
    return f"{datetime.fromisoformat(stored) + shift:%Y-%m-%dT%H:%M:%S.%fZ}"


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def _begin(connection: Connection) -> None:
    """Take away the rows that the revisions made: the dump has its own for them."""
    for name in _MADE_BY_REVISIONS:
        connection.exec_driver_sql(f"DELETE FROM {name}")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # until the commit: rows refer to later ones


def _write(connection: Connection, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write the rows of a table: COPY on PostgreSQL, else one prepared INSERT."""
    names = ", ".join(columns)
    if rows and connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    elif rows:
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({marks})", [tuple(row) for row in rows])


def _finish(connection: Connection, tables: dict[str, Table]) -> None:
    """Make PostgreSQL continue numbering after the written rows."""
    for name, table in tables.items():
        if connection.dialect.name == "postgresql" and table.columns[0] == "id":
            sequence = f"pg_get_serial_sequence('{name}', 'id')"
            connection.exec_driver_sql(f"SELECT setval({sequence}, (SELECT max(id) FROM {name}))")


def main() -> None:
    """Make a database at revision 0015, and fill it."""
    parser = argparse.ArgumentParser(prog="python -m tests.upgrades.version_one", description="Make a desk at 0015.")
    parser.add_argument("url", metavar="URL", help="a new SQLite file, or the URL of an empty PostgreSQL database")
    parser.add_argument("--claims", type=int, default=300, help="number of claims (17 or more)")
    parser.add_argument("--events-per-claim", type=int, default=0, metavar="M", help="at least so many events a claim")
    parser.add_argument("--seed", type=int, default=7, help="seed of the uids")
    parser.add_argument("--dump", type=Path, help="write the rows of this dump of revision 0015 instead")
    options = parser.parse_args()
    is_postgresql = options.url.startswith("postgresql")
    database = (
        Database(options.url, options.url, is_postgresql=True)
        if is_postgresql
        else Database.sqlite(Path(options.url.removeprefix("sqlite:///")))
    )
    started = time.monotonic()
    with altering(database) as connection:
        schema.run(connection, REVISION)
        if options.dump:
            fill(connection, options.dump)
        else:
            counts = build(connection, options.claims, options.events_per_claim, options.seed)
            sys.stdout.write(f"{counts} ")
        connection.exec_driver_sql("ANALYZE")
    sys.stdout.write(f"in {time.monotonic() - started:.1f} s\n")


if __name__ == "__main__":
    main()

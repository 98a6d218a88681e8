"""A desk goes as text from one engine to the other and back, to the letter; a damaged dump leaves nothing behind."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from factdb.errors import FactdbError
from factdb.errors.claims import RoleNeededError
from factdb.errors.exchange import DatabaseNotEmptyError, DumpRefusedError, UndumpableError
from factdb.formats.dump.dump_file import DumpReader
from factdb.services.actor import find_actor
from factdb.services.exports import desk_dump
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.databases import Postgresql, Templates
from tests.services.conftest import desk_on
from tests.store import version_one
from tests.tampering.worked_desk import use_every_service

Lines = list[bytes]


def claims_in(raw: bytes) -> int:
    return int(json.loads(raw.splitlines()[-1])["rows"]["claims"])


def dumped(database: Database, user: str = "ana") -> bytes:
    out = io.BytesIO()
    with sessions.reading(database) as session:
        desk_dump.dump(session, find_actor(session, user, NOW), desk_dump.writer(out.write))
    return out.getvalue()


def load(database: Database, raw: bytes, *, dry_run: bool = False) -> dict[str, int]:
    dump = DumpReader(io.BytesIO(raw), "desk.jsonl")
    desk_dump.require_known_schema(dump)
    with schema.filling(database, dump.schema, dry_run=dry_run) as connection:
        return desk_dump.load(connection, dump)


@pytest.fixture(scope="module")
def raw(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """The dump of a desk on which every service was used."""
    for database in templates.copy("sqlite", "demo", tmp_path_factory.mktemp("worked") / "desk.db"):
        with sessions.writing(database) as session:
            use_every_service(session)
        yield dumped(database)


def test_a_desk_goes_to_the_other_engine_and_back_to_the_letter(
    raw: bytes,
    postgresql: Postgresql,
    tmp_path: Path,
) -> None:
    server = postgresql.create()
    file = Database.sqlite(tmp_path / "back.db")
    for database, given in ((server, gzip.compress(raw)), (file, raw)):
        assert load(database, given)["claims"] == claims_in(raw)
        with sessions.reading(database) as session:
            checked = Checked()
            assert [str(finding) for finding in verify.findings(session, checked)] == []
            assert checked.claims == claims_in(raw)
        assert dumped(database) == raw
        with sessions.writing(database) as session:  # it numbers on, and its reviewers act
            assert desk_on(session).new(speaker="Somebody New", topics=["New"]).id == claims_in(raw) + 1
    postgresql.drop(server)


def test_an_older_dump_is_brought_up_to_date(raw: bytes, empty_database: Database, tmp_path: Path) -> None:
    with Database.sqlite(tmp_path / "older.db").engine("rwc").connect() as connection, connection.begin():
        schema.run(connection, "0007")
        there = inspect(connection).get_multi_columns()
    columns = {name: [column["name"] for column in each] for (_, name), each in there.items()}
    old = ended(as_of("0007", columns, in_version_1(raw.splitlines(keepends=True)[:-1])))
    assert load(empty_database, old)["claims"] == claims_in(raw)
    now = dumped(empty_database)
    assert now.splitlines()[0] == raw.splitlines()[0]
    for table in ("verdicts", "evidence", "contacts", "documents"):
        assert rows_of(now, table) == rows_of(raw, table)
    newest = as_rows(now.splitlines()[:-1])
    assert len(newest["old_chains"]) == claims_in(raw)
    assert newest["desk_history"][-1]["kind"] == "rechained"
    assert newest["desk_head"] == [
        {"id": 1, "length": len(newest["desk_history"]), "head": newest["desk_history"][-1]["hash"]}
    ]
    with sessions.reading(empty_database) as session:
        findings = [str(finding) for finding in verify.findings(session, Checked())]
    # Tables and columns that are newer than that schema are empty, but every chain is whole.
    assert [line for line in findings if re.search(r"seq \d|desk history|old_chains|history_", line)] == []


def as_rows(lines: Lines) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table of a dump."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for value in map(json.loads, lines[1:]):
        if isinstance(value, dict):
            columns, rows = value["columns"], tables.setdefault(value["table"], [])
        else:
            rows.append(dict(zip(columns, value, strict=True)))
    return tables


def in_version_1(lines: Lines) -> Lines:
    """Return the lines of a dump with histories as factdb 0.1 wrote them."""
    tables = as_rows(lines)
    uids = {row["id"]: row["uid"] for row in tables["claims"]}
    handles = {row["uid"]: row["handle"] for row in tables["reviewers"]}
    histories = version_one.rewritten({name: tables[name] for name in ("history", "desk_history")}, uids, handles)
    heads = {end["id"]: end["head"] for end in histories.heads}
    tables |= histories.rows
    tables["claims"] = [{**row, "history_head": heads[row["id"]]} for row in tables["claims"]]
    written = [lines[0]]
    for head in (json.loads(line) for line in lines if line.startswith(b'{"table"')):
        written.append(json.dumps(head).encode() + b"\n")
        rows = ([row[column] for column in head["columns"]] for row in tables[head["table"]])
        written += [json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows]
    return written


def rows_of(raw: bytes, table: str) -> Lines:
    """Return a table's lines."""
    section = raw.partition(f'{{"table":"{table}",'.encode())[2].partition(b"\n{")[0]
    return section.splitlines()


def as_of(revision: str, columns: dict[str, list[str]], lines: Lines) -> Lines:
    """Return what a desk of an older schema would have dumped: its tables alone, their columns, and its own rules."""
    kept, names, now = [json.dumps({**json.loads(lines[0]), "schema": revision}).encode() + b"\n"], [""], [""]
    for line in lines[1:]:
        value = json.loads(line)
        if isinstance(value, dict):
            names, now = columns.get(value["table"], []), value["columns"]
            value = {"table": value["table"], "columns": names}
        else:
            row = dict(zip(now, value, strict=True))
            if row.get("name") == "desk-name":  # a rule since 0015
                continue
            value = [row[name] for name in names]
        if names:
            kept.append(json.dumps(value).encode() + b"\n")
    return kept


def ended(lines: Lines) -> bytes:
    """Return lines with a last one that tells the truth of them."""
    counts: dict[str, int] = {}
    for line in lines[1:]:
        if line.startswith(b'{"table"'):
            table = json.loads(line)["table"]
            counts[table] = 0
        elif line.startswith(b"["):
            counts[table] += 1
    body = b"".join(lines)
    told = {"rows": counts, "sha256": hashlib.sha256(body).hexdigest()}
    return body + json.dumps(told).encode() + b"\n"


# -- what isn't loaded -----------------------------------------------------------------------------------------


@pytest.fixture
def bare(empty_database: Database) -> Database:
    """A database with its tables, and no row that the revisions don't make."""
    schema.upgrade(empty_database, NOW)
    return empty_database


def refused(database: Database, given: bytes) -> str:
    """Hold that a dump is refused in one sentence, and leaves the database as empty as it was."""
    with pytest.raises(FactdbError) as caught:
        load(database, given)
    with sessions.reading(database) as session:
        counts = {
            name: session.scalar(text(f"SELECT count(*) FROM {name}"))  # noqa: S608 - names of ours
            for name in ("claims", "reviewers", "history", "scales", "speakers", "sources")
        }
    assert counts == {"claims": 0, "reviewers": 0, "history": 0, "scales": 0, "speakers": 1, "sources": 1}
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_whatever_is_cut_off_or_altered_leaves_an_empty_database(raw: bytes, bare: Database) -> None:
    lines = raw.splitlines(keepends=True)
    step = 50 if not bare.is_postgresql else 300
    for at in range(1, len(lines), step):
        refused(bare, b"".join(lines[:at]))
        refused(bare, b"".join(lines[:at]) + lines[at][:-3])
        refused(bare, b"".join([*lines[: at - 1], lines[at], lines[at - 1], *lines[at + 1 :]]))
    for at in range(200, len(raw), len(raw) // (10 if not bare.is_postgresql else 3)):
        refused(bare, raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
    refused(bare, gzip.compress(raw)[:-20])
    refused(bare, raw[:-1])
    assert "comes after the end of the dump" in refused(bare, raw + b"\n")
    assert load(bare, raw)["claims"] == claims_in(raw)


def swapped(was: bytes, now: bytes) -> Callable[[Lines], Lines]:
    """Return what replaces some bytes in the first line of claims."""

    def change(lines: Lines) -> Lines:
        at = 1 + next(n for n, line in enumerate(lines) if line.startswith(b'{"table":"claims"'))
        assert was in lines[at]
        return [*lines[:at], lines[at].replace(was, now, 1), *lines[at + 1 :]]

    return change


def without(table: str) -> Callable[[Lines], Lines]:
    """Return what leaves a table out, with its rows."""

    def change(lines: Lines) -> Lines:
        begins = [at for at, line in enumerate(lines) if line.startswith(b"{")] + [len(lines)]
        at = next(at for at in begins if f'"table":"{table}"'.encode() in lines[at])
        return [*lines[:at], *lines[begins[begins.index(at) + 1] :]]

    return change


def first(**told: object) -> Callable[[Lines], Lines]:
    return lambda lines: [json.dumps({**json.loads(lines[0]), **told}).encode() + b"\n", *lines[1:]]


CHANGES: list[tuple[Callable[[Lines], Lines], str]] = [
    (lambda lines: [*lines, b'{"table":"mine","columns":["id"]}\n', b"[1]\n"], "begins a table that does not belong"),
    (lambda lines: [*lines, b'{"table":"claims","columns":["id"]}\n'], "a second time"),
    (lambda lines: [*lines, b'{"table":"leases","columns":["id"]}\n'], "begins a table that does not belong"),
    (without("contacts"), "the table contacts is missing"),
    (first(schema="9999"), "has schema 9999, but the newest that this factdb knows"),
    (first(schema="mine"), "names a schema that never existed"),
    (first(version=2), "has format 2, but the newest"),
    (first(version=None), "does not name the version"),
    (first(format="mine"), "does not begin a dump of factdb"),
    (swapped(b"[1,", b'["1",'), "has a wrong value in id, which needs a whole number"),
    (swapped(b"[1,", b"[1.5,"), "has a wrong value in id, which needs a whole number"),
    (swapped(b"[1,", b"[null,"), "has a wrong value in id, which needs a whole number"),
    (swapped(b"[1,", b"[true,"), "has a wrong value in id, which needs a whole number"),
    (swapped(b"[1,", b"[99999999999999999999,"), ""),
    (swapped(b"[1,", b"[1,1,"), "values, but the table has"),
    (swapped(b'"published"', b'"false"'), "ck_claims_status"),
    (swapped(b'"2021-', b'"2021-99'), "which needs a day"),
    (swapped(b"T09:", b"T99:"), "which needs a time"),
    (swapped(b"[1,", b"[2,"), ""),
    (swapped(b"[1,", b"[1234,"), ""),
    (swapped(b'","', b'\\u0000","'), "has the forbidden character U+0000"),
    (swapped(b'","', b'\\ud800","'), "has the forbidden character U+D800"),
    (swapped(b'","', b'\xff","'), "is not UTF-8"),
    (swapped(b'"day"', b'"a"]'), "is not valid JSON"),
]


def test_what_is_whole_and_yet_no_desk_is_refused(raw: bytes, bare: Database) -> None:
    lines = raw.splitlines(keepends=True)[:-1]
    for change, why in CHANGES:
        assert why in refused(bare, ended(change(lines)))


def test_a_desk_is_loaded_into_an_empty_database_alone(raw: bytes, database: Database) -> None:
    before = dumped(database)
    with pytest.raises(DatabaseNotEmptyError, match=r"already holds rows \(desk_history, ratings, reviewers, ...\)"):
        load(database, raw)
    assert dumped(database) == before


def test_a_dry_run_leaves_nothing_behind(raw: bytes, empty_database: Database) -> None:
    assert load(empty_database, raw, dry_run=True)["claims"] == claims_in(raw)
    assert empty_database.is_postgresql or not empty_database.path.exists()
    with pytest.raises(DumpRefusedError):
        load(empty_database, raw[:-200])
    assert empty_database.is_postgresql or not empty_database.path.exists()


def test_dumping_takes_an_admin(database: Database) -> None:
    with pytest.raises(RoleNeededError):
        dumped(database, "ed")


def test_what_no_column_s_type_fits_is_not_dumped(sqlite_demo: Database) -> None:
    with sqlite_demo.engine("rw").connect() as connection, connection.begin():
        connection.execute(text("UPDATE claims SET said_on = '2021-7-1' WHERE id = 7"))
    with pytest.raises(UndumpableError, match='A row of the table claims has "2021-7-1" in said_on, which needs a day'):
        dumped(sqlite_demo)

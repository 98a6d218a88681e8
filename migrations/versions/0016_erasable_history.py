"""Histories are written anew as factdb2: people by uid, personal words as salted commitments, numbers bound.

In version 1 a body named people by handle and held every word in clear, so nothing could be erased without breaking the
chain. This revision verifies each chain of version 1, and stops at the first row that is not clean. It then writes each
row anew: the actor and other people by the uid of the reviewer; what people may ask to be erased as a commitment, with
salt and words in the new column `words`; the number of a claim or document in its first row. The heads of the old
chains stay in `old_chains`, and the event `rechained` binds them, so that an old copy can be held against them.

It also adds `desk_head`, the end of the desk history, and `erasures`. Guards refuse to change words while no erasure is
under way. On PostgreSQL, statistics keep no copy of erasable words.

The rules of both formats stand here as they were: a revision never changes with the program.
"""

import datetime as dt
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

GENESIS = "0" * 64
AT_ONCE = 5_000
LOWEST = -(2**63)  # below every number that a forger could give a row
WORDS = "personal words of the body with their salts, as JSON; NULL: it has none, or they were erased"
UID = "identifier (UUIDv7), the same in every copy of the ledger"
POSITION = ("id", "kind", "actor_id", "at", "body", "prev", "hash")
# table -> its columns that never change, and those that an erasure may change
GUARDED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "history": (("claim_id", "seq", *POSITION), ("words",)),
    "desk_history": (("seq", *POSITION), ("words",)),
    "captures": (("document_id", "n", "captured_at", "archived_url"), ("sha256", "text", "file_name")),
    "origins": (
        ("claim_id", "n", "format", "file", "external_id", "nth", "imported_at"),
        ("fingerprint", "raw"),
    ),
    "evidence": (
        (
            "claim_id", "n", "question", "stance", "document_id", "capture_n", "span_start", "span_end",
            "source_class", "asked", "answer_type", "added_by_id", "added_at",
        ),
        ("excerpt", "note"),
    ),
    "contacts": (("claim_id", "n", "kind", "how", "made_on", "added_by_id", "added_at"), ("who", "text")),
    "proposed_changes": (("claim_id", "version"), ("fields",)),
}  # fmt: skip
FIXED_BEFORE = {
    "evidence": (
        "claim_id", "n", "question", "stance", "document_id", "capture_n", "excerpt", "span_start", "span_end", "note",
        "source_class", "asked", "answer_type", "added_by_id", "added_at",
    ),
    "contacts": ("claim_id", "n", "kind", "who", "how", "made_on", "text", "added_by_id", "added_at"),
    "proposed_changes": ("claim_id", "version", "fields"),
}  # fmt: skip
MESSAGES = {
    "evidence": "evidence is append-only: a row is never removed, and only its withdrawn_at may change",
    "contacts": "contacts are append-only: of a row only its answer and outcome may change",
    "proposed_changes": "proposed_changes are append-only: of a row only its withdrawn_at may change",
}
# New tables: their columns that never change, their keys, and what a refusal says. A row of `desk_head` that ends an
# empty history can be removed: a dump brings its own.
NEW_GUARDED: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "old_chains": (("claim_id", "length", "head"), ("claim_id",), "old_chains is append-only: a row is never changed"),
    "desk_head": (("id",), ("id",), "desk_head has one row, which is never removed"),
    "erasures": (
        ("n", "subject", "claim_id", "item", "document_id", "reviewer_id", "ground", "asked_by_id", "asked_at"),
        ("n",),
        "erasures are append-only: of a row only what was decided and done may change",
    ),
}
# PostgreSQL keeps common values and bounds of a column in its statistics: 0 keeps none, 1 the smallest and the largest.
# Imported rows are recognised by their fingerprint among millions, and similar claims are searched by rare words first:
# both need statistics, which an erasure makes anew.
STATISTICS = {
    "claims": {"quote": 0, "prefix": 0, "suffix": 0},
    "captures": {"sha256": 1, "text": 0, "file_name": 0},
    "contacts": {"who": 0, "text": 0, "answer": 0},
    "desk_history": {"words": 0},
    "documents": {"title": 0, "author": 0},
    "evidence": {"excerpt": 0, "note": 0, "search_words": 0},
    "history": {"words": 0},
    "origins": {"fingerprint": 1, "raw": 0},
    "proposed_changes": {"fields": 0},
    "reviewers": {"handle": 0, "name": 0, "pen_name": 0},
}


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _create_tables()
    _add_reviewer_uids(is_sqlite=is_sqlite)
    _drop_update_guards(is_sqlite=is_sqlite)
    for table in ("history", "desk_history"):
        op.add_column(table, sa.Column("words", sa.Text(), nullable=True, comment=WORDS))
    _write_histories_anew()
    if is_sqlite:
        _guard_sqlite()
        return
    _guard_postgresql()
    for table, columns in STATISTICS.items():
        for column, target in columns.items():
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT count(*) FROM (SELECT 1 FROM desk_history LIMIT 1) AS few")):
        _refuse("a history in version 2 cannot be written in version 1: restore the copy from before the upgrade")
    is_sqlite = connection.dialect.name == "sqlite"
    _restore_guards(is_sqlite=is_sqlite)
    if not is_sqlite:
        for table, columns in STATISTICS.items():
            for column in columns:
                op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS -1")
    for table in ("erasures", "old_chains", "desk_head"):
        op.drop_table(table)
    for table in ("history", "desk_history"):
        op.drop_column(table, "words")
    if is_sqlite:
        _remake_reviewers(with_uid=False)
        return
    op.execute("DROP FUNCTION factdb_refuse_unless_erasing()")
    op.drop_column("reviewers", "uid")


# -- tables ----------------------------------------------------------------------------------------------------------


def _create_tables() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    time = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
    op.create_table(
        "desk_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="always 1"),
        sa.Column("length", sa.Integer(), nullable=False, comment="number of rows of the desk history"),
        sa.Column("head", sa.Text(), nullable=False, comment="hash of the newest row; 64 zeros if there is none"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_head")),
        sa.CheckConstraint("id = 1", name=op.f("ck_desk_head_id")),
        comment="the end of the desk history",
    )
    op.execute(f"INSERT INTO desk_head (id, length, head) VALUES (1, 0, '{GENESIS}')")
    op.create_table(
        "old_chains",
        sa.Column("claim_id", big, autoincrement=False, nullable=False, comment="number of the claim"),
        sa.Column("length", sa.Integer(), nullable=False, comment="rows of the claim's history in version 1"),
        sa.Column("head", sa.Text(), nullable=False, comment="hash of the last of them"),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_old_chains")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_old_chains_claim_id"), ondelete="RESTRICT"),
        comment="the ends of the histories before they were written anew in version 2; append-only",
    )
    op.create_table(
        "erasures",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="number of the erasure, from 1"),
        sa.Column("subject", sa.Text(), nullable=False, comment="kind of the words that are erased"),
        sa.Column("claim_id", big, comment="claim that the words belong to"),
        sa.Column("item", sa.Integer(), comment="number of the contact, note, evidence, origin or capture"),
        sa.Column("document_id", big, comment="document that the words belong to"),
        sa.Column("reviewer_id", big, comment="reviewer whose names are erased"),
        sa.Column("ground", sa.Text(), nullable=False, comment="legal ground or other reason for the erasure"),
        sa.Column("asked_by_id", big, nullable=False, comment="admin who asked for the erasure"),
        sa.Column("asked_at", time, nullable=False, comment="when the admin asked for it"),
        sa.Column("state", sa.Text(), nullable=False, comment="requested, refused, removing or done"),
        sa.Column("decided_by_id", big, comment="admin who approved or refused the erasure"),
        sa.Column("decided_at", time, comment="when it was approved or refused"),
        sa.Column("reason", sa.Text(), comment="reason of a refusal"),
        sa.Column("done_at", time, comment="when no copy of the words was left in the database"),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_erasures")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_erasures_{column}"), ondelete="RESTRICT"
            )
            for column, table in (
                ("claim_id", "claims"), ("document_id", "documents"), ("reviewer_id", "reviewers"),
                ("asked_by_id", "reviewers"), ("decided_by_id", "reviewers"),
            )
        ),
        sa.CheckConstraint(
            "subject IN ('complaint', 'reply', 'note', 'interview', 'capture', 'origin', 'reviewer')",
            name=op.f("ck_erasures_subject"),
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'refused', 'removing', 'done')", name=op.f("ck_erasures_state")
        ),
        sa.CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name=op.f("ck_erasures_decided_at")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_erasures_done_at")),
        comment="erasures of personal words: asked, decided and done",
    )  # fmt: skip


def _add_reviewer_uids(*, is_sqlite: bool) -> None:
    connection = op.get_bind()
    if is_sqlite:
        _remake_reviewers(with_uid=True)
    else:
        op.add_column("reviewers", sa.Column("uid", sa.Text(), nullable=True, comment=UID))
    ids = connection.scalars(sa.text("SELECT id FROM reviewers ORDER BY id")).all()
    for number in ids:
        connection.execute(sa.text("UPDATE reviewers SET uid = :uid WHERE id = :id"), {"uid": _new_uid(), "id": number})
    if not is_sqlite:
        op.alter_column("reviewers", "uid", nullable=False)
        op.create_unique_constraint(op.f("uq_reviewers_uid"), "reviewers", ["uid"])


def _remake_reviewers(*, with_uid: bool) -> None:
    """Make the table again with or without the column: SQLite adds no UNIQUE column to a table.

    Views that read it are dropped and made again as they were.
    """
    connection = op.get_bind()
    views = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid")
    definitions = [(name, sql) for name, sql in views]
    for name, _ in reversed(definitions):
        op.execute(f"DROP VIEW {name}")
    columns = ["id", "handle", "name", "role", "disabled_at", "pen_name"]
    op.create_table(
        "reviewers_anew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("disabled_at", sa.Text()),
        sa.Column("pen_name", sa.Text()),
        *([sa.Column("uid", sa.Text(), nullable=False)] if with_uid else []),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewers")),
        sa.UniqueConstraint("handle", name=op.f("uq_reviewers_handle")),
        *([sa.UniqueConstraint("uid", name=op.f("uq_reviewers_uid"))] if with_uid else []),
        sa.CheckConstraint("role IN ('reader', 'reviewer', 'editor', 'admin')", name=op.f("ck_reviewers_role")),
    )
    listed = ", ".join(columns)
    added = (", uid", ", CAST(id AS TEXT)") if with_uid else ("", "")
    op.execute(f"INSERT INTO reviewers_anew ({listed}{added[0]}) SELECT {listed}{added[1]} FROM reviewers")
    op.drop_table("reviewers")
    op.rename_table("reviewers_anew", "reviewers")
    for _, sql in definitions:
        connection.exec_driver_sql(sql)


def _new_uid() -> str:
    milliseconds = dt.datetime.now(dt.UTC).timestamp() * 1000
    digits = f"{int(milliseconds):012x}7{os.urandom(2).hex()[:3]}{8 + secrets.randbelow(4):x}{os.urandom(8).hex()[:15]}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


# -- guards ----------------------------------------------------------------------------------------------------------


def _message(table: str) -> str:
    return MESSAGES.get(table, f"{table} is append-only: a row is never changed or removed")


def _drop_update_guards(*, is_sqlite: bool) -> None:
    """Drop the guards that change; where somebody dropped one, the chain shows what that was for."""
    for table in GUARDED:
        if is_sqlite:
            op.execute(f"DROP TRIGGER IF EXISTS guard_{table}_update")
        elif table in FIXED_BEFORE:
            op.execute(f"DROP TRIGGER IF EXISTS guard_{table}_update ON {table}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS guard_{table}_change ON {table}")


def _guard_sqlite() -> None:
    for table, (fixed, erasable) in GUARDED.items():
        op.execute(_sqlite_update_guard(table, fixed, erasable, _message(table)))
    for table, (fixed, key, message) in NEW_GUARDED.items():
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        taken = f"EXISTS (SELECT 1 FROM {table} WHERE ({same}) OR (rowid = NEW.rowid))"
        op.execute(_sqlite_update_guard(table, fixed, (), message))
        removable = " WHEN OLD.length > 0" if table == "desk_head" else ""
        for event, when in (("DELETE", removable), ("INSERT", f" WHEN {taken}")):
            op.execute(
                f"CREATE TRIGGER guard_{table}_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW{when}\n"
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )


def _sqlite_update_guard(table: str, fixed: tuple[str, ...], erasable: tuple[str, ...], message: str) -> str:
    condition = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in (*fixed, "rowid"))
    if erasable:
        erased = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in erasable)
        under_way = "EXISTS (SELECT 1 FROM erasures WHERE state = 'removing')"
        condition = f"{condition} OR ({erased}) AND NOT {under_way}"
    return (
        f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN {condition}\n"
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION factdb_refuse_unless_erasing() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog "
        "AS\n$$ DECLARE under_way boolean; BEGIN\n"
        "EXECUTE format('SELECT EXISTS (SELECT FROM %I.erasures WHERE state = ''removing'')', TG_TABLE_SCHEMA)"
        " INTO under_way;\n"
        "IF under_way THEN RETURN NEW; END IF;\n"
        "RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table, (fixed, erasable) in GUARDED.items():
        message = _message(table)
        if table not in FIXED_BEFORE:
            _postgresql_guard(table, "delete", "DELETE", message)
        _postgresql_guard(table, "update", "UPDATE", message, fixed)
        _postgresql_guard(table, "erase", "UPDATE", message, erasable, "factdb_refuse_unless_erasing")
    for table, (fixed, _, message) in NEW_GUARDED.items():
        _postgresql_guard(table, "update", "UPDATE", message, fixed)
        _postgresql_guard(table, "delete", "DELETE", message, when="OLD.length > 0" if table == "desk_head" else "")
        _postgresql_guard(table, "truncate", "TRUNCATE", message)


def _postgresql_guard(
    table: str,
    name: str,
    event: str,
    message: str,
    columns: tuple[str, ...] = (),
    function: str = "factdb_refuse",
    when: str = "",
) -> None:
    when = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) or when
    when = f" WHEN ({when})" if when else ""
    level = "STATEMENT" if event == "TRUNCATE" else "ROW"
    op.execute(
        f"CREATE TRIGGER guard_{table}_{name} BEFORE {event} ON {table} FOR EACH {level}{when} "
        f"EXECUTE FUNCTION {function}('{message}')"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_{table}_{name}")


def _restore_guards(*, is_sqlite: bool) -> None:
    for table in GUARDED:
        message, fixed = _message(table), FIXED_BEFORE.get(table, ())
        if is_sqlite:
            op.execute(f"DROP TRIGGER guard_{table}_update")
            changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in [*fixed, "rowid"])
            when = f" WHEN {changed}" if fixed else ""
            op.execute(
                f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} FOR EACH ROW{when}\n"
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
            continue
        for name in ("update", "erase", *(() if fixed else ("delete",))):
            op.execute(f"DROP TRIGGER guard_{table}_{name} ON {table}")
        if fixed:
            _postgresql_guard(table, "update", "UPDATE", message, fixed)
        else:
            _postgresql_guard(table, "change", "UPDATE OR DELETE", message)


# -- histories -------------------------------------------------------------------------------------------------------

PASSAGE = ("quote", "prefix", "suffix")
NAMES = ("handle", "name", "pen_name")
Row = Any


def _write_histories_anew() -> None:
    connection = op.get_bind()
    uids = {row.handle: row.uid for row in connection.execute(sa.text("SELECT handle, uid FROM reviewers"))}
    if not connection.scalar(sa.text("SELECT count(*) FROM (SELECT 1 FROM desk_history LIMIT 1) AS few")):
        if connection.scalar(sa.text("SELECT count(*) FROM (SELECT 1 FROM history LIMIT 1) AS few")):
            _refuse("the desk history is empty, but claims have histories")
        return
    people = _People(uids)
    events, digest, claims = 0, hashlib.sha256(), 0
    writer = _Writer(connection, "history", ("claim_id", "seq"))
    ends: list[dict[str, Any]] = []
    claims_left = _claims(connection)
    for number, rows in groupby(_history_rows(connection), key=lambda row: row["claim_id"]):
        claim = next(claims_left, None)
        while claim is not None and claim["id"] < number:
            _refuse(f"claim {claim['id']}: it has no history")
        if claim is None or claim["id"] != number:
            _refuse(f"claim {number}: the claim is missing, but its history is there")
        chain = _Chain(f"claim {number}", claim["uid"], people, number)
        for row in rows:
            writer.add({"claim_id": number, **chain.next_row(row)})
        if (claim["history_length"], claim["history_head"]) != (chain.seq, chain.old_head):
            _refuse(f"claim {number}: its row says that its history ends elsewhere")
        events, claims = events + chain.seq, claims + 1
        digest.update(f"{claim['uid']} {chain.seq} {chain.old_head}\n".encode())
        ends.append({"id": number, "length": chain.seq, "old": chain.old_head, "head": chain.head})
        if len(ends) == AT_ONCE:
            writer.flush()
            _write_ends(connection, ends)
    writer.flush()
    _write_ends(connection, ends)
    if (claim := next(claims_left, None)) is not None:
        _refuse(f"claim {claim['id']}: it has no history")
    desk = _rewrite_desk(connection, people)
    detail = {
        "claims": claims,
        "events": events + desk.seq,
        "from": "factdb1",
        "old_chains": digest.hexdigest(),
        "old_desk": {"head": desk.old_head, "length": desk.seq},
    }
    _record_rechained(connection, desk, detail)


def _rewrite_desk(connection: sa.Connection, people: "_People") -> "_Chain":
    numbers = {row.uid: row.id for row in connection.execute(sa.text("SELECT uid, id FROM documents"))}
    desk = _Chain("desk history", "desk", people, numbers=numbers)
    writer = _Writer(connection, "desk_history", ("seq",))
    for row in _pages(connection, "desk_history", ("seq",)):
        writer.add(desk.next_row(row))
    writer.flush()
    return desk


def _record_rechained(connection: sa.Connection, desk: "_Chain", detail: dict[str, Any]) -> None:
    """Record the rewriting as the act of whoever upgrades; an upgrade without a user acts for the first admin."""
    acting = context.config.attributes.get("actor")
    query = sa.text(
        "SELECT id, uid FROM reviewers ORDER BY handle <> :acting, role <> 'admin', disabled_at IS NOT NULL, id LIMIT 1"
    )
    number, uid = connection.execute(query, {"acting": acting or ""}).one()
    at = dt.datetime.now(dt.UTC)
    body = _canonical({**detail, "actor": uid, "at": _rfc3339(at), "kind": "rechained"})
    seq, event = desk.seq + 1, _new_uid()
    head = _digest("factdb2", desk.head, event, "desk", seq, body)
    is_sqlite = connection.dialect.name == "sqlite"
    connection.execute(
        sa.text(
            "INSERT INTO desk_history (seq, id, kind, actor_id, at, body, prev, hash) "
            "VALUES (:seq, :id, 'rechained', :actor, :at, :body, :prev, :hash)"
        ),
        {
            "seq": seq, "id": event, "actor": number, "at": _rfc3339(at) if is_sqlite else at, "body": body,
            "prev": desk.head, "hash": head,
        },
    )  # fmt: skip
    connection.execute(sa.text("UPDATE desk_head SET length = :length, head = :head"), {"length": seq, "head": head})


def _claims(connection: sa.Connection) -> Iterator[Row]:
    last = LOWEST
    query = sa.text(
        "SELECT id, uid, history_length, history_head FROM claims WHERE id > :last ORDER BY id LIMIT :limit"
    )
    while rows := connection.execute(query, {"last": last, "limit": AT_ONCE}).mappings().all():
        yield from rows
        last = rows[-1]["id"]


def _history_rows(connection: sa.Connection) -> Iterator[Row]:
    return _pages(connection, "history", ("claim_id", "seq"))


def _pages(connection: sa.Connection, table: str, key: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a history in order, in pages, because the same connection writes them anew."""
    listed = ", ".join(f"h.{column}" for column in (*key, *(name for name in POSITION if name != "actor_id")))
    marks = ", ".join(f":{column}" for column in key)
    query = sa.text(
        f"SELECT {listed}, actor.handle AS actor FROM {table} h LEFT JOIN reviewers actor ON actor.id = h.actor_id "
        f"WHERE ({', '.join(f'h.{column}' for column in key)}) > ({marks}) "
        f"ORDER BY {', '.join(f'h.{column}' for column in key)} LIMIT {AT_ONCE}"
    )
    last: dict[str, Any] = dict.fromkeys(key, LOWEST)
    while rows := connection.execute(query, last).mappings().all():
        yield from rows
        last = {column: rows[-1][column] for column in key}


def _write_ends(connection: sa.Connection, ends: list[dict[str, Any]]) -> None:
    if not ends:
        return
    connection.execute(sa.text("INSERT INTO old_chains (claim_id, length, head) VALUES (:id, :length, :old)"), ends)
    connection.execute(sa.text("UPDATE claims SET history_head = :head WHERE id = :id"), ends)
    ends.clear()


class _Writer:
    """Writes rows of a history anew, many at once; on PostgreSQL through a temporary table, by COPY."""

    def __init__(self, connection: sa.Connection, table: str, key: tuple[str, ...]) -> None:
        self.connection, self.table, self.key = connection, table, key
        self.columns = (*key, "body", "prev", "hash", "words")
        self.rows: list[tuple[Any, ...]] = []
        self.is_sqlite = connection.dialect.name == "sqlite"
        if not self.is_sqlite:
            typed = ", ".join(f"{column} {'bigint' if column in key else 'text'}" for column in self.columns)
            connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {table}_anew ({typed}) ON COMMIT DROP")

    def add(self, row: dict[str, Any]) -> None:
        self.rows.append(tuple(row[column] for column in self.columns))
        if len(self.rows) == AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if not self.rows:
            return
        if self.is_sqlite:
            width = len(self.key)
            same = " AND ".join(f"{column} = ?" for column in self.key)
            self.connection.exec_driver_sql(
                f"UPDATE {self.table} SET body = ?, prev = ?, hash = ?, words = ? WHERE {same}",
                [(*row[width:], *row[:width]) for row in self.rows],
            )
        else:
            self._copy()
        self.rows = []

    def _copy(self) -> None:
        anew = f"{self.table}_anew"
        driver: Any = self.connection.connection.driver_connection
        statement = f"COPY {anew} ({', '.join(self.columns)}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in self.rows:
                copy.write_row(row)
        same = " AND ".join(f"h.{column} = anew.{column}" for column in self.key)
        self.connection.exec_driver_sql(
            f"UPDATE {self.table} h SET body = anew.body, prev = anew.prev, hash = anew.hash, words = anew.words "
            f"FROM {anew} anew WHERE {same}"
        )
        self.connection.exec_driver_sql(f"TRUNCATE {anew}")


class _Chain:
    """Verifies a chain of version 1 row by row, and returns its rows in version 2."""

    def __init__(
        self, name: str, uid: str, people: "_People", number: int | None = None, numbers: dict[str, int] | None = None
    ) -> None:
        self.name, self.uid, self.people, self.number, self.numbers = name, uid, people, number, numbers or {}
        self.seq, self.old_head, self.head = 0, GENESIS, GENESIS

    def next_row(self, row: Row) -> dict[str, Any]:
        body = self._verified(row)
        self.old_head = row["hash"]
        try:
            text, words = _converted(body, self.people, self.number, self.numbers)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise self._refusal(f"its body was not written by factdb ({error!r})") from error
        prev, self.head = self.head, _digest("factdb2", self.head, row["id"], self.uid, self.seq, text)
        return {"seq": self.seq, "body": text, "prev": prev, "hash": self.head, "words": words}

    def _verified(self, row: Row) -> dict[str, Any]:
        self.seq += 1
        if row["seq"] != self.seq:
            raise self._refusal("the row is missing")
        if row["prev"] != self.old_head:
            raise self._refusal("it does not follow the row before: prev is not the hash of that row")
        try:
            expected = _digest("factdb1", row["prev"], row["id"], self.uid, self.seq, row["body"])
            body = _read(row["body"])
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise self._refusal(f"its body cannot be read ({error})") from error
        if expected != row["hash"]:
            raise self._refusal("the row was changed: its hash does not match")
        at = row["at"] if isinstance(row["at"], str) else _rfc3339(row["at"])
        for name, stored in (("kind", row["kind"]), ("actor", row["actor"]), ("at", at)):
            if body.get(name) != stored:
                raise self._refusal(f"the column {name} differs from the body")
        return body

    def _refusal(self, problem: str) -> Exception:
        return _refusal(f"{self.name}, seq {self.seq}: {problem}")


class _People:
    """The uids of reviewers by handle."""

    def __init__(self, uids: dict[str, str]) -> None:
        self.uids = uids

    def uid(self, handle: str | None) -> str | None:
        return None if handle is None else self.uids[handle]


def _converted(
    body: dict[str, Any], people: _People, number: int | None, numbers: dict[str, int]
) -> tuple[str, str | None]:
    """Return a body in version 2, and the words that lie beside it."""
    body["actor"] = people.uid(body["actor"])
    kind = body["kind"]
    if number is None:
        _convert_desk_body(body, kind, people, numbers)
        places = _desk_places(body, kind)
    else:
        _convert_claim_body(body, kind, people, number)
        places = _claim_places(body)
    beside: dict[str, tuple[str, dict[str, str]]] = {}
    for part, path in places:
        inner: Any = body
        for key in path[:-1]:
            inner = inner[int(key)] if isinstance(inner, list) else inner.get(key)
            if inner is None:
                break
        if isinstance(inner, dict) and isinstance(inner.get(path[-1]), str):
            words = beside.setdefault(part, (secrets.token_urlsafe(16), {}))[1]
            words[".".join(path)] = inner.pop(path[-1])
    if beside:
        body["sealed"] = {part: [_commitment(salt, words), *sorted(words)] for part, (salt, words) in beside.items()}
    return _canonical(body), _canonical(beside) if beside else None


def _convert_claim_body(body: dict[str, Any], kind: str, people: _People, number: int) -> None:
    if kind == "added":
        body["number"] = number
        for column in ("assignee", "added_by"):
            body["claim"][column] = people.uid(body["claim"][column])
    if "assignee" in body.get("changed", {}):
        body["changed"]["assignee"] = {side: people.uid(h) for side, h in body["changed"]["assignee"].items()}


def _convert_desk_body(body: dict[str, Any], kind: str, people: _People, numbers: dict[str, int]) -> None:
    if kind == "document-added":
        body["number"] = numbers[body["uid"]]
    if kind.startswith("reviewer-"):
        body["uid"] = people.uid(body["handle"])
        if kind != "reviewer-added":
            del body["handle"]


def _claim_places(body: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for column in PASSAGE:
        yield from (("passage", (facts, column)) for facts in ("claim", "proposed"))
        yield from (("passage", ("changed", column, side)) for side in ("was", "now"))
    yield from (("note", ("note",)), ("answer", ("answer",)), ("origin", ("origin", "fingerprint")))
    yield from (("contact", ("contact", name)) for name in ("who", "text"))
    evidence = body.get("evidence")
    if isinstance(evidence, dict):
        yield from _evidence_places((), "")
    elif isinstance(evidence, list):
        for place in range(len(evidence)):
            yield from _evidence_places((str(place),), f" {place + 1}")


def _evidence_places(at: tuple[str, ...], suffix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from ((f"excerpt{suffix}", ("evidence", *at, name)) for name in ("excerpt", "sha256"))
    yield f"remark{suffix}", ("evidence", *at, "note")


def _desk_places(body: dict[str, Any], kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if kind.startswith("reviewer-"):
        yield from (("person", path) for name in NAMES for path in ((name,), ("was", name), ("now", name)))
    if kind.startswith("document-"):
        yield "capture", ("sha256",)
        for side in ("document", "was", "now"):
            if isinstance(body.get(side), dict) and body[side].get("medium") == "interview":
                yield from (("interview", (side, name)) for name in ("title", "author"))


# -- both formats ----------------------------------------------------------------------------------------------------


def _digest(version: str, prev: str, event: str, uid: str, seq: int, body: str) -> str:
    return _hash_of((version, prev, event, uid, str(seq), body))


def _commitment(salt: str, words: dict[str, str]) -> str:
    return _hash_of(("factdb2 words", salt, *(text for place in sorted(words) for text in (place, words[place]))))


def _hash_of(texts: tuple[str, ...]) -> str:
    sealed = hashlib.sha256()
    for text in texts:
        raw = text.encode("utf-8")
        sealed.update(len(raw).to_bytes(8, "big") + raw)
    return sealed.hexdigest()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key stands twice")
    return members


def _no_number(text: str) -> None:
    raise ValueError(f"a number that a body cannot hold: {text}")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_no_number, parse_constant=_no_number)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _read(body: str) -> dict[str, Any]:
    value = _DECODER.decode(body)
    if not isinstance(value, dict):
        raise TypeError("no object")
    return value


def _canonical(body: dict[str, Any]) -> str:
    text = _ENCODER.encode(body)
    text.encode("utf-8")
    return text


def _rfc3339(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def _refusal(problem: str) -> Exception:
    """Return factdb's refusal with the row that is not clean; without factdb, a plain error."""
    make = context.config.attributes.get("refuse_history", ValueError)
    error: Exception = make(problem)
    return error


def _refuse(problem: str) -> None:
    raise _refusal(problem)

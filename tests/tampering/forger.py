"""A forger: somebody who may write the database, takes the guards away, alters a desk, and puts the guards back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from factdb.domain.history import chain
from factdb.domain.history.chain import HistoryFinding
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store.engine import Database

_TRIGGERS = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_ALWAYS = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal"
_NEXT = "\0"  # between statements, as a trigger's own hold semicolons
Attack = Callable[["Forger"], object]


class Forger:
    """One open connection; whatever is forged is verified in the same transaction, and taken back."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_postgresql = connection.dialect.name == "postgresql"
        self.guards = self._postgresql() if self.is_postgresql else self._sqlite()
        connection.rollback()

    def _sqlite(self) -> dict[str, tuple[str, str]]:
        """Return by table what takes its guards away and what makes them again; a line a statement."""
        found: dict[str, tuple[str, str]] = {}
        for name, table, sql in self(_TRIGGERS):
            away, back = found.get(table, ("", ""))
            found[table] = f"{away}DROP TRIGGER {name}{_NEXT}", f"{back}{sql}{_NEXT}"
        return found

    def _postgresql(self) -> dict[str, tuple[str, str]]:
        always = {table: "" for (table,) in self(_TABLES)}
        for table, name in self(_ALWAYS):
            always[table] += f"; ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
        return {
            table: (f"ALTER TABLE {table} DISABLE TRIGGER ALL", f"ALTER TABLE {table} ENABLE TRIGGER ALL{again}")
            for table, again in always.items()
        }

    def __call__(self, statement: str, **given: object) -> list[Any]:
        """Run a statement, and return its rows where it has any."""
        found = self.connection.execute(text(statement), given)
        return list(found) if found.returns_rows else []

    @contextmanager
    def unguarded(self, attack: str | Attack = "") -> Iterator[None]:
        """Take the guards away of the tables that the attack names, or all; at the end everything is as it was."""
        with self.connection.begin() as transaction:
            for table, (away, _) in self.guards.items():
                if not attack or callable(attack) or table in attack:
                    self.run(away)
            yield
            transaction.rollback()

    @contextmanager
    def for_good(self) -> Iterator[None]:
        """Take all guards away, and put them back at the end; what was altered meanwhile stays."""
        with self.connection.begin():
            for away, _ in self.guards.values():
                self.run(away)
            yield
            for _, back in self.guards.values():
                self.run(back)

    def found(self, attack: str | Attack, name: int | None = None) -> list[HistoryFinding]:
        """Alter the desk, with the guards away meanwhile, and return what verify finds."""
        with self.unguarded(attack):
            if callable(attack):
                attack(self)
            else:
                for statement in attack.split(";"):
                    self(statement)
            for table, (_, back) in self.guards.items():
                if callable(attack) or table in attack:
                    self.run(back)
            return self.verified(name)

    def run(self, statements: str) -> None:
        """Run statements of `guards`."""
        for statement in filter(None, statements.split(_NEXT)):
            self.connection.exec_driver_sql(statement)

    def verified(self, name: int | None = None) -> list[HistoryFinding]:
        """Return what verify finds now."""
        return list(verify.findings(Session(self.connection), Checked(), name))

    def row(self, claim: int, seq: int) -> Any:  # noqa: ANN401 - a row of a history with its claim's uid
        """Return a row of a claim's history."""
        query = (
            "SELECT h.seq, h.id, h.body, h.prev, h.hash, c.uid FROM history h JOIN claims c ON c.id = h.claim_id"
            " WHERE h.claim_id = :claim AND h.seq = :seq"
        )
        return self(query, claim=claim, seq=seq)[0]

    def reseal(self, claim: int, seq: int, was: str, now: str) -> str:
        """Change a body and compute this one row's hash as it must then be; return it."""
        row = self.row(claim, seq)
        assert was in row.body
        body = row.body.replace(was, now)
        made = chain.digest(row.prev, row.id, row.uid, seq, body)
        update = "UPDATE history SET body = :body, hash = :hash WHERE claim_id = :claim AND seq = :seq"
        self(update, body=body, hash=made, claim=claim, seq=seq)
        return made

    def reseal_after(self, claim: int, seq: int, prev: str) -> None:
        """Compute every later row of a claim anew, and the head."""
        last = self("SELECT max(seq) FROM history WHERE claim_id = :claim", claim=claim)[0][0]
        for number in range(seq + 1, last + 1):
            self(
                "UPDATE history SET prev = :prev WHERE claim_id = :claim AND seq = :seq",
                prev=prev,
                claim=claim,
                seq=number,
            )
            prev = self.reseal(claim, number, "", "")
        self("UPDATE claims SET history_head = :head WHERE id = :claim", head=prev, claim=claim)


@contextmanager
def open_forger(database: Database) -> Iterator[Forger]:
    """Open a database as a forger does: no foreign keys, no CHECKs, where the engine lets whoever writes do without."""
    with database.engine("rw").connect() as connection:
        if not database.is_postgresql:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
            connection.connection.driver_connection.execute("PRAGMA ignore_check_constraints = ON")  # type: ignore[union-attr]
        yield Forger(connection)

"""How the schema of a distributed desk differs from the schema of one server; derived from the models by rule.

Citus keeps each row of a distributed table on one worker, by the hash of one column, and a reference table whole on
every node. A worker sees only its own rows. So a unique constraint needs the column of the distribution, and a foreign
key to a distributed table needs it at the same place on both sides. The few constraints without it go; `factdb verify`
checks what they held.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import UniqueConstraint

from factdb.store import distribution
from factdb.store.distribution import is_distributed
from factdb.store.models.indices import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, ForeignKeyConstraint, Table

CLAIMS = "claims"
_CLAIM_ID = "claim_id"


class LostConstraint(NamedTuple):
    """A constraint that a distributed desk cannot have, and the sentence on the check that takes its place."""

    table: str
    name: str
    check: str
    is_index: bool = False


class StandIn(NamedTuple):
    """An index that serves the same searches as a unique constraint that had to go."""

    table: str
    name: str
    columns: tuple[str, ...]

    @property
    def line(self) -> str:
        """The index as PostgreSQL's schema text has it."""
        return f"index {self.table}: CREATE INDEX {self.name} ON {self.table} USING btree ({', '.join(self.columns)})"


def distribution_column(table: Table) -> str | None:
    """Return the column by which a table is distributed; None for a reference table.

    What belongs to a claim has the claim's number in its key, and goes to the worker of its claim.
    """
    if table.name == CLAIMS:
        return "id"
    return _CLAIM_ID if _CLAIM_ID in table.primary_key.columns else None


def distributed_tables() -> list[Table]:
    """Return the tables that are distributed: claims, and then what belongs to a claim."""
    tables = [table for table in METADATA.sorted_tables if distribution_column(table)]
    return sorted(tables, key=lambda table: table.name != CLAIMS)


def reference_tables() -> list[Table]:
    """Return the tables that are whole on every node, each after those that it refers to."""
    return [table for table in METADATA.sorted_tables if not distribution_column(table)]


def foreign_keys() -> list[ForeignKeyConstraint]:
    """Return all foreign keys, by table and name."""
    tables = (*reference_tables(), *distributed_tables())
    return [key for table in tables for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name))]


def can_stay(key: ForeignKeyConstraint) -> bool:
    """Return whether Citus can hold a foreign key: to a reference table, or along the columns of the distribution."""
    target = distribution_column(key.referred_table)
    own = distribution_column(key.table)
    return target is None or any((pair.parent.name, pair.column.name) == (own, target) for pair in key.elements)


@cache
def lost_constraints() -> tuple[LostConstraint, ...]:
    """Return the constraints that must go before a desk is distributed."""
    return (*_lost_keys(), *_lost_uniqueness())


@cache
def stand_ins() -> tuple[StandIn, ...]:
    """Return the indexes that take the place of the lost unique constraints."""
    return tuple(
        StandIn(table.name, f"ix_{table.name}_{'_'.join(columns)}", columns)
        for table in distributed_tables()
        for columns in _columns_of_uniqueness(table).values()
    )


def exceptions(connection: Connection) -> frozenset[str]:
    """Return the names of constraints and indexes in which this desk may differ from the models: none on one server."""
    if not is_distributed(connection):
        return frozenset()
    return frozenset([*(lost.name for lost in lost_constraints()), *(index.name for index in stand_ins())])


def expected_lines(connection: Connection, lines: set[str]) -> set[str]:
    """Return the lines of PostgreSQL's schema text as this desk should have them."""
    if not is_distributed(connection):
        return lines
    lost_lines = tuple(
        beginning
        for lost in lost_constraints()
        for beginning in (
            f"constraint {lost.table}.{lost.name}: ",
            f"index {lost.table}: CREATE UNIQUE INDEX {lost.name} ",
        )
    )
    return {line for line in lines if not line.startswith(lost_lines)} | {index.line for index in stand_ins()}


def misplaced(connection: Connection) -> Iterator[str]:
    """Yield the tables of a distributed desk that are not where they belong, such as those that an upgrade made."""
    if not is_distributed(connection):
        return
    parted = distribution.is_parted(connection)
    for table in (*reference_tables(), *distributed_tables()):
        expected = distribution_column(table) is not None
        if parted.get(table.name) is not expected:
            kind = "distributed" if expected else "on every server"
            yield f"misplaced: table {table.name} is not {kind}; print the script again: factdb db distribute --dry-run"


def _lost_keys() -> Iterator[LostConstraint]:
    for key in foreign_keys():
        if not can_stay(key):
            columns, target = ", ".join(key.column_keys), key.referred_table.name
            check = f"factdb verify finds rows of {key.table.name} whose {columns} is in no row of {target}"
            yield LostConstraint(key.table.name, str(key.name), check)


def _lost_uniqueness() -> Iterator[LostConstraint]:
    for table in distributed_tables():
        indexes = {str(index.name) for index in table.indexes}
        for name, columns in _columns_of_uniqueness(table).items():
            check = f"factdb verify finds rows of {table.name} with the same {', '.join(columns)}"
            yield LostConstraint(table.name, name, check, is_index=name in indexes)


def _columns_of_uniqueness(table: Table) -> dict[str, tuple[str, ...]]:
    """Return the columns of each unique constraint and index, by its name, that Citus cannot hold."""
    constraints = [item for item in table.constraints if isinstance(item, UniqueConstraint)]
    indexes = [index for index in table.indexes if index.unique]
    columns = {str(item.name): tuple(item.columns.keys()) for item in constraints}
    columns |= {str(index.name): tuple(index.columns.keys()) for index in indexes}
    own = distribution_column(table)
    return {name: names for name, names in sorted(columns.items()) if own not in names}

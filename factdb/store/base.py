"""What every table shares: the naming convention, the column types, and the declarative base."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    func,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from factdb.domain.enums import Flag
from factdb.store.column_types import FlagList as FlagList  # noqa: PLC0414 - handed on, to those who need the models too
from factdb.store.column_types import UtcDateTime as UtcDateTime  # noqa: PLC0414 - the same
from factdb.store.column_types import Word as Word  # noqa: PLC0414 - the same

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.sql.compiler import SQLCompiler

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

UNKNOWN_UID = "00000000-0000-7000-8000-000000000000"

# INTEGER on SQLite, because only this spelling makes the key the rowid; 64 bits on PostgreSQL.
BigInt = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """The base of every model."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        int: Integer,
        date: Date,
        datetime: UtcDateTime,
        tuple[Flag, ...]: FlagList,
    }


Id = Annotated[int, mapped_column(BigInt, primary_key=True, comment="number that identifies the row")]
Uid = Annotated[str, mapped_column(unique=True, comment="identifier (UUIDv7), the same in every copy of the ledger")]
ClaimKey = Annotated[
    int,
    mapped_column(
        BigInt, ForeignKey("claims.id", ondelete="RESTRICT"), primary_key=True, comment="number of the claim"
    ),
]
Number = Annotated[
    int,
    mapped_column(
        primary_key=True, autoincrement=False, comment="number within the claim, speaker or document, from 1"
    ),
]
Position = Annotated[
    int, mapped_column(primary_key=True, autoincrement=False, comment="position in the history, from 1")
]


def reference(column: str, *, primary_key: bool = False, comment: str = "") -> Any:  # noqa: ANN401 - mapped_column's own type
    """Return a foreign key column: RESTRICT, never CASCADE."""
    key = ForeignKey(column, ondelete="RESTRICT")
    return mapped_column(BigInt, key, primary_key=primary_key, autoincrement=False, comment=comment)


def word(words: type[StrEnum], *, primary_key: bool = False, comment: str = "") -> Any:  # noqa: ANN401 - mapped_column's own type
    """Return a column for a word of a closed list; `one_of` makes its CHECK."""
    return mapped_column(Word(words), primary_key=primary_key, comment=comment)


def one_of(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    """Return the named CHECK that allows only the words of a closed list in a column."""
    listed = ", ".join(f"'{item}'" for item in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def only_one_unknown() -> CheckConstraint:
    """Return the CHECK that allows only one unknown row: the row whose uid is the same in every ledger."""
    return CheckConstraint(f"(kind = 'unknown') = (uid = '{UNKNOWN_UID}')", name="unknown")


def select_unknown(owner: Any) -> Select[Any]:  # noqa: ANN401 - Speaker or Source
    """Select the one unknown speaker, or the one unknown source."""
    return select(owner).where(owner.kind == "unknown")


def count_by(column: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> Select[int, int]:
    """Select each value of a column and its number of rows, in one grouped read that needs only an index on the column.

    Values without rows are left out.
    """
    return select(type_coerce(column, Integer), func.count()).where(column.is_not(None), *where).group_by(column)


class _Among(FunctionElement[bool]):
    """Both forms of one test: IN, and EXISTS."""

    inherit_cache = True
    type = Boolean()


def among(column: InstrumentedAttribute[Any], values: Select[Any]) -> ColumnElement[bool]:
    """Return the test whether a column is among the values of a query with one column, which reads another table.

    IN with a query that stands for itself can be distributed: each worker answers it with its own rows. EXISTS for each
    row of a table that every worker has whole cannot: Citus refuses it. PostgreSQL plans both alike. SQLite is never
    distributed, and would first collect all values: it gets EXISTS, which ends at the first row.
    """
    return _Among(column.in_(values), values.where(values.selected_columns[0] == column).exists())


@compiles(_Among)
def _in(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    return compiler.process(element.clauses.clauses[0], **options)


@compiles(_Among, "sqlite")
def _exists(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    return compiler.process(element.clauses.clauses[1], **options)

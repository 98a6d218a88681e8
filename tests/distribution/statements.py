"""Judges one statement: the shape that Citus refuses, or None."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sqlglot
from sqlglot import exp

from tests.distribution import blocks
from tests.distribution.blocks import Block
from tests.distribution.planning import Planner
from tests.distribution.shapes import RefusedError, Shape
from tests.distribution.tables import Tables

_JUDGED = re.compile(r"\s*\(*\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
# Any definition counts: services send none but within a transaction that reads or writes rows.
_DEFINES = re.compile(
    r"\s*(CREATE|DROP|ALTER|TRUNCATE|REINDEX)\s+(UNIQUE\s+)?(INDEX|TABLE|TRIGGER|VIEW|FUNCTION)\b", re.IGNORECASE
)
_VOLATILE = frozenset({"clock_timestamp", "random", "rand", "nextval", "setval", "gen_random_uuid", "timeofday"})


def refused_shape(statement: str, values: Mapping[str, Any], tables: Tables) -> Shape | None:
    """Return the shape for which Citus would refuse a statement; the values tell parameters apart."""
    if _DEFINES.match(statement):
        return Shape.DEFINITION_AFTER_ROWS
    if not _JUDGED.match(statement):
        return None
    tree = sqlglot.parse_one(statement, dialect="postgres")
    try:
        _judge(tree, tables, Planner(values))
    except RefusedError as refusal:
        return refusal.shape
    return None


def _judge(tree: exp.Expr, tables: Tables, planner: Planner) -> None:
    if isinstance(tree, exp.Insert):
        _judge_insert(tree, tables, planner)
    elif isinstance(tree, exp.Update | exp.Delete):
        _judge_change(tree, tables, planner)
    elif (query := blocks.query_in(tree)) is not None:
        planner.plan(blocks.read(query, tables))


def _judge_insert(tree: exp.Insert, tables: Tables, planner: Planner) -> None:
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    key = tables.keys.get(target.name)
    if key and isinstance(tree.this, exp.Schema) and key not in {column.name for column in tree.this.expressions}:
        raise RefusedError(Shape.KEY_MISSING)
    if conflict := tree.args.get("conflict"):
        _require_steady(key, conflict.expressions)
    query = blocks.query_in(tree.expression)
    if query is not None:
        # The names of WITH may stand before INSERT or inside of its query.
        if tree.args.get("with_"):
            query = query.copy()
            query.set("with_", tree.args["with_"])
        planner.plan(blocks.read(query, tables))
    elif any(isinstance(part, exp.Select) for part in tree.find_all(exp.Select)):
        raise RefusedError(Shape.SELECT_IN_VALUES)


def _judge_change(tree: exp.Update | exp.Delete, tables: Tables, planner: Planner) -> None:
    target = tree.this
    key = tables.keys.get(target.name)
    assignments = tree.expressions if isinstance(tree, exp.Update) else []
    if key and any(isinstance(part.this, exp.Column) and part.this.name == key for part in assignments):
        raise RefusedError(Shape.KEY_CHANGED)
    where = tree.args.get("where")
    _require_steady(key, [*assignments, *([where] if where else [])])
    block = _as_block(tree, tables)
    whole = block.sources[target.alias_or_name]
    if not whole.key and (
        any(source.is_parted for source in block.sources.values())
        or any(link.query.is_correlated and any(link.query.relations()) for link in block.sublinks)
    ):
        raise RefusedError(Shape.WHOLE_CHANGED_BY_PARTED)
    planner.plan(block)


def _as_block(tree: exp.Update | exp.Delete, tables: Tables) -> Block:
    """Read UPDATE or DELETE as a SELECT of the same sources."""
    values = [part.expression for part in tree.expressions] if isinstance(tree, exp.Update) else []
    select = exp.Select(expressions=values or [exp.Literal.number(1)], from_=exp.From(this=tree.this.copy()))
    others = list(tree.args.get("using") or ())
    if start := tree.args.get("from_"):
        others = [start.this, *(join.this for join in start.this.args.get("joins") or ())]
        for join in start.this.args.get("joins") or ():
            join.set("joins", None)
    for other in others:
        select.append("joins", exp.Join(this=other.copy()))
    for name in ("where", "with_"):
        if tree.args.get(name):
            select.set(name, tree.args[name].copy())
    return blocks.read(select, tables)


def _require_steady(key: str | None, parts: list[exp.Expr]) -> None:
    if key and any(name in _VOLATILE for part in parts for name in _functions(part)):
        raise RefusedError(Shape.VOLATILE)


def _functions(node: exp.Expr) -> Iterator[str]:
    for function in node.find_all(exp.Func):
        yield (function.name if isinstance(function, exp.Anonymous) else function.sql_name()).lower()

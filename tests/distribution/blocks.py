"""Reads a query into blocks: its sources, the subqueries of its expressions, and which columns are made equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp

from tests.distribution.tables import Tables

Column = tuple[object, str]
"""A column of a source, or a constant: then the first part is None."""


@dataclass(eq=False)
class Source:
    """One entry of FROM: a table, a subquery, a view, a common table expression, or a function."""

    name: str
    columns: frozenset[str]
    key: str | None = None
    query: Block | None = None
    renamed: tuple[str, ...] = ()
    is_lateral: bool = False
    is_planned: bool = False

    @property
    def is_parted(self) -> bool:
        """Whether each shard has other rows of it."""
        return not self.is_planned and (self.key is not None or (self.query is not None and self.query.is_parted))

    def column(self, name: str) -> Column:
        """Return a column; of a subquery, the column that it passes on, where it does so."""
        if self.query is None or self.is_planned:
            return self, name
        position = self.renamed.index(name) if name in self.renamed else None
        return self.query.output(name, position) or (self, name)


@dataclass(eq=False)
class Join:
    """Two sides of FROM; `side` is LEFT, RIGHT, FULL or empty."""

    left: Join | Source
    right: Join | Source
    side: str
    on: exp.Expr | None

    @property
    def is_parted(self) -> bool:
        """Whether each shard has other rows of it."""
        return self.left.is_parted or self.right.is_parted


@dataclass(eq=False)
class Sublink:
    """A subquery in an expression. PostgreSQL turns one that `is_joined` into a join."""

    query: Block
    is_joined: bool


@dataclass(eq=False)
class Block:
    """One SELECT, or several that are joined by UNION: then `branches` has them."""

    node: exp.Expr
    tables: Tables
    scope: Block | None
    known: Mapping[str, Block]
    is_correlated: bool = False
    is_planned: bool = False
    sources: dict[str, Source] = field(default_factory=dict)
    tree: Join | Source | None = None
    sublinks: list[Sublink] = field(default_factory=list)
    named: dict[str, Block] = field(default_factory=dict)
    branches: list[Block] = field(default_factory=list)

    @property
    def is_parted(self) -> bool:
        """Whether each shard has other rows of FROM; subqueries in expressions do not count."""
        return not self.is_planned and (
            any(source.is_parted for source in self.sources.values()) or any(b.is_parted for b in self.branches)
        )

    def relations(self, *, everywhere: bool = False) -> Iterator[Source]:
        """Yield the parted tables of the block and of its subqueries; `everywhere`, also of those that run before."""
        if self.is_planned and not everywhere:
            return
        for source in self.sources.values():
            if source.is_planned and not everywhere:
                continue
            if source.key:
                yield source
            if source.query:
                yield from source.query.relations(everywhere=everywhere)
        named = self.named.values() if everywhere else ()
        for block in (*self.branches, *(link.query for link in self.sublinks), *named):
            yield from block.relations(everywhere=everywhere)

    def descendants(self) -> Iterator[Block]:
        """Yield the block and every subquery that runs with it."""
        if self.is_planned:
            return
        yield self
        inner = [s.query for s in self.sources.values() if s.query and not s.is_planned]
        for block in (*inner, *self.branches, *(link.query for link in self.sublinks)):
            yield from block.descendants()

    def output(self, name: str, position: int | None = None) -> Column | None:
        """Return the column of a source that an output column passes on; None where it is computed, or cut."""
        if self.branches:
            return (self, name)
        if self.node.args.get("limit") or self.node.args.get("offset"):
            return None
        chosen = self.node.expressions
        if position is not None:
            chosen = chosen[position : position + 1]
        for expression in chosen:
            if expression.is_star:
                starred = (
                    [self.sources[expression.table]] if isinstance(expression, exp.Column) else self.sources.values()
                )
                for source in starred:
                    if name in source.columns:
                        return source.column(name)
            elif position is not None or expression.alias_or_name == name:
                plain = bare(expression.unalias())
                return self.column(plain) if isinstance(plain, exp.Column) else None
        return None

    def outputs(self) -> list[str]:
        """Return the names of the output columns."""
        node = self.branches[0].node if self.branches else self.node
        names: list[str] = []
        for expression in node.expressions:
            if expression.is_star:
                block = self.branches[0] if self.branches else self
                starred = (
                    [block.sources[expression.table]] if isinstance(expression, exp.Column) else block.sources.values()
                )
                names += [name for source in starred for name in source.columns]
            else:
                names.append(expression.alias_or_name)
        return names

    def column(self, node: exp.Column) -> Column | None:
        """Return what a column's name stands for, here or in a query outside."""
        block: Block | None = self
        inside: list[Block] = []
        while block:
            for source in block.sources.values():
                if source.name == node.table if node.table else node.name in source.columns:
                    for passed in inside:
                        passed.is_correlated = True
                    return source.column(node.name)
            inside.append(block)
            block = block.scope
        if node.table:  # misread: then the guard would be silent where it should not
            raise ValueError(f"no source is named {node.table}: {self.node.sql('postgres')}")
        return None


def bare(node: exp.Expr) -> exp.Expr:
    """Return an expression without its brackets and casts."""
    while isinstance(node, exp.Paren | exp.Cast):
        node = node.this
    return node


def conjuncts(node: exp.Expr | None) -> Iterator[exp.Expr]:
    """Yield the conditions that all hold."""
    node = bare(node) if node else None
    if isinstance(node, exp.And):
        yield from conjuncts(node.left)
        yield from conjuncts(node.right)
    elif node:
        yield node


def query_in(node: exp.Expr) -> exp.Expr | None:
    """Return the SELECT or UNION in brackets, or None."""
    while isinstance(node, exp.Subquery) and not node.args.get("joins"):
        node = node.this
    return node if isinstance(node, exp.Select | exp.SetOperation) else None


def read(node: exp.Expr, tables: Tables, scope: Block | None = None, known: Mapping[str, Block] | None = None) -> Block:
    """Read a SELECT or a UNION with all its subqueries."""
    block = Block(node, tables, scope, dict(known or {}))
    for named in node.args["with_"].expressions if node.args.get("with_") else ():
        reader = query_in(named.this)
        # A recursive one knows itself; it is refused before anything of it matters.
        block.known = {**block.known, named.alias: Block(exp.Select(), tables, None, {})}
        if reader is not None:
            block.named[named.alias] = read(reader, tables, scope, block.known)
            block.known = {**block.known, named.alias: block.named[named.alias]}
    if isinstance(node, exp.SetOperation):
        sides = [query_in(side) for side in (node.left, node.right)]
        block.branches = [read(side, tables, scope, block.known) for side in sides if side is not None]
        block.is_correlated = any(branch.is_correlated for branch in block.branches)
        return block
    if start := node.args.get("from_"):
        _join(block, start.this)
    for join in node.args.get("joins") or ():
        _join(block, join.this, join)
    read_expressions(block, *_expressions(node), *_conditions(block.tree))
    return block


def read_expressions(block: Block, *nodes: exp.Expr) -> None:
    """Read the subqueries of expressions, and note which columns come from outside."""
    for node in nodes:
        joined = {id(inner) for part in conjuncts(node) if (inner := _joined_query(part)) is not None}
        for part in walk(node):
            if isinstance(part, exp.Column):
                block.column(part)
            elif isinstance(part, exp.Select | exp.SetOperation):
                query = read(part, block.tables, block, block.known)
                block.sublinks.append(Sublink(query, id(part) in joined))


def _joined_query(node: exp.Expr) -> exp.Expr | None:
    """Return the subquery of EXISTS and of IN, which PostgreSQL joins."""
    if isinstance(node, exp.Exists):
        return query_in(node.this)
    return query_in(node.args["query"]) if isinstance(node, exp.In) and node.args.get("query") else None


def walk(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield an expression and its parts; of a subquery only its SELECT or UNION, and nothing inside."""
    yield node
    if not isinstance(node, exp.Select | exp.SetOperation):
        for child in node.iter_expressions():
            yield from walk(child)


def _expressions(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the expressions of a SELECT."""
    yield from node.expressions
    for name in ("where", "having", "order", "group", "distinct", "qualify"):
        if part := node.args.get(name):
            yield part.this if name in {"where", "having"} else part


def _conditions(tree: Join | Source | None) -> Iterator[exp.Expr]:
    if isinstance(tree, Join):
        yield from _conditions(tree.left)
        yield from _conditions(tree.right)
        if tree.on is not None:
            yield tree.on


def conditions(tree: Join | Source | None) -> Iterator[tuple[exp.Expr, bool]]:
    """Yield the conditions of the joins, and whether they are those of outer joins."""
    if isinstance(tree, Join):
        yield from conditions(tree.left)
        yield from conditions(tree.right)
        if tree.on is not None:
            yield tree.on, bool(tree.side)


def _join(block: Block, node: exp.Expr, join: exp.Join | None = None) -> None:
    right = _side(block, node)
    if block.tree is None:
        block.tree = right
    else:
        side = str(join.args.get("side") or "") if join else ""
        block.tree = Join(block.tree, right, side.upper(), join.args.get("on") if join else None)


def _side(block: Block, node: exp.Expr) -> Join | Source:
    """Return one side of a join: a source, or joins in brackets."""
    tree: Join | Source
    inside = node.this if isinstance(node, exp.Subquery) and query_in(node.this) is None else None
    tree = _side(block, inside) if inside is not None else _source(block, node)
    for join in node.args.get("joins") or ():
        right = _side(block, join.this)
        tree = Join(tree, right, str(join.args.get("side") or "").upper(), join.args.get("on"))
    return tree


def _source(block: Block, node: exp.Expr) -> Source:
    alias = node.args.get("alias")
    renamed = tuple(column.name for column in (alias.args.get("columns") or ())) if alias else ()
    inner = node.this if isinstance(node, exp.Lateral) else node
    query = query_in(inner)
    if query is not None:
        scope = block if isinstance(node, exp.Lateral) else block.scope
        child = read(query, block.tables, scope, block.known)
        source = Source(node.alias_or_name, frozenset(renamed or child.outputs()), None, child, renamed)
        source.is_lateral = isinstance(node, exp.Lateral) and child.is_correlated
        block.is_correlated |= child.is_correlated and not source.is_lateral
    elif isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        source = _table(block, node, renamed)
    else:
        source = Source(node.alias_or_name or "function", frozenset(renamed or (node.alias_or_name,)))
        for part in walk(inner):
            if isinstance(part, exp.Column):
                block.column(part)
    block.sources[source.name or f"source {len(block.sources)}"] = source
    return source


def _table(block: Block, node: exp.Table, renamed: tuple[str, ...]) -> Source:
    name = node.name
    if name in block.known:
        named = block.known[name]
        return Source(node.alias_or_name, frozenset(renamed or named.outputs()), is_planned=True)
    if name in block.tables.views:
        child = read(parsed_view(name, block.tables), block.tables, None, {})
        return Source(node.alias_or_name, frozenset(renamed or child.outputs()), None, child, renamed)
    columns = block.tables.columns.get(name, frozenset())
    return Source(node.alias_or_name, columns, block.tables.keys.get(name))


_views: dict[tuple[str, str], Any] = {}


def parsed_view(name: str, tables: Tables) -> exp.Expr:
    """Return the query of a view."""
    text = tables.views[name]
    if (name, text) not in _views:
        _views[name, text] = sqlglot.parse_one(text.rstrip().rstrip(";"), dialect="postgres")
    found: exp.Expr = _views[name, text]
    return found

"""Decides whether Citus can plan a statement, in the order in which its planner does (11.2 and later).

A statement about one claim goes whole to the node that has the claim, whatever its shape. Of any other statement, those
subqueries run before that stand for themselves and that a node cannot answer with its own rows alone; their results go
to every node. What is left must join all parted tables by claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlglot import exp

from tests.distribution import blocks
from tests.distribution.blocks import Block, Column, Join, Source
from tests.distribution.shapes import RefusedError, Shape

_AGGREGATES = frozenset({"json_agg", "jsonb_agg", "string_agg", "array_agg", "bool_or", "bool_and", "json_object_agg"})


class Classes:
    """Columns that conditions make equal, and the constants that they equal."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._parents: dict[Column, Column] = {}

    def find(self, column: Column) -> Column:
        """Return the representative of a column's class; a constant represents its class."""
        while (parent := self._parents.get(column)) is not None:
            column = parent
        return column

    def join(self, one: Column, other: Column) -> None:
        """Make two columns equal."""
        first, second = self.find(one), self.find(other)
        if first != second:
            if first[0] is None:
                first, second = second, first
            if first[0] is not None:  # two constants stay two
                self._parents[first] = second

    def constant(self, node: exp.Expr) -> Column | None:
        """Return the constant of a literal or a parameter: parameters with the same value are the same."""
        node = blocks.bare(node)
        if isinstance(node, exp.Placeholder):
            return None, repr(self._values.get(node.name, f"%({node.name})s"))
        return (None, node.sql()) if isinstance(node, exp.Literal) else None

    def read(self, root: Block, *, for_one_claim: bool = False) -> Classes:
        """Read the conditions of a block and of all that runs with it.

        `for_one_claim` leaves out what does not narrow a table to a shard: the conditions on a constant of an outer
        join, and those that reach into a subquery that PostgreSQL does not join.
        """
        for block in root.descendants():
            where = block.node.args.get("where")
            for condition in blocks.conjuncts(where.this if where else None):
                self._equal(block, condition, outer=False, for_one_claim=for_one_claim)
            for on, outer in blocks.conditions(block.tree):
                for condition in blocks.conjuncts(on):
                    self._equal(block, condition, outer=outer, for_one_claim=for_one_claim)
            for branch in block.branches:
                for name, own in zip(block.outputs(), branch.outputs(), strict=False):
                    if column := branch.output(own):
                        self.join((block, name), column)
        return self

    def _equal(self, block: Block, node: exp.Expr, *, outer: bool, for_one_claim: bool) -> None:
        if isinstance(node, exp.EQ):
            self._pair(
                block, node.left, node.right, constants=not (outer and for_one_claim), crossing=not for_one_claim
            )
        elif isinstance(node, exp.In) and len(node.expressions) == 1:
            self._pair(block, node.this, node.expressions[0], constants=not outer, crossing=True)
        elif isinstance(node, exp.In) and node.args.get("query"):
            query = blocks.query_in(node.args["query"])
            inner = next((link.query for link in block.sublinks if link.query.node is query), None)
            left = node.this.expressions if isinstance(node.this, exp.Tuple) else [node.this]
            for position, column in enumerate(map(blocks.bare, left)):
                if inner and not inner.is_planned and isinstance(column, exp.Column):
                    ours, theirs = block.column(column), inner.output("", position)
                    if ours and theirs:
                        self.join(ours, theirs)

    def _pair(self, block: Block, left: exp.Expr, right: exp.Expr, *, constants: bool, crossing: bool) -> None:
        sides = [self._side(block, blocks.bare(side), crossing=crossing) for side in (left, right)]
        if sides[0] and sides[1] and (constants or all(side and side[0] is not None for side in sides)):
            self.join(sides[0], sides[1])

    def _side(self, block: Block, node: exp.Expr, *, crossing: bool) -> Column | None:
        if not isinstance(node, exp.Column):
            return self.constant(node)
        if not crossing and _is_behind_value(block) and not _is_own(block, node):
            return None
        return block.column(node)


def _is_own(block: Block, node: exp.Column) -> bool:
    names = block.sources.values()
    return any(source.name == node.table if node.table else node.name in source.columns for source in names)


def _is_behind_value(block: Block) -> bool:
    """Tell whether a block is a subquery that gives a value: PostgreSQL runs it anew for each row."""
    outside = block.scope
    return outside is not None and any(link.query is block and not link.is_joined for link in outside.sublinks)


class Planner:
    """Plans one query, with the values of its parameters."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def plan(self, root: Block) -> None:
        """Plan a query that runs for itself, and raise RefusedError for the first shape that Citus refuses."""
        if not any(root.relations(everywhere=True)):
            return
        if self.is_for_one_claim(root):
            return
        if (named := root.node.args.get("with_")) and named.args.get("recursive"):
            raise RefusedError(Shape.RECURSIVE)
        self.prepare(root)
        if root.is_parted and root.node.args.get("locks"):
            raise RefusedError(Shape.LOCK_OF_SEVERAL)
        self._plan_others(root)
        self.require_one_class(root)
        if root.is_parted:
            _require_plain_subqueries(root)

    def is_for_one_claim(self, root: Block) -> bool:
        """Tell whether every parted table is narrowed to the same claim."""
        classes = Classes(self._values).read(root, for_one_claim=True)
        for named in _named(root):
            classes.read(named, for_one_claim=True)
        found = {classes.find((source, source.key)) for source in root.relations(everywhere=True) if source.key}
        return len(found) == 1 and next(iter(found))[0] is None

    def prepare(self, block: Block) -> None:
        """Let subqueries run before where they must, from the innermost outwards."""
        for named in block.named.values():
            if named.is_correlated:
                raise RefusedError(Shape.OUTSIDE_IN_WITH)
            self.plan(named)
            named.is_planned = True
        inner = [(source.query, source) for source in block.sources.values() if source.query and not source.is_planned]
        for query, source in (*inner, *((link.query, None) for link in block.sublinks)):
            self.prepare(query)
            if not query.is_correlated and self._runs_before(query):
                self._run_before(query, source)
        for branch in block.branches:
            self.prepare(branch)
        if block.branches and (block.scope is None or not self._is_plain_union(block)):
            for branch in block.branches:
                if not branch.is_correlated:
                    self._run_before(branch)
        self._plan_outer_joins(block, block.tree)
        self._plan_beside_whole_tables(block)

    def _run_before(self, block: Block, source: Source | None = None) -> None:
        self.plan(block)
        block.is_planned = True
        if source:
            source.is_planned = True

    def _runs_before(self, block: Block) -> bool:
        """Tell whether the nodes cannot answer a subquery with their own rows alone."""
        if not any(block.relations()):
            return False
        return not block.is_parted or self._needs_all_rows(block) or len(self._keys(block)) > 1

    def _keys(self, block: Block) -> set[Column]:
        classes = Classes(self._values).read(block)
        return {classes.find((source, source.key)) for source in block.relations() if source.key}

    def _needs_all_rows(self, block: Block) -> bool:
        """Tell whether an answer needs the rows of several claims: it is cut, or grouped by something else."""
        if block.branches:
            return any(self._needs_all_rows(branch) for branch in block.branches)
        node = block.node
        if any(node.args.get(name) for name in ("limit", "offset", "locks")):
            return True
        classes = Classes(self._values).read(block)
        keys = {classes.find((source, source.key)) for source in block.relations() if source.key}

        def has_key(expressions: list[exp.Expr]) -> bool:
            columns = (blocks.bare(_meant(block, expression)) for expression in expressions)
            found = (block.column(column) for column in columns if isinstance(column, exp.Column))
            return any(classes.find(column) in keys for column in found if column)

        group, distinct = node.args.get("group"), node.args.get("distinct")
        if group:
            if not has_key(group.expressions):
                return True
        elif any(_is_aggregate(part) for expression in node.expressions for part in blocks.walk(expression)):
            return True
        if distinct:
            on = distinct.args.get("on")
            if not has_key(on.expressions if on else [expression.unalias() for expression in node.expressions]):
                return True
        windows = (part for e in node.expressions for part in blocks.walk(e) if isinstance(part, exp.Window))
        return any(not has_key(window.args.get("partition_by") or []) for window in windows)

    def _is_plain_union(self, block: Block) -> bool:
        """Tell whether each node can join its own rows: all branches are parted, with the claim in the same place."""
        if not isinstance(block.node, exp.Union) or not all(branch.is_parted for branch in block.branches):
            return False
        return len(self._keys(block)) == 1

    def _plan_outer_joins(self, block: Block, tree: Join | Source | None) -> None:
        """Let the parted side of an outer join run before where the other side is whole: Citus does so since 11.2."""
        if not isinstance(tree, Join):
            return
        self._plan_outer_joins(block, tree.left)
        self._plan_outer_joins(block, tree.right)
        for keeping, optional, sides in ((tree.left, tree.right, "LEFT FULL"), (tree.right, tree.left, "RIGHT FULL")):
            if tree.side and tree.side in sides and not keeping.is_parted and optional.is_parted:
                for source in _leaves(optional):
                    if source.is_lateral and source.is_parted:
                        raise RefusedError(Shape.LATERAL)
                    source.is_planned = source.is_planned or source.is_parted
        right = tree.right
        is_beside_whole = not tree.side and right.is_parted and not tree.left.is_parted
        query = right.query if isinstance(right, Source) and right.is_lateral else None
        if is_beside_whole and query and self._needs_all_rows(query):
            raise RefusedError(Shape.LATERAL)

    def _plan_beside_whole_tables(self, block: Block) -> None:
        """Let subqueries run before where FROM has no parted table; those that cannot are refused."""
        if block.is_parted or block.branches:
            return
        for link in block.sublinks:
            if not any(link.query.relations()):
                continue
            if link.query.is_correlated:
                raise RefusedError(Shape.CORRELATED_WITH_WHOLE)
            self._run_before(link.query)

    def _plan_others(self, block: Block) -> None:
        """Let subqueries run before that do not join the first parted table of FROM by claim."""
        if len(self._keys(block)) <= 1:
            return
        parted = [source for source in block.sources.values() if source.is_parted]
        anchor = next((source for source in parted if source.key), parted[0] if parted else None)
        if anchor is None:
            return
        first = next(anchor.query.relations()) if anchor.query else anchor
        for source in parted:
            query = source.query if source is not anchor and not source.is_lateral else None
            if query and not self._joins(block, first, query):
                self._run_before(query, source)
        for link in block.sublinks:
            if (
                not link.query.is_correlated
                and any(link.query.relations())
                and not self._joins(block, first, link.query)
            ):
                self._run_before(link.query)

    def _joins(self, root: Block, first: Source, other: Block) -> bool:
        classes = Classes(self._values).read(root)
        keys = {classes.find((source, source.key)) for source in (first, *other.relations()) if source.key}
        return len(keys) <= 1

    def require_one_class(self, root: Block) -> None:
        """Refuse parted tables that are not joined by claim."""
        if len(self._keys(root)) <= 1:
            return
        if any(
            link.query.is_correlated and any(link.query.relations()) for b in root.descendants() for link in b.sublinks
        ):
            raise RefusedError(Shape.CORRELATED_OFF_CLAIM)
        if any(isinstance(part, exp.Or) for on, _ in blocks.conditions(root.tree) for part in blocks.walk(on)):
            raise RefusedError(Shape.JOIN_WITH_OR)
        raise RefusedError(Shape.JOIN_OFF_CLAIM)


def _require_plain_subqueries(root: Block) -> None:
    """Refuse what no node does beside its own rows: subqueries of subqueries, and UNION, over whole tables alone."""
    for block in root.descendants():
        if block.is_correlated and not block.is_parted:
            if block.branches:
                raise RefusedError(Shape.UNION_OF_WHOLE)
            if block.sublinks:
                raise RefusedError(Shape.CORRELATED_WITH_WHOLE)


def _named(block: Block) -> Iterator[Block]:
    for inner in block.descendants():
        for named in inner.named.values():
            yield named
            yield from _named(named)


def _leaves(tree: Join | Source) -> Iterator[Source]:
    if isinstance(tree, Join):
        yield from _leaves(tree.left)
        yield from _leaves(tree.right)
    else:
        yield tree


def _is_aggregate(node: exp.Expr) -> bool:
    if isinstance(node.parent, exp.Window) or (
        isinstance(node.parent, exp.Filter) and isinstance(node.parent.parent, exp.Window)
    ):
        return False
    return isinstance(node, exp.AggFunc) or (isinstance(node, exp.Anonymous) and node.name.lower() in _AGGREGATES)


def _meant(block: Block, node: exp.Expr) -> exp.Expr:
    """Return the output column that GROUP BY names by its place or its alias."""
    chosen = node
    if isinstance(node, exp.Literal) and node.is_int:
        chosen = block.node.expressions[int(node.name) - 1].unalias()
    elif isinstance(node, exp.Column) and not node.table:
        aliased = (part for part in block.node.expressions if isinstance(part, exp.Alias) and part.alias == node.name)
        chosen = next((part.this for part in aliased), node)
    return chosen

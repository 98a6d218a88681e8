"""Names of topics that have ever meant the same are one family, and no others are."""

from __future__ import annotations

from typing import Any

import pytest

from factdb.domain.identities import Families


def renamed(was: str, now: str) -> dict[str, Any]:
    return {"kind": "topic-renamed", "was": was, "now": now}


def merged(name: str, into: str) -> dict[str, Any]:
    return {"kind": "topic-merged", "name": name, "into": into, "along": []}


@pytest.mark.parametrize(
    ("bodies", "families"),
    [
        ([], ["a", "b", "c"]),
        ([{"kind": "topic-added", "name": "a"}], ["a", "b", "c"]),
        ([renamed("a", "b")], ["ab", "c"]),
        ([renamed("a", "b"), renamed("b", "a")], ["ab", "c"]),
        ([renamed("a", "b"), merged("b", "c")], ["abc"]),
        ([merged("a", "c"), {"kind": "topic-unmerged", "name": "a", "from": "c"}], ["ac", "b"]),
        ([renamed("a", "a")], ["a", "b", "c"]),
    ],
)
def test_families(bodies: list[dict[str, Any]], families: list[str]) -> None:
    known = Families()
    for body in bodies:
        known.apply(body)
    found: dict[str, str] = {}
    for name in "abc":
        found[known.root_of(name)] = found.get(known.root_of(name), "") + name
    assert sorted(found.values()) == families

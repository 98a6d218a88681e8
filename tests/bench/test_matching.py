"""The bench of "have we checked this?" prints the mean average precision as CheckThat! counts it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import matching

POOL = {
    "dam": "The dam of Springfield is safe.",
    "dams": "The dam of Springfield is safe and every other dam too, as the mayor said.",
    "bridge": "The bridge of Shelbyville fell.",
}
ASKED = {
    "first": ("Is the dam of Springfield safe?", ["dam"]),  # 1
    "second": ("Is the dam of Springfield safe, really?", ["dams"]),  # 1/2
    "one of two": ("Did the bridge of Shelbyville fall?", ["bridge", "dam"]),  # 1/2: the other is not found
    "missed": ("Elephants sing.", ["bridge"]),  # 0
}


def _write(path: Path, entries: list[dict[str, object]]) -> None:
    path.write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")


def test_what_is_found_late_or_in_part_counts_in_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queries: list[dict[str, object]] = [{"id": id_, "text": text, "gold": gold} for id_, (text, gold) in ASKED.items()]
    for pool, name in (("ct20-pool", "ct20-dev"), ("ct22-pool", "ct22a-dev")):
        _write(tmp_path / f"{pool}.jsonl", [{"id": id_, "claim": claim} for id_, claim in POOL.items()])
        _write(tmp_path / f"{name}.jsonl", queries)
    matching.main([str(tmp_path), "--claims", "6"])
    lines = capsys.readouterr().out.splitlines()
    right = f"MAP@5 {(1 + 1 / 2 + 1 / 2 + 0) / 4:.4f}, found in 50 0.7500, 4 queries"
    assert lines[:2] == [f"SQLite ct20-dev: {right}", f"SQLite ct22a-dev: {right}"]
    assert lines[2].startswith("SQLite, 6 claims: median ")

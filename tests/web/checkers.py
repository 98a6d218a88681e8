"""Checkers of other people, from npm: axe-core in the browser, html-validate on the source of pages."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.browsers import missing

if TYPE_CHECKING:
    from playwright.sync_api import Page

NPM = Path(os.environ.get("FACTDB_TEST_NPM", "node_modules"))
_RULES = {
    "extends": ["html-validate:recommended"],
    "rules": {
        "doctype-style": ["error", {"style": "lowercase"}],
        "form-dup-name": ["error", {"shared": ["radio", "submit", "checkbox"]}],  # ticks of one list
        # What HTML says of those without a type is what they are: they send their form, and take a line of text.
        "no-implicit-button-type": "off",
        "no-implicit-input-type": "off",
    },
}


def package(name: str) -> Path:
    """Return the folder of an npm package; skip where it is missing, but not in CI."""
    folder = NPM / name
    if not folder.is_dir():
        missing(f"there is no {name}: npm install --prefix FOLDER {name}, and FACTDB_TEST_NPM=FOLDER/node_modules")
    return folder.resolve()


@cache
def _axe() -> str:
    return (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe-core says against a page, as it is shown now."""
    if not page.evaluate("'axe' in window"):  # half a megabyte, once for all looks at a page
        page.evaluate(_axe())
    result: dict[str, Any] = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def errors_of(files: Path) -> list[str]:
    """Return what html-validate says against the pages in a folder."""
    program = package("html-validate") / "bin" / "html-validate.mjs"
    rules = files / ".htmlvalidate.json"
    rules.write_text(json.dumps({"root": True, **_RULES}), encoding="utf-8")
    report = files / "report.json"  # its program ends before a long answer is through a pipe
    command = [node(), str(program), "--config", str(rules), "--formatter", f"json={report}", str(files)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert report.exists(), run.stderr
    return [
        f"{Path(file['filePath']).name}:{message['line']} {message['ruleId']}: {message['message']}"
        for file in json.loads(report.read_text(encoding="utf-8"))
        for message in file["messages"]
    ]


def node() -> str:
    """Return the Node that playwright's wheel brings; those of distributions are often too old."""
    playwright = pytest.importorskip("playwright")
    return str(Path(playwright.__file__).parent / "driver" / "node")

"""The lowest versions that .ci/run installs are those that pyproject.toml allows, so that neither goes stale."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parent.parent
REQUIREMENT = re.compile(r"([a-z0-9-]+)(?:\[[a-z,]+\])?>=([0-9.]+)")


def requirements() -> Iterator[str]:
    """Yield what the project needs: to be built, to run, and in each of its extras."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = pyproject["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    for requirement in chain(pyproject["build-system"]["requires"], project["dependencies"], extras):
        if not requirement.startswith("factdb["):  # an extra that takes in others
            yield requirement


def test_the_lowest_versions_are_those_that_the_project_allows() -> None:
    bounds = [REQUIREMENT.fullmatch(requirement) for requirement in requirements()]
    pins = sorted({f"{bound[1]}=={bound[2]}" for bound in bounds if bound})
    assert None not in bounds, "each requirement has one bound, its lowest version: name>=version"
    lines = (ROOT / ".ci" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == pins


def test_the_extra_all_brings_every_extra_for_users() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    users = sorted(extras.keys() - {"all", "dev", "recipes"})
    assert extras["all"] == [f"factdb[{','.join(users)}]"]

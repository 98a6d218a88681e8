"""Find the folders migrations/ and seeds/: next to the package in a clone, inside the package in a wheel."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from factdb.errors import IncompleteInstallationError

_PACKAGE = Path(__file__).parent
_REVISION = re.compile(r"(\d{4})_\w+\.py")


def folder(name: Literal["migrations", "seeds"], *, package: Path = _PACKAGE) -> Path:
    """Return the folder `name` that belongs to the `factdb` package in `package`.

    The folder of a clone comes first: an editable install may leave an old copy inside the package.
    """
    beside, within = package.parent / name, package / "_data" / name
    if _is_clone(package.parent) and beside.is_dir():
        return beside
    if within.is_dir():
        return within
    raise IncompleteInstallationError(within)


def revisions(*, package: Path = _PACKAGE) -> list[str]:
    """Return the revision numbers of the schema, oldest first: `0003_verdicts.py` is "0003"."""
    versions = folder("migrations", package=package) / "versions"
    names = (_REVISION.fullmatch(file.name) for file in versions.iterdir()) if versions.is_dir() else ()
    return sorted(name[1] for name in names if name)


def newest_revision(*, package: Path = _PACKAGE) -> str:
    """Return the number of the schema that this factdb needs."""
    if numbers := revisions(package=package):
        return numbers[-1]
    raise IncompleteInstallationError(folder("migrations", package=package) / "versions")


def _is_clone(root: Path) -> bool:
    # A pyproject.toml proves nothing: careless packages leave one in site-packages, and migrations too.
    project = root / "pyproject.toml"
    return project.is_file() and 'name = "factdb"' in project.read_text(encoding="utf-8", errors="replace")

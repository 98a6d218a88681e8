"""Where the shipped folders are found: in a clone, in a wheel, and in a broken installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factdb import resources
from factdb.errors import IncompleteInstallationError

if TYPE_CHECKING:
    from pathlib import Path

OURS = '[project]\nname = "factdb"\n'


def _package(root: Path) -> Path:
    package = root / "factdb"
    package.mkdir()
    return package


def _revisions(migrations: Path, *names: str) -> None:
    (migrations / "versions").mkdir(parents=True)
    for name in names:
        (migrations / "versions" / name).touch()


def test_this_clone_has_its_seeds() -> None:
    assert (resources.folder("seeds") / "scales.toml").is_file()


def test_a_clone_has_its_folders_beside_the_package(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(OURS)
    (tmp_path / "seeds").mkdir()
    assert resources.folder("seeds", package=_package(tmp_path)) == tmp_path / "seeds"


def test_a_wheel_has_them_within(tmp_path: Path) -> None:
    package = _package(tmp_path)
    (package / "_data" / "migrations").mkdir(parents=True)
    assert resources.folder("migrations", package=package) == package / "_data" / "migrations"


def test_a_clone_wins_over_the_stale_copy_of_an_editable_install(tmp_path: Path) -> None:
    package = _package(tmp_path)
    (tmp_path / "pyproject.toml").write_text(OURS)
    (tmp_path / "seeds").mkdir()
    (package / "_data" / "seeds").mkdir(parents=True)
    assert resources.folder("seeds", package=package) == tmp_path / "seeds"


@pytest.mark.parametrize("project", [None, '[project]\nname = "careless"\n'])
def test_migrations_that_others_left_in_site_packages_are_not_ours(tmp_path: Path, project: str | None) -> None:
    package = _package(tmp_path)
    if project:
        (tmp_path / "pyproject.toml").write_text(project)
    (tmp_path / "migrations").mkdir()
    (package / "_data" / "migrations").mkdir(parents=True)
    assert resources.folder("migrations", package=package) == package / "_data" / "migrations"


def test_an_incomplete_installation_says_so(tmp_path: Path) -> None:
    with pytest.raises(IncompleteInstallationError, match="installation of factdb is incomplete") as refusal:
        resources.folder("seeds", package=_package(tmp_path))
    assert "pip install" in refusal.value.next_step


def test_the_newest_revision_is_the_highest_number(tmp_path: Path) -> None:
    package = _package(tmp_path)
    names = ("0010_views.py", "0002_claims.py", "0001_desk.py", "__init__.py", "notes.txt", "0011_x.pyc")
    _revisions(package / "_data" / "migrations", *names)
    assert resources.revisions(package=package) == ["0001", "0002", "0010"]
    assert resources.newest_revision(package=package) == "0010"


def test_migrations_without_a_revision_are_incomplete(tmp_path: Path) -> None:
    package = _package(tmp_path)
    (package / "_data" / "migrations").mkdir(parents=True)
    assert resources.revisions(package=package) == []
    with pytest.raises(IncompleteInstallationError, match="versions"):
        resources.newest_revision(package=package)

"""The map of the house: which layer imports which, and how much one module or function holds."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from factdb.resources import folder

PACKAGE = Path(__file__).parent.parent / "factdb"
MODULES = sorted(file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py"))
REVISIONS = sorted(folder("migrations").glob("versions/*.py"))

# DESIGN.md, section 2: each layer may import the ones named, and itself.
BELOW_SERVICES = {"errors", "settings", "resources", "domain", "extract", "formats", "store"}
MAP = {
    "errors": set[str](),
    "settings": {"errors", "domain"},
    "resources": {"errors"},
    "domain": {"errors"},
    "extract": {"errors", "domain"},
    "formats": {"errors", "domain"},
    "store": {"errors", "settings", "resources", "domain"},
    "services": BELOW_SERVICES,
    "reports": {"errors", "domain", "store"},
    "cli": {*BELOW_SERVICES, "services", "reports"},
    "web": {*BELOW_SERVICES, "services", "reports"},
}
ONLY_STANDARD_LIBRARY = {"errors", "domain"}
# What a key press waits for: completion reads names with plain SQL, and knows neither SQLAlchemy nor a service.
COMPLETION = {"cli/completing.py", "cli/shells.py", "store/suggestions.py"}
COMPLETION_NEEDS = {"settings", "domain", "store.suggestions"}
LONGEST_MODULE, LONGEST_FUNCTION = 250, 50


def layer(module: str) -> str:
    """Return the layer that a module's path or dotted name belongs to: store/base.py is of "store"."""
    return module.removesuffix(".py").replace("/", ".").split(".")[0]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(node: ast.AST) -> Iterator[str]:
    """Yield the full names that a module imports, those for type checkers left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from (name.name for name in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "relative imports hide where a name comes from"
            yield from (f"{child.module}.{name.name}" for name in child.names)
        else:
            yield from imports(child)


def imported(module: str) -> set[str]:
    return set(imports(tree(PACKAGE / module)))


def own(names: set[str]) -> set[str]:
    """Return the names within factdb, without that prefix."""
    return {name.removeprefix("factdb.") for name in names if name.startswith("factdb.")}


def test_every_part_of_the_package_has_its_place_on_the_map() -> None:
    beside = {"__init__", "__main__", "_data"}
    assert {layer(module) for module in MODULES} - beside <= set(MAP)


@pytest.mark.parametrize("module", [module for module in MODULES if layer(module) in MAP])
def test_a_layer_imports_only_those_that_the_map_names(module: str) -> None:
    used = {layer(name) for name in own(imported(module))}
    assert used <= {*MAP[layer(module)], layer(module)}


@pytest.mark.parametrize("module", [module for module in MODULES if layer(module) in ONLY_STANDARD_LIBRARY])
def test_the_rules_need_the_standard_library_alone(module: str) -> None:
    foreign = {layer(name) for name in imported(module)} - set(sys.stdlib_module_names)
    assert foreign <= {"factdb"}


def test_only_one_module_reaches_for_alembic() -> None:
    assert [module for module in MODULES if "alembic" in map(layer, imported(module))] == ["store/schema.py"]


@pytest.mark.parametrize("module", sorted(COMPLETION))
def test_completion_is_a_room_of_its_own(module: str) -> None:
    names = imported(module)
    assert {layer(name) for name in names} <= {"factdb", "click", "psycopg", *sys.stdlib_module_names}
    assert all(name.startswith(tuple(COMPLETION_NEEDS)) for name in own(names))


@pytest.mark.parametrize("revision", REVISIONS, ids=lambda path: path.stem)
def test_a_revision_imports_nothing_of_factdb(revision: Path) -> None:
    assert {layer(name) for name in imports(tree(revision))} <= {"alembic", "sqlalchemy"}


def test_the_environment_of_the_revisions_knows_the_models_alone() -> None:
    names = own(set(imports(tree(folder("migrations") / "env.py"))))
    assert {name.rpartition(".")[0] for name in names} == {"store.base", "store.models"}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_for(module: str) -> None:
    assert ast.get_docstring(tree(PACKAGE / module))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_read_in_one_go(module: str) -> None:
    assert len((PACKAGE / module).read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("module", MODULES)
def test_a_function_fits_on_a_screen(module: str) -> None:
    functions = [node for node in ast.walk(tree(PACKAGE / module)) if isinstance(node, ast.FunctionDef)]
    long = {
        each.name: length
        for each in functions
        if (length := (each.end_lineno or 0) - each.lineno + 1) > LONGEST_FUNCTION
    }
    assert not long

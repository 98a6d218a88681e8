"""The map of the house: which layer imports which, and how much one module or function holds (one test a rule)."""

from __future__ import annotations

import ast
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

from factdb.resources import folder

PACKAGE = Path(__file__).parent.parent / "factdb"
MODULES = sorted(file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py"))
REVISIONS = sorted(folder("migrations").glob("versions/*.py"))

# DESIGN.md, section 2, and HOUSE.md: each layer may import the ones named, and itself.
BELOW_SERVICES = {
    "errors", "partial_files", "settings", "settings_files", "resources", "domain", "quotation", "extract", "formats",
    "archive", "store",
}  # fmt: skip
MAP = {
    "errors": set[str](),
    "partial_files": {"errors"},
    "settings": {"errors", "domain", "settings_files"},
    "settings_files": {"errors", "domain"},
    "resources": {"errors"},
    "domain": {"errors"},
    "guide": {"errors", "domain"},
    "quotation": {"domain"},
    "extract": {"errors", "domain"},
    "formats": {"errors", "domain"},
    "archive": {"errors", "partial_files", "domain", "quotation", "extract"},
    "store": {"errors", "partial_files", "settings", "resources", "domain"},
    "services": BELOW_SERVICES,
    "reports": {"errors", "domain", "store"},
    "cli": {*BELOW_SERVICES, "guide", "services", "reports"},
    "web": {*BELOW_SERVICES, "guide", "services", "reports"},
    "python": {*BELOW_SERVICES, "services", "reports"},
}
NETWORK_CLIENTS = {
    "aiohttp", "ftplib", "http.client", "httpcore", "httpcore2", "httpx", "httpx2", "requests", "smtplib", "socket",
    "urllib.request", "urllib3",
}  # fmt: skip
# Pages are fetched by the first alone.
NETWORK = {
    "archive/wire.py": {"httpcore2"},
    "archive/guard.py": {"socket"},  # what a name resolves to
    "web/serving.py": {"socket"},  # a port to listen on
}
STARTS_THE_PAGES = "cli/serve.py"  # a command as any other, but for what it starts
ONLY_STANDARD_LIBRARY = {"errors", "domain", "quotation"}
PURE_LIBRARIES = {"publicsuffixlist"}  # a list of names: no input, no output, and nothing else to install

# What a key press waits for: completion reads names with plain SQL, and knows neither SQLAlchemy nor a service.
COMPLETION = [
    "cli/completion/shells.py",
    "cli/completion/values.py",
    "store/completion.py",
    "store/driver.py",
    "store/postgresql.py",
]
COMPLETION_NEEDS = ("settings", "domain", "errors", "store.completion", "store.driver", "store.postgresql")

LONGEST_FUNCTION = 50
SHORTEST_MODULE, LONGEST_MODULE = 60, 320
# Modules below the shortest, each with what keeps it apart.
SHORT = {
    "__main__.py": "python -m factdb finds it by this name",
    "resources.py": "a layer of its own: settings, store and tests ask it where the data that ships is",
    "services/desk/desk_policy.py": "a subject of its own, that every decision asks",
    "services/erasure/completion.py": "it works outside the transaction of its caller, unlike the rest of its room",
    "reports/takedowns.py": "a report of its own",
    "web/pages/claims/searches.py": "pages of a subject of their own: a list, and three forms of one line each",
    "domain/claim_context.py": "extract writes it, searches leave it out, and neither may import the other",
    "store/driver.py": "completion and the engine both ask it, and neither may load the other",
    "cli/administration/db_distribute.py": "its statements are for admins of servers, as those of db reader",
    "store/distribution.py": "writers of claims ask it, and load no more of the schema",
    "store/bulk/numbers.py": "services and the loader both ask it",
    "store/blind_assessments.py": "services and reports both ask it, and neither may import the other",
    "store/counted_checks.py": "services of three rooms ask it, and none of them may import another",
    "store/history_names.py": "services and reports both ask it, and neither may import the other",
    "services/imports/import_request.py": "three faces ask it, and the import itself does not",
    "cli/terminal/asking.py": "commands and reviews ask in the same way, and nothing else waits for it",
    "store/models/scales.py": "a file for each subject of tables",
    "cli/claims/history_page.py": "the page and the history command print it, and the list loads neither",
}
FLATTEST_FOLDER = 25  # modules

# What a name leaves open that says nothing of the thing: HOUSE.md has the measure; the ceiling only ever falls.
VAGUE_NAMES = frozenset(
    """
    found each given wanted told said known one other these those made put taken kept what which most more now was want
    have has there here gone left them they it all both same such whole rest done seen asked sought held had is that
    this us ours
    """.split()  # noqa: SIM905 - fifty strings in quotes are no easier to read
)
MOST_VAGUE = 1.0  # percent of all names
FEWEST_COMMENTS = 2.5  # percent of code lines
DIRECTIVE = re.compile(r"#\s*(noqa|type:|fmt:|pragma|mypy:|ruff:|!)")


def layer(module: str) -> str:
    """Return the layer that a module's path or dotted name belongs to: store/base.py is of "store"."""
    return module.removesuffix(".py").replace("/", ".").split(".")[0]


@cache
def text(module: str) -> str:
    return (PACKAGE / module).read_text(encoding="utf-8")


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(text(module))


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements of a module at every depth, those for type checkers left out; an expression holds none."""
    blocks = (getattr(node, block, ()) for block in ("body", "orelse", "finalbody", "handlers", "cases"))
    for child in chain.from_iterable(blocks):
        if isinstance(child, ast.stmt):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            yield child
        yield from statements(child)


def imports(node: ast.AST) -> Iterator[str]:
    """Yield the full names that a module imports."""
    for statement in statements(node):
        if isinstance(statement, ast.Import):
            yield from (name.name for name in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            assert statement.level == 0, "relative imports hide where a name comes from"
            yield from (f"{statement.module}.{name.name}" for name in statement.names)


@cache
def imported(module: str) -> frozenset[str]:
    return frozenset(imports(tree(module)))


def own(names: set[str] | frozenset[str]) -> set[str]:
    """Return the names within factdb, without that prefix."""
    return {name.removeprefix("factdb.") for name in names if name.startswith("factdb.")}


def rooms() -> list[str]:
    """Return the modules that hold code of a layer: all but packages' pages."""
    return [module for module in MODULES if not module.endswith("__init__.py")]


def functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for statement in statements(tree(module)):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield statement


def names(module: str) -> Iterator[str]:
    """Yield the names that a module gives: of functions, parameters and variables, each as often as it is bound."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def comments_and_code(module: str) -> tuple[int, int]:
    """Return how many comments a module has, directives left out, and on how many lines its code stands."""
    comments, code = 0, set[int]()
    between = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    for token in tokenize.generate_tokens(iter(text(module).splitlines(keepends=True)).__next__):
        if token.type == tokenize.COMMENT:
            comments += not DIRECTIVE.match(token.string)
        elif token.type not in between:
            code.update(range(token.start[0], token.end[0] + 1))
    return comments, len(code)


# -- which layer imports which -------------------------------------------------------------------------------


def test_every_part_of_the_package_has_its_place_on_the_map() -> None:
    beside = {"__init__", "__main__", "_data"}
    assert {layer(module) for module in MODULES} - beside <= set(MAP)


def test_a_layer_imports_only_those_that_the_map_names() -> None:
    foreign = {
        module: beyond
        for module in MODULES
        if layer(module) in MAP
        and (beyond := {*map(layer, own(imported(module)))} - MAP[layer(module)] - {layer(module)})
    }
    assert foreign == {STARTS_THE_PAGES: {"web"}}


def test_the_rules_need_the_standard_library_alone() -> None:
    foreign = {
        module: beyond
        for module in MODULES
        if layer(module) in ONLY_STANDARD_LIBRARY
        and (beyond := {*map(layer, imported(module))} - sys.stdlib_module_names - {"factdb", *PURE_LIBRARIES})
    }
    assert not foreign


def test_only_one_module_reaches_for_alembic() -> None:
    assert [module for module in MODULES if "alembic" in map(layer, imported(module))] == ["store/schema/schema.py"]


def test_one_module_chooses_the_sqlite_library() -> None:
    """Two libraries in one process drop each other's locks; the child of `factdb sql` is a process of its own."""
    importing = [module for module in MODULES if "sqlite3" in map(layer, imported(module))]
    assert importing == ["reports/sql/sqlite_child.py", "store/driver.py"]


def test_one_room_reaches_for_the_network() -> None:
    """Addresses come from articles: each request must pass by the guard of `archive`."""
    reaching = {
        module: clients
        for module in MODULES
        if (clients := {client for client in NETWORK_CLIENTS if _uses(module, client)})
    }
    assert reaching == NETWORK


def _uses(module: str, library: str) -> bool:
    return any(f"{name}.".startswith(f"{library}.") for name in imported(module))


def test_completion_is_a_room_of_its_own() -> None:
    libraries = {"factdb", "click", "psycopg", *sys.stdlib_module_names}
    for module in COMPLETION:
        assert {*map(layer, imported(module))} <= libraries, module
        assert all(name.startswith(COMPLETION_NEEDS) for name in own(imported(module))), module


def test_a_revision_imports_nothing_of_factdb() -> None:
    for revision in REVISIONS:
        used = imports(ast.parse(revision.read_text(encoding="utf-8")))
        assert {*map(layer, used)} <= {"alembic", "sqlalchemy", *sys.stdlib_module_names}, revision.stem


def test_the_environment_of_the_revisions_knows_the_models_alone() -> None:
    environment = ast.parse((folder("migrations") / "env.py").read_text(encoding="utf-8"))
    assert {name.rpartition(".")[0] for name in own(set(imports(environment)))} == {"store.base", "store.models"}


# -- rooms ---------------------------------------------------------------------------------------------------


def test_a_module_says_what_it_is_for() -> None:
    assert [module for module in MODULES if not ast.get_docstring(tree(module))] == []


def test_a_module_is_read_in_one_go() -> None:
    lengths = {module: text(module).count("\n") for module in rooms()}
    assert {module: length for module, length in lengths.items() if length > LONGEST_MODULE} == {}
    short = {module for module, length in lengths.items() if length < SHORTEST_MODULE}
    assert short <= set(SHORT), "a short module joins the one that it serves; SHORT says what keeps the others apart"


def test_a_function_fits_on_a_screen() -> None:
    lengths = {
        f"{module}: {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in MODULES
        for function in functions(module)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_a_name_of_a_file_is_given_once_in_a_layer() -> None:
    counts = Counter((layer(module), Path(module).stem) for module in rooms())
    assert [f"{place}: {stem}" for (place, stem), count in counts.items() if count > 1] == []


def test_no_folder_is_too_full_to_be_looked_through() -> None:
    counts = Counter(Path(module).parent.as_posix() for module in rooms())
    assert {place: count for place, count in counts.items() if count > FLATTEST_FOLDER} == {}


# -- words ---------------------------------------------------------------------------------------------------


def test_names_say_what_they_name() -> None:
    counts = Counter(name for module in MODULES for name in names(module) if name not in {"self", "cls", "_"})
    vague = {name: count for name, count in counts.items() if name.strip("_") in VAGUE_NAMES}
    share = 100 * sum(vague.values()) / counts.total()
    assert share <= MOST_VAGUE, f"{share:.2f} % of names are vague: {vague}"


def test_comments_say_why() -> None:
    measured = [comments_and_code(module) for module in MODULES]
    share = 100 * sum(comments for comments, _ in measured) / sum(code for _, code in measured)
    assert share >= FEWEST_COMMENTS, f"{share:.2f} comments for 100 lines of code"

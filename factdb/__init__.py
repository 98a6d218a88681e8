"""factdb: the ledger of a fact-checking desk.

For Python programs: `factdb.open("desk.db", user="ana")` opens a ledger, and `factdb.FactdbError` is the base of every
error that factdb raises. Both are documented in the guide: `factdb guide python`.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it for typing's own, whose import would be most of this module's time
if TYPE_CHECKING:
    from factdb.errors import FactdbError as FactdbError
    from factdb.python.desk import Desk as Desk
    from factdb.python.desk import open as open  # noqa: A004 - factdb.open reads as gzip.open does

# Loaded when first used: `import factdb` alone costs next to nothing, and so does `factdb --help`.
_HOMES = {"open": "factdb.python.desk", "Desk": "factdb.python.desk", "FactdbError": "factdb.errors"}

__all__ = ["Desk", "FactdbError", "open"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - not every import of factdb needs it

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])

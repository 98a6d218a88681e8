"""factdb: the ledger of a fact-checking desk.

For Python programs: `factdb.open("desk.db", user="ana")` opens a ledger, and `factdb.FactdbError` is the base of every
error that factdb raises. Both are documented in the guide: `factdb guide python`.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it for typing's own, whose import would be most of this module's time
if TYPE_CHECKING:
    from factdb.errors import FactdbError as FactdbError
    from factdb.extract.proposal import Proposal as Proposal
    from factdb.python.desk import Desk as Desk
    from factdb.python.desk import open as open  # noqa: A004 - factdb.open reads as gzip.open does
    from factdb.python.rows import AddedArticle as AddedArticle
    from factdb.python.rows import AddedClaim as AddedClaim
    from factdb.python.rows import CorrectedClaim as CorrectedClaim
    from factdb.python.rows import ImportedFile as ImportedFile
    from factdb.python.rows import LinkedEvidence as LinkedEvidence
    from factdb.python.rows import MovedClaim as MovedClaim
    from factdb.python.rows import RatedClaim as RatedClaim
    from factdb.python.rows import UndoneImport as UndoneImport
    from factdb.services.imports.summary_types import ImportSummary as ImportSummary
    from factdb.services.reads.list_types import ImportRow as ImportRow
    from factdb.services.reads.list_types import QuotationCheckRow as QuotationCheckRow
    from factdb.services.reads.list_types import SimilarRow as SimilarRow
    from factdb.services.reads.row_types import ClaimPage as ClaimPage
    from factdb.services.reads.row_types import ClaimRow as ClaimRow
    from factdb.services.reads.row_types import EvidenceRow as EvidenceRow

# Loaded when first used: `import factdb` alone costs next to nothing, and so does `factdb --help`.
_HOMES = {
    "errors": ("FactdbError",),
    "extract.proposal": ("Proposal",),
    "python.desk": ("Desk", "open"),
    "python.rows": (
        "AddedArticle", "AddedClaim", "CorrectedClaim", "ImportedFile", "LinkedEvidence", "MovedClaim", "RatedClaim",
        "UndoneImport",
    ),
    "services.imports.summary_types": ("ImportSummary",),
    "services.reads.list_types": ("ImportRow", "QuotationCheckRow", "SimilarRow"),
    "services.reads.row_types": ("ClaimPage", "ClaimRow", "EvidenceRow"),
}  # fmt: skip
_PUBLIC = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [  # noqa: PLE0604 - names that __getattr__ finds
    *_PUBLIC,
]


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - not every import of factdb needs it

    value = getattr(import_module(f"factdb.{_PUBLIC[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_PUBLIC])

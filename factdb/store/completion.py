"""Reads the values that shell completion offers, without SQLAlchemy, because importing it would delay a key press.

Each query selects a value and a short description. It only reads, and soon gives up if the database is busy. The
caller ignores every error.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from factdb.domain import locations
from factdb.store import driver, postgresql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Run = Callable[[str, Mapping[str, Any]], Sequence[Sequence[Any]]]

MOST = 50
_PATIENCE = 0.2  # seconds to wait for a busy database
_LARGEST = 2**63 - 1


class Suggestion(NamedTuple):
    """A suggested value, and its description."""

    value: str
    meaning: str | None


# Names that begin with the typed text come first, then names with such a word, then names that contain the text.
_BY_NAME = """
SELECT name, meaning, CASE WHEN name_key LIKE :start ESCAPE '!' THEN 0 WHEN name_key LIKE :word ESCAPE '!' THEN 1
 ELSE 2 END FROM ({named}) named WHERE name_key LIKE :part ESCAPE '!' ORDER BY 3, name_key LIMIT :most"""
# A merged name is still found; it stands for the speaker or source that it was merged into.
_BOOK = """
SELECT DISTINCT n.name, n.name_key, CASE WHEN n.name <> o.name THEN o.name END AS meaning
 FROM {one}_names n JOIN {one}s given ON given.id = n.{one}_id
 JOIN {one}s o ON o.id = COALESCE(given.merged_into_id, given.id) WHERE o.kind <> 'unknown'"""
_NAMED = {
    "speakers": _BOOK.format(one="speaker"),
    "sources": _BOOK.format(one="source"),
    "topics": "SELECT name, name_key, NULL AS meaning FROM topics WHERE merged_into_id IS NULL",
    "reviewers": "SELECT handle AS name, handle AS name_key, COALESCE(name, role) AS meaning FROM reviewers"
    " WHERE disabled_at IS NULL",
}
_RATINGS = """
SELECT r.code, r.label FROM ratings r JOIN scales s ON s.id = r.scale_id
 WHERE s.publisher IS NULL AND s.version = (SELECT max(o.version) FROM scales o WHERE o.code = s.code)
 AND (s.question = :question OR :question = 'any') AND r.code LIKE :start ESCAPE '!'
 ORDER BY s.id, r.position LIMIT :most"""
_NUMBERED = {
    "claims": "SELECT id, claim FROM claims WHERE id BETWEEN :low AND :high ORDER BY id",
    "articles": "SELECT id, title FROM documents WHERE is_article AND id BETWEEN :low AND :high ORDER BY id",
    "documents": "SELECT id, COALESCE(title, url) FROM documents WHERE id BETWEEN :low AND :high ORDER BY id",
}
# Numbered items of a claim: evidence is written as 7.1, a contact as 7.c1.
_ITEMS = {
    # Who complained is for reviewers, and who types is not known here.
    "contacts": """
SELECT 'c' || n, CASE WHEN kind = 'complaint' THEN kind ELSE kind || ', ' || who END FROM contacts
 WHERE claim_id = :claim AND outcome IS NULL ORDER BY n LIMIT :most""",
    "evidence": """
SELECT e.n, e.stance || ', ' || COALESCE(d.title, d.url, 'no title') FROM evidence e
 LEFT JOIN documents d ON d.id = e.document_id
 WHERE e.claim_id = :claim AND e.withdrawn_at IS NULL ORDER BY e.n LIMIT :most""",
}


def read(location: str, kind: str, typed: str) -> list[Suggestion]:
    """Return at most `MOST` suggestions; `kind` is "speakers", "ratings", "ratings:truth", "claims" and so on."""
    with _opened(location) as run:
        if kind in _NUMBERED:
            return _numbers(run, _NUMBERED[kind], typed)
        if kind in _ITEMS:
            return _items(run, _ITEMS[kind], typed)
        return _names(run, kind, typed) if kind in _NAMED else _ratings(run, kind, typed)


def _names(run: Run, kind: str, typed: str) -> list[Suggestion]:
    """Return the best group of names: a shell can complete only if all suggestions begin in the same way."""
    from factdb.domain.names import name_key  # noqa: PLC0415 - numbers and ratings do without

    start = _pattern(name_key(typed))
    patterns = {"start": start, "word": f"% {start}", "part": f"%{start}", "most": MOST}
    rows = run(_BY_NAME.format(named=_NAMED[kind]), patterns)
    return [Suggestion(name, meaning) for name, meaning, fit in rows if fit == rows[0][2]]


def _ratings(run: Run, kind: str, typed: str) -> list[Suggestion]:
    question = kind.partition(":")[2] or "any"
    return [Suggestion(*row) for row in run(_RATINGS, {"question": question, "start": _pattern(typed), "most": MOST})]


def _pattern(typed: str) -> str:
    return re.sub("([!%_])", r"!\1", typed) + "%"


def _numbers(run: Run, query: str, typed: str) -> list[Suggestion]:
    """Return rows whose number begins with the typed digits; without digits, the newest. Each range is read by key."""
    if not typed:
        return _between(run, f"{query} DESC", 1, _LARGEST, MOST)
    suggestions: list[Suggestion] = []
    for low, high in _ranges(typed):
        if len(suggestions) >= MOST:
            break
        suggestions += _between(run, query, low, high, MOST - len(suggestions))
    return suggestions


def _ranges(typed: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of numbers that begin with these digits: 7, then 70 to 79, 700 to 799 and so on."""
    if not (typed.isascii() and typed.isdigit()) or typed.startswith("0"):
        return
    low, width = int(typed), 1
    while low <= _LARGEST:
        yield low, min(low + width - 1, _LARGEST)
        low, width = low * 10, width * 10


def _between(run: Run, query: str, low: int, high: int, limit: int) -> list[Suggestion]:
    rows = run(f"{query} LIMIT :most", {"low": low, "high": high, "most": limit})
    return [Suggestion(str(number), meaning) for number, meaning in rows]


def _items(run: Run, query: str, typed: str) -> list[Suggestion]:
    """Return numbered items of a claim, such as 7.1; before the point is typed, those of all matching claims."""
    claim, point, number = typed.partition(".")
    claims = [claim] if point else [near.value for near in _numbers(run, _NUMBERED["claims"], claim)]
    suggestions: list[Suggestion] = []
    for claim_number in claims:
        if claim_number.isdecimal() and len(suggestions) < MOST:
            rows = run(query, {"claim": int(claim_number), "most": MOST - len(suggestions)})
            suggestions += [
                Suggestion(f"{claim_number}.{n}", meaning) for n, meaning in rows if str(n).startswith(number)
            ]
    return suggestions


# -- the two engines -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(location: str) -> Iterator[Run]:
    connect = _postgresql if locations.is_postgresql(location) else _sqlite
    with contextlib.closing(connect(location)) as connection:
        marks = r"%(\1)s" if locations.is_postgresql(location) else r":\1"

        def run(query: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
            rows: Sequence[Sequence[Any]] = connection.execute(
                re.sub(r":([a-z]+)", marks, query), parameters
            ).fetchall()
            return rows

        yield run


def _sqlite(location: str) -> Any:  # noqa: ANN401 - a DB-API connection; psycopg is imported only when it is needed
    path = location.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return driver.sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=_PATIENCE)


def _postgresql(location: str) -> Any:  # noqa: ANN401 - see above
    connection = postgresql.connect(location, "factdb completion", connect_timeout=2)
    # Not when it connects: a pooler refuses that. All queries run in the transaction that begins here.
    connection.execute(
        "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '1s'; SET LOCAL lock_timeout = '200ms'"
    )
    return connection

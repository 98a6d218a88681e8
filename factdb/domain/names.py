"""Names of people, outlets and reviewers: the key for comparing names, and suggestions for a mistyped name."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from factdb import errors
from factdb.domain import text

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 300
_LONGEST_HANDLE = 32
_HANDLE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{_LONGEST_HANDLE - 1}}}")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
_LIKE_ENOUGH = 0.6
_WORD_LIKE_ENOUGH = 0.7  # lower, because a single word has fewer letters
# Letters that Unicode does not decompose into a letter and a mark.
_UNDIVIDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)


def name_key(name: str) -> str:
    """Return the key of a name for comparing: NFKC, case folded, single spaces. The key of a key is the same."""
    key = name
    while (folded := " ".join(unicodedata.normalize("NFKC", key).casefold().split())) != key:
        key = folded  # case folding can undo the normal form: U+0345 after an accent needs a second round
    return key


def clean_name(name: str, field: str, allowed: str = "") -> str:
    """Return the name with single spaces; refuse a name that is empty, invisible, over 300 characters or not text."""
    cleaned = " ".join(text.clean(name, field, lines=False, allowed=allowed).split())
    if not any(ch.isprintable() and ch != " " for ch in cleaned):
        raise errors.BadValueError(field, name, "has no visible character")
    if len(cleaned) > LONGEST_NAME:
        raise errors.BadValueError(field, name, f"has more than {LONGEST_NAME} characters", "Shorten it.")
    return cleaned


def plain_name(name: str) -> str:
    """Return the name in lower case and without diacritics: "Müller" is muller."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(ch for ch in parts if not unicodedata.combining(ch)).translate(_UNDIVIDED)


def handle(typed: str) -> str:
    """Return a reviewer's handle in lower case, or refuse it."""
    if not _HANDLE.fullmatch(typed.strip()):
        why = (
            f'cannot be used: a handle has up to {_LONGEST_HANDLE} characters (a to z, 0 to 9, ".", "_" or "-") '
            "and begins with a letter or digit"
        )
        raise errors.BadValueError(
            field="handle", value=typed, why=why, next_step=f"Use a handle such as {handle_from_login(typed)}."
        )
    return typed.strip().lower()


def wikidata_id(typed: str) -> str:
    """Return a Wikidata id, or refuse it."""
    match = _WIKIDATA.fullmatch(typed.strip().upper())
    if not match:
        raise errors.UnreadableValueError("Wikidata id", typed, "Write Q and a number, as in Q6279.")
    return match[0]


def handle_from_login(login: str) -> str:
    r"""Return a valid handle for a login name, always the same one: "DOMAIN\\Ana Müller" gives ana-muller."""
    user = re.split(r"[\\/]", login.strip())[-1].partition("@")[0]
    spelling = re.sub(r"[^a-z0-9._-]+", "-", plain_name(user)).lstrip("._-")
    return spelling[:_LONGEST_HANDLE].rstrip("._-") or "reviewer"


def nearest_names(name: str, candidates: Iterable[str], limit: int = 5) -> list[str]:
    """Return the known names that are most similar to a typed name, best first.

    Names that contain the typed name, or are contained in it, come before names that only look similar.
    A single word counts too: "Bidne" is similar to "Joe Biden".
    """
    typed_key = name_key(name)
    if not typed_key:
        return []
    matcher = SequenceMatcher(autojunk=False)
    # The matcher analyses its second text only once, so that is the typed name.
    matcher.set_seq2(typed_key)
    scored = [
        (_likeness(matcher, typed_key, name_key(candidate)), candidate) for candidate in dict.fromkeys(candidates)
    ]
    best = sorted((-score, len(candidate), candidate) for score, candidate in scored if score)
    return [candidate for _, _, candidate in best[:limit]]


def _likeness(matcher: SequenceMatcher[str], typed_key: str, key: str) -> float:
    """Return the likeness of a key, from 0 to 2; above 1 if one name contains the other."""
    if not key:
        return 0
    if typed_key in key or key in typed_key:
        return 1 + min(len(key), len(typed_key)) / max(len(key), len(typed_key))
    words = key.split() if " " in key else []
    return max(
        _ratio(matcher, key, _LIKE_ENOUGH),
        *(_ratio(matcher, word, _WORD_LIKE_ENOUGH) * 0.9 for word in words),
        0,
    )


def _ratio(matcher: SequenceMatcher[str], key: str, enough: float) -> float:
    """Return the likeness, or 0 if it is not enough; two cheap upper bounds avoid most of the work."""
    matcher.set_seq1(key)
    if matcher.real_quick_ratio() < enough or matcher.quick_ratio() < enough:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= enough else 0

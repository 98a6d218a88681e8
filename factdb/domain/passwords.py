"""Passwords: which ones are accepted, and how they are stored and compared.

Passwords are hashed by scrypt, which costs an attacker memory as well as time. Python's standard library has it, so the
review pages need no further package; argon2-cffi, the usual choice, is a little stronger and brings compiled code and
two packages, for a desk of a few people whose hashes leave the database in no dump or export.

A stored hash holds its own costs. Raise the costs below, and every password that is set from then on has the new ones.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata

from factdb.errors.web import WeakPasswordError

SHORTEST, LONGEST = 12, 1_000  # characters
_COST, _BLOCK, _PARALLEL = 2**15, 8, 1  # n, r, p: 32 MB and about a tenth of a second
_MOST_MEMORY = 1 << 27  # bytes: OpenSSL refuses more than 32 MB, unless it is told otherwise
_SALT_BYTES, _HASH_BYTES = 16, 32
_SCHEME = "scrypt"
# The commonest ones with twelve characters or more, in lower case and without spaces. A rule of signs and digits would
# not refuse them: "Password1234!" obeys it.
_COMMONEST = frozenset(
    """
    000000000000 111111111111 112233445566 123123123123 123321123321 1234567890123 123456789012 12345678901234
    123456789123 1234567891011 1q2w3e4r5t6y 1qaz2wsx3edc 987654321987 999999999999 abcdefghijkl abcdefghijklm
    abcd12345678 adminadmin12 administrator admin1234567 changeme1234 correcthorsebatterystaple factdbfactdb
    footballfootball iloveyou1234 iloveyouiloveyou letmeinletmein letmein12345 liverpool123 manchesterunited
    password1234 password12345 password123456 password1234! password123! passwordpassword passwort1234 princess1234
    qazwsxedcrfv q1w2e3r4t5y6 qwerty123456 qwerty1234567 qwertyqwerty qwertyuiop12 qwertyuiop123 qwertyuiopasdf
    starwars1234 sunshine1234 superman1234 trustno1trustno1 welcome12345 welcome123456 zaq12wsxcde3 zxcvbnmasdfg
    """.split()  # noqa: SIM905 - fifty strings in quotes are no easier to read
)


def require_strong(password: str, handle: str) -> None:
    """Refuse a password that is short, very long, among the commonest, or the reviewer's own handle."""
    password = _normal(password)
    plain = "".join(password.casefold().split())
    if len(password) < SHORTEST:
        raise WeakPasswordError(f"has {len(password)} characters, and the shortest has {SHORTEST}", SHORTEST)
    if len(password) > LONGEST:
        raise WeakPasswordError(f"has {len(password):,} characters, and the longest has {LONGEST:,}", SHORTEST)
    if plain in _COMMONEST or len(set(plain)) == 1:
        raise WeakPasswordError("is one of the commonest: others try it first", SHORTEST)
    if not plain.replace(handle.casefold(), ""):
        raise WeakPasswordError("is the handle", SHORTEST)


def hash_password(password: str) -> str:
    """Return what is stored of a password: the scheme, its costs, a random salt and the hash."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = _digest(password, salt, _COST, _BLOCK, _PARALLEL)
    return "$".join([_SCHEME, str(_COST), str(_BLOCK), str(_PARALLEL), _encoded(salt), _encoded(digest)])


def is_password(password: str, stored: str) -> bool:
    """Return whether a password is the stored one; the time does not depend on how much of it is right.

    A stored text that no factdb wrote is nobody's password.
    """
    try:
        scheme, cost, block, parallel, salt, expected = stored.split("$")
        digest = _digest(password[: LONGEST + 1], base64.b64decode(salt), int(cost), int(block), int(parallel))
        return hmac.compare_digest(digest, base64.b64decode(expected)) and scheme == _SCHEME
    except (TypeError, ValueError, OverflowError, MemoryError):  # negative costs, other fields, no numbers
        return False


def _digest(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(
        _normal(password).encode("utf-8", "surrogatepass"),
        salt=salt,
        n=cost,
        r=block,
        p=parallel,
        maxmem=_MOST_MEMORY,
        dklen=_HASH_BYTES,
    )


def _normal(password: str) -> str:
    """Return the password in one form of Unicode: keyboards write the same letter in different ways."""
    return unicodedata.normalize("NFKC", password)


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")

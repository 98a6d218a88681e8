"""Passwords: which are refused, and what is stored of them."""

from __future__ import annotations

import pytest

from factdb.domain import passwords
from factdb.errors.web import WeakPasswordError

GOOD = "four random words here"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("tiny!", "has 5 characters, and the shortest has 12"),
        ("x y" * 400, "has 1,200 characters, and the longest has 1,000"),
        ("Password1234", "is one of the commonest"),
        ("correct horse battery staple", "is one of the commonest"),
        ("a" * 40, "is one of the commonest"),
        ("ana.maria-2026", "is the handle"),
        ("Ana.Maria-2026ana.maria-2026", "is the handle"),
    ],
)
def test_weak_passwords_are_refused(password: str, why: str) -> None:
    with pytest.raises(WeakPasswordError) as refusal:
        passwords.require_strong(password, "ana.maria-2026")
    assert why in str(refusal.value)
    assert password not in f"{refusal.value} {refusal.value.next_step}"


@pytest.mark.parametrize("password", [GOOD, "x1" * 500, "пароль из слов", "🌧 over the bridge"])
def test_other_passwords_are_accepted(password: str) -> None:
    passwords.require_strong(password, "ana")


def test_a_password_is_its_own_hash_alone() -> None:
    stored = passwords.hash_password(GOOD)
    assert GOOD not in stored
    assert stored != passwords.hash_password(GOOD), "each hash has a salt of its own"
    assert stored.split("$")[:4] == ["scrypt", "32768", "8", "1"]
    assert passwords.is_password(GOOD, stored)
    assert not passwords.is_password(f"{GOOD} ", stored)
    assert not passwords.is_password("", stored)


def test_letters_are_the_same_however_a_keyboard_writes_them() -> None:
    assert passwords.is_password("cafe\u0301 on the corner", passwords.hash_password("caf\u00e9 on the corner"))


def test_a_hash_with_other_costs_still_counts() -> None:
    salt, digest = "c2FsdHNhbHRzYWx0c2FsdA==", "WyjqtbdgP2GFi7HBTnrC3hAN5bq1YIp3EUBJPYsx+hE="
    assert not passwords.is_password(GOOD, f"scrypt$1024$8$1${salt}${digest}")
    made = passwords._digest(GOOD, b"salt", 1024, 8, 1)  # noqa: SLF001 - as an older factdb would have made it
    assert passwords.is_password(GOOD, f"scrypt$1024$8$1$c2FsdA==${passwords._encoded(made)}")  # noqa: SLF001


@pytest.mark.parametrize(
    "stored", ["", "x", "scrypt$0$8$1$a$b", "scrypt$1073741824$8$1$AAAA$AAAA", "scrypt$-2$8$1$AAAA$AAAA", "$$$$$"]
)
def test_what_no_factdb_stored_is_nobodys_password(stored: str) -> None:
    assert not passwords.is_password(GOOD, stored)

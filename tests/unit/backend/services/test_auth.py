"""The parts of logging in that need no database."""

from __future__ import annotations

import pytest

from backend.services import auth


def test_the_dummy_hash_costs_what_a_real_one_costs() -> None:
    """Same parameters as every new hash: an unknown login is told apart neither by answer nor by time."""
    assert not auth._hasher.check_needs_rehash(auth._NOBODY)
    assert auth._NOBODY.split("$")[:4] == auth.hash_password("x").split("$")[:4]


@pytest.mark.parametrize("password", ["", "x", "\0", "\ud800", "p" * 5000])
def test_no_password_opens_the_dummy_or_breaks_it(password: str) -> None:
    assert not auth._matches(auth._NOBODY, password)


def test_a_password_beyond_the_limit_is_wrong_even_if_its_beginning_is_right() -> None:
    stored = auth.hash_password("p" * auth.PASSWORD_LIMIT)
    assert auth._matches(stored, "p" * auth.PASSWORD_LIMIT)
    assert not auth._matches(stored, "p" * (auth.PASSWORD_LIMIT + 1))


def test_a_damaged_hash_opens_for_nobody() -> None:
    assert not auth._matches("not a hash", "x")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [(" Kim.Nord ", "kim.nord"), ("ki\0m\u202e", "kim"), ("ju\u0308rgen", "jürgen"), ("x" * 300, "x" * 100)],
)
def test_logins_are_compared_as_people_type_them(typed: str, stored: str) -> None:
    assert auth.clean_login(typed) == stored

"""Signing: what was signed is accepted once, in time, unaltered; and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import LotseError
from flows.signing import (
    NONCE,
    SIGNATURE,
    TIME,
    WINDOW,
    NonceCache,
    sign_request,
    sign_response,
    verify_request,
    verify_response,
    why_unsigned,
)

SECRET, NOW, ID = b"a secret of enough length", 1_790_000_000.0, "n" * 32


def check(headers: dict[str, str], seen: NonceCache | None = None, **other: object) -> str:
    given_ = {"secret": SECRET, "method": "POST", "target": "/v1/turns", "body": b"{}", "now": NOW, **other}
    return verify_request(headers=headers, seen=NonceCache() if seen is None else seen, **given_)  # type: ignore[arg-type]


def signed(now: float = NOW, nonce: str = ID) -> dict[str, str]:
    return sign_request(SECRET, "POST", "/v1/turns", b"{}", now=now, nonce=nonce)


def refused(headers: dict[str, str], seen: NonceCache | None = None, **other: object) -> bool:
    with pytest.raises(LotseError) as raised:
        check(headers, seen, **other)
    return raised.value.code == "wire.unauthenticated"


def test_a_signed_request_is_accepted_and_gives_its_nonce() -> None:
    assert check(signed()) == ID


@pytest.mark.parametrize(
    "change",
    [
        {"secret": b"another secret"},
        {"method": "GET"},
        {"target": "/v1/parked"},
        {"target": "/v1/turns?x=1"},
        {"body": b"{ }"},
    ],
)
def test_anything_altered_is_refused(change: dict[str, object]) -> None:
    """faults: B"""
    assert refused(signed(), **change)


@pytest.mark.parametrize("name", [TIME, NONCE, SIGNATURE])
@pytest.mark.parametrize("value", ["", "x", "0", "٣", "9" * 40, "é" * 32])
def test_forged_headers_are_refused(name: str, value: str) -> None:
    """faults: B"""
    assert refused({**signed(), name: value})
    assert refused({key: kept for key, kept in signed().items() if key != name})


def test_a_replay_is_refused_for_as_long_as_its_time_is_accepted() -> None:
    """faults: B. Also with a clock ahead: such a request stays acceptable for two windows."""
    seen = NonceCache()
    ahead = signed(now=NOW + WINDOW)
    check(ahead, seen)
    for later in range(0, int(2 * WINDOW) + 1, 60):
        assert refused(ahead, seen, now=NOW + later)


@pytest.mark.parametrize("skew", [-WINDOW - 1, WINDOW + 1, -3600, 3600])
def test_outside_the_window_is_refused(skew: float) -> None:
    """faults: A9"""
    assert refused(signed(), now=NOW + skew)


@pytest.mark.parametrize("skew", [-WINDOW, 0, WINDOW])
def test_clocks_may_differ_by_the_window(skew: float) -> None:
    """faults: A9"""
    assert check(signed(), now=NOW + skew) == ID


def test_the_cache_forgets_what_is_refused_by_time_anyway() -> None:
    seen = NonceCache()
    for number in range(1000):
        seen.add(f"{number:032}", NOW + number)
    assert len(seen) <= 2 * WINDOW + 1


def test_a_refused_request_does_not_fill_the_cache() -> None:
    """faults: B. Otherwise anybody could make a genuine request's nonce known in advance."""
    seen = NonceCache()
    assert refused({**signed(), SIGNATURE: "0" * 64}, seen)
    assert check(signed(), seen) == ID


def test_an_answer_belongs_to_its_request() -> None:
    header = sign_response(SECRET, ID, 200, b"{}")
    verify_response(SECRET, ID, 200, b"{}", header)
    for wrong in [("m" * 32, 200, b"{}"), (ID, 500, b"{}"), (ID, 200, b"[]")]:
        with pytest.raises(LotseError):
            verify_response(SECRET, *wrong, header)
    with pytest.raises(LotseError):
        verify_response(SECRET, ID, 200, b"{}", {})


@pytest.mark.parametrize(
    ("skew", "says"),
    [(-412, "our clock is 412 s behind the other side's"), (3600, "our clock is 3600 s ahead of the other side's")],
)
def test_clocks_too_far_apart_are_told_with_the_seconds(skew: float, says: str) -> None:
    """faults: A9"""
    headers = {"date": format_datetime(datetime.fromtimestamp(NOW, UTC), usegmt=True)}
    assert why_unsigned(401, headers, NOW + skew) == says


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 99:99:99 GMT", "Thu, 01 Jan 1"])
def test_an_answer_that_tells_no_time_is_only_unsigned(date: str) -> None:
    assert why_unsigned(401, {"date": date} if date else {}, NOW) == "unsigned answer, status 401"


def test_clocks_that_agree_are_not_blamed() -> None:
    headers = {"date": format_datetime(datetime.fromtimestamp(NOW + WINDOW - 2, UTC), usegmt=True)}
    assert why_unsigned(404, headers, NOW) == "unsigned answer, status 404"


def test_an_answer_is_no_request() -> None:
    """The two kinds of signature never fit each other: no request can be made from an answer."""
    answer = sign_response(SECRET, ID, 200, b"{}")[SIGNATURE]
    assert refused({**signed(), SIGNATURE: answer})


@given(st.lists(st.text(max_size=20), min_size=5, max_size=5), st.lists(st.text(max_size=20), min_size=5, max_size=5))
def test_no_two_requests_share_a_signature(one: list[str], two: list[str]) -> None:
    from flows.signing import _mac

    assert (_mac(SECRET, *one) == _mac(SECRET, *two)) == (one == two)

"""Pieces of a file as browsers ask for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.pieces import OutOfRange, piece


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", None), ("bytes=-", None), ("bytes=0-1,3-4", None), ("items=0-1", None),
        ("bytes=0-", (0, 9)), ("bytes=2-5", (2, 5)), ("bytes=2-99", (2, 9)), ("bytes=-3", (7, 9)),
        ("bytes=-99", (0, 9)),
    ],
)  # fmt: skip
def test_one_piece_or_the_whole(asked: str, found: tuple[int, int] | None) -> None:
    assert piece(asked, 10) == found


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=5-2", "bytes=-0", "bytes=10-12"])
def test_what_is_not_there_is_said(asked: str) -> None:
    with pytest.raises(OutOfRange):
        piece(asked, 10)


@given(st.from_regex(r"bytes=\d{0,12}-\d{0,12}", fullmatch=True) | st.text(), st.integers(1, 10_000_000))
def test_a_piece_is_always_inside(asked: str, size: int) -> None:
    try:
        found = piece(asked, size)
    except OutOfRange:
        return
    assert found is None or 0 <= found[0] <= found[1] < size

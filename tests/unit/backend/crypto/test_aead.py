"""A sealed value opens with its key at its place, and in no other way."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.crypto.aead import DataKey, new_key
from flows.errors import LotseError

KEY = DataKey(bytes(range(32)))
PLACE = ("turns", "content_enc", "row-1")
#: Rows hold anything (a chat's address); tables and columns are ours and hold no NUL.
places = st.tuples(
    st.text("abc_", min_size=1, max_size=5), st.text("abc_", min_size=1, max_size=5), st.text(max_size=8)
).filter(lambda place: all(sign < "\ud800" or sign > "\udfff" for sign in place[2]))


@given(st.binary(max_size=5000), places)
def test_what_was_sealed_opens(plaintext: bytes, place: tuple[str, str, str]) -> None:
    assert KEY.open(*place, KEY.seal(*place, plaintext)) == plaintext


@given(st.binary(max_size=50), places, places)
def test_a_value_moved_to_another_place_does_not_open(
    plaintext: bytes, place: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    """faults: A11 (wrong associated data)"""
    sealed = KEY.seal(*place, plaintext)
    if place != other:
        assert _code(KEY, other, sealed) == "key.unreadable"


@given(st.binary(max_size=50), st.data())
def test_one_changed_bit_is_noticed(plaintext: bytes, data: st.DataObject) -> None:
    sealed = bytearray(KEY.seal(*PLACE, plaintext))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    assert _code(KEY, PLACE, bytes(sealed)) == "key.unreadable"


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_with_our_error(blob: bytes) -> None:
    assert _code(KEY, PLACE, blob) == "key.unreadable"


def test_another_key_does_not_open() -> None:
    assert _code(DataKey(new_key()), PLACE, KEY.seal(*PLACE, b"secret")) == "key.unreadable"


def test_the_same_value_never_looks_the_same() -> None:
    assert len({KEY.seal(*PLACE, b"yes") for _ in range(1000)}) == 1000


def test_a_key_shows_itself_to_nobody() -> None:
    assert repr(KEY) == "DataKey(…)"
    with pytest.raises(TypeError):
        pickle.dumps(KEY)


def _code(key: DataKey, place: tuple[str, str, str], blob: bytes) -> str:
    with pytest.raises(LotseError) as caught:
        key.open(*place, blob)
    return caught.value.code

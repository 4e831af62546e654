"""One key per person, and hashes that are found again but not guessed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.crypto import Keyring
from backend.crypto.master import parse_master_keys
from backend.crypto.sources import FixedSource
from flows.errors import LotseError

OLD = "old:" + base64.b64encode(bytes(range(32))).decode()
NEW = "new:" + base64.b64encode(bytes(range(32, 64))).decode()
ROOT = bytes(range(64, 96))


def keyring(*lines: str, root: bytes = ROOT) -> Keyring:
    return Keyring(FixedSource(parse_master_keys("\n".join(lines))), root)


def test_a_persons_key_comes_back_from_its_wrapped_form() -> None:
    key, wrapped, master = keyring(OLD).new_person("p1")
    again = keyring(OLD).unwrap("p1", wrapped, master)
    assert again.open("t", "c", "r", key.seal("t", "c", "r", b"hello")) == b"hello"


def test_two_people_never_share_a_key() -> None:
    ring = keyring(OLD)
    (one, wrapped, _), (two, _, _) = ring.new_person("p1"), ring.new_person("p2")
    with pytest.raises(LotseError):
        two.open("t", "c", "r", one.seal("t", "c", "r", b"hello"))
    assert refused(ring, "p2", wrapped, "old") == "tag"


def test_an_older_master_key_still_opens_and_a_gone_one_fails_closed() -> None:
    """faults: A11 (rotated halfway)"""
    wrapped = keyring(OLD).new_person("p1").wrapped
    keyring(NEW, OLD).unwrap("p1", wrapped, "old")
    assert refused(keyring(NEW), "p1", wrapped, "old") == "master key"
    assert refused(keyring(NEW, OLD), "p1", wrapped, "new") == "tag"


def test_an_erased_person_has_no_key() -> None:
    assert refused(keyring(OLD), "p1", None, "old") == "erased"


def test_hashes_and_the_system_key_survive_a_change_of_master_key() -> None:
    before, after = keyring(OLD), keyring(NEW, OLD)
    assert before.blind("chat", "4711") == after.blind("chat", "4711")
    assert after.system.open("t", "c", "r", before.system.seal("t", "c", "r", b"x")) == b"x"


@given(st.text(max_size=30), st.text(max_size=30))
def test_equal_texts_and_only_those_hash_equally(one: str, two: str) -> None:
    ring = keyring(OLD)
    assert (ring.blind("chat", one) == ring.blind("chat", two)) == (one == two)


def test_a_hash_depends_on_its_purpose_and_on_the_secret() -> None:
    ring, other = keyring(OLD), keyring(OLD, root=bytes(range(32, 64)))
    hashes = {ring.blind("chat", "1"), ring.blind("event", "1"), other.blind("chat", "1")}
    assert len(hashes) == 3
    assert all(len(one) == 64 for one in hashes)


def refused(ring: Keyring, person: str, wrapped: bytes | None, master: str) -> str:
    with pytest.raises(LotseError) as caught:
        ring.unwrap(person, wrapped, master)
    assert caught.value.code == "key.unreadable"
    return caught.value.detail["problem"]

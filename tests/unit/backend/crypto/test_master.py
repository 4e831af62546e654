"""Master keys as an operator writes them down, and every way to get them wrong."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.crypto import keyfile
from backend.crypto.master import fingerprint, new_master_line, parse_master_keys
from backend.crypto.sources import FileSource, source_of
from flows.errors import LotseError
from tests.support.key_files import prepended

ONE, TWO = bytes(range(32)), bytes(range(32, 64))


def line(key: bytes, name: str = "") -> str:
    return (f"{name}:" if name else "") + base64.b64encode(key).decode()


def test_the_first_line_is_the_current_key_and_all_are_known() -> None:
    found = parse_master_keys(f"# ours\n\n{line(TWO, 'new')}\n{line(ONE, 'old')}  # until July\n")
    assert (found.current, set(found.keys)) == ("new", {"new", "old"})


def test_a_key_without_id_is_called_by_its_fingerprint() -> None:
    assert parse_master_keys(line(ONE)).current == fingerprint(ONE)
    assert fingerprint(ONE) != fingerprint(TWO)


def test_a_new_line_is_a_key_of_its_own() -> None:
    assert parse_master_keys(new_master_line()).current != parse_master_keys(new_master_line()).current


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "key.missing"),
        ("# nothing yet", "key.missing"),
        ("hunter2", "settings.invalid"),
        (line(b"short"), "settings.invalid"),
        (line(bytes(32)), "settings.invalid"),
        (line(ONE, "a b"), "settings.invalid"),
        (f"{line(ONE, 'a')}\n{line(TWO, 'a')}", "settings.invalid"),
    ],
)
def test_what_is_not_a_key_is_refused(text: str, code: str) -> None:
    with pytest.raises(LotseError) as caught:
        parse_master_keys(text)
    assert caught.value.code == code


@given(st.text("abcdef", min_size=20, max_size=80))
def test_no_line_is_shown_in_the_error(text: str) -> None:
    with pytest.raises(LotseError) as caught:
        parse_master_keys(text)
    assert text not in f"{caught.value.detail} {caught.value.__cause__!r}"


def test_a_new_key_file_is_the_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    made = keyfile.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keyfile.read(path).current == made.current
    with pytest.raises(FileExistsError):
        keyfile.create(path)


def test_a_rotation_keeps_every_older_key_and_its_order(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    first = keyfile.create(path).current
    second = prepended(path).current
    third = prepended(path).current
    assert list(keyfile.read(path).keys) == [third, second, first]
    assert os.listdir(tmp_path) == ["master.key"]


def test_a_file_that_changes_is_read_again_and_a_damaged_one_keeps_the_last_keys(tmp_path: Path) -> None:
    """faults: A11 (rotated while running)"""
    path = tmp_path / "master.key"
    first = keyfile.create(path).current
    source = FileSource(path)
    assert source.keys().current == first
    second = prepended(path).current
    assert source.keys().current == second
    path.write_text("half a li")
    assert source.keys().current == second
    path.unlink()
    assert source.keys().current == second


def test_a_missing_key_is_said_at_the_start(tmp_path: Path) -> None:
    """faults: A11 (master key missing)"""
    for make in (lambda: source_of(None, None).keys(), lambda: source_of(None, tmp_path / "none").keys()):
        with pytest.raises(LotseError) as caught:
            make()
        assert caught.value.code == "key.missing"

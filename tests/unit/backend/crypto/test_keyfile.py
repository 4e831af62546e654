"""The key file under two hands, after a kill, and where it cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.crypto import keyfile
from backend.crypto.master import new_master_line
from flows.errors import LotseError
from tests.support.commands import lotse_here
from tests.support.key_files import prepended

#: Of the process that runs the test: no name of a test, because several run them.
OWN = str(os.getpid())

#: Makes a key file again and again in a folder of its own, each time killed one system call later, and says where.
KILLED = """
import itertools, os, signal, sys
from pathlib import Path
from backend.crypto import keyfile

def ended(folder, at):
    calls = itertools.count(1)
    def deadly(call):
        def killed(*args, **more):
            if next(calls) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **more)
        return killed
    for name in ("open", "fdopen", "fsync", "link", "unlink", "rename", "replace", "close"):
        setattr(os, name, deadly(getattr(os, name)))
    folder.mkdir()
    keyfile.create(folder / "master.key")

for at in itertools.count(1):
    folder = Path(sys.argv[1]) / str(at)
    child = os.fork()
    if child == 0:
        ended(folder, at)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
    print(folder)
"""


def test_of_many_changes_at_once_every_key_is_kept(tmp_path: Path) -> None:
    """faults: A11. A key that is lost here may have wrapped somebody's already."""
    path = tmp_path / "master.key"
    made = {keyfile.create(path).current}
    with ThreadPoolExecutor(8) as pool:
        made |= {masters.current for masters in pool.map(prepended, [path] * 8)}
    assert len(made) == 9
    assert set(keyfile.read(path).keys) == made


@pytest.mark.parametrize("left", [OWN, "0123456789abcdef" * 2], ids=["by process", "by chance"])
def test_a_draft_that_a_kill_left_is_removed_and_blocks_nothing(tmp_path: Path, left: str) -> None:
    """faults: A1. It holds keys, and in a container every process has the same number."""
    path = tmp_path / "master.key"
    keyfile.create(path)
    (tmp_path / f".master.key.{left}").write_text("half a dra")
    other = tmp_path / ".master.key.swp"
    other.write_text("an editor's")
    prepended(path)
    assert sorted(tmp_path.iterdir()) == [other, path]


def test_a_kill_leaves_a_whole_new_key_file_or_none(tmp_path: Path) -> None:
    """faults: A1, A11. An empty one would be in the way of the next, and no key to anybody."""
    ended = subprocess.run([sys.executable, "-c", KILLED, tmp_path], capture_output=True, text=True, check=True)
    folders = [Path(line) for line in ended.stdout.split()]
    assert len(folders) > 8
    made = [(folder / "master.key").exists() for folder in folders]
    assert made == sorted(made)
    assert set(made) == {False, True}
    for folder in folders:
        path = folder / "master.key"
        if path.exists():
            with pytest.raises(FileExistsError):
                keyfile.create(path)
        else:
            keyfile.create(path)
        assert keyfile.read(path).current
        assert list(folder.iterdir()) == [path]


def test_what_somebody_else_puts_there_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "master.key"
    monkeypatch.setattr(os.path, "lexists", lambda _: path.write_text("theirs") == 0)
    with pytest.raises(FileExistsError) as caught:
        keyfile.create(path)
    assert caught.value.filename == str(path)
    assert (path.read_text(), list(tmp_path.iterdir())) == ("theirs", [path])


def test_where_no_draft_can_be_written_the_reason_is_said_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / ("m" * 250)  # a name that bears no addition
    before = new_master_line() + "\n"
    path.write_text(before)
    with pytest.raises(LotseError) as caught:
        prepended(path)
    assert (caught.value.code, caught.value.detail["problem"]) == ("settings.invalid", "File name too long")
    assert str(path.parent) in caught.value.detail["path"]
    assert (path.read_text(), list(tmp_path.iterdir())) == (before, [path])


def test_a_draft_that_cannot_take_the_place_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "master.key"
    keyfile.create(path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "here")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(LotseError) as caught:
        prepended(path)
    assert (caught.value.detail["path"], caught.value.detail["problem"]) == ("here", "No space left on device")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LotseError) as caught:
        prepended(tmp_path / "none" / "master.key")
    assert (caught.value.code, caught.value.detail["path"]) == ("settings.invalid", str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("place", "reason"),
    [("there", "File exists"), ("there/master", "File exists"), ("there/deep/master", "Not a directory")],
)
def test_init_says_why_it_can_make_no_key(tmp_path: Path, place: str, reason: str) -> None:
    (tmp_path / "there").write_text("something else")
    ended = lotse_here("keys", "init", "--file", str(tmp_path / place))
    assert ended.returncode == 2
    assert all(word in ended.stderr for word in ("settings.invalid", str(tmp_path / "there"), reason))
    assert (tmp_path / "there").read_text() == "something else"

"""The key file: made for its owner alone, changed only by replacing it whole, by one process at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backend.crypto.master import MasterKeys, new_master_line, parse_master_keys
from flows.errors import LotseError

_OWNER_ONLY = 0o600


def create(path: Path) -> MasterKeys:
    """A new file with one key: there with all of it or not at all, whenever this is killed.

    Raises FileExistsError (an existing file is never overwritten), OSError, LotseError settings.invalid.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    text = new_master_line() + "\n"
    with held(path):
        try:
            _added(path, text)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(path)) from error
    return parse_master_keys(text)


def read(path: Path) -> MasterKeys:
    """Raises LotseError key.missing, settings.invalid."""
    return parse_master_keys(_text(path))


class Held:
    """The key file while nobody else changes it: made by `held`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def prepend(self) -> MasterKeys:
        """Puts a fresh key first; those there stay behind it, as they are. The file is never half-written.

        Raises LotseError key.missing, settings.invalid.
        """
        text = new_master_line() + "\n" + _text(self._path)
        masters = parse_master_keys(text)
        try:
            _replaced(self._path, text)
        except OSError as error:
            raise refused(self._path, error) from error
        return masters


@contextmanager
def held(path: Path) -> Iterator[Held]:
    """Keeps everybody else from changing the file; a second one waits. Raises LotseError settings.invalid."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise refused(path, error) from error
    try:
        _locked(folder, path)
        yield Held(path)
    finally:
        os.close(folder)  # and with it the lock, as a kill does


def refused(path: Path, error: OSError) -> LotseError:
    where = error.filename or path
    problem = error.strerror or type(error).__name__
    return LotseError("settings.invalid", names="LOTSE_MASTER_KEY_FILE", path=where, problem=problem)


def readable_by_others(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise LotseError("key.missing", names="LOTSE_MASTER_KEY_FILE", problem=type(error).__name__) from error


def _locked(folder: int, path: Path) -> None:
    """The folder, not the file: that is another one after each change."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        _tidy(path)
    except OSError as error:
        raise refused(path, error) from error


def _tidy(path: Path) -> None:
    """Drafts that a kill left hold keys. Under the lock nobody is writing one. (Digits: they were named by process.)"""
    draft = re.compile(rf"\.{re.escape(path.name)}\.(\d+|[0-9a-f]{{32}})")
    for name in os.listdir(path.parent):
        if draft.fullmatch(name):
            path.with_name(name).unlink()


def _added(path: Path, text: str) -> None:
    if os.path.lexists(path):  # said before anything is tried that the folder may refuse
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    with _draft(path, text) as draft:
        os.link(draft, path)  # fails where a file is, unlike a renaming
        draft.unlink()
    _sync(path.parent)


def _replaced(path: Path, text: str) -> None:
    with _draft(path, text) as draft:
        _same_owner(draft, path)
        os.replace(draft, path)
    _sync(path.parent)


@contextmanager
def _draft(path: Path, text: str) -> Iterator[Path]:
    """`text` in a file beside `path`, on the disk. Gone when something goes wrong."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(16)}")
    try:
        _written(draft, text)
        yield draft
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


def _written(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    _sync(path.parent)


def _same_owner(draft: Path, path: Path) -> None:
    """An administrator may rotate; the service must still be able to read."""
    was = path.stat()
    if os.geteuid() == 0:
        os.chown(draft, was.st_uid, was.st_gid)
    os.chmod(draft, was.st_mode & 0o777)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

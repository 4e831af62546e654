"""The key file: made for its owner alone, changed only by replacing it whole."""

from __future__ import annotations

import os
from pathlib import Path

from backend.crypto.master import MasterKeys, new_master_line, parse_master_keys
from flows.errors import LotseError

_OWNER_ONLY = 0o600


def create(path: Path) -> MasterKeys:
    """A new file with one key. Raises FileExistsError: an existing key is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = new_master_line() + "\n"
    _written(path, text)
    return parse_master_keys(text)


def read(path: Path) -> MasterKeys:
    """Raises LotseError key.missing, settings.invalid."""
    return parse_master_keys(_text(path))


def prepend(path: Path) -> MasterKeys:
    """Puts a fresh key first; those there stay behind it, as they are. The file is never half-written."""
    text = new_master_line() + "\n" + _text(path)
    masters = parse_master_keys(text)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    _written(draft, text)
    _same_owner(draft, path)
    os.replace(draft, path)
    _sync(path.parent)
    return masters


def readable_by_others(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise LotseError("key.missing", names="LOTSE_MASTER_KEY_FILE", problem=type(error).__name__) from error


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

"""Where master keys come from while a process runs: a key file is read again when it changes.

`lotse keys rotate` may thus run beside the backend: a person's key wrapped with the new master key is met, the
file is looked at, the new key is there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from backend.crypto.master import MasterKeys, parse_master_keys
from flows.errors import LotseError


class MasterSource(Protocol):
    def keys(self) -> MasterKeys:
        """The keys as they stand now."""


class FixedSource:
    """Keys from the environment: they change with a restart only."""

    def __init__(self, keys: MasterKeys) -> None:
        self._keys = keys

    def keys(self) -> MasterKeys:
        return self._keys


class FileSource:
    """Keys from a file. Raises LotseError key.missing at first use when there is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._keys: MasterKeys | None = None

    def keys(self) -> MasterKeys:
        """The last good content: a file that is being written or was damaged does not stop a running process."""
        try:
            self._refresh()
        except (OSError, LotseError) as error:
            if self._keys is None:
                raise _missing(self._path, error) from error
        assert self._keys is not None
        return self._keys

    def _refresh(self) -> None:
        status = os.stat(self._path)
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        if seen != self._seen:
            self._keys = parse_master_keys(self._path.read_text(encoding="ascii", errors="replace"))
            self._seen = seen


def _missing(path: Path, error: Exception) -> LotseError:
    if isinstance(error, LotseError):
        return error
    return LotseError("key.missing", names="LOTSE_MASTER_KEY_FILE", path=path)


def source_of(text: str | None, path: Path | None) -> MasterSource:
    """From the settings: the file if one is named, else the text. Raises LotseError key.missing, settings.invalid."""
    if path is not None:
        return FileSource(path)
    if text is None:
        raise LotseError("key.missing", names="LOTSE_MASTER_KEY_FILE")
    return FixedSource(parse_master_keys(text))

"""Everything the system leaves behind while it runs: log records of every logger, database files and tables, temporary
files. For tests that look for words which must not be there.
"""

from __future__ import annotations

import base64
import binascii
import logging
import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import asyncpg


class LogTap:
    """Every record that any logger makes at any level, as text: message, traceback, and arguments one by one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._made = logging.getLogRecordFactory()
        self._levels: dict[logging.Logger, int] = {}

    def __enter__(self) -> LogTap:
        logging.setLogRecordFactory(self._record)
        for logger in (logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))):
            self._levels[logger] = logger.level
            if logger.level > logging.DEBUG or logger is logging.root:
                logger.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        logging.setLogRecordFactory(self._made)
        for logger, level in self._levels.items():
            logger.setLevel(level)

    def _record(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._made(*args, **kwargs)
        trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        self.lines.append(f"{record.name} {record.getMessage()} {record.exc_text or ''} {trace}")
        return record

    def found(self, marks: Iterable[str]) -> list[str]:
        return [line[:300] for line in self.lines if any(mark in line for mark in marks)]


def in_bytes(content: bytes, marks: Iterable[str]) -> list[str]:
    """The marks that stand in `content`: plainly, in UTF-16, in base64 or as hex digits."""
    lower = content.lower()
    return [mark for mark in marks if any(form in content or form in lower for form in _forms(mark))]


def _forms(mark: str) -> set[bytes]:
    raw = mark.encode()
    shifted = {base64.b64encode(pad + raw)[4:-4] for pad in (b"", b"x", b"xx")}
    return {raw, mark.encode("utf-16-le"), raw.hex().encode(), *(form for form in shifted if len(form) >= 8)}


def in_folder(folder: Path, marks: Iterable[str]) -> dict[str, list[str]]:
    """File -> marks in it, for every file below `folder`."""
    found = {str(path): in_bytes(path.read_bytes(), marks) for path in folder.rglob("*") if path.is_file()}
    return {path: some for path, some in found.items() if some}


async def in_postgres(url: str, marks: Iterable[str]) -> dict[str, list[str]]:
    """table.column -> marks in it, for every table of every schema, the sealed columns too."""
    conn = await asyncpg.connect(url)
    try:
        tables = await conn.fetch(
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE' "
            "and table_schema not in ('pg_catalog', 'information_schema')"
        )
        found: dict[str, list[str]] = {}
        assert tables
        for schema, table in tables:
            for row in await conn.fetch(f'select * from "{schema}"."{table}"'):
                for column, value in row.items():
                    if some := in_bytes(as_bytes(value), marks):
                        found[f"{schema}.{table}.{column}"] = some
        return found
    finally:
        await conn.close()


def as_bytes(value: Any) -> bytes:
    """A stored value as bytes, with whatever is packed into it."""
    raw = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    return b"\n".join([raw, *_unpacked(raw)])


def _unpacked(raw: bytes) -> Iterator[bytes]:
    try:
        inner = base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError):
        return
    yield inner
    try:
        yield repr(pickle.loads(inner)).encode()  # our own job table
    except Exception:  # noqa: BLE001  not a pickle
        return

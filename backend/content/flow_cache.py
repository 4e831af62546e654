"""Packages that were checked before are read in a moment: what checking them found is kept in a folder of ours.

Never inside the package, and never trusted further than its checksum goes: a file that is cut off, foreign, or made by
another version of the code is passed over and written anew. Without a place to write, packages are checked each time.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import flows
from flows.package import Package, compile_package, load_package, restored
from flows.packaging.files import content_digest
from locales.texts import Texts

MAGIC = b"lotse flow 1\n"
SUFFIX = ".compiled"
DIGEST = hashlib.sha256().digest_size
MOST = 50  # packages kept; the longest unused goes first


def default_folder() -> Path:
    """Where a person's programs keep what they can make again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kim-lotse" / "flows"


@cache
def code_version() -> bytes:
    """Digest of all code that has a say in what a flow becomes: another version reads nothing of this one."""
    found = hashlib.sha256(sys.version.encode())
    root = Path(flows.__file__).parent
    for path in sorted(root.rglob("*.py")):
        if path.parent == root or path.parent.name in ("loading", "expressions", "kinds", "packaging", "migrations"):
            found.update(path.read_bytes())
    return found.digest()


class FlowCache:
    """Safe to share a folder between processes: files are replaced whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def package(self, files: Mapping[str, bytes], common: Texts | None = None) -> Package:
        """`load_package`, from the cache where it can be. Raises FlowError: a package with problems is not kept."""
        digest = content_digest(files)
        path = self._folder / f"{digest.hex()[:32]}{SUFFIX}"
        key = MAGIC + hashlib.sha256(code_version() + digest).digest()
        found = self._read(path, key)
        if found is not None:
            with suppress(ValueError):
                return restored(found, files, common)
        package = load_package(files, common)
        self._write(path, key, compile_package(package))
        return package

    def _read(self, path: Path, key: bytes) -> bytes | None:
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        body = stored[len(key) + DIGEST :]
        if stored[: len(key)] != key or stored[len(key) : len(key) + DIGEST] != hashlib.sha256(body).digest():
            return None
        return body

    def _write(self, path: Path, key: bytes, body: bytes) -> None:
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_bytes(key + hashlib.sha256(body).digest() + body)
            os.replace(draft, path)
            self._prune()

    def _prune(self) -> None:
        kept = sorted(self._folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[MOST:]:
            path.unlink(missing_ok=True)

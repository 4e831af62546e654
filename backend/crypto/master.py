"""The master keys an installation was given: the current one and those still needed to read.

Text form, in a file or an environment variable: one key per line, `id:base64` or only `base64` (32 bytes); the first
line is the current key, `#` starts a comment. A key without an id is called by a fingerprint of itself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.crypto.aead import KEY_BYTES, DataKey, new_key
from flows.errors import LotseError

_ID = re.compile(r"[A-Za-z0-9_.-]{1,32}")


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """`current` wraps; any of `keys` unwraps."""

    current: str
    keys: Mapping[str, DataKey] = field(repr=False)

    def find(self, master_id: str) -> DataKey | None:
        return self.keys.get(master_id)


def parse_master_keys(text: str) -> MasterKeys:
    """Reads the text form. Raises LotseError key.missing (no key) or settings.invalid (a line that is not a key)."""
    found: dict[str, DataKey] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.partition("#")[0].strip()
        if line:
            name, key = _parsed(line, number)
            if name in found:
                raise _invalid(number, "id used twice")
            found[name] = DataKey(key)
    if not found:
        raise LotseError("key.missing", names="LOTSE_MASTER_KEY_FILE")
    return MasterKeys(next(iter(found)), found)


def _parsed(line: str, number: int) -> tuple[str, bytes]:
    name, colon, encoded = line.rpartition(":")
    key = _decoded(encoded.strip(), number)
    name = name.strip() if colon else fingerprint(key)
    if not _ID.fullmatch(name):
        raise _invalid(number, "id: 1 to 32 letters, digits, . _ -")
    return name, key


def _decoded(encoded: str, number: int) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise _invalid(number, "not base64") from None  # the cause would show the line
    if len(key) != KEY_BYTES:
        raise _invalid(number, f"{KEY_BYTES} bytes are needed")
    if len(set(key)) < 8:
        raise _invalid(number, "not a random key")
    return key


def _invalid(number: int, problem: str) -> LotseError:
    return LotseError("settings.invalid", names="LOTSE_MASTER_KEY_FILE", line=number, problem=problem)


def fingerprint(key: bytes) -> str:
    return "k" + hashlib.sha256(b"kim-lotse master key id\0" + key).hexdigest()[:12]


def new_master_line() -> str:
    """A fresh key as a line for the key file."""
    key = new_key()
    return f"{fingerprint(key)}:{base64.b64encode(key).decode()}"

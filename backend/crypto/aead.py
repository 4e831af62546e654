"""Sealing one value: AES-256-GCM, bound to the table, column and row it belongs to.

A sealed value copied to another row, column or table does not open. Layout: version byte 1, nonce (12 bytes),
ciphertext with tag. Nonces are random: a person's key seals some thousands of values, far below the 2**32 at which
random nonces become unsafe.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from flows.errors import LotseError

KEY_BYTES = 32
NONCE_BYTES = 12
_VERSION = b"\x01"
_HEADER = len(_VERSION) + NONCE_BYTES
_TAG_BYTES = 16


class DataKey:
    """One AES-256-GCM key. Its bytes are shown to nobody: not in `repr`, not in an error, not by pickling."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise LotseError("key.unreadable", problem="length")
        self._cipher = AESGCM(key)

    def seal(self, table: str, column: str, row: str, plaintext: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, plaintext, _place(table, column, row))

    def open(self, table: str, column: str, row: str, blob: bytes) -> bytes:
        """What `seal` was given. Raises LotseError key.unreadable for another key, place, or an altered value."""
        if len(blob) < _HEADER + _TAG_BYTES or blob[:1] != _VERSION:
            raise LotseError("key.unreadable", table=table, column=column, row=row, problem="format")
        try:
            return self._cipher.decrypt(blob[1:_HEADER], blob[_HEADER:], _place(table, column, row))
        except InvalidTag as error:
            raise LotseError("key.unreadable", table=table, column=column, row=row, problem="tag") from error

    def __repr__(self) -> str:
        return "DataKey(…)"

    def __reduce__(self) -> str:
        raise TypeError("a key is not to be copied out of the process")


def _place(table: str, column: str, row: str) -> bytes:
    # Tables and columns hold no NUL, so two different places never give the same bytes.
    return f"{table}\0{column}\0{row}".encode()


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)

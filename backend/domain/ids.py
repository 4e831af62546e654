"""Ids are passed in like time: the domain names what it needs, the composition root brings the source of chance.

The real source is `backend.crypto.ids.SystemIds`; tests bring counted ones.
"""

from __future__ import annotations

from typing import Protocol

#: 32 signs without 0/O and 1/I: a receipt is read out over the phone.
RECEIPT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RECEIPT_LENGTH = 12  # 60 bits: cannot be guessed
_GROUP = 4


class Ids(Protocol):
    def new(self) -> str:
        """32 hex digits, unique."""

    def receipt(self) -> str:
        """A receipt number for a person, e.g. `7KQ2-M9XA-4TRC`; 60 random bits."""

    def token(self) -> str:
        """A secret for links and sessions: 43 characters of `A-Za-z0-9_-`; 256 random bits."""


def receipt_of(noise: bytes) -> str:
    """The receipt spelled by the low five bits of each of the 12 bytes of `noise`."""
    if len(noise) != RECEIPT_LENGTH:
        raise ValueError(f"a receipt takes {RECEIPT_LENGTH} bytes")
    signs = "".join(RECEIPT_ALPHABET[byte & 31] for byte in noise)
    return "-".join(signs[at : at + _GROUP] for at in range(0, RECEIPT_LENGTH, _GROUP))


def receipt_read(text: str) -> str:
    """`text` as a person typed or read it, in the form `receipt_of` gives: upper case, grouped, O→… left to search."""
    signs = "".join(sign for sign in text.upper() if sign in RECEIPT_ALPHABET)
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))

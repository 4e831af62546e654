"""Key files as `lotse keys rotate` changes them."""

from __future__ import annotations

from pathlib import Path

from backend.crypto import MasterKeys, keyfile


def prepended(path: Path) -> MasterKeys:
    """A fresh key first."""
    with keyfile.held(path) as file:
        return file.prepend()

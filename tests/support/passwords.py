"""Real argon2, made cheap: for tests that ask who gets in, not how long it takes (`test_auth` asks that)."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def hash_quickly(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("backend.services.auth._hasher", _QUICK)

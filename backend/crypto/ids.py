"""The system's source of chance for ids, receipts and tokens. Tests use counted ids instead."""

from __future__ import annotations

import os
import secrets

from backend.domain.ids import RECEIPT_LENGTH, receipt_of


class SystemIds:
    """`backend.domain.ids.Ids` from the operating system's random numbers."""

    def new(self) -> str:
        return os.urandom(16).hex()

    def receipt(self) -> str:
        return receipt_of(os.urandom(RECEIPT_LENGTH))

    def token(self) -> str:
        return secrets.token_urlsafe(32)

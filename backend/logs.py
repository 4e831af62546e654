"""What of an error may stand in a log: where it happened and of what kind it was, never the words it quotes."""

from __future__ import annotations

from typing import Any

from flows.errors import LotseError


def without_values(error: BaseException) -> tuple[type[BaseException], BaseException, Any]:
    """The traceback without the exception's own text, which may quote what somebody said."""
    return LotseError, LotseError("internal", cause=type(error).__name__), error.__traceback__

"""Somebody in a chat, as the golden conversations know them."""

from __future__ import annotations

from backend.allinone.golden.person import ISOLATES, Person, shown, token_of

__all__ = ["ISOLATES", "Person", "shown", "token_of"]

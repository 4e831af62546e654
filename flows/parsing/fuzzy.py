"""Typing errors, only where they are clear: the nearest name wins when no other is as near."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4  # letters of a name that may be meant by a mistyped word
LONGEST = 60  # nobody mistypes a name into something longer


def tolerance(length: int) -> int:
    """How many slips a word of so many letters may have: short words are too easily another word."""
    return 0 if length < 5 else 1 if length < 9 else 2


def nearest(written: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names nearest to `written`, all equally near; empty when none is near. The first letter must be right."""
    limit = tolerance(len(written))
    if not limit or len(written) > LONGEST:
        return ()
    candidates = [name for name in names if name[:1] == written[:1] and len(name) >= SHORTEST]
    found = process.extract(written, candidates, scorer=OSA.distance, score_cutoff=limit, limit=None)
    best = min((distance for _, distance, _ in found), default=None)
    return tuple(dict.fromkeys(name for name, distance, _ in found if distance == best))

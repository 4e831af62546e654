"""Ids from the names of a form: readable, at most 24 characters, and the same every time the form comes in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from flows.loading.naming import FORBIDDEN_IDS

MAX = 24
_ID = re.compile(r"[a-z][a-z0-9_]*")
#: Words our expressions use between or around names.
WORDS = FORBIDDEN_IDS | {"index", "choice", "n", "other", "list"}


def plain(name: str, most: int = MAX, first: str = "q_") -> str:
    """`HouseholdIncome` -> `household_income`, `_1_4_camps` -> `q_1_4_camps`; long ones end in a mark of the whole."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", ascii_only)
    made = re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
    if not made:
        return f"{first}{mark(name)}"
    if not made[0].isalpha():
        made = first + made
    return made if len(made) <= most else f"{made[: most - 5].rstrip('_')}_{mark(name)}"


def mark(name: str) -> str:
    """Four characters that tell long names apart."""
    return sha256(name.encode("utf-8", "replace")).hexdigest()[:4]


def ids(names: Iterable[str], most: int = MAX, taken: Iterable[str] = ()) -> dict[str, str]:
    """A different id for each name. Names that are ids already keep them, whatever order they come in."""
    wanted = list(dict.fromkeys(names))
    used = set(taken) | WORDS
    found = {name: name for name in wanted if _ID.fullmatch(name) and len(name) <= most and name not in used}
    used |= set(found)
    for name in wanted:
        if name in found:
            continue
        made = plain(name, most)
        if made in used:
            made = f"{made[: most - 5].rstrip('_')}_{mark(name)}"
        while made in used:
            made = f"{made[: most - 5].rstrip('_')}_{mark(name + made)}"
        found[name] = made
        used.add(made)
    return found


def values(names: Iterable[str]) -> dict[str, str]:
    """The values of a choice list: `1` -> `v1`; each from its name alone: equal names are equal values everywhere."""
    found: dict[str, str] = {}
    used: set[str] = set()
    wanted = list(dict.fromkeys(names))
    for name in sorted(wanted, key=lambda name: (plain(name, first="v") != name, name)):
        made = plain(name, first="v")
        while made in used:
            made = f"{made[: MAX - 5].rstrip('_')}_{mark(name + made)}"
        found[name] = made
        used.add(made)
    return {name: found[name] for name in wanted}

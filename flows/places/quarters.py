"""From a Stadtteil, as people write it, to its Stadtbezirk: Leverkusen decides by it who is responsible."""

from __future__ import annotations

from collections.abc import Iterable

from flows.parsing.fuzzy import nearest
from flows.places.names import name_key, spellings
from flows.places.sound import Sounds

_WORD = "stadtbezirk"


class Quarters:
    """The quarters of one city. Immutable."""

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        """`rows`: Stadtbezirk, Stadtteil."""
        pairs = [(bezirk, name) for bezirk, name in rows]
        self._bezirk = {spelling: bezirk for bezirk, name in pairs for spelling in spellings(name)}
        bezirke = list(dict.fromkeys(bezirk for bezirk, _ in pairs))
        for number, bezirk in enumerate(bezirke, 1):
            roman = {_WORD + str(number): bezirk, str(number): bezirk} if set(bezirk) <= set("IVX") else {}
            self._bezirk |= {name_key(bezirk): bezirk, _WORD + name_key(bezirk): bezirk, **roman}
        self._names = dict.fromkeys(name for _, name in pairs)
        self._sounds = Sounds(self._names)

    def named(self, written: str) -> str | None:
        """The Stadtbezirk of a quarter written without an error."""
        return self._bezirk.get(name_key(written))

    def bezirk(self, written: str) -> str | None:
        """The Stadtbezirk; None when it is none of the quarters, or may be quarters of several Stadtbezirke."""
        key = name_key(written)
        if key in self._bezirk:
            return self._bezirk[key]
        near = nearest(key, self._bezirk) or tuple(name_key(name) for name in self._sounds.like(written))
        found = {self._bezirk[name] for name in near} or self._ending(key)
        return found.pop() if len(found) == 1 else None

    def _ending(self, key: str) -> set[str]:
        """ "Neukirchen" is "Bergisch Neukirchen"; a short end says nothing."""
        return {bezirk for name, bezirk in self._bezirk.items() if len(key) > 5 and name.endswith(key)}

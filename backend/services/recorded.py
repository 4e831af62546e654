"""What municipalities have recorded, in memory: a turn asks for it with every message it renders.

Which recordings there are changes at the desk, in another process too: every turn's select brings one number along that
differs after each change.
"""

from __future__ import annotations

from types import MappingProxyType

from backend.persistence import recordings as store
from backend.persistence.database import Connection
from flows.recordings import Recording, Recordings

#: The number is not at hand: it is asked for.
UNKNOWN = -1
_NONE: Recordings = MappingProxyType({})


class Recorded:
    """Safe to use from several threads: what is shared is replaced, never changed half-way."""

    def __init__(self) -> None:
        self._known: tuple[int | None, dict[tuple[str, str], Recordings]] = (None, {})

    def refresh(self, conn: Connection, newest: int | None = UNKNOWN) -> None:
        """`newest`: as the turn's select brought it; None where nothing was ever recorded."""
        newest = store.newest(conn) if newest == UNKNOWN else newest
        if self._known[0] != newest:
            self._known = (newest, _sorted(store.present(conn)))

    def of(self, jurisdiction: str | None, flow: str) -> Recordings:
        """Those of a jurisdiction, as they were at the last `refresh`."""
        return self._known[1].get((jurisdiction or "", flow), _NONE)


def _sorted(found: list[store.Present]) -> dict[tuple[str, str], Recordings]:
    sorted_: dict[tuple[str, str], dict[tuple[str, str], Recording]] = {}
    for one in found:
        own = sorted_.setdefault((one.jurisdiction, one.flow), {})
        own[one.step, one.lang] = Recording(one.about, one.words)
    return dict(sorted_)

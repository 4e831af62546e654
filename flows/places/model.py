"""A place where somebody lives, and what became of looking for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Found = Literal["ok", "choices", "bulk", "unknown", "outside"]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality of North Rhine-Westphalia. `ags` 8 digits, `ars` 12 digits, `kreis` its district or own name."""

    ags: str
    ars: str
    name: str
    kreis: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives. `plz` None: a town with several, named without one. `ags` None: outside the state."""

    name: str
    plz: str | None = None
    ags: str | None = None

    @property
    def status(self) -> Literal["ok", "outside"]:
        return "outside" if self.ags is None else "ok"

    @property
    def kreis(self) -> str | None:
        """The five digits of district or independent city."""
        return None if self.ags is None else self.ags[:5]

    def as_value(self) -> dict[str, Any]:
        """The answer value of the step kind `place`."""
        return {"plz": self.plz, "ags": self.ags, "name": self.name, "status": self.status}


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """`ok`, `outside`: one place · `choices`: several, ask · `bulk`: nobody lives at that PLZ · `unknown`: none."""

    status: Found
    places: tuple[Place, ...] = ()
    plz: str | None = None  # the PLZ that was read, for `bulk` and `unknown`

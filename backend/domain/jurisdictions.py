"""A jurisdiction as data: which places it covers, its regions, teams and posts, and what it allows in messengers.

Content: `backend/content/jurisdictions/<key>.yaml`, read by `backend.content`. Nothing here is code per town. What
holds from one day to another says so: `Period`, both days included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flows.offices import Office

#: What a post does with a case: take it in and assess it, or accompany the person.
INTAKE, CASE = "intake", "case"


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something holds; `until` None: until further notice."""

    start: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        return self.start <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Region:
    """Part of a jurisdiction. `ags`: whole municipalities; `districts`: Stadtteile/Stadtbezirke within one.

    `bezirk`: the Stadtbezirk, where the place tables know the Stadtteile. `need`: its part of the cases to be expected.
    `borders`: Stadtteil -> regions whose posts may help there.
    """

    key: str
    name: str
    ags: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    bezirk: str | None = None
    need: float = 1.0
    borders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """One row of the plan: a post in one period. `fte`: full-time equivalents, the post's weight in assignment.

    `covers`: region -> part of the post's time; empty: every region of the team alike. `capacity`: cases at 1.0
    fte, None: as the account says. `deputies`: keys of posts that stand in, in this order, in the periods `absent`.
    """

    key: str
    fte: float
    employer: str
    login: str
    period: Period
    capacity: int | None = None
    covers: Mapping[str, float] = field(default_factory=dict)
    tasks: frozenset[str] = frozenset({INTAKE, CASE})
    deputies: tuple[str, ...] = ()
    absent: tuple[Period, ...] = ()

    def is_there(self, on: date) -> bool:
        return not any(absence.holds(on) for absence in self.absent)


@dataclass(frozen=True, slots=True)
class Team:
    key: str  # stable, "<jurisdiction>.<team>"
    name: str
    regions: frozenset[str]
    posts: tuple[Post, ...]

    def serves(self, region: str | None) -> bool:
        return region is None or not self.regions or region in self.regions


@dataclass(frozen=True, slots=True)
class Authority:
    """Which office does something, by residence: `own` by AGS, `other` for every other municipality."""

    name: str
    other: str
    own: Mapping[str, str] = field(default_factory=dict)

    def of(self, ags: str) -> str:
        return self.own.get(ags, self.other)


@dataclass(frozen=True, slots=True)
class Supervision:
    """Who supervises the case work, and of which employers; without any: of all."""

    employer: str
    over: frozenset[str] = frozenset()

    def reads(self, employer: str) -> bool:
        return not self.over or employer in self.over


@dataclass(frozen=True, slots=True)
class Check:
    """From `start` on (None: always) an offer that nobody has looked at for more than `days` is to be looked at."""

    start: date | None
    days: int


#: Where a jurisdiction says nothing.
DEFAULT_CHECK = Check(None, 180)


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """`attachment`: which of several ways to attach the posts is in force; `teams` are those of that way only."""

    key: str
    name: str
    ags: frozenset[str]
    languages: tuple[str, ...]
    sensitive_in_messenger: bool
    contact: str  # German, shown to people who want to speak to somebody
    data_protection: str  # the same of the data protection officers; empty: reached at `contact`
    regions: tuple[Region, ...]
    teams: tuple[Team, ...]
    retention_days: int
    period: Period
    by_district: bool
    supervision: Supervision
    attachment: str | None = None
    authorities: Mapping[str, Authority] = field(default_factory=dict)
    offer_checks: tuple[Check, ...] = ()

    @property
    def office(self) -> Office:
        """As people are told who is responsible for their data."""
        return Office(self.contact, self.data_protection)

    def offer_check(self, on: date) -> Check:
        """What holds on a day: the row that began last."""
        begun = [one for one in self.offer_checks if one.start is not None and one.start <= on]
        return max(begun, key=lambda one: one.start or date.min, default=DEFAULT_CHECK)

    def region(self, key: str | None) -> Region | None:
        return next((region for region in self.regions if region.key == key), None)

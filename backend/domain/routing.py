"""Which desk a case belongs to: jurisdiction by place, region by municipality or district, person by free capacity.

Pure and deterministic; every result carries the codes of the reasons that led to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.domain.jurisdictions import Jurisdiction, Region


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case goes. Empty `teams`: a coordinator decides (triage). `reason`: codes, told apart by the desk."""

    jurisdiction: str | None
    ags: str | None
    region: str | None
    teams: tuple[str, ...]
    reason: str  # by_region | by_jurisdiction | no_place | outside | no_team


@dataclass(frozen=True, slots=True)
class Load:
    """One post: `capacity` is what a full-time post carries, `open_cases` what it carries now."""

    staff_id: str
    team_id: str
    fte: float
    capacity: int
    open_cases: int

    @property
    def share(self) -> float:
        """Used part of the capacity; a post without hours takes nothing."""
        room = self.fte * self.capacity
        return self.open_cases / room if room > 0 else float("inf")


def route(ags: str | None, district: str | None, jurisdictions: Mapping[str, Jurisdiction]) -> Route:
    """`ags`: 8 digits, the municipality a person lives in; `district`: the flow's value of the Stadtteil, if asked."""
    if ags is None:
        return Route(None, None, None, (), "no_place")
    found = next((jurisdiction for jurisdiction in jurisdictions.values() if ags in jurisdiction.ags), None)
    if found is None:
        return Route(None, ags, None, (), "outside")
    region = _region(found.regions, ags, district)
    teams = tuple(team.key for team in found.teams if region is None or not team.regions or region.key in team.regions)
    reason = "no_team" if not teams else "by_jurisdiction" if region is None else "by_region"
    return Route(found.key, ags, region.key if region else None, teams, reason)


def _region(regions: Sequence[Region], ags: str, district: str | None) -> Region | None:
    by_district = (region for region in regions if district is not None and district in region.districts)
    by_ags = (region for region in regions if ags in region.ags and not region.districts)
    return next(by_district, None) or next(by_ags, None)


def freest(loads: Iterable[Load]) -> Load | None:
    """The post with the smallest used part of its capacity; ties by id, so that the same facts give the same answer.

    A post over its capacity is still better than nobody: people must not fall through the net.
    """
    able = [load for load in loads if load.fte > 0]
    return min(able, key=lambda load: (load.share, load.staff_id), default=None)

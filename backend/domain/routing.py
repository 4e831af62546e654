"""Which desk a case belongs to: jurisdiction by place, region by municipality or district, team by region.

Pure and deterministic; every result carries the code of the reason that led to it. Who in the team gets the case is
`backend.domain.assignment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backend.domain.jurisdictions import Jurisdiction, Region


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case goes. Empty `teams`: a coordinator decides (triage). `reason`: codes, told apart by the desk."""

    jurisdiction: str | None
    ags: str | None
    region: str | None
    teams: tuple[str, ...]
    reason: str  # by_region | by_jurisdiction | no_place | outside | too_early | ended | no_team
    district: str | None = None


def route(
    ags: str | None,
    district: str | None,
    jurisdictions: Mapping[str, Jurisdiction],
    on: date,
    bezirk: str | None = None,
) -> Route:
    """`ags`: 8 digits, the municipality a person lives in; `district`: the flow's value of the Stadtteil, if asked;
    `bezirk`: the Stadtbezirk, where somebody has looked it up already."""
    if ags is None:
        return Route(None, None, None, (), "no_place")
    found = responsible(ags, jurisdictions)
    if found is None:
        return Route(None, ags, None, (), "outside")
    if not found.period.holds(on):
        return Route(None, ags, None, (), "too_early" if on < found.period.start else "ended")
    region = _region(found, ags, district, bezirk)
    teams = tuple(team.key for team in found.teams if team.serves(region.key if region else None))
    reason = "no_team" if not teams else "by_jurisdiction" if region is None else "by_region"
    return Route(found.key, ags, region.key if region else None, teams, reason, district)


def responsible(ags: str, jurisdictions: Mapping[str, Jurisdiction]) -> Jurisdiction | None:
    """The jurisdiction whose file lists a municipality."""
    return next((jurisdiction for jurisdiction in jurisdictions.values() if ags in jurisdiction.ags), None)


def _region(found: Jurisdiction, ags: str, district: str | None, bezirk: str | None) -> Region | None:
    by_district = (region for region in found.regions if district is not None and district in region.districts)
    by_bezirk = (region for region in found.regions if bezirk is not None and region.bezirk == bezirk)
    by_ags = (region for region in found.regions if ags in region.ags and not region.districts)
    return next(by_district, None) or next(by_bezirk, None) or next(by_ags, None)

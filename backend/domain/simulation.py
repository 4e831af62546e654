"""How a plan of posts shares out cases before anybody works by it: so many cases, by region as often as expected.

No chance: the regions come in turn by their need, so the same plan gives the same figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from backend.domain.assignment import Load, assign
from backend.domain.jurisdictions import Jurisdiction, Region
from backend.domain.routing import Route

CAPACITY = 40  # cases a full post carries, where the plan does not say


@dataclass(frozen=True, slots=True)
class Share:
    """A post's part of the cases that were given out, and its part of all full-time equivalents doing this work."""

    post: str
    team: str
    fte: float
    cases: int
    share: float
    weight: float


def simulate(place: Jurisdiction, on: date, cases: int, task: str) -> tuple[Share, ...]:
    """Every post of the day that does `task`, each held by one account; in the order of the plan."""
    rows = [(team.key, post) for team in place.teams for post in team.posts if post.period.holds(on)]
    working = [(team, post) for team, post in rows if task in post.tasks]
    held = {post.key: Load(post.key, post.login, team, post.fte, CAPACITY, 0) for team, post in working}
    here: Counter[tuple[str, str]] = Counter()
    for region in _in_turn(place, cases):
        way = Route(place.key, None, region.key, _teams(place, region), "by_region")
        loads = [replace(load, here=here[key, region.key]) for key, load in held.items()]
        chosen = assign(place, way, on, loads, task).load
        if chosen is not None:
            held[chosen.staff_id] = replace(held[chosen.staff_id], open_cases=chosen.open_cases + 1)
            here[chosen.staff_id, region.key] += 1
    given, full_time = sum(load.open_cases for load in held.values()), sum(post.fte for _, post in working)
    return tuple(
        Share(post.key, team, post.fte, count, count / given if given else 0.0, post.fte / full_time)
        for team, post in working
        for count in (held[post.key].open_cases,)
    )


def _teams(place: Jurisdiction, region: Region) -> tuple[str, ...]:
    return tuple(team.key for team in place.teams if team.serves(region.key))


def _in_turn(place: Jurisdiction, cases: int) -> Iterator[Region]:
    """Always the region furthest behind what is to be expected of it."""
    had = dict.fromkeys((region.key for region in place.regions), 0)
    for _ in range(cases):
        region = min(place.regions, key=lambda region: ((had[region.key] + 1) / region.need, region.key))
        had[region.key] += 1
        yield region

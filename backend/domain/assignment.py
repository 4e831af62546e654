"""Which post of the responsible team gets a case: evenly by weight, by free capacity, deputies for who is absent.

The same facts give the same post, and the result says in codes and keys why. Nothing here is chance: whoever is
furthest behind their share comes next, so the shares come out as the plan says however many cases there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.domain.jurisdictions import CASE, INTAKE, Jurisdiction, Period, Post
from backend.domain.routing import Route


@dataclass(frozen=True, slots=True)
class Load:
    """An account of a case manager: `capacity` is what a full-time post carries, `open_cases` what it carries now,
    `here` how many of these are of the region asked for."""

    staff_id: str
    login: str
    team_id: str
    fte: float
    capacity: int
    open_cases: int
    here: int = 0


@dataclass(frozen=True, slots=True)
class Assigned:
    """`load` None: nobody is there, the case stays with the team. `code`, `values`: why, in keys and numbers. `task`:
    what the post is to do with it."""

    load: Load | None
    code: str  # free_capacity | weight | deputy | border | all_full | nobody_free
    values: Mapping[str, str | int | float]
    task: str = CASE


@dataclass(frozen=True, slots=True)
class _Seat:
    """A post and who holds it. `weight`: its full-time equivalents for this region; `stands_in_for`: a post's key."""

    post: Post
    load: Load
    weight: float
    stands_in_for: str | None = None
    borders: bool = False

    @property
    def room(self) -> float:
        """Cases this post can carry."""
        return self.post.fte * self.capacity

    @property
    def capacity(self) -> int:
        return self.post.capacity or self.load.capacity

    @property
    def is_full(self) -> bool:
        return self.load.open_cases >= self.room


def first_task(jurisdiction: Jurisdiction, on: date) -> str:
    """What is done with a new case: intake, where posts do nothing else; else the same post keeps it throughout."""
    posts = (post for team in jurisdiction.teams for post in team.posts if post.period.holds(on))
    return INTAKE if any(post.tasks == {INTAKE} for post in posts) else CASE


def assign(
    jurisdiction: Jurisdiction, way: Route, on: date, loads: Sequence[Load], task: str | None = None
) -> Assigned:
    """The post for a case that goes `way`. `loads`: every account of the jurisdiction's teams; `here` of them counts
    cases of `way.region`. `task`: INTAKE or CASE, by default that of a new case."""
    plan = _Plan(jurisdiction, on, {load.login: load for load in loads}, task or first_task(jurisdiction, on))
    seats = plan.seats(way.region, way.teams)
    if all(seat.is_full for seat in seats):
        seats += [seat for seat in plan.neighbours(way) if not seat.is_full]
    by_weight = any(post.covers for post in plan.posts(way.teams)) and way.region is not None
    chosen = min(seats, key=lambda seat: _order(seat, by_weight=by_weight), default=None)
    if chosen is None:
        return Assigned(None, "nobody_free", {}, plan.task)
    return Assigned(chosen.load, _why(chosen, by_weight=by_weight), _values(chosen), plan.task)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The posts of one day and who holds them."""

    jurisdiction: Jurisdiction
    on: date
    held: Mapping[str, Load]  # by login
    task: str

    def posts(self, teams: Sequence[str]) -> list[Post]:
        """The posts of these teams whose work this would be, held or not, and accounts the plan does not speak of."""
        rows = [(team.key, post) for team in self.jurisdiction.teams for post in team.posts]
        planned = [post for team, post in rows if team in teams and post.period.holds(self.on)]
        logins = {post.login for _, post in rows}
        others = [load for load in self.held.values() if load.team_id in teams and load.login not in logins]
        unplanned = [Post(load.login, load.fte, "", load.login, Period(self.on)) for load in others]
        return [post for post in (*planned, *unplanned) if self.task in post.tasks]

    def seats(self, region: str | None, teams: Sequence[str]) -> list[_Seat]:
        """Who could take a case of the region: who is there, with the weight of those for whom they stand in. All
        away: all of them, for somebody must see the case when they are back."""
        wanted = [(post, weight) for post in self.posts(teams) if (weight := _weight(post, region)) > 0]
        there = {post.key: _Seat(post, self.held[post.login], weight) for post, weight in wanted if self._works(post)}
        for post, weight in wanted:
            deputy = None if post.key in there else self._deputy(post)
            if deputy is not None:
                own = there.get(deputy.key) or _Seat(deputy, self.held[deputy.login], 0.0, post.key)
                there[deputy.key] = replace(own, weight=own.weight + weight, stands_in_for=post.key)
        away = [_Seat(post, self.held[post.login], weight) for post, weight in wanted if post.login in self.held]
        return list(there.values()) or away

    def neighbours(self, way: Route) -> Iterator[_Seat]:
        """Posts of the regions that the border quarter touches, each once."""
        region = self.jurisdiction.region(way.region)
        seen: set[str] = set()
        for key in region.borders.get(way.district or "", ()) if region else ():
            teams = [team.key for team in self.jurisdiction.teams if team.serves(key)]
            for seat in self.seats(key, teams):
                if seat.load.staff_id not in seen:
                    seen.add(seat.load.staff_id)
                    yield replace(seat, borders=True)

    def _works(self, post: Post) -> bool:
        return post.login in self.held and post.is_there(self.on)

    def _deputy(self, post: Post) -> Post | None:
        """The first deputy of who is absent, or of a vacant post, who is there; of any team."""
        all_teams = [team.key for team in self.jurisdiction.teams]
        by_key = {found.key: found for found in self.posts(all_teams)}
        named = (by_key[key] for key in post.deputies if key in by_key)
        return next((deputy for deputy in named if self._works(deputy)), None)


def _weight(post: Post, region: str | None) -> float:
    return post.fte * (post.covers.get(region, 0.0) if post.covers and region is not None else 1.0)


def _order(seat: _Seat, *, by_weight: bool) -> tuple[bool, float, float, str]:
    """Who has room before who has none; then who would, with one case more, still be furthest below their share."""
    carried = seat.load.here if by_weight else seat.load.open_cases
    size = seat.weight * seat.capacity
    used = seat.load.open_cases / seat.room if seat.room > 0 else float("inf")
    return seat.is_full, (carried + 1) / size if size > 0 else float("inf"), used, seat.load.staff_id


def _why(chosen: _Seat, *, by_weight: bool) -> str:
    if chosen.borders:
        return "border"
    if chosen.stands_in_for:
        return "deputy"
    if chosen.is_full:
        return "all_full"
    return "weight" if by_weight else "free_capacity"


def _values(chosen: _Seat) -> dict[str, str | int | float]:
    """For the sentence at the desk: which post, how full it is, for whom it stands in."""
    values: dict[str, str | int | float] = {
        "post": chosen.post.key,
        "open": chosen.load.open_cases,
        "room": round(chosen.room),
    }
    return {**values, "absent": chosen.stands_in_for} if chosen.stands_in_for else values

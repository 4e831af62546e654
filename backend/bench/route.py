"""What finding the responsible team costs: places as people write them, and the choice of the post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from time import perf_counter

from backend.content.reading import jurisdictions
from backend.domain.assignment import Load, assign
from backend.domain.residence import Asked, locate
from backend.domain.routing import route
from flows.places import load_places

ROUNDS = 5
ON = date(2026, 1, 1)
PLACES = {
    "plz": Asked(ON, plz="44532"),
    "plz_and_town": Asked(ON, plz="44532", place="Lünen"),
    "plz_and_quarter": Asked(ON, plz="51379", district="Opladen"),
    "shared_plz": Asked(ON, plz="40472"),
    "town": Asked(ON, place="Lünen"),
    "town_in_arabic": Asked(ON, place="ليفركوزن"),
    "elsewhere": Asked(ON, plz="10115"),
    "typing_error": Asked(ON, place="Leverkussen"),
    "by_ear": Asked(ON, place="Падерборн"),
}


def bench_route(times: int = 1000) -> dict[str, float]:
    """Microseconds each: a place to its team by way of writing, and `assign`, the post among those of a team. The best
    of several rounds."""
    known, places = jurisdictions(), load_places()
    report = {name: _microseconds(partial(locate, asked, places, known), times) for name, asked in PLACES.items()}
    unna = known["kreis-unna"]
    way = route("05978024", None, known, ON)
    posts = [(team.key, post) for team in unna.teams for post in team.posts]
    loads = [Load(post.key, post.login, team, post.fte, 40, 7) for team, post in posts]
    return {**report, "assign": _microseconds(lambda: assign(unna, way, ON, loads), times)}


def _microseconds(work: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        begun = perf_counter()
        for _ in range(times):
            work()
        best = min(best, perf_counter() - begun)
    return round(best / times * 1e6, 1)

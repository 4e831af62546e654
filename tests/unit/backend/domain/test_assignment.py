"""Who in the team gets a case: even by weight, deterministic, deputies, borders, roles in sequence."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.content.reading import attached, jurisdictions
from backend.domain.assignment import Assigned, Load, assign, first_task
from backend.domain.jurisdictions import CASE, INTAKE, Jurisdiction, Period
from backend.domain.routing import Route

ON = date(2021, 3, 1)
KNOWN = jurisdictions()
CASES = 10_000


def accounts(place: Jurisdiction) -> dict[str, Load]:
    """One account a post, in the order of their keys."""
    posts = [(team.key, post) for team in place.teams for post in team.posts]
    return {post.key: Load(post.key, post.login, team, post.fte, 40, 0) for team, post in posts}


def way(place: Jurisdiction, region: str | None, district: str | None = None) -> Route:
    teams = tuple(team.key for team in place.teams if team.serves(region))
    return Route(place.key, "05000000", region, teams, "by_region", district)


def draw(place: Jurisdiction, cases: int, seed: int) -> list[str]:
    """Regions as often as their need says, in an order of chance."""
    total = sum(region.need for region in place.regions)
    found = [region.key for region in place.regions for _ in range(round(cases * region.need / total))]
    random.Random(seed).shuffle(found)
    return found


def simulate(place: Jurisdiction, regions: Iterable[str], task: str | None = None) -> Counter[str]:
    """How many cases each post got."""
    posts = accounts(place)
    held: Counter[str] = Counter(dict.fromkeys(posts, 0))
    here: Counter[tuple[str, str]] = Counter()
    for region in regions:
        loads = [
            Load(key, post.login, post.team_id, post.fte, post.capacity, held[key], here[key, region])
            for key, post in posts.items()
        ]
        chosen = assign(place, way(place, region), ON, loads, task).load
        assert chosen is not None
        held[chosen.staff_id] += 1
        here[chosen.staff_id, region] += 1
    return held


def weights(place: Jurisdiction, task: str) -> dict[str, float]:
    """Each post's part of all full-time equivalents that do this."""
    posts = [post for team in place.teams for post in team.posts if task in post.tasks]
    total = sum(post.fte for post in posts)
    return {post.key: post.fte / total for post in posts}


@pytest.mark.parametrize("key", KNOWN)
@pytest.mark.parametrize("seed", [1, 2])
def test_ten_thousand_cases_are_shared_as_the_posts_weigh(key: str, seed: int) -> None:
    place = KNOWN[key]
    got = simulate(place, draw(place, CASES, seed))
    for post, weight in weights(place, first_task(place, ON)).items():
        assert got[post] / got.total() == pytest.approx(weight, rel=0.05), post


@pytest.mark.parametrize("variant", "ABC")
def test_kreis_unna_is_even_whoever_the_posts_are_attached_to(variant: str) -> None:
    place = attached("kreis-unna", variant)
    got = simulate(place, draw(place, CASES, 1))
    assert sum(post.fte for team in place.teams for post in team.posts) == 8
    for post, weight in weights(place, CASE).items():
        assert got[post] / got.total() == pytest.approx(weight, rel=0.05), post


def test_bielefelds_cases_go_on_to_the_city_evenly() -> None:
    place = KNOWN["bielefeld"]
    assert first_task(place, ON) == INTAKE
    assert set(+simulate(place, draw(place, 100, 1))) == {"traeger-1", "traeger-2"}
    went_on = simulate(place, draw(place, CASES, 1), CASE)
    assert went_on["traeger-1"] == went_on["traeger-2"] == 0, "they take in and assess only"
    assert max(went_on.values()) - min(count for count in went_on.values() if count) <= 1


def chosen(place: Jurisdiction, region: str, loads: Sequence[Load], district: str | None = None) -> Assigned:
    return assign(place, way(place, region, district), ON, loads)


def changed(place: Jurisdiction, key: str, **values: object) -> Jurisdiction:
    """The jurisdiction with one post's row changed."""
    teams = tuple(
        replace(
            team,
            posts=tuple(replace(post, **values) if post.key == key else post for post in team.posts),  # type: ignore[arg-type]
        )
        for team in place.teams
    )
    return replace(place, teams=teams)


def test_a_deputy_has_the_cases_of_who_is_absent_and_only_then() -> None:
    away = Period(ON - timedelta(days=3), ON + timedelta(days=3))
    place = changed(KNOWN["rhein-kreis-neuss"], "neuss-5", absent=(away,))
    loads = list(accounts(place).values())
    found = chosen(place, "meerbusch", loads)
    assert (found.code, found.values["post"], found.values["absent"]) == ("deputy", "neuss-6", "neuss-5")
    back = assign(place, way(place, "meerbusch"), ON + timedelta(days=4), loads)
    assert (back.code, back.values["post"]) == ("weight", "neuss-5")
    both = changed(place, "neuss-6", absent=(away,))
    assert chosen(both, "meerbusch", loads).values["post"] == "neuss-1", "the second deputy"


def test_a_vacant_post_is_covered_by_its_deputy() -> None:
    place = KNOWN["rhein-kreis-neuss"]
    loads = [load for key, load in accounts(place).items() if key != "neuss-5"]
    assert chosen(place, "meerbusch", loads).values["post"] == "neuss-6"


def test_everybody_away_still_gives_the_case_to_somebody() -> None:
    place = KNOWN["leverkusen"]
    for key in ("soziales-1", "ki-1"):
        place = changed(place, key, absent=(Period(ON),))
    found = chosen(place, "bezirk-2", list(accounts(place).values()))
    assert found.load is not None


def test_a_post_has_nothing_before_it_begins_and_after_it_ends() -> None:
    place = changed(KNOWN["leverkusen"], "ki-1", period=Period(ON + timedelta(days=1), ON + timedelta(days=2)))
    loads = list(accounts(place).values())
    days = {number: assign(place, way(place, "bezirk-2"), ON + timedelta(days=number), loads) for number in range(4)}
    assert [days[number].values["post"] for number in range(4)] == ["soziales-1", "ki-1", "ki-1", "soziales-1"]


def test_a_border_quarter_is_helped_by_the_neighbours_while_they_have_room() -> None:
    place = KNOWN["leverkusen"]
    full = {key: replace(load, open_cases=40) for key, load in accounts(place).items() if load.team_id.endswith("-2")}
    loads = list({**accounts(place), **full}.values())
    assert chosen(place, "bezirk-2", loads, "quettingen").code == "border"
    assert chosen(place, "bezirk-2", loads, "quettingen").values["post"] == "traeger-1"
    assert chosen(place, "bezirk-2", loads, "opladen").code == "all_full", "in the middle nobody else comes"
    assert chosen(place, "bezirk-2", list(accounts(place).values()), "quettingen").code == "free_capacity"
    everybody = [replace(load, open_cases=40) for load in loads]
    assert chosen(place, "bezirk-2", everybody, "quettingen").code == "all_full"


def test_three_of_five_posts_of_leverkusen_are_for_one_and_three() -> None:
    got = simulate(KNOWN["leverkusen"], ["bezirk-1", "bezirk-3"] * 30)
    assert set(+got) == {"traeger-1", "traeger-2", "traeger-3"}


def test_nobody_there_leaves_the_case_with_the_team() -> None:
    assert chosen(KNOWN["leverkusen"], "bezirk-2", []) == Assigned(None, "nobody_free", {})


def test_an_account_the_plan_does_not_speak_of_counts_as_it_says() -> None:
    place = KNOWN["leverkusen"]
    extra = Load("x", "neu@leverkusen", "leverkusen.bezirk-2", 0.5, 40, 0)
    assert chosen(place, "bezirk-2", [extra]).load == extra


@given(
    key=st.sampled_from(sorted(KNOWN)),
    carried=st.lists(st.integers(0, 60), min_size=8, max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_the_same_facts_give_the_same_post_in_any_order(key: str, carried: list[int], order: random.Random) -> None:
    place = KNOWN[key]
    loads = [
        replace(load, open_cases=n, here=n // 2) for load, n in zip(accounts(place).values(), carried, strict=False)
    ]
    shuffled = list(loads)
    order.shuffle(shuffled)
    for region in place.regions:
        first = chosen(place, region.key, loads)
        assert first == chosen(place, region.key, shuffled)
        assert first.load in loads


def test_whoever_supervises_reads_across_employers() -> None:
    for place in KNOWN.values():
        employers = {post.employer for team in place.teams for post in team.posts}
        assert all(place.supervision.reads(employer) for employer in employers), place.key

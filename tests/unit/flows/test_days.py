"""The day is the one where people are, also in the hours in which it is still yesterday in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flows.days import day_of, same_time_on
from flows.engine import Lookup
from flows.package import Package, load_package
from flows.places import load_places
from flows.walk.player import Player

SOURCE = """
format: 2
id: days
title: Tage
sections:
  - id: all
    title: Alles
    steps:
      - id: arrived
        kind: date
        prompt: Wann sind Sie gekommen?
        constraints: [{test: it <= today, message: Das liegt in der Zukunft.}]
      - {id: name, kind: text, prompt: Wie heißen Sie?}
"""


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-12-31T22:59:59", "2026-12-31"),
        ("2026-12-31T23:00:00", "2027-01-01"),
        ("2026-07-10T21:59:59", "2026-07-10"),
        ("2026-07-10T22:00:00", "2026-07-11"),
        ("2026-03-29T00:59:59", "2026-03-29"),
        ("2026-10-24T22:00:00", "2026-10-25"),
        ("2026-10-25T22:59:59", "2026-10-25"),
        ("2026-10-25T23:00:00", "2026-10-26"),
    ],
)
def test_the_day_changes_at_midnight_in_nrw(utc: str, day: str) -> None:
    """faults: A9 (DST, year end)"""
    assert day_of(datetime.fromisoformat(utc).replace(tzinfo=UTC)) == date.fromisoformat(day)


def test_a_time_without_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 7, 1), date(2026, 10, 25), date(2027, 1, 1)])
def test_another_day_at_the_same_time_is_that_day(day: date, hour: int) -> None:
    """faults: A9 (DST). Half past eleven at night in winter is no day later in summer."""
    for now in (datetime(2026, 1, 15, hour, 30, tzinfo=UTC), datetime(2026, 7, 15, hour, 30, tzinfo=UTC)):
        assert day_of(same_time_on(day, now)) == day


def talking(now: datetime) -> Player:
    package: Package = load_package({"flow.yaml": SOURCE.encode()})
    return Player(package.flow, Lookup(package.texts, load_places()), now=now)


@pytest.mark.parametrize("said", ["heute", "1.1.2027"])
def test_who_came_today_is_understood_after_midnight(said: str) -> None:
    """faults: A9 (year end)"""
    player = talking(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    player.command("start")
    if player.state.question == "!language":
        player.tap("de")
    player.say(said)
    assert player.state.answers["arrived"].value["date"] == "2027-01-01"

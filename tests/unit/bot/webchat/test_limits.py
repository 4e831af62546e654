"""Token buckets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat.limits import Buckets
from tests.unit.bot.webchat.conftest import Clock


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_never_more_than_the_burst_and_the_rate_allow(pauses: list[float]) -> None:
    clock = Clock()
    buckets, allowed = Buckets((5, 1.0), clock), 0
    for pause in pauses:
        clock.now += pause
        allowed += buckets.take("a") == 0
    assert allowed <= 5 + sum(pauses) + 1e-6


def test_the_wait_it_names_is_enough() -> None:
    clock = Clock()
    buckets = Buckets((1, 0.5), clock)
    assert buckets.take("a") == 0
    wait = buckets.take("a")
    assert wait > 0
    clock.now += wait
    assert buckets.take("a") == 0


def test_memory_stays_bounded_whoever_knocks() -> None:
    buckets = Buckets((1, 1.0), Clock(), keys=100)
    for number in range(1000):
        buckets.take(str(number))
    assert len(buckets._levels) == 100

"""Times go to the database and back exactly; receipts can be read out and cannot be guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.crypto.ids import SystemIds
from backend.domain.ids import receipt_of, receipt_read
from backend.domain.times import from_ms, to_ms


@given(st.integers(-60_000_000_000_000, 250_000_000_000_000))
def test_a_time_survives_the_way_there_and_back(ms: int) -> None:
    assert to_ms(from_ms(ms)) == ms


@given(st.datetimes(timezones=st.timezones()))
def test_the_zone_makes_no_difference(at: datetime) -> None:
    assert from_ms(to_ms(at)) <= at < from_ms(to_ms(at) + 1)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_ms(datetime(2025, 3, 1))  # noqa: DTZ001 - that is the point


def test_an_hour_that_comes_twice_is_two_instants() -> None:
    """faults: A9"""
    summer, winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    same_clock = datetime(2025, 10, 26, 2, 30)  # noqa: DTZ001 - the zone is set below
    assert to_ms(same_clock.replace(tzinfo=winter)) - to_ms(same_clock.replace(tzinfo=summer)) == 3_600_000
    assert to_ms(datetime(1970, 1, 1, tzinfo=UTC)) == 0


@given(st.binary(min_size=12, max_size=12))
def test_a_receipt_is_read_back_however_it_is_written(noise: bytes) -> None:
    receipt = receipt_of(noise)
    assert len(receipt) == 14
    assert receipt_read(receipt) == receipt_read(receipt.lower().replace("-", " ")) == receipt


def test_ids_have_their_promised_forms_and_do_not_repeat() -> None:
    ids = SystemIds()
    assert len({ids.new() for _ in range(1000)} | {ids.receipt() for _ in range(1000)}) == 2000
    assert len(ids.new()) == 32
    assert len(ids.token()) == 43

"""Dates and languages as staff read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from backend.domain.times import to_ms
from backend.web.formats import Formats

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # already the 21st in Germany
GERMAN, ENGLISH = Formats("de", NOW), Formats("en", NOW)


def test_times_are_local_and_in_the_staffs_language() -> None:
    assert GERMAN.moment(to_ms(NOW)) == "21.11.2026, 00:30"
    assert GERMAN.day(to_ms(NOW)) == "21. November 2026"
    assert ENGLISH.day(to_ms(NOW)) == "21 November 2026"
    assert GERMAN.iso(to_ms(NOW)) == "2026-11-20T23:30:00+00:00"


def test_time_since_arrival() -> None:
    assert GERMAN.ago(to_ms(NOW - timedelta(days=3))) == "vor 3 Tagen"
    assert ENGLISH.ago(to_ms(NOW - timedelta(hours=2))) == "2 hours ago"


def test_a_clock_that_runs_behind_shows_no_time_to_come() -> None:
    """faults: A9"""
    assert GERMAN.ago(to_ms(NOW + timedelta(hours=1))) == GERMAN.ago(to_ms(NOW))


def test_languages_have_names_and_unknown_ones_their_code() -> None:
    assert GERMAN.language("uk") == "Ukrainisch"
    assert ENGLISH.language("ar") == "Arabic"
    assert ENGLISH.language("zz-top") == "zz-top"

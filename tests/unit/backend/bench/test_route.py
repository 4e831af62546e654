"""The bench of routing measures what it says: every way of writing is told. Figures are for a quiet machine."""

from __future__ import annotations

from backend.bench.route import PLACES, bench_route
from backend.content.reading import jurisdictions
from backend.domain.residence import locate
from flows.places import load_places


def test_every_way_of_writing_is_told() -> None:
    report = bench_route(times=1)
    assert list(report) == [*PLACES, "assign"]
    assert all(cost > 0 for cost in report.values())


def test_the_places_are_found() -> None:
    found = {name: locate(asked, load_places(), jurisdictions()).status for name, asked in PLACES.items()}
    assert found["plz"] == found["plz_and_quarter"] == found["town"] == "assigned"
    assert (found["shared_plz"], found["town_in_arabic"], found["typing_error"]) == ("ask", "ask", "ask")
    assert found["elsewhere"] == found["by_ear"] == "outside"

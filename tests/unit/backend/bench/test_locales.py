"""The bench of the languages measures what it says. Figures are for a quiet machine."""

from __future__ import annotations

from backend.bench.locales import LIMITS, bench_locales
from locales.languages import OFFERED


def test_every_figure_with_a_limit_is_told() -> None:
    report = bench_locales()
    assert set(LIMITS) < set(report)
    assert report["languages"] == len(OFFERED)
    assert all(value > 0 for value in report.values())

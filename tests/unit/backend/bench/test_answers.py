"""The bench of answers makes answers of every kind in every language, and none is read wrongly. It asserts no time."""

from __future__ import annotations

from backend.bench.answers import CASES, OFFERED, bench_answers


def test_answers_made_by_the_bench_are_read_or_asked_back() -> None:
    report = bench_answers(seed=2)
    assert [one["type"] for one in report["types"]] == list(CASES)
    assert report["languages"] == len(OFFERED) == 19
    for one in report["types"]:
        assert one["answers"] > 200
        assert one["wrong"] <= 0.005
        assert one["read"] + one["asked"] >= 0.97

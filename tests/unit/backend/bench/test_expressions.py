"""The bench of conditions compares like with like. It measures nothing here: figures are for a quiet machine."""

from __future__ import annotations

import pytest

from backend.bench import expressions
from backend.bench.expressions import CONDITIONS, SCOPE, VALUES, bench_expressions
from flows.expressions import Env, compile_expression


def test_every_condition_is_told_with_its_price() -> None:
    report = bench_expressions(evaluations=1, rounds=1)
    assert [cost["condition"] for cost in report["conditions"]] == list(CONDITIONS)
    assert all(cost["ns"] > 0 and cost["by_hand_ns"] > 0 for cost in report["conditions"])


def test_a_condition_that_means_something_else_by_hand_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "CONDITIONS", {"works": lambda values: True})
    with pytest.raises(AssertionError, match="works"):
        bench_expressions(evaluations=1, rounds=1)


@pytest.mark.parametrize("source", CONDITIONS)
def test_the_conditions_know_their_answers(source: str) -> None:
    assert compile_expression(source, SCOPE)(Env(VALUES, expressions.TODAY)) is not None

"""Written out: how many entries there are, what looks over them, and in which order they are asked."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from flows.expressions import Env
from flows.loader import load_flow
from flows.model import Flow
from flows.unrolling import shape_of, written_out

SOURCE = """
format: 2
id: out
title: Aus
sections:
  - id: all
    title: Alles
    steps:
      - {id: kids, kind: number, prompt: Kinder?}
      - repeat: children
        count: kids
        most: 3
        steps:
          - {id: called, kind: text, prompt: Name?}
          - {id: years, kind: number, prompt: Alter?}
          - repeat: schools
            most: 2
            ask: {first: Schule?, more: Noch eine?}
            steps: [{id: grade, kind: number, prompt: Klasse?}]
          - {id: grades, kind: computed, value: "sum(schools, grade)"}
      - {id: many, kind: computed, value: count(children)}
      - {id: young, kind: computed, value: "count(children, years < 6)"}
      - {id: some, kind: computed, value: "any(children, years < 6)"}
      - {id: every, kind: computed, value: "all(children, years < 6)"}
      - {id: total, kind: computed, value: "sum(children, years)"}
      - {id: names, kind: computed, value: "join(children, ', ', called)"}
      - {id: second, kind: computed, value: "at(children, 2, years)"}
      - {id: deep, kind: computed, value: "any(children, any(schools, grade > 4))"}
      - {id: last, kind: yes_no, prompt: Ja?, relevant: count(children) > 1}
"""
TWO = {
    "kids": 2, "called#1": "A", "years#1": 4, "called#2": "B", "years#2": 9,
    "schools#1-1": False, "schools#2-1": True, "grade#2-1": 5, "schools#2-2": False,
}  # fmt: skip


@cache
def flow() -> Flow:
    return load_flow(SOURCE)


def env(values: dict[str, Any]) -> Env:
    return Env(values=values, today=date(2026, 3, 2))


def out(values: dict[str, Any]) -> Flow:
    return written_out(flow(), shape_of(flow(), env(values)))


def value(name: str, values: dict[str, Any]) -> Any:
    return out(values).computed[name].value(env(values))


@pytest.mark.parametrize(
    ("name", "found"),
    [("many", 2), ("young", 1), ("some", True), ("every", False), ("total", 13), ("names", "A, B"), ("second", 9),
     ("deep", True), ("grades#2", 5)],
)  # fmt: skip
def test_what_looks_over_two_entries(name: str, found: object) -> None:
    assert value(name, TWO) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [("many", 0), ("young", 0), ("some", False), ("every", True), ("total", 0), ("second", None), ("deep", False)],
)
def test_what_looks_over_no_entry(name: str, found: object) -> None:
    assert value(name, {"kids": 0}) == found


@pytest.mark.parametrize("name", ["total", "young"])
def test_one_unknown_entry_leaves_it_unknown(name: str) -> None:
    assert value(name, {"kids": 2, "years#1": 4}) is None


@pytest.mark.parametrize(("kids", "entries"), [(None, 0), (-4, 0), (0, 0), (1.9, 1), (3, 3), (99, 3)])
def test_a_count_is_kept_within_its_limits(kids: float | None, entries: int) -> None:
    assert shape_of(flow(), env({} if kids is None else {"kids": kids}))["children"] == entries


def test_entries_in_the_order_they_are_asked() -> None:
    assert list(out(TWO).steps) == [
        "kids", "called#1", "years#1", "schools#1-1", "called#2", "years#2", "schools#2-1", "grade#2-1",
        "schools#2-2", "last",
    ]  # fmt: skip
    assert out(TWO).steps["schools#2-2"].prompt == "out.schools.more"


def test_what_a_count_decides_depends_on_it() -> None:
    assert {"called#2", "grade#2-1", "last"} <= set(out(TWO).dependents["kids"])


def test_the_same_shape_is_written_once_and_another_flow_of_this_id_is_not_taken_for_it() -> None:
    assert out(TWO) is out({**TWO, "called#1": "C"})
    other = load_flow(SOURCE)
    assert written_out(other, shape_of(other, env(TWO))) is not out(TWO)

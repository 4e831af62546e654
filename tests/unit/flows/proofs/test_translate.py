"""Every shape of the tree is known to the proofs; what is not becomes an open question, never a false proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

import pytest
import z3

from flows.expressions import FUNCTIONS, tree
from flows.loader import load_flow
from flows.proofs import MAYBE, NO, YES, Paths, Prover
from flows.proofs.calls import CALLS, OPAQUE
from flows.proofs.translate import SHAPES, truth
from flows.proofs.values import Names
from flows.proofs.world import World

#: Functions that become other shapes of the tree when they are checked.
WITHOUT_CALL = frozenset({"between", "date"})
FLOW = """
format: 2
id: small
title: Klein
sections:
  - id: all
    title: Alles
    steps:
      - {id: size, kind: number, before_consent: true, prompt: Wie viele?, min: 0}
      - {id: more, kind: number, before_consent: true, prompt: Noch mehr?, relevant: size * size == 7}
      - {id: send, kind: submit, before_consent: true, prompt: Senden?}
"""


#: Said of the entries of a repeat: `Over`, which may be anything but the number of entries.
OVER = frozenset({"any", "all", "sum", "min", "max", "join", "at"})


def test_every_shape_of_the_tree_has_a_formula() -> None:
    assert set(get_args(tree.Node)) == set(SHAPES)


def test_every_function_has_a_formula_or_is_known_to_have_none() -> None:
    moved = {"plus_months", "plus_years"}  # how `+ months(3)` is called in a tree
    assert set(FUNCTIONS) - WITHOUT_CALL - OVER == (set(CALLS) - moved) | OPAQUE
    assert not set(CALLS) & OPAQUE


@dataclass(frozen=True, slots=True)
class Later(tree.Base):
    """A shape that comes with a later version of the language."""

    type: str = "bool"


def test_a_shape_nobody_knows_may_be_anything_and_is_told() -> None:
    paths = Paths(load_flow(FLOW), date(2026, 11, 25))
    world: World = paths.world
    open_ = truth(Later(), world)  # type: ignore[arg-type]
    assert [paths.alone(case) for case in (open_.yes, open_.no, z3.Not(open_.known))] == [YES, YES, YES]
    assert paths.alone(open_.yes, open_.no) == NO
    assert paths.gaps == {"Later"}


@pytest.mark.parametrize("name", sorted({"soundex", *OVER}))
def test_a_function_without_a_formula_may_be_anything(name: str) -> None:
    paths = Paths(load_flow(FLOW), date(2026, 11, 25))
    call = tree.Call(name, (tree.Const("a", "text"), tree.Const("a", "text")), "bool")
    assert paths.alone(truth(call, paths.world).yes) == YES
    assert paths.gaps == {name}


def test_what_takes_too_long_is_not_taken_for_a_proof() -> None:
    names = Names()
    a, b, c = (names.whole(name) for name in "abc")
    prover = Prover(limit=1)
    hard = (a > 1, b > 1, c > 1, a * a * a * a * a + b * b * b * b * b == c * c * c * c * c)
    assert prover.possible((), *hard) == MAYBE
    assert prover.slow == 1


@pytest.mark.parametrize(("relevance", "reached"), [("size == 3", YES), ("size < 0", NO), ("size + size == 3", NO)])
def test_numbers_are_whole_and_within_their_limits(relevance: str, reached: str) -> None:
    paths = Paths(load_flow(FLOW.replace("size * size == 7", relevance)), date(2026, 11, 25))
    assert paths.possible("more", paths.situations["more"].asked) == reached


REPEATS = """
format: 2
id: small
title: Klein
sections:
  - id: all
    title: Alles
    steps:
      - {id: kids, kind: number, prompt: Wie viele?, min: 0}
      - repeat: children
        count: kids
        steps:
          - {id: birth, kind: date, prompt: Wann geboren?}
          - {id: small, kind: computed, value: age(birth) < 6}
          - {id: kita, kind: yes_no, prompt: Kita?, relevant: small}
          - {id: work, kind: yes_no, prompt: Arbeit?, relevant: small and age(birth) > 20}
          - {id: first, kind: yes_no, prompt: Erstes?, relevant: index == 0}
      - {id: any_small, kind: computed, value: "any(children, small)"}
      - {id: need, kind: yes_no, prompt: Gesucht?, relevant: any_small}
      - {id: empty, kind: yes_no, prompt: Keine?, relevant: "count(children) < 0"}
      - {id: why, kind: text, prompt: Warum?, required: kids > 3}
      - {id: gone, kind: yes_no, prompt: Weg?, relevant: kids > 3 and not answered(why)}
      - {id: send, kind: submit, prompt: Senden?}
"""


@pytest.mark.parametrize(
    ("step", "reached"),
    [("kita", YES), ("work", NO), ("first", NO), ("need", YES), ("empty", NO), ("why", YES), ("gone", NO)],
)
def test_entries_of_repeats_and_computed_values(step: str, reached: str) -> None:
    """An entry's own answers and computed values are known to it; what is said of all entries may be anything."""
    assert Paths(load_flow(REPEATS), date(2026, 11, 25)).reachable(step) == reached


def test_an_end_inside_a_repeat_does_not_end_what_comes_behind_it() -> None:
    """There may be no entry at all."""
    ending = REPEATS.replace("- {id: first, kind: yes_no, prompt: Erstes?, relevant: index == 0}",
                             "- {id: stop, kind: say, prompt: Ende., ends: done}")  # fmt: skip
    assert Paths(load_flow(ending), date(2026, 11, 25)).reachable("send") == YES

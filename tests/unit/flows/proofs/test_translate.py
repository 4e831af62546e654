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
from flows.proofs.calls import CALLS
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


def test_no_formula_is_for_a_shape_or_function_that_is_gone() -> None:
    assert set(SHAPES) <= set(get_args(tree.Node))
    assert set(CALLS) <= set(FUNCTIONS) - WITHOUT_CALL


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


@pytest.mark.parametrize("name", sorted({"soundex", *FUNCTIONS} - WITHOUT_CALL - set(CALLS)))
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

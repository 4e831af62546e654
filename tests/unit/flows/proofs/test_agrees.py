"""What is proved is what would happen: each formula says of given answers what the evaluator says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import hypothesis.strategies as st
import pytest
import z3
from hypothesis import given, settings

from flows.expressions import Env, Scope, compile_expression
from flows.loader import load_flow
from flows.model import Step
from flows.proofs.answers import answer_to
from flows.proofs.calendar import exact
from flows.proofs.translate import truth
from flows.proofs.values import Day, Names, Number, Spot, Ticks, Truth, Value, Word
from flows.proofs.world import World

FLOW = load_flow("""
format: 2
id: small
title: Klein
sections:
  - id: all
    title: Alles
    steps:
      - {id: yes, kind: yes_no, before_consent: true, prompt: Ja?}
      - {id: sure, kind: yes_no, before_consent: true, prompt: Sicher?}
      - {id: size, kind: number, before_consent: true, prompt: Wie viele?}
      - {id: rest, kind: number, before_consent: true, integer: false, prompt: Wie viel?}
      - {id: born, kind: date, before_consent: true, prompt: Wann?}
      - {id: came, kind: date, before_consent: true, prompt: Und wann?}
      - id: one
        kind: one
        before_consent: true
        prompt: Was?
        choices: [{value: a, label: A}, {value: b, label: B}, {value: c, label: C}]
      - id: many
        kind: many
        before_consent: true
        prompt: Was alles?
        choices: [{value: a, label: A}, {value: b, label: B}, {value: c, label: C}]
      - {id: home, kind: place, before_consent: true, prompt: Wo?}
      - {id: word, kind: text, before_consent: true, prompt: Wie?}
      - {id: land, kind: country, before_consent: true, prompt: Woher?}
      - {id: tongue, kind: language, before_consent: true, prompt: Welche Sprache?}
""")
CONDITIONS = """
yes
not yes
yes == sure
yes != sure
yes and sure or not yes
(yes and not sure) or answered(size)
answered(born) and not answered(many)
size > 3
size + 2 * size - 1 >= 7
0 < size <= 4
size in (1, 2, 5)
between(size, 2, 4)
rest < 2.5
rest * 2 == size
(size if yes else 5) > 3
born < came
born <= came
born == came
born != came
born > today
born >= date('2010-06-15')
between(born, date('2000-01-01'), date('2010-12-31'))
(born if yes else came) <= today
age(born) < 18
age(born) >= 16 and age(born) < 27
months_since(came) > 18
days_since(came) <= 400
year(born) == 2010
year(today) - year(born) >= 16
born.precision == 'year'
came.precision in ('day', 'month')
one == 'a'
one != 'a'
one in ('a', 'c')
one in many
(one if yes else 'b') == 'b'
'a' in many
'a' not in many
count(many) >= 2
any_of(many, 'a', 'b')
all_of(many, 'a', 'b')
none_of(many, 'a', 'c')
any_of(one, 'a', 'b')
none_of(one, 'b', 'c')
home.ags == '05316000'
home.ags != '05316000'
home.kreis == '05978'
home.kreis in ('05316', '05711')
home.plz == '44532'
home.status == 'ok'
home.status == 'outside'
home.name == 'Lünen'
word == 'Lünen'
word == home.name
word != 'x'
land == 'SY'
land in ('SY', 'UA')
tongue == 'uk'
lang == 'de'
channel == 'web' or channel == 'telegram'
consented('special') and yes
true
false or yes
sure(yes)
not sure(size > 3)
known(yes, sure)
known(size, 4) > 3
known(one, 'b') == 'b'
known(born, came) <= today
twice > 4
twice == size + size
""".strip().splitlines()

TODAY = date(2026, 11, 25)
DAYS = st.builds(
    lambda day, precision: {"date": day.isoformat(), "precision": precision, "about": False},
    st.dates(date(1995, 1, 1), date(2028, 12, 31)),
    st.sampled_from(["day", "month", "year"]),
)
PLACES = st.sampled_from([
    {"plz": "44532", "ags": "05978024", "name": "Lünen", "status": "ok"},
    {"plz": None, "ags": "05316000", "name": "Leverkusen", "status": "ok"},
    {"plz": "80331", "ags": None, "name": "München", "status": "outside"},
])  # fmt: skip
ANSWERS = {
    "yes": st.booleans(),
    "sure": st.booleans(),
    "size": st.integers(-2, 6),
    "rest": st.sampled_from([0.5, 1.0, 2.5, 4.0]),
    "born": DAYS,
    "came": DAYS,
    "one": st.sampled_from(["a", "b", "c"]),
    "many": st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3, unique=True),
    "home": PLACES,
    "word": st.sampled_from(["Lünen", "x", "y"]),
    "land": st.sampled_from(["SY", "UA", "AF"]),
    "tongue": st.sampled_from(["uk", "ar"]),
}
SCOPE = Scope(
    {
        "yes": "bool", "sure": "bool", "size": "number", "rest": "number", "born": "date", "came": "date",
        "one": "choice", "many": "choices", "home": "place", "word": "text", "land": "country", "tongue": "language",
    },
    {"one": frozenset("abc"), "many": frozenset("abc")},
    frozenset({"special"}),
)  # fmt: skip
TWICE = compile_expression("size * 2", SCOPE, expect=None)
SCOPE = replace(SCOPE, types={**SCOPE.types, "twice": "number"}, computed={"twice": TWICE})


def is_said(step: Step, value: Value, said: Any, names: Names) -> list[Any]:
    """That the variables of an answer stand for this very answer."""
    if isinstance(value, Truth):
        return [value.yes if said else value.no]
    if isinstance(value, Number):
        return [value.value == said]
    if isinstance(value, Word):
        return [value.value == names.word(said)]
    if isinstance(value, Ticks):
        return [bit == (choice in said) for choice, bit in value.bits.items()]
    if isinstance(value, Spot):
        return [
            value.inside == (said["ags"] is not None), value.ags == int(said["ags"] or 0),
            value.posted == (said["plz"] is not None), value.plz == int(said["plz"] or 0),
            value.name == names.word(said["name"]),
        ]  # fmt: skip
    assert isinstance(value, Day), step.kind
    day = date.fromisoformat(said["date"])
    precision = ["day", "month", "year"].index(said["precision"])
    return [value.year == day.year, value.month == day.month, value.day == day.day, value.precision == precision]


def judged(condition: str, values: dict[str, Any], special: bool) -> set[bool | None]:
    """What the formula allows the condition to be with these answers: one of True, False, None (unknown)."""
    names = Names()
    answers = {step.id: answer_to(step, names) for step in FLOW.steps.values()}
    solver = z3.Solver()
    for step_id, answer in answers.items():
        solver.add(answer.answered == (step_id in values))
        if step_id in values:
            solver.add(answer.fits, *is_said(FLOW.steps[step_id], answer.value, values[step_id], names))
    sure = z3.BoolVal(True)
    world = World(
        names,
        {step_id: answer.value for step_id, answer in answers.items()},
        {step_id: answer.answered for step_id, answer in answers.items()},
        {"special": z3.BoolVal(special)},
        exact(TODAY),
        Word(sure, z3.IntVal(names.word("de"))),
        Word(sure, z3.IntVal(names.word("web"))),
    )
    found = truth(compile_expression(condition, SCOPE).tree, world)
    assert not world.gaps
    cases = {True: found.yes, False: found.no, None: z3.And(z3.Not(found.yes), z3.Not(found.no))}
    return {case for case, formula in cases.items() if solver.check(formula) == z3.sat}


@settings(max_examples=400, deadline=None)
@given(condition=st.sampled_from(CONDITIONS), values=st.fixed_dictionaries({}, optional=ANSWERS), special=st.booleans())
def test_a_formula_says_what_the_evaluator_says(condition: str, values: dict[str, Any], special: bool) -> None:
    env = Env(values, TODAY, consents={"special": special})
    assert judged(condition, values, special) == {compile_expression(condition, SCOPE)(env)}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_each_condition_was_translated_without_a_gap(condition: str) -> None:
    assert judged(condition, {}, False) <= {True, False, None}

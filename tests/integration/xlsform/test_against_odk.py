"""Differential: an imported form finds the same questions relevant as ODK's engine, after every answer of a random row.

Compared are questions outside repeats. Answers are choices and whole numbers. What is not relevant is blank to
everything else, in both engines.
"""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from typing import Any

import pytest

from backend.integrations.workbook import read_workbook
from flows.expressions import Env
from flows.model import Step
from flows.package import load_package
from flows.xlsform.importing import import_form
from tests.support.forms import shared
from tests.support.odk import Odk, xform_of

TODAY = date(2026, 11, 25)
NUMBERS = (0, 1, 2, 5, 17, 18, 60, 100)
#: Form -> answers given in a row.
FORMS = {
    "correlaid-mitwirken-de.xlsx": 40,
    "odk-socio-economic-survey.xlsx": 40,
    "ona-subdistrict-profiling-ar.xlsx": 40,
    "unhcr-rms-cati-v0.xlsx": 15,
}


@cache
def steps_of(form: str) -> dict[str, Step]:
    """Steps outside repeats, in flow order, by the name they have in the form."""
    flow = load_package(import_form(read_workbook(shared("xlsforms", form))).files).flow
    return {step.name or step.id: step for step in flow.steps.values() if not step.repeats}


def name_of(reference: str) -> str:
    return reference.rpartition("/")[2]


class Both:
    """One person's answers in both engines. `answers`: step id -> our value."""

    def __init__(self, form: str, odk: Odk, seed: int) -> None:
        self.steps, self.odk, self.random = steps_of(form), odk, random.Random(seed)
        self.answers: dict[str, Any] = {}

    def answer(self) -> None:
        reference = self.random.choice([reference for reference in self.odk.nodes if self._askable(reference)])
        step = self.steps[name_of(reference)]
        if step.kind == "number":
            number = self.random.choice(NUMBERS)
            self.odk.set(reference, str(number))
            self.answers[step.id] = number
            return
        offered = self.odk.nodes[reference]["options"]
        chosen = self.random.sample(offered, self.random.randint(1, min(3, len(offered))) if step.kind == "many" else 1)
        self.odk.set(reference, chosen)
        self.answers[step.id] = self._ours(step, chosen)

    def _askable(self, reference: str) -> bool:
        node, step = self.odk.nodes[reference], self.steps.get(name_of(reference))
        if step is None or not node["relevant"] or node["readonly"]:
            return False
        return step.kind == "number" or bool(step.choices and node.get("options"))

    def _ours(self, step: Step, chosen: list[str]) -> Any:
        values = {choice.name or choice.value: choice.value for choice in step.choices}
        found = [values[name] for name in chosen]
        return found if step.kind == "many" else found[0]

    def relevant_here(self) -> dict[str, bool]:
        known: dict[str, Any] = {}
        found: dict[str, bool] = {}
        for name, step in self.steps.items():
            found[name] = step.relevant is None or step.relevant(Env(dict(known), TODAY)) is True
            if found[name] and step.id in self.answers:
                known[step.id] = self.answers[step.id]
        return found

    def relevant_there(self) -> dict[str, bool]:
        leaves = {name_of(at): node["relevant"] for at, node in self.odk.nodes.items() if "options" in node}
        return {name: relevant for name, relevant in leaves.items() if name in self.steps}


@pytest.mark.slow  # Node answers in a hundred milliseconds, forty times
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("form", FORMS)
def test_the_same_questions_are_relevant_after_every_answer(form: str, seed: int) -> None:
    with Odk(xform_of(shared("xlsforms", form))) as odk:
        both = Both(form, odk, seed)
        for _ in range(FORMS[form]):
            both.answer()
            there, here = both.relevant_there(), both.relevant_here()
            assert len(there) >= 10
            assert {name: here[name] for name in there} == there

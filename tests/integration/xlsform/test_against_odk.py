"""Differential: a real form, imported, and the same form in ODK's engine agree after every answer of a random row.

Agree they must on which questions are relevant, which must be answered, which choices they offer, what is worked out,
and which answers a constraint refuses. What the import reported as refused or adapted is named here, form by form.
"""

from __future__ import annotations

import pytest

from tests.support.both import Both, name_of
from tests.support.form_walk import FormWalk
from tests.support.forms import package_at, shared
from tests.support.odk import Odk, xform_of
from tests.support.small_form import both_of
from tests.support.wander import Wanderer

#: Form -> answers given in a row; values that differ, because the report says that they would.
FORMS = {
    "correlaid-mitwirken-de.xlsx": (50, set[str]()),
    "odk-socio-economic-survey.xlsx": (50, {"SEClass"}),
    "ona-subdistrict-profiling-ar.xlsx": (50, {"start", "end"}),
    "unhcr-rms-cati-v0.xlsx": (40, {"start", "end", "start_t", "countryname", "citizenship"}),
}


@pytest.fixture(scope="module", params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    """The tests of one form one after the other: reading it takes longer than most of them."""
    return str(request.param)


@pytest.mark.slow  # Node answers in a hundred milliseconds, forty times
@pytest.mark.parametrize("seed", [1, 2])
def test_they_agree_after_every_answer(form: str, seed: int) -> None:
    steps, told = FORMS[form]
    both = both_of(shared("xlsforms", form))
    with both.odk:
        assert both.compared() >= 10
        found = list(Wanderer(both, seed, blank=10).differences(steps))
        assert [one for one in found if name_of(one.partition(" ")[0]) not in told] == []
        assert len(both.turn.state.answers) >= 5  # it came some way


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_conversation_asks_what_the_form_would(form: str, seed: int) -> None:
    """Talked through to its end: nothing is asked too much, nothing that is relevant there was left out."""
    path = shared("xlsforms", form)
    package = package_at(path)
    walk = FormWalk(package, package.flow.lang, seed).run()
    today = walk.player.now.date()
    both = Both(package, Odk(xform_of(path), today), today)
    with both.odk:
        both.take_over(walk.player.state)
        assert [one for one in both.differences() if name_of(one.partition(" ")[0]) not in FORMS[form][1]] == []
        assert [at for at in both.unasked() if name_of(at) not in FORMS[form][1]] == []
        assert len(walk.asked) > 5

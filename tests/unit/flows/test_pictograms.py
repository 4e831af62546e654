"""Pictograms: from the flow's `icon` to the button, kept by a workbook, told by a comparison, refused when unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.diff import diff
from flows.events import Ask
from flows.loader import load_flow
from flows.model import Flow
from flows.pictograms import GROUPS, PICTOGRAMS
from flows.problems import FlowError
from flows.rendering import render
from tests.support.walking import Walker, intake

FLOW = """\
format: 2
id: icons
title: Bilder
lists:
  topics:
    - {value: work, label: Arbeit, icon: briefcase}
    - {value: other, label: Anderes}
sections:
  - id: all
    title: Alles
    steps:
      - {id: a, kind: one, prompt: Was?, list: topics}
      - id: b
        kind: many
        prompt: Und was noch?
        choices:
          - {value: home, label: Wohnen, icon: house}
          - {value: none, label: Nichts}
"""


def flow(was: str = "", now: str = "") -> Flow:
    return load_flow(FLOW.replace(was, now))


def icons(step: str, **event: object) -> list[str | None]:
    """The pictograms of the buttons of a question of the intake, in their order."""
    walker = Walker()
    view = replace(walker.view(), state=walker.state.with_(lang="de"))
    (message,) = render(view, [Ask(step=step, asked=1, **event)], "1")  # type: ignore[arg-type]
    return [button.icon for row in message.rows for button in row if button.role == "choice"]


def test_a_choice_has_its_own_and_one_of_a_list_has_that_of_the_list() -> None:
    loaded = flow()
    assert [choice.icon for choice in loaded.steps["a"].choices] == ["briefcase", None]
    assert [choice.icon for choice in loaded.steps["b"].choices] == ["house", None]


@pytest.mark.parametrize("wrong", ["House", "a b", "'<svg>'", "'#x'", "x" * 41, "[house]"])
def test_what_cannot_be_a_name_is_refused_where_it_stands(wrong: str) -> None:
    with pytest.raises(FlowError) as refused:
        flow("icon: house", f"icon: {wrong}")
    assert [(one.code, one.line) for one in refused.value.problems] == [("flow.value", 17)]


def test_a_name_nobody_knows_any_more_still_loads() -> None:
    """A published revision stays readable when the list changes; publishing a new one is what the lint refuses."""
    assert flow("icon: house", "icon: gone-by-now").steps["b"].choices[0].icon == "gone-by-now"


def test_buttons_carry_them() -> None:
    assert icons("of_age") == ["check", "x"]
    assert icons("consent_intake") == ["check", "x"]
    assert icons("housing_now")[0] == "triangle-alert"
    assert icons("fields")[:2] == ["scale", "languages"]
    assert icons("status") == [None] * 13  # names of papers: no picture would say which


def test_a_question_asked_back_keeps_them() -> None:
    """Whoever was not understood is shown the same pictures again."""
    assert icons("of_age", alternatives=(True, False)) == ["check", "x"]
    assert icons("housing_now", alternatives=("guest", "flat")) == ["sofa", "house"]
    assert icons("fields", alternatives=(["law", "work"], ["law"])) == [None, "scale"]


def test_the_intake_uses_only_what_there_is_and_no_picture_twice_in_a_question() -> None:
    for step in intake().steps.values():
        used = [choice.icon for choice in step.choices if choice.icon]
        assert set(used) <= PICTOGRAMS, step.id
        assert len(used) == len(set(used)), step.id
        assert len(used) in (0, len(step.choices)), step.id


def test_every_name_stands_in_one_group() -> None:
    assert sum(map(len, GROUPS.values())) == len(PICTOGRAMS) > 100


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("icon: key-round", "Antwort „Wohnen“ hat bei „Und was noch?“ jetzt das Piktogramm „key-round“."),
        ("desk: Wohnung", "Antwort „Wohnen“ hat bei „Und was noch?“ kein Piktogramm mehr."),
    ],
)
def test_another_one_is_told_and_asks_nobody_again(now: str, told: str) -> None:
    (change,) = diff(flow(), flow("icon: house", now))
    assert (change.text, change.again) == (told, False)

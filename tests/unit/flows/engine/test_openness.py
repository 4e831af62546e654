"""What is remembered of open questions: used where it fits, ignored where it does not, equal to a full look always."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.engine.derive import env_of, relevance
from flows.engine.openness import SIGNS, Openness, changed, head_of
from flows.state import Answer, State
from tests.support.walking import START, Walker, intake

TODAY = START.date()


def signs(state: State) -> str:
    """By looking at every step, one by one."""
    env = env_of(state, TODAY)
    found = {False: SIGNS[0], None: SIGNS[1], True: SIGNS[2]}
    return "".join(
        SIGNS[0] if step.id in state.answers else found[relevance(step, env)] for step in intake().steps.values()
    )


def test_the_line_says_what_every_step_says() -> None:
    walker = Walker().begin()
    while walker.state.status == "running" and walker.state.question is not None:
        assert walker.state.open == head_of(walker.state, TODAY) + signs(walker.state)
        walker.forward()
    assert walker.state.status == "submitted"


@pytest.mark.parametrize("line", ["", "x", "forged !!!!", "\ud7ff" * 90])
def test_a_line_that_does_not_fit_is_not_believed(line: str) -> None:
    state = Walker().begin().until("moved_here").state
    assert line != state.open
    looked = Openness(intake(), state.with_(open=line), TODAY)
    step = looked.next(state, lambda: env_of(state, TODAY))
    assert step is not None
    assert (step.id, looked.line(state)) == (state.question, state.open)


def test_a_line_of_another_day_language_or_revision_is_not_believed() -> None:
    """Each of them may change what is relevant."""
    state = Walker().begin().until("moved_here").state
    for other in (state.with_(lang="ar"), state.with_(channel="telegram"), state.with_(revision="another")):
        assert Openness(intake(), other, TODAY)._found is None
    assert Openness(intake(), state, TODAY.replace(day=1))._found is None
    assert Openness(intake(), state, TODAY)._found is not None


def test_a_line_of_a_flow_with_more_steps_is_not_believed() -> None:
    flow = intake()
    state = Walker().begin().until("moved_here").state
    steps = {**flow.steps, "one_more": replace(flow.steps["moved_here"], id="one_more")}
    assert Openness(replace(flow, steps=steps), state, TODAY)._found is None


def test_only_what_changed_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """One answer more: its step and what reads it, not the whole flow."""
    seen: list[str] = []
    state = Walker().begin().until("moved_here").state

    def watched(step: object, env: object) -> bool | None:
        seen.append(step.id)  # type: ignore[attr-defined]
        return relevance(step, env)  # type: ignore[arg-type]

    monkeypatch.setattr("flows.engine.openness.relevance", watched)
    looked = Openness(intake(), state, TODAY)
    after = state.with_(answers={**state.answers, "moved_here": Answer("2019", "", "de")})
    looked.next(after, lambda: env_of(after, TODAY))
    assert looked.line(after) == head_of(after, TODAY) + signs(after)
    assert set(seen) <= set(intake().dependents["moved_here"])
    assert len(seen) < 10


def test_changed_answers_are_those_that_came_went_or_were_replaced() -> None:
    one, other = Answer(1, "", "de"), Answer(1, "", "de")
    assert changed({"a": one, "b": one, "c": one}, {"a": one, "b": other, "d": one}) == ["b", "d", "c"]
    assert changed({"a": one, "b": one}, {"a": one}) == ["b"]
    assert changed({"a": one}, {"a": one, "b": one}) == ["b"]
    assert changed({"a": one}, {"a": one}) == []

"""Another revision of the flow under a running conversation."""

from __future__ import annotations

from dataclasses import replace

from flows.engine import step
from flows.engine.adopt import adopt
from flows.inputs import Command
from flows.model import Flow
from tests.support.walking import Walker, intake, lookup


def without(*gone: str) -> Flow:
    """The intake as another revision, without some steps."""
    flow = intake()
    steps = {key: found for key, found in flow.steps.items() if key not in gone}
    sections = tuple(
        replace(found, steps=tuple(key for key in found.steps if key not in gone)) for found in flow.sections
    )
    return replace(flow, revision="next", steps=steps, sections=sections)


def test_the_same_revision_changes_nothing() -> None:
    walker = Walker().begin().until("birth")
    assert adopt(intake(), walker.state, walker.now, lookup()) is walker.state


def test_answers_to_steps_that_are_gone_are_set_aside() -> None:
    walker = Walker().begin().until("birth")
    moved = adopt(without("moved_here"), walker.state, walker.now, lookup())
    assert "moved_here" not in moved.answers
    assert "moved_here" in moved.aside
    assert moved.question == "birth"


def test_a_question_that_is_gone_is_followed_by_the_next() -> None:
    walker = Walker().begin().until("adults")
    flow = without("adults")
    moved = adopt(flow, walker.state, walker.now, lookup())
    result = step(flow, moved, Command("repeat"), walker.now, lookup())
    assert result.state.question == "children"


def test_a_choice_that_is_gone_is_asked_again() -> None:
    walker = Walker().begin().until("fields")
    flow = intake()
    german = flow.steps["german"]
    kept = tuple(choice for choice in german.choices if choice.value != walker.values["german"])
    flow = replace(flow, revision="next", steps={**flow.steps, "german": replace(german, choices=kept)})
    moved = adopt(flow, walker.state, walker.now, lookup())
    assert step(flow, moved, Command("resume"), walker.now, lookup()).state.question == "fields"
    assert "german" not in moved.answers

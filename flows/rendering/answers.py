"""Answers as a person reads them: question and answer, section by section."""

from __future__ import annotations

from flows.engine.derive import kept_out
from flows.kinds import KINDS
from flows.model import Section, Step
from flows.rendering.messages import Rendering
from flows.state import Answer
from locales.texts import isolate

_SILENT = frozenset({"say", "summary", "submit", "consent"})


def answer_lines(view: Rendering) -> list[str]:
    """One block per section that has answers."""
    blocks = []
    for section in view.flow.sections:
        lines = [_line(view, view.flow.steps[step_id], view.state.answers[step_id]) for step_id in _told(view, section)]
        if lines:
            blocks.append("\n".join([f"▪ {view.text(section.title)}", *lines]))
    return blocks


def _told(view: Rendering, section: Section) -> list[str]:
    steps = view.flow.steps
    return [
        step_id for step_id in section.steps if step_id in view.state.answers and steps[step_id].kind not in _SILENT
    ]


def _line(view: Rendering, step: Step, answer: Answer) -> str:
    return f"{view.text(step.prompt)} {isolate(value_text(view, step, answer))}"


def value_text(view: Rendering, step: Step, answer: Answer) -> str:
    if answer.value is None:
        return view.text("answer.skipped")
    if kept_out(step, view.state):  # what may not be asked here may not be repeated here either
        return view.text("answer.protected")
    return KINDS[step.kind].display(step, answer.value, view.context(step.choices))

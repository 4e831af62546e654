"""Answers as a person reads them: question and answer, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flows.engine.derive import kept_out, protected
from flows.kinds import KINDS
from flows.model import Section, Step, asks_for_entry
from flows.rendering.messages import Rendering
from flows.state import Answer
from locales.texts import isolate

UNKNOWN = "…"
#: Values that no step asked for are shown as the kinds show them.
NOBODY = Step(id="", kind="text", section="", prompt="")
_SILENT = frozenset({"say", "summary", "submit", "consent"})


def answer_lines(view: Rendering) -> list[str]:
    """One block per section that has answers."""
    blocks = []
    for section in view.flow.sections:
        lines = list(_lines(view, section))
        if lines:
            blocks.append("\n".join([f"▪ {view.text(section.title)}", *lines]))
    return blocks


def _lines(view: Rendering, section: Section) -> Iterator[str]:
    """Question and answer, before the first of each entry of a repeat what the entry is called, and a free line behind
    the last.
    """
    entry = ""
    for step_id in _told(view, section):
        step = view.flow.steps[step_id]
        heading = view.heading(step)
        if heading != entry:
            yield f"– {heading}" if heading else ""
        entry = heading
        yield _line(view, step, view.state.answers[step_id])


def _told(view: Rendering, section: Section) -> list[str]:
    steps = view.flow.steps
    return [step_id for step_id in section.steps if step_id in view.state.answers and _is_told(steps[step_id])]


def _is_told(step: Step) -> bool:
    """Whether there is another entry is told by the entry itself."""
    return step.kind not in _SILENT and not (asks_for_entry(step) and step.at[-1] > 1)


def _line(view: Rendering, step: Step, answer: Answer) -> str:
    return f"{view.said(step.prompt, step)} {isolate(value_text(view, step, answer))}"


def shown_value(view: Rendering, key: str) -> str:
    """An answer or a computed value as a text speaks of it; dots where it is not known."""
    step, answer = view.flow.steps.get(key), view.state.answers.get(key)
    if step is not None:
        return UNKNOWN if answer is None or answer.value is None else value_text(view, step, answer)
    computed = view.flow.computed.get(key)
    if computed is not None and protected(view.flow, key, view.state):
        return view.text("answer.protected")
    value = computed.value(view.env) if computed is not None else None
    return UNKNOWN if value is None else computed_text(view, value)


def computed_text(view: Rendering, value: Any) -> str:
    """A value of any type of the expression language."""
    if isinstance(value, bool):
        return view.text("answer.yes" if value else "answer.no")
    if isinstance(value, date):
        stored = {"date": value.isoformat(), "precision": "day"}
        return KINDS["date"].display(NOBODY, stored, view.context())
    if isinstance(value, int | float):
        return KINDS["number"].display(NOBODY, value, view.context())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple | frozenset) else str(value)


def value_text(view: Rendering, step: Step, answer: Answer) -> str:
    if answer.value is None:
        return view.text("answer.skipped")
    if kept_out(step, view.state):  # what may not be asked here may not be repeated here either
        return view.text("answer.protected")
    return KINDS[step.kind].display(step, answer.value, view.context(step.choices))

"""One entry of a repeat by name: "Kind 2: Sara"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.model import Step, asks_for_entry
from flows.rendering.answers import value_text
from flows.rendering.messages import Rendering
from flows.slots import parts


def entry_name(view: Rendering, entry: str) -> str:
    """What it is called, by its label and number and the first thing that was said of it."""
    said = next((value_text(view, step, view.state.answers[step.id]) for step in _told(view, entry)), "")
    name = entry_heading(view, entry)
    return f"{name}: {said}" if said else name


def entry_heading(view: Rendering, entry: str) -> str:
    """What it is called, by its label and number alone."""
    at = parts(entry)[1]
    of_any = next((replace(step, at=at, headings=step.headings[: len(at)]) for step in _of_repeat(view, entry)), None)
    label = view.heading(of_any) if of_any is not None else ""
    return label or view.text("remove.entry", n=at[-1])


def _of_repeat(view: Rendering, entry: str) -> Iterator[Step]:
    """The questions of all entries of its repeat."""
    repeat, at = parts(entry)
    around = slice(len(at) - 1, len(at))
    return (step for step in view.flow.steps.values() if step.repeats[around] == (repeat,) and not asks_for_entry(step))


def _told(view: Rendering, entry: str) -> Iterator[Step]:
    """Its questions that were answered."""
    at, answers = parts(entry)[1], view.state.answers
    mine = (step for step in _of_repeat(view, entry) if step.at[: len(at)] == at and step.id in answers)
    return (step for step in mine if answers[step.id].value is not None)

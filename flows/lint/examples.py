"""The examples of the checks as whole flows: what tests run and the manual shows."""

from __future__ import annotations

import re
from datetime import date

from flows.lint.base import Example
from flows.lint.subject import Subject
from flows.lint.where import find
from flows.loader import load_flow
from flows.places import load_places

DAY = date(2026, 11, 20)
FILE = "example.yaml"
_HEAD = "format: 2\nid: example\ntitle: Beispiel\n"
_SECTION = "sections:\n  - id: all\n    title: Alles\n    steps:\n"
_SEND = "- id: send\n  kind: submit\n  prompt: Senden?\n"


def as_flow(example: Example) -> str:
    """A flow file. Examples show what they are about, so here is added what every flow needs: an end."""
    steps = example.steps if re.search(r"kind: submit|ends:", example.steps) else example.steps + _SEND
    indented = "".join(f"      {line}\n" if line else "\n" for line in steps.splitlines())
    return _HEAD + example.before + _SECTION + indented


def subject_of(example: Example) -> Subject:
    """Raises FlowError when the example does not load."""
    text = as_flow(example)
    flow, where = load_flow(text, FILE), find(text, FILE)
    return Subject(flow, where, DAY, example.texts, example.rules, load_places(), media=example.media)

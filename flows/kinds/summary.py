"""All answers once more, before anything leaves: go on, or change one."""

from __future__ import annotations

from typing import Any, ClassVar

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Option, Parsed, Reading, register
from flows.model import Step
from flows.parsing.normalise import key
from flows.parsing.terms import starts, word_keys
from flows.parsing.yes_no import read_yes_no

LABELS = {"continue": "answer.summary.continue", "correct": "answer.summary.correct"}
ICONS = {"continue": "check", "correct": "pencil"}


@register
class Summary(Kind):
    name: ClassVar[str] = "summary"
    summary: ClassVar[str] = "Shows all answers; the person goes on or changes one."
    example: ClassVar[str] = """\
- id: check
  kind: summary
  prompt: Bitte prüfen Sie Ihre Antworten. Stimmt alles?
"""
    value_type: ClassVar[str] = "none"
    seconds: ClassVar[float] = 20.0
    skippable: ClassVar[bool] = False

    def offers(self, step: Step, ctx: Context) -> tuple[Option, ...]:
        return tuple(Option(value, label=label, icon=ICONS[value]) for value, label in LABELS.items())

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        said = {value: _said(text, label, ctx) for value, label in LABELS.items()}
        longest = [value for value, length in said.items() if length and length == max(said.values())]
        if len(longest) == 1:
            return Parsed(longest[0])
        right = None if longest else read_yes_no(text, ctx.everywhere)
        if right is None:
            return Ambiguous(tuple(LABELS), "answer.summary.unclear", heard=False)
        return Parsed("continue" if right else "correct")

    def is_plain(self, step: Step, text: str, ctx: Context) -> bool:
        return False  # whoever comes back looks at it again first

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Parsed(value) if value in LABELS else Misfit("answer.summary.unclear")

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        return ctx.text(LABELS["correct" if value == "correct" else "continue"])


def _said(text: str, label: str, ctx: Context) -> int:
    """How much of the beginning of a text says so: "not right" is more than "right"."""
    words = word_keys(ctx.everywhere(label)) | word_keys(ctx.everywhere(f"{label}.words"))
    return len(starts(key(text), words) or "")

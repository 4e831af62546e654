"""Sending everything off: one button, and nothing is sent by mistake."""

from __future__ import annotations

from typing import Any, ClassVar

from flows.kinds.base import Context, Kind, Misfit, Option, Parsed, Reading, register
from flows.model import Step
from flows.parsing.normalise import key
from flows.parsing.terms import word_keys
from flows.parsing.yes_no import read_yes_no

SEND = "answer.submit.send"


@register
class Submit(Kind):
    name: ClassVar[str] = "submit"
    summary: ClassVar[str] = "The last step: hands the answers to the municipality that is responsible."
    example: ClassVar[str] = """\
- id: send
  kind: submit
  prompt: Dürfen wir alles an Ihre Stadt oder Ihren Kreis senden?
"""
    value_type: ClassVar[str] = "none"
    seconds: ClassVar[float] = 5.0
    skippable: ClassVar[bool] = False

    def offers(self, step: Step, ctx: Context) -> tuple[Option, ...]:
        return (Option("send", label=SEND),)

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        words = word_keys(ctx.everywhere(SEND)) | word_keys(ctx.everywhere(f"{SEND}.words"))
        sends = key(text) in words or read_yes_no(text, ctx.everywhere) is True
        return Parsed(True) if sends else Misfit("answer.submit.unclear")

    def is_plain(self, step: Step, text: str, ctx: Context) -> bool:
        return False  # whoever comes back looks at it again first

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Parsed(True) if value == "send" else Misfit("answer.submit.unclear")

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        return ctx.text(SEND)

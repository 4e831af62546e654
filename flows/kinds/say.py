"""Something said that needs no answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flows.kinds.base import Context, Kind, Parsed, Reading, register
from flows.model import Step
from flows.protocol import InputMode


@register
class Say(Kind):
    name: ClassVar[str] = "say"
    summary: ClassVar[str] = "Says something and goes on; with `ends`, the conversation ends with it."
    example: ClassVar[str] = """\
- id: who_we_are
  kind: say
  prompt: Wir helfen neu zugewanderten Menschen.
"""
    value_type: ClassVar[str] = "none"
    seconds: ClassVar[float] = 0.0
    inputmode: ClassVar[InputMode] = "none"
    skippable: ClassVar[bool] = False

    options: ClassVar[Mapping[str, Any]] = {
        "controller": {
            "type": "boolean",
            "description": "Below it stands who is responsible for the data and how to reach it (Art. 13 GDPR).",
        },
    }

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        return Parsed(True)

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Parsed(True)

    def display(self, step: Step, value: object, ctx: Context) -> str:
        return ""

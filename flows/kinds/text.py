"""Free text: kept as written, in the language it was written in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flows.kinds.base import Context, Kind, Misfit, Parsed, Reading, register
from flows.model import Step

LENGTH = 1000
#: Option: see its description.
PERSON = "person_name"


@register
class Text(Kind):
    name: ClassVar[str] = "text"
    summary: ClassVar[str] = "Free text in any language, kept as it was written."
    example: ClassVar[str] = """\
- id: anything_else
  kind: text
  prompt: Möchten Sie uns noch etwas sagen?
  max_length: 600
"""
    value_type: ClassVar[str] = "text"
    seconds: ClassVar[float] = 30.0
    max_length: ClassVar[int] = LENGTH
    options: ClassVar[Mapping[str, Any]] = {
        "max_length": {"type": "integer", "minimum": 1, "maximum": 4000, "description": "Characters; default 1000."},
        PERSON: {
            "type": "boolean",
            "description": "A person's name is asked for: one word is the name, though it may be a command elsewhere.",
        },
    }

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        limit = int(step.options.get("max_length", LENGTH))
        if len(text) > limit:
            return Misfit("answer.text.long", {"length": len(text), "max": limit})
        if not any(char.isalnum() for char in text):
            return Misfit("answer.text.no_words")
        return Parsed(text)

    def is_plain(self, step: Step, text: str, ctx: Context) -> bool:
        return False  # "I am back" is a text, too

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Misfit("answer.text.write")

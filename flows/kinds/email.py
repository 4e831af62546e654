"""An e-mail address, checked for form only: whether it exists is not looked up anywhere."""

from __future__ import annotations

from typing import ClassVar

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Parsed, Reading, register
from flows.model import Step
from flows.parsing.emails import find_emails
from flows.protocol import InputMode


@register
class Email(Kind):
    name: ClassVar[str] = "email"
    summary: ClassVar[str] = "An e-mail address; also found inside a sentence."
    example: ClassVar[str] = """\
- id: email
  kind: email
  required: false
  prompt: Wie ist Ihre E-Mail-Adresse?
"""
    value_type: ClassVar[str] = "text"
    seconds: ClassVar[float] = 15.0
    inputmode: ClassVar[InputMode] = "email"
    max_length: ClassVar[int] = 254

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        found = find_emails(text)
        if not found:
            return Misfit("answer.email.misfit")
        return Parsed(found[0]) if len(found) == 1 else Ambiguous(found)

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Misfit("answer.email.misfit")

"""An e-mail address, checked for form only: whether it exists is not looked up anywhere."""

from __future__ import annotations

import re
from typing import ClassVar

from email_validator import EmailNotValidError, validate_email

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Parsed, Reading, register
from flows.model import Step
from flows.protocol import InputMode

_ADDRESS = re.compile(r"[^\s<>,;:()\"']{1,64}\s?@\s?[^\s<>,;:()\"']{1,250}")
SEEN = 500  # characters in which an address is looked for


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
        found = tuple(dict.fromkeys(filter(None, map(_checked, _ADDRESS.findall(text[:SEEN])))))
        if not found:
            return Misfit("answer.email.misfit")
        return Parsed(found[0]) if len(found) == 1 else Ambiguous(found)

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Misfit("answer.email.misfit")


def _checked(address: str) -> str | None:
    try:
        return validate_email(address.replace(" ", "").strip("."), check_deliverability=False).normalized
    except EmailNotValidError:
        return None

"""A telephone number, stored as E.164. Without a country code it is taken for a German one."""

from __future__ import annotations

from typing import Any, ClassVar

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Parsed, Reading, register
from flows.model import Step
from flows.parsing.phones import find_phones
from flows.protocol import InputMode


@register
class Phone(Kind):
    name: ClassVar[str] = "phone"
    summary: ClassVar[str] = "A telephone number, German unless it says otherwise; stored as E.164."
    example: ClassVar[str] = """\
- id: phone
  kind: phone
  required: false
  prompt: Wie ist Ihre Telefonnummer?
"""
    value_type: ClassVar[str] = "text"
    seconds: ClassVar[float] = 12.0
    inputmode: ClassVar[InputMode] = "tel"
    max_length: ClassVar[int] = 40

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        found = find_phones(text)
        if not found:
            return Misfit("answer.phone.misfit")
        return Parsed(found[0]) if len(found) == 1 else Ambiguous(found)

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Misfit("answer.phone.misfit")

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        try:
            return phonenumbers.format_number(phonenumbers.parse(str(value)), PhoneNumberFormat.INTERNATIONAL)
        except NumberParseException:
            return str(value)

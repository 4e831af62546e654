"""A telephone number, stored as E.164. Without a country code it is taken for a German one."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumberFormat, PhoneNumberMatcher, PhoneNumberType

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Parsed, Reading, register
from flows.model import Step
from flows.parsing.normalise import digits
from flows.protocol import InputMode

REGION = "DE"
_PREFIX = re.compile(r"^[^\d+＋]*[+＋0]")
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
SEEN = 200  # characters in which a number is looked for


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
        written = digits(text)[:SEEN]
        whole = _whole(written)
        found = (whole,) if whole else _inside(written)
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


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _whole(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, REGION)
    except NumberParseException:
        return None
    return _e164(number) if phonenumbers.is_valid_number(number) and _is_meant(text, number) else None


def _is_meant(text: str, number: phonenumbers.PhoneNumber) -> bool:
    """Without 0 or + in front, digits may be anything (a date); only a mobile number is believed."""
    return bool(_PREFIX.search(text)) or phonenumbers.number_type(number) in _MOBILE


def _inside(text: str) -> tuple[str, ...]:
    matches = PhoneNumberMatcher(text, REGION, leniency=Leniency.VALID, max_tries=20)
    return tuple(dict.fromkeys(_e164(match.number) for match in matches if _is_meant(match.raw_string, match.number)))

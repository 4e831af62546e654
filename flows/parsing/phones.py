"""Telephone numbers in a text, as E.164; one without a country code is taken for a German one."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumberFormat, PhoneNumberMatcher, PhoneNumberType

from flows.parsing.normalise import digits

REGION = "DE"
_PREFIX = re.compile(r"^[^\d+＋]*[+＋0]")
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
SEEN = 200  # characters in which a number is looked for


def find_phones(text: str) -> tuple[str, ...]:
    """The valid numbers in a text: the whole text as one, or those found in it. Never raises."""
    written = digits(text)[:SEEN]
    whole = _whole(written)
    return (whole,) if whole else _inside(written)


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

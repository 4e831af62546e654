"""E-mail addresses in a text, checked for form only."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

_ADDRESS = re.compile(r"[^\s<>,;:()\"']{1,64}\s?@\s?[^\s<>,;:()\"']{1,250}")
SEEN = 500  # characters in which an address is looked for


def find_emails(text: str) -> tuple[str, ...]:
    """The addresses in a text, as they are written down. Never raises."""
    return tuple(dict.fromkeys(filter(None, map(_checked, _ADDRESS.findall(text[:SEEN])))))


def _checked(address: str) -> str | None:
    try:
        return validate_email(address.replace(" ", "").strip("."), check_deliverability=False).normalized
    except EmailNotValidError:
        return None

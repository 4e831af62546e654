"""All kinds of steps. Importing this package registers every one of them; a new kind is a new file and a line here."""

from __future__ import annotations

from flows.kinds import (
    consent,
    country,
    date,
    email,
    language,
    many,
    number,
    one,
    phone,
    place,
    say,
    submit,
    summary,
    text,
    yes_no,
)
from flows.kinds.base import KINDS, Kind, register

__all__ = [
    "KINDS",
    "Kind",
    "consent",
    "country",
    "date",
    "email",
    "language",
    "many",
    "number",
    "one",
    "phone",
    "place",
    "register",
    "say",
    "submit",
    "summary",
    "text",
    "yes_no",
]

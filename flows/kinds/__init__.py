"""All kinds of steps. Importing this package registers every one of them; a new kind is a new file and a line here."""

from __future__ import annotations

from flows.kinds.base import KINDS, Kind, register
from flows.kinds.consent import Consent
from flows.kinds.country import Country
from flows.kinds.date import Date
from flows.kinds.email import Email
from flows.kinds.language import Language
from flows.kinds.many import Many
from flows.kinds.number import NumberKind
from flows.kinds.one import One
from flows.kinds.phone import Phone
from flows.kinds.place import Place
from flows.kinds.say import Say
from flows.kinds.submit import Submit
from flows.kinds.summary import Summary
from flows.kinds.text import Text
from flows.kinds.yes_no import YesNo

__all__ = [
    "KINDS",
    "Consent",
    "Country",
    "Date",
    "Email",
    "Kind",
    "Language",
    "Many",
    "NumberKind",
    "One",
    "Phone",
    "Place",
    "Say",
    "Submit",
    "Summary",
    "Text",
    "YesNo",
    "register",
]

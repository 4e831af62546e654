"""What people wrote, as the desk shows it: escaped, and telephone numbers as they are dialled.

Between Arabic letters the groups of a number stand from right to left: "0231 1234567" reads "1234567 0231".
"""

from __future__ import annotations

from itertools import islice

from markupsafe import Markup
from phonenumbers import Leniency, PhoneNumberMatcher

from flows.parsing.phones import REGION

#: Numbers of one text, and tries that find none: a text of nothing but digits takes long to search.
MOST, TRIES = 20, 100


def said(text: str) -> Markup:
    """The words, each telephone number from left to right whatever is around it."""
    shown, end = Markup(), 0
    for found in islice(PhoneNumberMatcher(text, REGION, Leniency.VALID, TRIES), MOST):
        shown += text[end : found.start]  # Markup escapes what is added to it
        shown += Markup('<bdi dir="ltr">{}</bdi>').format(found.raw_string)
        end = found.end
    return shown + text[end:]

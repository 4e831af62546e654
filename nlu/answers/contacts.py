"""Telephone numbers and e-mail addresses: what the flows' own readers find."""

from __future__ import annotations

from flows.parsing.emails import find_emails
from flows.parsing.phones import find_phones
from nlu.answers.model import Answer, Question, answer


def read_phone(question: Question, text: str) -> Answer:
    """Value: E.164, of a number that is valid where it says it is from; German unless it says so."""
    return answer(find_phones(text))


def read_email(question: Question, text: str) -> Answer:
    """Value: the address, its domain in small letters."""
    return answer(find_emails(text))

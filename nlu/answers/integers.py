"""Whole numbers and decimal ones, in digits and words."""

from __future__ import annotations

from fractions import Fraction

from nlu.answers.model import Answer, Question, answer
from nlu.answers.numbers import read_numbers

PLACES = 6  # decimal places kept


def read(question: Question, text: str) -> Answer:
    """Value: an int. "2 or 3" is asked back; a number with a fraction is none."""
    numbers = read_numbers(text, question.lang, whole=True)
    return answer([] if any(number.denominator != 1 for number in numbers) else [int(number) for number in numbers])


def read_decimal(question: Question, text: str) -> Answer:
    """Value: an int where the number is whole, else a float."""
    return answer(_plain(number) for number in read_numbers(text, question.lang, whole=False))


def _plain(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else round(float(number), PLACES)

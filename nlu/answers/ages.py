"""How old somebody is: a number, a length of time, or a birth date to count from. Value: whole years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from nlu.answers.dates import read_birth_date
from nlu.answers.durations import read_length
from nlu.answers.model import NO, Answer, Question, answer
from nlu.answers.numbers import read_numbers

OLDEST = 120


def read(question: Question, text: str) -> Answer:
    """A year of birth alone is two ages, which are asked back."""
    born = read_birth_date(replace(question, type="birth_date"), text)
    if born.status != "no":
        dates = (born.value,) if born.status == "ok" else born.alternatives
        return answer(age for one in dates for age in _ages(str(one), question.today))
    length = read_length(text, question.lang)
    if length is not None:
        years = int((length.months + length.days / 30) / 12)
        return answer([years] if length.months or length.days else [])
    numbers = read_numbers(text, question.lang, whole=False)
    return answer(int(number) for number in numbers) if all(0 <= number <= OLDEST for number in numbers) else NO


def _ages(born: str, today: date) -> list[int]:
    """The ages somebody may have who was born on a day, in a month or a year."""
    first = date.fromisoformat((born + "-01-01")[:10])
    last = date.fromisoformat({4: f"{born}-12-31", 7: f"{born}-28", 10: born}[len(born)])
    return sorted({_years(day, today) for day in (first, last) if day <= today})


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

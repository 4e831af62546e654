"""Days as formulas. The years 1901 to 2099: every fourth is a leap year there, without exception.

The code of a day is `372 * year + 31 * (month - 1) + day - 1`: it orders days as the calendar does, with no table.
"""

from __future__ import annotations

from datetime import date

import z3

from flows.proofs.values import Day, Names, Number, Term, Truth, Word

FIRST_YEAR, LAST_YEAR = 1901, 2099
PRECISIONS = ("day", "month", "year")
_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)  # days before each month


def code(year: Term, month: Term, day: Term) -> Term:
    return 372 * year + 31 * (month - 1) + day - 1


def _last_day(year: Term, month: Term) -> Term:
    short = z3.Or(month == 4, month == 6, month == 9, month == 11)
    return z3.If(month == 2, z3.If(year % 4 == 0, 29, 28), z3.If(short, 30, 31))


def exact(day: date) -> Day:
    """A fixed day. Dates outside the years we know stay on the side on which they are."""
    year, month, number = (z3.IntVal(part) for part in (day.year, day.month, day.day))
    at = code(year, month, number)
    return Day(z3.BoolVal(True), at, at, year, month, number, z3.IntVal(0))


def some_day(known: Term, names: Names, precise: bool = False) -> tuple[Day, Term]:
    """Any day, and what must hold for it to be one. Half known unless `precise`."""
    year, month, day = names.whole("year"), names.whole("month"), names.whole("day")
    precision = z3.IntVal(0) if precise else names.whole("precision")
    at = code(year, month, day)
    first = z3.If(precision == 0, at, z3.If(precision == 1, code(year, month, 1), code(year, 1, 1)))
    last = z3.If(precision == 0, at, z3.If(precision == 1, code(year, month, _last_day(year, month)),
                                           code(year, 12, 31)))  # fmt: skip
    real = z3.And(year >= FIRST_YEAR, year <= LAST_YEAR, month >= 1, month <= 12, day >= 1,
                  day <= _last_day(year, month), precision >= 0, precision <= 2)  # fmt: skip
    return Day(known, first, last, year, month, day, precision), real


def between(day: Day, first: date, last: date) -> Term:
    at = code(day.year, day.month, day.day)
    return z3.And(exact(first).first <= at, at <= exact(last).first)


def is_exact(day: Day) -> bool:
    """Known to the day, whatever the day is."""
    return bool(z3.is_int_value(day.precision) and day.precision.as_long() == 0)


def later(day: Day, months: int) -> Day:
    """An exact day so many months later (earlier when negative); 31 January and a month is 28 February. Moving a month
    moves the code by 31, a year by 372: only the days that the month does not have are taken off."""
    count = 12 * day.year + day.month - 1 + months
    year, month = count / 12, count % 12 + 1
    over = z3.If(day.day > _last_day(year, month), day.day - _last_day(year, month), 0)
    at = day.first + 31 * months - over
    return Day(day.known, at, at, year, month, day.day - over, day.precision)


def ordinal(day: Day) -> Term:
    """Days since the end of 1900, of the day stored."""
    before: Term = z3.IntVal(_BEFORE[-1])
    for month in range(11, 0, -1):
        before = z3.If(day.month == month, _BEFORE[month - 1], before)
    years = day.year - FIRST_YEAR
    leap = z3.If(z3.And(day.month > 2, day.year % 4 == 0), 1, 0)
    return 365 * years + years / 4 + before + leap + day.day


# --- comparing and counting, as `flows.expressions.dates` does it ---------------------------------------------------


def compared(op: str, left: Day, right: Day) -> Truth:
    if op in (">", ">="):
        return compared({">": "<", ">=": "<="}[op], right, left)
    both = z3.And(left.known, right.known)
    if op == "<":
        return Truth(z3.And(both, left.last < right.first), z3.And(both, left.first >= right.last))
    if op == "<=":
        return Truth(z3.And(both, left.last <= right.first), z3.And(both, left.first > right.last))
    apart = z3.Or(left.last < right.first, right.last < left.first)
    alike = z3.And(left.first == left.last, left.last == right.first, right.first == right.last)
    same = Truth(z3.And(both, alike), z3.And(both, apart))
    return same if op == "==" else Truth(same.no, same.yes)


def years_since(day: Day, today: Day) -> Number:
    later = z3.Or(today.month < day.month, z3.And(today.month == day.month, today.day < day.day))
    return Number(day.known, today.year - day.year - z3.If(later, 1, 0))


def months_since(day: Day, today: Day) -> Number:
    months = 12 * (today.year - day.year) + today.month - day.month
    return Number(day.known, months - z3.If(today.day < day.day, 1, 0))


def days_since(day: Day, today: Day) -> Number:
    return Number(day.known, ordinal(today) - ordinal(day))


def precision_of(day: Day, names: Names) -> Word:
    by_day, by_month, by_year = (names.word(name) for name in PRECISIONS)
    found = z3.If(day.precision == 0, by_day, z3.If(day.precision == 1, by_month, by_year))
    return Word(day.known, found)


def either(test: Term, known: Term, one: Day, other: Day) -> Day:
    """`one` where `test` holds, else `other`."""
    parts = ("first", "last", "year", "month", "day", "precision")
    return Day(known, *(z3.If(test, getattr(one, part), getattr(other, part)) for part in parts))

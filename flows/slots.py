"""The keys of answers: a step's id, and inside repeats the number of each entry: `birth`, `birth#2`, `school#2-1`.

Numbers count from 1, the outermost repeat first. Step ids never hold `#`, so a key says which step it belongs to.
"""

from __future__ import annotations

SIGN, BETWEEN = "#", "-"


def slot(step_id: str, at: tuple[int, ...] = ()) -> str:
    """The key of the answer that `step_id` has in the entries `at`."""
    return f"{step_id}{SIGN}{BETWEEN.join(map(str, at))}" if at else step_id


def parts(key: str) -> tuple[str, tuple[int, ...]]:
    """The step id and the entries of a key. What is no key (a forged button) is taken for an id that no step has."""
    step_id, sign, numbers = key.partition(SIGN)
    if not sign:
        return key, ()
    read = numbers.split(BETWEEN)
    if not all(number.isascii() and number.isdecimal() and len(number) <= 4 for number in read):
        return key, ()
    return step_id, tuple(map(int, read))


def step_of(key: str) -> str:
    """The id of the step a key belongs to."""
    return key.partition(SIGN)[0]

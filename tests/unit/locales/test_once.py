"""What is slow to make is made once, also where two threads ask for it at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from locales.once import once


def test_two_threads_at_once_get_the_same_thing() -> None:
    asking, made = Barrier(2), list[object]()

    @once
    def slow() -> object:
        Event().wait(0.05)  # the other gets here, too, where nothing keeps it out
        made.append(object())
        return made[-1]

    def ask(_: int) -> object:
        asking.wait()
        return slow()

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(ask, range(2))
    assert first is second
    assert len(made) == 1


def test_each_argument_has_its_own_and_an_error_is_not_kept() -> None:
    wrong = [True]

    @once
    def made(name: str) -> list[str]:
        if wrong:
            raise ValueError(wrong.pop())
        return [name]

    with pytest.raises(ValueError, match="True"):
        made("a")
    assert made("a") is made("a")
    assert made("a") != made("b")

"""What is slow to make and the same for everybody in a process: made once, by whoever asks first.

`functools.cache` lets two threads that ask at the same time both do the work.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from threading import RLock
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def once(make: Callable[P, T]) -> Callable[P, T]:
    """`make`, called once for the same arguments (hashable); whoever asks meanwhile waits. An error is not kept."""
    made, lock = cache(make), RLock()

    @wraps(make)
    def found(*args: P.args, **kwargs: P.kwargs) -> T:
        with lock:
            return made(*args, **kwargs)  # type: ignore[arg-type]  # of `cache`, which knows no ParamSpec

    return found

"""While something is served, what was there before is not looked over for garbage; what is made meanwhile is."""

from __future__ import annotations

import gc
import weakref

from backend.serving import little_garbage


class Ring:
    """Something that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


def test_what_was_there_is_left_alone_until_the_end_and_what_comes_is_collected() -> None:
    gc.collect()  # none by itself in the next lines
    before = weakref.ref(Ring())
    with little_garbage():
        meanwhile = weakref.ref(Ring())
        gc.collect()
        assert meanwhile() is None
        assert before() is not None
        assert gc.get_freeze_count() > 0
    gc.collect()
    assert before() is None
    assert gc.get_freeze_count() == 0

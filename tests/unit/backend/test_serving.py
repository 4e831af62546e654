"""While something is served, what was there before is not looked over for garbage; what is made meanwhile is. Nothing
that is sent waits for an acknowledgement.
"""

from __future__ import annotations

import gc
import weakref

import pytest

from backend.serving import listen, little_garbage
from tests.support.sockets import no_delay


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


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_an_answer_in_two_parts_is_sent_without_waiting_for_an_acknowledgement(host: str) -> None:
    """Between bot and backend every turn would wait for 40 ms."""
    await no_delay(listen(host, 0, "--port"), host)

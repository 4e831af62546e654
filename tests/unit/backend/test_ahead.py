"""Reading ahead: in a thread of its own, once, and never a reason for a turn to fail."""

from __future__ import annotations

import asyncio
import threading

import pytest

from backend.bootstrap.ahead import Reading
from flows.errors import LotseError


async def test_many_wait_and_it_is_read_once_in_another_thread() -> None:
    threads, go = list[threading.Thread](), threading.Event()

    def read() -> None:
        go.wait()
        threads.append(threading.current_thread())

    reading = Reading("something", read)
    waiting = [asyncio.create_task(reading.done()) for _ in range(3)]
    await asyncio.sleep(0)  # they wait now
    waiting[0].cancel()
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(*waiting[1:])
    await reading.done()
    assert waiting[0].cancelled()
    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()


@pytest.mark.parametrize("error", [LotseError("nlu.model", file="x"), OSError("words of people")])
async def test_what_cannot_be_read_is_said_in_the_log_and_left_to_whoever_needs_it(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def read() -> None:
        raise error

    await Reading("something", read).done()
    assert "something cannot be read" in caplog.text
    assert "words of people" not in caplog.text

"""What is confirmed to Telegram: exactly what is done, in the order in which it came, whatever the ids."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.window import OVERDUE, PRESSED, Stage, Window


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_confirmed_past_what_waits() -> None:
    """faults: A1"""
    window = Window(Clock())
    for update in (10, 11, 12):
        window.add(update)
    window.mark(10, Stage.SETTLED)
    window.mark(12, Stage.SETTLED)
    assert window.done() == [10]
    assert window.offset([10]) == 11


def test_all_done_is_confirmed_by_the_next_id_and_then_no_offset_is_needed() -> None:
    """faults: A2"""
    window = Window(Clock())
    window.add(10)
    window.mark(10, Stage.SETTLED)
    done = window.done()
    assert window.offset(done) == 11
    window.confirm(done)
    assert window.offset(window.done()) is None
    assert window.add(3), "a lower id later on is as good as any"
    assert not window.add(10)


def test_committed_is_confirmed_only_when_many_wait_and_long() -> None:
    """faults: A7, A8. Before, a kill would lose the reply; behind many, one chat's 429 would hold up all."""
    clock = Clock()
    window = Window(clock)
    for update in range(PRESSED - 1):
        window.add(update)
        window.mark(update, Stage.COMMITTED)
    clock.now += OVERDUE
    assert window.done() == []
    window.add(PRESSED)
    assert len(window.done()) == PRESSED - 1


def test_what_was_committed_just_now_is_never_confirmed_before_it_was_shown() -> None:
    """faults: A1. However many there are: after a kill they would never be asked their next question."""
    clock = Clock()
    window = Window(clock)
    for update in range(2 * PRESSED):
        window.add(update)
        window.mark(update, Stage.COMMITTED)
    clock.now += OVERDUE / 2
    assert window.done() == []
    window.mark(0, Stage.SETTLED)
    assert window.done() == [0]


@given(st.lists(st.integers(-(10**9), 10**9), unique=True, max_size=60), st.randoms(use_true_random=False))
def test_whatever_the_ids_and_the_order_of_settling_none_is_lost(ids: list[int], chance: object) -> None:
    """faults: A2"""
    window, confirmed = Window(Clock()), []
    for update in ids:
        assert window.add(update)
        assert not window.add(update)
    order = list(ids)
    chance.shuffle(order)  # type: ignore[attr-defined]
    settled: set[int] = set()
    for update in order:
        window.mark(update, Stage.SETTLED)
        settled.add(update)
        done = window.done()
        assert set(done) <= settled
        confirmed += done
        window.confirm(done)
    assert confirmed == ids
    assert len(window) == 0

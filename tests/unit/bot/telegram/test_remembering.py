"""What stands in the chats is reported without anybody waiting for it, asked for once, and never confused."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.channels.telegram.asking import Asking
from bot.channels.telegram.remembering import FIRST_PAUSE, LONGEST_PAUSE, Remembering
from bot.channels.telegram.sending import Sent
from bot.channels.telegram.shown import PER_CHAT, Shown
from flows.protocol import REPORT_LIMIT, Channel, Entry, KeyboardReport, Keyboards, Message
from tests.support.memory_gateway import MemoryGateway

CHAT = "5"
CONSENT = Message(
    id="1", role="question", text="?", lang="de", dir="ltr", step="agree", entry=Entry(kind="consent", inputmode="none")
)


@dataclass
class Backend(MemoryGateway):
    """`held`: answers wait for it."""

    held: asyncio.Event = field(default_factory=asyncio.Event)
    reports: list[KeyboardReport] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.held.set()

    async def keyboards(self, channel: Channel, chat: str) -> Keyboards:
        self.asked.append(chat)
        await self.held.wait()
        return await super().keyboards(channel, chat)

    async def keep_keyboards(self, report: KeyboardReport) -> None:
        self.reports.append(report)
        await self.held.wait()
        await super().keep_keyboards(report)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def told(self, chat: str = CHAT) -> Keyboards:
        return self.standing.get(("telegram", chat), Keyboards())


def a_memory(backend: Backend, limit: int = 100) -> Remembering:
    return Remembering(backend, Shown(), Asking(lambda: 0.0), limit=limit, sleep=backend.sleep)


def stands(memory: Remembering, chat: str, number: int, step: str = "", weighty: bool = False) -> None:
    """A question was shown in a chat of which nothing is from before."""
    memory.shown.of(chat).complete = True
    memory.shown.asked(chat, number, step, weighty)
    memory.note(chat)


async def settled(memory: Remembering) -> None:
    if memory._reporting is not None:
        await memory._reporting


async def test_who_asks_next_knows_what_was_shown() -> None:
    backend = Backend()
    memory = a_memory(backend)
    memory.shown.offered(CHAT, 3)
    stands(memory, CHAT, 7, "agree", weighty=True)
    await settled(memory)
    next_one = a_memory(backend)
    for _ in range(2):
        await next_one.recall(CHAT)
    assert sorted(next_one.shown.of(CHAT).with_buttons) == [3, 7]
    assert [next_one.asking.under(CHAT, number, 0) for number in (6, 8)] == ["?", "agree"]
    assert backend.asked == [CHAT], "once"


async def test_what_is_newer_is_not_overwritten_by_what_was_known() -> None:
    backend = Backend(standing={("telegram", CHAT): Keyboards(question=7, step="old", others=[3])})
    memory = a_memory(backend)
    backend.held.clear()
    recalled = [asyncio.create_task(memory.recall(CHAT)) for _ in range(2)]
    await asyncio.sleep(0)
    memory.asking.ends(memory.asking.begins(CHAT, CONSENT), Sent(9))
    memory.shown.asked(CHAT, 9, "agree", weighty=True)
    memory.note(CHAT)
    assert backend.reports == [], "what we do not know yet must not be written over"
    backend.held.set()
    await asyncio.gather(*recalled)
    await settled(memory)
    assert backend.told() == Keyboards(question=9, step="agree", weighty=True, others=[3, 7])
    assert memory.shown.of(CHAT).question == 9
    assert sorted(memory.shown.of(CHAT).others) == [3, 7]
    assert memory.asking.under(CHAT, 10, memory.asking.now) == "agree"
    assert backend.asked == [CHAT]


async def test_a_question_that_is_not_sent_yet_has_not_the_number_of_the_one_above_it() -> None:
    """faults: A1, A3. The answer to a question is taken while we still hear that it arrived; then we are killed."""
    backend = Backend()
    memory = a_memory(backend)
    memory.asking.is_present(CHAT, CONSENT)
    stands(memory, CHAT, 7, "of_age")
    await settled(memory)
    assert backend.told() == Keyboards(question=7, step="of_age")


async def test_a_question_that_is_answered_is_none_any_more() -> None:
    backend = Backend()
    memory = a_memory(backend)
    stands(memory, CHAT, 7, "agree", weighty=True)
    memory.shown.answered(CHAT)
    memory.note(CHAT)
    await settled(memory)
    assert backend.told() == Keyboards(others=[7])


async def test_many_at_once_are_few_reports_and_the_last_word_holds() -> None:
    """While one is on its way the others gather."""
    backend = Backend()
    memory = a_memory(backend, limit=10_000)
    backend.held.clear()
    stands(memory, "first", 1)
    await asyncio.sleep(0)
    for number in range(2 * REPORT_LIMIT):
        for message in (1, 2):
            stands(memory, str(number), message)
    backend.held.set()
    await settled(memory)
    assert [len(report.chats) for report in backend.reports] == [1, REPORT_LIMIT, REPORT_LIMIT]
    assert {backend.told(str(number)).question for number in range(2 * REPORT_LIMIT)} == {2}


async def test_what_changes_while_it_is_reported_is_reported_again() -> None:
    backend = Backend()
    memory = a_memory(backend)
    backend.held.clear()
    stands(memory, CHAT, 1)
    await asyncio.sleep(0)
    stands(memory, CHAT, 2)
    backend.held.set()
    await settled(memory)
    assert [report.chats[0].keyboards.question for report in backend.reports] == [1, 2]


async def test_a_backend_that_takes_none_is_asked_ever_more_slowly(caplog: pytest.LogCaptureFixture) -> None:
    """faults: A9"""
    backend = Backend(fail=["backend.unavailable"] * 12)
    memory = a_memory(backend)
    stands(memory, CHAT, 7)
    await settled(memory)
    assert backend.told().question == 7
    assert backend.pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert max(backend.pauses) == LONGEST_PAUSE
    assert CHAT not in [word for record in caplog.records for word in record.getMessage().split()]


async def test_what_waits_is_bounded() -> None:
    """faults: B"""
    backend = Backend()
    memory = a_memory(backend, limit=10)
    backend.held.clear()
    for number in range(100):
        memory.shown.offered(CHAT, number)
        stands(memory, str(number), 1)
    assert len(memory._waiting) == 10
    assert memory.shown.of(CHAT).others == list(range(100 - PER_CHAT, 100))
    await memory.close(0)
    assert memory._reporting is None or memory._reporting.done()


async def test_a_backend_that_does_not_say_is_asked_again_until_it_does() -> None:
    """faults: A9"""
    backend = Backend(standing={("telegram", CHAT): Keyboards(question=7)}, fail=["backend.unavailable", "internal"])
    memory = a_memory(backend)
    for _ in range(5):
        await memory.recall(CHAT)
    assert len(backend.asked) == 3
    assert memory.shown.of(CHAT).question == 7


async def test_the_end_waits_for_what_is_on_its_way() -> None:
    backend = Backend()
    memory = a_memory(backend)
    stands(memory, CHAT, 7)
    await memory.close(5)
    assert backend.told().question == 7

"""Which question somebody had before them when they wrote, from Telegram's numbers and from what we know of our own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import asking as module
from bot.channels.telegram.asking import OLDER, PER_CHAT, Asked, Asking
from bot.channels.telegram.sending import Sent
from flows.protocol import Entry, Message, TurnReply

CHAT = "5"


def a_question(step: str, kind: str = "yes_no", **more: object) -> Message:
    entry = None if step.startswith("!") else Entry(kind=kind)
    return Message(id=step, role="question", text="?", lang="de", dir="ltr", step=step, entry=entry, **more)  # type: ignore[arg-type]


def a_reply(*messages: Message, duplicate: bool = False) -> TurnReply:
    return TurnReply(
        conversation="c", status="running", lang="de", dir="ltr", duplicate=duplicate, messages=list(messages)
    )


def an_asking(*questions: Message, clock: float = 0.0) -> Asking:
    """Every question was asked and stands in the chat: the first as number 10, the second as 20, and so on."""
    asking = Asking(lambda: clock)
    for place, message in enumerate(questions, 1):
        asking.follows(CHAT, a_reply(message))
        asking.ends(asking.begins(CHAT, message), Sent(place * 10))
    return asking


AGE, CONSENT, DELETE = a_question("of_age"), a_question("agree", "consent"), a_question("!delete")


def test_words_belong_to_the_last_question_above_them() -> None:
    asking = an_asking(AGE, CONSENT)
    assert [asking.under(CHAT, number, asking.now) for number in (11, 19, 21)] == ["of_age", "of_age", "agree"]


def test_a_reply_to_a_question_answers_that_one() -> None:
    """faults: A4. The older ones not the present one. A reply to anything else tells nothing."""
    asking = an_asking(AGE, CONSENT)
    under = {to: asking.under(CHAT, 21, asking.now, to) for to in (10, 20, 15, None)}
    assert under == {10: "of_age", 20: "agree", 15: "agree", None: "agree"}


def test_words_that_came_before_a_question_was_sent_are_not_under_it() -> None:
    """faults: A3. Two words in one batch: the answer to the first is still being written when the second is taken."""
    asking = an_asking(AGE)
    since = asking.now
    asking.follows(CHAT, a_reply(CONSENT))
    assert asking.under(CHAT, 12, since) == "of_age"
    asked = asking.begins(CHAT, CONSENT)
    assert asking.under(CHAT, 12, since) == "of_age"
    asking.ends(asked, Sent(13))
    assert asking.under(CHAT, 12, since) == "of_age"
    assert asking.under(CHAT, 14, asking.now) == "agree"


def test_a_question_asked_once_more_is_the_same_question() -> None:
    """Who was not understood and writes again, quickly, answers what they were asked."""
    asking = an_asking(AGE)
    asking.follows(CHAT, a_reply(AGE))
    assert asking.under(CHAT, 12, asking.now) == "of_age"


def test_a_question_changed_where_it_stands_is_there_already() -> None:
    asking = Asking(lambda: 0.0)
    asking.follows(CHAT, a_reply(a_question("!edit", replaces=True)))
    assert asking.under(CHAT, 12, asking.now) == ""


def test_nothing_is_known_of_chats_from_before_this_process() -> None:
    assert Asking(lambda: 0.0).under(CHAT, 12, 0) == ""


@pytest.mark.parametrize(
    ("present", "taken"), [(AGE, ""), (a_question("!language"), ""), (CONSENT, OLDER), (DELETE, OLDER)]
)
def test_after_a_restart_a_word_too_much_is_no_consent(present: Message, taken: str) -> None:
    """faults: A1, A3. Both words waited while the bot was away: what was asked before the first nobody knows."""
    asking = Asking(lambda: 0.0)
    asking.follows(CHAT, a_reply(present))
    assert asking.under(CHAT, 12, 0) == taken


def test_after_a_restart_the_third_word_is_under_neither_question() -> None:
    asking = Asking(lambda: 0.0)
    for message in (a_question("of_age"), a_question("children")):
        asking.follows(CHAT, a_reply(message))
    assert asking.under(CHAT, 13, 0) == OLDER


@pytest.mark.parametrize(("present", "taken"), [(AGE, ""), (CONSENT, OLDER)])
def test_a_reply_from_before_the_restart_may_stand_there_already(present: Message, taken: str) -> None:
    """faults: A7. Killed between sending and marking: the person has read it, and answers honestly."""
    asking = Asking(lambda: 0.0)
    asking.follows(CHAT, a_reply(present, duplicate=True))
    assert asking.under(CHAT, 12, 0) == taken
    asking.ends(asking.begins(CHAT, present), Sent(13))
    assert asking.under(CHAT, 12, 0) == taken


@pytest.mark.parametrize(("present", "taken"), [(a_question("children"), ""), (CONSENT, "of_age")])
def test_a_question_that_may_have_arrived_twice(present: Message, taken: str) -> None:
    """faults: A7, A8. No answer came to the first try; the second has number 20. 15 may answer the first."""
    asking = an_asking(AGE)
    asking.follows(CHAT, a_reply(present))
    before = asking.now
    asked = asking.begins(CHAT, present)
    assert asking.under(CHAT, 15, asking.now) == taken
    asking.ends(asked, Sent(20, perhaps_twice=True))
    assert asking.under(CHAT, 15, asking.now) == taken
    assert asking.under(CHAT, 11, before) == "of_age", "this was with us before the first try"


def test_a_question_telegram_refused_was_not_read() -> None:
    asking = an_asking(AGE)
    asking.follows(CHAT, a_reply(CONSENT))
    asking.ends(asking.begins(CHAT, CONSENT), None)
    asking.ends(asking.begins(CHAT, CONSENT), Sent(20))
    assert [asking.under(CHAT, number, asking.now) for number in (15, 21)] == ["of_age", "agree"]


def test_a_repeated_reply_without_a_question_tells_that_another_one_may_be_asked() -> None:
    """What it asked has no words in this revision of the flow. Nobody is to be held to the question before."""
    asking = an_asking(AGE)
    asking.follows(CHAT, a_reply(duplicate=True))
    assert asking.under(CHAT, 12, asking.now) == ""


def test_a_pause_keeps_the_question_it_came_from() -> None:
    """Who comes back with the answer to it is heard, though "do you want to stop?" stands below it."""
    asking = an_asking(AGE, a_question("!stop"))
    asking.follows(CHAT, a_reply().model_copy(update={"status": "paused"}))
    assert asking.under(CHAT, 25, asking.now) == "of_age"


def test_a_question_the_desk_or_the_page_leads_back_to_is_the_present_one() -> None:
    asking = an_asking(AGE, CONSENT)
    asking.is_present(CHAT, AGE)
    asking.ends(asking.begins(CHAT, AGE), Sent(30))
    assert [asking.under(CHAT, number, asking.now) for number in (25, 31)] == ["agree", "of_age"]


async def test_words_wait_for_the_number_of_a_question_on_its_way() -> None:
    asking = an_asking(AGE)
    asked = asking.begins(CHAT, CONSENT)
    waiting = asyncio.create_task(asking.numbered(CHAT, asking.now))
    await asyncio.sleep(0)
    assert not waiting.done()
    asking.ends(asked, Sent(12))
    await waiting
    assert asking.under(CHAT, 13, asking.now) == "agree"


async def test_but_not_for_one_that_was_begun_after_they_came_nor_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A8. A chat held back for a minute keeps its words from being stored for no longer than PATIENCE."""
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    asking = an_asking(AGE)
    since = asking.now
    asking.begins(CHAT, CONSENT)
    await asking.numbered(CHAT, since)
    await asking.numbered(CHAT, asking.now)
    assert asking.under(CHAT, 12, asking.now) == "of_age"


def test_what_is_remembered_is_bounded() -> None:
    """faults: B"""
    asking = Asking(lambda: 0.0, limit=10)
    for chat in range(100):
        for step in range(20):
            asking.follows(str(chat), a_reply(a_question(f"s{step}")))
    assert len(asking._chats) == 10
    assert all(len(known) == PER_CHAT for known in asking._chats.values())


# --- whatever happens in whatever order -------------------------------------------------------------------------------


@dataclass
class Chat:
    """Telegram and the backend: numbers, what can be read in the chat, and `present`, what is asked now."""

    asking: Asking = field(default_factory=lambda: Asking(lambda: 0.0))
    number: int = 1
    present: Message = AGE
    unsent: list[Message] = field(default_factory=list)
    on_its_way: tuple[Asked, Message, int, bool] | None = None  # the number it got, whether an answer was lost before
    read: dict[str, int] = field(default_factory=dict)  # step -> the number from which on it could be read
    heard: list[tuple[int, int]] = field(default_factory=list)  # words that are with us: number, since
    not_heard: list[int] = field(default_factory=list)

    def next_number(self) -> int:
        self.number += 1
        return self.number

    def answer(self, step: str, kind: str) -> None:
        """A tap that leads to another question; nobody is many questions ahead."""
        if len(self.unsent) > 1:
            return
        self.present = a_question(step, kind)
        self.asking.follows(CHAT, a_reply(self.present))
        self.unsent.append(self.present)

    def send(self, lost: bool) -> None:
        if self.on_its_way is None and self.unsent:
            message = self.unsent.pop(0)
            self.on_its_way = (self.asking.begins(CHAT, message), message, self.arrive(message), False)
        elif self.on_its_way is not None and lost and not self.on_its_way[3]:
            asked, message, _, _ = self.on_its_way
            self.on_its_way = (asked, message, self.arrive(message), True)

    def arrive(self, message: Message) -> int:
        number = self.next_number()
        self.read.setdefault(str(message.step), number)
        return number

    def told(self) -> None:
        if self.on_its_way is not None:
            asked, _, number, twice = self.on_its_way
            self.asking.ends(asked, Sent(number, twice))
            self.on_its_way = None

    def write(self) -> None:
        self.not_heard.append(self.next_number())

    def hear(self) -> None:
        self.heard += [(number, self.asking.now) for number in self.not_heard]
        self.not_heard.clear()

    def take(self) -> None:
        """The step that is told lets an honest answer through, and no consent that nobody read."""
        if not self.heard:
            return
        number, since = self.heard.pop(0)
        step = self.asking.under(CHAT, number, since)
        counts = step in ("", self.present.step)
        honest = self.read.get(str(self.present.step), self.number + 1) < number
        if self.present.entry is not None and self.present.entry.kind == "consent":
            assert honest or not counts
        else:
            assert counts or not honest


KINDS = st.sampled_from(["yes_no", "consent"])
ACTIONS = st.sampled_from(["answer", "send", "lost", "told", "told", "write", "write", "hear", "hear", "take", "take"])


@given(st.lists(ACTIONS, min_size=40, max_size=40), st.lists(KINDS, min_size=40, max_size=40))
def test_no_honest_answer_is_refused_and_no_consent_is_given_unread(actions: list[str], kinds: list[str]) -> None:
    """faults: A3, A7. Each question once; sending is sometimes tried again although it had arrived."""
    chat = Chat()
    chat.answer("s0", "yes_no")
    for place, (action, kind) in enumerate(zip(actions, kinds, strict=False), 1):
        match action:
            case "answer":
                chat.answer(f"s{place}", kind)
            case "send" | "lost":
                chat.send(lost=action == "lost")
            case _:
                getattr(chat, action)()

"""Which question somebody had before them when they wrote: `TextIn.step` for a channel that has no page to say so.

Telegram numbers what comes into a chat in the order in which it comes, from whichever side. So words with a lower
number than the question's were written before anybody could read it. A question that is not sent yet has no number:
words that were with us before we began to send it were written before it as well.

Bounded; the last question outlives the process (`remembering.py`). Where nobody can tell (a question from before this
process that was not reported any more, a call that may have arrived) an ordinary question takes the words, as it would
from an honest person; what weighs more than a word too much (a consent, whether to delete) is asked once more.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.telegram.sending import Sent
from bot.channels.telegram.shown import CHATS
from flows.protocol import Keyboards, Message, TurnReply

OLDER = "?"  # no question's name: they wrote under an older one, and nobody knows which
PER_CHAT = 6
PATIENCE = 3.0  # seconds from beginning to send a question until words no longer wait for its number
WEIGHTY = frozenset({"consent", "submit"})
#: Of the engine's own questions, those to which a word too much does no harm.
LIGHT = frozenset({"!language", "!handover"})


@dataclass(slots=True)
class Asked:
    """A question on its way into a chat. `again`: perhaps an earlier process has shown it already.

    `begun`: when we began to send it, in events of `Asking`; `at`: the same in seconds. `number`: Telegram's, of the
    message that carries it. `perhaps`: it may stand above that, too. `sending`: there while it is being sent.
    """

    step: str
    weighty: bool
    again: bool = False
    begun: int | None = None
    at: float = 0.0
    number: int | None = None
    perhaps: bool = False
    sending: asyncio.Event | None = None


class Asking:
    """`clock`: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float], limit: int = CHATS) -> None:
        self._clock, self._limit = clock, limit
        self._chats: OrderedDict[str, list[Asked]] = OrderedDict()
        self.now = 0  # how many questions we began to send

    def follows(self, chat: str, reply: TurnReply) -> None:
        """The question of this reply is the present one from now on, and will be shown. A reply that is given a second
        time leaves out what there are no words for any more, perhaps the question: then nobody knows what is asked.
        """
        asked = next((message for message in reversed(reply.messages) if message.role == "question"), None)
        if asked is None and reply.duplicate:
            self.forget(chat)
        elif asked is None and reply.status == "paused":
            self._returns(chat)
        elif asked is not None and not asked.replaces:
            self.is_present(chat, asked, again=reply.duplicate)

    def is_present(self, chat: str, message: Message, again: bool = False) -> Asked:
        """This question is the present one from now on. Asked once more, it is the same."""
        known = self._remember(chat)
        if not known or known[-1].step != message.step:
            known.append(Asked(message.step or "", is_weighty(message), again))
            del known[:-PER_CHAT]
        return known[-1]

    def begins(self, chat: str, message: Message) -> Asked:
        """We begin to send this question now."""
        self.now += 1
        asked = self._of(chat, message.step or "") or self.is_present(chat, message)
        if asked.begun is None:
            asked.begun, asked.at = self.now, self._clock()
        if asked.number is None:
            asked.sending = asyncio.Event()
        return asked

    @staticmethod
    def ends(asked: Asked, sent: Sent | None, perhaps: bool = False) -> None:
        """`sent` None: it was not sent, or (`perhaps`) nobody knows."""
        asked.perhaps |= perhaps or (sent is not None and sent.perhaps_twice and asked.number is None)
        if sent is not None and asked.number is None:
            asked.number = sent.number
        if asked.sending is not None:
            asked.sending.set()
            asked.sending = None

    async def numbered(self, chat: str, since: int) -> None:
        """Waits, not for long, until the questions that were being sent at `since` have their numbers."""
        for asked in list(self._chats.get(chat, ())):
            if asked.sending is None or asked.begun is None or asked.begun > since:
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, asked.at + PATIENCE - self._clock())):
                    await asked.sending.wait()

    def under(self, chat: str, number: int, since: int, to: int | None = None) -> str:
        """The step under which words with this number were written, `since`: `now` when they came to us; `to`: the
        message they are a reply to. "": nobody knows, and they may be taken for an answer.
        """
        known = self._chats.get(chat)
        if not known:
            return ""
        present = known[-1]
        meant = next((asked.step for asked in known if to is not None and asked.number == to), None)
        if meant is not None:
            return meant
        for asked in reversed(known):
            saw = _saw(asked, number, since)
            if saw or (saw is None and asked.step != present.step):
                return asked.step
            if saw is None and not present.weighty:
                return ""
        return OLDER if present.weighty or known[0].step != present.step else ""

    def recall(self, chat: str, kept: Keyboards) -> None:
        """What was the last question before this process; what we know ourselves is newer."""
        if kept.question is not None and kept.step and not self._chats.get(chat):
            self._remember(chat).append(Asked(kept.step, kept.weighty, begun=0, number=kept.question))

    def forget(self, chat: str) -> None:
        self._chats.pop(chat, None)

    def _remember(self, chat: str) -> list[Asked]:
        known = self._chats.setdefault(chat, [])
        self._chats.move_to_end(chat)
        if len(self._chats) > self._limit:
            self._chats.popitem(last=False)
        return known

    def _returns(self, chat: str) -> None:
        """Whether to stop is answered: what waits is the flow's question above it."""
        known = self._chats.get(chat, [])
        while known and known[-1].step.startswith("!"):
            known.pop()

    def _of(self, chat: str, step: str) -> Asked | None:
        return next((asked for asked in reversed(self._chats.get(chat, ())) if asked.step == step), None)


def _saw(asked: Asked, number: int, since: int) -> bool | None:
    """Could whoever wrote this read the question before? None: nobody knows."""
    if asked.number is not None and asked.number < number:
        return True
    if asked.again:
        return None
    if asked.begun is None or asked.begun > since:
        return False
    return None if asked.number is None or asked.perhaps else False


def is_weighty(message: Message) -> bool:
    step = message.step or ""
    own = step.startswith("!") and step not in LIGHT
    return own or (message.entry is not None and message.entry.kind in WEIGHTY)

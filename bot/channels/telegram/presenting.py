"""A reply as it appears in the chat: messages in order, one question with buttons at a time, old buttons taken away."""

from __future__ import annotations

import logging

from telegram.error import BadRequest

from bot.channels.telegram.asking import is_weighty
from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.pictures import CAPTION, Pictures
from bot.channels.telegram.remembering import Remembering
from bot.channels.telegram.rendering import Drawn, described, draw
from bot.channels.telegram.sending import Sender, Sent, Undeliverable
from bot.channels.telegram.split import width
from bot.logs import event_name
from flows.protocol import DeliveryResult, Media, Message, TurnReply
from locales.texts import Texts

log = logging.getLogger(__name__)

#: While a conversation has one of these, its question waits for an answer.
GOING_ON = frozenset({"running", "paused"})


class Presenter:
    def __init__(self, sender: Sender, texts: Texts, memory: Remembering, pictures: Pictures) -> None:
        self._sender, self._texts, self._memory, self._pictures = sender, texts, memory, pictures
        self._shown, self._asking = memory.shown, memory.asking

    async def reply(self, given: Incoming, reply: TurnReply) -> None:
        """Show the reply to what somebody did. Raises Undeliverable when the chat is blocked or gone."""
        await self._memory.recall(given.chat)
        self._shown.of(given.chat).lang = reply.lang
        known = self._shown.of(given.chat).with_buttons
        asked = [await self._tried(given, message) for message in reply.messages]
        # a button nobody has told us of: no new question takes it away
        if any(asked) and given.tapped is not None and given.tapped not in known:
            await self._unbutton(given.chat, given.tapped)
        elif _is_over(reply) and (last := self._shown.answered(given.chat)) is not None:
            self._memory.note(given.chat)
            await self._unbutton(given.chat, last)

    async def deliver(self, chat: str, message: Message) -> None:
        """Show what nobody asked for just now. Raises Undeliverable at the first obstacle, BadRequest."""
        await self._memory.recall(chat)
        hasty = Presenter(self._sender.impatient(), self._texts, self._memory, self._pictures)
        if message.role == "question":
            self._asking.is_present(chat, message)
        await hasty._message(chat, message, None)

    async def notice(self, chat: str, hint: str | None, text_id: str, **params: object) -> None:
        """One sentence of our own, in the language last spoken."""
        text = self._texts.get(self._shown.lang(chat, hint), text_id, **params)
        await self._sender.send(chat, text)

    async def _tried(self, given: Incoming, message: Message) -> bool:
        """True when this was a new question. A message that cannot be sent does not keep back the next one."""
        try:
            return await self._message(given.chat, message, given.tapped)
        except Undeliverable as error:
            if error.result.outcome != "retry":
                raise
            log.warning("telegram.not_sent event=%s", event_name(given.event_id))
        except BadRequest:
            log.error("telegram.refused event=%s message=%s", event_name(given.event_id), message.id)
        return False

    async def _message(self, chat: str, message: Message, tapped: int | None) -> bool:
        drawn = draw(message, self._texts)
        if message.replaces and await self._replaced(chat, message, drawn, tapped):
            return False
        if message.role != "question":
            last = await self._illustrated(chat, message, drawn)
            if drawn.markup is not None:
                self._shown.offered(chat, last.number)
                self._memory.note(chat)
            return False
        last = await self._asked(chat, message, drawn)
        await self._stands(chat, message, last.number)
        return True

    async def _stands(self, chat: str, message: Message, number: int) -> None:
        """This question asks now, and no other has buttons."""
        old_ones = self._shown.asked(chat, number, message.step or "", is_weighty(message))
        self._memory.note(chat)
        for old in old_ones:
            await self._unbutton(chat, old)

    async def _asked(self, chat: str, message: Message, drawn: Drawn) -> Sent:
        asked = self._asking.begins(chat, message)
        try:
            sent = await self._illustrated(chat, message, drawn)
        except BaseException as error:
            self._asking.ends(asked, None, perhaps=not isinstance(error, BadRequest))
            raise
        self._asking.ends(asked, sent)
        return sent

    async def _replaced(self, chat: str, message: Message, drawn: Drawn, tapped: int | None) -> bool:
        """Whether the question could be changed where it stands: below the one we know of, where a kill has lost it."""
        known = self._shown.of(chat).question
        target = max(known or 0, tapped or 0)
        if not target or len(drawn.parts) > 1:
            return False
        if target != known:
            await self._stands(chat, message, target)
        return await self._sender.edit(chat, target, drawn.parts[0], drawn.markup)

    async def _illustrated(self, chat: str, message: Message, drawn: Drawn) -> Sent:
        """With picture and recording: the words stand under the last of them, or below all where they are too long.

        What could not be sent is described in words.
        """
        under = len(drawn.parts) == 1 and width(drawn.parts[0]) <= CAPTION
        lost: list[Media] = []
        for one in reversed(message.media):  # the picture last: the question belongs to it
            carries = under and one is message.media[0]
            words = (drawn.parts[0], drawn.markup) if carries else (None, None)
            sent = await self._pictures.send(self._sender, chat, one, *words)
            if sent is not None and carries:
                return Sent(sent)
            lost += [one] if sent is None else []
        last = await self._send(chat, described(drawn, lost, message, self._texts))
        perhaps_under_it = under and bool(lost) and lost[-1] is message.media[0]
        return Sent(last.number, last.perhaps_twice or perhaps_under_it)

    async def _send(self, chat: str, drawn: Drawn) -> Sent:
        *parts, last = drawn.parts
        for part in parts:
            await self._sender.send(chat, part)
        try:
            return await self._sender.send(chat, last, drawn.markup)
        except BadRequest:
            if drawn.markup is None:
                raise
            log.error("telegram.buttons_refused")  # the words matter more than the buttons
            return await self._sender.send(chat, last)

    async def _unbutton(self, chat: str, message_id: int) -> None:
        """Only looks depend on it: what fails for now is done with the next question."""
        try:
            await self._sender.remove_buttons(chat, message_id)
        except Undeliverable as error:
            if error.result.outcome != "retry":
                raise
        else:
            self._shown.unbuttoned(chat, message_id)


def _is_over(reply: TurnReply) -> bool:
    """The conversation has ended: no new question comes that takes the buttons of the last one away."""
    return reply.status not in GOING_ON and all(message.role != "question" for message in reply.messages)


def outcome_of(error: Exception) -> DeliveryResult:
    """What became of a delivery that ended with this error."""
    if isinstance(error, Undeliverable):
        return error.result
    return DeliveryResult(outcome="gone")  # a 400: this message will never be taken

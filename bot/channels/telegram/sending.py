"""Calls that change what a person sees, with Telegram's refusals understood.

| what comes back | what it means | what we do |
| 429 with seconds | this chat gets too much | this call waits; calls of other chats go on |
| 403 | the person blocked us | Undeliverable blocked |
| chat not found, migrated | there is no such chat | Undeliverable gone |
| 400 | we asked for something wrong | the caller decides |
| no connection | surely not sent | again, ever more slowly |
| 5xx | most likely not sent | again, ever more slowly |
| no answer in time, or none that tells | perhaps sent | again, once: at most one repeated question |
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

import httpx
from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.api import Undecodable, seconds
from flows.protocol import DeliveryResult

T = TypeVar("T")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds
UPLOAD_WITHIN = 60.0  # seconds for the bytes to go, and as many for Telegram to look at them
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NO_TEXT = "no text in the message"
#: Media type -> call, and where its answer has the file. WAV is no recording to Telegram but a file like any other.
_METHODS = {
    **dict.fromkeys(("image/png", "image/jpeg", "image/gif", "image/webp"), ("send_photo", "photo")),
    **dict.fromkeys(("audio/mpeg", "audio/mp4"), ("send_audio", "audio")),
    "audio/ogg": ("send_voice", "voice"),
    "audio/wav": ("send_document", "document"),
}
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")


class Undeliverable(Exception):
    """This message will not reach the person, now or ever; `result` says which."""

    def __init__(self, result: DeliveryResult) -> None:
        super().__init__(result.outcome)
        self.result = result


class Sent(NamedTuple):
    """A message's number in its chat. `perhaps_twice`: an earlier try may have arrived, too."""

    number: int
    perhaps_twice: bool = False


class Sender:
    """`patient`: wait for as long as it takes (replies). Otherwise the first obstacle is handed back (deliveries)."""

    def __init__(
        self, bot: Bot, *, patient: bool = True, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._bot, self._patient, self._sleep = bot, patient, sleep

    def impatient(self) -> Sender:
        return Sender(self._bot, patient=False, sleep=self._sleep)

    async def send(self, chat: str, text: str, markup: InlineKeyboardMarkup | None = None) -> Sent:
        """Raises Undeliverable, BadRequest."""
        sent, perhaps = await self._persist(lambda: self._bot.send_message(int(chat), text, reply_markup=markup))
        return Sent(sent.message_id, perhaps)

    async def send_file(
        self, chat: str, media_type: str, file: bytes | str, caption: str | None, markup: InlineKeyboardMarkup | None
    ) -> tuple[int, str]:
        """The new message's id and the file's, which stands for the bytes from then on. Raises as `send` does; a second
        obstacle, or one after which it may have arrived, is Undeliverable retry also for the patient: words wait.
        """
        method, field = _METHODS.get(media_type, _METHODS["audio/wav"])
        given: dict[str, Any] = {"caption": caption, "reply_markup": markup}
        if isinstance(file, bytes):
            name = f"{media_type.replace('/', '.')}"
            given |= {"filename": name, "write_timeout": UPLOAD_WITHIN, "read_timeout": UPLOAD_WITHIN}
        call = getattr(self._bot, method)
        sent: Message = (await self._persist(lambda: call(int(chat), file, **given), tries=2))[0]
        kept = getattr(sent, field)
        return sent.message_id, (kept[-1] if field == "photo" else kept).file_id

    async def edit(self, chat: str, message_id: int, text: str, markup: InlineKeyboardMarkup | None) -> bool:
        """False when that message cannot be changed any more. Raises Undeliverable."""
        change = self._bot.edit_message_text
        try:
            await self._persist(lambda: change(text, int(chat), message_id, reply_markup=markup))
        except BadRequest as error:
            if _NO_TEXT not in error.message.lower():
                return _is_same(error)
            caption = self._bot.edit_message_caption  # the question stands under a picture
            return await self._change(lambda: caption(int(chat), message_id, caption=text, reply_markup=markup))
        return True

    async def remove_buttons(self, chat: str, message_id: int) -> bool:
        """False when there is no such message any more. Raises Undeliverable."""
        return await self._change(lambda: self._bot.edit_message_reply_markup(int(chat), message_id))

    async def end_tap(self, callback: str) -> None:
        """Stops the waiting sign on a button. A tap older than 150 seconds cannot be ended and need not be."""
        try:
            await self._persist(lambda: self._bot.answer_callback_query(callback))
        except (BadRequest, Undeliverable):
            return

    async def _change(self, call: Callable[[], Awaitable[object]]) -> bool:
        try:
            await self._persist(call)
        except BadRequest as error:
            return _is_same(error)
        return True

    async def _persist(self, call: Callable[[], Awaitable[T]], tries: int = 0) -> tuple[T, bool]:
        """What it came to, and whether an earlier try may have worked, too.

        `tries`: at most so many where the network fails, and none after one that may have worked; 0: no end.
        """
        pause, unanswered, failed = FIRST_PAUSE, 0, 0
        while True:
            try:
                return await call(), unanswered > 0
            except RetryAfter as error:
                wait = seconds(error)
            except (Forbidden, ChatMigrated, InvalidToken) as error:
                raise Undeliverable(_for_good(error)) from None
            except BadRequest as error:
                if any(sign in error.message.lower() for sign in _GONE):
                    raise Undeliverable(DeliveryResult(outcome="gone")) from None
                raise
            except (NetworkError, Undecodable) as error:
                wait, pause = pause, min(pause * 2, LONGEST_PAUSE)
                unanswered += _perhaps_sent(error)
                failed += 1
            if not self._patient or unanswered > (0 if tries else 1) or 0 < tries <= failed:
                raise Undeliverable(DeliveryResult(outcome="retry", retry_after=wait))
            await self._sleep(wait)


def _is_same(error: BadRequest) -> bool:
    return "not modified" in error.message.lower()


def _for_good(error: Exception) -> DeliveryResult:
    if isinstance(error, InvalidToken):  # our token, not the chat: an operator mends that
        return DeliveryResult(outcome="retry", retry_after=60)
    return DeliveryResult(outcome="blocked" if isinstance(error, Forbidden) else "gone")


def _perhaps_sent(error: TelegramError) -> bool:
    """Whether the request may have arrived although no answer came back, or none that tells."""
    if isinstance(error, Undecodable):
        return True
    if isinstance(error.__cause__, _NOT_SENT):
        return False
    return isinstance(error, TimedOut) or isinstance(error.__cause__, httpx.HTTPError)

"""Pictures and recordings in the chat: uploaded once, after that known by the id Telegram gave them.

What is asked never depends on them: whatever goes wrong here ends with None, and the words go out without.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.channels.telegram.sending import Sender, Undeliverable
from flows.errors import LotseError
from flows.protocol import Media

log = logging.getLogger(__name__)

CAPTION = 1024  # UTF-16 units
REMEMBERED = 2_000  # ids of files; a forgotten one is uploaded again


class Pictures:
    """`fetch`: the bytes for a hash. One instance for one bot: another bot's ids mean nothing to it."""

    def __init__(self, fetch: Callable[[str], Awaitable[bytes]]) -> None:
        self._fetch = fetch
        self._known: OrderedDict[str, str] = OrderedDict()

    async def send(
        self, sender: Sender, chat: str, media: Media, caption: str | None, markup: InlineKeyboardMarkup | None
    ) -> int | None:
        """The new message's id; None when it was not sent, or nobody knows. Raises Undeliverable for a chat that is
        blocked or gone.
        """
        try:
            return await self._sent(sender, chat, media, caption, markup)
        except (BadRequest, LotseError) as error:
            cause = error.code if isinstance(error, LotseError) else "refused"
            log.error("telegram.media_not_sent type=%s cause=%s", media.type, cause)
        except Undeliverable as error:
            if error.result.outcome != "retry":
                raise
            log.warning("telegram.media_not_sent type=%s cause=network", media.type)
        return None

    async def _sent(
        self, sender: Sender, chat: str, media: Media, caption: str | None, markup: InlineKeyboardMarkup | None
    ) -> int:
        known = self._known.get(media.hash)
        if known is not None:
            try:
                return (await sender.send_file(chat, media.type, known, caption, markup))[0]
            except BadRequest:  # Telegram has forgotten it
                self._known.pop(media.hash, None)
        content = await self._fetch(media.hash)
        message_id, self._known[media.hash] = await sender.send_file(chat, media.type, content, caption, markup)
        self._known.move_to_end(media.hash)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return message_id

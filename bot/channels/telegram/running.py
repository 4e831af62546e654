"""A Telegram channel at work: who we are asked of Telegram, commands and descriptions set, then updates received."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import ALLOWED
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.commands import CODES, command_lists
from bot.channels.telegram.polling import Pace, Poller
from bot.channels.telegram.webhook import PATH
from flows.errors import LotseError
from locales.languages import SOURCE
from locales.texts import MissingText

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds


async def poll(channel: TelegramChannel, pace: Pace) -> None:
    """For ever. Raises LotseError settings.invalid for a token Telegram does not know."""
    try:
        await _insist(channel.open)
        await _insist(lambda: channel.bot.delete_webhook(drop_pending_updates=False))
        await asyncio.gather(introduce(channel), Poller(channel, pace).run())
    except InvalidToken:
        raise _refused() from None


async def be_called(channel: TelegramChannel, public_url: str, secret: str) -> None:
    """Sets the webhook and comes back. Raises LotseError settings.invalid for a token Telegram does not know."""
    address = public_url.rstrip("/") + PATH
    try:
        await _insist(channel.open)
        await _insist(
            lambda: channel.bot.set_webhook(address, secret_token=secret, allowed_updates=ALLOWED, max_connections=40)
        )
        await introduce(channel)
    except InvalidToken:
        raise _refused() from None


async def introduce(channel: TelegramChannel) -> None:
    """What a person sees before the first message. Looks only: what fails now is set at the next start."""
    try:
        await _introduce(channel)
    except (TelegramError, MissingText) as error:
        log.warning("telegram.not_introduced cause=%s", type(error).__name__)


async def _introduce(channel: TelegramChannel) -> None:
    bot, texts = channel.bot, channel.texts
    for code, commands in command_lists(texts).items():
        await bot.set_my_commands(commands, language_code=code)
    everywhere: list[tuple[str | None, str]] = [(None, SOURCE), *CODES.items()]
    for tag, lang in everywhere:
        await bot.set_my_description(texts.get(lang, "telegram.description"), language_code=tag)
        await bot.set_my_short_description(texts.get(lang, "telegram.about"), language_code=tag)


async def _insist(call: Callable[[], Awaitable[object]]) -> None:
    """Until Telegram answers. Raises InvalidToken."""
    pause = FIRST_PAUSE
    while True:
        try:
            await call()
            return
        except InvalidToken:
            raise
        except Exception as error:  # noqa: BLE001  the library may stumble over what it is answered
            log.warning("telegram.away cause=%s", type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _refused() -> LotseError:
    log.error("telegram.token_refused: Telegram does not know TELEGRAM_BOT_TOKEN; get one from @BotFather")
    return LotseError("settings.invalid", names="TELEGRAM_BOT_TOKEN")

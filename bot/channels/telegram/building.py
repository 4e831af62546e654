"""From settings to a Telegram channel that can be run: the one function the composition root needs."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from bot.channels.telegram.api import build_bot
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.polling import Pace
from bot.channels.telegram.running import be_called, poll
from bot.channels.telegram.webhook import create_router
from bot.gateway import Gateway
from bot.settings import BotSettings
from flows.protocol import Delivery, DeliveryResult
from locales.texts import Texts


@dataclass(frozen=True, slots=True)
class TelegramService:
    """`router` is None when polling. `run` works until it is cancelled (webhook: until Telegram knows our address)."""

    channel: TelegramChannel
    settings: BotSettings
    router: APIRouter | None
    pace: Pace

    async def run(self) -> None:
        """Raises LotseError settings.invalid for a token Telegram does not know."""
        if self.router is None:
            await poll(self.channel, self.pace)
        else:
            await be_called(self.channel, self.settings.public_url, webhook_secret(self.settings))

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        return await self.channel.deliver(delivery)

    async def close(self) -> None:
        await self.channel.close()


def build_telegram(
    settings: BotSettings, gateway: Gateway, texts: Texts, pace: Pace | None = None
) -> TelegramService | None:
    """None without a token: then there is no Telegram channel."""
    if settings.telegram_token is None:
        return None
    channel = TelegramChannel(
        build_bot(settings.telegram_token.get_secret_value(), settings.telegram_api),
        gateway,
        texts,
        parallel=settings.telegram_parallel,
        burst=settings.telegram_burst,
        per_minute=settings.telegram_per_minute,
    )
    called = settings.telegram_mode == "webhook"
    router = create_router(channel, webhook_secret(settings)) if called else None
    return TelegramService(channel, settings, router, pace or Pace())


def webhook_secret(settings: BotSettings) -> str:
    return settings.telegram_webhook_secret.get_secret_value() if settings.telegram_webhook_secret else ""

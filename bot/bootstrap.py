"""The composition root of the bot: the one place that knows which channels there are and what they run on.

Used by `python -m bot` (over HTTP, in production) and by the demonstration (everything in one process).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Response

from bot import deliveries
from bot.channels.telegram import TelegramService, build_telegram
from bot.channels.webchat.app import create_app as create_webchat
from bot.channels.webchat.settings import WebchatSettings
from bot.gateway import Gateway
from bot.logs import guard_logs
from bot.settings import BotSettings
from flows.errors import LotseError
from locales.texts import Texts, load_texts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Voice:
    """The channels at work. `app` serves the web chat, health, deliveries and the webhook."""

    app: FastAPI
    telegram: TelegramService | None
    deliverer: deliveries.Deliveries


def create_voice(gateway: Gateway, settings: BotSettings, texts: Texts) -> Voice:
    """All channels, none of them running yet."""
    telegram = build_telegram(settings, gateway, texts)
    deliverer = deliveries.Deliveries({"telegram": telegram} if telegram is not None else {})
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(_health())
    app.include_router(deliveries.create_router(deliverer, settings.secret))
    if telegram is not None and telegram.router is not None:
        app.include_router(telegram.router)
    app.mount("/", create_webchat(gateway, _webchat(settings), texts=texts))
    return Voice(app, telegram, deliverer)


@contextlib.asynccontextmanager
async def speaking(gateway: Gateway, settings: BotSettings, texts: Texts | None = None) -> AsyncIterator[Voice]:
    """The channels, running for as long as the block does. Serving `Voice.app` is the caller's business."""
    undo = guard_logs(*_secrets(settings))
    voice = create_voice(gateway, settings, texts or load_texts())
    listening = asyncio.create_task(_listen(voice.telegram))
    try:
        yield voice
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        if voice.telegram is not None:
            await voice.telegram.close()
        undo()


async def _listen(telegram: TelegramService | None) -> None:
    """A Telegram that cannot be used must not take the web chat with it."""
    if telegram is None:
        return
    try:
        await telegram.run()
    except LotseError as error:
        log.error("telegram.stopped code=%s %s", error.code, error.detail)
    except Exception as error:  # noqa: BLE001  the last line of defence; its text may hold an address with the token
        log.critical("telegram.stopped cause=%s", type(error).__name__)


def _health() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    async def live() -> Response:
        return Response("ok", media_type="text/plain")

    router.add_api_route("/health/live", live, methods=["GET"])
    return router


def _webchat(settings: BotSettings) -> WebchatSettings:
    return WebchatSettings(public_url=settings.public_url.rstrip("/"))


def _secrets(settings: BotSettings) -> tuple[str, ...]:
    given = (settings.shared_secret, settings.telegram_token, settings.telegram_webhook_secret)
    return tuple(secret.get_secret_value() for secret in given if secret is not None)

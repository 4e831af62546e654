"""Telegram calls us: the other way of receiving. An update is answered with 200 only when its turn is stored; anything
else makes Telegram send it again."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.nesting import is_too_deep

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
HEADER = "x-telegram-bot-api-secret-token"
BODY_LIMIT = 1_000_000  # bytes; an update is a few thousand
COMMIT_WITHIN = 40.0  # seconds; Telegram gives up after about sixty
SHOW_WITHIN = 5.0  # a reply that takes longer (429 of this chat) does not keep the call open


class Unparsable(ValueError):
    """A genuine call whose body is no JSON, or nested beyond reason."""


def create_router(channel: TelegramChannel, secret: str) -> APIRouter:
    """`POST /telegram/webhook`: 200 stored, 403 not from Telegram, 413 too large, 503 send it again."""
    router = APIRouter()

    async def receive(request: Request) -> Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        return Response(status_code=200 if channel.ready and await _stored(channel, body) else 503)

    router.add_api_route(PATH, receive, methods=["POST"], include_in_schema=False)
    return router


async def _body(request: Request) -> bytes | None:
    """None: larger than any update."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


async def _stored(channel: TelegramChannel, body: bytes) -> bool:
    committed, settled = asyncio.Event(), asyncio.Event()
    try:
        channel.receive(_parsed(body), committed.set, settled.set)
    except Unparsable as error:
        channel.park({"undecodable": body.decode("utf-8", "replace")}, error, committed.set, settled.set)
    if not await _within(COMMIT_WITHIN, committed):
        return False
    await _within(SHOW_WITHIN, settled)  # so that a kill right now brings the update, and with it the reply, again
    return True


def _parsed(body: bytes) -> Any:
    if is_too_deep(body):
        raise Unparsable
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unparsable from None


async def _within(patience: float, event: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(patience):
            await event.wait()
    except TimeoutError:
        return False
    return True

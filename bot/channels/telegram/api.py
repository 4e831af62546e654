"""The Bot API client: python-telegram-bot's `Bot`, with a request class that keeps what it carries to itself."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.connections import connections

# the library's switch for the newer of its two return types; without it every 429 prints a deprecation warning
os.environ.setdefault("PTB_TIMEDELTA", "true")

READ_WITHIN = 10.0  # seconds for one call
POOL = 128  # connections: one is the long poll, the others send to as many chats at once
REST = "all://*"  # whatever the environment names no proxy for: what it does name comes before
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
BATCH = 100  # Telegram's own limit


class Undecodable(TelegramError):
    """The Bot API's answer is no JSON we can read, or says neither what came of it nor what is wrong.

    `raw` holds people's words: for parking, never for a log.
    """

    def __init__(self, raw: bytes) -> None:
        super().__init__("undecodable answer")
        self.raw = raw


class QuietRequest(HTTPXRequest):
    """The library logs an answer it cannot parse, with all texts in it; nesting without end gets past it, and so does
    JSON that is no answer (`{"ok": true}`, `[]`, `null`).
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        try:
            found = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise Undecodable(payload) from None
        if not isinstance(found, dict) or ("result" not in found and found.get("ok") is not False):
            raise Undecodable(payload)
        return found


def build_bot(token: str, api: str) -> Bot:
    """A bot whose calls time out after 10 seconds. `async with` opens and closes its connections."""
    request = QuietRequest(
        connection_pool_size=POOL,
        connect_timeout=5,
        read_timeout=READ_WITHIN,
        pool_timeout=30,
        httpx_kwargs={"mounts": {REST: connections(POOL)}},
    )
    return Bot(token, base_url=api, request=request, get_updates_request=QuietRequest(connection_pool_size=1))


async def get_updates(bot: Bot, offset: int | None, wait: int, limit: int = BATCH) -> list[Any]:
    """Updates as raw JSON, so that one which no parser can read does not take the others with it.

    Raises TelegramError; Undecodable when the whole answer cannot be read or holds no list of updates with an id.
    `wait`: seconds for something new to come.
    """
    query = {"timeout": wait, "limit": limit, "allowed_updates": json.dumps(ALLOWED)}
    if offset is not None:
        query["offset"] = offset
    found = await bot.request.post(f"{bot.base_url}/getUpdates?{urlencode(query)}", read_timeout=wait + 10)
    if not isinstance(found, list) or (found and all(update_id(raw) is None for raw in found)):
        raise Undecodable(b"")
    return found


def update_id(raw: Any) -> int | None:
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) else None


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)

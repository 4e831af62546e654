"""`python -m bot`: web chat and, with a token, Telegram, talking to the backend over HTTP."""

from __future__ import annotations

import asyncio
import logging
import sys

import uvicorn

from bot.bootstrap import speaking
from bot.gateway.http import HttpGateway
from bot.settings import BotSettings, load_settings
from flows.errors import LotseError


async def run(settings: BotSettings) -> None:
    """Until SIGINT or SIGTERM; what is on its way is finished."""
    gateway = HttpGateway(settings.backend_url, settings.secret)
    async with gateway, speaking(gateway, settings) as voice:
        # no access log: addresses of one-time links would stand in it
        config = uvicorn.Config(
            voice.app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
        )
        print(f"Web chat on http://{settings.host}:{settings.port}, Telegram {'on' if voice.telegram else 'off'}")
        await uvicorn.Server(config).serve()


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(run(load_settings()))
    except LotseError as error:
        print(f"{error.code} {error.detail}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

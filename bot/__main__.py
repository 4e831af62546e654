"""`python -m bot`: web chat and, with a token, Telegram, talking to the backend over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Iterator

import uvicorn
import uvloop
from fastapi import FastAPI

from bot.bootstrap import speaking
from bot.gateway.http import HttpGateway
from bot.settings import BotSettings, load_settings
from flows.environment import cannot_listen
from flows.errors import LotseError
from flows.sites import require_tls


class Server(uvicorn.Server):
    """uvicorn raises the signal again once it has stopped, and the process would end before the channels are closed."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop, signals = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
        for name in signals:
            loop.add_signal_handler(name, self._stop)
        yield
        for name in signals:
            loop.remove_signal_handler(name)

    def _stop(self) -> None:
        self.should_exit = True


async def run(settings: BotSettings) -> None:
    """Until SIGINT or SIGTERM; what is on its way is finished.

    Raises LotseError settings.invalid, port.taken before anything begins.
    """
    require_tls("LOTSE_PUBLIC_URL", settings.public_url)
    gateway = HttpGateway(settings.backend_url, settings.secret)
    with listening(settings) as found:
        async with gateway, speaking(gateway, settings) as voice:
            print(f"Web chat on http://{settings.host}:{settings.port}, Telegram {'on' if voice.telegram else 'off'}")
            await _server(voice.app).serve(sockets=[found])


def listening(settings: BotSettings) -> socket.socket:
    """Where the bot is asked. Raises LotseError port.taken, settings.invalid."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or answers wait for acknowledgements
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
        found.listen(2048)
    except OSError as error:
        found.close()
        raise cannot_listen(error, settings.host, settings.port, "LOTSE_BOT_PORT, LOTSE_BOT_HOST") from error
    return found


def _server(app: FastAPI) -> Server:
    # no access log: addresses of one-time links would stand in it
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
    )
    return Server(config)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        uvloop.run(run(load_settings()))
    except LotseError as error:
        print(f"bot: {error.told}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

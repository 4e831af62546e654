"""Serving applications from one event loop: ports looked at first, an orderly end, no words of people in any log."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from flows.errors import LotseError


@dataclass(frozen=True, slots=True)
class Served:
    """One application on one address."""

    app: FastAPI
    host: str
    port: int


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: several of them share one process here."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises LotseError port.taken."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        raise LotseError("port.taken", host=host, port=port) from error
    return found


@contextlib.asynccontextmanager
async def serving(*wanted: Served) -> AsyncIterator[None]:
    """Serves for as long as the block runs; requests under way are finished at the end."""
    sockets = [listen(one.host, one.port) for one in wanted]
    servers = [_server(one.app) for one in wanted]
    tasks = [
        asyncio.create_task(server.serve(sockets=[found])) for server, found in zip(servers, sockets, strict=True)
    ]
    try:
        while not all(server.started for server in servers):
            await asyncio.sleep(0.01)
        yield
    finally:
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*tasks, return_exceptions=True)


def _server(app: FastAPI) -> _Server:
    # no access log: addresses of one-time links and of chats would stand in it
    return _Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off"))


async def until_stopped() -> None:
    """Waits for SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()

"""Serving applications from one event loop: ports looked at first, an orderly end, no words of people in any log."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from flows.environment import cannot_listen
from flows.errors import LotseError

if TYPE_CHECKING:  # who serves nothing (the worker) waits for its own stop only
    from fastapi import FastAPI

BACKLOG = 2048
#: Seconds at the end for requests under way; a browser that keeps a connection open must not keep us.
PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Served:
    """One application on one address. `choose`: the option or variable that chooses another port."""

    app: FastAPI
    host: str
    port: int
    choose: str


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: several of them share one process here."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int, choose: str) -> socket.socket:
    """A listening socket. Raises LotseError port.taken, settings.invalid, naming the port and what chooses another."""
    # With the protocol named: asyncio sends small packets at once only from a socket that says TCP. Else an answer in
    # two parts waits 40 ms for the other side to acknowledge the first.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(BACKLOG)  # only listening keeps others away
    except OSError as error:
        found.close()
        raise cannot_listen(error, host, port, choose) from error
    return found


def own_address() -> str:
    """How others in the same network see this machine. Nothing is sent: a datagram socket only looks up its route."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


@contextlib.contextmanager
def little_garbage() -> Iterator[None]:
    """For as long as the block runs, garbage is looked for only among what is made in it.

    Catalogues, places and rules are hundreds of thousands of objects that stay: to look at each of them again held
    everybody up for a tenth of a second, every few thousand turns.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextlib.asynccontextmanager
async def serving(*wanted: Served) -> AsyncIterator[None]:
    """Serves for as long as the block runs; requests under way are finished. Raises LotseError port.taken."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(little_garbage())
        sockets = [stack.enter_context(listen(one.host, one.port, one.choose)) for one in wanted]
        servers = [_server(one.app) for one in wanted]
        tasks = [
            asyncio.create_task(server.serve(sockets=[found])) for server, found in zip(servers, sockets, strict=True)
        ]
        try:
            await _started(servers, tasks)
            yield
        finally:
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*tasks, return_exceptions=True)


async def _started(servers: list[_Server], tasks: list[asyncio.Task[None]]) -> None:
    while not all(server.started for server in servers):
        for task in tasks:
            if task.done():
                task.result()  # why it ended
                raise LotseError("internal", cause="a server ended before it began")
        await asyncio.sleep(0.01)


def _server(app: FastAPI) -> _Server:
    # no access log: addresses of one-time links and of chats would stand in it
    return _Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=PATIENCE,
        )
    )


async def until_stopped() -> None:
    """Waits for SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()

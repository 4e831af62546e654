"""Looking at a connection that a listening socket has taken, as the event loop has set it up."""

from __future__ import annotations

import asyncio
import socket


async def no_delay(listening: socket.socket, host: str) -> None:
    """Asserts that small packets to whoever connects are sent at once (TCP_NODELAY). Closes the socket."""
    found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def taken(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    port = listening.getsockname()[1]
    async with await asyncio.start_server(taken, sock=listening):
        _, writer = await asyncio.open_connection(host, port)
        assert await found
        writer.close()

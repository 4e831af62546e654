"""`lotse worker`: the background work of the backend, in a process of its own."""

from __future__ import annotations

import asyncio

import typer

from backend.bootstrap.world import opened_world
from backend.cli.output import out
from backend.serving import until_stopped
from backend.settings import Settings, load_settings

app = typer.Typer()


@app.command()
def worker() -> None:
    """Do the background work: messages to people, erasing what has had its time."""
    asyncio.run(_work(load_settings()))


async def _work(settings: Settings) -> None:
    async with opened_world(settings) as world:
        from backend.integrations.bot import HttpDeliverer  # slow to import: not before there is a database
        from backend.worker.run import working

        deliverer = HttpDeliverer(settings.bot_url, settings.secret, world.clock)
        try:
            async with working(world, deliverer):
                out.print("Worker is running.")
                await until_stopped()
        finally:
            await deliverer.close()

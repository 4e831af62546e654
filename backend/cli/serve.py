"""`lotse serve` and `lotse worker`: the two processes of the backend."""

from __future__ import annotations

import asyncio

import typer

from backend.bootstrap import create_app, create_turns, opened_world
from backend.cli.output import out
from backend.integrations.bot import HttpDeliverer
from backend.services.seed import seed_teams
from backend.serving import Served, serving, until_stopped
from backend.settings import Settings, load_settings
from backend.worker.run import working

app = typer.Typer()


@app.command()
def serve() -> None:
    """Serve the API for the bot and the desk for staff."""
    asyncio.run(_serve(load_settings()))


@app.command()
def worker() -> None:
    """Do the background work: messages to people, erasing what has had its time."""
    asyncio.run(_work(load_settings()))


async def _serve(settings: Settings) -> None:
    settings.secret  # noqa: B018  said now rather than at the first request
    async with opened_world(settings) as world:
        await seed_teams(world)
        app = create_app(world, create_turns(world))
        served = Served(app, settings.backend_host, settings.backend_port, choose="LOTSE_BACKEND_PORT")
        async with serving(served):
            out.print(f"Desk and API on http://{settings.backend_host}:{settings.backend_port}")
            await until_stopped()


async def _work(settings: Settings) -> None:
    async with opened_world(settings) as world:
        deliverer = HttpDeliverer(settings.bot_url, settings.secret, world.clock)
        try:
            async with working(world, deliverer):
                out.print("Worker is running.")
                await until_stopped()
        finally:
            await deliverer.close()

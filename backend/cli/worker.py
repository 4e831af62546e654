"""`lotse worker`: the background work of the backend, in a process of its own."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from backend.bootstrap.world import opened_world, system_clock
from backend.cli.output import FOUND, as_json, out
from backend.serving import until_stopped
from backend.settings import Settings, load_settings, variable
from backend.worker.alive import SILENCE, silent_for
from flows.environment import invalid

app = typer.Typer()


@app.command()
def worker(
    check: Annotated[
        bool,
        typer.Option("--check", help="Does one work? Exit code 1 if not. Needs LOTSE_WORKER_SIGN."),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="With --check: one JSON object for programs.")] = False,
) -> None:
    """Do the background work: messages to people, erasing what has had its time."""
    if check:
        _check(load_settings(), json)
    else:
        asyncio.run(_work(load_settings()))


def _check(settings: Settings, json: bool) -> None:
    """Raises LotseError settings.invalid when no sign is agreed on; typer.Exit when it is missing or too old."""
    if settings.worker_sign is None:
        raise invalid(variable("worker_sign"), "is not set")
    silence = silent_for(settings.worker_sign, system_clock())
    seconds = None if silence is None else round(silence.total_seconds())
    if json:
        as_json({"working": silence is not None and silence <= SILENCE, "silent_seconds": seconds})
    elif seconds is None:
        out.print("No worker has shown any sign of life.")
    else:
        out.print(f"The worker showed a sign of life {seconds} s ago.")
    if silence is None or silence > SILENCE:
        raise typer.Exit(FOUND)


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

"""`lotse serve`: the process of the backend that answers the bot and the staff."""

from __future__ import annotations

import typer
import uvloop

from backend.bootstrap.world import opened_world
from backend.cli.output import out
from backend.services.seed import seed_teams
from backend.serving import Served, listen, serving, until_stopped
from backend.settings import Settings, load_settings
from flows.sites import require_tls

app = typer.Typer()

PORT_BY = "LOTSE_BACKEND_PORT"


@app.command()
def serve() -> None:
    """Serve the API for the bot and the desk for staff."""
    uvloop.run(_serve(load_settings()))


async def _serve(settings: Settings) -> None:
    settings.secret  # noqa: B018  said now rather than at the first request
    require_tls("LOTSE_DESK_URL", settings.desk_url)
    require_tls("LOTSE_PUBLIC_URL", settings.public_url)  # one-time links lead there
    with listen(settings.backend_host, settings.backend_port, PORT_BY):
        pass  # taken: said at once, and the database of the other is not touched
    async with opened_world(settings) as world:
        from backend.bootstrap import ahead
        from backend.bootstrap.app import create_app  # slow to import: not before it is sure that there is a start
        from backend.bootstrap.turns import create_turns

        await seed_teams(world)
        app = create_app(world, create_turns(world))
        async with serving(Served(app, settings.backend_host, settings.backend_port, PORT_BY)):
            out.print(f"Desk and API on http://{settings.backend_host}:{settings.backend_port}")
            ahead.begin()
            await until_stopped()

"""The application that answers the bot, staff, and whoever watches."""

from __future__ import annotations

from fastapi import FastAPI

from backend.api import offers, routes
from backend.api.health import router as health
from backend.bootstrap.ahead import RULES
from backend.services.turns import Turns
from backend.services.world import World
from backend.web.app import mount_desk
from flows.signing import NonceCache
from flows.sites import over_tls


def create_app(world: World, turns: Turns) -> FastAPI:
    """The API for the bot, the desk for staff, and health for whoever watches."""
    app = FastAPI(title="KIM-Lotse backend", version="1", docs_url=None, redoc_url=None)
    app.state.world, app.state.turns = world, turns
    app.state.gateway_secret, app.state.seen, app.state.clock = world.settings.secret, NonceCache(), world.clock
    app.include_router(health)
    app.include_router(routes.router)
    app.include_router(offers.router)
    mount_desk(app, world, secure=over_tls(world.settings.desk_url), ready=RULES.done)
    return app

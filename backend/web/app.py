"""Puts the desk into an application: pages below `/desk`, where `/` leads; files below `/static`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from backend.services.auth import Gate
from backend.services.world import World
from backend.web import account, case, lists, login, offer_forms, offers, recordings, translations
from backend.web.desk import Desk, LoginNeeded, Ready, already, visit
from backend.web.route import DeskRoute
from backend.web.security import Cookie
from flows.errors import LotseError

HERE = Path(__file__).parent
OWN = HERE / "static"
#: What `scripts/assets.py` brings from npm.
VENDOR = HERE.parent.parent / "build" / "static" / "vendor"

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]


class Files(StaticFiles):
    """Our own and npm's files: public, cached for an hour, never taken for another type than they are."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def mount_desk(
    app: FastAPI, world: World, *, secure: bool = True, vendor: Path = VENDOR, ready: Ready = already
) -> Desk:
    """Adds the desk. `secure=False`: only for a demo over plain http (see `security`). `ready`: see `Desk`. At the end:
    `gate.close()`."""
    desk = Desk(world, Gate(world), Cookie(secure), ready)
    app.state.desk = desk
    app.mount("/static/desk", Files(directory=OWN), name="desk-files")
    if not any(getattr(route, "path", None) == "/static/vendor" for route in app.routes):
        app.mount("/static/vendor", Files(directory=vendor, check_dir=False), name="vendor-files")
    parts = (login, account, lists, case, offer_forms, offers, recordings, translations)
    for router in (*(part.router for part in parts), _rest()):
        app.include_router(router, include_in_schema=False)
    return desk


def _rest() -> APIRouter:
    """Whatever else is asked for below `/desk`, by whatever verb, is not found in the desk's own words."""
    router = APIRouter(route_class=DeskRoute)

    @router.api_route("/", methods=METHODS)
    @router.api_route("/desk", methods=METHODS)
    @router.api_route("/desk/{rest:path}", methods=METHODS)
    async def not_found(request: Request) -> Response:
        with suppress(LoginNeeded):
            await visit(request)  # in their language
        raise LotseError("desk.not_found")

    return router

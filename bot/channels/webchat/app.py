"""Puts the web chat together. The composition root gives the gateway; everything else has a default."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.channels.webchat import handover, pages, pictures, turns
from bot.channels.webchat.errors import HANDLERS, guarded
from bot.channels.webchat.headers import SecurityHeaders
from bot.channels.webchat.kit import Kit
from bot.channels.webchat.limits import BodyLimit, Buckets
from bot.channels.webchat.qr import qr
from bot.channels.webchat.render import STATIC, Renderer
from bot.channels.webchat.settings import WebchatSettings
from bot.gateway.port import Gateway
from locales.texts import Texts, load_texts

#: Every route of ours: path, method, handler.
ROUTES = (
    ("/", "GET", pages.home),
    ("/c/{jurisdiction}", "GET", pages.entrance),
    ("/start", "POST", turns.start),
    ("/turn", "POST", turns.turn),
    ("/updates", "GET", pages.updates),
    ("/erased", "GET", pages.erased),
    ("/media/{key}/{mark}", "GET", pictures.picture),
    ("/h/{token}", "GET", handover.arrive),
    ("/h/{token}", "POST", handover.redeem),
    ("/other", "POST", handover.other),
    ("/qr/{jurisdiction}.svg", "GET", qr),
    ("/robots.txt", "GET", pages.robots),
)


class Files(StaticFiles):
    """Files whose addresses carry their content's hash: kept for a year, like their fonts."""

    async def get_response(self, path: str, scope: Scope):  # type: ignore[no-untyped-def]
        response = await super().get_response(path, scope)
        versioned = b"v=" in scope["query_string"] or path.endswith(".woff2")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if versioned else "public, max-age=3600"
        )
        return response


def create_app(
    gateway: Gateway,
    settings: WebchatSettings | None = None,
    *,
    texts: Texts | None = None,
    clock: Callable[[], float] = time.monotonic,
    new_id: Callable[[], str] = lambda: secrets.token_hex(16),
) -> FastAPI:
    """For the root of its host. Run uvicorn with `access_log=False`: one-time links are addresses."""
    settings = settings or WebchatSettings()
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, exception_handlers=HANDLERS)
    app.state.kit = Kit(
        gateway=gateway,
        settings=settings,
        renderer=Renderer(texts or load_texts(), settings.assets, new_id),
        turns=Buckets(settings.turn_rate, clock),
        pages=Buckets(settings.page_rate, clock),
        starts=Buckets(settings.start_rate, clock),
        pictures=Buckets(settings.picture_rate, clock),
        new_id=new_id,
    )
    for path, method, handler in ROUTES:
        app.add_route(path, guarded(handler), methods=[method])
    app.mount("/static/vendor", Files(directory=settings.assets / "vendor", check_dir=False))
    app.mount("/static/chat", Files(directory=STATIC))
    app.add_middleware(BodyLimit, limit=settings.body_limit)
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=6)
    app.add_middleware(SecurityHeaders, secure=settings.secure)
    return app

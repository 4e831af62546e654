"""Routes that only the bot may call, and whose answers only we can have written.

A route class rather than a middleware: it sees the body once, covers errors too, and cannot be forgotten on a router
that uses it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from flows.errors import LotseError
from flows.protocol import WireError
from flows.signing import NonceCache, sign_response, verify_request

log = logging.getLogger(__name__)

#: A turn is small; whatever is larger is no turn.
BODY_LIMIT = 2_000_000


def error_response(error: LotseError) -> JSONResponse:
    body = WireError(code=error.code, detail=error.detail)
    return JSONResponse(body.model_dump(), status_code=error.status)


class SignedRoute(APIRoute):
    """Expects `app.state.gateway_secret: bytes`, `app.state.seen: NonceCache`, `app.state.clock`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def signed(request: Request) -> Response:
            try:
                nonce = await _verify(request)
            except LotseError as error:
                return error_response(error)
            response = await _answer(handle, request)
            secret: bytes = request.app.state.gateway_secret
            response.headers.update(sign_response(secret, nonce, response.status_code, bytes(response.body)))
            return response

        return signed


async def _verify(request: Request) -> str:
    if int(request.headers.get("content-length") or 0) > BODY_LIMIT:
        raise LotseError("wire.too_large", limit=BODY_LIMIT)
    body = await request.body()
    state = request.app.state
    seen: NonceCache = state.seen
    target = _target(request)
    now = state.clock().timestamp()
    return verify_request(state.gateway_secret, request.method, target, body, request.headers, now=now, seen=seen)


def _target(request: Request) -> str:
    """Path and query as they stood on the wire: decoding and encoding again need not give the same."""
    path, query = request.scope["raw_path"].decode("ascii"), request.scope["query_string"].decode("ascii")
    return f"{path}?{query}" if query else path


async def _answer(handle: Callable[[Request], Coroutine[Any, Any, Response]], request: Request) -> Response:
    try:
        return await handle(request)
    except LotseError as error:
        log.warning("%s %s: %s", request.method, request.url.path, error.code)
        return error_response(error)
    except RequestValidationError:
        return error_response(LotseError("wire.invalid"))
    except Exception as error:  # whatever it was, no traceback leaves; its class is enough to find it
        log.error("%s %s: %s", request.method, request.url.path, type(error).__name__, exc_info=_without_values(error))
        return error_response(LotseError("internal"))


def _without_values(error: BaseException) -> tuple[type[BaseException], BaseException, Any]:
    """The traceback without the exception's own text, which may quote what somebody said."""
    return LotseError, LotseError("internal", cause=type(error).__name__), error.__traceback__

"""Routes that only the bot may call, and whose answers only we can have written.

A route class rather than a middleware: it sees the body once, covers errors too, and cannot be forgotten on a router
that uses it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, get_type_hints

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from backend.logs import without_values
from flows.errors import LotseError
from flows.protocol import Wire, WireError
from flows.signing import NonceCache, sign_response, verify_request

log = logging.getLogger(__name__)

#: What answers a request whose body is genuine.
Handle = Callable[[Request, bytes], Awaitable[Response]]

#: Bytes. The largest honest body is a parked event: a million characters, up to six bytes each in JSON.
BODY_LIMIT = 6_500_000


def error_response(error: LotseError, headers: dict[str, str] | None = None) -> JSONResponse:
    body = WireError(code=error.code, detail=error.detail)
    return JSONResponse(body.model_dump(), status_code=error.status, headers=headers)


class SignedRoute(APIRoute):
    """Expects `app.state.gateway_secret: bytes`, `app.state.seen: NonceCache`, `app.state.clock`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = self._handle()

        async def signed(request: Request) -> Response:
            try:
                body = await _body(request)
                nonce = _verify(request, body)
            except LotseError as error:
                # closed, so that what is left of an endless body is not read to its end
                return error_response(error, {"connection": "close"})
            response = await _answer(handle, request, body)
            secret: bytes = request.app.state.gateway_secret
            response.headers.update(sign_response(secret, nonce, response.status_code, bytes(response.body)))
            return response

        return signed

    def _handle(self) -> Handle:
        handle = super().get_route_handler()
        return lambda request, body: handle(Request(request.scope, _receiving(body)))


class ModelRoute(SignedRoute):
    """For `async def endpoint(given: Model, request: Request) -> Model | None`: the body read into the one, the other
    written out. FastAPI documents it by its signature as ever; its own way, by dictionaries, dependencies and checking
    the answer too, took several times as long.
    """

    def _handle(self) -> Handle:
        endpoint, status = self.endpoint, self.status_code or 200
        kind: type[Wire] = get_type_hints(endpoint)["given"]

        async def handle(request: Request, body: bytes) -> Response:
            given = _read(kind, request, body)
            reply: Wire | None = await endpoint(given, request)
            content = "null" if reply is None else reply.model_dump_json()
            return Response(content, status, media_type="application/json")

        return handle


def _read(kind: type[Wire], request: Request, body: bytes) -> Wire:
    """Raises RequestValidationError, without what was wrong: nobody may be told."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise RequestValidationError(())
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        raise RequestValidationError(()) from None


def _receiving(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _verify(request: Request, body: bytes) -> str:
    state = request.app.state
    seen: NonceCache = state.seen
    target = _target(request)
    now = state.clock().timestamp()
    return verify_request(state.gateway_secret, request.method, target, body, request.headers, now=now, seen=seen)


async def _body(request: Request) -> bytes:
    """Counted as it comes in: a length that is claimed, or not even that, protects nobody's memory."""
    if _claimed(request) > BODY_LIMIT:
        raise LotseError("wire.too_large", limit=BODY_LIMIT)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise LotseError("wire.too_large", limit=BODY_LIMIT)
    except ClientDisconnect:
        raise LotseError("wire.invalid") from None  # nobody will read it
    return bytes(body)


def _claimed(request: Request) -> int:
    try:
        return int(request.headers.get("content-length") or 0)
    except ValueError:
        raise LotseError("wire.invalid") from None


def _target(request: Request) -> str:
    """Path and query as they stood on the wire: decoding and encoding again need not give the same."""
    path, query = request.scope["raw_path"].decode("latin-1"), request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


async def _answer(handle: Handle, request: Request, body: bytes) -> Response:
    try:
        return await handle(request, body)
    except LotseError as error:
        log.warning("%s %s: %s", request.method, request.url.path, error.code)
        return error_response(error)
    except (RequestValidationError, HTTPException):  # the latter: a body that cannot even be read as JSON
        return error_response(LotseError("wire.invalid"))
    except Exception as error:  # whatever it was, no traceback leaves; its class is enough to find it
        log.error("%s %s: %s", request.method, request.url.path, type(error).__name__, exc_info=without_values(error))
        return error_response(LotseError("internal"))

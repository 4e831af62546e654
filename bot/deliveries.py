"""What the desk, a reminder or a hand-back has to say reaches the chat it is meant for.

In one process the worker calls `Deliveries` itself; over HTTP the backend calls `POST /internal/deliveries`, signed
both ways like all that the two say to each other.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from flows.errors import LotseError
from flows.protocol import Delivery, DeliveryResult, Wire, WireError
from flows.signing import NonceCache, sign_response, verify_request

log = logging.getLogger(__name__)

PATH = "/internal/deliveries"
BODY_LIMIT = 1_000_000  # bytes


class Deliverer(Protocol):
    """A channel that can speak first."""

    async def deliver(self, delivery: Delivery) -> DeliveryResult: ...


class Deliveries:
    """Sends each delivery to its channel. A channel that is not here shows messages when the person looks."""

    def __init__(self, channels: Mapping[str, Deliverer]) -> None:
        self._channels = dict(channels)

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        channel = self._channels.get(delivery.channel)
        if channel is not None:
            return await channel.deliver(delivery)
        if delivery.channel == "telegram":  # no token here now: perhaps there is one tomorrow
            return DeliveryResult(outcome="retry", retry_after=300)
        return DeliveryResult(outcome="waiting")  # the page and the terminal read the transcript


def create_router(deliveries: Deliveries, secret: bytes, clock: Callable[[], float] = time.time) -> APIRouter:
    """`POST /internal/deliveries`: 200 DeliveryResult; 401, 413, 422 with a WireError."""
    router, seen = APIRouter(), NonceCache()

    async def take(request: Request) -> Response:
        try:
            body = await _body(request)
            nonce = verify_request(secret, "POST", PATH, body, request.headers, now=clock(), seen=seen)
        except LotseError as error:
            return _response(WireError(code=error.code), error.status)
        response = await _delivered(deliveries, body)
        response.headers.update(sign_response(secret, nonce, response.status_code, bytes(response.body)))
        return response

    router.add_api_route(PATH, take, methods=["POST"], include_in_schema=False)
    return router


async def _delivered(deliveries: Deliveries, body: bytes) -> Response:
    try:
        return _response(await deliveries.deliver(Delivery.model_validate_json(body)), 200)
    except ValidationError:
        return _response(WireError(code="wire.invalid"), 422)
    except Exception as error:  # noqa: BLE001  the worker tries again; its texts must not get into a traceback
        log.error("deliveries.failed cause=%s", type(error).__name__)
        return _response(DeliveryResult(outcome="retry"), 200)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise LotseError("wire.too_large", limit=BODY_LIMIT)
    return bytes(body)


def _response(content: Wire, status: int) -> Response:
    return Response(content.model_dump_json(), status, media_type="application/json")

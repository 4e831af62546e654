"""The bot as a deliverer, over HTTP: signed like everything the two say to each other."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

import httpx
from pydantic import ValidationError

from flows.errors import LotseError
from flows.protocol import Delivery, DeliveryResult
from flows.signing import sign_request, verify_response, why_unsigned

PATH = "/internal/deliveries"
TIMEOUT = httpx.Timeout(30.0, connect=2.0)


class HttpDeliverer:
    """`backend.services.delivering.Deliverer` over HTTP.

    Raises LotseError backend.unavailable, wire.unauthenticated when the answer is not the bot's, wire.invalid.
    """

    def __init__(self, url: str, secret: bytes, clock: Callable[[], datetime]) -> None:
        self._secret, self._clock = secret, clock
        self._client = httpx.AsyncClient(base_url=url.rstrip("/"), timeout=TIMEOUT, trust_env=False)

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        body, nonce = delivery.model_dump_json().encode(), secrets.token_hex(16)
        signed = sign_request(self._secret, "POST", PATH, body, now=self._clock().timestamp(), nonce=nonce)
        headers = {"content-type": "application/json", **signed}
        try:
            response = await self._client.post(PATH, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise LotseError("backend.unavailable", cause=type(error).__name__) from None
        if response.status_code >= 500:
            raise LotseError("backend.unavailable", status=response.status_code)
        try:
            verify_response(self._secret, nonce, response.status_code, response.content, response.headers)
        except LotseError as error:
            cause = why_unsigned(response.status_code, response.headers, self._clock().timestamp())
            raise LotseError(error.code, cause=cause) from None
        try:
            return DeliveryResult.model_validate_json(response.content)
        except ValidationError:
            raise LotseError("wire.invalid", status=response.status_code) from None

    async def close(self) -> None:
        await self._client.aclose()

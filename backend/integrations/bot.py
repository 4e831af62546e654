"""The bot as a deliverer, over HTTP: signed like everything the two say to each other."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

import httpx

from flows.errors import LotseError
from flows.protocol import Delivery, DeliveryResult
from flows.signing import sign_request, verify_response

PATH = "/internal/deliveries"


class HttpDeliverer:
    """`backend.services.delivering.Deliverer` over HTTP. Raises LotseError backend.unavailable, wire.unauthenticated."""

    def __init__(self, url: str, secret: bytes, clock: Callable[[], datetime]) -> None:
        self._secret, self._clock = secret, clock
        self._client = httpx.AsyncClient(base_url=url.rstrip("/"), timeout=httpx.Timeout(30.0, connect=2.0), trust_env=False)

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        body, nonce = delivery.model_dump_json().encode(), secrets.token_hex(16)
        headers = sign_request(self._secret, "POST", PATH, body, now=self._clock().timestamp(), nonce=nonce)
        try:
            response = await self._client.post(PATH, content=body, headers={"content-type": "application/json", **headers})
        except httpx.HTTPError as error:
            raise LotseError("backend.unavailable", cause=type(error).__name__) from None
        if response.status_code >= 500:
            raise LotseError("backend.unavailable", status=response.status_code)
        verify_response(self._secret, nonce, response.status_code, response.content, response.headers)
        return DeliveryResult.model_validate_json(response.content)

    async def close(self) -> None:
        await self._client.aclose()

"""The gateway over HTTP: signed requests to the backend, signed answers from it, every network fault one error code."""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

import httpx
from pydantic import ValidationError

from flows.errors import CATALOGUE, LotseError
from flows.media import HASH
from flows.protocol import Channel, HandoverReply, Parked, Redeem, Transcript, TurnReply, TurnRequest, Wire, WireError
from flows.signing import sign_request, verify_response, why_unsigned

TIMEOUT = httpx.Timeout(10.0, connect=2.0)
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=32)

W = TypeVar("W", bound=Wire)
log = logging.getLogger(__name__)


class HttpGateway:
    """`bot.gateway.Gateway` over HTTP. One client for the life of the process: use as `async with`."""

    def __init__(
        self,
        url: str,
        secret: bytes,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
        nonce: Callable[[], str] = lambda: secrets.token_hex(16),
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self._secret, self._clock, self._nonce = secret, clock, nonce
        # trust_env off: a proxy meant for the internet must not carry the talk between our own two processes
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"), timeout=timeout, limits=LIMITS, transport=transport, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.aclose()

    async def turn(self, request: TurnRequest) -> TurnReply:
        return _read(TurnReply, await self._call("POST", "/v1/turns", request))

    async def transcript(self, channel: Channel, chat: str) -> Transcript:
        target = str(httpx.URL("/v1/transcript", params={"channel": channel, "chat": chat}))
        return _read(Transcript, await self._call("GET", target))

    async def redeem(self, token: str, channel: Channel, chat: str) -> HandoverReply:
        body = Redeem(token=token, channel=channel, chat=chat)
        return _read(HandoverReply, await self._call("POST", "/v1/handovers/redeem", body))

    async def media(self, key: str) -> bytes:
        if not HASH.fullmatch(key):
            raise LotseError("media.unknown")
        content = await self._call("GET", f"/v1/media/{key}")
        if hashlib.sha256(content).hexdigest() != key:
            raise LotseError("internal", reading="media")
        return content

    async def park(self, parked: Parked) -> None:
        await self._call("POST", "/v1/parked", parked)

    async def _call(self, method: str, target: str, body: Wire | None = None) -> bytes:
        """The answer's body. Raises LotseError: the backend's own code, or backend.unavailable."""
        content = body.model_dump_json().encode() if body else b""
        nonce = self._nonce()
        request = self._client.build_request(method, target, content=content)
        request.headers["content-type"] = "application/json"
        on_wire = request.url.raw_path.decode("ascii")
        request.headers.update(sign_request(self._secret, method, on_wire, content, now=self._clock(), nonce=nonce))
        return self._checked(await self._send(request), nonce)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._client.send(request)
        except httpx.HTTPError as error:
            raise LotseError("backend.unavailable", cause=type(error).__name__) from None

    def _checked(self, response: httpx.Response, nonce: str) -> bytes:
        try:
            verify_response(self._secret, nonce, response.status_code, response.content, response.headers)
        except LotseError:
            raise _unsigned(response, self._clock()) from None
        if response.is_success:
            return response.content
        raise _refusal(response)


def _unsigned(response: httpx.Response, now: float) -> LotseError:
    """An answer that is not the backend's. A proxy's 502 is an outage; anything else is somebody we do not know."""
    if response.status_code >= 500:
        return LotseError("backend.unavailable", status=response.status_code)
    cause = why_unsigned(response.status_code, response.headers, now)
    # logged here, because a web chat's error reaches no log of its own
    log.error("wire.unauthenticated by the backend: %s", cause)
    return LotseError("wire.unauthenticated", cause=cause)


def _refusal(response: httpx.Response) -> LotseError:
    try:
        error = WireError.model_validate_json(response.content)
    except ValidationError:
        return LotseError("internal", status=response.status_code)
    known = error.code if error.code in CATALOGUE else "internal"
    return LotseError(known, **error.detail)


def _read(kind: type[W], content: bytes) -> W:
    try:
        return kind.model_validate_json(content)
    except ValidationError:
        raise LotseError("internal", reading=kind.__name__) from None

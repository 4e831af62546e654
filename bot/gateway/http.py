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

from bot.connections import connections
from flows.errors import CATALOGUE, LotseError
from flows.media import HASH
from flows.protocol import (
    Channel,
    HandoverReply,
    KeyboardReport,
    Keyboards,
    Parked,
    Redeem,
    Transcript,
    TurnReply,
    TurnRequest,
    Widened,
    Wire,
    WireError,
)
from flows.signing import sign_request, verify_response, why_unsigned

TIMEOUT = httpx.Timeout(10.0, connect=2.0)
#: Requests at once: as many turns as Telegram's chats have in flight by default, and as many again of the web chat.
MOST = 64
JSON = {"content-type": "application/json"}

W = TypeVar("W", bound=Wire)
log = logging.getLogger(__name__)


class HttpGateway:
    """`bot.gateway.Gateway` over HTTP. One for the life of the process: use as `async with`.

    On httpx's transport rather than its client: cookies, redirects, addresses put together and headers merged took as
    long as the request itself, and nothing of it is wanted between two processes that know each other.
    """

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
        self._url, self._timeout = url.rstrip("/"), {"timeout": timeout.as_dict()}
        self._turns = self._at("/v1/turns")
        # trust_env off: a proxy meant for the internet must not carry the talk between our own two processes
        self._transport = transport or connections(MOST, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._transport.aclose()

    async def turn(self, request: TurnRequest) -> TurnReply:
        try:
            return _read(TurnReply, await self._call("POST", self._turns, request))
        except LotseError as refused:
            bare = _narrowed(request)
            if refused.code != "wire.invalid" or bare is None:
                raise
        return await self.turn(bare)

    async def transcript(self, channel: Channel, chat: str, *, seen: bool = True) -> Transcript:
        about = {"channel": channel, "chat": chat} | ({} if seen else {"seen": "false"})
        asked = self._at("/v1/transcript").copy_with(params=about)
        return _read(Transcript, await self._call("GET", asked))

    async def redeem(self, token: str, channel: Channel, chat: str) -> HandoverReply:
        body = Redeem(token=token, channel=channel, chat=chat)
        return _read(HandoverReply, await self._call("POST", self._at("/v1/handovers/redeem"), body))

    async def keyboards(self, channel: Channel, chat: str) -> Keyboards:
        asked = self._at("/v1/keyboards").copy_with(params={"channel": channel, "chat": chat})
        return _read(Keyboards, await self._call("GET", asked))

    async def keep_keyboards(self, report: KeyboardReport) -> None:
        await self._call("POST", self._at("/v1/keyboards"), report)

    async def media(self, key: str) -> bytes:
        if not HASH.fullmatch(key):
            raise LotseError("media.unknown")
        content = await self._call("GET", self._at(f"/v1/media/{key}"))
        if hashlib.sha256(content).hexdigest() != key:
            raise LotseError("internal", reading="media")
        return content

    async def park(self, parked: Parked) -> None:
        await self._call("POST", self._at("/v1/parked"), parked)

    def _at(self, path: str) -> httpx.URL:
        return httpx.URL(self._url + path)

    async def _call(self, method: str, url: httpx.URL, body: Wire | None = None) -> bytes:
        """The answer's body. Raises LotseError: the backend's own code, or backend.unavailable."""
        content = body.model_dump_json().encode() if body else b""
        nonce, on_wire = self._nonce(), url.raw_path.decode("ascii")
        headers = JSON | sign_request(self._secret, method, on_wire, content, now=self._clock(), nonce=nonce)
        request = httpx.Request(method, url, headers=headers, content=content, extensions=self._timeout)
        return self._checked(await self._send(request), nonce)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._transport.handle_async_request(request)
            await response.aread()
            return response
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


def _narrowed(request: TurnRequest) -> TurnRequest | None:
    """For a backend that still runs from before `Widened.LATER`; None where it knows all there is."""
    bare = request.input.without_later() if isinstance(request.input, Widened) else None
    return None if bare is None else request.model_copy(update={"input": bare})


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

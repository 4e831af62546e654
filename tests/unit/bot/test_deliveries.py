"""`POST /internal/deliveries`: the worker's own client gets through, nobody else; each channel gets its own."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from backend.integrations.bot import HttpDeliverer
from bot.deliveries import BODY_LIMIT, PATH, Deliveries, create_router
from flows.errors import LotseError
from flows.protocol import Channel, Delivery, DeliveryResult, Message
from flows.signing import sign_request

SECRET, NOW = b"a secret of enough length", datetime(2026, 11, 20, tzinfo=UTC)


class Recording:
    """A channel that keeps what it got, and can break."""

    def __init__(self, broken: bool = False) -> None:
        self.got: list[Delivery] = []
        self.broken = broken

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        if self.broken:
            raise RuntimeError("words of a person")
        self.got.append(delivery)
        return DeliveryResult(outcome="blocked")


def a_delivery(channel: Channel = "telegram") -> Delivery:
    message = Message(id="1", role="staff", text="Guten Tag", lang="de", dir="ltr")
    return Delivery(id="d1", channel=channel, chat="5", messages=[message])


def transport(channel: Recording) -> httpx.ASGITransport:
    app = FastAPI()
    app.include_router(create_router(Deliveries({"telegram": channel}), SECRET, NOW.timestamp))
    return httpx.ASGITransport(app)


def worker(channel: Recording, secret: bytes = SECRET) -> HttpDeliverer:
    deliverer = HttpDeliverer("http://bot", secret, lambda: NOW)
    deliverer._client = httpx.AsyncClient(transport=transport(channel), base_url="http://bot")
    return deliverer


async def test_the_worker_reaches_the_channel_and_hears_what_became_of_it() -> None:
    channel = Recording()
    assert (await worker(channel).deliver(a_delivery())).outcome == "blocked"
    assert channel.got == [a_delivery()]


async def test_another_secret_is_refused() -> None:
    """faults: C"""
    channel = Recording()
    with pytest.raises(LotseError) as raised:
        await worker(channel, b"another secret of length").deliver(a_delivery())
    assert raised.value.code == "wire.unauthenticated"
    assert channel.got == []


async def test_a_replay_is_refused() -> None:
    """faults: B"""
    channel = Recording()
    body = a_delivery().model_dump_json().encode()
    headers = sign_request(SECRET, "POST", PATH, body, now=NOW.timestamp(), nonce="n" * 32)
    async with httpx.AsyncClient(transport=transport(channel), base_url="http://bot") as client:
        answers = [(await client.post(PATH, content=body, headers=headers)).status_code for _ in range(2)]
    assert answers == [200, 401]
    assert len(channel.got) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id": 1}', b"\xff", b"[" * 100_000])
async def test_what_is_no_delivery_is_refused_with_a_signed_answer(body: bytes) -> None:
    headers = sign_request(SECRET, "POST", PATH, body, now=NOW.timestamp(), nonce="n" * 32)
    async with httpx.AsyncClient(transport=transport(Recording()), base_url="http://bot") as client:
        answer = await client.post(PATH, content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["code"] == "wire.invalid"


async def test_too_large_is_refused_unread() -> None:
    """faults: B"""
    async with httpx.AsyncClient(transport=transport(Recording()), base_url="http://bot") as client:
        assert (await client.post(PATH, content=b"x" * (BODY_LIMIT + 1))).status_code == 413


async def test_a_broken_channel_is_tried_again_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """faults: C"""
    result = await worker(Recording(broken=True)).deliver(a_delivery())
    assert result.outcome == "retry"
    assert "words of a person" not in caplog.text


@pytest.mark.parametrize(("channel", "outcome"), [("web", "waiting"), ("console", "waiting"), ("telegram", "retry")])
async def test_a_channel_that_is_not_here(channel: Channel, outcome: str) -> None:
    assert (await Deliveries({}).deliver(a_delivery(channel))).outcome == outcome

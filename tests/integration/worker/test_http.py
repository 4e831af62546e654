"""From the backend to the bot over HTTP: what is to be said arrives as it was given, and nobody else is believed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI, Response

from backend.integrations.bot import HttpDeliverer
from backend.serving import Served, serving
from bot.deliveries import Deliveries, create_router
from flows.errors import LotseError
from flows.protocol import Delivery, DeliveryResult, Message
from tests.support.mailbox import Mailbox
from tests.support.ports import free_port
from tests.support.world import SECRET, START, Clock

KEY = SECRET.encode()
TEXT = "Ваш термін: 3 грудня о 10:00. \u2068Lünen\u2069 😀"
MESSAGE = Message(id="d1.0", role="staff", text=TEXT, lang="uk", dir="ltr")
DELIVERY = Delivery(id="d1", channel="telegram", chat="4711", messages=[MESSAGE])


@asynccontextmanager
async def bot_with(mailbox: Mailbox, secret: bytes = KEY) -> AsyncIterator[HttpDeliverer]:
    app = FastAPI(openapi_url=None)
    app.include_router(create_router(Deliveries({"telegram": mailbox}), secret, START.timestamp))
    async with deliverer_to(app) as deliverer:
        yield deliverer


@asynccontextmanager
async def deliverer_to(app: FastAPI, clock: Callable[[], datetime] | None = None) -> AsyncIterator[HttpDeliverer]:
    port = free_port()
    deliverer = HttpDeliverer(f"http://127.0.0.1:{port}/", KEY, clock or Clock())
    async with serving(Served(app, "127.0.0.1", port, choose="nothing")):
        yield deliverer
        await deliverer.close()


@pytest.mark.parametrize(
    "outcome",
    [DeliveryResult(outcome="sent"), DeliveryResult(outcome="blocked"), DeliveryResult(outcome="retry", retry_after=7)],
)
async def test_it_arrives_unchanged_and_the_outcome_comes_back(outcome: DeliveryResult) -> None:
    mailbox = Mailbox()
    mailbox.outcomes.append(outcome)
    async with bot_with(mailbox) as deliverer:
        assert await deliverer.deliver(DELIVERY) == outcome
    assert mailbox.got == [DELIVERY]


async def test_what_goes_wrong_in_the_bot_is_tried_again_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """faults: C (canaries)"""
    mailbox = Mailbox()
    mailbox.outcomes.append(ValueError(TEXT))
    async with bot_with(mailbox) as deliverer:
        assert (await deliverer.deliver(DELIVERY)).outcome == "retry"
    assert "ValueError" in caplog.text
    assert TEXT not in caplog.text


async def code_of(deliverer: HttpDeliverer) -> str:
    with pytest.raises(LotseError) as raised:
        await deliverer.deliver(DELIVERY)
    return raised.value.code


async def test_a_bot_with_another_secret_is_told_nothing() -> None:
    """faults: C"""
    mailbox = Mailbox()
    async with bot_with(mailbox, secret=b"another secret that is long") as deliverer:
        assert await code_of(deliverer) == "wire.unauthenticated"
    assert mailbox.got == []


@pytest.mark.parametrize(("status", "code"), [(200, "wire.unauthenticated"), (502, "backend.unavailable")])
async def test_who_is_not_the_bot_is_not_believed(status: int, code: str) -> None:
    """faults: C. A message must not count as sent because something on that port said so."""
    app = FastAPI(openapi_url=None)

    async def answer() -> Response:
        return Response('{"outcome": "sent", "retry_after": null}', status, media_type="application/json")

    app.add_api_route("/internal/deliveries", answer, methods=["POST"])
    async with deliverer_to(app) as deliverer:
        assert await code_of(deliverer) == code


async def test_clocks_too_far_apart_are_named() -> None:
    """faults: A9. The bot refuses without a reason; the `Date` of its answer tells how far apart the clocks are."""
    app = FastAPI(openapi_url=None)
    app.add_api_route("/internal/deliveries", lambda: Response("{}", 401), methods=["POST"])
    async with deliverer_to(app, lambda: datetime.now(UTC) + timedelta(hours=1)) as deliverer:
        with pytest.raises(LotseError) as raised:
            await deliverer.deliver(DELIVERY)
    assert re.fullmatch(r"our clock is (3599|3600|3601) s ahead of the other side's", raised.value.detail["cause"])


async def test_a_bot_that_is_away_is_tried_again() -> None:
    """faults: A6"""
    deliverer = HttpDeliverer(f"http://127.0.0.1:{free_port()}", KEY, Clock())
    assert await code_of(deliverer) == "backend.unavailable"
    await deliverer.close()

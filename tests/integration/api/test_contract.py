"""Over HTTP and in one process: the same conversations, the same answers, the same errors, to the letter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from backend.allinone.gateway import InProcessGateway
from backend.bench.phones import Phone
from backend.bootstrap.turns import create_turns
from backend.services.world import World
from bot.gateway import Gateway
from bot.gateway.http import HttpGateway
from flows.errors import LotseError
from flows.protocol import CommandIn, Parked, TurnReply, TurnRequest
from tests.support.person import token_of

CANARY = "CANARY-Amira-0171"


@pytest.fixture
def direct(twin: World) -> InProcessGateway:
    return InProcessGateway(twin, create_turns(twin))


async def played(gateway: Gateway, phone: Phone) -> AsyncIterator[tuple[TurnRequest, TurnReply]]:
    request: TurnRequest | None = phone.first()
    while request is not None:
        reply = await gateway.turn(request)
        yield request, reply
        request = phone.next_request(reply)


async def test_a_whole_intake_is_the_same_word_for_word(gateway: HttpGateway, direct: InProcessGateway) -> None:
    one = [pair async for pair in played(gateway, Phone("chat-1"))]
    other = [pair async for pair in played(direct, Phone("chat-1"))]
    assert one == other
    assert one[-1][1].status == "submitted"
    assert len(one) > 30
    assert await gateway.transcript("web", "chat-1") == await direct.transcript("web", "chat-1")


async def test_a_repeated_event_has_the_same_answer(gateway: HttpGateway, direct: InProcessGateway) -> None:
    """faults: A2"""
    for one in (gateway, direct):
        first = await one.turn(Phone("chat-1").first())
        again = await one.turn(Phone("chat-1").first())
        assert again == first.model_copy(update={"duplicate": True})


async def test_a_link_is_good_once_and_leads_to_the_conversation(
    gateway: HttpGateway, direct: InProcessGateway
) -> None:
    outcomes = [await handed_over(one) for one in (gateway, direct)]
    assert outcomes[0] == outcomes[1] == ["ok", "used", "unknown"]
    assert await gateway.transcript("web", "page") == await direct.transcript("web", "page")
    assert (await gateway.transcript("web", "page")).conversation is not None


async def handed_over(gateway: Gateway) -> list[str]:
    """What becomes of the link Telegram offers: at first, in another browser, and changed."""
    phone = Phone("chat-1", channel="telegram")
    token = ""
    async for _, reply in played(gateway, phone):
        urls = [button.url for message in reply.messages for row in message.rows for button in row if button.url]
        if urls:
            token = token_of(urls[0])
            break
    assert token
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    opened = ((token, "page"), (token, "another"), (changed, "page"))
    return [(await gateway.redeem(one, "web", chat)).outcome for one, chat in opened]


async def test_parking_is_the_same_and_takes_what_is_largest(gateway: HttpGateway, direct: InProcessGateway) -> None:
    """faults: B. A million control characters are six million bytes on the wire: refused, they would come for ever."""
    for raw in ("x", "\u0001" * 1_000_000, '"' * 1_000_000):
        for one in (gateway, direct):
            await one.park(Parked(channel="telegram", event_id=f"u:{len(raw)}{raw[0]}", raw=raw, error="TypeError"))


@pytest.mark.parametrize("code", ["storage.full", "storage.unavailable", "key.unreadable", "flow.unknown"])
async def test_errors_keep_code_and_detail(
    gateway: HttpGateway, direct: InProcessGateway, code: str, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    """faults: A6"""

    async def fail(*_: object) -> None:
        raise LotseError(code, cause="test")

    monkeypatch.setattr(type(world.db), "write_then", fail)
    for one in (gateway, direct):
        with pytest.raises(LotseError) as raised:
            await one.turn(TurnRequest(channel="web", chat="c", event_id="e", input=CommandIn(name="start")))
        assert (raised.value.code, raised.value.detail) == (code, {"cause": "test"})


async def test_what_nobody_expected_is_internal_and_says_nothing(
    gateway: HttpGateway,
    direct: InProcessGateway,
    monkeypatch: pytest.MonkeyPatch,
    world: World,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(*_: object) -> None:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(f"cannot read {CANARY}") from error

    monkeypatch.setattr(type(world.db), "write_then", fail)
    for one in (gateway, direct):
        with pytest.raises(LotseError) as raised:
            await one.turn(TurnRequest(channel="web", chat="c", event_id="e", input=CommandIn(name="start")))
        assert raised.value.code == "internal"
        assert CANARY not in repr(raised.value) + str(raised.value.detail)
    assert "ValueError" in caplog.text, "an operator finds it"
    assert CANARY not in caplog.text

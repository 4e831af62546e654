"""One-time links: what somebody can do who finds one."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flows.protocol import TextIn
from tests.integration.privacy.conftest import House
from tests.support.intake import Intake
from tests.support.person import token_of


async def linked(house: House, times: int = 1) -> tuple[Intake, list[str]]:
    """Somebody in Telegram at a question that is asked on the secure page only, and the tokens they were sent."""
    intake = house.intake("555", "telegram", residence="44532")
    await intake.until()
    tokens: list[str] = []
    for _ in range(times):
        if tokens:
            await intake.person.do("/repeat")
        tokens.append(token_of(intake.person.link))
    assert len(set(tokens)) == times
    return intake, tokens


async def outcome(house: House, token: str, browser: str) -> str:
    return (await house.gateway.redeem(token, "web", browser)).outcome


async def test_the_address_tells_the_language_and_nothing_else(house: House) -> None:
    """The page must speak before the link is used; whoever sees the address learns no more than that."""
    intake, (token,) = await linked(house)
    await intake.person.do("/language ar")
    await intake.person.do("/repeat")
    address = urlsplit(str(intake.person.link))
    assert parse_qs(address.query) == {"lang": ["ar"]}
    assert address.path == f"/h/{token_of(intake.person.link)}"
    assert len(token_of(intake.person.link)) == len(token), "a blinded event, as long as any other"
    assert not address.fragment


async def test_once_one_link_is_used_no_other_one_is_good(house: House) -> None:
    """faults: B. The question was repeated, so several links stand in the chat: the rest is not left lying about."""
    _, (first, second, third) = await linked(house, 3)
    assert await outcome(house, second, "my-phone") == "ok"
    assert await outcome(house, first, "a-thief") == "used"
    assert await outcome(house, third, "a-thief") == "used"
    assert (await house.gateway.transcript("web", "a-thief")).conversation is None
    assert (await house.gateway.transcript("web", "my-phone")).conversation is not None


async def test_a_link_is_good_once_and_for_half_an_hour(house: House) -> None:
    """faults: B (payload reused, expired)."""
    _, (token,) = await linked(house)
    house.clock.pass_(minutes=30, seconds=1)
    assert await outcome(house, token, "late") == "expired"


async def test_a_made_up_or_long_token_is_unknown(house: House) -> None:
    """faults: B (payload forged)."""
    _, (token,) = await linked(house)
    flipped = token[:-1] + ("0" if token[-1] != "0" else "1")
    for odd in (flipped, token.upper() if token.upper() != token else "x", "x", "x" * 128, "\u202e" * 40, "\0"):
        assert await outcome(house, odd, "a-thief") == "unknown"


async def test_a_link_of_an_erased_conversation_leads_nowhere(house: House) -> None:
    """faults: A4."""
    intake, (token,) = await linked(house)
    await intake.person.do("/delete")
    await intake.tap("yes")
    assert await outcome(house, token, "my-phone") == "unknown"


async def test_nobody_else_gets_the_link_by_sending_the_same_event(house: House) -> None:
    """Events are known by channel and id: the stored reply to one belongs to its own conversation."""
    intake, _ = await linked(house)
    other = house.intake("777", "telegram")
    await other.begin()
    for number in range(1, intake.person.count + 1):
        reply = await other.person.send(TextIn(text="hallo"), event_id=f"555-{number}")
        assert not [b for m in reply.messages for row in m.rows for b in row if b.url]

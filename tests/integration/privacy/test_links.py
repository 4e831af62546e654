"""One-time links: what somebody can do who finds one."""

from __future__ import annotations

import itertools
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.persistence import conversations, records, tables
from backend.persistence.database import Connection
from backend.persistence.erasing import erase_person
from backend.services import handover
from flows.protocol import TextIn
from tests.integration.privacy.conftest import House
from tests.support.desk import rows_of
from tests.support.intake import Intake
from tests.support.meanwhile import meanwhile
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


async def test_of_two_who_use_it_at_once_one_gets_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A3, B (payload reused)."""
    _, (token,) = await linked(house)
    other = meanwhile(monkeypatch, records, "use_handover", lambda: outcome(house, token, "a-thief"))
    assert sorted([await outcome(house, token, "my-phone"), await other.done()]) == ["ok", "used"]


async def test_tapped_twice_at_once_it_is_good_both_times(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A3. The browser shows what came last, so "used" would keep its own person out."""
    _, (token,) = await linked(house)
    again = meanwhile(monkeypatch, records, "use_handover", lambda: outcome(house, token, "my-phone"))
    assert (await outcome(house, token, "my-phone"), await again.done()) == ("ok", "ok")


async def test_of_two_links_used_at_once_one_is_good(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A3, A6. Each makes the other useless."""
    _, (one, two) = await linked(house, 2)
    other = meanwhile(monkeypatch, records, "void_handovers", lambda: outcome(house, two, "a-thief"))
    assert (await outcome(house, one, "my-phone"), await other.done()) == ("ok", "used")


async def test_used_while_everything_is_erased_it_leads_nowhere(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A4, A6. The one waits for the other, neither crosswise: whoever did would be run again."""
    _, (token,) = await linked(house)
    (before,) = await rows_of(house.world, tables.conversations)
    runs = itertools.count(1)

    def erase(conn: Connection) -> int:
        run = next(runs)
        conversations.hold(conn, before["id"])
        erase_person(conn, before["person_id"], 1)
        return run

    erased = meanwhile(monkeypatch, handover, "leave_chat", lambda: house.world.db.write(erase))
    assert (await outcome(house, token, "my-phone"), await erased.done()) == ("ok", 1)
    left = [*await rows_of(house.world, tables.chats), *await rows_of(house.world, tables.handovers)]
    assert before["id"] not in {row["conversation_id"] for row in left}


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

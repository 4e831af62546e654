"""What the desk writes arrives: once, in order, in the right chat, and later when it cannot arrive now."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from backend.persistence import outbox, tables
from backend.persistence.database import Connection
from backend.persistence.erasing import erase_person
from backend.services import delivering
from backend.services.delivering import CLAIM, PAUSES, claim_due
from backend.worker import run
from flows.errors import LotseError
from flows.protocol import DeliveryResult
from tests.integration.worker.conftest import CHAT, Shop
from tests.support.meanwhile import Meanwhile
from tests.support.submitted import statuses, submitted, write_to
from tests.support.waiting import until

SENT, RETRY = DeliveryResult(outcome="sent"), DeliveryResult(outcome="retry")


async def settled(shop: Shop, *wanted: str) -> None:
    async def as_wanted() -> bool:
        return await statuses(shop.world) == list(wanted)

    await until(as_wanted, f"{wanted}; is {await statuses(shop.world)}")


async def attempts(shop: Shop, count: int) -> None:
    async def that_many() -> bool:
        return len(shop.mailbox.got) >= count

    await until(that_many, f"{count} attempts; were {len(shop.mailbox.got)}")


async def nothing_more(shop: Shop) -> None:
    """Several looks of the worker later, no further attempt was made."""
    before = len(shop.mailbox.got)
    await asyncio.sleep(0.3)
    assert len(shop.mailbox.got) == before


async def noted(shop: Shop, attempt: int) -> int:
    """When the oldest delivery that waits is due again, once this attempt is over and written down."""
    one = tables.deliveries.c
    found = sa.select(one.attempts, one.due_at).where(one.status == "pending").order_by(one.created_at).limit(1)

    async def there() -> int:
        attempts, due = await shop.world.db.read(lambda conn: tuple(conn.execute(found).one()))
        wait = due - shop.clock().timestamp() * 1000
        over = attempts == attempt and wait != CLAIM.total_seconds() * 1000
        return int(due) if over else 0

    return await until(there, f"attempt {attempt} noted")


async def test_at_the_end_what_was_claimed_and_not_begun_is_given_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A1 (SIGTERM). Before, it waited until its claim had run out."""
    other = await submitted(shop.world, "another chat")
    for case_id in (shop.case_id, other):
        await write_to(shop.world, shop.staff, case_id, "Guten Tag")
    begun, stopping, loop = list[outbox.Due](), asyncio.Event(), asyncio.get_running_loop()

    def begin(found: outbox.Due) -> None:
        begun.append(found)
        loop.call_soon_threadsafe(stopping.set)

    monkeypatch.setattr(run, "_start", begin)
    await run._look_out(shop.world, stopping)
    (first,) = begun
    (second,) = await claim_due(shop.world, 10)
    assert (second.id != first.id, second.attempt) == (True, 1)


async def test_a_message_arrives_in_the_chat_it_is_for(shop: Shop, work: None) -> None:
    await shop.write("Guten Tag! Ihr Termin ist am 3. Dezember um 10 Uhr.")
    await settled(shop, "sent")
    (delivery,) = shop.mailbox.got
    assert (delivery.channel, delivery.chat) == ("web", CHAT)
    assert [message.role for message in delivery.messages] == ["staff"]
    assert "Ihr Termin ist am 3. Dezember um 10 Uhr." in delivery.messages[0].text
    await nothing_more(shop)


async def test_many_arrive_each_once_and_in_order(shop: Shop, work: None) -> None:
    """Faults: order within a chat holds, whichever thread of the worker is quicker."""
    for number in range(8):
        await shop.write(f"Nachricht {number}")
    await settled(shop, *["sent"] * 8)
    assert [text[-1] for text in shop.mailbox.texts] == list("01234567")


async def test_two_who_look_at_once_claim_each_message_once(shop: Shop) -> None:
    for number in range(2):
        await shop.write(f"Nachricht {number}")
    now = int(shop.clock().timestamp() * 1000)

    def look(conn: Connection) -> list[outbox.Due]:
        found = outbox.claim(conn, now, now + 1000, 10)
        other.step_in(conn)
        return found

    other = Meanwhile(lambda: shop.world.db.write(look))
    first, second = await shop.world.db.write(look), await other.done()
    assert [due.attempt for due in (*first, *second)] == [1], "the second message waits for the first one"


async def test_what_cannot_arrive_now_arrives_later_and_nothing_overtakes_it(shop: Shop, work: None) -> None:
    """faults: A8"""
    shop.mailbox.outcomes.extend([LotseError("backend.unavailable"), RETRY])
    await shop.write("eins")
    await attempts(shop, 1)
    await noted(shop, 1)
    await shop.write("zwei")
    await nothing_more(shop)
    assert await statuses(shop.world) == ["pending", "pending"]
    shop.clock.pass_(seconds=PAUSES[0].total_seconds() + 0.1)
    await noted(shop, 2)
    shop.clock.pass_(seconds=PAUSES[1].total_seconds() + 0.1)
    await settled(shop, "sent", "sent")
    assert [text[-4:] for text in shop.mailbox.texts] == ["eins", "eins", "eins", "zwei"]


async def test_the_log_tells_why_the_bot_is_not_believed(
    shop: Shop, work: None, caplog: pytest.LogCaptureFixture
) -> None:
    """faults: A9. The cause an error brings along is the operator's only hint that it is the clock."""
    shop.mailbox.outcomes.append(LotseError("wire.unauthenticated", cause="our clock is 412 s behind"))
    await shop.write("eins")
    await noted(shop, 1)
    assert "attempt 1: wire.unauthenticated our clock is 412 s behind" in caplog.text


async def test_telegram_says_how_long_to_wait(shop: Shop, work: None) -> None:
    """faults: A8"""
    shop.mailbox.outcomes.append(DeliveryResult(outcome="retry", retry_after=1234))
    await shop.write("eins")
    await attempts(shop, 1)
    assert await noted(shop, 1) == shop.clock().timestamp() * 1000 + 1_234_000


@pytest.mark.parametrize("outcome", ["blocked", "gone"])
async def test_who_has_gone_away_is_not_called_again(shop: Shop, work: None, outcome: str) -> None:
    """faults: A8"""
    shop.mailbox.outcomes.append(DeliveryResult(outcome=outcome))  # type: ignore[arg-type]
    await shop.write("eins")
    await settled(shop, outcome)
    await shop.write("zwei")
    await settled(shop, outcome, "sent")


async def test_after_more_than_a_day_it_has_failed(shop: Shop, work: None) -> None:
    """faults: A8. And a later one still gets its chance."""
    shop.mailbox.outcomes.extend([RETRY] * (len(PAUSES) + 1))
    await shop.write("eins")
    for attempt, pause in enumerate(PAUSES, 1):
        await noted(shop, attempt)
        shop.clock.pass_(seconds=pause.total_seconds() + 0.1)
    await settled(shop, "failed")
    assert sum(pause.total_seconds() for pause in PAUSES) > 24 * 3600
    await shop.write("zwei")
    await settled(shop, "failed", "sent")


async def test_an_erased_person_gets_nothing(shop: Shop) -> None:
    """faults: A4. Erased after the message was written, before it was sent."""
    from backend.worker.run import working

    await shop.write("eins")
    person = sa.select(tables.people.c.id)
    await shop.world.db.write(lambda conn: erase_person(conn, conn.execute(person).scalar_one(), 5))
    async with working(shop.world, shop.mailbox):
        await nothing_more(shop)
    assert shop.mailbox.got == []
    assert await statuses(shop.world) == []


async def test_erased_while_it_is_being_sent(shop: Shop, work: None) -> None:
    shop.mailbox.open.clear()
    await shop.write("eins")
    await attempts(shop, 1)
    person = sa.select(tables.people.c.id)
    await shop.world.db.write(lambda conn: erase_person(conn, conn.execute(person).scalar_one(), 5))
    shop.mailbox.open.set()
    await nothing_more(shop)
    assert await statuses(shop.world) == []


async def test_a_chat_that_is_gone_is_settled_and_holds_nobody_up(shop: Shop, work: None) -> None:
    """A row that stays due for ever would keep the look-out from what is behind it."""
    shop.mailbox.outcomes.append(RETRY)
    await shop.write("eins")
    await noted(shop, 1)
    await shop.world.db.write(lambda conn: conn.execute(sa.delete(tables.chats)))
    shop.clock.pass_(seconds=PAUSES[0].total_seconds())
    await settled(shop, "gone")


async def test_one_that_nobody_can_read_holds_up_no_other(
    shop: Shop, work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A11. Sealed with another key: that one waits and fails, the others go on."""
    broken = sa.update(tables.deliveries).where(tables.deliveries.c.status == "pending").values(content_enc=b"x" * 60)
    shop.mailbox.open.clear()
    await shop.write("eins")
    await attempts(shop, 1)
    await shop.write("zwei")
    await shop.world.db.write(lambda conn: conn.execute(broken))
    shop.mailbox.open.set()
    await settled(shop, "sent", "pending")
    monkeypatch.setattr(delivering, "PAUSES", PAUSES[:3])  # the same, in less time

    async def given_up() -> bool:
        shop.clock.pass_(seconds=PAUSES[3].total_seconds() + CLAIM.total_seconds())
        return await statuses(shop.world) == ["sent", "failed"]

    await until(given_up, "the unreadable one is given up")
    assert len(shop.mailbox.got) == 1


async def test_the_database_away_for_a_moment_loses_nothing(
    shop: Shop, work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: A6. Away while the outcome is written down: the message is out, and does not go out twice."""
    write, failures = type(shop.world.db).write, 2

    async def sometimes(db: object, fn: object) -> object:
        nonlocal failures
        if shop.mailbox.got and failures:
            failures -= 1
            raise LotseError("storage.full")
        return await write(db, fn)  # type: ignore[arg-type]

    await shop.write("eins")
    monkeypatch.setattr(type(shop.world.db), "write", sometimes)
    await settled(shop, "sent")
    assert failures == 0
    assert len(shop.mailbox.got) == 1

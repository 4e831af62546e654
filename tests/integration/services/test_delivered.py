"""What the desk is told of its messages is what has become of them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from backend.persistence import tables
from backend.persistence.database import Connection
from backend.services.cases import send_message
from backend.services.delivering import claim_due, note, speak
from bot.deliveries import Deliveries
from flows.errors import LotseError
from tests.integration.services.conftest import Office
from tests.integration.services.test_at_once import sent, somebody

TEXT = "Kommen Sie am Montag."


async def told(office: Office) -> tuple[str, int | None]:
    (row,) = [row for row in await office.rows(tables.deliveries) if row.kind == "staff"]
    return row.status, row.sent_at


async def worked(office: Office) -> None:
    """All that a worker would do with what is due, beside a bot without Telegram."""
    for due in await claim_due(office.world, 10):
        result = await speak(office.world, Deliveries({}), due.id, due.attempt)
        assert result is not None
        await note(office.world, due.id, due.attempt, result)


async def written(office: Office) -> Any:
    intake, case = await sent(office)
    assert await send_message(office.world, somebody(), case.id, TEXT) is None
    return intake


async def opened(office: Office, channel: str = "web") -> list[str]:
    shown = await office.gateway.transcript(channel, "person-1")  # type: ignore[arg-type]
    return [message.text for message in shown.messages if message.role == "staff"]


async def test_in_the_web_chat_it_waits_until_the_person_opens_it(office: Office) -> None:
    await written(office)
    await worked(office)
    assert await told(office) == ("waiting", None)
    office.clock.pass_(seconds=60)
    assert await opened(office) == [TEXT]
    first = await told(office)
    assert first == ("sent", int(office.clock().timestamp() * 1000))
    office.clock.pass_(seconds=60)
    await opened(office)
    assert await told(office) == first


async def test_what_only_a_program_looks_at_has_not_arrived(office: Office) -> None:
    """Which conversation a browser has is looked up before it is led to another one."""
    await written(office)
    await worked(office)
    looked = await office.gateway.transcript("web", "person-1", seen=False)
    assert looked.conversation is not None
    assert await told(office) == ("waiting", None)


async def test_who_looks_before_the_worker_does_has_it_too(office: Office) -> None:
    await written(office)
    assert await opened(office) == [TEXT]
    assert await claim_due(office.world, 10) == []
    assert (await told(office))[0] == "sent"


async def test_a_look_into_one_chat_delivers_nothing_in_another(office: Office) -> None:
    """On its way to Telegram, seen in the web chat: whether Telegram takes it is still to be told."""
    await written(office)

    def to_telegram(conn: Connection) -> None:
        conn.execute(sa.update(tables.deliveries).values(channel="telegram"))

    await office.world.db.write(to_telegram)
    assert await opened(office) == [TEXT]
    assert (await told(office))[0] == "pending"


async def test_a_full_disk_keeps_nobody_from_reading(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A6"""
    await written(office)

    async def full(*_: object) -> None:
        raise LotseError("storage.full")

    with monkeypatch.context() as patched:
        patched.setattr(type(office.world.db), "write", full)
        assert await opened(office) == [TEXT]
    assert (await told(office))[0] == "pending"


async def test_a_consent_withdrawn_on_the_way_is_named_as_the_reason(office: Office) -> None:
    intake = await written(office)
    await intake.person.do("/withdraw")
    await intake.tap("messenger")
    await worked(office)
    assert await told(office) == ("withdrawn", None)

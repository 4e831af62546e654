"""Events nobody could read: sealed, and not for ever, for no erasure can reach what belongs to nobody."""

from __future__ import annotations

from datetime import timedelta

from backend.domain.times import to_ms
from backend.persistence import tables
from backend.persistence.erasing import drop_parked
from backend.worker.jobs import PARKED
from flows.protocol import Parked
from tests.integration.privacy.conftest import House
from tests.support.desk import rows_of


async def test_parked_events_are_sealed_and_go_after_two_weeks(house: House) -> None:
    raw = '{"message": {"text": "Canaryraw"}}'
    await house.gateway.park(Parked(channel="telegram", event_id="u:1:2", raw=raw, error="ValueError"))
    (row,) = await rows_of(house.world, tables.parked)
    sealed = house.world.keyring.system.open("parked", "raw_enc", row["event_hash"], row["raw_enc"])
    assert sealed.decode() == raw
    assert not await house.traces("Canaryraw")

    async def drop(after: timedelta) -> int:
        before = to_ms(house.clock() + after - PARKED)
        return await house.world.db.write(lambda conn: drop_parked(conn, before))

    assert await drop(timedelta(days=13, hours=23)) == 0
    assert await drop(timedelta(days=14, hours=1)) == 1
    assert await rows_of(house.world, tables.parked) == []

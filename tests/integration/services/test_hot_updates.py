"""PostgreSQL: a turn writes the conversation's row and no index (a HOT update).

So the table needs no more room than its rows, and what is dead in a page is cleared away by the next turn there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from backend.allinone.gateway import InProcessGateway
from backend.bootstrap.turns import create_turns
from backend.persistence.database import Connection, open_database
from backend.services.seed import seed_teams
from tests.support.intake import Intake
from tests.support.person import Person
from tests.support.waiting import until
from tests.support.world import Clock, a_world

#: How far everybody gets before the next one goes on.
STOPS = ("consent_intake", "residence", "moved_here", "adults", "wish", "consent_handover", None)
WRITTEN = sa.text("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'conversations'")
TURNS = sa.text("SELECT sum(turn_count) FROM conversations")


class Passing(Clock):
    """Moves on a little whenever somebody looks."""

    def __call__(self) -> datetime:
        self.pass_(seconds=2)
        return self.now


async def test_turns_write_no_index(postgres_url: str) -> None:
    """Several people in turns, whose rows share pages, while time passes."""
    clock = Passing()
    world = await a_world(postgres_url, clock)
    await seed_teams(world)
    gateway = InProcessGateway(world, create_turns(world))
    people = [Intake(Person(gateway, channel="web", chat=f"person-{number}")) for number in range(4)]
    for stop in STOPS:
        for intake in people:
            await intake.until(stop)
    await world.db.close()  # what a connection has counted is told when it ends
    updates, hot = await counted(postgres_url)
    assert hot / updates > 0.9, (updates, hot)


async def counted(url: str) -> tuple[int, int]:
    """Updates of conversations and those of them that were HOT, once all are counted."""
    database = open_database(url)

    def look(conn: Connection) -> Any:
        written, turns = conn.execute(WRITTEN).one(), conn.execute(TURNS).scalar_one()
        return tuple(written) if written.n_tup_upd >= turns else None

    async def all_counted() -> tuple[int, int] | None:
        return await database.read(look)

    found = await until(all_counted, "all updates are counted")
    await database.close()
    return found

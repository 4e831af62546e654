"""A case at the desk, come about the honest way: somebody answered the whole intake. And somebody to write to them."""

from __future__ import annotations

import sqlalchemy as sa

from backend.bench.phones import Phone
from backend.bootstrap.turns import create_turns
from backend.domain.permissions import Role, Staff
from backend.persistence import tables
from backend.services.cases import send_message
from backend.services.seed import seed_teams
from backend.services.staff import NewStaff, add_staff
from backend.services.world import World
from flows.protocol import TurnRequest


async def submitted(world: World, chat: str) -> str:
    """The id of a case whose person can be written to in this chat of the web chat."""
    turns, phone = create_turns(world), Phone(chat)
    request: TurnRequest | None = phone.first()
    conversation = ""
    while request is not None:
        reply = await turns.turn(request)
        conversation, request = reply.conversation, phone.next_request(reply)
    found = sa.select(tables.cases.c.id).where(tables.cases.c.conversation_id == conversation)
    return str(await world.db.read(lambda conn: conn.execute(found).scalar_one()))


async def a_coordinator(world: World, login: str = "koordination@kreis-unna") -> Staff:
    await seed_teams(world)
    new = NewStaff(login, "Koordination", "a password nobody uses", Role.COORDINATOR, "kreis-unna")
    staff_id = await add_staff(world, new)
    return Staff(staff_id, new.name, new.role, new.jurisdiction, None, "de")


async def write_to(world: World, staff: Staff, case_id: str, text: str) -> None:
    assert await send_message(world, staff, case_id, text) is None


async def statuses(world: World) -> list[str]:
    """Of all deliveries, oldest first."""
    found = sa.select(tables.deliveries.c.status).order_by(tables.deliveries.c.created_at, tables.deliveries.c.id)
    return await world.db.read(lambda conn: list(conn.execute(found).scalars()))

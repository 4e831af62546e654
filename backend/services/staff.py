"""Accounts at the desk: making them, and what somebody may change about their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.domain.permissions import Role, Staff
from backend.domain.times import to_ms
from backend.persistence import staff as rows
from backend.persistence.database import Connection
from backend.persistence.locks import Lock, one_at_a_time
from backend.services.auth import IDLE, Session, clean_login, hash_password
from backend.services.world import World

#: Languages the desk itself speaks.
LOCALES = ("de", "en")
#: Passwords hashed at once: each takes 64 MB and a processor.
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class NewStaff:
    """An account to be made. `fte`: full-time equivalent of the post; `capacity`: open cases at 1.0 fte."""

    login: str
    name: str
    password: str
    role: Role
    jurisdiction: str
    team_id: str | None = None
    fte: float = 1.0
    capacity: int = 40
    locale: str = "de"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Times are epoch ms."""

    created_at: int
    seen_at: int
    current: bool


async def add_staff(world: World, new: NewStaff) -> str:
    """Makes the account; its id. Raises NotUnique when the login is taken."""
    row = await _row(world, new)
    await world.db.write(lambda conn: rows.add_staff(conn, row))
    return str(row["id"])


async def add_first(
    world: World, wanted: Sequence[NewStaff], keep: Callable[[], None], made: Callable[[], None]
) -> None:
    """All of these accounts or, when anything fails or somebody is there by then, none.

    `keep` is called before they are stored, and again should that have to be tried again; nobody else is at it
    meanwhile. `made` is called for each: hashing takes its time.
    """
    places = asyncio.Semaphore(AT_ONCE)

    async def one(new: NewStaff) -> dict[str, object]:
        async with places:
            row = await _row(world, new)
        made()
        return row

    ready = await asyncio.gather(*map(one, wanted))

    def add(conn: Connection) -> None:
        one_at_a_time(conn, Lock.FIRST_STAFF)
        if rows.anybody(conn):
            return
        keep()
        for row in ready:
            rows.add_staff(conn, row)

    await world.db.write(add)


async def _row(world: World, new: NewStaff) -> dict[str, object]:
    password_hash = await asyncio.to_thread(hash_password, new.password)
    return {
        "id": world.ids.new(),
        "login": clean_login(new.login),
        "name": new.name,
        "password_hash": password_hash,
        "role": new.role.value,
        "jurisdiction": new.jurisdiction,
        "team_id": new.team_id,
        "fte": new.fte,
        "capacity": new.capacity,
        "locale": new.locale,
        "active": True,
        "created_at": to_ms(world.clock()),
    }


async def set_locale(world: World, staff: Staff, locale: str) -> None:
    """The language of the desk for somebody. An unknown one changes nothing."""
    if locale in LOCALES:
        await world.db.write(lambda conn: rows.set_locale(conn, staff.id, locale))


async def sessions(world: World, current: Session) -> list[OpenSession]:
    """Where somebody is logged in, newest first."""
    now = to_ms(world.clock())

    def read(conn: Connection) -> list[OpenSession]:
        found = rows.live_sessions(conn, current.staff.id, now, now - IDLE)
        return [OpenSession(created, seen, key == current.key) for key, created, seen in found]

    return await world.db.read(read)

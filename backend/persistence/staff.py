"""Staff, their sessions and their login attempts in the database. Sessions are found by hash only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.domain.permissions import Role, Staff
from backend.persistence.tables import login_attempts, staff, staff_sessions, teams


@dataclass(frozen=True, slots=True)
class Account:
    """What a login needs to know. `password_hash` leaves this layer only to be verified."""

    staff: Staff
    password_hash: str
    active: bool


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Times are epoch ms."""

    staff: Staff
    token_hash: str
    csrf_hash: str
    created_at: int
    seen_at: int
    expires_at: int


def _staff(row: Mapping[Any, Any]) -> Staff:
    return Staff(row["id"], row["name"], Role(row["role"]), row["jurisdiction"], row["team_id"], row["locale"])


def add_team(conn: Connection, values: Mapping[str, Any]) -> None:
    conn.execute(sa.insert(teams), dict(values))


def add_staff(conn: Connection, values: Mapping[str, Any]) -> None:
    conn.execute(sa.insert(staff), dict(values))


def account(conn: Connection, login: str) -> Account | None:
    row = conn.execute(sa.select(staff).where(staff.c.login == login)).mappings().one_or_none()
    return Account(_staff(row), row["password_hash"], row["active"]) if row else None


def set_locale(conn: Connection, staff_id: str, locale: str) -> None:
    conn.execute(sa.update(staff).where(staff.c.id == staff_id).values(locale=locale))


def set_password_hash(conn: Connection, staff_id: str, password_hash: str) -> None:
    conn.execute(sa.update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash))


def names(conn: Connection, ids: set[str]) -> dict[str, str]:
    """Names of staff by id, for histories and messages."""
    if not ids:
        return {}
    return {row.id: row.name for row in conn.execute(sa.select(staff.c.id, staff.c.name).where(staff.c.id.in_(ids)))}


# --- sessions --------------------------------------------------------------------------------------------------------


def add_session(conn: Connection, staff_id: str, token_hash: str, csrf_hash: str, now: int, expires_at: int) -> None:
    conn.execute(
        sa.insert(staff_sessions),
        {
            "token_hash": token_hash,
            "staff_id": staff_id,
            "csrf_hash": csrf_hash,
            "created_at": now,
            "seen_at": now,
            "expires_at": expires_at,
        },
    )


def session(conn: Connection, token_hash: str) -> SessionRow | None:
    """The session and its owner; None for an unknown one and for staff no longer active."""
    found = conn.execute(
        sa.select(staff_sessions, staff)
        .join(staff, staff.c.id == staff_sessions.c.staff_id)
        .where(staff_sessions.c.token_hash == token_hash, staff.c.active.is_(True))
        .with_only_columns(*staff_sessions.c, *(staff.c[name] for name in Staff.__slots__))
    )
    row = found.mappings().one_or_none()
    if row is None:
        return None
    return SessionRow(
        _staff(row), row["token_hash"], row["csrf_hash"], row["created_at"], row["seen_at"], row["expires_at"]
    )


def touch_session(conn: Connection, token_hash: str, now: int) -> None:
    conn.execute(sa.update(staff_sessions).where(staff_sessions.c.token_hash == token_hash).values(seen_at=now))


def drop_session(conn: Connection, token_hash: str) -> None:
    conn.execute(sa.delete(staff_sessions).where(staff_sessions.c.token_hash == token_hash))


def drop_other_sessions(conn: Connection, staff_id: str, keep: str) -> int:
    """End all sessions of somebody but one; how many there were."""
    others = (staff_sessions.c.staff_id == staff_id) & (staff_sessions.c.token_hash != keep)
    return conn.execute(sa.delete(staff_sessions).where(others)).rowcount


def drop_dead_sessions(conn: Connection, now: int, idle_since: int) -> None:
    dead = (staff_sessions.c.expires_at <= now) | (staff_sessions.c.seen_at <= idle_since)
    conn.execute(sa.delete(staff_sessions).where(dead))


def live_sessions(conn: Connection, staff_id: str, now: int, idle_since: int) -> list[tuple[str, int, int]]:
    """(token hash, created at, last seen) of each session still good, newest first."""
    rows = conn.execute(
        sa.select(staff_sessions.c.token_hash, staff_sessions.c.created_at, staff_sessions.c.seen_at)
        .where(
            staff_sessions.c.staff_id == staff_id,
            staff_sessions.c.expires_at > now,
            staff_sessions.c.seen_at > idle_since,
        )
        .order_by(staff_sessions.c.created_at.desc())
    )
    return [(row.token_hash, row.created_at, row.seen_at) for row in rows]


# --- login attempts --------------------------------------------------------------------------------------------------


def add_attempt(conn: Connection, attempt_id: str, login_hash: str, source_hash: str, at: int) -> None:
    """Counted as failed until proven otherwise, so that a burst in parallel counts fully."""
    row = {"id": attempt_id, "login_hash": login_hash, "source_hash": source_hash, "at": at, "ok": False}
    conn.execute(sa.insert(login_attempts), row)


def attempt_succeeded(conn: Connection, attempt_id: str) -> None:
    conn.execute(sa.update(login_attempts).where(login_attempts.c.id == attempt_id).values(ok=True))


def failed_attempts(conn: Connection, login_hash: str, source_hash: str, since: int) -> tuple[int, int]:
    """Failures since `since`: (for this login since it last succeeded, from this source)."""
    recent = (login_attempts.c.at > since) & login_attempts.c.ok.is_(False)
    last_ok = sa.select(sa.func.coalesce(sa.func.max(login_attempts.c.at), 0)).where(
        login_attempts.c.login_hash == login_hash, login_attempts.c.ok.is_(True)
    )
    count = sa.select(sa.func.count()).select_from(login_attempts).where(recent)
    for_login = count.where(login_attempts.c.login_hash == login_hash, login_attempts.c.at > last_ok.scalar_subquery())
    from_source = count.where(login_attempts.c.source_hash == source_hash)
    return int(conn.execute(for_login).scalar_one()), int(conn.execute(from_source).scalar_one())


def drop_old_attempts(conn: Connection, before: int) -> None:
    conn.execute(sa.delete(login_attempts).where(login_attempts.c.at <= before))


def team_ids(conn: Connection) -> set[str]:
    return set(conn.execute(sa.select(teams.c.id)).scalars())


def anybody(conn: Connection) -> bool:
    """Is there any account at all?"""
    return conn.execute(sa.select(staff.c.id).limit(1)).first() is not None

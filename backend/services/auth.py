"""Logging in at the desk: slow where it must be, the same for everybody who fails, never in the way of other turns.

A login costs one argon2 verification whether the name is known or not. Verifying takes 100 ms and more of a core, so it
runs beside the event loop, a few at once; attempts are counted before they are verified, so a burst counts fully.
"""

from __future__ import annotations

import asyncio
import hmac
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.domain.permissions import Staff
from backend.domain.times import to_ms
from backend.persistence import staff as rows
from backend.persistence.database import Connection
from backend.persistence.locks import Lock, one_at_a_time
from backend.services.world import World
from flows.errors import LotseError

MINUTE = 60_000
IDLE = 30 * MINUTE
ABSOLUTE = 10 * 60 * MINUTE
#: A session counts as seen at most once a minute: a page is not a write.
TOUCH = MINUTE
WINDOW = 15 * MINUTE
LOGIN_LIMIT = 10  # failures for one login within the window, since it last succeeded
SOURCE_LIMIT = 50  # failures from one address: a whole town hall may share it
KEEP_ATTEMPTS = 24 * 60 * MINUTE
PASSWORD_LIMIT = 1024  # characters; a longer one is not hashed
LOGIN_MAX = 100
VERIFIERS = 2
WAITING = 32

_hasher = PasswordHasher()
#: Verified for unknown logins, so that they take as long as known ones. Nobody knows its password.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$5nIriw0lnjoME4C62npyhA$/+Md0HK9I3W26YT58zzd7VZId87rE1YjpX4KJttdR6U"


def hash_password(password: str) -> str:
    """For new accounts and changed passwords; takes about 100 ms."""
    return _hasher.hash(password)


@dataclass(frozen=True, slots=True)
class Entered:
    """A fresh session. `token` goes into the cookie and is stored nowhere."""

    staff: Staff
    token: str


@dataclass(frozen=True, slots=True)
class Session:
    """A request's session. `csrf` belongs into every form; `key` names the session without opening it. `left`: ms until
    it ends when nothing more is asked for; `final`: it ends then whatever is asked for."""

    staff: Staff
    key: str
    csrf: str
    csrf_hash: str
    left: int
    final: bool

    def guards(self, given: str | None, world: World) -> bool:
        """Whether `given` is this session's CSRF token."""
        return given is not None and hmac.compare_digest(_csrf_hash(world, given), self.csrf_hash)


def token_hash(world: World, token: str) -> str:
    return world.keyring.blind("desk.session", token)


def _csrf(world: World, token: str) -> str:
    # Derived, so that every page can carry it although only hashes are stored.
    return world.keyring.blind("desk.csrf", token)


def _csrf_hash(world: World, csrf: str) -> str:
    return world.keyring.blind("desk.csrf.stored", csrf)


def clean_login(login: str) -> str:
    """The login as stored: composed, lower case, without control characters."""
    text = unicodedata.normalize("NFC", login).strip().lower()
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")[:LOGIN_MAX]


class Gate:
    """The door of one process. `close` ends its verifying threads."""

    def __init__(self, world: World, verifiers: int = VERIFIERS, waiting: int = WAITING) -> None:
        self._world = world
        self._threads = ThreadPoolExecutor(verifiers, thread_name_prefix="lotse-login")
        self._free = waiting

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def enter(self, login: str, password: str, source: str, former: str | None = None) -> Entered:
        """A new session; `former` (a session token the browser still had) ends. Raises LotseError desk.login_failed for
        an unknown login, a wrong password and an inactive account alike, desk.throttled."""
        attempt, account = await self._admit(clean_login(login), source)
        stored = account.password_hash if account else _NOBODY
        right = await self._verify(stored, password)
        if account is None or not right or not account.active:
            raise LotseError("desk.login_failed")
        better = await self._rehash(account.password_hash, password)
        return await self._open_session(account.staff, attempt, former, better)

    async def _admit(self, login: str, source: str) -> tuple[str, rows.Account | None]:
        """Counts the attempt as failed until it is not. Raises LotseError desk.throttled."""
        world, now = self._world, to_ms(self._world.clock())
        attempt = world.ids.new()
        who, where = world.keyring.blind("desk.login", login), world.keyring.blind("desk.source", source)

        def admit(conn: Connection) -> rows.Account | None:
            one_at_a_time(conn, Lock.LOGGING_IN)  # attempts at once do not see each other
            for_login, from_source = rows.failed_attempts(conn, who, where, now - WINDOW)
            if for_login >= LOGIN_LIMIT or from_source >= SOURCE_LIMIT:
                raise LotseError("desk.throttled")
            rows.drop_old_attempts(conn, now - KEEP_ATTEMPTS)
            rows.add_attempt(conn, attempt, who, where, now)
            return rows.account(conn, login)

        return attempt, await world.db.write(admit)

    async def _verify(self, stored: str, password: str) -> bool:
        return await self._beside(lambda: _matches(stored, password))

    async def _rehash(self, stored: str, password: str) -> str | None:
        """The hash by today's parameters, where the stored one is older."""
        if not _hasher.check_needs_rehash(stored):
            return None
        return await asyncio.get_running_loop().run_in_executor(self._threads, hash_password, password)

    async def _beside(self, work: Callable[[], bool]) -> bool:
        if self._free <= 0:
            raise LotseError("desk.throttled")
        self._free -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._free += 1

    async def _open_session(self, staff: Staff, attempt: str, former: str | None, better: str | None) -> Entered:
        world, now = self._world, to_ms(self._world.clock())
        token = world.ids.token()
        key, csrf = token_hash(world, token), _csrf_hash(world, _csrf(world, token))

        def open_session(conn: Connection) -> None:
            rows.attempt_succeeded(conn, attempt)
            rows.drop_dead_sessions(conn, now, now - IDLE)
            if former:
                rows.drop_session(conn, token_hash(world, former))
            if better:
                rows.set_password_hash(conn, staff.id, better)
            rows.add_session(conn, staff.id, key, csrf, now, now + ABSOLUTE)

        await world.db.write(open_session)
        return Entered(staff, token)


def _matches(stored: str, password: str) -> bool:
    try:
        given = password[:PASSWORD_LIMIT].encode("utf-8", "surrogatepass")
        return _hasher.verify(stored, given) and len(password) <= PASSWORD_LIMIT
    except (VerificationError, InvalidHashError):
        return False


async def session(world: World, token: str | None, *, renew: bool = True) -> Session | None:
    """The session behind a cookie; None when unknown, idle for too long, too old, or the account was closed.
    `renew=False`: only looked at, so its idle time goes on."""
    if not token or len(token) > 128:
        return None
    key, now = token_hash(world, token), to_ms(world.clock())
    found = await world.db.read(lambda conn: rows.session(conn, key))
    if found is None or found.expires_at <= now or found.seen_at <= now - IDLE:
        return None
    seen = found.seen_at
    if renew and seen <= now - TOUCH:
        await world.db.write(lambda conn: rows.touch_session(conn, key, now))
        seen = now
    idle_end = seen + IDLE
    left, final = min(idle_end, found.expires_at) - now, found.expires_at <= idle_end
    return Session(found.staff, key, _csrf(world, token), found.csrf_hash, left, final)


async def leave(world: World, key: str) -> None:
    """Log out: the session is gone, whoever else holds its cookie."""
    await world.db.write(lambda conn: rows.drop_session(conn, key))


async def leave_elsewhere(world: World, current: Session) -> int:
    """End all other sessions of the same person; how many there were."""
    return await world.db.write(lambda conn: rows.drop_other_sessions(conn, current.staff.id, current.key))

"""Accounts of a demonstration are all there or none, whenever making them was interrupted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from backend.allinone.place import keep_accounts, kept_accounts
from backend.services import staff
from backend.services.seed import DemoAccount, seed_demo_staff, seed_teams
from backend.services.world import World
from flows.errors import LotseError
from tests.support.world import a_world


def quiet(ready: int, of: int) -> None: ...


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "hash_password", lambda password: f"hash of {password}")


async def logins(world: World) -> dict[str, str]:
    rows = await world.db.read(lambda conn: conn.exec_driver_sql("SELECT login, password_hash FROM staff").all())
    return dict(tuple(row) for row in rows)


async def test_interrupted_in_the_middle_there_are_none_and_the_next_run_makes_them(
    sqlite_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Otherwise there would be people at the desk whose passwords nobody ever learns."""
    folder, world = tmp_path_factory.mktemp("demo"), await a_world(sqlite_url)
    await seed_teams(world)

    def keep(accounts: list[DemoAccount]) -> None:
        keep_accounts(folder, accounts)

    def interrupt(ready: int, of: int) -> None:
        if ready == of // 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await seed_demo_staff(world, keep, interrupt)
    assert await logins(world) == {}
    told: list[tuple[int, int]] = []
    await seed_demo_staff(world, keep, lambda ready, of: told.append((ready, of)))
    expected = {account.login: f"hash of {account.password}" for account in kept_accounts(folder)}
    assert await logins(world) == expected
    assert told == [(ready, len(expected)) for ready in range(len(expected) + 1)]
    await seed_demo_staff(world, keep, interrupt)
    assert await logins(world) == expected, "a later run leaves them as they are"
    await world.db.close()


@pytest.mark.parametrize("content", ["", "[{", '[{"login": "x"}]', "7"])
def test_a_damaged_list_of_accounts_is_named_with_the_way_out(tmp_path: Path, content: str) -> None:
    (tmp_path / "accounts.json").write_text(content)
    with pytest.raises(LotseError) as raised:
        kept_accounts(tmp_path)
    assert raised.value.code == "settings.invalid"
    assert f"delete {tmp_path}" in raised.value.detail["problem"]


def test_an_interrupted_list_of_accounts_leaves_the_former_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults: A1"""
    account = DemoAccount(login="a", password="b", role="case_manager", jurisdiction="c", team="d")
    keep_accounts(tmp_path, [account])

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        keep_accounts(tmp_path, [])
    assert kept_accounts(tmp_path) == [account]


async def test_started_twice_at_once_the_passwords_that_are_kept_are_those_that_open(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Before, the second kept its own, and nobody could log in."""
    folder, world = tmp_path_factory.mktemp("demo"), await a_world(database_url)
    await seed_teams(world)
    twice = (seed_demo_staff(world, lambda accounts: keep_accounts(folder, accounts), quiet) for _ in range(2))
    await asyncio.gather(*twice)
    assert await logins(world) == {one.login: f"hash of {one.password}" for one in kept_accounts(folder)} != {}
    await world.db.close()


async def test_every_jurisdiction_and_role_can_be_tried(sqlite_url: str) -> None:
    world = await a_world(sqlite_url)
    await seed_teams(world)
    made: list[DemoAccount] = []
    await seed_demo_staff(world, made.extend, quiet)
    roles = {(account.jurisdiction, account.role) for account in made}
    assert roles == {
        (key, role) for key in world.jurisdictions for role in ("case_manager", "coordinator", "supervisor")
    }
    assert len({account.password for account in made}) == len(made)
    await world.db.close()

"""Teams from the jurisdictions' own files, and accounts for a demonstration."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from backend.domain.jurisdictions import Jurisdiction, Post, Team
from backend.domain.permissions import Role
from backend.persistence import staff as rows
from backend.persistence.database import Connection
from backend.services.staff import NewStaff, add_first
from backend.services.world import World


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What a demonstration prints. The password was made for this installation."""

    login: str
    password: str
    role: str
    jurisdiction: str
    team: str


async def seed_teams(world: World) -> int:
    """Adds the teams that are in the files and not yet in the database; how many."""

    def add(conn: Connection) -> int:
        known = rows.team_ids(conn)
        teams = [(key, team) for key, found in world.jurisdictions.items() for team in found.teams]
        new = [(key, team) for key, team in teams if team.key not in known]
        for jurisdiction, team in new:
            region = ",".join(sorted(team.regions))[:32]
            rows.add_team(conn, {"id": team.key, "jurisdiction": jurisdiction, "region": region, "name": team.name})
        return len(new)

    return await world.db.write(add)


async def seed_demo_staff(
    world: World, keep: Callable[[list[DemoAccount]], None], progress: Callable[[int, int], None]
) -> None:
    """One account a post, a coordinator and a supervisor a jurisdiction, with new passwords; none where staff exist.

    `keep` gets the accounts before they are stored: a kill in between leaves nobody with a password unknown to all.
    `progress` is told how many of how many are ready.
    """
    if await world.db.read(rows.anybody):
        return
    wanted = [new for key, found in world.jurisdictions.items() for new in _posts_of(world, key, found)]
    told = [DemoAccount(new.login, new.password, new.role.value, new.jurisdiction, new.team_id or "") for new in wanted]
    ready = itertools.count(1)
    progress(0, len(wanted))
    await add_first(world, wanted, lambda: keep(told), lambda: progress(next(ready), len(wanted)))


def _posts_of(world: World, key: str, found: Jurisdiction) -> list[NewStaff]:
    return [*_case_managers(world, key, found), *_leads(world, key)]


def _password(world: World) -> str:
    return world.ids.token()[:14]


def _case_managers(world: World, key: str, found: Jurisdiction) -> list[NewStaff]:
    return [_case_manager(world, key, team, post) for team in found.teams for post in team.posts]


def _case_manager(world: World, key: str, team: Team, post: Post) -> NewStaff:
    return NewStaff(
        login=f"{post.key}@{key}",
        name=f"Fallmanagement {post.key}",
        password=_password(world),
        role=Role.CASE_MANAGER,
        jurisdiction=key,
        team_id=team.key,
        fte=post.fte,
    )


def _leads(world: World, key: str) -> list[NewStaff]:
    roles = ((Role.COORDINATOR, "koordination", "Koordination"), (Role.SUPERVISOR, "fachaufsicht", "Fachaufsicht"))
    return [
        NewStaff(login=f"{login}@{key}", name=name, password=_password(world), role=role, jurisdiction=key)
        for role, login, name in roles
    ]

"""`lotse staff`: accounts at the desk, made by whoever operates the system."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from backend.bootstrap.world import opened_world
from backend.cli.output import as_json, out
from backend.domain.permissions import Role
from backend.persistence.database import NotUnique
from backend.services.seed import seed_teams
from backend.services.staff import NewStaff, add_staff
from backend.settings import load_settings
from flows.errors import LotseError

app = typer.Typer(help="Accounts at the desk.", no_args_is_help=True)
SHORTEST = 12


@app.command()
def add(
    login: Annotated[str, typer.Argument(help="What the person logs in with.")],
    name: Annotated[str, typer.Option(help="Name shown at the desk.")],
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    jurisdiction: Annotated[str, typer.Option(help="Key of the jurisdiction, e.g. kreis-unna.")],
    team: Annotated[str | None, typer.Option(help="Key of the team, e.g. kreis-unna.nordkreis.")] = None,
    fte: Annotated[float, typer.Option(min=0.0, max=1.0, help="Full-time equivalent of the post.")] = 1.0,
    capacity: Annotated[int, typer.Option(min=0, help="Open cases a full-time post carries.")] = 40,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Make an account. The password is asked for, or read from standard input: it never stands in a command line."""
    new = NewStaff(
        login=login,
        name=name,
        password=_password(),
        role=role,
        jurisdiction=jurisdiction,
        team_id=team,
        fte=fte,
        capacity=capacity,
    )
    staff_id = asyncio.run(_add(new))
    as_json({"id": staff_id, "login": login}) if json else out.print(f"{login} can log in now.", markup=False)


def _password() -> str:
    given = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else input()
    if len(given) < SHORTEST:
        raise LotseError("settings.invalid", names="password", problem=f"at least {SHORTEST} characters")
    return str(given)


async def _add(new: NewStaff) -> str:
    async with opened_world(load_settings()) as world:
        await seed_teams(world)
        known = world.jurisdictions.get(new.jurisdiction)
        teams = {team.key for team in known.teams} if known else set()
        if known is None or (new.team_id is not None and new.team_id not in teams):
            wrong = "jurisdiction" if known is None else "team"
            known_ones = ", ".join(sorted(teams or world.jurisdictions))
            raise LotseError("settings.invalid", names=wrong, problem=f"known: {known_ones}")
        try:
            return await add_staff(world, new)
        except NotUnique:
            raise LotseError("settings.invalid", names="login", problem="is taken") from None

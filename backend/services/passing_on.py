"""From intake and assessment to case work: where posts do only the one, the case goes on to one that does the other."""

from __future__ import annotations

import json

from backend.domain.jurisdictions import CASE, INTAKE
from backend.domain.permissions import Staff
from backend.domain.routing import Route
from backend.domain.times import to_ms
from backend.persistence import cases as rows
from backend.persistence.cases import CaseRow
from backend.persistence.database import Connection
from backend.services.assigning import assigned, why
from backend.services.cases import to_act_on
from backend.services.world import World
from flows.errors import LotseError


def is_taken_in(reason: str) -> bool:
    """Is the case with somebody who takes in and assesses, and does not accompany? `reason`: as stored."""
    return bool(json.loads(reason).get("task") == INTAKE)


async def pass_on(world: World, staff: Staff, case_id: str, version: int) -> None:
    """Gives the case to the post for case work that is furthest below its share; nobody there: to the team.

    Raises LotseError desk.not_found, also for a case that is past intake; desk.conflict when it has changed since.
    """
    now, mark = world.clock(), world.ids.new()

    def act(conn: Connection) -> None:
        case = to_act_on(conn, staff, case_id)
        if not is_taken_in(case.reason):
            raise LotseError("desk.not_found")
        way = _way(world, case)
        chosen = assigned(world, conn, way, now, CASE)
        changed = {
            "owner_id": chosen.load.staff_id if chosen.load else None,
            "team_id": chosen.load.team_id if chosen.load else case.team_id,
            "state": "new",
            "reason": why(way.reason, chosen),
        }
        if not rows.change(conn, case.id, version, to_ms(now), changed):
            raise LotseError("desk.conflict", case=case.id)
        detail = json.dumps({"from": case.owner_id, "to": changed["owner_id"]})
        rows.add_history(conn, mark, case.id, to_ms(now), staff.id, "passed_on", detail)

    await world.db.write(act)


def _way(world: World, case: CaseRow) -> Route:
    found = world.jurisdictions.get(case.jurisdiction or "")
    teams = tuple(team.key for team in found.teams if team.serves(case.region)) if found else ()
    return Route(case.jurisdiction, None, case.region, teams, json.loads(case.reason).get("route", "by_region"))

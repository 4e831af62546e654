"""Choosing the post for a case, with what the accounts carry now; and what the case keeps of the reason."""

from __future__ import annotations

from datetime import datetime

import orjson

from backend.domain.assignment import Assigned, Load, assign
from backend.domain.routing import Route
from backend.persistence import intake as store
from backend.persistence.database import Connection
from backend.persistence.locks import Lock, one_at_a_time
from backend.services.world import World
from flows.days import day_of


def assigned(world: World, conn: Connection, way: Route, now: datetime, task: str | None = None) -> Assigned:
    """Whose case it becomes. Every team of the jurisdiction is looked at: deputies and neighbours may be of another.

    `task`: INTAKE or CASE of `backend.domain.jurisdictions`, by default that of a new case. Until the case is there,
    the next one of the jurisdiction waits, so that it is counted.
    """
    found = world.jurisdictions.get(way.jurisdiction or "")
    if found is None or not way.teams:
        return Assigned(None, "nobody_free", {})
    one_at_a_time(conn, Lock.ASSIGNING, found.key)
    teams = tuple(team.key for team in found.teams)
    loads = [Load(*row) for row in store.loads_of(conn, teams, way.region)]
    return assign(found, way, day_of(now), loads, task)


def why(route: str, chosen: Assigned) -> str:
    """JSON for the case's `reason`: codes, keys and numbers, no answers. `route`: the code of the way by place."""
    told = {"route": route, "owner": chosen.code, "task": chosen.task, "values": chosen.values}
    return orjson.dumps(told).decode()

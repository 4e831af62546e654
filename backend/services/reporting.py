"""What a coordinator learns from the event log of a flow."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson

from backend.domain.flow_report import Logged, Report, report
from backend.domain.times import to_ms
from backend.persistence import event_log
from backend.persistence.database import Connection, Database


async def flow_report(db: Database, flow: str, *, now: datetime, since: datetime | None, after: timedelta) -> Report:
    """Figures of every conversation about `flow` begun at `since` or later; who was silent for `after` has left."""
    begun, quiet = to_ms(since) if since is not None else 0, int(after.total_seconds() * 1000)

    def read(conn: Connection) -> Report:
        told = event_log.conversations_of(conn, flow, begun)
        turns = ([Logged(line.at, orjson.loads(line.log)) for line in lines] for lines in told)
        return report(turns, to_ms(now), quiet)

    return await db.read(read)

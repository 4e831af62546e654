"""The event log of conversations: types and ids with their times. Nothing sealed is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa

from backend.persistence.database import Connection
from backend.persistence.tables import conversations, turns


class Line(NamedTuple):
    conversation_id: str
    at: int
    log: str


def conversations_of(conn: Connection, flow: str, since: int) -> Iterator[list[Line]]:
    """The turns of each conversation about `flow` that began at `since` (epoch ms) or later, in order. Erased ones
    have left no log.
    """
    query = (
        sa.select(turns.c.conversation_id, turns.c.at, turns.c.log)
        .join(conversations, conversations.c.id == turns.c.conversation_id)
        .where(conversations.c.flow == flow, conversations.c.created_at >= since)
        .order_by(turns.c.conversation_id, turns.c.seq, turns.c.at)
    )
    lines = (Line(*row) for row in conn.execute(query))
    for _, told in groupby(lines, key=lambda line: line.conversation_id):
        yield list(told)

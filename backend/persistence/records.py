"""What a turn leaves behind beside its own row: consents, one-time links, deliveries, parked events, staff's words.

Off the hot path (a few times in a conversation), so SQLAlchemy Core executes these itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.persistence import fast
from backend.persistence.tables import case_messages, cases, consents, deliveries, handovers, parked, turns


class Link(NamedTuple):
    conversation_id: str
    from_channel: str
    expires_at: int
    used_at: int | None


class StaffMessage(NamedTuple):
    """`waits_in`: the channel that it is not known to have arrived in; None when it has."""

    id: str
    at: int
    body_enc: bytes
    waits_in: str | None


_CONSENT = consents.insert().values({column.name: sa.bindparam(column.name) for column in consents.c})


def insert_consent(conn: Connection, **values: Any) -> None:
    fast.execute(conn, _CONSENT, values)


def insert_handover(conn: Connection, **values: Any) -> None:
    conn.execute(handovers.insert().values(**values))


def handover(conn: Connection, token_hash: str) -> Link | None:
    found = sa.select(
        handovers.c.conversation_id, handovers.c.from_channel, handovers.c.expires_at, handovers.c.used_at
    ).where(handovers.c.token_hash == token_hash)
    row = conn.execute(found).first()
    return None if row is None else Link._make(row)


def use_handover(conn: Connection, token_hash: str, at: int) -> bool:
    """Marks a link as used; False when somebody else was quicker."""
    used = (
        handovers.update().where(handovers.c.token_hash == token_hash, handovers.c.used_at.is_(None)).values(used_at=at)
    )
    return conn.execute(used).rowcount == 1


def void_handovers(conn: Connection, conversation_id: str, at: int) -> None:
    """No other link of this conversation is good any more."""
    unused = (handovers.c.conversation_id == conversation_id, handovers.c.used_at.is_(None))
    conn.execute(handovers.update().where(*unused).values(used_at=at))


def insert_delivery(conn: Connection, **values: Any) -> None:
    """A message to be sent outside a turn; the worker takes it from here."""
    new = {"status": "pending", "attempts": 0, "due_at": values["created_at"], "sent_at": None}
    conn.execute(deliveries.insert().values(**new, **values))


def insert_parked(conn: Connection, **values: Any) -> None:
    """Kept once, however often it is delivered."""
    key = sa.and_(parked.c.channel == values["channel"], parked.c.event_hash == values["event_hash"])
    if conn.execute(sa.select(parked.c.at).where(key)).first() is None:
        conn.execute(parked.insert().values(**values))


def turn_content(conn: Connection, channel: str, event_hash: str, conversation_id: str) -> bytes | None:
    """The sealed content of one turn of this conversation; None for another's, or for none."""
    found = sa.select(turns.c.content_enc).where(
        turns.c.channel == channel, turns.c.event_hash == event_hash, turns.c.conversation_id == conversation_id
    )
    return conn.execute(found).scalar()


def replace_content(conn: Connection, channel: str, event_hash: str, content_enc: bytes) -> None:
    """What is remembered of a turn from now on."""
    one = sa.and_(turns.c.channel == channel, turns.c.event_hash == event_hash)
    conn.execute(turns.update().where(one).values(content_enc=content_enc))


def staff_messages(conn: Connection, conversation_id: str) -> list[StaffMessage]:
    """What the desk wrote to this person, oldest first."""
    on_its_way = sa.and_(deliveries.c.id == case_messages.c.id, deliveries.c.status != "sent")
    found = (
        sa.select(case_messages.c.id, case_messages.c.at, case_messages.c.body_enc, deliveries.c.channel)
        .join(cases, cases.c.id == case_messages.c.case_id)
        .outerjoin(deliveries, on_its_way)
        .where(cases.c.conversation_id == conversation_id, case_messages.c.direction == "out")
        .order_by(case_messages.c.at, case_messages.c.id)
    )
    return [StaffMessage._make(row) for row in conn.execute(found)]

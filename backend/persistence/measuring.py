"""What the stored conversations take, for the bench: sizes only, nothing is opened."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.persistence.tables import chats, conversations, people, turns


class Sizes(NamedTuple):
    """`state`, `content`, `log`: mean bytes of what is stored of a conversation and of its turns. `total`: bytes of the
    database. `chats`: (chat_hash, conversation_id)."""

    state: int
    content: int
    log: int
    total: int
    chats: list[tuple[str, str]]


def stored_bytes(conn: Connection) -> int:
    if conn.dialect.name == "sqlite":
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar() or 0
        return int(pages) * int(conn.exec_driver_sql("PRAGMA page_size").scalar() or 0)
    return int(conn.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0)


#: What a copy gets of its own: the first six signs of these keys are replaced.
_KEYS = {
    people: ("id",),
    conversations: ("id", "person_id"),
    chats: ("chat_hash", "conversation_id"),
    turns: ("event_hash", "conversation_id"),
}
#: So many turns of each conversation are copied: enough for the depth of every index, few enough for a disk.
_TURNS = 3


def multiply(conn: Connection, wanted: int) -> None:
    """Copies what is stored until there are about `wanted` conversations: does cost grow with them?"""
    have = conn.execute(sa.select(sa.func.count()).select_from(conversations)).scalar() or 1
    for copy in range(1, wanted // have + 1):
        for table, keys in _KEYS.items():
            conn.execute(_copied(table, keys, f"z{copy:05x}"))


def _copied(table: sa.Table, keys: tuple[str, ...], mark: str) -> sa.Insert:
    changed = [
        (sa.literal(mark) + sa.func.substr(column, 7)).label(column.name) if column.name in keys else column
        for column in table.c
    ]
    originals = sa.select(*changed).where(sa.func.substr(table.c[keys[0]], 1, 1) != "z")
    few = originals.where(turns.c.seq < _TURNS) if table is turns else originals
    return table.insert().from_select([column.name for column in table.c], few)


def sizes(conn: Connection) -> Sizes:
    state = conn.execute(sa.select(sa.func.avg(sa.func.length(conversations.c.state_enc)))).scalar()
    content = conn.execute(sa.select(sa.func.avg(sa.func.length(turns.c.content_enc)))).scalar()
    log = conn.execute(sa.select(sa.func.avg(sa.func.length(turns.c.log)))).scalar()
    found = conn.execute(sa.select(chats.c.chat_hash, chats.c.conversation_id)).all()
    of_each = [(chat, conversation) for chat, conversation in found]
    return Sizes(int(state or 0), int(content or 0), int(log or 0), stored_bytes(conn), of_each)


def state_size(conn: Connection, chat_hash: str) -> int:
    """Bytes of the sealed state of one conversation, as it stands now."""
    its = sa.select(chats.c.conversation_id).where(chats.c.chat_hash == chat_hash).scalar_subquery()
    return int(
        conn.execute(sa.select(sa.func.length(conversations.c.state_enc)).where(conversations.c.id == its)).scalar()
        or 0
    )

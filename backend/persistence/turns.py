"""The queries of one turn, and nothing else on its path: one select finds everything, two statements store it.

On PostgreSQL both are usually on their own, without a transaction around (`late`): a conversation that has got on
meanwhile, or is gone, is not written to, and the turn is run again.

Rows and parameters are plain (str, int, bytes). Sealed columns come and go sealed: the keys are the service's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from backend.persistence import fast
from backend.persistence.database import Connection
from backend.persistence.editions import CHANGED
from backend.persistence.faults import LostRace
from backend.persistence.recordings import NEWEST
from backend.persistence.tables import chats, conversations, people, turns


class LoadedTurn(NamedTuple):
    """A chat's conversation, its person's wrapped key, and this event's turn if it was taken before (`seq` is set)."""

    conversation_id: str
    person_id: str
    flow: str
    revision: str
    jurisdiction: str | None
    status: str
    state_enc: bytes
    turn_count: int
    created_at: int
    expires_at: int | None
    wrapped_key: bytes | None
    master_id: str
    seq: int | None
    content_enc: bytes | None
    turn_conversation_id: str | None  # differs from `conversation_id` when the chat has begun anew since
    published: int | None = None  # differs after every publishing of a flow
    recorded: int | None = None  # differs after every change to a recording


class PastTurn(NamedTuple):
    seq: int
    at: int
    channel: str
    event_hash: str
    content_enc: bytes


_THIS_EVENT = (turns.c.channel == bindparam("channel"), turns.c.event_hash == bindparam("event_hash"))

_LOAD = (
    sa.select(
        conversations.c.id,
        conversations.c.person_id,
        conversations.c.flow,
        conversations.c.revision,
        conversations.c.jurisdiction,
        conversations.c.status,
        conversations.c.state_enc,
        conversations.c.turn_count,
        conversations.c.created_at,
        conversations.c.expires_at,
        people.c.wrapped_key,
        people.c.master_id,
        turns.c.seq,
        turns.c.content_enc,
        turns.c.conversation_id,
        CHANGED,
        NEWEST,
    )
    .select_from(
        chats.join(conversations, conversations.c.id == chats.c.conversation_id)
        .join(people, people.c.id == conversations.c.person_id)
        .outerjoin(turns, sa.and_(*_THIS_EVENT))
    )
    .where(chats.c.channel == bindparam("channel"), chats.c.chat_hash == bindparam("chat_hash"))
)
_LOAD_LOCKED = _LOAD.with_for_update(of=conversations)

_HOLD = sa.select(conversations.c.turn_count).where(conversations.c.id == bindparam("id")).with_for_update()

_SEEN = sa.select(turns.c.seq).where(*_THIS_EVENT)

#: A turn counts one up, and nobody else changes the row.
_SAVE_STATE = (
    conversations.update()
    .where(
        conversations.c.id == bindparam("conversation_id"),
        conversations.c.turn_count == bindparam("turn_count") - sa.literal_column("1"),
    )
    .values(
        flow=bindparam("flow"),
        revision=bindparam("revision"),
        jurisdiction=bindparam("jurisdiction"),
        status=bindparam("status"),
        state_enc=bindparam("state_enc"),
        turn_count=bindparam("turn_count"),
        updated_at=bindparam("at"),
        expires_at=bindparam("expires_at"),
    )
)

_INSERT_TURN = turns.insert().values({column.name: bindparam(column.name) for column in turns.c})

#: Both at once: PostgreSQL answers once instead of twice. SQLite, which is in the same process, cannot and need not.
_SAVED = _SAVE_STATE.returning(conversations.c.id).cte("saved")
_SAVE_TURN = turns.insert().from_select(
    [column.name for column in turns.c],
    sa.select(*(bindparam(column.name, type_=column.type) for column in turns.c)).select_from(_SAVED),
)

_TRANSCRIPT = (
    sa.select(turns.c.seq, turns.c.at, turns.c.channel, turns.c.event_hash, turns.c.content_enc)
    .where(turns.c.conversation_id == bindparam("conversation_id"), turns.c.content_enc.is_not(None))
    .order_by(turns.c.seq.desc())
    .limit(bindparam("most", type_=sa.Integer))
)


def load_turn(conn: Connection, channel: str, chat_hash: str, event_hash: str) -> LoadedTurn | None:
    """Everything the turn of this event in this chat needs; None for a chat without a conversation.

    The first thing inside of a `Database.write`, and the row is another one's until `save_turn` or `hold_turn`. When
    the work is run again, the row is locked until the transaction ends; after waiting for that lock the state is fresh,
    but `seq` may still be None for an event taken meanwhile: `save_turn` then meets the unique key.
    """
    params = {"channel": channel, "chat_hash": chat_hash, "event_hash": event_hash}
    row = fast.look(conn, _LOAD, _LOAD_LOCKED, params)
    return None if row is None else LoadedTurn._make(row)


def hold_turn(conn: Connection, conversation_id: str, turn_count: int) -> None:
    """Before anything else is written or locked: what `load_turn` found stays so until the transaction ends.

    Raises LostRace when it is not so any more.
    """
    if not fast.may_have_changed(conn):
        return
    row = fast.fetch_one(conn, _HOLD, {"id": conversation_id})
    if row is None or row[0] != turn_count:
        raise LostRace
    fast.held(conn)


def seen(conn: Connection, channel: str, event_hash: str) -> bool:
    """Was this event taken before? For a chat without a conversation: the tombstone of an erased one still knows."""
    return fast.fetch_one(conn, _SEEN, {"channel": channel, "event_hash": event_hash}) is not None


def save_turn(
    conn: Connection,
    *,
    conversation_id: str,
    flow: str,
    revision: str,
    jurisdiction: str | None,
    status: str,
    state_enc: bytes,
    turn_count: int,
    at: int,
    expires_at: int | None,
    channel: str,
    event_hash: str,
    content_enc: bytes | None,
    log: str,
) -> None:
    """Stores the state after a turn and the turn itself (its `seq` is `turn_count`). The last statement of a writer.

    Raises LostRace when the conversation is not the one with `turn_count - 1` turns any more.
    """
    state = {
        "flow": flow,
        "revision": revision,
        "jurisdiction": jurisdiction,
        "status": status,
        "state_enc": state_enc,
        "turn_count": turn_count,
        "expires_at": expires_at,
    }
    turn = {"seq": turn_count, "channel": channel, "event_hash": event_hash, "content_enc": content_enc, "log": log}
    both = {"conversation_id": conversation_id, "at": at}
    if conn.dialect.name == "sqlite":
        fast.execute(conn, _INSERT_TURN, turn | both)
        touched = fast.finish(conn, _SAVE_STATE, state | both)
    else:
        touched = fast.finish(conn, _SAVE_TURN, state | turn | both)
    if not touched:
        raise LostRace


def insert_turn(
    conn: Connection,
    *,
    conversation_id: str | None,
    seq: int,
    at: int,
    channel: str,
    event_hash: str,
    content_enc: bytes | None,
    log: str,
) -> None:
    """One accepted event. `conversation_id` None: of an erased conversation, only the fact that it was taken."""
    fast.execute(
        conn,
        _INSERT_TURN,
        {
            "channel": channel,
            "event_hash": event_hash,
            "conversation_id": conversation_id,
            "seq": seq,
            "at": at,
            "content_enc": content_enc,
            "log": log,
        },
    )


def insert_settled(
    conn: Connection, *, conversation_id: str, seq: int, at: int, channel: str, event_hashes: Sequence[str]
) -> None:
    """Events that another turn (`seq`) has settled, such as a flood's: known from now on, without content."""
    same = {"conversation_id": conversation_id, "seq": seq, "at": at, "channel": channel}
    same |= {"content_enc": None, "log": "[]"}
    unseen = [one for one in dict.fromkeys(event_hashes) if not seen(conn, channel, one)]
    if unseen:
        fast.execute(conn, _INSERT_TURN, [{**same, "event_hash": one} for one in unseen])


def transcript(conn: Connection, conversation_id: str, limit: int) -> list[PastTurn]:
    """The last `limit` turns with content, oldest first."""
    rows = fast.fetch_all(conn, _TRANSCRIPT, {"conversation_id": conversation_id, "most": limit})
    return [PastTurn._make(row) for row in reversed(rows)]

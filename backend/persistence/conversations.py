"""Beginning a conversation, finding it by chat, and leading further chats to it."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from backend.persistence import fast
from backend.persistence.database import Connection
from backend.persistence.tables import chats, conversations, people


class Chat(NamedTuple):
    """Where a conversation can be reached; `address_enc` is sealed by the person's key (row `channel:chat_hash`)."""

    channel: str
    chat_hash: str
    conversation_id: str
    address_enc: bytes
    created_at: int


class Found(NamedTuple):
    conversation_id: str
    person_id: str
    flow: str
    revision: str
    jurisdiction: str | None
    status: str
    state_enc: bytes
    turn_count: int
    wrapped_key: bytes | None
    master_id: str


_PERSON = people.insert().values(
    id=bindparam("id"),
    wrapped_key=bindparam("wrapped_key"),
    master_id=bindparam("master_id"),
    created_at=bindparam("created_at"),
    erased_at=bindparam("erased_at"),
)
_CONVERSATION = conversations.insert().values({column.name: bindparam(column.name) for column in conversations.c})
_CHAT = chats.insert().values({name: bindparam(name) for name in Chat._fields})
_UNCHAT = chats.delete().where(chats.c.channel == bindparam("channel"), chats.c.chat_hash == bindparam("chat_hash"))
_CHATS = (
    sa.select(*(chats.c[name] for name in Chat._fields))
    .where(chats.c.conversation_id == bindparam("conversation_id"))
    .order_by(chats.c.created_at)
)
_THE_CHAT = (chats.c.channel == bindparam("in_channel"), chats.c.chat_hash == bindparam("in_chat"))
_KEEP_KEYBOARDS = chats.update().where(*_THE_CHAT).values(keyboards=bindparam("keyboards"))
_KEYBOARDS = sa.select(chats.c.keyboards).where(*_THE_CHAT)

_FOUND = sa.select(
    conversations.c.id,
    conversations.c.person_id,
    conversations.c.flow,
    conversations.c.revision,
    conversations.c.jurisdiction,
    conversations.c.status,
    conversations.c.state_enc,
    conversations.c.turn_count,
    people.c.wrapped_key,
    people.c.master_id,
).join_from(conversations, people)
_BY_ID = _FOUND.where(conversations.c.id == bindparam("id"))
_BY_CHAT = _FOUND.join(chats, chats.c.conversation_id == conversations.c.id).where(
    chats.c.channel == bindparam("channel"), chats.c.chat_hash == bindparam("chat_hash")
)


def new_conversation(
    conn: Connection,
    *,
    person_id: str,
    wrapped_key: bytes,
    master_id: str,
    conversation_id: str,
    flow: str,
    revision: str,
    jurisdiction: str | None,
    status: str,
    state_enc: bytes,
    at: int,
    expires_at: int | None,
    channel: str,
    chat_hash: str,
    address_enc: bytes,
) -> None:
    """A person, their first conversation (no turns yet) and the chat it is spoken in.

    A chat that has a conversation already is refused by its unique key: of two first messages at once, the second is
    run again and finds what the first has made. To begin anew in the same chat, call `leave_chat` before.
    """
    person = {"id": person_id, "wrapped_key": wrapped_key, "master_id": master_id, "created_at": at, "erased_at": None}
    fast.execute(conn, _PERSON, person)
    fast.execute(
        conn,
        _CONVERSATION,
        {
            "id": conversation_id,
            "person_id": person_id,
            "flow": flow,
            "revision": revision,
            "jurisdiction": jurisdiction,
            "status": status,
            "state_enc": state_enc,
            "turn_count": 0,
            "created_at": at,
            "updated_at": at,
            "expires_at": expires_at,
        },
    )
    add_chat(conn, Chat(channel, chat_hash, conversation_id, address_enc, at))


def add_chat(conn: Connection, chat: Chat) -> None:
    """Leads a further chat to a conversation."""
    fast.execute(conn, _CHAT, chat._asdict())


def leave_chat(conn: Connection, channel: str, chat_hash: str) -> None:
    """The chat leads nowhere any more; its next message begins a conversation."""
    fast.execute(conn, _UNCHAT, {"channel": channel, "chat_hash": chat_hash})


def chats_of(conn: Connection, conversation_id: str) -> list[Chat]:
    """All chats of a conversation, oldest first."""
    return [Chat._make(row) for row in fast.fetch_all(conn, _CHATS, {"conversation_id": conversation_id})]


def keep_keyboards(conn: Connection, told: dict[tuple[str, str], str]) -> None:
    """By channel and chat hash, what is to be kept there (JSON). In the order of the keys: two reports at once, which
    name the same chats, wait for each other and not crosswise.
    """
    rows = [{"in_channel": key[0], "in_chat": key[1], "keyboards": told[key]} for key in sorted(told)]
    fast.execute(conn, _KEEP_KEYBOARDS, rows)


def keyboards(conn: Connection, channel: str, chat_hash: str) -> str | None:
    row = fast.fetch_one(conn, _KEYBOARDS, {"in_channel": channel, "in_chat": chat_hash})
    return None if row is None else row[0]


def by_id(conn: Connection, conversation_id: str) -> Found | None:
    row = fast.fetch_one(conn, _BY_ID, {"id": conversation_id})
    return None if row is None else Found._make(row)


def by_chat(conn: Connection, channel: str, chat_hash: str) -> Found | None:
    row = fast.fetch_one(conn, _BY_CHAT, {"channel": channel, "chat_hash": chat_hash})
    return None if row is None else Found._make(row)


def hold(conn: Connection, conversation_id: str | sa.ScalarSelect[str]) -> None:
    """Until the transaction ends, no turn of this conversation and nobody else who holds it comes in between: what is
    looked up after this is still so when it is written.

    Before anything else is locked: a turn begins with this row too, so nobody waits crosswise.
    """
    conn.execute(sa.select(conversations.c.id).where(conversations.c.id == conversation_id).with_for_update())


def count(conn: Connection, flow: str) -> int:
    """Conversations of a flow whose person is not erased."""
    kept = (conversations.c.flow == flow, people.c.wrapped_key.is_not(None))
    return int(
        conn.execute(sa.select(sa.func.count()).select_from(conversations.join(people)).where(*kept)).scalar_one()
    )


def of_flow(conn: Connection, flow: str, after: str, limit: int) -> list[Found]:
    """The next conversations of a flow in the order of their ids, without erased ones. `after`: the last id seen."""
    kept = (conversations.c.flow == flow, people.c.wrapped_key.is_not(None), conversations.c.id > after)
    return [Found._make(row) for row in conn.execute(_FOUND.where(*kept).order_by(conversations.c.id).limit(limit))]

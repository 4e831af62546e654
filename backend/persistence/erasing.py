"""Erasing a person: the data key is destroyed first, so everything sealed with it is gone wherever a copy may lie.

What stays, and why:
- `people`: the random id with the time of erasure, so that a restored backup can be erased again.
- `turns`: that an event was taken (keyed hashes, time), so that a repeated delivery of it has no effect. No content,
  no step ids, no link to a conversation.
- `consents`: purpose, wording, language, time, without the link to the conversation. The controller must be able to
  show that consent was given (Art. 5 (2) and 7 (1) GDPR), and may keep what that takes (Art. 17 (3) (b) and (e)).
  The rows name nobody: the id they carry leads to an erased person.
- `cases`: an empty case in state `erased`, so that the desk sees why it is gone; its history of codes and staff ids.
- `parked`: events nobody could read cannot be told to be anybody's. They are sealed, and go after two weeks.
"""

from __future__ import annotations

import sqlalchemy as sa

from backend.persistence.database import Connection
from backend.persistence.tables import (
    case_messages,
    cases,
    chats,
    consents,
    conversations,
    deliveries,
    handovers,
    parked,
    people,
    screenings,
    turns,
)


def erase_person(conn: Connection, person_id: str, at: int) -> bool:
    """Erases the person and all of their conversations at `at` (ms). False when that was done before."""
    done = conn.execute(
        people.update()
        .where(people.c.id == person_id, people.c.erased_at.is_(None))
        .values(wrapped_key=None, erased_at=at)
    )
    if done.rowcount == 0:
        return False
    _empty_cases(conn, person_id, at)
    for (conversation_id,) in conn.execute(sa.select(conversations.c.id).where(conversations.c.person_id == person_id)):
        _erase_conversation(conn, conversation_id)
    return True


def _empty_cases(conn: Connection, person_id: str, at: int) -> None:
    its = cases.c.person_id == person_id
    for table in (case_messages, screenings):
        conn.execute(table.delete().where(table.c.case_id.in_(sa.select(cases.c.id).where(its))))
    conn.execute(
        cases.update()
        .where(its)
        .values(state="erased", name_enc=None, answers_enc=None, reason="{}", ags=None, region=None)
        .values(move_jurisdiction=None, move_ags=None, move_region=None, move_team_id=None)
        .values(urgent=False, wants_human=False, partial=False)
        .values(updated_at=at, version=cases.c.version + 1)
    )


def _erase_conversation(conn: Connection, conversation_id: str) -> None:
    for table in (chats, handovers, deliveries):
        conn.execute(table.delete().where(table.c.conversation_id == conversation_id))
    for table, emptied in ((consents, {}), (turns, {"content_enc": None, "log": "[]"})):
        conn.execute(
            table.update().where(table.c.conversation_id == conversation_id).values(conversation_id=None, **emptied)
        )
    conn.execute(conversations.delete().where(conversations.c.id == conversation_id))


def expire(conn: Connection, now_ms: int, limit: int = 200) -> int:
    """Erases up to `limit` people one of whose conversations has passed `expires_at`; how many it were.

    Call again until it returns less than `limit`: short transactions keep turns from waiting.
    """
    due = (
        sa.select(conversations.c.person_id)
        .where(conversations.c.expires_at <= now_ms)
        .order_by(conversations.c.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = dict.fromkeys(person_id for (person_id,) in conn.execute(due))
    return sum(erase_person(conn, person_id, now_ms) for person_id in found)


def drop_parked(conn: Connection, before_ms: int) -> int:
    """Deletes events parked before `before_ms`; how many. They belong to nobody, so no erasure reaches them."""
    return conn.execute(parked.delete().where(parked.c.at < before_ms)).rowcount

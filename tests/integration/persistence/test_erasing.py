"""What is erased is gone; what stays is what the module's docstring says, and no more."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from backend.persistence import conversations, erasing, turns
from backend.persistence.database import Connection, Database
from backend.persistence.tables import (
    case_messages,
    cases,
    chats,
    consents,
    deliveries,
    handovers,
    metadata,
    people,
    screenings,
)

MARK = b"MARK"


def lived(conn: Connection, name: str, expires_at: int | None = 9_000) -> None:
    """A person with a row in every table that may hold something of theirs."""
    person, conversation = f"p{name}", f"c{name}"
    conversations.new_conversation(
        conn, person_id=person, wrapped_key=MARK, master_id="k", conversation_id=conversation, flow="f", revision="r",
        jurisdiction="j", status="running", state_enc=MARK, at=1, expires_at=expires_at, channel="web",
        chat_hash=f"h{name}", address_enc=MARK,
    )  # fmt: skip
    turns.insert_turn(
        conn, conversation_id=conversation, seq=1, at=2, channel="web", event_hash=f"e{name}", content_enc=MARK,
        log='[["Answered", "status"]]',
    )  # fmt: skip
    for table, values in rows_of(name, person, conversation):
        conn.execute(table.insert().values(**values))


def rows_of(name: str, person: str, conversation: str) -> list[tuple[sa.Table, dict[str, Any]]]:
    both = {"person_id": person, "conversation_id": conversation}
    case = {
        "id": f"k{name}", "receipt": f"r{name}", **both, "jurisdiction": "j", "ags": "05978024", "state": "new",
        "partial": False, "urgent": True, "wants_human": True, "reason": '{"place": "05978024"}', "lang": "ar",
        "flow": "f", "revision": "r", "name_enc": MARK, "answers_enc": MARK, "version": 1, "created_at": 1,
        "updated_at": 1,
    }  # fmt: skip
    consent = {"id": f"s{name}", **both, "purpose": "intake", "granted": True, "version": 1, "lang": "ar"}
    return [
        (cases, case),
        (case_messages, {"id": f"m{name}", "case_id": f"k{name}", "direction": "out", "at": 1, "body_enc": MARK}),
        (screenings, {"case_id": f"k{name}", "at": 1, "content_enc": MARK, "state": "changed", "decided_by": "s1",
                      "decided_at": 2, "decision_enc": MARK}),
        (consents, {**consent, "text_hash": "t" * 64, "channel": "web", "at": 2}),
        (handovers, {"token_hash": f"o{name}", "conversation_id": conversation, "from_channel": "telegram",
                     "created_at": 1, "expires_at": 2}),
        (deliveries, {"id": f"d{name}", **both, "channel": "web", "chat_hash": f"h{name}", "kind": "staff",
                      "content_enc": MARK, "status": "pending", "attempts": 0, "created_at": 1, "due_at": 1}),
    ]  # fmt: skip


def left(conn: Connection) -> dict[str, list[Any]]:
    return {table.name: list(conn.execute(sa.select(table)).mappings()) for table in metadata.sorted_tables}


async def test_everything_that_was_sealed_is_gone_and_the_proofs_stay(database: Database) -> None:
    await database.write(lambda conn: lived(conn, "1"))
    assert await database.write(lambda conn: erasing.erase_person(conn, "p1", 50))
    rows = await database.read(left)
    sealed = [value for table in rows.values() for row in table for value in row.values() if isinstance(value, bytes)]
    assert sealed == []
    for empty in (chats, handovers, deliveries, case_messages):
        assert rows[empty.name] == []
    assert rows["conversations"] == []
    (person,), (turn,), (consent,), (case,) = rows["people"], rows["turns"], rows["consents"], rows["cases"]
    assert (person["erased_at"], person["wrapped_key"]) == (50, None)
    assert (turn["conversation_id"], turn["log"], turn["event_hash"]) == (None, "[]", "e1")
    assert (consent["conversation_id"], consent["purpose"], consent["person_id"]) == (None, "intake", "p1")
    assert (case["state"], case["reason"], case["ags"], case["urgent"]) == ("erased", "{}", None, False)


async def test_a_repeated_event_of_an_erased_conversation_is_known(database: Database) -> None:
    """faults: A4; the chat itself is free for a new beginning"""
    await database.write(lambda conn: lived(conn, "1"))
    await database.write(lambda conn: erasing.erase_person(conn, "p1", 50))
    assert await database.write(lambda conn: turns.load_turn(conn, "web", "h1", "e1")) is None
    assert await database.read(lambda conn: turns.seen(conn, "web", "e1"))


async def test_others_keep_everything(database: Database) -> None:
    await database.write(lambda conn: lived(conn, "1"))
    before = await database.read(left)
    await database.write(lambda conn: lived(conn, "2"))
    await database.write(lambda conn: erasing.erase_person(conn, "p2", 50))
    after = await database.read(left)
    for table, rows in before.items():
        assert all(row in after[table] for row in rows), table


async def test_erasing_twice_changes_nothing_more(database: Database) -> None:
    await database.write(lambda conn: lived(conn, "1"))
    assert await database.write(lambda conn: erasing.erase_person(conn, "p1", 50))
    before = await database.read(left)
    assert not await database.write(lambda conn: erasing.erase_person(conn, "p1", 60))
    assert await database.read(left) == before


@pytest.mark.parametrize(("now", "gone"), [(99, 0), (100, 1), (10_000, 3)])
async def test_what_has_expired_is_erased_and_nothing_else(database: Database, now: int, gone: int) -> None:
    for name, expires_at in {"1": 100, "2": 200, "3": 300, "4": None}.items():
        await database.write(lambda conn, n=name, at=expires_at: lived(conn, n, at))  # type: ignore[misc]
    assert await database.write(lambda conn: erasing.expire(conn, now)) == gone
    kept = await database.read(
        lambda conn: conn.execute(sa.select(sa.func.count()).where(people.c.erased_at.is_(None))).scalar_one()
    )
    assert kept == 4 - gone


async def test_expiring_goes_in_small_steps_oldest_first(database: Database) -> None:
    for n in range(5):
        await database.write(lambda conn, n=n: lived(conn, str(n), 100 - n))  # type: ignore[misc]
    steps = [await database.write(lambda conn: erasing.expire(conn, 500, limit=2)) for _ in range(4)]
    assert steps == [2, 2, 1, 0]

"""The turn's queries keep every event exactly once, on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from backend.persistence import conversations, turns
from backend.persistence.database import Connection, Database, NotUnique

pytestmark = pytest.mark.asyncio


def begun(conn: Connection, name: str = "1", **changed: Any) -> None:
    values: dict[str, Any] = {
        "person_id": f"p{name}",
        "wrapped_key": b"wrapped",
        "master_id": "k1",
        "conversation_id": f"c{name}",
        "flow": "kim-intake",
        "revision": "r1",
        "jurisdiction": None,
        "status": "running",
        "state_enc": b"\x00state",
        "at": 1_000,
        "expires_at": 9_000,
        "channel": "web",
        "chat_hash": f"h{name}",
        "address_enc": b"address",
    }
    conversations.new_conversation(conn, **(values | changed))


def saved(conn: Connection, event: str, count: int, name: str = "1", **changed: Any) -> None:
    values: dict[str, Any] = {
        "conversation_id": f"c{name}",
        "flow": "kim-intake",
        "revision": "r2",
        "jurisdiction": "luenen",
        "status": "paused",
        "state_enc": b"state %d" % count,
        "turn_count": count,
        "at": 2_000 + count,
        "expires_at": None,
        "channel": "web",
        "event_hash": event,
        "content_enc": b"content %d" % count,
        "log": "[]",
    }
    turns.save_turn(conn, **(values | changed))


async def test_a_chat_without_conversation_loads_as_none(database: Database) -> None:
    assert await database.write(lambda conn: turns.load_turn(conn, "web", "h1", "e1")) is None


async def test_what_a_turn_stores_is_what_the_next_one_loads(database: Database) -> None:
    await database.write(begun)
    await database.write(lambda conn: saved(conn, "e1", 1))
    row = await database.write(lambda conn: turns.load_turn(conn, "web", "h1", "e2"))
    stored = ("c1", "p1", "kim-intake", "r2", "luenen", "paused", b"state 1", 1, 1_000, None, b"wrapped", "k1")
    assert row == turns.LoadedTurn(*stored, None, None, None)


async def test_a_repeated_event_brings_its_stored_turn(database: Database) -> None:
    """faults: A2"""
    await database.write(begun)
    await database.write(lambda conn: saved(conn, "e1", 1))
    row = await database.write(lambda conn: turns.load_turn(conn, "web", "h1", "e1"))
    assert row is not None
    assert (row.seq, row.content_enc, row.turn_conversation_id) == (1, b"content 1", "c1")


async def test_the_same_event_twice_at_once_counts_once(database: Database) -> None:
    """Both see no turn of this event, one inserts it, the other is run again and finds it. faults: A2, A3"""
    await database.write(begun)

    def turn(conn: Connection) -> str:
        row = turns.load_turn(conn, "web", "h1", "e1")
        assert row is not None
        if row.seq is not None:
            return "duplicate"
        saved(conn, "e1", row.turn_count + 1)
        return "taken"

    outcomes = await asyncio.gather(*(database.write(turn) for _ in range(8)))
    assert sorted(outcomes) == ["duplicate"] * 7 + ["taken"]


async def test_turns_of_one_conversation_at_once_do_not_lose_each_other(database: Database) -> None:
    """faults: A3"""
    await database.write(begun)

    def turn(conn: Connection, event: str) -> None:
        row = turns.load_turn(conn, "web", "h1", event)
        assert row is not None
        saved(conn, event, row.turn_count + 1)

    await asyncio.gather(*(database.write(lambda conn, e=f"e{i}": turn(conn, e)) for i in range(20)))
    row = await database.read(lambda conn: turns.transcript(conn, "c1", 100))
    assert [one.seq for one in row] == list(range(1, 21))


async def test_two_first_messages_at_once_make_one_conversation(database: Database) -> None:
    """faults: A3"""

    def first(conn: Connection, name: str) -> str:
        row = turns.load_turn(conn, "web", "h1", f"e{name}")
        if row is None:
            begun(conn, name, chat_hash="h1")
            return name
        return row.conversation_id[1:]

    made = await asyncio.gather(*(database.write(lambda conn, n=str(i): first(conn, n)) for i in range(6)))
    assert len(set(made)) == 1


async def test_a_key_that_stays_taken_is_said_and_stores_nothing(database: Database) -> None:
    await database.write(begun)
    with pytest.raises(NotUnique):
        await database.write(lambda conn: begun(conn, "2", chat_hash="h1"))
    assert await database.read(lambda conn: conversations.by_id(conn, "c2")) is None


async def test_the_transcript_gives_the_last_turns_oldest_first(database: Database) -> None:
    await database.write(begun)
    for i in range(1, 6):
        await database.write(lambda conn, i=i: saved(conn, f"e{i}", i))
    past = await database.read(lambda conn: turns.transcript(conn, "c1", 3))
    assert [(one.seq, one.content_enc) for one in past] == [(3, b"content 3"), (4, b"content 4"), (5, b"content 5")]


async def test_events_settled_together_are_known_and_leave_no_content(database: Database) -> None:
    """faults: B (10,000 messages from one chat)"""
    await database.write(begun)
    await database.write(lambda conn: saved(conn, "e1", 1))
    flood = ["e1", "e2", "e3", "e3"]
    for _ in range(2):
        await database.write(
            lambda conn: turns.insert_settled(
                conn, conversation_id="c1", seq=1, at=5, channel="web", event_hashes=flood
            )
        )
    assert await database.read(lambda conn: turns.seen(conn, "web", "e3"))
    assert len(await database.read(lambda conn: turns.transcript(conn, "c1", 10))) == 1


async def test_a_chat_that_begins_anew_forgets_no_event(database: Database) -> None:
    await database.write(begun)
    await database.write(lambda conn: saved(conn, "e1", 1))

    def anew(conn: Connection) -> None:
        conversations.leave_chat(conn, "web", "h1")
        begun(conn, "2", chat_hash="h1")

    await database.write(anew)
    row = await database.write(lambda conn: turns.load_turn(conn, "web", "h1", "e1"))
    assert row is not None
    assert (row.conversation_id, row.turn_conversation_id) == ("c2", "c1")

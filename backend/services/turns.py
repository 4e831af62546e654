"""One turn, one transaction: de-duplicate, load, interpret, step, carry out, store; commit; only then the reply.

Everything a turn does to the database happens inside `Turns._run`, which may be run again and so touches nothing else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from backend.domain.times import to_ms
from backend.persistence import records
from backend.persistence import turns as store
from backend.persistence.conversations import by_chat
from backend.persistence.database import Connection
from backend.persistence.turns import PastTurn
from backend.services.again import once_more
from backend.services.conversation import Conversation, begin, found, seal_state
from backend.services.forgetting import FORGOTTEN
from backend.services.handover import redeem
from backend.services.moving import brought_up, stepped
from backend.services.turn_effects import carry_out
from backend.services.turn_input import recorded, understand
from backend.services.turn_reply import Outcome, erased_reply, reply_of
from backend.services.world import World
from flows.codec import dump_content
from flows.errors import LotseError
from flows.events import Answered, Ask, Consent, Event, Say, Skipped, StatusChanged, Unkept, Withdrawn
from flows.inputs import Correction, Input
from flows.parsing.normalise import normalise
from flows.protocol import (
    Channel,
    CommandIn,
    EditedIn,
    FloodIn,
    HandoverReply,
    TextIn,
    TurnInput,
    TurnReply,
    TurnRequest,
)
from flows.slots import SIGN, step_of
from nlu.port import Interpreter, Listener, Meaning

Ready = Callable[[TurnInput], Awaitable[None]]


async def already(given: TurnInput) -> None:
    """For those with nothing to read."""


class Turns:
    """The conversation service. `interpreter`: what written words may mean beside being an answer.

    `listener`: one in another process that is asked first. `ready`: returns once everything such an input needs of
    this process is read. Both are waited for before the turn begins: no transaction waits for them.
    """

    def __init__(
        self, world: World, interpreter: Interpreter, listener: Listener | None = None, ready: Ready = already
    ) -> None:
        self._world, self._interpreter, self._listener, self._ready = world, interpreter, listener, ready

    async def turn(self, request: TurnRequest) -> TurnReply:
        """Raises LotseError storage.* when nothing could be stored (nothing is), flow.unknown, key.unreadable."""
        await self._ready(request.input)
        now, heard = self._world.clock(), await self._heard(request)

        def run(conn: Connection) -> Outcome | None:
            return self._run(conn, request, now, heard)

        def reply(outcome: Outcome | None) -> TurnReply:
            return erased_reply(self._world, request) if outcome is None else reply_of(self._world, outcome, now)

        return await self._world.db.write_then(run, reply)

    async def redeem(self, token: str, channel: Channel, chat: str) -> HandoverReply:
        """Redeem a one-time link and, where it was good, ask the waiting question in the new chat."""
        outcome = await redeem(self._world, token, channel, chat)
        if outcome.outcome == "ok":
            event_id = f"handover:{self._world.keyring.blind('handover', token)[:40]}"
            resume = CommandIn(name="resume")
            await self.turn(TurnRequest(channel=channel, chat=chat, event_id=event_id, input=resume))
        return outcome

    async def _heard(self, request: TurnRequest) -> Meaning | None:
        """What the listener makes of written words, in the language of the conversation as far as there is one.

        Whatever is wrong with the storage, the turn itself meets and says.
        """
        if self._listener is None or not isinstance(request.input, TextIn):
            return None
        text = normalise(request.input.text)
        with suppress(LotseError):
            lang = await self._world.db.read(lambda conn: self._language(conn, request)) if text else None
            return await self._listener.hear(text, lang) if lang else None
        return None

    def _language(self, conn: Connection, request: TurnRequest) -> str | None:
        row = by_chat(conn, request.channel, self._chat(request))
        return found(self._world, conn, row).state.lang if row is not None else None

    def _chat(self, request: TurnRequest) -> str:
        return self._world.keyring.blind("chat", f"{request.channel}:{request.chat}")

    def _run(
        self, conn: Connection, request: TurnRequest, now: datetime, heard: Meaning | None = None
    ) -> Outcome | None:
        """None: an event of a conversation that was erased meanwhile."""
        world = self._world
        chat = self._chat(request)
        event = world.keyring.blind("event", f"{request.channel}:{request.event_id}")
        row = store.load_turn(conn, request.channel, chat, event)
        if row is None:
            if store.seen(conn, request.channel, event):
                return None
            conversation = begin(world, conn, request, chat, now)
        else:
            conversation = found(world, conn, row)
            if conversation.state.channel != request.channel:
                conversation = conversation.with_state(conversation.state.with_(channel=request.channel))
            if row.seq is not None:
                content = row.content_enc if row.turn_conversation_id == conversation.id else None
                taken = PastTurn(row.seq, to_ms(now), request.channel, event, content or b"")
                return once_more(world, conn, conversation, taken)
            conversation = brought_up(world, conn, conversation, row.published, now)
        given = self._input(conn, request, conversation, heard)
        return self._take(conn, request, conversation, given, event, now)

    def _take(
        self,
        conn: Connection,
        request: TurnRequest,
        conversation: Conversation,
        given: Input,
        event: str,
        now: datetime,
    ) -> Outcome:
        world, question = self._world, conversation.state.question
        conversation, result = stepped(world, conversation, given, now)
        after = conversation.with_(state=result.state, turn_count=conversation.turn_count + 1)
        after, events, link = carry_out(world, conn, after, list(result.events), request, event, now)
        about = given.step if isinstance(given, Correction) else question
        unkept = any(isinstance(event, Unkept) for event in events)
        said = FORGOTTEN if unkept else recorded(request.input, conversation.state)
        content = dump_content(said, about, events)
        self._store(conn, request, after, event, content, events, now)
        return Outcome(after, tuple(events), link)

    def _input(
        self, conn: Connection, request: TurnRequest, conversation: Conversation, heard: Meaning | None
    ) -> Input:
        given = understand(request.input, conversation.state.lang, self._interpreter, heard)
        if not isinstance(request.input, EditedIn) or not isinstance(given, Correction):
            return given
        return replace(given, step=self._answered_by(conn, request, conversation, request.input.of))

    def _answered_by(self, conn: Connection, request: TurnRequest, conversation: Conversation, event_id: str) -> str:
        """The step that an earlier message of this conversation answered, or ''."""
        event = self._world.keyring.blind("event", f"{request.channel}:{event_id}")
        content = records.turn_content(conn, request.channel, event, conversation.id)
        if content is None:
            return ""
        told = orjson.loads(conversation.open_content(event, content))
        return _still_there(conversation, str(told["step"] or ""), told["in"].get("text"))

    def _store(
        self,
        conn: Connection,
        request: TurnRequest,
        conversation: Conversation,
        event: str,
        content: bytes,
        events: list[Event],
        now: datetime,
    ) -> None:
        at, count = to_ms(now), conversation.turn_count
        if conversation.state.status == "erased":
            store.insert_turn(
                conn,
                conversation_id=None,
                seq=count,
                at=at,
                channel=request.channel,
                event_hash=event,
                content_enc=None,
                log="[]",
            )
            return
        if isinstance(request.input, FloodIn):
            self._settle_flood(conn, request, conversation, event, request.input.events, at)
        store.save_turn(
            conn,
            conversation_id=conversation.id,
            flow=conversation.flow.id,
            revision=conversation.state.revision,
            jurisdiction=conversation.jurisdiction,
            status=conversation.state.status,
            state_enc=seal_state(conversation),
            turn_count=count,
            at=at,
            expires_at=conversation.expires_at(self._world, now),
            channel=request.channel,
            event_hash=event,
            content_enc=conversation.seal_content(event, content),
            log=_log(events),
        )

    def _settle_flood(
        self,
        conn: Connection,
        request: TurnRequest,
        conversation: Conversation,
        event: str,
        event_ids: list[str],
        at: int,
    ) -> None:
        blind = self._world.keyring.blind
        others = [blind("event", f"{request.channel}:{event_id}") for event_id in event_ids]
        store.insert_settled(
            conn,
            conversation_id=conversation.id,
            seq=conversation.turn_count,
            at=at,
            channel=request.channel,
            event_hashes=[other for other in others if other != event],
        )


def _still_there(conversation: Conversation, key: str, words: str | None) -> str:
    """The key that an answer has now. Once an entry of a repeat was removed, others have moved up: what was written
    tells which one it was.
    """
    state = conversation.state
    if SIGN not in key or not state.renumbered:
        return key
    same = (slot for slot, answer in state.answers.items() if answer.raw == words and step_of(slot) == step_of(key))
    return next(same, "")


def _log(events: list[Event]) -> str:
    """The event log: types and step ids, never values."""
    told = [tell(event) for event in events if (tell := _ENTRIES.get(event.__class__)) is not None]
    asked = next((event.step for event in reversed(events) if isinstance(event, Ask)), None)
    if asked is not None and any(isinstance(event, Say) and event.role == "error" for event in events):
        told.append(("Misfit", asked))
    return orjson.dumps(told).decode()


def _of_step(event: Any) -> tuple[str, ...]:
    return (event.__class__.__name__, event.step)


#: What `backend.domain.flow_report` reads of an event; what is not here leaves no trace.
_ENTRIES: dict[type[Event], Callable[[Any], tuple[str | None, ...]]] = {
    **dict.fromkeys((Ask, Answered, Skipped, Consent), _of_step),
    Withdrawn: lambda event: ("Withdrawn", event.step, event.how),
    StatusChanged: lambda event: ("StatusChanged", event.status),
}

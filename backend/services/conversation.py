"""A conversation while a turn has it in hand: its row opened, or a new one begun."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import msgspec

from backend.crypto import DataKey
from backend.domain.times import to_ms
from backend.persistence import conversations as store
from backend.persistence.database import Connection
from backend.persistence.turns import LoadedTurn
from backend.services.editions import Edition
from backend.services.recorded import UNKNOWN
from backend.services.world import World
from flows.codec import dump_state, load_state
from flows.engine import open_conversation
from flows.engine.meaning import consented
from flows.model import Flow
from flows.protocol import TurnRequest
from flows.state import State

#: The flow a conversation begins with.
INTAKE = "kim-intake"
#: What is kept before the first consent is kept this long, to be able to ask for it: one day.
BEFORE_CONSENT = 1
_DAY_MS = 24 * 3600 * 1000
#: To whole ten minutes: see `Conversation.expires_at`.
_GRAIN_MS = 10 * 60 * 1000


class Conversation(msgspec.Struct, frozen=True):
    """A struct for the reason `flows.state` gives."""

    id: str
    person_id: str
    key: DataKey
    edition: Edition
    state: State
    turn_count: int
    jurisdiction: str | None = None

    @property
    def flow(self) -> Flow:
        return self.edition.flow

    def with_(self, **changes: Any) -> Conversation:
        return msgspec.structs.replace(self, **changes)

    def with_state(self, state: State) -> Conversation:
        return self.with_(state=state)

    def seal_content(self, event_hash: str, content: bytes) -> bytes:
        return self.key.seal("turns", "content_enc", event_hash, content)

    def open_content(self, event_hash: str, sealed: bytes) -> bytes:
        return self.key.open("turns", "content_enc", event_hash, sealed)

    def expires_at(self, world: World, now: datetime) -> int:
        """Epoch ms: 24 hours until the first consent, then the jurisdiction's retention, counted from the last turn and
        rounded up to whole ten minutes, so nothing goes too early and ten minutes late at most.

        The column is indexed. As most turns leave it as it was, PostgreSQL writes nothing but the row (a HOT update).
        """
        exactly = to_ms(now) + _DAY_MS * self._kept_days(world)
        return -(-exactly // _GRAIN_MS) * _GRAIN_MS

    def _kept_days(self, world: World) -> int:
        if not consented(self.state):
            return BEFORE_CONSENT
        found = world.jurisdictions.get(self.jurisdiction or "")
        return found.retention_days if found is not None else world.settings.retention_days


def seal_state(conversation: Conversation) -> bytes:
    return conversation.key.seal("conversations", "state_enc", conversation.id, dump_state(conversation.state))


class Row(Protocol):
    """What loading a turn and finding a conversation have in common."""

    @property
    def conversation_id(self) -> str: ...
    @property
    def person_id(self) -> str: ...
    @property
    def flow(self) -> str: ...
    @property
    def revision(self) -> str: ...
    @property
    def jurisdiction(self) -> str | None: ...
    @property
    def state_enc(self) -> bytes: ...
    @property
    def turn_count(self) -> int: ...
    @property
    def wrapped_key(self) -> bytes | None: ...
    @property
    def master_id(self) -> str: ...


def seal_address(key: DataKey, channel: str, chat_hash: str, chat: str) -> bytes:
    return key.seal("chats", "address_enc", f"{channel}:{chat_hash}", chat.encode())


def found(world: World, conn: Connection, row: Row) -> Conversation:
    """The conversation of a loaded row, on the revision it is on. Raises LotseError key.unreadable, flow.unknown.

    One whose revision nobody can look up (it began before revisions were kept) is shown by the head.
    """
    key = world.keyring.unwrap(row.person_id, row.wrapped_key, row.master_id)
    state = load_state(key.open("conversations", "state_enc", row.conversation_id, row.state_enc))
    world.recorded.refresh(conn, row.recorded if isinstance(row, LoadedTurn) else UNKNOWN)
    return Conversation(
        id=row.conversation_id,
        person_id=row.person_id,
        key=key,
        edition=world.editions.get(conn, row.flow, row.revision) or world.editions.current(conn, row.flow),
        state=_with_options(world, state, row.jurisdiction),
        turn_count=row.turn_count,
        jurisdiction=row.jurisdiction,
    )


def _with_options(world: World, state: State, jurisdiction: str | None) -> State:
    """What the jurisdiction allows may change from one day to the next: read at every turn, not stored."""
    known = world.jurisdictions.get(jurisdiction or "")
    allowed = known is not None and known.sensitive_in_messenger
    if state.options.get("sensitive_in_messenger") == allowed:
        return state
    return state.with_(options={**state.options, "sensitive_in_messenger": allowed})


def begin(world: World, conn: Connection, request: TurnRequest, chat_hash: str, now: datetime) -> Conversation:
    """A new person, their key, their conversation and their chat. Nothing of what they said is in it yet."""
    person_id, conversation_id = world.ids.new(), world.ids.new()
    key, wrapped, master_id = world.keyring.new_person(person_id)
    hint = _jurisdiction_hint(world, request)
    world.recorded.refresh(conn)
    edition = world.editions.current(conn, INTAKE).of(hint)
    flow = edition.flow
    state = open_conversation(
        flow,
        nonce=conversation_id[:4],
        lang_hint=edition.lookup.texts.language_for(request.lang_hint),
        channel=request.channel,
    )
    conversation = Conversation(
        conversation_id, person_id, key, edition, _with_options(world, state, hint), turn_count=0, jurisdiction=hint
    )
    store.new_conversation(
        conn,
        person_id=person_id,
        wrapped_key=wrapped,
        master_id=master_id,
        conversation_id=conversation_id,
        flow=flow.id,
        revision=flow.revision,
        jurisdiction=hint,
        status=state.status,
        state_enc=seal_state(conversation),
        channel=request.channel,
        chat_hash=chat_hash,
        address_enc=seal_address(key, request.channel, chat_hash, request.chat),
        at=to_ms(now),
        expires_at=conversation.expires_at(world, now),
    )
    return conversation


def _jurisdiction_hint(world: World, request: TurnRequest) -> str | None:
    """From the link or the QR code; anything that is none of our keys counts as nothing."""
    given = request.jurisdiction
    if given is None and request.input.type == "command" and request.input.name == "start":
        given = (request.input.arg or "").removeprefix("j_")
    return given if given in world.jurisdictions else None

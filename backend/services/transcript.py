"""The present view of a conversation, rendered anew: for the web chat after a reload, or after the phone was off."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from itertools import accumulate
from typing import Any

import orjson

from backend.domain.times import to_ms
from backend.persistence import outbox
from backend.persistence import turns as store
from backend.persistence.conversations import by_chat
from backend.persistence.database import Connection
from backend.persistence.records import StaffMessage, staff_messages
from backend.services.conversation import Conversation, found
from backend.services.renumbered import as_of_today
from backend.services.turn_reply import UNTELLABLE, retold, view_of
from backend.services.world import World
from flows.codec import events_from_json
from flows.engine.commands import STOP, WAYS_TO_STOP
from flows.engine.entries import REMOVE
from flows.engine.reading import ALTERNATIVE, DONE, KEEP
from flows.errors import LotseError
from flows.inputs import Command, Tap
from flows.kinds import KINDS
from flows.kinds.base import Parsed
from flows.model import Step
from flows.protocol import Message, Transcript
from flows.rendering import Rendering, menu, parse_button
from flows.rendering.entries import entry_heading
from flows.rendering.messages import plain
from flows.slots import SIGN
from locales.languages import SOURCE, direction, language

log = logging.getLogger(__name__)

#: How many turns back a page shows.
TURNS = 60


async def transcript(world: World, channel: str, chat: str, *, seen: bool = True) -> Transcript:
    """Empty (conversation None) for a chat that has none. `seen`: it is shown to the person.

    Raises LotseError storage.unavailable, key.unreadable.
    """
    now = world.clock()
    chat_hash = world.keyring.blind("chat", f"{channel}:{chat}")
    read, written = await world.db.read(lambda conn: _read(world, conn, channel, chat_hash, now))
    arrived = [row.id for row in written if row.waits_in == channel]
    if seen and arrived:
        await _note(world, arrived, now)
    return read


async def _note(world: World, arrived: list[str], now: datetime) -> None:
    """The desk learns that its messages have arrived: once, and never at the cost of the page."""
    try:
        await world.db.write(lambda conn: outbox.shown(conn, arrived, to_ms(now)))
    except LotseError as error:
        log.warning("%d messages of the desk not noted as shown: %s", len(arrived), error.code)


def _read(
    world: World, conn: Connection, channel: str, chat_hash: str, now: datetime
) -> tuple[Transcript, list[StaffMessage]]:
    row = by_chat(conn, channel, chat_hash)
    if row is None:
        return Transcript(conversation=None, status="none", lang=SOURCE, dir=direction(SOURCE)), []
    conversation = found(world, conn, row)
    conversation = conversation.with_state(conversation.state.with_(channel=channel))
    view = view_of(world, conversation, now)
    rows = store.transcript(conn, conversation.id, TURNS)
    contents = [orjson.loads(conversation.open_content(row.event_hash, row.content_enc)) for row in rows]
    if conversation.state.renumbered:
        contents = as_of_today(conversation.flow, contents)
    times = _in_order([row.at for row in rows])
    spoken = [(at, _turn(view, row.seq, content)) for at, row, content in zip(times, rows, contents, strict=True)]
    written = staff_messages(conn, conversation.id)
    spoken += [(row.at, [_by_staff(view, conversation, row)]) for row in written]
    messages = [message for _, group in sorted(spoken, key=lambda pair: pair[0]) for message in group]
    read = Transcript(
        conversation=conversation.id,
        status=conversation.state.status,
        lang=view.lang,
        dir=direction(view.lang),
        messages=_only_present_live(_replaced(messages), conversation.state.question),
        menu=menu(view),
    )
    return read, written


def _in_order(times: list[int]) -> list[int]:
    """Turns stand in their own order, also where the clock was set back between them: otherwise the question that is
    asked now would stand among old ones, without its buttons. What is newest stays where it is.
    """
    return list(accumulate(reversed(times), min))[::-1]


def _turn(view: Rendering, seq: int, content: dict[str, Any]) -> list[Message]:
    said = _known(lambda: _said(view, content["in"], content["step"]))
    person = [plain(view, f"{seq}.in", "person", said)] if said else []
    return [*person, *retold(view, events_from_json(content["out"]), str(seq))]


def _known(say: Callable[[], str]) -> str:
    """Nothing where the present revision cannot tell what was answered in an earlier one: the step may be of another
    kind now.
    """
    try:
        return say()
    except UNTELLABLE:
        return ""


def _said(view: Rendering, given: dict[str, Any], step_id: str | None) -> str:
    """What the person did, in words: their own, or the label of what they tapped."""
    if given["type"] in ("text", "edited"):
        return str(given["text"])
    if given["type"] == "command":
        return _command(view, given["name"])
    if given["type"] == "form" and step_id is not None and step_id in view.flow.steps:
        return _choices(view, view.flow.steps[step_id], given["values"])
    if given["type"] not in ("tap", "form"):
        return ""
    button = parse_button(given["data"])
    if isinstance(button, Command):
        return _command(view, button.name)
    return _tapped(view, button, given) if button is not None else ""


def _command(view: Rendering, name: str) -> str:
    text_id = f"command.{name}"
    return view.text(text_id) if name != "start" and view.lookup.texts.has(view.lang, text_id) else ""


def _tapped(view: Rendering, tap: Tap, given: dict[str, Any]) -> str:
    step = view.flow.steps.get(tap.step)
    if step is None:
        return _in_dialog(view, tap)
    if tap.value == KEEP:
        return _display(view, step, given["held"]) if given.get("held") is not None else ""
    if tap.value.startswith(ALTERNATIVE):
        return _alternative(view, step, tap.value.removeprefix(ALTERNATIVE), given.get("alternatives", []))
    if KINDS[step.kind].multiple:
        return _choices(view, step, given.get("ticked", [])) if tap.value == DONE else ""
    reading = KINDS[step.kind].take(step, tap.value, view.context(step.choices))
    return _display(view, step, reading.value) if isinstance(reading, Parsed) else ""


def _alternative(view: Rendering, step: Step, number: str, alternatives: list[Any]) -> str:
    if not number.isdecimal() or int(number) >= len(alternatives):
        return ""
    return _display(view, step, alternatives[int(number)])


def _in_dialog(view: Rendering, tap: Tap) -> str:
    """The label of a button of one of the engine's own questions."""
    if tap.step == "!language":
        return language(tap.value).name if tap.value in view.lookup.texts.languages else ""
    if tap.step == "!edit" and tap.value in view.flow.steps:
        step = view.flow.steps[tap.value]
        return view.said(step.prompt, step)
    if tap.step == "!edit" and tap.value.startswith(REMOVE):
        return view.text("remove.button", entry=entry_heading(view, tap.value.removeprefix(REMOVE)))
    if SIGN in tap.step:
        return view.text(f"remove.{tap.value}") if tap.value in ("yes", "no") else ""
    if tap.step == STOP:
        return view.text(f"command.{tap.value}") if tap.value in WAYS_TO_STOP else ""
    text_id = f"consent.{tap.value}" if tap.step == "!withdraw" and tap.value != "no" else f"{tap.step[1:]}.{tap.value}"
    return view.text(text_id) if view.lookup.texts.has(view.lang, text_id) else ""


def _choices(view: Rendering, step: Step, values: list[str]) -> str:
    known = {choice.value for choice in step.choices}
    ticked = [value for value in values if value in known]
    return _display(view, step, ticked) if ticked else ""


def _display(view: Rendering, step: Step, value: Any) -> str:
    return KINDS[step.kind].display(step, value, view.context(step.choices))


def _by_staff(view: Rendering, conversation: Conversation, row: StaffMessage) -> Message:
    text = conversation.key.open("case_messages", "body_enc", row.id, row.body_enc).decode()
    return plain(view, f"staff.{row.id}", "staff", text)


def _replaced(messages: list[Message]) -> list[Message]:
    """The same question in a new state stands where the question stood."""
    shown: list[Message] = []
    for message in messages:
        at = next((n for n in reversed(range(len(shown))) if shown[n].step == message.step), None)
        if message.replaces and at is not None:
            shown[at] = message.model_copy(update={"id": shown[at].id})
        else:
            shown.append(message)
    return shown


def _only_present_live(messages: list[Message], question: str | None) -> list[Message]:
    """Buttons on the present question and on what was said after it: what was answered is read, not tapped again."""
    last = max((n for n, message in enumerate(messages) if message.role == "question"), default=-1)
    return [
        message
        if n > last or (n == last and message.step == question)
        else message.model_copy(update={"rows": [], "entry": None})
        for n, message in enumerate(messages)
    ]

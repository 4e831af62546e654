"""What people were shown while others were killed: everything of their own talk in order, next to nothing twice.

A life is that of one bot, from its first call on; what it repeats is put down to the kill before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bot.channels.telegram.rendering import draw
from flows.protocol import Message, TurnReply
from locales.languages import SOURCE
from locales.texts import load_texts


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it came to stand in a chat, new or changed. `data`: of its buttons, without the `nonces` they carry.

    `life`: of the bot that showed it, from 1; `turn`: whose reply it belongs to. Both only where they are known.
    """

    text: str
    data: tuple[str, ...]
    nonces: frozenset[str] = field(default=frozenset(), compare=False)
    life: int = field(default=0, compare=False)
    turn: int = field(default=0, compare=False)
    asks: bool = field(default=False, compare=False)

    @classmethod
    def of_call(cls, params: dict[str, Any], life: int) -> Shown:
        rows = (params.get("reply_markup") or {}).get("inline_keyboard", [])
        data = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
        nonces = frozenset(one.partition(".")[0] for one in data if "." in one)
        words = params.get("text", params.get("caption", ""))
        return cls(words, tuple(map(without_nonce, data)), nonces, life)

    @classmethod
    def of_message(cls, message: Message, turn: int) -> list[Shown]:
        """What Telegram is to show of it: mostly one, more of a text that is too long for one."""
        drawn = draw(message, load_texts())
        rows = drawn.markup.inline_keyboard if drawn.markup is not None else ()
        data = [str(button.callback_data) for row in rows for button in row if button.callback_data]
        parts = [cls(part, (), turn=turn) for part in drawn.parts[:-1]]
        buttons = tuple(map(without_nonce, data))
        return [*parts, cls(drawn.parts[-1], buttons, turn=turn, asks=message.role == "question")]


def without_nonce(data: str) -> str:
    return data.partition(".")[2] or data


def of_replies(replies: Iterable[TurnReply]) -> list[Shown]:
    """What a person sees of a whole talk that nobody disturbs."""
    numbered = ((turn, message) for turn, reply in enumerate(replies, 1) for message in reply.messages)
    return [shown for turn, message in numbered for shown in Shown.of_message(message, turn)]


@cache
def pause() -> str:
    """What people are told while the backend is away: beside their talk, and not counted here."""
    return load_texts().get(SOURCE, "telegram.waiting")


def complaint(shown: Iterable[Shown], model: list[Shown], nonce: str) -> str:
    """What is wrong with what a person was shown, or "".

    All of `model` in its order; no button of another's talk (`nonce`: of their own); a life repeats one question at
    most, nothing twice, and what it repeats is as it was; the last question is the present one.
    """
    told = [one for one in shown if one.text != pause()]
    if foreign := {found for one in told for found in one.nonces} - {nonce, "0"}:
        return f"buttons of another conversation: {foreign}"
    seen, repeated = 0, list[Shown]()
    for one in told:
        if seen < len(model) and one == model[seen]:
            seen += 1
        elif one in model[:seen]:
            repeated.append(_known(one, model))
        else:
            return f"not theirs, or out of its turn: {one}\nexpected: {model[seen : seen + 1]}"
    if seen < len(model):
        return f"never shown: {model[seen]}"
    return _too_often(repeated) or _wrong_last(told, model)


def _known(one: Shown, model: list[Shown]) -> Shown:
    known = model[model.index(one)]
    return Shown(one.text, one.data, one.nonces, one.life, known.turn, known.asks)


def _too_often(repeated: list[Shown]) -> str:
    if first := [one for one in repeated if one.life == 1]:
        return f"repeated though nobody was killed: {first}"
    for life in {one.life for one in repeated}:
        its = [one for one in repeated if one.life == life]
        if sum(one.asks for one in its) > 1 or len(set(its)) < len(its):
            return f"one life asks twice: {[(one.turn, one.text[:40]) for one in its]}"
    return ""


def _wrong_last(told: list[Shown], model: list[Shown]) -> str:
    asked = [one for one in told if _known(one, model).asks]
    present = next(one for one in reversed(model) if one.asks)
    return "" if asked[-1] == present else f"the last question is not the present one: {asked[-1]}"

"""People on Telegram who answer a known intake, each at their own pace, and what was stored of them in the end.

What they will say comes from a model run: the same conversation in one process, with nobody killing anything. They
tap a button once it stands in their chat and write once the question does, so that every conversation that comes to
its end was asked the right questions on the way.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa
from starlette.responses import Response

from backend.bench.phones import Phone
from backend.bootstrap.turns import create_turns
from backend.persistence import tables
from backend.persistence.database import Connection
from backend.services.conversation import found
from backend.services.seed import seed_teams
from backend.services.world import World
from flows.protocol import TapIn, TextIn, TurnRequest
from tests.kill.shown import Shown, complaint, of_replies
from tests.support.fake_telegram import FakeTelegram
from tests.support.waiting import PATIENCE
from tests.support.world import a_world

NONCE = 4  # characters at the beginning of a button's data that differ from conversation to conversation
MODEL = "model"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a person does: `data` of a button without its nonce, or `text` as an answer to `question`."""

    data: str = ""
    text: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is stored of one conversation. `turns`: sequence number, what was said, at which step; nonces left out."""

    status: str
    asked: str | None
    answers: dict[str, Any]
    turns: list[tuple[int, str, str]]
    nonce: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Model:
    """A talk nobody disturbs: what people say after `/start`, what must be stored of each in the end, and shown to."""

    script: list[Said]
    told: Told
    shown: list[Shown]


async def played(world: World, turns: int) -> Model:
    """The model run."""
    await seed_teams(world)
    service, phone, script = create_turns(world), Phone(MODEL, channel="telegram"), []
    replies = [await service.turn(phone.first())]
    for _ in range(turns - 1):
        question = next(message.text for message in reversed(replies[-1].messages) if message.role == "question")
        request = phone.next_request(replies[-1])
        assert request is not None
        script.append(_said(request, question))
        replies.append(await service.turn(request))
    return Model(script, (await everything(world))[MODEL], of_replies(replies))


def _said(request: TurnRequest, question: str) -> Said:
    if isinstance(request.input, TapIn):
        return Said(data=request.input.data[NONCE:])
    assert isinstance(request.input, TextIn)
    return Said(text=request.input.text, question=question)


async def everything(world: World) -> dict[str, Told]:
    """By the chat's address."""
    return await world.db.read(lambda conn: dict(_told(world, conn, row) for row in _conversations(conn)))


def _conversations(conn: Connection) -> list[Any]:
    columns = (
        tables.conversations.c.id.label("conversation_id"),
        *(tables.conversations.c[name] for name in ("person_id", "flow", "revision", "jurisdiction")),
        *(tables.conversations.c[name] for name in ("state_enc", "turn_count", "status")),
        *(tables.people.c[name] for name in ("wrapped_key", "master_id")),
        *(tables.chats.c[name] for name in ("channel", "chat_hash", "address_enc")),
    )
    return list(
        conn.execute(sa.select(*columns).select_from(tables.conversations.join(tables.people).join(tables.chats)))
    )


def _told(world: World, conn: Connection, row: Any) -> tuple[str, Told]:
    conversation = found(world, conn, row)
    address = conversation.key.open("chats", "address_enc", f"{row.channel}:{row.chat_hash}", row.address_enc).decode()
    its = tables.turns.c.conversation_id == row.conversation_id
    turns = [
        (turn.seq, *_turn(orjson.loads(conversation.open_content(turn.event_hash, turn.content_enc))))
        for turn in conn.execute(sa.select(tables.turns).where(its).order_by(tables.turns.c.seq))
    ]
    answers = {step: answer.value for step, answer in conversation.state.answers.items()}
    return address, Told(row.status, conversation.state.question, answers, turns, conversation.state.nonce)


def _turn(content: dict[str, Any]) -> tuple[str, str]:
    given = content["in"]
    said = given.get("text") or (given["data"][NONCE:] if given["type"] == "tap" else given["name"])
    return said, content["step"] or ""


async def same_as_the_model(url: str, chats: range, model: Model, people: People, besides: int = 0) -> None:
    """Every conversation holds what was said, once, in order, and asks what comes next; and everybody was shown it.

    `besides`: other chats.
    """
    world = await a_world(url)
    stored = await everything(world)
    await world.db.close()
    assert len(stored) == len(chats) + besides
    for chat in chats:
        assert stored[str(chat)] == model.told, f"chat {chat}: {stored[str(chat)]}"
    wrong = {chat: complaint(people.seen[chat], model.shown, stored[str(chat)].nonce) for chat in chats}
    assert not any(wrong.values()), "\n".join(f"chat {chat}: {words}" for chat, words in wrong.items() if words)


@dataclass
class People(FakeTelegram):
    """`talk` lets many people answer at once."""

    changed: dict[int, asyncio.Event] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)  # chat -> how much of `script` was said
    seen: dict[int, list[Shown]] = field(default_factory=lambda: defaultdict(list))  # by chat, in order
    lives: int = 0  # of the bot
    language: str = "de"  # as the model's

    def talk(self, chats: range, script: list[Said]) -> asyncio.Task[None]:
        """Done when everybody has said everything."""

        async def all_of_them() -> None:
            await asyncio.gather(*(self._person(chat, script) for chat in chats))

        return asyncio.create_task(all_of_them())

    async def fallen_silent(self, talk: asyncio.Task[None], script: list[Said], within: float = PATIENCE) -> None:
        """Everybody has said everything, and Telegram got rid of it all."""
        await asyncio.wait({talk}, timeout=within)
        assert talk.done(), self.waiting(script)
        talk.result()
        await self.drained(within)

    async def _person(self, chat: int, script: list[Said]) -> None:
        self.changed[chat] = asyncio.Event()
        self.say(chat, "/start j_kreis-unna")
        for number, said in enumerate(script):
            while not self._do_say(chat, said, script[number - 1].data if number else ""):
                self.changed[chat].clear()
                await self.changed[chat].wait()
            self.last[chat] = number + 1

    def waiting(self, script: list[Said]) -> dict[int, tuple[Said, list[str]]]:
        """Who has not said everything: what they want to say, and what they were shown last."""
        return {
            chat: (script[self.last.get(chat, 0)], [text[:60] for text in self.texts(chat)[-3:]])
            for chat in self.changed
            if self.last.get(chat, 0) < len(script)
        }

    def _do_say(self, chat: int, said: Said, before: str) -> bool:
        """False while what it answers does not stand in the chat. `before`: what was tapped last, and is not there any
        more once its tick has been seen.
        """
        shown = self.in_chat(chat)
        if said.text:
            if any(said.question in there.get("text", "") for _, there in shown):
                self.say(chat, said.text)
                return True
            return False
        for message_id, there in reversed(shown):
            found = {data[NONCE:]: data for data in _buttons(there)}
            if said.data in found and not (before and before in found):
                self.tap(chat, found[said.data], message_id)
                return True
        return False

    async def _do_getMe(self, params: dict[str, Any]) -> Response:
        """The first call of a bot."""
        self.lives += 1
        return await super()._do_getMe(params)

    async def _do_sendMessage(self, params: dict[str, Any]) -> Response:
        return self._seen(params, await super()._do_sendMessage(params))

    async def _do_editMessageText(self, params: dict[str, Any]) -> Response:
        return self._seen(params, await super()._do_editMessageText(params))

    async def _do_sendVoice(self, params: dict[str, Any]) -> Response:
        return self._seen(params, await super()._do_sendVoice(params))

    def _seen(self, params: dict[str, Any], answer: Response) -> Response:
        if answer.status_code == 200:
            self.seen[params["chat_id"]].append(Shown.of_call(params, self.lives))
        event = self.changed.get(params["chat_id"])
        if event is not None:
            event.set()
        return answer


def _buttons(there: dict[str, Any]) -> list[str]:
    rows = (there.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]

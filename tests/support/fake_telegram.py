"""A Bot API server of our own, over real HTTP on the loopback: queues updates, keeps what was sent, fails on demand.

It behaves as the real one where that matters here: updates stay until a higher offset confirms them; at most 100 at
once; 409 while a webhook is set; message ids count up.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.waiting import PATIENCE

TOKEN = "4711:CANARY-token-that-no-log-may-hold"
BOT_ID = 4711
USERNAME = "KimLotseBot"
DATE = 1_790_000_000


@dataclass
class Fault:
    """The next `times` calls of `method` (to `chat`) get `status` and `body`.

    `acts`: the call takes effect all the same; `delay`: seconds before the answer; `until`: what comes before it.
    """

    method: str
    status: int = 500
    body: Any = None
    chat: int | None = None
    times: int = 1
    acts: bool = False
    delay: float = 0.0
    until: asyncio.Event | None = None


@dataclass
class Call:
    method: str
    params: dict[str, Any]
    at: float

    @property
    def chat(self) -> int | None:
        return self.params.get("chat_id")

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [button for row in self.params.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


@dataclass
class FakeTelegram:
    updates: list[Any] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    shown: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)  # (chat, message id) -> content
    faults: list[Fault] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)  # by the id they were given
    webhook: str = ""
    offsets: list[int | None] = field(default_factory=list)
    language: str = "uk"  # what people's phones are set to
    raw_updates: bytes | None = None  # the next getUpdates answers this, whatever it is
    next_update: int = 100
    next_message: int = 1
    port: int = 0
    _calls_to: dict[int | None, list[Call]] = field(default_factory=lambda: defaultdict(list))  # by chat
    _shown_to: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # chat -> message ids
    _new: asyncio.Event = field(default_factory=asyncio.Event)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    async def __aenter__(self) -> Self:
        app = Starlette(routes=[Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])])
        config = uvicorn.Config(app, port=self.port, log_level="critical", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._server.capture_signals = _no_signals  # type: ignore[method-assign,assignment]
        self._task = asyncio.create_task(self._server.serve())
        while not self._server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.005)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._new.set()
        await self._task

    # --- what people do ----------------------------------------------------------------------------------------------

    def push(self, **update: Any) -> int:
        """Queues an update and gives its id."""
        update.setdefault("update_id", self.next_update)
        self.next_update = update["update_id"] + 1
        self.updates.append(update)
        self._new.set()
        return int(update["update_id"])

    def message(self, chat: int, kind: str = "private", **content: Any) -> dict[str, Any]:
        """A message as the Bot API gives it."""
        self.next_message += 1
        who = {"id": chat if chat > 0 else 77, "is_bot": False, "first_name": "M", "language_code": self.language}
        where: dict[str, Any] = {"id": chat, "type": kind}
        return {"message_id": self.next_message, "date": DATE, "chat": where, "from": who, **content}

    def say(self, chat: int, text: str, kind: str = "private", **more: Any) -> dict[str, Any]:
        message = self.message(chat, kind, text=text, **more)
        self.push(message=message)
        return message

    def send(self, chat: int, **content: Any) -> dict[str, Any]:
        message = self.message(chat, **content)
        self.push(message=message)
        return message

    def tap(self, chat: int, data: str, message_id: int | None = None, tap_id: str | None = None) -> str:
        """`message_id` None: Telegram does not know the message any more."""
        found = tap_id or f"tap{len(self.updates)}-{self.next_update}"
        who = {"id": chat, "is_bot": False, "first_name": "M", "language_code": self.language}
        tap: dict[str, Any] = {"id": found, "from": who, "chat_instance": "1", "data": data}
        if message_id is not None:
            bot = {"id": BOT_ID, "is_bot": True, "first_name": "L"}
            where = {"id": chat, "type": "private"}
            there = self.shown.get((chat, message_id), {})
            words = {"text": "?"} if "text" in there or not there else {"caption": "?", "photo": []}
            tap["message"] = {"message_id": message_id, "date": DATE, "chat": where, "from": bot, **words}
        self.push(callback_query=tap)
        return found

    # --- what is asserted --------------------------------------------------------------------------------------------

    def of(self, method: str, chat: int | None = None) -> list[Call]:
        calls = self.calls if chat is None else self._calls_to.get(chat, [])
        return [call for call in calls if call.method == method]

    def texts(self, chat: int) -> list[str]:
        """What this person was sent, in order."""
        return [call.params["text"] for call in self.of("sendMessage", chat)]

    def with_buttons(self, chat: int) -> list[int]:
        return [message for message, there in self.in_chat(chat) if there.get("reply_markup")]

    def in_chat(self, chat: int) -> list[tuple[int, dict[str, Any]]]:
        """Messages of ours in this chat, by their ids, oldest first."""
        return [(message, self.shown[chat, message]) for message in self._shown_to.get(chat, [])]

    async def until(self, condition: Callable[[], bool], within: float = PATIENCE) -> None:
        """Waits until it holds; fails the test when it does not."""
        async with asyncio.timeout(within):
            while not condition():
                self._moved.clear()
                if condition():
                    return
                try:
                    await asyncio.wait_for(self._moved.wait(), 0.05)
                except TimeoutError:
                    continue

    async def drained(self, within: float = PATIENCE) -> None:
        """Waits until every update was confirmed."""
        await self.until(lambda: not self.updates, within)

    # --- the API -----------------------------------------------------------------------------------------------------

    async def _answer(self, request: Request) -> Response:
        if request.path_params["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        method, params = request.path_params["method"], await _params(request)
        call = Call(method, params, asyncio.get_running_loop().time())
        self.calls.append(call)
        self._calls_to[call.chat].append(call)
        self._moved.set()
        fault = self._fault(call)
        result = None if fault is not None and not fault.acts else await self._do(call)
        if fault is None:
            assert result is not None
            return result
        await asyncio.sleep(fault.delay)
        if fault.until is not None:
            await fault.until.wait()
        return _refusal(fault.status, fault.body) if fault.status != 200 or result is None else result

    def _fault(self, call: Call) -> Fault | None:
        for fault in self.faults:
            if fault.method == call.method and fault.times > 0 and fault.chat in (None, call.chat):
                fault.times -= 1
                return fault
        return None

    async def _do(self, call: Call) -> Response:
        action = getattr(self, f"_do_{call.method}", None)
        return await action(call.params) if action is not None else _ok(True)

    async def _do_getMe(self, _: dict[str, Any]) -> Response:
        return _ok({"id": BOT_ID, "is_bot": True, "first_name": "Lotse", "username": USERNAME})

    async def _do_getUpdates(self, params: dict[str, Any]) -> Response:
        if self.webhook:
            return _refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = params.get("offset")
        self.offsets.append(offset)
        if offset is not None:
            self.updates = [update for update in self.updates if not _below(update, offset)]
            self._moved.set()
        if not self.updates:
            self._new.clear()
            try:
                await asyncio.wait_for(self._new.wait(), params.get("timeout", 0))
            except TimeoutError:
                return _ok([])
        if self.raw_updates is not None:
            raw, self.raw_updates = self.raw_updates, None
            return Response(raw, media_type="application/json")
        return _ok(self.updates[: min(int(params.get("limit", 100)), 100)])

    async def _do_sendMessage(self, params: dict[str, Any]) -> Response:
        if not 0 < len(params["text"].encode("utf-16-le")) // 2 <= 4096:
            return _refusal(400, "Bad Request: message is too long")
        return _ok(self._there(params["chat_id"], self._show(params)))

    async def _do_sendPhoto(self, params: dict[str, Any]) -> Response:
        return self._send_file("photo", params)

    async def _do_sendAudio(self, params: dict[str, Any]) -> Response:
        return self._send_file("audio", params)

    async def _do_sendVoice(self, params: dict[str, Any]) -> Response:
        return self._send_file("voice", params)

    async def _do_sendDocument(self, params: dict[str, Any]) -> Response:
        return self._send_file("document", params)

    def _send_file(self, kind: str, params: dict[str, Any]) -> Response:
        """Bytes get an id; an id must be one that was given to a file of this kind."""
        given = params[kind]
        if isinstance(given, bytes):
            given = f"{kind}-{len(self.files)}"
            self.files[given] = params[kind]
        elif given not in self.files or not given.startswith(kind):
            return _refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
        if len(params.get("caption", "").encode("utf-16-le")) // 2 > 1024:
            return _refusal(400, "Bad Request: message caption is too long")
        there = {"file_id": given, "file_unique_id": given, "width": 8, "height": 6, "duration": 1}
        message = self._there(params["chat_id"], self._show(params))
        del message["text"]
        return _ok({**message, kind: [there] if kind == "photo" else there})

    def _show(self, params: dict[str, Any]) -> int:
        """The new message's id."""
        self.next_message += 1
        self.shown[params["chat_id"], self.next_message] = params
        self._shown_to[params["chat_id"]].append(self.next_message)
        return self.next_message

    async def _do_editMessageCaption(self, params: dict[str, Any]) -> Response:
        return self._edit(params, {"caption": params["caption"], "reply_markup": params.get("reply_markup")})

    async def _do_editMessageText(self, params: dict[str, Any]) -> Response:
        there = self.shown.get((params["chat_id"], params["message_id"]))
        if there is not None and "text" not in there:
            return _refusal(400, "Bad Request: there is no text in the message to edit")
        return self._edit(params, {"text": params["text"], "reply_markup": params.get("reply_markup")})

    async def _do_editMessageReplyMarkup(self, params: dict[str, Any]) -> Response:
        return self._edit(params, {"reply_markup": params.get("reply_markup")})

    def _edit(self, params: dict[str, Any], change: dict[str, Any]) -> Response:
        there = self.shown.get((params["chat_id"], params["message_id"]))
        if there is None:
            return _refusal(400, "Bad Request: message to edit not found")
        if all(there.get(name) == value for name, value in change.items()):
            return _refusal(400, "Bad Request: message is not modified: specified new message content is the same")
        there.update(change)
        return _ok(self._there(params["chat_id"], params["message_id"]))

    def _there(self, chat: int, message_id: int) -> dict[str, Any]:
        return {"message_id": message_id, "date": DATE, "chat": {"id": chat, "type": "private"}, "text": "…"}

    async def _do_setWebhook(self, params: dict[str, Any]) -> Response:
        self.webhook = params.get("url", "")
        return _ok(True)

    async def _do_deleteWebhook(self, _: dict[str, Any]) -> Response:
        self.webhook = ""
        return _ok(True)


def _below(update: Any, offset: int) -> bool:
    return isinstance(update, dict) and update["update_id"] < offset


async def _params(request: Request) -> dict[str, Any]:
    """An uploaded file is its bytes."""
    given = {**request.query_params, **(await request.form() if request.method == "POST" else {})}
    return {
        name: await value.read() if isinstance(value, UploadFile) else _value(name, str(value))
        for name, value in given.items()
    }


#: What is no JSON, whatever it looks like.
_WORDS = {
    *("text", "caption", "photo", "audio", "voice", "document", "data"),
    *("callback_query_id", "secret_token", "url", "language_code", "description"),
}


def _value(name: str, value: str) -> Any:
    if name in _WORDS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _ok(result: Any) -> Response:
    # ASCII on the wire, as from the real one: lone surrogates travel as escapes
    return Response(json.dumps({"ok": True, "result": result}), media_type="application/json")


def _refusal(status: int, body: Any) -> Response:
    if isinstance(body, bytes):
        return Response(body, status)
    more = body if isinstance(body, dict) else {"description": body or "Internal Server Error"}
    return JSONResponse({"ok": False, "error_code": status, **more}, status)


def too_many(seconds: int, method: str = "sendMessage", **more: Any) -> Fault:
    """429 with the pause Telegram asks for."""
    body = {"description": f"Too Many Requests: retry after {seconds}", "parameters": {"retry_after": seconds}}
    return Fault(method, 429, body, **more)


class _no_signals:
    """uvicorn must leave the test runner's signal handlers alone."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...

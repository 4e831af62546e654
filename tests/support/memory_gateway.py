"""A whole backend on one page, for tests of channels: asks five questions, remembers answers, knows every reply twice.

It keeps the promises of the Gateway port (one event, one effect; a transcript; one-time links) and can be told to fail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flows.errors import LotseError
from flows.inputs import Command, Tap
from flows.protocol import (
    Button,
    Channel,
    CommandIn,
    Entry,
    FormIn,
    HandoverReply,
    KeyboardReport,
    Keyboards,
    Media,
    Message,
    Parked,
    Progress,
    TapIn,
    TextIn,
    Transcript,
    TurnReply,
    TurnRequest,
)
from flows.rendering import parse_button
from locales.languages import direction

NONCE = "n0nce"
ICONS = {"yes": "check", "no": "x", "work": "briefcase", "school": "school", "housing": "house", "law": "no-such-icon"}
MENU = ("back", "edit", "why", "help", "pause", "language", "human", "data", "delete", "emergency")
WORDS: dict[str, dict[str, str]] = {
    "de": {"hello": "Guten Tag. Wir helfen Ihnen beim Ankommen.", "yes": "Ja", "no": "Nein", "done": "Fertig"},
    "en": {"hello": "Hello. We help you settle in.", "yes": "Yes", "no": "No", "done": "Done"},
    "ar": {"hello": "مرحباً. نساعدك على الاستقرار.", "yes": "نعم", "no": "لا", "done": "تم"},
    "uk": {"hello": "Вітаємо. Ми допоможемо вам.", "yes": "Так", "no": "Ні", "done": "Готово"},
}
QUESTIONS: tuple[tuple[str, Entry, tuple[str, ...]], ...] = (
    ("adult", Entry(kind="yes_no", inputmode="none"), ("yes", "no")),
    ("needs", Entry(kind="many", inputmode="none", multiple=True), ("work", "school", "health", "housing", "law")),
    ("residence", Entry(kind="place", inputmode="text"), ()),
    ("phone", Entry(kind="phone", inputmode="tel"), ()),
    ("story", Entry(kind="text", inputmode="text", max_length=1000), ()),
)


@dataclass
class Talk:
    lang: str
    jurisdiction: str | None
    status: str = "running"
    answers: list[tuple[str, Any]] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    turns: int = 0


@dataclass
class MemoryGateway:
    """`fail` holds error codes to be raised by the next calls; `after_commit`: only once the turn has been taken."""

    talks: dict[str, Talk] = field(default_factory=dict)
    replies: dict[str, TurnReply] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)  # token -> ok | expired | used
    used_by: dict[str, str] = field(default_factory=dict)  # token -> chat
    leads_to: str = ""  # the chat whose conversation a link leads to; "": to a new one
    requests: list[TurnRequest] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    illustrations: dict[str, list[Media]] = field(default_factory=dict)  # by step
    pictures: dict[str, bytes] = field(default_factory=dict)  # by hash
    seen: list[str] = field(default_factory=list)  # chats whose conversation was shown
    standing: dict[tuple[str, str], Keyboards] = field(default_factory=dict)
    fail: list[str] = field(default_factory=list)
    after_commit: bool = False

    async def turn(self, request: TurnRequest) -> TurnReply:
        self.requests.append(request)
        if not self.after_commit:
            self._fail()
        if request.event_id in self.replies:
            return self.replies[request.event_id].model_copy(update={"duplicate": True})
        talk = self.talks.setdefault(request.chat, Talk(request.lang_hint or "de", request.jurisdiction))
        reply = self.replies[request.event_id] = self._take(talk, request)
        if talk.status == "erased":
            del self.talks[request.chat]
        self._fail()
        return reply

    async def transcript(self, channel: Channel, chat: str, *, seen: bool = True) -> Transcript:
        self._fail()
        talk = self.talks.get(chat)
        self.seen += [chat] if seen else []
        if talk is None:
            return Transcript(conversation=None, status="running", lang="de", dir="ltr")
        return Transcript(
            conversation=f"c{1 + list(self.talks.values()).index(talk)}",
            status=talk.status,
            lang=talk.lang,
            dir=direction(talk.lang),
            messages=talk.said,
            menu=_menu(talk),
        )

    async def redeem(self, token: str, channel: Channel, chat: str) -> HandoverReply:
        self._fail()
        outcome = "ok" if self.used_by.get(token) == chat else self.links.get(token, "unknown")
        if outcome == "ok" and token in self.used_by:
            return HandoverReply(outcome="ok")
        if outcome == "ok":
            self.links[token] = "used"
            self.used_by[token] = chat
            self.talks[chat] = self.talks.get(self.leads_to) or self._begun()
        return HandoverReply.model_validate({"outcome": outcome})

    def _begun(self) -> Talk:
        talk = Talk("ar", None)
        self._ask(talk)
        return talk

    async def keyboards(self, channel: Channel, chat: str) -> Keyboards:
        self._fail()
        return self.standing.get((channel, chat), Keyboards())

    async def keep_keyboards(self, report: KeyboardReport) -> None:
        self._fail()
        self.standing |= {(one.channel, one.chat): one.keyboards for one in report.chats}

    async def media(self, key: str) -> bytes:
        self._fail()
        if key not in self.pictures:
            raise LotseError("media.unknown")
        return self.pictures[key]

    async def park(self, parked: Parked) -> None:
        self.parked.append(parked)

    def staff_writes(self, chat: str, text: str) -> None:
        self._say(self.talks[chat], "staff", text)

    def _fail(self) -> None:
        if self.fail:
            raise LotseError(self.fail.pop(0))

    def _take(self, talk: Talk, request: TurnRequest) -> TurnReply:
        before = len(talk.said)
        talk.turns += 1
        given = request.input
        if isinstance(given, CommandIn):
            self._command(talk, given.name, given.arg)
        elif isinstance(given, TextIn):
            self._answer(talk, given.text, given.text)
        elif isinstance(given, TapIn | FormIn):
            self._button(talk, given)
        return TurnReply(
            conversation="c1",
            status=talk.status,
            lang=talk.lang,
            dir=direction(talk.lang),
            messages=[message for message in talk.said[before:] if message.role != "person"],
            menu=_menu(talk),
        )

    def _command(self, talk: Talk, name: str, arg: str | None) -> None:
        if name == "language" and arg:
            talk.lang = arg
        if name == "delete":
            talk.status = "erased"
            talk.said.clear()
            return
        if name == "emergency":
            self._say(talk, "emergency", "Rufen Sie 112 an (Feuerwehr) oder 110 (Polizei). Hilfetelefon: 0800 116 016")
        elif name == "pause":
            talk.status = "paused"
            self._say(talk, "notice", "…")
            return
        elif name != "language":
            self._say(talk, "notice", f"{name}.")
        talk.status = "running"
        self._ask(talk)

    def _button(self, talk: Talk, given: TapIn | FormIn) -> None:
        button = parse_button(given.data)
        if isinstance(button, Command):
            self._command(talk, button.name, button.arg)
        elif not isinstance(button, Tap) or button.asked != len(talk.answers):
            self._say(talk, "notice", "stale")
            self._ask(talk)
        else:
            values = given.values if isinstance(given, FormIn) else button.value
            self._answer(talk, values, " · ".join(values) if isinstance(values, list) else _label(talk, values))

    def _answer(self, talk: Talk, value: Any, shown: str) -> None:
        self._say(talk, "person", shown)
        if len(talk.answers) < len(QUESTIONS):
            talk.answers.append((QUESTIONS[len(talk.answers)][0], value))
        self._ask(talk)

    def _say(self, talk: Talk, role: str, text: str, **more: Any) -> None:
        fields = {
            "id": f"{len(talk.said)}.0",
            "role": role,
            "text": text,
            "lang": talk.lang,
            "dir": direction(talk.lang),
        }
        talk.said.append(Message.model_validate({**fields, **more}))

    def _ask(self, talk: Talk) -> None:
        if not talk.said:
            self._say(talk, "say", WORDS[talk.lang]["hello"])
        at = len(talk.answers)
        if at == len(QUESTIONS):
            talk.status = "submitted"
            self._say(talk, "say", "A1B2-C3D4")
            return
        step, entry, values = QUESTIONS[at]
        rows = [
            [Button(label=_label(talk, value), data=f"{NONCE}.{at}.{step}.{value}", icon=ICONS.get(value))]
            for value in values
        ]
        if entry.multiple:
            rows.append([Button(label=WORDS[talk.lang]["done"], data=f"{NONCE}.{at}.{step}.done", role="done")])
        rows.append([Button(label=name, data=f"{NONCE}.{at}..{name}", role="command") for name in ("back", "menu")])
        progress = Progress(section=at + 1, sections=len(QUESTIONS), minutes=5 - at, label=f"{at + 1}/{len(QUESTIONS)}")
        shown = {"progress": progress, "hint": f"hint {step}", "media": self.illustrations.get(step, [])}
        self._say(talk, "question", f"{step}?", step=step, rows=rows, entry=entry, **shown)


def _label(talk: Talk, value: str) -> str:
    return WORDS[talk.lang].get(value, value)


def _menu(talk: Talk) -> list[Button]:
    at = len(talk.answers)
    return [
        Button.model_validate(
            {"label": name, "data": f"{NONCE}.{at}..{name}", "role": "emergency" if name == "emergency" else "command"}
        )
        for name in MENU
    ]

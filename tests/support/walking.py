"""Somebody walking through the real intake without a backend: engine and rendering only, quick enough for thousands."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from flows.codec import dump_state, events_from_json, events_to_json, load_state
from flows.engine import Lookup
from flows.events import Ask, Event
from flows.inputs import Input, Tap
from flows.library import builtin
from flows.model import Flow
from flows.places import load_places
from flows.protocol import Button, Message
from flows.rendering import menu, parse_button, render
from flows.walk.player import START, Player
from locales.texts import load_texts

__all__ = ["FINAL", "PRESSED", "START", "WORDS", "Walker", "intake", "lookup"]

FINAL = ("submitted", "refused", "jugendamt", "ended", "erased")
#: Somethings that fit, for kinds that are written.
WORDS = {
    "text": ("Hallo zusammen",),
    "place": ("Lünen", "Leverkusen", "Bielefeld", "Köln", "40472 Ratingen"),
    "date": ("1990", "2009"),
    "number": ("2", "0"),
    "phone": ("0231 1234567",),
    "email": ("a@example.org",),
}
PRESSED = ("choice", "done", "keep", "command", "emergency")


@cache
def lookup() -> Lookup:
    return Lookup(load_texts(), load_places())


@cache
def intake() -> Flow:
    return builtin("kim-intake")


@dataclass
class Walker(Player):
    """Every turn goes through the codec, as it does in the backend, and is rendered."""

    flow: Flow = field(default_factory=intake)
    lookup: Lookup = field(default_factory=lookup)
    messages: list[Message] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    older: list[Button] = field(default_factory=list)

    def do(self, given: Input) -> tuple[Event, ...]:
        self.state = load_state(dump_state(self.state))
        super().do(given)
        assert load_state(dump_state(self.state)) == self.state
        self.events = tuple(events_from_json(events_to_json(self.events)))
        self._see()
        return self.events

    def _see(self) -> None:
        view = self.view()
        self.messages = render(view, self.events, "1")
        shown = [button for message in self.messages for row in message.rows for button in row if button.data]
        self.older += self.buttons
        self.buttons = shown or self.buttons
        self.buttons += [button for button in menu(view) if button not in self.buttons]

    def press(self, button: Button) -> tuple[Event, ...]:
        given = parse_button(button.data or "")
        assert given is not None
        return self.do(given)

    # --- forward ------------------------------------------------------------------------------------------------------

    def begin(self, lang: str = "de") -> Walker:
        self.command("start")
        self.tap(lang)
        return self

    def forward(self, pick: int = 0) -> tuple[Event, ...]:
        """Answer the present question with something that fits; `pick` chooses among the buttons."""
        question = self.state.question
        if question is None or question.startswith("!"):
            return self._out_of_dialog()
        asked = intake().steps[question]
        if asked.kind in WORDS:
            young = question == "birth" and self.values.get("of_age") is False
            return self.say("2012" if young else WORDS[asked.kind][pick % len(WORDS[asked.kind])])
        offered = [tap for button in self._present() if isinstance(tap := parse_button(button.data or ""), Tap)]
        values = [tap.value for tap in offered if not tap.value.startswith(("+", "~", "-"))]
        if asked.kind == "many":
            if pick or not self.state.draft:
                self.tap(values[pick % len(values)])
            return self.tap("+done")
        return self.tap("continue" if asked.kind == "summary" else values[pick % len(values)])

    def _present(self) -> list[Button]:
        view = self.view()
        ask = Ask(step=str(self.state.question), asked=self.state.asked, draft=self.state.draft)
        return [button for row in render(view, [ask], "1")[0].rows for button in row]

    def _out_of_dialog(self) -> tuple[Event, ...]:
        if self.state.lang is None:
            return self.command("language", "de")
        return self.command("skip" if self.state.question == "!handover" else "resume")

    def until(self, step_id: str, picks: int = 0) -> Walker:
        """Forward until this question is asked. AssertionError if the conversation ends before."""
        for _ in range(120):
            if self.state.question == step_id:
                return self
            assert self.state.status not in FINAL, f"ended before {step_id}"
            self.forward(picks)
        raise AssertionError(f"{step_id} was never asked")

    def finish(self, picks: int = 0) -> Walker:
        for _ in range(120):
            if self.state.status in FINAL:
                return self
            self.forward(picks)
        raise AssertionError(f"does not end: stuck at {self.state.question}")

    @property
    def said(self) -> str:
        return "\n".join(message.text for message in self.messages)

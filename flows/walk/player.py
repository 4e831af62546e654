"""Somebody who talks with a flow, without a backend: the engine only, quick enough for thousands of conversations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.days import day_of
from flows.engine import Lookup, open_conversation, step
from flows.engine.derive import env_of, offered
from flows.engine.ending import FINAL
from flows.engine.turn import Turn
from flows.events import Event
from flows.expressions import Env
from flows.inputs import Command, Input, Tap, Text
from flows.kinds import KINDS
from flows.kinds.base import Context, Option
from flows.model import Flow, Step
from flows.rendering import Rendering
from flows.state import State

PAUSE = timedelta(seconds=7)
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass
class Player:
    """`inputs`: everything done so far, so that it can be done again."""

    flow: Flow
    lookup: Lookup
    channel: str = "web"
    now: datetime = START
    options: dict[str, Any] = field(default_factory=dict)
    lang_hint: str = "de"
    events: tuple[Event, ...] = ()
    inputs: list[Input] = field(default_factory=list)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.state = open_conversation(
            self.flow, nonce="ab12", lang_hint=self.lang_hint, channel=self.channel, options=self.options
        )

    # --- doing --------------------------------------------------------------------------------------------------------

    def do(self, given: Input) -> tuple[Event, ...]:
        self.now += PAUSE
        self.inputs.append(given)
        result = step(self.flow, self.state, given, self.now, self.lookup)
        self.state, self.events = result.state, result.events
        return self.events

    def say(self, text: str) -> tuple[Event, ...]:
        return self.do(Text(text))

    def command(self, name: str, arg: str | None = None) -> tuple[Event, ...]:
        return self.do(Command(name, arg))

    def tap(self, value: str) -> tuple[Event, ...]:
        """The present question's button with this value."""
        return self.do(Tap(self.state.nonce, self.state.asked, str(self.state.question), value))

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def over(self) -> bool:
        return self.state.status in FINAL

    @property
    def question(self) -> Step | None:
        """The flow's question that is asked now."""
        return self.turn().step

    @property
    def steps(self) -> Mapping[str, Step]:
        """The steps there are now, by the keys of their answers."""
        return self.turn().flow.steps

    def turn(self) -> Turn:
        return Turn(self.flow, self.state, self.now, self.lookup)

    def context(self, asked: Step) -> Context:
        turn = self.turn()
        return turn.context(offered(asked, turn.env()))

    @property
    def env(self) -> Env:
        """The answers so far, as expressions see them."""
        return env_of(self.state, day_of(self.now))

    def offers(self, asked: Step) -> tuple[Option, ...]:
        """The buttons of a question, in order."""
        return KINDS[asked.kind].offers(asked, self.context(asked))

    def view(self, lang: str | None = None) -> Rendering:
        """What is needed to render, in the language that is spoken or in another."""
        state = self.state if lang is None else self.state.with_(lang=lang)
        return Rendering(flow=self.flow, state=state, lookup=self.lookup, today=day_of(self.now))

    @property
    def values(self) -> dict[str, object]:
        return {step_id: answer.value for step_id, answer in self.state.answers.items()}

"""One turn in the making: the state so far and the events so far. Lives for one call of the engine only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flows.engine.derive import env_of, values_of
from flows.engine.lookup import Lookup
from flows.events import Event, Say
from flows.expressions import Env
from flows.kinds.base import Context
from flows.model import Choice, Flow, Step
from flows.state import State


class Turn:
    """The engine's scratch pad. `state` is replaced, never changed; `events` grows."""

    def __init__(self, flow: Flow, state: State, now: datetime, lookup: Lookup) -> None:
        self.flow, self.state, self.now, self.lookup = flow, state, now, lookup
        self.events: list[Event] = []
        self._env: tuple[State, Env] | None = None

    def set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def emit(self, *events: Event) -> None:
        self.events.extend(events)

    def say(self, text: str, role: str = "say", **params: Any) -> None:
        self.emit(Say(text, params, role))

    @cached_property
    def today(self) -> date:
        return self.now.date()

    @property
    def lang(self) -> str:
        return self.state.lang or self.state.lang_hint

    def env(self, it: Any = None) -> Env:
        """The answers as expressions see them; built once for as long as the state stays the same."""
        if it is not None:
            return env_of(self.state, self.today, it)
        if self._env is None or self._env[0] is not self.state:
            self._env = (self.state, env_of(self.state, self.today))
        return self._env[1]

    def context(self, choices: tuple[Choice, ...] = ()) -> Context:
        return self.lookup.context(self.lang, self.today, values_of(self.state), choices)

    @property
    def step(self) -> Step | None:
        """The step being asked, if the present question is one of the flow's."""
        return self.flow.steps.get(self.state.question or "")

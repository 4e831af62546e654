"""One turn in the making: the state so far and the events so far. Lives for one call of the engine only."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from operator import is_
from typing import Any

from flows.engine.derive import env_of, open_steps
from flows.engine.lookup import Lookup
from flows.events import Event, Say
from flows.expressions import Env
from flows.kinds.base import Context
from flows.model import Choice, Flow, Step
from flows.state import State


def without(mapping: Any, key: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != key}


class Turn:
    """The engine's scratch pad. `state` is replaced, never changed; `events` grows."""

    def __init__(self, flow: Flow, state: State, now: datetime, lookup: Lookup) -> None:
        self.flow, self.state, self.now, self.lookup = flow, state, now, lookup
        self.events: list[Event] = []
        self._env: Env | None = None
        self._seen: tuple[Any, ...] = ()
        self._open: tuple[Env, list[tuple[Step, bool | None]]] | None = None

    def set(self, **changes: Any) -> None:
        self.state = self.state.with_(**changes)

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
        """The answers as expressions see them; built once for as long as nothing they see has changed."""
        state = self.state
        seen = (state.answers, state.consents, state.lang)
        if self._env is None or not all(map(is_, self._seen, seen)):
            self._env, self._seen = env_of(state, self.today), seen
        return self._env if it is None else env_of(state, self.today, it, self._env.values)

    def open(self) -> list[tuple[Step, bool | None]]:
        """The open steps, judged once for as long as nothing has changed."""
        env = self.env()
        if self._open is None or self._open[0] is not env:
            self._open = (env, list(open_steps(self.flow, self.state, env)))
        return self._open[1]

    def next(self) -> Step | None:
        """The first relevant step without an answer."""
        return next((step for step, found in self.open() if found), None)

    def context(self, choices: tuple[Choice, ...] = ()) -> Context:
        return self.lookup.context(self.lang, self.today, self.env().values, choices)

    @property
    def step(self) -> Step | None:
        """The step being asked, if the present question is one of the flow's."""
        return self.flow.steps.get(self.state.question or "")

    @property
    def in_dialog(self) -> bool:
        """Is one of the engine's own questions being asked?"""
        return (self.state.question or "").startswith("!")

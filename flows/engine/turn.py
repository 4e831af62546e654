"""One turn in the making: the state so far and the events so far. Lives for one call of the engine only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.engine.derive import env_of
from flows.engine.lookup import Lookup
from flows.engine.openness import Openness, same_beside
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
        self.today = now.date()
        self.events: list[Event] = []
        self._env: Env | None = None
        self._seen = state
        self._openness = Openness(flow, state, self.today)

    def set(self, **changes: Any) -> None:
        self.state = self.state.with_(**changes)

    def emit(self, *events: Event) -> None:
        self.events.extend(events)

    def say(self, text: str, role: str = "say", **params: Any) -> None:
        self.emit(Say(text, params, role))

    @property
    def lang(self) -> str:
        return self.state.lang or self.state.lang_hint

    def env(self, it: Any = None) -> Env:
        """The answers as expressions see them; built once for as long as nothing they see has changed."""
        state, env = self.state, self._env
        if env is None or state.answers is not self._seen.answers or not same_beside(state, self._seen):
            env = self._env = env_of(state, self.today)
            self._seen = state
        return env if it is None else env_of(state, self.today, it, env.values)

    def next(self) -> Step | None:
        """The first relevant step without an answer."""
        return self._openness.next(self.state, self.env)

    def seconds_left(self) -> float:
        """Of everything that is still to be asked; what may yet come counts half."""
        return self._openness.seconds(self.state, self.env)

    def remembering(self) -> State:
        """The state, with what the next turn need not find out again."""
        line = self._openness.line(self.state)
        return self.state if line == self.state.open else self.state.with_(open=line)

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

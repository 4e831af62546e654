"""One turn in the making: the state so far and the events so far. Lives for one call of the engine only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from flows.days import day_of
from flows.engine.derive import env_of, offered
from flows.engine.lookup import Lookup
from flows.engine.openness import Openness, same_beside
from flows.events import Event, Say
from flows.expressions import Env
from flows.kinds.base import Context
from flows.model import Choice, Flow, Step
from flows.state import State
from flows.unrolling import shape_of, written_out

#: Fields of a state that expressions see.
SEEN = frozenset({"answers", "consents", "lang", "lang_hint", "channel"})


def without(mapping: Any, key: str) -> dict[str, Any]:
    left = dict(mapping)
    left.pop(key, None)
    return left


def _same_said(one: State, other: State) -> bool:
    return (
        one.answers is other.answers
        and one.aside is other.aside
        and one.held is other.held
        and one.consents is other.consents
    )


class Turn:
    """The engine's scratch pad. `state` is replaced, never changed; `events` grows."""

    def __init__(self, flow: Flow, state: State, now: datetime, lookup: Lookup) -> None:
        self.base, self.state, self.now, self.lookup = flow, state, now, lookup
        self.today = day_of(now)
        self.events: list[Event] = []
        self.speaks = ""  # the language somebody wrote in, offered with the question that follows
        self.beside = ""  # the command that words asked back may be instead, offered with the question that follows
        self.says_back = False  # is an answer said back, even in the words it was given in?
        self._env: Env | None = None
        self._shaped = self._begun = state
        self._flow = self._written_out() if flow.repeats else flow
        self._openness = Openness(self._flow, state, self.today)

    @property
    def flow(self) -> Flow:
        """The flow with the steps of every entry there is now; `base` is the flow as it was written."""
        if self.base.repeats and self._has_changed_since(self._shaped):
            self._shaped = self.state
            flow = self._written_out()
            if flow is not self._flow:
                self._flow, self._openness = flow, Openness(flow, self.state.with_(open=""), self.today)
        return self._flow

    def _written_out(self) -> Flow:
        return written_out(self.base, shape_of(self.base, self.env()))

    def _has_changed_since(self, past: State) -> bool:
        """Has anything changed that expressions see?"""
        return self.state.answers is not past.answers or not same_beside(self.state, past)

    def set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        if not SEEN.isdisjoint(changes):
            self._env = None

    def emit(self, *events: Event) -> None:
        self.events.extend(events)

    def say(self, text: str, role: str = "say", *, step: str = "", **params: Any) -> None:
        """`step`: the step whose text it is, noted where it speaks of other answers or something stands beside it."""
        found = self.flow.steps.get(step)
        noted = text in self.base.params or (found is not None and (found.media or found.options.get("controller")))
        self.emit(Say(text, params, role, step if noted else ""))

    @property
    def lang(self) -> str:
        return self.state.lang or self.state.lang_hint

    def env(self, it: Any = None) -> Env:
        """The answers as expressions see them; built once for as long as nothing they see has changed."""
        env = self._env
        if env is None:
            env = self._env = env_of(self.state, self.today)
        return env if it is None else env_of(self.state, self.today, it, env.values)

    def next(self) -> Step | None:
        """The first relevant step without an answer."""
        return self._opened().next(self.state, self.env)

    def seconds_left(self) -> float:
        """Of everything that is still to be asked; what may yet come counts half."""
        return self._opened().seconds(self.state, self.env)

    def _opened(self) -> Openness:
        """Which steps of the flow are open, once the flow is the one of the present answers."""
        flow = self.flow
        assert flow is self._flow
        return self._openness

    def remembering(self) -> State:
        """The state, with what the next turn need not find out again, and without a way back that is one no more."""
        line, state = self._opened().line(self.state), self.state
        if state.undo is not None and state.undo is self._begun.undo and not _same_said(state, self._begun):
            state = state.with_(undo=None)
        return state if line == state.open else state.with_(open=line)

    def context(self, choices: tuple[Choice, ...] = ()) -> Context:
        return self.lookup.context(self.lang, self.today, self.env().values, choices)

    def asking(self, step: Step) -> Context:
        """What the kind of a question may know: with the choices it offers now."""
        return self.context(offered(step, self.env()))

    @property
    def step(self) -> Step | None:
        """The step being asked, if the present question is one of the flow's."""
        return self.flow.steps.get(self.state.question or "")

    @property
    def in_dialog(self) -> bool:
        """Is one of the engine's own questions being asked?"""
        return (self.state.question or "").startswith("!")

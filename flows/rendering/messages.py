"""Events in, messages out, in the person's language. Pure: the same events render the same way for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

from flows.engine.derive import env_of, is_required, offered
from flows.engine.ending import AFTERWARDS, FINAL
from flows.engine.lookup import Lookup
from flows.events import Ask, Event, Say, Show, Staff
from flows.expressions import Env
from flows.kinds.base import Context
from flows.model import Choice, Flow, Step
from flows.offices import Offices
from flows.protocol import Button, Message, Role
from flows.recordings import Recordings
from flows.rendering.buttons import UNBOUND, command_prefix, tap_data
from flows.rendering.fresh import fresh
from flows.rendering.media import shown_media
from flows.state import State
from flows.unrolling import shape_of, written_out
from locales.languages import direction
from locales.texts import ISOLATES, PDI, Texts

LABEL = 60  # characters of a button that repeats a question or an answer
#: The commands that are always within reach, in the order in which they are shown.
MENU = (
    "back",
    "edit",
    "why",
    "repeat",
    "help",
    "pause",
    "language",
    "human",
    "data",
    "withdraw",
    "delete",
    "emergency",
)
SPEAKING = (Say, Ask, Show, Staff)


@dataclass(frozen=True)
class Rendering:
    """All that is needed to speak. `link`: the one-time address of a hand-over, known only while the turn runs."""

    flow: Flow  # as it was written; written out for the entries of this state from here on
    state: State
    lookup: Lookup
    today: date
    link: str | None = None
    jurisdiction: str | None = None  # the one that is known to be responsible
    offices: Offices = field(default_factory=dict)  # of all there are
    recordings: Recordings = field(default_factory=dict)  # what the municipality has spoken for its people

    def __post_init__(self) -> None:
        if self.flow.repeats:
            object.__setattr__(self, "flow", written_out(self.flow, shape_of(self.flow, self.env)))

    @property
    def lang(self) -> str:
        return self.state.lang or self.state.lang_hint

    @property
    def contact(self) -> str:
        """Where people can speak to somebody; empty where nobody knows yet who is responsible."""
        office = self.offices.get(self.jurisdiction or "")
        return office.contact if office is not None else ""

    @cached_property
    def env(self) -> Env:
        return env_of(self.state, self.today)

    def text(self, text_id: str, **params: object) -> str:
        return self.lookup.texts.get(self.lang, text_id, **params)

    def context(self, choices: tuple[Choice, ...] = ()) -> Context:
        return self.lookup.context(self.lang, self.today, self.env.values, choices)

    def said(self, text_id: str, step: Step) -> str:
        """A text of a step, with the answers it speaks of."""
        names = self.flow.params.get(text_id)
        return (
            self.text(text_id)
            if names is None
            else self.filled(text_id, {name: self.named(step, name) for name in names})
        )

    def filled(self, text_id: str, values: Mapping[str, str]) -> str:
        return self.lookup.texts.filled(self.lang, text_id, values)

    def named(self, step: Step, name: str) -> str:
        """What a {placeholder} of a step stands for, as a person reads it."""
        from flows.rendering.answers import shown_value

        if name == "n" and step.at:
            return str(step.at[-1])
        return shown_value(self, step.names.get(name, name))

    def heading(self, step: Step) -> str:
        """Which entries a question is about: "Kind 2 · Schule 1"; empty outside repeats."""
        named = zip(step.headings, step.at, strict=False)
        return " · ".join(self.filled(text_id, {"n": str(number)}) for text_id, number in named if text_id)

    def choices(self, step_id: str) -> tuple[Choice, ...]:
        return offered(self.flow.steps[step_id], self.env)


def render(view: Rendering, events: Iterable[Event], prefix: str) -> list[Message]:
    """The speaking events as messages; ids are `<prefix>.<n>`."""
    spoken = [event for event in events if isinstance(event, SPEAKING)]
    return [_message(view, event, f"{prefix}.{number}") for number, event in enumerate(spoken)]


def tellable(view: Rendering, event: Event) -> bool:
    """False for what an earlier revision of the flow said and this one has no words for, or an office that is gone."""
    if isinstance(event, Ask):
        return event.step.startswith("!") or event.step in view.flow.steps
    if isinstance(event, Show) and event.what == "controller":
        return event.params["jurisdiction"] in view.offices
    return not isinstance(event, Say) or view.lookup.texts.has(view.lang, event.text)


@cache
def _larger() -> tuple[Any, Any, Any]:
    """What renders questions and shows, and what stands below a `say`; all are built on this file."""
    from flows.rendering.controllers import beside
    from flows.rendering.questions import question
    from flows.rendering.shows import shown

    return question, shown, beside


def _message(view: Rendering, event: Event, message_id: str) -> Message:
    question, shown, beside = _larger()
    if isinstance(event, Ask):
        return question(view, event, message_id)  # type: ignore[no-any-return]
    if isinstance(event, Show):
        return shown(view, event, message_id)  # type: ignore[no-any-return]
    if isinstance(event, Staff):
        return plain(view, message_id, "staff", event.text)
    assert isinstance(event, Say)
    step = view.flow.steps.get(event.step)
    if step is not None:
        return _of_step(view, event, step, message_id, beside(view, step) if event.text == step.prompt else "")
    if event.text in view.flow.params:  # its entry is no longer there: what it spoke of is shown as dots
        return plain(view, message_id, event.role, view.filled(event.text, {}))
    return plain(view, message_id, event.role, view.text(event.text, **event.params))


def _of_step(view: Rendering, event: Say, step: Step, message_id: str, beside: str) -> Message:
    said = plain(view, message_id, event.role, "\n\n".join(filter(None, [view.said(event.text, step).strip(), beside])))
    if event.text != step.prompt or not (step.media or view.recordings):
        return said
    return said.model_copy(update={"media": shown_media(view, step)})


def plain(view: Rendering, message_id: str, role: str, text: str, rows: Sequence[Sequence[Button]] = ()) -> Message:
    shown = [list(row) for row in rows]
    return fresh(Message, id=message_id, role=role, text=text, lang=view.lang, dir=direction(view.lang), rows=shown)


def tap(view: Rendering, event: Ask, value: str, label: str, role: Role = "choice", **more: Any) -> Button:
    """`more`: further fields of the button."""
    return Button(label=label, data=tap_data(view.state, event.asked, event.step, value), role=role, **more)


def command_button(view: Rendering, name: str, arg: str | None = None) -> Button:
    """A command beside a question: bound to it, so that an old one is known as stale."""
    button = _command(view.lookup.texts, view.lang, name, command_prefix(view.state))
    return button if arg is None else button.model_copy(update={"data": f"{button.data}:{arg}"})


def commands(view: Rendering, step: Step) -> list[Button]:
    return [command_button(view, name) for name in command_names(view, step)]


def command_names(view: Rendering, step: Step) -> list[str]:
    answered = (view.flow.steps.get(done) for done in view.state.answers)  # on a later day an entry may be gone
    behind = ["back"] if any(done is not None and done.kind != "say" for done in answered) else []
    skip = [] if is_required(step, view.env) else ["skip"]
    return [*behind, *skip, *(["why"] if step.why else []), "menu"]


def shorten(label: str, limit: int = LABEL) -> str:
    """At most `limit` characters that are seen; an isolate that is cut off is closed."""
    seen = [at for at, sign in enumerate(label) if sign not in ISOLATES]
    if len(seen) <= limit:
        return label
    head = label[: seen[limit - 1]].rstrip()
    still_open = sum(-1 if sign == PDI else 1 for sign in head if sign in ISOLATES)
    return f"{head}…{PDI * still_open}"


def menu(view: Rendering) -> list[Button]:
    """Every command with its label in the person's language, bound to no question: always there, always good."""
    return list(_menu(view.lookup.texts, view.lang, _useful(view.state.status)))


@cache
def _useful(status: str) -> tuple[str, ...]:
    """The commands that do something now: nobody needs "back" once everything is sent."""
    if status in FINAL:
        first = ("edit",) if status == "submitted" else ("start",)
        return (*first, *(name for name in MENU if name in AFTERWARDS and name not in ("edit", "start")))
    return tuple("resume" if name == "pause" and status == "paused" else name for name in MENU)


@cache
def _menu(texts: Texts, lang: str, names: tuple[str, ...]) -> tuple[Button, ...]:
    return tuple(_command(texts, lang, name, UNBOUND) for name in names)


def _command(texts: Texts, lang: str, name: str, prefix: str) -> Button:
    label = texts.raw(lang, f"command.{name}")
    return Button(label=label, data=prefix + name, role="emergency" if name == "emergency" else "command")

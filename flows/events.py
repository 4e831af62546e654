"""What the engine wants to happen. Hosts carry these out; rendering turns the speaking ones into messages.

Events are small and hold ids, never rendered text: what was said can be rendered again in any language, and the
stored record of a turn stays small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events; `type` on the wire is the class name."""


# --- speaking -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say(Event):
    """Say one text. `params` are values for its placeholders (names, places, numbers; never sentences)."""

    text: str  # text id
    params: Mapping[str, Any] = field(default_factory=dict)
    role: str = "say"  # say | notice | error | emergency


@dataclass(frozen=True, slots=True)
class Ask(Event):
    """Ask a question (a step id, or an engine dialog such as `!language`). Everything needed to show it again."""

    step: str
    asked: int
    draft: tuple[str, ...] = ()
    alternatives: tuple[Any, ...] = ()
    held: Any = None  # the former answer, offered as "keep"
    page: int = 0
    section: int = 0
    sections: int = 0
    minutes: int = 0
    replaces: bool = False  # same question, new state: a channel may edit its last message
    options: tuple[Any, ...] = ()  # for engine dialogs: what is offered (e.g. step ids for `!edit`)


@dataclass(frozen=True, slots=True)
class Show(Event):
    """Show something built from the state: `answers` (summary), `data` (what is stored), `emergency`, `human`."""

    what: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Staff(Event):
    """A message a case manager wrote to the person, in their own words."""

    text: str


# --- happening ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answered(Event):
    step: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """An answer was taken back (back, edit), set aside, or restored. `how`: back | edit | aside | restored | reask."""

    step: str
    how: str


@dataclass(frozen=True, slots=True)
class Skipped(Event):
    step: str


@dataclass(frozen=True, slots=True)
class Consent(Event):
    """A consent was given, refused or withdrawn. The host stores wording, language, time, channel."""

    purpose: str
    step: str
    granted: bool
    version: int


@dataclass(frozen=True, slots=True)
class LanguageChanged(Event):
    lang: str


@dataclass(frozen=True, slots=True)
class Urgent(Event):
    """`reason`: word | button | answer:<step> | jugendamt"""

    reason: str


@dataclass(frozen=True, slots=True)
class HumanWanted(Event):
    pass


@dataclass(frozen=True, slots=True)
class StatusChanged(Event):
    status: str


@dataclass(frozen=True, slots=True)
class Submitted(Event):
    pass


@dataclass(frozen=True, slots=True)
class Erased(Event):
    """The person confirmed: destroy the key, delete the conversation."""


@dataclass(frozen=True, slots=True)
class HandOver(Event):
    """The next question may not be asked in this channel: the host issues a one-time link to the web chat."""

    step: str


@dataclass(frozen=True, slots=True)
class HandBack(Event):
    """The sensitive part is done: the host says so in the channel the person came from."""


@dataclass(frozen=True, slots=True)
class Stale(Event):
    """A button of an older question was tapped; nothing changed."""


@dataclass(frozen=True, slots=True)
class Wrote(Event):
    """The person wrote after submitting: a message for the case manager (the text is the turn's input)."""

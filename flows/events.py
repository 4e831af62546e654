"""What the engine wants to happen. Hosts carry these out; rendering turns the speaking ones into messages.

Events are small and hold ids, never rendered text: what was said can be rendered again in any language, and the
stored record of a turn stays small. Structs for the reason `flows.state` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Event(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """Base of all events; `type` on the wire is the class name, and fields that have their default are left out."""


# --- speaking -------------------------------------------------------------------------------------------------------


class Say(Event, frozen=True):
    """Say one text. `params` are values for its placeholders (names, places, numbers; never sentences)."""

    text: str  # text id
    params: Mapping[str, Any] = msgspec.field(default_factory=dict)
    role: str = "say"  # say | notice | error | emergency
    step: str = ""  # whose text it is: its {placeholders} stand for answers, or it has a picture


class Ask(Event, frozen=True):
    """Ask a question (a step id, or an engine dialog such as `!language`). Everything needed to show it again."""

    step: str
    asked: int
    draft: tuple[str, ...] = ()
    alternatives: tuple[Any, ...] = ()
    held: Any = None  # the former answer, offered as "keep", or what the flow proposes
    proposed: bool = False  # `held` was never an answer
    page: int = 0
    section: int = 0
    sections: int = 0
    minutes: int = 0
    replaces: bool = False  # same question, new state: a channel may edit its last message
    options: tuple[Any, ...] = ()  # for engine dialogs: what is offered (e.g. step ids for `!edit`)
    speaks: str = ""  # the language somebody wrote in just now: to go on in it is a button of the question
    beside: str = ""  # the command that words asked back may be instead of an answer: a button, too


class Show(Event, frozen=True):
    """Show something built from the state: `answers` (summary), `data` (what is stored), `emergency`, `human`,
    `contact` (where one is found), `controller` (who is responsible for the data), `language` (that one may go on in
    another), `offers` (a list of what could help), `offer` (one in full)."""

    what: str
    params: Mapping[str, Any] = msgspec.field(default_factory=dict)


class Staff(Event, frozen=True):
    """A message a case manager wrote to the person, in their own words."""

    text: str


# --- happening ------------------------------------------------------------------------------------------------------


class Answered(Event, frozen=True):
    step: str
    changed: bool = False


class Withdrawn(Event, frozen=True):
    """An answer was taken back (back, edit), set aside, or restored. `how`: back | edit | aside | restored | reask |
    forgotten (given in another revision, under a consent refused now) | removed, undone (`step` is then the key of an
    entry of a repeat).
    """

    step: str
    how: str


class Noted(Event, frozen=True):
    """A need said out of turn was kept. `step`: what its turn is about (`flows.engine.meant.record_of`)."""

    step: str


class Unkept(Event, frozen=True):
    """What was said rests on a consent that is not there: the host keeps it nowhere, the record included."""


class Skipped(Event, frozen=True):
    step: str


class Consent(Event, frozen=True):
    """A consent was given, refused or withdrawn. The host stores wording, language, time, channel.

    `resting`: nobody refused, but its question is not asked any more; what was said with it waits aside, too.
    """

    purpose: str
    step: str
    granted: bool
    version: int
    resting: bool = False


class LanguageChanged(Event, frozen=True):
    lang: str


class Urgent(Event, frozen=True):
    """`reason`: word | button | answer:<step> | jugendamt"""

    reason: str


class HumanWanted(Event, frozen=True):
    pass


class StatusChanged(Event, frozen=True):
    status: str


class Submitted(Event, frozen=True):
    pass


class Erased(Event, frozen=True):
    """The person confirmed: destroy the key, delete the conversation."""


class HandOver(Event, frozen=True):
    """The next question may not be asked in this channel: the host issues a one-time link to the web chat."""

    step: str


class HandBack(Event, frozen=True):
    """The sensitive part is done: the host says so in the channel the person came from."""


class Stale(Event, frozen=True):
    """A button of an older question was tapped; nothing changed."""


class Wrote(Event, frozen=True):
    """The person wrote after submitting: a message for the case manager (the text is the turn's input)."""


class OfferWanted(Event, frozen=True):
    """The person wants to know more about an offer: the host tells it. `key`: from the button, from outside."""

    key: str

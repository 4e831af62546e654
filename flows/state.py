"""What a conversation is: its answers and the flow revision, never a position in a graph.

The next question is derived (`flows.engine`), so back, edit, skip, resume and a new revision are one operation:
change the answers and evaluate again.

Structs rather than dataclasses: a turn reads, replaces and writes a state several times, and msgspec does each of
that in a tenth of the time.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

#: running -> (paused <->) -> submitted | refused | jugendamt | ended | erased
STATUSES = ("running", "paused", "submitted", "refused", "jugendamt", "ended", "erased")


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer. `value` is JSON: str, bool, int, float, list[str], or a dict for places and imprecise dates.

    `value` None means skipped. `raw` is what the person wrote or tapped, kept for the case manager. `meant` marks an
    answer to a question that the present revision does not ask, or asks in another meaning (`flows.engine.meaning`).
    """

    value: Any
    at: str  # ISO 8601 UTC, passed in
    lang: str
    raw: str | None = None
    meant: str = ""  # only aside and held: such an answer is neither restored nor offered

    def with_meant(self, mark: str) -> Answer:
        return replace(self, meant=mark)


class Need(msgspec.Struct, frozen=True):
    """Something said out of turn. `need`: its intent; `text`: the sentence; `purpose`: the consent it rests on."""

    need: str
    field: str  # field of action
    text: str
    at: str  # ISO 8601 UTC
    lang: str
    purpose: str


class Undo(msgspec.Struct, frozen=True):
    """What was there before the entry `entry` of a repeat was removed."""

    entry: str
    answers: dict[str, Answer]
    aside: dict[str, Answer]
    held: dict[str, Answer]


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All a conversation is. Immutable: the engine returns a new one.

    `answers` keeps the order of answering. `aside` holds answers that became irrelevant (restored when relevant again,
    never submitted). `held` holds the answer a person is changing right now (offered as "keep").
    `asked` counts questions asked: it travels in every button, so that a tap on an older question is known as stale.
    """

    flow: str
    revision: str
    nonce: str  # short random text given by the host: buttons of another conversation never match
    lang: str | None = None  # None: not chosen yet, the language picker is the question
    lang_hint: str = "de"
    channel: str = "web"
    status: str = "running"
    answers: dict[str, Answer] = msgspec.field(default_factory=dict)
    aside: dict[str, Answer] = msgspec.field(default_factory=dict)
    held: dict[str, Answer] = msgspec.field(default_factory=dict)
    consents: dict[str, bool] = msgspec.field(default_factory=dict)  # purpose -> granted
    asked: int = 0
    question: str | None = None  # step id asked last, or "!language", "!edit", "!delete", … for engine dialogs
    draft: tuple[str, ...] = ()  # what is ticked so far in a many-choices question
    alternatives: tuple[Any, ...] = ()  # values offered back when an answer was ambiguous
    tries: int = 0  # how often the present question was answered in a way nobody understood
    urgent: bool = False
    human: bool = False  # wants to speak to a person
    needs: tuple[Need, ...] = ()  # said out of turn
    spoken: tuple[str, ...] = ()  # other languages somebody wrote in and was asked about
    best_section: int = 0  # progress never runs backwards
    best_minutes: int | None = None
    options: dict[str, Any] = msgspec.field(default_factory=dict)  # jurisdiction settings that bear on asking
    undo: Undo | None = None  # an entry removed just now; forgotten as soon as any answer changes
    renumbered: bool = False  # an entry was removed: keys in earlier turns may speak of another one now
    open: str = ""  # derived (`flows.engine.openness`): which questions are open, so that the next turn need not look

    def with_(self, **changes: Any) -> State:
        """A new state that differs in `changes`."""
        return replace(self, **changes)

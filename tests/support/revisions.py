"""A small flow with every thing a revision may change, ways to change it, and random conversations on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from flows.engine import open_conversation, step
from flows.engine.derive import env_of, offered
from flows.expressions import Env
from flows.inputs import Command, Input, Tap, Text
from flows.kinds import KINDS
from flows.loader import load_flow
from flows.model import Flow
from flows.state import State
from tests.support.walking import lookup

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Raw = dict[str, Any]


def raw_flow() -> Raw:
    return {
        "format": 1,
        "id": "small",
        "title": "Klein",
        "sections": [
            {"id": "first", "title": "Zuerst", "steps": [
                {"id": "hello", "kind": "say", "before_consent": True, "text": "Guten Tag"},
                {"id": "grown", "kind": "yes_no", "before_consent": True, "prompt": "Sind Sie erwachsen?"},
                {"id": "may_keep", "kind": "consent", "before_consent": True, "purpose": "intake", "version": 1,
                 "prompt": "Dürfen wir das speichern?"},
            ]},
            {"id": "second", "title": "Dann", "steps": [
                {"id": "kids", "kind": "number", "prompt": "Wie viele Kinder?", "min": 0, "max": 9, "required": False},
                {"id": "school", "kind": "yes_no", "prompt": "Geht ein Kind zur Schule?", "relevant": "kids > 0"},
                {"id": "german", "kind": "one", "prompt": "Wie gut ist Ihr Deutsch?", "choices": [
                    {"value": "good", "label": "Gut"}, {"value": "little", "label": "Wenig"},
                    {"value": "none", "label": "Gar nicht"}]},
                {"id": "fields", "kind": "many", "prompt": "Wobei brauchen Sie Hilfe?", "choices": [
                    {"value": "work", "label": "Arbeit"}, {"value": "flat", "label": "Wohnung"},
                    {"value": "nothing", "label": "Nichts", "exclusive": True}]},
                {"id": "may_pass", "kind": "consent", "purpose": "special", "version": 1, "prompt": "Und Gesundheit?"},
                {"id": "health", "kind": "text", "needs": "special", "sensitive": True, "prompt": "Was fehlt Ihnen?",
                 "required": False},
                {"id": "look", "kind": "summary", "prompt": "Stimmt alles?"},
                {"id": "send", "kind": "submit", "prompt": "Abschicken?"},
                {"id": "bye", "kind": "say", "ends": "done", "text": "Danke"},
            ]},
        ],
    }  # fmt: skip


def built(raw: Raw) -> Flow:
    return load_flow(json.dumps(raw, ensure_ascii=False))


def steps_of(raw: Raw) -> dict[str, Raw]:
    return {found["id"]: found for section in raw["sections"] for found in section["steps"]}


def drop(raw: Raw, *ids: str) -> None:
    for section in raw["sections"]:
        section["steps"] = [found for found in section["steps"] if found["id"] not in ids]


def insert(raw: Raw, after: str, new: Raw) -> None:
    for section in raw["sections"]:
        at = next((n for n, found in enumerate(section["steps"]) if found["id"] == after), None)
        if at is not None:
            section["steps"].insert(at + 1, new)


def _set(step_id: str, **fields: Any) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        if step_id in steps_of(raw):
            steps_of(raw)[step_id].update(fields)

    return change


def _without_choice(step_id: str, value: str) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        found = steps_of(raw).get(step_id, {}).get("choices")
        if found:
            found[:] = [choice for choice in found if choice["value"] != value]

    return change


def _german_in_words(raw: Raw) -> None:
    if "german" in steps_of(raw):
        steps_of(raw)["german"].pop("choices", None)
        steps_of(raw)["german"]["kind"] = "text"


def _needless(raw: Raw) -> None:
    steps_of(raw).get("health", {}).pop("needs", None)
    steps_of(raw).get("health", {}).pop("sensitive", None)


def _moved_back(raw: Raw) -> None:
    """`fields` is asked before `kids`."""
    found = steps_of(raw)["fields"]
    drop(raw, "fields")
    insert(raw, "may_keep", found) if "may_keep" in [s["id"] for s in raw["sections"][0]["steps"]] else None


#: Name -> how a coordinator changes a flow. Each may follow any other.
CHANGES: dict[str, Callable[[Raw], None]] = {
    "reworded": _set("kids", prompt="Wie viele Kinder leben bei Ihnen?"),
    "hello gone": lambda raw: drop(raw, "hello"),
    "kids gone": lambda raw: drop(raw, "kids", "school"),
    "school gone": lambda raw: drop(raw, "school"),
    "health gone": lambda raw: drop(raw, "health"),
    "special gone": lambda raw: drop(raw, "health", "may_pass"),
    "few kids": _set("kids", max=1),
    "kids needed": _set("kids", required=True),
    "no small german": _without_choice("german", "none"),
    "no flats": _without_choice("fields", "flat"),
    "german in words": _german_in_words,
    "health for all": _needless,
    "health open": _set("health", sensitive=False),
    "new wording": _set("may_keep", version=2),
    "new special wording": _set("may_pass", version=2),
    "new question": lambda raw: insert(raw, "grown", {"id": "town", "kind": "text", "prompt": "Welche Stadt?",
                                                      "before_consent": True}),
    "another new one": lambda raw: insert(raw, "german", {"id": "hobby", "kind": "yes_no", "prompt": "Sport?"}),
    "grown only": _set("german", relevant="grown == true"),
    "adults' children": _set("school", relevant="grown == true") ,
    "one field": _set("fields", max=1),
    "fields earlier": _moved_back,
}  # fmt: skip


def changed(*names: str) -> Flow:
    raw = deepcopy(raw_flow())
    for name in names:
        CHANGES[name](raw)
    return built(raw)


variants = st.lists(st.sampled_from(sorted(CHANGES)), max_size=5, unique=True).map(tuple)
WORDS = {"number": ("0", "1", "3"), "text": ("Ein Satz", "Noch einer")}
COMMANDS = ("back", "skip", "edit", "pause", "resume", "repeat", "withdraw", "human", "keep")


@dataclass
class Talk:
    """A conversation on any flow, without codec and rendering."""

    flow: Flow
    state: State
    now: datetime = START

    def do(self, given: Input) -> None:
        self.now += timedelta(seconds=9)
        self.state = step(self.flow, self.state, given, self.now, lookup()).state

    def forward(self, pick: int) -> None:
        asked = self.state.question
        if asked is None or asked.startswith("!"):
            self.do(Command("language", "de") if self.state.lang is None else Command("resume"))
            return
        found = self.flow.steps[asked]
        if found.kind in WORDS:
            self.do(Text(WORDS[found.kind][pick % len(WORDS[found.kind])]))
            return
        choices = offered(found, _env(self))
        options = KINDS[found.kind].offers(found, lookup().context("de", self.now.date(), {}, choices))
        if found.kind == "consent":
            pick //= 3  # mostly yes: what follows a consent is what matters
        self.tap("+done" if found.kind == "many" and self.state.draft else options[pick % len(options)].value)

    def tap(self, value: str) -> None:
        self.do(Tap(self.state.nonce, self.state.asked, str(self.state.question), value))

    def play(self, moves: list[int | str]) -> Talk:
        for one in moves:
            self.do(Command(one)) if isinstance(one, str) else self.forward(one)
        return self


def _env(talk: Talk) -> Env:
    return env_of(talk.state, talk.now.date())


def talk(flow: Flow) -> Talk:
    begun = Talk(flow, open_conversation(flow, nonce="ab12", lang_hint="de", channel="web"))
    begun.do(Command("start"))
    return begun


#: Mostly answers, now and then a command.
moves = st.lists(st.one_of(*[st.integers(0, 3)] * 5, st.sampled_from(COMMANDS)), max_size=30)

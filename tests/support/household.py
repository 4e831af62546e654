"""The flow `tests/flows/household.yaml`: children with their schools, earlier work, districts of a town, own words."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from flows.engine import Lookup
from flows.engine.turn import Turn
from flows.events import Event
from flows.inputs import Tap
from flows.loader import load_flow
from flows.model import Flow
from flows.package import Package, load_package
from flows.places import load_places
from flows.rendering import parse_button
from locales.package_texts import PackageTexts
from locales.texts import load_texts
from tests.support.packages import catalogue
from tests.support.walking import Walker

FILE = Path(__file__).parents[1] / "flows" / "household.yaml"


@cache
def household() -> Flow:
    return load_flow(FILE.read_text("utf-8"), FILE.name)


@cache
def household_package() -> Package:
    """The flow with its Arabic texts, as far as there are any."""
    arabic = yaml.safe_load(FILE.with_suffix(".ar.yaml").read_text("utf-8"))
    source = household().source
    entries = {f"household.{key}": (source[f"household.{key}"], text) for key, text in arabic.items()}
    return load_package({"flow.yaml": FILE.read_bytes(), "texts/ar.po": catalogue(entries)})


@cache
def household_lookup() -> Lookup:
    """Our common texts, and the German ones of the file."""
    return Lookup(PackageTexts(load_texts(), household().source, {}, "de"), load_places())


DATES = ("03.05.2022", "07.08.2012", "01.02.2015")
NUMBERS = ("2", "1", "3", "0")


@dataclass
class Guest(Walker):
    """Somebody who answers the questions about the household; every turn through the codec and the rendering."""

    flow: Flow = field(default_factory=household)
    lookup: Lookup = field(default_factory=household_lookup)

    @property
    def written(self) -> Flow:
        """The flow with the steps of every entry there is now."""
        return Turn(self.flow, self.state, self.now, self.lookup).flow

    def begin(self, lang: str = "de") -> Guest:
        self.command("start")
        if self.state.lang is None:
            self.tap(lang)
        return self

    def forward(self, pick: int = 0) -> tuple[Event, ...]:
        """Answer the present question with something that fits; `pick` chooses which."""
        question = self.state.question
        if question is None or question.startswith("!"):  # a pause, a question beside the flow
            return self.command("resume")
        asked = self.written.steps[question]
        if asked.kind in ("text", "date", "number"):
            fitting = {"text": ("Hallo", "Maria"), "date": DATES, "number": NUMBERS}[asked.kind]
            given = fitting[pick % len(fitting)]
            return self.say("1" if asked.id == "rooms" and given == "0" else given)
        taps = [tap for button in self._present() if isinstance(tap := parse_button(button.data or ""), Tap)]
        values = [tap.value for tap in taps if not tap.value.startswith(("+", "~", "-"))]
        return self.tap("continue" if asked.kind == "summary" else values[pick % len(values)])

    def give(self, **answers: str) -> Guest:
        """Answer until each of these is asked (`__` for `#`), then answer it so: a button's value or words."""
        for key, said in answers.items():
            self.until(key.replace("__", "#").replace("_and_", "-"))
            self.answer(said)
        return self

    def answer(self, said: str) -> None:
        kind = self.written.steps[str(self.state.question)].kind
        self.say(said) if kind in ("text", "date", "number") else self.tap(said)

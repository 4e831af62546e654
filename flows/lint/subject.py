"""What a check may look at: the flow, where things stand in its file, its translations, and who reads its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from flows.extraction import flow_sources
from flows.lint.where import Where
from flows.model import Flow
from flows.places import Places
from flows.problems import FlowProblem
from locales.source_texts import Source

if TYPE_CHECKING:
    from flows.lint.minutes import Minutes
    from flows.proofs import Paths


@dataclass(frozen=True, slots=True)
class Cell:
    """One translation. `made_from`: the German it was made from, None where nobody knows."""

    text: str
    made_from: str | None = None
    stale: bool = False  # marked so by hand or by an earlier change


@dataclass(frozen=True, slots=True)
class Reading:
    """A rule outside the flow that reads an answer. `rule`: file and place in it, for messages."""

    rule: str
    step: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """`texts`: language -> text id -> translation, without the source language. `today`: the first day to judge.
    `broken`: language -> ids whose translation holds placeholders that nobody could fill in. `warnings`: what
    was noticed when it was loaded. `media`: names of the pictures and recordings there are; None where nobody knows.
    """

    flow: Flow
    where: Where
    today: date
    texts: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)
    rules: tuple[Reading, ...] = ()
    places: Places | None = None
    broken: Mapping[str, frozenset[str]] = field(default_factory=dict)
    warnings: tuple[FlowProblem, ...] = ()
    media: frozenset[str] | None = None

    @cached_property
    def paths(self) -> Paths:
        from flows.proofs import Paths  # z3 takes a second to load: only who proves waits for it

        return Paths(self.flow, self.today)

    @cached_property
    def minutes(self) -> Minutes:
        from flows.lint.minutes import minutes_of

        return minutes_of(self.flow, self.today, self.paths)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every text a newcomer may see, by id."""
        return flow_sources(self.flow)

    def in_languages(self, text_id: str) -> Iterator[tuple[str, str]]:
        """Language and text, the source first, wherever there is one."""
        yield self.flow.lang, self.flow.source[text_id]
        for lang, cells in self.texts.items():
            if text_id in cells and cells[text_id].text:
                yield lang, cells[text_id].text

    def step_of(self, text_id: str) -> str | None:
        """The step a text belongs to."""
        name = text_id.partition(".")[2].partition(".")[0]
        return name if name in self.flow.steps else None

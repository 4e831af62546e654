"""Somebody who answers an imported form to its end, in one of its languages: engine and rendering, no backend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.engine import Lookup
from flows.engine.derive import env_of
from flows.model import Step
from flows.package import Package
from flows.places import load_places
from flows.rendering import render
from flows.unrolling import shape_of, written_out
from flows.walk.dice import Dice
from flows.walk.player import Player
from flows.walk.replies import Replies, Reply

MOST_TURNS = 3000
#: Words tried one after the other where a constraint refuses: these forms want months, addresses, small numbers.
FITTING = ("05/2020", "a@example.org", "1", "20", "2", "0", "100")


@dataclass
class FormWalk:
    """`asked`: slots in the order they were asked. `said`: every message of the form as it was shown."""

    package: Package
    lang: str
    seed: int
    wishes: Mapping[str, Reply] = field(default_factory=dict)  # step id -> what is answered
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lookup = Lookup(self.package.texts, load_places())
        self.player = Player(self.package.flow, self.lookup, lang_hint=self.lang)
        self.replies = Replies(self.package.flow, self.lookup.places)
        self.dice = Dice(self.seed)

    def run(self) -> FormWalk:
        self.player.command("start")
        self._see()
        if self.player.state.lang != self.lang:
            self.player.tap(self.lang)
            self._see()
        for _ in range(MOST_TURNS):
            question = self._question()
            if self.player.over or question is None:
                return self
            self._answer(question)
        raise AssertionError(f"no end after {MOST_TURNS} turns, at {self.player.state.question}")

    def _question(self) -> Step | None:
        """The step that is asked, also one inside a repeat."""
        flow, player = self.package.flow, self.player
        now = written_out(flow, shape_of(flow, env_of(player.state, player.now.date()))) if flow.repeats else flow
        return now.steps.get(player.state.question or "")

    def _answer(self, question: Step) -> None:
        slot = self.player.state.question
        self.asked.append(slot or "")
        if question.kind == "summary":
            self.player.tap("continue")
        else:
            self._reply(question)
        self._see()
        for words in FITTING:
            if self.player.state.question != slot or self.player.over:
                return
            self.player.say(words)
            self._see()
        if self.player.state.question == slot and not self.player.over:
            self.player.command("skip")
            self._see()
        assert self.player.state.question != slot or self.player.over, f"nothing was taken as an answer to {slot}"

    def _reply(self, question: Step) -> None:
        wish = self.wishes.get(question.id.partition("#")[0])
        offered = [wish] if wish else self.replies.some(question, self.player, self.dice)
        if offered:
            self.dice.pick(offered).give(self.player)
        else:
            self.player.command("skip")

    def _see(self) -> None:
        self.said += [message.text for message in render(self.player.view(), self.player.events, "t")]

"""From where a conversation stands to a question: answers that lead there, found before anything is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.engine.derive import relevance
from flows.engine.turn import Turn
from flows.expressions import Expression, tree
from flows.inputs import Input
from flows.kinds import KINDS
from flows.model import Flow, Step, asks_for_entry
from flows.slots import parts, step_of
from flows.state import State
from flows.walk.broken import Broken
from flows.walk.dice import Dice
from flows.walk.planning import Planner
from flows.walk.player import Player
from flows.walk.replies import Replies, Reply, tapped, ticks
from flows.walk.talk import Talk

ORDINARILY, BY_CHANCE, BY_PLAN = 30, 40, 12  # conversations that are tried; those by chance begin ordinarily
MOST_TURNS = 6_000  # of all of them by chance: a long form is tried less often

#: What is written where any words will do.
ORDINARY: Mapping[str, str] = {
    "text": "Anna",
    "place": "44532",
    "phone": "0231 1234567",
    "email": "anna@example.org",
    "country": "Ukraine",
    "language": "Ukrainisch",
}
AGE, AGES = 32, (1, 3, 5, 8, 15, 25, 32, 40, 66)  # of dates, in years: children too, wherever they are asked about
#: What can be false now and true later, without any answer being changed.
_LATER = ("answered", "consented")


@dataclass
class Way(Talk):
    """Somebody who skips nothing unless that is wished, and who says only what is taken as an answer.

    `target`: where to; entries of repeats that are not on the way there are few. `ordinary`: written answers are such
    as most people give. `first`: of what is offered, the first is taken.
    """

    target: str = ""
    ordinary: bool = False
    first: bool = False
    _mark: tuple[State, int] | None = None

    def _skips(self, asked: Step) -> bool:
        return super()._skips(asked) if step_of(asked.id) in self.wishes else False

    def _choose(self, asked: Step, attempt: int) -> Reply | None:
        """An answer that was not taken is as if it had never been given."""
        if attempt == 0 or self._mark is None:
            self._mark = (self.player.state, len(self.player.inputs))
        self.player.state, given = self._mark
        del self.player.inputs[given:]
        found = None if attempt or step_of(asked.id) in self.wishes else self._usual(asked)
        return found or super()._choose(asked, attempt)

    def _usual(self, asked: Step) -> Reply | None:
        if self.ordinary and (asked.kind in ORDINARY or asked.kind in ("date", "number")):
            return Reply(words=self._words(asked))
        if asks_for_entry(asked) and asked.at[-1] > self._entries(asked):
            return tapped("no")
        offered = [option.value for option in self.player.offers(asked)] if self.first else []
        if not offered or asked.kind == "summary":
            return None
        return ticks(offered[:1]) if KINDS[asked.kind].multiple else tapped(offered[0])

    def _entries(self, asked: Step) -> int:
        """How many of a repeat are needed: on the way the one that is wanted, else one."""
        _, at = parts(self.target)
        depth = len(asked.at)
        there = self.player.steps.get(self.target) or self.player.flow.steps.get(step_of(self.target))
        on_the_way = there is not None and there.repeats[:depth] == asked.repeats[:depth]
        return at[depth - 1] if on_the_way and len(at) >= depth else 1

    def _words(self, asked: Step) -> str:
        if asked.kind == "date":
            return str(self.player.now.year - (AGE if self.first else self.dice.pick(AGES)))
        if asked.kind == "number":
            low = int(asked.options.get("min", 0))
            usual = 2 if self.first else self.dice.number(4)
            return str(max(low, min(usual, int(asked.options.get("max", usual)))))
        return ORDINARY[asked.kind]

    def _dialog(self) -> None:
        """Behind a link, or asked about something else: this way does not go on."""
        raise Broken("ends", "a question of the engine's own", self.player.state.question)


def way_to(turn: Turn, target: str) -> list[Input] | None:
    """What to do so that the question with this key is asked; None where no way was found.

    First as most people answer, then by chance, always agreeing, then with answers that the prover names. The same turn
    gives the same way.
    """
    return next((found for talk in _talks(turn, target) if (found := _tried(talk, target)) is not None), None)


def _talks(turn: Turn, target: str) -> Iterator[Talk]:
    replies = Replies(turn.base, turn.lookup.places)
    agreeing = _agreeing(turn.base)
    left = MOST_TURNS
    for seed in range(BY_CHANCE):
        talk = Way(
            _player(turn), replies, Dice(seed), agreeing, target=target, ordinary=seed < ORDINARILY, first=seed == 0
        )
        yield talk
        left -= len(talk.player.inputs)
        if left < 0:
            break
    planned = Planner(turn.base, turn.today, turn.lookup.places).reaching(step_of(target))
    for seed in range(BY_PLAN if planned is not None else 0):
        assert planned is not None
        wishes = {**agreeing, **planned.wishes}
        yield Way(_player(turn), replies, Dice(seed), wishes, target=target, ordinary=True, first=seed == 0)


def _tried(talk: Talk, target: str) -> list[Input] | None:
    player = talk.player
    if player.state.lang is None:
        player.command("language", player.lookup.texts.language_for(player.state.lang_hint))
    elif (player.state.question or "").startswith("!"):
        player.command("back")
    try:
        talk.go_on(until=target)
    except Broken:
        return None
    return player.inputs if player.state.question == target else None


def _player(turn: Turn) -> Player:
    player = Player(turn.base, turn.lookup, turn.state.channel, turn.now)
    player.state = turn.state
    return player


def _agreeing(flow: Flow) -> Mapping[str, Any]:
    return {step.id: True for step in flow.steps.values() if step.kind == "consent"}


def is_shut(turn: Turn, step: Step) -> bool:
    """Is it certain that this question is not asked unless an answer is changed?"""
    if relevance(step, turn.env()) is not False:
        return False
    written = turn.base.steps[step_of(step.id)]
    refused = step.needs is not None and turn.state.consents.get(step.needs) is False
    return refused or (written.relevant is not None and not _may_turn(written.relevant))


def _may_turn(expression: Expression) -> bool:
    """May it become true although it is false, as more is answered? More entries, an answer, a consent may come."""
    return any(
        isinstance(part, tree.Over)
        or (isinstance(part, tree.Call) and part.function in _LATER)
        or (isinstance(part, tree.Computed) and _may_turn(part.expression))
        for part in tree.walk(expression.tree)
    )

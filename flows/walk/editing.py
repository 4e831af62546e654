"""Changing an answer: each can be, nothing else is lost, and what comes of it fits together."""

from __future__ import annotations

from collections import Counter

from flows.engine.changing import editable
from flows.engine.entries import REMOVE, removable
from flows.engine.reading import KEEP
from flows.engine.turn import Turn
from flows.model import Step
from flows.slots import step_of
from flows.walk.broken import Broken
from flows.walk.player import Player
from flows.walk.replies import Reply, exactly
from flows.walk.talk import CONFIRMING, Talk, told

#: Where answers can be changed: before everything is sent, and after.
CHANGEABLE = ("running", "submitted", "ended")


class Editing:
    """Goes back to the answers that were changed least so far. `done`: step -> how often; `removed`: the same for
    entries of repeats.
    """

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()

    def edit(self, talk: Talk, times: int) -> None:
        """At a place where everything is answered. Raises Broken."""
        for _ in range(times):
            answered = editable(_turn(talk.player))
            if not answered or talk.player.state.status not in CHANGEABLE:
                return
            step = min(answered, key=lambda name: self.done[name])
            self.done[step] += 1
            self._same(talk, step)
            self._other(talk, step)
        self._entry(talk)

    def _same(self, talk: Talk, step: str) -> None:
        """Asked again and answered the same: everything is as it was."""
        player, before = talk.player, told(talk.player)
        self._ask(player, step)
        if before[step] is None:
            player.command("skip")
        else:
            _same(player, player.steps[step], before[step]).give(player)
        talk.heard(player)
        if player.state.question == step and not player.over:
            raise Broken("editable", f"'{step}' does not take the answer it had", step)
        if told(player) != before:
            lost = sorted(name for name in before if told(player).get(name) != before[name])
            raise Broken("editable", f"'{step}' was changed and given the same answer; lost: {', '.join(lost)}", step)

    def _other(self, talk: Talk, step: str) -> None:
        """Asked again and answered by chance: the conversation goes on and comes to its end."""
        self._ask(talk.player, step)
        again = talk.again()
        again.go_on(stop=CONFIRMING)
        again.check()

    def _entry(self, talk: Talk) -> None:
        """One entry of a repeat goes and is brought back; then it goes for good, and the end is still reached."""
        player = talk.player
        there = removable(_turn(player)) if player.state.status in CHANGEABLE else ()
        if not there:
            return
        entry = min(there, key=lambda name: self.removed[step_of(name)])
        self.removed[step_of(entry)] += 1
        before = told(player)
        self._remove(talk, entry)
        player.command("back")
        talk.heard(player)
        if told(player) != before:
            lost = sorted({name for name in before if told(player).get(name) != before[name]})
            raise Broken("editable", f"'{entry}' was removed and brought back; lost: {', '.join(lost)}", step_of(entry))
        self._remove(talk, entry)
        again = talk.again()
        again.go_on(stop=CONFIRMING)
        again.check()

    def _remove(self, talk: Talk, entry: str) -> None:
        talk.player.command("edit", f"{REMOVE}{entry}")
        talk.player.tap("yes")
        talk.heard(talk.player)

    def _ask(self, player: Player, step: str) -> None:
        player.command("edit", step)
        if player.state.question != step:
            raise Broken("editable", f"'{step}' cannot be changed: asked is {player.state.question}", step)


def _same(player: Player, asked: Step, value: object) -> Reply:
    """The button that gives the answer again: its own, or the one that keeps what was written."""
    offered = {option.value for option in player.offers(asked)}
    again = exactly(asked, value, player.lookup.places)
    if again is not None and again.taps and offered.issuperset(again.levels):
        return again
    return Reply(taps=(KEEP,))


def _turn(player: Player) -> Turn:
    return Turn(player.flow, player.state, player.now, player.lookup)

"""One conversation, played question by question to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flows.days import day_of
from flows.engine.asking import HANDOVER
from flows.engine.changing import may_skip
from flows.engine.derive import env_of, relevance
from flows.kinds import KINDS
from flows.model import Step
from flows.slots import step_of
from flows.walk.broken import Broken
from flows.walk.dice import Dice
from flows.walk.pairs import Pairs
from flows.walk.player import Player
from flows.walk.replies import Replies, Reply, exactly, tapped

TRIES = 60  # answers that a constraint may refuse before the question counts as one nobody can answer
SKIPPED = 0.08  # of the questions that may be skipped
CONFIRMING = ("summary", "submit")
NOTHING: Any = object()


@dataclass
class Talk:
    """`wishes`: step -> stored value, from a plan (None: skip). `pairs`: choices that still have to meet are preferred.
    `heard` is told of every turn. `asked`: ids in the order of asking."""

    player: Player
    replies: Replies
    dice: Dice
    wishes: Mapping[str, Any] = field(default_factory=dict)
    pairs: Pairs | None = None
    heard: Callable[[Player], None] = lambda player: None
    asked: list[str] = field(default_factory=list)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _numbers: list[int] = field(default_factory=list)

    def begin(self, lang: str) -> None:
        self._did(lambda: self.player.command("start"))
        self._did(lambda: self.player.tap(lang))

    def go_on(self, stop: tuple[str, ...] = (), until: str | None = None) -> None:
        """Answers until a question of these kinds or this one is asked, or to the end. Raises Broken."""
        turns = 0
        while turns < 2 * len(self.player.steps) + 20:
            turns += 1
            asked = self.player.question
            if self.player.over or (asked is not None and (asked.kind in stop or asked.id == until)):
                return
            if asked is None:
                self._dialog()
            else:
                self._answer(asked)
        raise Broken("ends", f"no end after {len(self.asked)} questions", self.player.state.question)

    # --- one question -------------------------------------------------------------------------------------------------

    def _answer(self, asked: Step) -> None:
        if asked.id in self.asked:
            raise Broken("once", f"'{asked.id}' is asked a second time", asked.id)
        self.asked.append(asked.id)
        if self._skips(asked):
            self._did(lambda: self.player.command("skip"))
            return
        for attempt in range(TRIES):
            reply = self._choose(asked, attempt)
            if reply is None:
                break
            self._did(lambda given=reply: given.give(self.player))  # type: ignore[misc]
            if self.player.state.question != asked.id or self.player.over:
                self._note(asked, reply)
                return
        if not may_skip(asked, self.player.env):
            raise Broken("answerable", f"nothing was taken as an answer to '{asked.id}'", asked.id)
        self._did(lambda: self.player.command("skip"))

    def _skips(self, asked: Step) -> bool:
        if not may_skip(asked, self.player.env):
            return False
        wish = self.wishes.get(step_of(asked.id), NOTHING)
        return wish is None if wish is not NOTHING else self.dice.coin(SKIPPED)

    def _choose(self, asked: Step, attempt: int) -> Reply | None:
        if asked.kind == "summary":
            return tapped("continue")
        wish = self.wishes.get(step_of(asked.id))
        if attempt == 0 and wish is not None and (wished := exactly(asked, wish, self.player.lookup.places)):
            return wished
        offered = self.replies.some(asked, self.player, self.dice)
        if not offered:
            return None
        pairs = self.pairs
        if pairs is None or len(offered) == 1:
            return self.dice.pick(offered)
        gains = [pairs.new(self._numbers, step_of(asked.id), reply.levels) for reply in offered]
        best = [reply for reply, gain in zip(offered, gains, strict=True) if gain == max(gains)]
        return self.dice.pick(best)

    def _note(self, asked: Step, reply: Reply) -> None:
        step = step_of(asked.id)
        self.chosen[step] = (*self.chosen.get(step, ()), *reply.levels)
        if self.pairs is not None:
            self._numbers += self.pairs.numbers(step, reply.levels)

    def _dialog(self) -> None:
        """The engine's own question. Behind a hand-over the conversation goes on in the web chat."""
        if self.player.state.question != HANDOVER:
            raise Broken("ends", f"nothing is asked, and it has not ended ({self.player.state.status})")
        self.player.state = self.player.state.with_(channel="web")
        self._did(lambda: self.player.command("repeat"))

    def _did(self, act: Callable[[], object]) -> None:
        act()
        self.heard(self.player)

    # --- what must be true --------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Raises Broken where an answer counts that should not."""
        state = self.player.state
        env = env_of(state, day_of(self.player.now))
        steps = self.player.steps
        for step_id in state.answers:
            step = steps[step_id]
            if step.kind != "say" and relevance(step, env) is not True:
                raise Broken("consistent", f"'{step_id}' counts although it is not relevant", step_id)

    def again(self) -> Talk:
        """The same conversation, free to be asked everything once more."""
        return replace(self, asked=[], wishes={})


def told(player: Player) -> dict[str, object]:
    """The answers that are somebody's own: without what was only said or confirmed."""
    steps = player.steps
    return {name: value for name, value in player.values.items() if _is_own(steps[name])}


def _is_own(step: Step) -> bool:
    return step.kind not in CONFIRMING and KINDS[step.kind].value_type != "none"

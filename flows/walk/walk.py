"""The walk as a whole: by chance, then by plan, until everything was asked, everything met, everything was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.engine import Lookup
from flows.kinds import KINDS
from flows.model import Flow
from flows.proofs import NO
from flows.slots import step_of
from flows.walk.broken import Broken, Failure
from flows.walk.dice import Dice
from flows.walk.editing import Editing
from flows.walk.pairs import Pair, Pairs
from flows.walk.planning import Plan, Planner
from flows.walk.player import START, Player
from flows.walk.replies import Replies
from flows.walk.script import script_of
from flows.walk.spoken import Spoken
from flows.walk.talk import CONFIRMING, Talk

CHANNELS = ("web", "telegram", "console")
MOST_FAILURES = 10
MOST = 5_000  # conversations
EDITS = 2  # answers changed in each conversation

Tell = Callable[[str, int, int], None]


@dataclass(slots=True)
class Walked:
    """`pairs_open`: neither met nor proved impossible. `unreached`: steps no conversation came to."""

    conversations: int = 0
    turns: int = 0
    languages: tuple[str, ...] = ()
    reached: set[str] = field(default_factory=set)
    unreached: tuple[str, ...] = ()
    pairs: int = 0
    pairs_met: int = 0
    pairs_impossible: int = 0
    pairs_open: tuple[Pair, ...] = ()
    edited: int = 0
    unedited: tuple[str, ...] = ()
    texts: int = 0
    failures: list[Failure] = field(default_factory=list)


def walk(
    flow: Flow,
    lookup: Lookup,
    paths: int,
    seed: int,
    tell: Tell = lambda what, done, total: None,
    lacking: Mapping[str, frozenset[str]] | None = None,
    most: int = MOST,
) -> Walked:
    """Plays `paths` conversations by chance and as many more by plan as are needed, `most` at the most; what has not
    met by then is told as open. `tell(what, done, total)`.

    `lacking`: language -> ids of texts that it shows in the source language, for texts that fall back to that.
    """
    walker = _Walker(flow, lookup, seed, lacking or {})
    for number in range(paths):
        tell("by chance", number, paths)
        walker.conversation()
        if len(walker.found.failures) >= MOST_FAILURES:
            return walker.told()
    walker.reach(tell)
    walker.meet(tell, most)
    return walker.told()


class _Walker:
    def __init__(self, flow: Flow, lookup: Lookup, seed: int, lacking: Mapping[str, frozenset[str]]) -> None:
        self.flow, self.lookup, self.dice = flow, lookup, Dice(seed)
        self.replies = Replies(flow, lookup.places)
        self.pairs, self.editing = Pairs(flow), Editing()
        self.spoken = Spoken(lookup.texts.languages, lacking)
        self.found = Walked(languages=lookup.texts.languages)
        self._planner: Planner | None = None
        self._told: set[tuple[str, str | None]] = set()

    @property
    def planner(self) -> Planner:
        """Made when it is needed first."""
        if self._planner is None:
            self._planner = Planner(self.flow, START.date(), self.lookup.places)
        return self._planner

    # --- one conversation ---------------------------------------------------------------------------------------------

    def conversation(self, plan: Plan | None = None) -> None:
        languages = self.lookup.texts.languages
        lang = plan.lang if plan and plan.lang in languages else self.dice.pick(languages)
        channel = plan.channel if plan else self.dice.pick(CHANNELS)
        options: dict[str, Any] = {"sensitive_in_messenger": True} if self.dice.coin() else {}
        player = Player(self.flow, self.lookup, channel, options=options)
        greedy = plan is not None or self.dice.coin()
        talk = Talk(
            player, self.replies, self.dice, plan.wishes if plan else {}, self.pairs if greedy else None, self._heard
        )
        try:
            self._play(talk, str(lang))
        except Broken as broken:
            self._fail(broken, player, str(lang))
        self.found.conversations += 1
        self.found.turns += len(player.inputs)

    def _play(self, talk: Talk, lang: str) -> None:
        talk.begin(lang)
        talk.go_on(stop=CONFIRMING)
        self.pairs.meet(talk.chosen)
        talk.check()
        if not talk.player.over:
            talk.go_on()
            self.pairs.meet(talk.chosen)
            talk.check()
        if talk.player.state.status in ("submitted", "ended") and talk.player.state.channel != "telegram":
            self.editing.edit(talk, EDITS)

    def _heard(self, player: Player) -> None:
        self.found.reached.update(map(step_of, player.state.answers))
        self.spoken.hear(player)

    def _fail(self, broken: Broken, player: Player, lang: str) -> None:
        """Each failure once: a thousand conversations stumble over the same stone."""
        if (broken.promise, broken.step) in self._told:
            return
        self._told.add((broken.promise, broken.step))
        self.found.failures.append(Failure(broken.promise, broken.message, broken.step, script_of(player, lang)))

    # --- by plan ------------------------------------------------------------------------------------------------------

    def reach(self, tell: Tell) -> None:
        """Conversations to the steps that chance did not come to."""
        left = [step for step in self.flow.steps if step not in self.found.reached]
        for number, step in enumerate(left):
            tell("to every question", number, len(left))
            if step not in self.found.reached and (plan := self.planner.reaching(step)) is not None:
                self.conversation(plan)

    def meet(self, tell: Tell, most: int) -> None:
        """Conversations for the pairs that have not met; what cannot is proved to be so."""
        left = list(self.pairs.open())
        for number, pair in enumerate(left):
            tell("pairs of choices", number, len(left))
            if len(self.found.failures) >= MOST_FAILURES or self._tired(most):
                return
            if not self.pairs.has(pair):
                continue
            if self.planner.possible(pair) == NO:
                self.pairs.rule_out(pair)
            elif (plan := self.planner.meeting(pair)) is not None:
                self.conversation(self.planner.loosened(plan, pair))
                if self.pairs.has(pair):
                    self.conversation(plan)

    def _tired(self, most: int) -> bool:
        """Ten proofs that two choices never meet cost about as much as a conversation."""
        return self.found.conversations + self.pairs.impossible // 10 >= most

    # --- the report ---------------------------------------------------------------------------------------------------

    def told(self) -> Walked:
        found = self.found
        found.unreached = tuple(step for step in self.flow.steps if step not in found.reached)
        found.pairs, found.pairs_impossible = self.pairs.total, self.pairs.impossible
        found.pairs_open = tuple(self.pairs.open())
        found.pairs_met = found.pairs - found.pairs_impossible - len(found.pairs_open)
        found.edited = sum(self.editing.done.values())
        found.unedited = tuple(self._unedited())
        found.texts = self.spoken.count
        found.failures += [
            Failure("reached", f"no conversation came to '{step}'", step, "") for step in found.unreached
        ]
        return found

    def _unedited(self) -> list[str]:
        """Questions that were answered in some conversation and changed in none."""
        edited = set(map(step_of, self.editing.done))
        return [
            step.id
            for step in self.flow.steps.values()
            if step.id in self.found.reached
            and step.kind not in ("say", *CONFIRMING)
            and KINDS[step.kind].value_type != "none"
            and step.id not in edited
        ]

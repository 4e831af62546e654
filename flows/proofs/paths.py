"""Every conversation a flow allows, as formulas: step by step, in asking order, each under what was answered before.

When a step comes up, everything before it is settled: answered, skipped, or not relevant. That is the engine's one
rule (the first relevant step without an answer is asked), so one pass in asking order describes all conversations.
Language and channel may differ from step to step; the day is one of a few years from the given one on. What stands
inside a repeat is looked at once, as it is for any one entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import z3

from flows.expressions import Expression
from flows.expressions.types import CHANNELS
from flows.model import Flow, Step
from flows.proofs.answers import Answer, answer_to
from flows.proofs.bearing import Bearing
from flows.proofs.calendar import between, some_day
from flows.proofs.solver import NO, YES, Prover, Verdict
from flows.proofs.translate import truth
from flows.proofs.values import Names, Term, Truth, Word
from flows.proofs.world import World

YEARS = 5  # how long a flow is looked ahead
_SURE, _NEVER = z3.BoolVal(True), z3.BoolVal(False)


@dataclass(frozen=True, slots=True)
class Situation:
    """A step when it comes up. `live`: the conversation has not ended before; `free`: consent allows it;
    `asked` is both and its relevance; `offers`: the filter of each choice; `tests`: its constraints;
    `must`: it may not be skipped."""

    step: Step
    answer: Answer
    live: Term
    free: Term
    relevant: Truth
    asked: Term
    offers: Mapping[str, Truth]
    tests: tuple[Truth, ...]
    must: Term
    urgent: Truth | None

    @property
    def answering(self) -> Term:
        """It is asked and answered, with whatever the kind takes."""
        return z3.And(self.asked, self.answer.answered, self.answer.fits)

    @property
    def taken(self) -> Term:
        """An answer that is taken: what kind, choices offered and constraints ask of it."""
        offered = (
            z3.Implies(chosen, self.offers[value].yes)
            for value, chosen in self.answer.chosen.items()
            if value in self.offers
        )
        return z3.And(self.answer.fits, *offered, *(z3.Not(test.no) for test in self.tests))


class Paths:
    """All situations of a flow. `today`: the first day that is looked at. `gaps`: what no formula could say;
    `unanswerable`: questions that can be asked, and to which no answer would be taken. `steady`: one day, one language
    and one channel from beginning to end, as in a conversation that is to be played."""

    def __init__(self, flow: Flow, today: date, prover: Prover | None = None, steady: bool = False) -> None:
        self.flow, self.steady = flow, steady
        self.prover = prover or Prover()
        self.names = Names()
        self.gaps: set[str] = set()
        self.today, real = some_day(_SURE, self.names, precise=True)
        self.prover.know(None, real, between(self.today, today, today if steady else _later(today)))
        self.bearing = Bearing(flow)
        self.live: Term = _SURE
        self.world = World(self.names, {}, {}, {}, self.today, self._word(), self._word(), self.gaps)
        self.situations: dict[str, Situation] = {}
        self.unanswerable: set[str] = set()
        self._reachable: dict[str, Verdict] = {}
        for step in flow.steps.values():
            self.situations[step.id] = self._reach(step)
        self.over = z3.Not(self.live)

    # --- asking ---------------------------------------------------------------------------------------------------

    def possible(self, step_id: str | None, *wanted: Term) -> Verdict:
        """Can all of `wanted` hold when this step comes up? None: when every step has been settled."""
        return self.prover.possible(self.before(step_id), *wanted)

    def example(self, step_id: str | None, *wanted: Term) -> z3.ModelRef | None:
        """Answers with which it does; None where there are none, or none were found in time."""
        return self.prover.example(self.before(step_id), *wanted)

    def reachable(self, step_id: str) -> Verdict:
        """Is there a conversation in which this step is asked?"""
        if step_id not in self._reachable:
            self._reachable[step_id] = self.possible(step_id, self.situations[step_id].asked)
        return self._reachable[step_id]

    def before(self, step_id: str | None) -> list[str]:
        """The steps that were settled before this one came up and have a bearing on it."""
        return list(self.situations) if step_id is None else self.bearing.on([step_id])

    def alone(self, *wanted: Term) -> Verdict:
        """Can it hold for any answers at all, whether or not a conversation leads there?"""
        return self.prover.possible((), *wanted)

    # --- building -------------------------------------------------------------------------------------------------

    def _reach(self, step: Step) -> Situation:
        world = self._here(step)
        answer = answer_to(step, self.names)
        free, relevant = self._free(step, world), self._truth(step.relevant, world)
        asked = z3.And(self.live, free, relevant.yes)
        itself = replace(world, values={**world.values, "it": answer.value}, answered={**world.answered, "it": _SURE})
        situation = Situation(
            step=step,
            answer=answer,
            live=self.live,
            free=free,
            relevant=relevant,
            asked=asked,
            offers={choice.value: self._truth(choice.relevant, world) for choice in step.choices},
            tests=tuple(truth(constraint.test.tree, itself) for constraint in step.constraints),
            must=self._must(step, world),
            urgent=None if step.urgent is None else truth(step.urgent.tree, _with(world, step, answer)),
        )
        self._settle(situation)
        return situation

    def _is_unanswerable(self, situation: Situation) -> bool:
        if self.possible(situation.step.id, situation.answering, situation.taken) != NO:
            return False
        return self.possible(situation.step.id, situation.asked) == YES

    def _here(self, step: Step) -> World:
        """Language and channel may change at any moment."""
        if self.steady and self.situations:
            return replace(self.world, computed={})
        channel = self._word()
        known = z3.Or(*(channel.value == self.names.word(name) for name in sorted(CHANNELS)))
        self.prover.know(None if self.steady else step.id, known)
        here = replace(self.world, lang=self._word(), channel=channel, computed={})
        self.world = here if self.steady else self.world
        return here

    def _word(self) -> Word:
        return Word(_SURE, self.names.whole("word"))

    def _truth(self, expression: Expression | None, world: World) -> Truth:
        return Truth(_SURE, _NEVER) if expression is None else truth(expression.tree, world)

    def _must(self, step: Step, world: World) -> Term:
        """Without an answer it does not go on."""
        if step.kind in ("say", "submit") or isinstance(step.required, bool):
            return z3.BoolVal(step.kind in ("say", "submit") or step.required)
        return truth(step.required.tree, world).yes

    def _free(self, step: Step, world: World) -> Term:
        """`flows.engine.derive.may_ask`, as a formula."""
        needed = _SURE if step.needs is None else world.consents.get(step.needs, _NEVER)
        return needed if step.before_consent else z3.And(needed, z3.Or(*world.consents.values()))

    def _settle(self, situation: Situation) -> None:
        """What holds once the step is behind. Of a question nobody can answer: as if it could be, or every later one
        would be called unreachable for this one's fault."""
        step, answer = situation.step, situation.answer
        taken = situation.taken
        if (step.choices or step.constraints) and self._is_unanswerable(situation):
            self.unanswerable.add(step.id)
            taken = answer.fits
        self.prover.know(
            step.id,
            z3.Implies(answer.answered, situation.asked),
            z3.Implies(z3.And(situation.asked, situation.must), answer.answered),
            z3.Implies(answer.answered, taken),
        )
        self.world = _with(self.world, step, answer)
        if step.ends is not None:
            some = self.names.bit("entry") if step.repeats else _SURE  # there may be no entry at all
            self.live = z3.And(self.live, z3.Not(z3.And(situation.asked, some)))


def _with(world: World, step: Step, answer: Answer) -> World:
    """The world once this step has been answered."""
    values = {**world.values, step.id: answer.value}
    answered = {**world.answered, step.id: answer.answered}
    if step.kind != "consent":
        return replace(world, values=values, answered=answered)
    purpose = step.options["purpose"]
    given = z3.If(answer.answered, answer.chosen["yes"], world.consents.get(purpose, _NEVER))
    return replace(world, values=values, answered=answered, consents={**world.consents, purpose: given})


def _later(today: date) -> date:
    return date(today.year + YEARS, 12, 31)

"""Finding answers that lead somewhere: the prover names a conversation, and the engine is to play it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import z3

from flows.model import Flow
from flows.places import Places
from flows.proofs import NO, Paths, Situation, Verdict
from flows.proofs.values import Day, Number, Spot, Term, Ticks, Truth, Word
from flows.walk.mentioned import mentioned
from flows.walk.pairs import Pair

ELSEWHERE = "05978024"  # Lünen


@dataclass(frozen=True, slots=True)
class Plan:
    """`wishes`: step -> stored value, None to skip it."""

    wishes: Mapping[str, Any]
    lang: str | None
    channel: str


class Planner:
    """Plans for one day and for places that exist."""

    def __init__(self, flow: Flow, today: date, places: Places) -> None:
        self.paths = Paths(flow, today, steady=True)
        self._places = places
        self._apart: dict[tuple[str, str], Verdict] = {}
        for situation in self.paths.situations.values():
            self.paths.prover.know(situation.step.id, *self._playable(situation))

    def reaching(self, step: str) -> Plan | None:
        return self._plan(self.paths.situations[step].asked)

    def meeting(self, pair: Pair) -> Plan | None:
        """A conversation in which both choices are made; None where there is none, or none was found in time."""
        return self._plan(*self._both(pair))

    def loosened(self, plan: Plan, pair: Pair) -> Plan:
        """The plan without what has no bearing on these two choices: the rest may be used for other pairs."""
        steps = {step for step, _ in pair}
        ending = {step.id for step in self.paths.flow.steps.values() if step.ends is not None}
        bearing = {
            name
            for name, later in self.paths.flow.dependents.items()
            if name in steps or not (steps | ending).isdisjoint(later)
        }
        consents = {step.id for step in self.paths.flow.steps.values() if step.kind == "consent"}
        return replace(plan, wishes={name: wish for name, wish in plan.wishes.items() if name in bearing | consents})

    def possible(self, pair: Pair) -> Verdict:
        """Whether both can be chosen. First whether both questions can be asked: that rules out many at once."""
        (one, _), (other, _) = pair
        if (one, other) not in self._apart:
            asked = (self.paths.situations[name].asked for name in (one, other))
            self._apart[one, other] = self._together((one, other), *asked)
        return NO if self._apart[one, other] == NO else self._together((one, other), *self._both(pair))

    def _together(self, steps: tuple[str, str], *wanted: Term) -> Verdict:
        """With what bears on the two, and what is known about themselves."""
        return self.paths.prover.possible({*self.paths.bearing.on(steps), *steps}, *wanted)

    def _both(self, pair: Pair) -> list[Term]:
        found = []
        for step, value in pair:
            situation = self.paths.situations[step]
            found += [situation.asked, situation.answer.answered, situation.answer.chosen[value]]
        return found

    def _plan(self, *wanted: Term) -> Plan | None:
        model = self.paths.example(None, *wanted)
        if model is None:
            return None
        wishes = {name: self._wish(model, found) for name, found in self.paths.situations.items()}
        channel = self._text(model, self.paths.world.channel.value) or "web"
        known = {name: wish for name, wish in wishes.items() if wish is not _ANYTHING}
        return Plan(known, self._text(model, self.paths.world.lang.value), channel)

    # --- what can be said ---------------------------------------------------------------------------------------------

    def _playable(self, situation: Situation) -> list[Term]:
        """Dates are said exactly, and people live where there is a place."""
        value = situation.answer.value
        if isinstance(value, Day):
            return [value.precision == 0]
        if not isinstance(value, Spot):
            return []
        named = mentioned(self.paths.flow)
        towns = [*named.ags, *(self._town(kreis) for kreis in named.kreise), ELSEWHERE]
        return [value.inside, z3.Or(*(value.ags == int(ags) for ags in towns if ags in self._places.municipalities))]

    def _town(self, kreis: str) -> str:
        return next((ags for ags in self._places.municipalities if ags.startswith(kreis)), "")

    # --- from formulas to answers -------------------------------------------------------------------------------------

    def _wish(self, model: z3.ModelRef, situation: Situation) -> Any:
        answer = situation.answer
        if not _holds(model, situation.asked):
            return _ANYTHING
        if not _holds(model, answer.answered):
            return None
        value = answer.value
        if isinstance(value, Truth):
            return _holds(model, value.yes)
        if isinstance(value, Ticks):
            return [choice for choice, bit in value.bits.items() if _holds(model, bit)]
        if isinstance(value, Word):
            text = self._text(model, value.value)
            return _ANYTHING if text is None else text
        return self._composed(model, value)

    def _composed(self, model: z3.ModelRef, value: object) -> Any:
        if isinstance(value, Number):
            found = model.eval(value.value, model_completion=True)
            return found.as_long() if z3.is_int_value(found) else float(found.as_fraction())
        if isinstance(value, Day):
            year, month, day = (_whole(model, part) for part in (value.year, value.month, value.day))
            return {"date": date(year, month, day).isoformat(), "precision": "day"}
        if isinstance(value, Spot):
            return {"ags": f"{_whole(model, value.ags):08}", "plz": None, "name": ""}
        return _ANYTHING

    def _text(self, model: z3.ModelRef, code: Term) -> str | None:
        return self.paths.names.text(_whole(model, code))


_ANYTHING: Any = object()


def _holds(model: z3.ModelRef, term: Term) -> bool:
    return bool(z3.is_true(model.eval(term, model_completion=True)))


def _whole(model: z3.ModelRef, term: Term) -> int:
    return int(model.eval(term, model_completion=True).as_long())

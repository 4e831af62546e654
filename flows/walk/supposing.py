"""A conversation supposed rather than played: which steps somebody would see, by the expressions alone.

A hundred times quicker than the engine: enough to say how long a flow takes. Proofs and walks use the engine's rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.engine.derive import offered, relevance
from flows.expressions import Env
from flows.kinds import KINDS
from flows.model import Flow, Step
from flows.walk.dice import Dice

MOST_TICKS = 3  # people seldom tick more
TRIES = 30
_YEARS_BACK = 80
ELSEWHERE = "05978024"  # Lünen: a town no rule of its own stands for


@dataclass(slots=True)
class Supposed:
    """`steps` in the order in which they were seen; `sent`: the conversation came to its end by being sent."""

    steps: list[Step] = field(default_factory=list)
    sent: bool = False

    @property
    def seconds(self) -> float:
        return sum(step.seconds for step in self.steps)


def suppose(flow: Flow, dice: Dice, today: date, towns: Sequence[str] = (ELSEWHERE,)) -> Supposed:
    """Somebody who agrees to everything and otherwise answers by chance. `towns`: AGS to live in."""
    found = Supposed()
    values: dict[str, Any] = {}
    consents: dict[str, bool] = {}
    for step in flow.steps.values():
        env = Env(values, today, consents=consents)
        if relevance(step, env) is not True:
            continue
        found.steps.append(step)
        values[step.id] = answer(step, env, dice, towns)
        if step.kind == "consent":
            consents[step.options["purpose"]] = True
        found.sent = found.sent or step.kind == "submit"
        if step.ends is not None:
            break
    return found


def answer(step: Step, env: Env, dice: Dice, towns: Sequence[str]) -> Any:
    """An answer that the constraints take; None (skipped) where chance finds none."""
    for value in _proposed(step, env, dice, towns):
        itself = Env(env.values, env.today, value, env.consents, env.lang, env.channel)
        if all(constraint.test(itself) is not False for constraint in step.constraints):
            return value
    return None


def _proposed(step: Step, env: Env, dice: Dice, towns: Sequence[str]) -> Iterator[Any]:
    kind = KINDS[step.kind].value_type
    if step.kind in ("say", "consent", "summary", "submit"):
        yield True
        return
    for _ in range(TRIES):
        if kind == "bool":
            yield dice.coin()
        elif kind in ("choice", "choices"):
            yield _chosen(step, env, dice)
        else:
            yield _written(step, kind, env.today, dice, towns)


def _chosen(step: Step, env: Env, dice: Dice) -> Any:
    choices = offered(step, env)
    if not choices:
        return None
    if KINDS[step.kind].value_type == "choice":
        return dice.pick(choices).value
    ticked = dice.some(choices, int(step.options.get("max", MOST_TICKS)))
    alone = [choice for choice in ticked if choice.exclusive]
    return [choice.value for choice in (alone[:1] or ticked)]


def _written(step: Step, kind: str, today: date, dice: Dice, towns: Sequence[str]) -> Any:
    if kind == "number":
        low = int(step.options.get("min", 0))
        return low + dice.number(max(1, int(step.options.get("max", low + 6)) - low + 1))
    if kind == "date":
        year = today.year - dice.number(_YEARS_BACK)
        return {"date": f"{year}-07-01", "precision": "year", "about": False}
    if kind == "place":
        return {"plz": None, "ags": dice.pick(towns), "name": "", "status": "ok"}
    return {"country": "SY", "language": "ar"}.get(kind, "x")

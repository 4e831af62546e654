"""One person's answers in two engines: our package of a form, and the form itself in ODK's. What differs is listed.

both = Both(package, Odk(xform, TODAY), TODAY)
both.answer("/data/age", 17)         # or None: no answer
both.differences()                   # ["/data/guardian relevant: False here, True there"]

An answer is put into our engine as a person's would be, so what it sets aside and restores counts; the form is then
given exactly the answers ours holds. What is blank in both, a number that is none and an unknown one are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from flows.engine import Lookup, open_conversation
from flows.engine.answers import held_value, put
from flows.engine.derive import is_required, offered, relevance
from flows.engine.settling import check
from flows.engine.turn import Turn
from flows.expressions import Expression
from flows.kinds import KINDS
from flows.model import Choice, Step
from flows.package import Package
from flows.places import load_places
from flows.slots import slot
from flows.state import State
from flows.unrolling import shape_of
from tests.support.odk import Odk

ROUND = re.compile(r"\[(\d+)\]")
MOST_TOLD = 20  # answers that follow from one, beside all there are


class Both:
    """`names`: the questions, values and repeats that are compared, by the name they have in the form."""

    def __init__(self, package: Package, odk: Odk, today: date) -> None:
        flow, self.odk = package.flow, odk
        state = open_conversation(flow, nonce="ab12", lang_hint=flow.lang, channel="web")
        self.turn = Turn(flow, state, datetime.combine(today, time(12), UTC), Lookup(package.texts, load_places()))
        items = [*flow.steps.values(), *flow.computed.values(), *flow.repeats.values()]
        self.names = {item.name or item.id: item.id for item in items}
        bare = {ROUND.sub("", reference) for reference in odk.nodes}
        twice = [name for name, times in Counter(map(name_of, bare)).items() if times > 1]
        for name in twice:
            self.names.pop(name, None)  # two questions of one name: which is which cannot be told
        every = (choice for step in flow.steps.values() for choice in step.choices)
        self._quiet: set[str] = set()
        self._choices: dict[str, set[str]] = {}
        for choice in every:
            self._choices.setdefault(choice.value, set()).add(named(choice))
        self._begin_repeats()

    # --- answering ----------------------------------------------------------------------------------------------------

    def answer(self, reference: str, value: Any) -> None:
        """`value`: as the form has it: number, text, date, the name of a choice, a list of names; None: no answer."""
        step = self.step(reference)
        if value is None:
            self._take_back(step)
        else:
            put(self.turn, step, ours(step, value), None)
        self._tell()

    def add(self, reference: str) -> None:
        """One more entry of a repeat that is not counted."""
        self.odk.add(reference)
        self._begin_repeats()

    def take_over(self, state: State) -> None:
        """The form is answered as a conversation with us was."""
        self.turn.set(**{field: getattr(state, field) for field in ("answers", "held", "aside", "lang")})
        for reference in self.asked_repeats():
            self._match_entries(reference)
        self._tell()

    def unasked(self) -> list[str]:
        """References of the questions that are relevant there and have neither an answer nor a skip here."""
        leaves = [at for at in self._leaves() if self.odk.nodes[at]["relevant"] and not self.odk.nodes[at]["readonly"]]
        keys = {at: self.key(at) for at in leaves}
        asked = {at: key for at, key in keys.items() if key not in self.turn.flow.computed}
        return [at for at, key in asked.items() if key not in self.turn.state.answers]

    def _match_entries(self, reference: str) -> None:
        repeat = slot(self.names[name_of(reference)], rounds(reference))
        there = shape_of(self.turn.base, self.turn.env()).get(repeat, 0)
        while self.entries(reference) < there:
            self.odk.add(reference)
        while self.entries(reference) > there:
            self.odk.remove(reference)

    def entries(self, reference: str) -> int:
        """How many there are of a repeat."""
        return sum(
            at.startswith(reference + "[") and at.endswith("]") and "/" not in at[len(reference) :]
            for at in self.odk.nodes
        )

    def refuses(self, reference: str, value: Any) -> tuple[bool, bool]:
        """Whether the constraint refuses this answer, here and there. Nothing is kept of it."""
        step, before = self.step(reference), self.odk.nodes[reference]["value"]
        here = check(self.turn, step, ours(step, value)) is not None
        self.odk.set(reference, theirs(value))
        there = self.odk.nodes[reference]["violation"] == "constraint"
        self.odk.set(reference, before.split() if isinstance(value, list) else before)
        return here, there

    def proposed(self, reference: str) -> tuple[bool, Any]:
        """The default of a question: whether it is the same there, and what it is here."""
        here = held_value(self.turn, self.step(reference))
        found = None if here is None else in_form(self.step(reference), here)
        return same(found, self.odk.nodes[reference]["value"]), found

    def fits(self, reference: str, value: Any) -> bool:
        """May it be an answer at all, so that a conversation would hold it?"""
        step = self.step(reference)
        mine = ours(step, value)
        return KINDS[step.kind].allows(step, mine) and check(self.turn, step, mine) is None

    def step(self, reference: str) -> Step:
        return self.turn.flow.steps[self.key(reference)]

    def key(self, reference: str) -> str:
        return slot(self.names[name_of(reference)], rounds(reference))

    def askable(self) -> list[str]:
        """References of what a person could answer now."""
        return [at for at in self._leaves() if self._is_asked(at)]

    def only_ask(self, names: set[str]) -> None:
        """The other questions stay blank."""
        self._quiet = set(self.names) - names

    def asked_repeats(self) -> list[str]:
        """References of the repeats that get one more entry when somebody says so."""
        asked = {repeat.name or repeat.id for repeat in self.turn.base.repeats.values() if repeat.asked}
        return [
            at
            for at, node in self.odk.nodes.items()
            if node["type"].startswith("repeat-range") and node["relevant"] and name_of(at) in asked
        ]

    def _is_asked(self, reference: str) -> bool:
        node, step = self.odk.nodes[reference], self.turn.flow.steps.get(self.key(reference))
        if step is None or node["readonly"] or not node["relevant"] or KINDS[step.kind].value_type == "none":
            return False
        if name_of(reference) in self._quiet:
            return False
        return relevance(step, self.turn.env()) is True

    def _take_back(self, step: Step) -> None:
        if step.id in self.turn.state.answers:
            put(self.turn, step, None, None)

    def _begin_repeats(self) -> None:
        """An entry there is one here as well: somebody said yes to it."""
        for reference in list(self.odk.nodes):
            name = name_of(reference)
            repeat = self.turn.base.repeats.get(self.names.get(name, ""))
            if repeat is not None and repeat.asked and rounds(reference) and reference.endswith("]"):
                step = self.turn.flow.steps.get(slot(repeat.id, rounds(reference)))
                if step is not None:
                    put(self.turn, step, True, None)

    def _tell(self) -> None:
        """Gives the form what our engine holds, until nothing is left to say."""
        for _ in range(MOST_TOLD + 2 * len(self.turn.state.answers)):
            told = next(self._untold(), None)
            if told is None:
                return
            self.odk.set(*told)
        raise AssertionError(f"the form does not keep {told}")

    def _untold(self) -> Iterator[tuple[str, str | list[str]]]:
        for reference in self._leaves():
            step = self.turn.flow.steps.get(self.key(reference))
            node = self.odk.nodes[reference]
            if step is None or KINDS[step.kind].value_type == "none" or node["readonly"] or not node["relevant"]:
                continue
            held = self.turn.state.answers.get(step.id)
            value = None if held is None or held.value is None else in_form(step, held.value)
            if not same(value, node["value"]):
                yield reference, theirs(value)

    # --- comparing ----------------------------------------------------------------------------------------------------

    def differences(self) -> list[str]:
        return [found for reference in self._leaves() for found in self._compared(reference)]

    def worked_out(self, reference: str) -> tuple[Any, str]:
        """A computed value here and there."""
        there = self.odk.nodes[reference]["value"]
        return self._worked_out(self.turn.flow.computed[self.key(reference)].value, there), there

    def compared(self) -> int:
        return sum(1 for _ in self._leaves())

    def _leaves(self) -> Iterator[str]:
        return (at for at, node in self.odk.nodes.items() if "options" in node and name_of(at) in self.names)

    def _compared(self, reference: str) -> Iterator[str]:
        node, key = self.odk.nodes[reference], self.key(reference)
        if key in self.turn.flow.computed:
            here, _ = self.worked_out(reference)
            if not same(here, node["value"]):
                yield f"{reference} value: {here!r} here, {node['value']!r} there"
            return
        step, env = self.turn.flow.steps.get(key), self.turn.env()
        relevant = step is not None and relevance(step, env) is True
        if relevant != node["relevant"]:
            yield f"{reference} relevant: {relevant} here, {node['relevant']} there"
        elif step is not None and relevant and KINDS[step.kind].value_type != "none":
            yield from self._asked(reference, step)

    def _worked_out(self, value: Expression, there: str) -> Any:
        """A value; of choices the names they have in the form (several lists may have the value)."""
        here = value(self.turn.env())
        if value.type == "choice":
            return there if there in self._choices.get(here, ()) else here
        if value.type == "choices" and here is not None:
            names = {name for one in here for name in self._choices[one]}
            return [name for name in there.split() if name in names]
        return here

    def _asked(self, reference: str, step: Step) -> Iterator[str]:
        node, env = self.odk.nodes[reference], self.turn.env()
        if is_required(step, env) != node["required"]:
            yield f"{reference} required: {is_required(step, env)} here, {node['required']} there"
        if node["options"] is not None and step.choices:
            names = [named(choice) for choice in offered(step, env)]
            if names != node["options"]:
                yield f"{reference} choices: {names} here, {node['options']} there"


# --- references and values --------------------------------------------------------------------------------------------


def name_of(reference: str) -> str:
    return ROUND.sub("", reference).rpartition("/")[2]


def rounds(reference: str) -> tuple[int, ...]:
    return tuple(map(int, ROUND.findall(reference)))


def named(choice: Choice) -> str:
    return choice.name or choice.value


def ours(step: Step, value: Any) -> Any:
    """A value of the form as our engine keeps it."""
    if KINDS[step.kind].value_type == "bool":
        return value == "yes"
    if step.kind == "date":
        return {"date": value.isoformat(), "precision": "day"}
    if step.choices:
        values = {named(choice): choice.value for choice in step.choices}
        return [values[name] for name in value] if isinstance(value, list) else values[value]
    return value


def in_form(step: Step | None, value: Any) -> Any:
    """What our engine keeps or works out, as the form would have it."""
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if step is not None and step.choices:
        names = {choice.value: named(choice) for choice in step.choices}
        return [names[one] for one in value] if isinstance(value, list) else names[value]
    return value


def theirs(value: Any) -> str | list[str]:
    """A value of the form as ODK's engine takes it."""
    if value is None:
        return ""
    return value if isinstance(value, list) else value.isoformat() if isinstance(value, date) else str(value)


def same(here: Any, there: str) -> bool:
    """Is a value of ours what the form has as text?"""
    match here:
        case None:
            return there in ("", "NaN")
        case bool():
            return there in (("true", "yes") if here else ("false", "no"))
        case int() | float():
            return abs(float(there or "nan") - here) <= 1e-9 * max(1.0, abs(here))
        case date():
            return there in (here.isoformat(), str((here - date(1970, 1, 1)).days))
        case list() | tuple() | set() | frozenset():
            return sorted(here) == sorted(there.split())
    return str(here) == there

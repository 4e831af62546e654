"""Which phrases tell what made a condition true, or false under a `not`: worked out once for each condition.

What is left to do for a person is to look at the answers that vary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flows.expressions import Env, tree
from flows.expressions.evaluate import compiled
from flows.expressions.tree import Node
from flows.parsing.countries import country_name
from flows.parsing.languages import language_name
from locales.texts import Texts

#: A text id, then name -> text id or literal (marked with "=") of what is set in.
Phrase = tuple[str, tuple[tuple[str, str], ...]]
#: Says which phrases (by number) made a condition what it is, for one person.
Narrator = Callable[[Env], tuple[int, ...]]

NOTHING: Narrator = lambda env: ()  # noqa: E731
#: What codes are called, by the type of the answer.
CALLED: Mapping[str, Callable[[str, str], str]] = {"country": country_name, "language": language_name}

_BOUNDS = {"<=": "at_least", "<": "more_than", ">=": "at_most", ">": "less_than"}
_TURNED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<", "==": "==", "!=": "!="}
_OPPOSITE = {"<=": ">", "<": ">=", ">=": "<", ">": "<=", "==": "!=", "!=": "=="}
_UNITS = {"plus_years": "years", "plus_months": "months", "plus_days": "days", "plus_weeks": "weeks"}


class Phrases:
    """The phrases of one rule set, by number. `flow_id`: where texts of choices stand."""

    def __init__(self, texts: Texts, flow_id: str) -> None:
        self.flow_id = flow_id
        self._texts = texts
        self._phrases: list[Phrase] = []
        self._numbers: dict[Phrase, int] = {}

    def __getitem__(self, number: int) -> Phrase:
        return self._phrases[number]

    def number(self, phrase: Phrase) -> int:
        if phrase not in self._numbers:
            self._numbers[phrase] = len(self._phrases)
            self._phrases.append(phrase)
        return self._numbers[phrase]

    def has(self, text_id: str) -> bool:
        return self._texts.has("de", text_id)


class Narrating:
    """Walks a condition once."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases

    def of(self, node: Node, want: bool) -> Narrator:
        """The parts of a condition that made it what it is: true, or false under a `not`."""
        match node:
            case tree.Computed():
                return self.term(node, want)
            case tree.Not():
                return self.of(node.operand, not want)
            case tree.And() | tree.Or():
                return self.junction(node, want)
            case tree.Call(function="known" | "sure"):
                return self.when(node.arguments[0], want)
            case tree.Compare() if node.left.type == "date":
                return self.days(node, want)
            case tree.Compare() | tree.OneOf() | tree.Contains() | tree.Call() | tree.Name():
                return self.stated(node)
            case _:
                return NOTHING

    def always(self, *phrases: Phrase) -> Narrator:
        numbers = tuple(map(self.phrases.number, phrases))
        return lambda env: numbers

    def term(self, node: tree.Computed, want: bool) -> Narrator:
        """A term that has a text of its own says that; others are told by what they are made of."""
        text_id = f"rules.term.{node.name}"
        if self.phrases.has(text_id):
            return self.always((text_id, ())) if want else NOTHING
        return self.of(node.expression.tree, want)

    def when(self, node: Node, want: bool) -> Narrator:
        run, told = compiled(node), self.of(node, want)
        return lambda env: told(env) if run(env) is want else ()

    def junction(self, node: tree.And | tree.Or, want: bool) -> Narrator:
        """A true `and` needed all its parts; a true `or` one, and the first that is true says enough."""
        if isinstance(node, tree.And) is want:
            parts = tuple(found for part in node.operands if (found := self.of(part, want)) is not NOTHING)
            return lambda env: tuple(number for part in parts for number in part(env))
        either = tuple((compiled(part), self.of(part, want)) for part in node.operands)
        return lambda env: next((told(env) for run, told in either if run(env) is want), ())

    def days(self, node: tree.Compare, want: bool) -> Narrator:
        """The bound beside an answer; of two answers that do not fit each other, what both are about."""
        left, op, right = node.left, node.op if want else _OPPOSITE[node.op], node.right
        if not _asked(left):
            left, op, right = right, _TURNED[op], left
        if not isinstance(left, tree.Name) or not _asked(left) or op not in _BOUNDS:
            return NOTHING
        if isinstance(right, tree.Name):
            return self.always((f"rules.about.{left.name}", ()), (f"rules.about.{right.name}", ()))
        phrase = _bound(f"rules.about.{left.name}", _BOUNDS[op], right)
        return self.always(phrase) if phrase else NOTHING

    def stated(self, node: Node) -> Narrator:
        """What was answered, of the first answer the condition reads."""
        name = next((part for part in tree.walk(node) if isinstance(part, tree.Name | tree.Computed)), None)
        if isinstance(name, tree.Computed):
            run, yes, no = compiled(name), self.of(name, True), self.of(name, False)
            return lambda env: yes(env) if run(env) is True else no(env)
        if name is None or not self.phrases.has(f"rules.about.{name.name}"):
            return NOTHING  # a switch, or the day: nothing the person said
        return self.answered(node, name)

    def answered(self, node: Node, name: tree.Name) -> Narrator:
        known: dict[Any, tuple[int, ...]] = {}
        step, phrases = name.name, self.phrases
        mentioned = None if isinstance(node, tree.Compare) else _mentioned(node)

        def told(env: Env) -> tuple[int, ...]:
            value = env.values.get(step)
            if value.__class__ is list:
                value = tuple(value if mentioned is None else (part for part in mentioned if part in value))
            elif value.__class__ not in _SIMPLE:
                return ()
            key = (value.__class__, value)
            if key not in known:
                said = _said(name, value, phrases)
                phrase = ("rules.why.answer", (("about", f"rules.about.{step}"), ("answer", said)))
                known[key] = (phrases.number(phrase),) if said else ()
            return known[key]

        return told


_SIMPLE = (str, bool, int, float)


def _asked(node: Node) -> bool:
    return isinstance(node, tree.Name) and node.name != "today"


def _bound(about: str, bound: str, right: Node) -> Phrase | None:
    match right:
        case tree.Call() if right.function in _UNITS:
            number = compiled(right.arguments[1])(_NOBODY)
            unit = f"rules.unit.{_UNITS[right.function]}"
            return f"rules.why.{bound}", (("about", about), ("n", f"={abs(number)}"), ("unit", unit))
        case tree.Const():
            return f"rules.why.day.{bound}", (("about", about), ("day", f"={right.value}"))
        case _:
            return None


_NOBODY = Env({}, date.min)


def _said(name: tree.Name, value: Any, phrases: Phrases) -> str:
    if isinstance(value, bool):
        return "consent.given" if value else "consent.refused"
    if isinstance(value, tuple):
        return "+".join(f"{phrases.flow_id}.{name.name}.choice.{part}" for part in value)
    if name.type == "choice":
        text_id = f"{phrases.flow_id}.{name.name}.choice.{value}"
        return text_id if phrases.has(text_id) else f"rules.fact.{name.name}.{value}"
    if name.type in CALLED and isinstance(value, str):
        return f"{name.type}:{value}"
    return f"={value}"


def _mentioned(node: Node) -> tuple[str, ...]:
    """The choices a condition speaks of, in its order."""
    return tuple(str(part.value) for part in tree.walk(node) if isinstance(part, tree.Const) and part.type == "text")

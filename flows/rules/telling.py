"""Why: the sentence of a result, made from the expressions of the rows that gave it and from the catalogues' texts.

Nothing is written twice: a bound of 18 years stands in the row and nowhere else, so the sentence changes with it. What
is said is one short phrase for each condition that decided ("Alter: mindestens 18 (Jahre)"), in any language, with no
grammar that numbers or names could break. The person reads it too: "could be", "ask there", never a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.expressions import Env, tree
from flows.expressions.evaluate import compiled
from flows.expressions.tree import Node
from flows.parsing.countries import country_name
from flows.parsing.languages import language_name
from flows.rules.model import Cell, Row
from locales.texts import Texts

#: A text id, then name -> text id or literal (marked with "=") of what is set in.
Phrase = tuple[str, tuple[tuple[str, str], ...]]
#: Says which phrases (by number) made a condition what it is, for one person.
Narrator = Callable[[Env], tuple[int, ...]]

MOST = 20_000  # sentences kept; days and numbers that people write have no end

_BOUNDS = {"<=": "at_least", "<": "more_than", ">=": "at_most", ">": "less_than"}
_TURNED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<", "==": "==", "!=": "!="}
_OPPOSITE = {"<=": ">", "<": ">=", ">=": "<", ">": "<=", "==": "!=", "!=": "=="}
_CALLED: Mapping[str, Callable[[str, str], str]] = {"country": country_name, "language": language_name}
_UNITS = {"plus_years": "years", "plus_months": "months", "plus_days": "days", "plus_weeks": "weeks"}
_NOTHING: Narrator = lambda env: ()  # noqa: E731


@dataclass(slots=True)
class Teller:
    """Puts the reasons of one rule set into words, and keeps what was said. `flow_id`: where texts of choices stand.

    `headed`: the sentence begins with what it is, as the person is told. Staff have a heading of their own and read
    the reasons alone.
    """

    texts: Texts
    flow_id: str
    languages: tuple[str, ...]
    headed: bool = True
    _phrases: list[Phrase] = field(default_factory=list)
    _numbers: dict[Phrase, int] = field(default_factory=dict)
    _narrators: dict[int, Narrator] = field(default_factory=dict)  # by number of the cell
    _rows: dict[str, tuple[Narrator, ...]] = field(default_factory=dict)  # by id of the row
    _whys: dict[tuple[Any, ...], dict[str, str]] = field(default_factory=dict)

    def why(self, head: Phrase, rows: Iterable[Row], env: Env, more: tuple[Phrase, ...] = ()) -> dict[str, str]:
        """Language -> sentences: what it is, then what decided it."""
        reasons: list[int] = []
        for row in rows:
            for told in self._rows[row.id] if row.id in self._rows else self._of_row(row):
                reasons += told(env)
        key = (head, tuple(reasons), more)
        found = self._whys.get(key)
        if found is None:
            if len(self._whys) >= MOST:
                self._whys.clear()
            phrases = tuple(dict.fromkeys(self._phrases[number] for number in reasons))
            found = {lang: self._sentence(lang, head, phrases, more) for lang in self.languages}
            self._whys[key] = found
        return found

    def _of_row(self, row: Row) -> tuple[Narrator, ...]:
        told = tuple(found for cell in row.cells if (found := self._told(cell)) is not _NOTHING)
        self._rows[row.id] = told
        return told

    def _told(self, cell: Cell) -> Narrator:
        found = self._narrators.get(cell.number)
        if found is None:
            found = self._narrators[cell.number] = _Narrating(self).of(cell.expression.tree, True)
        return found

    # --- words --------------------------------------------------------------------------------------------------------

    def number(self, phrase: Phrase) -> int:
        if phrase not in self._numbers:
            self._numbers[phrase] = len(self._phrases)
            self._phrases.append(phrase)
        return self._numbers[phrase]

    def has(self, text_id: str) -> bool:
        return self.texts.has("de", text_id)

    def say(self, lang: str, phrase: Phrase) -> str:
        text_id, params = phrase
        text = self.texts.raw(lang, text_id)
        return text.format_map({name: self._value(lang, value) for name, value in params}) if params else text

    def _value(self, lang: str, value: str) -> str:
        """Several choices are separated by `+`; what begins with `=` is said as it is, codes as CLDR calls them."""
        if value.startswith("="):
            return value[1:]
        kind, _, code = value.partition(":")
        if code:
            return _CALLED[kind](code, lang)
        return ", ".join(self.texts.raw(lang, text_id) for text_id in value.split("+"))

    def _sentence(self, lang: str, head: Phrase, reasons: tuple[Phrase, ...], more: tuple[Phrase, ...]) -> str:
        sentences = [self.say(lang, head)] if self.headed else []
        if reasons:
            joined = "; ".join(dict.fromkeys(self.say(lang, reason) for reason in reasons))
            sentences.append(self.texts.raw(lang, "rules.because").format(reasons=joined) if self.headed else joined)
        return " ".join([*sentences, *(self.say(lang, phrase) for phrase in more)])


# --- from a tree to phrases -------------------------------------------------------------------------------------------


class _Narrating:
    """Walks a condition once; what is left to do for a person is to look at the answers that vary."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller

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
                return _NOTHING

    def always(self, phrase: Phrase) -> Narrator:
        number = (self.teller.number(phrase),)
        return lambda env: number

    def term(self, node: tree.Computed, want: bool) -> Narrator:
        """A term that has a text of its own says that; others are told by what they are made of."""
        text_id = f"rules.term.{node.name}"
        if self.teller.has(text_id):
            return self.always((text_id, ())) if want else _NOTHING
        return self.of(node.expression.tree, want)

    def when(self, node: Node, want: bool) -> Narrator:
        run, told = compiled(node), self.of(node, want)
        return lambda env: told(env) if run(env) is want else ()

    def junction(self, node: tree.And | tree.Or, want: bool) -> Narrator:
        """A true `and` needed all its parts; a true `or` one, and the first that is true says enough."""
        if isinstance(node, tree.And) is want:
            parts = tuple(found for part in node.operands if (found := self.of(part, want)) is not _NOTHING)
            return lambda env: tuple(number for part in parts for number in part(env))
        either = tuple((compiled(part), self.of(part, want)) for part in node.operands)
        return lambda env: next((told(env) for run, told in either if run(env) is want), ())

    def days(self, node: tree.Compare, want: bool) -> Narrator:
        left, op, right = node.left, node.op if want else _OPPOSITE[node.op], node.right
        if not _asked(left):
            left, op, right = right, _TURNED[op], left
        if not isinstance(left, tree.Name) or not _asked(left) or op not in _BOUNDS:
            return _NOTHING
        phrase = _bound(f"rules.about.{left.name}", _BOUNDS[op], right)
        return self.always(phrase) if phrase else _NOTHING

    def stated(self, node: Node) -> Narrator:
        """What was answered, of the first answer the condition reads."""
        name = next((part for part in tree.walk(node) if isinstance(part, tree.Name | tree.Computed)), None)
        if isinstance(name, tree.Computed):
            run, yes, no = compiled(name), self.of(name, True), self.of(name, False)
            return lambda env: yes(env) if run(env) is True else no(env)
        if name is None or not self.teller.has(f"rules.about.{name.name}"):
            return _NOTHING  # a switch, or the day: nothing the person said
        return self.answered(node, name)

    def answered(self, node: Node, name: tree.Name) -> Narrator:
        known: dict[Any, tuple[int, ...]] = {}
        step, teller = name.name, self.teller
        mentioned = None if isinstance(node, tree.Compare) else _mentioned(node)

        def told(env: Env) -> tuple[int, ...]:
            value = env.values.get(step)
            if value.__class__ is list:
                value = len(value) if mentioned is None else tuple(part for part in mentioned if part in value)
            elif value.__class__ not in _SIMPLE:
                return ()
            key = (value.__class__, value)
            if key not in known:
                said = _said(name, value, teller)
                phrase = ("rules.why.answer", (("about", f"rules.about.{step}"), ("answer", said)))
                known[key] = (teller.number(phrase),) if said else ()
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
        case tree.Name():
            return f"rules.why.day.{bound}", (("about", about), ("day", f"rules.about.{right.name}"))
        case _:
            return None


_NOBODY = Env({}, date.min)


def _said(name: tree.Name, value: Any, teller: Teller) -> str:
    if isinstance(value, bool):
        return "consent.given" if value else "consent.refused"
    if isinstance(value, tuple):
        return "+".join(f"{teller.flow_id}.{name.name}.choice.{part}" for part in value)
    if name.type == "choice":
        text_id = f"{teller.flow_id}.{name.name}.choice.{value}"
        return text_id if teller.has(text_id) else f"rules.fact.{name.name}.{value}"
    if name.type in _CALLED and isinstance(value, str):
        return f"{name.type}:{value}"
    return f"={value}"


def _mentioned(node: Node) -> tuple[str, ...]:
    """The choices a condition speaks of, in its order."""
    return tuple(str(part.value) for part in tree.walk(node) if isinstance(part, tree.Const) and part.type == "text")

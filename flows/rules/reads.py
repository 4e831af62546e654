"""Which answers a rule set waits for: for the checks of a flow, and to show beside a need what it was judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from flows.expressions import Expression, tree
from flows.expressions.tree import Node
from flows.rules.model import Row, RuleSet, Table

#: The column of the tables of needs that says how somebody is placed; the others say what they wish.
SITUATION, CHOSEN = "situation", "chosen"


def answers_read(rules: RuleSet, table: Table) -> dict[str, frozenset[str]]:
    """Step -> the choices the table waits for, its terms written out; none where it reads a number or a day."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in table.rows:
        for cell in row.cells:
            for name in cell.expression.names & rules.flow.steps.keys():
                found[name] |= _choices(rules, name, cell.expression.tree)
    return {name: frozenset(values) for name, values in found.items()}


def _choices(rules: RuleSet, step: str, node: Node) -> set[str]:
    """Languages and countries are no choices of the flow's own."""
    if not rules.flow.steps[step].choices:
        return set()
    return {value for name, value in _waited_for(node) if name == step}


def _waited_for(node: Node) -> Iterator[tuple[str, str]]:
    """(answer, choice) for every choice that is spoken of."""
    for part in _everything(node):
        match part:
            case tree.Compare(left=item, right=tree.Const(value=str() as value)):
                yield from ((name, value) for name in _answer(item))
            case tree.Compare(left=tree.Const(value=str() as value), right=item):
                yield from ((name, value) for name in _answer(item))
            case tree.OneOf(item=item):
                yield from ((name, value) for name in _answer(item) for value in part.values if isinstance(value, str))
            case tree.Contains(item=tree.Const(value=str() as value), many=tree.Name() as name):
                yield name.name, value
            case tree.Call(arguments=[tree.Name(type="choices") as name, *rest]):
                consts = (one.value for one in rest if isinstance(one, tree.Const))
                yield from ((name.name, value) for value in consts if isinstance(value, str))


def _answer(node: Node) -> Iterator[str]:
    """The step whose answer is compared, also with something in its place where it is not known."""
    match node:
        case tree.Name() as name:
            yield name.name
        case tree.Call(function="known", arguments=[tree.Name() as name, *_]):
            yield name.name


def _everything(node: Node) -> Iterator[Node]:
    for part in tree.walk(node):
        yield part
        if isinstance(part, tree.Computed):
            yield from _everything(part.expression.tree)


def answers_about(rules: RuleSet) -> Mapping[str, tuple[str, ...]]:
    """Field of action -> the steps that speak of it, in the order they are asked: those the rules judge the situation
    by, and those asked only of whoever chose the field."""
    judged, chosen = _columns(rules, SITUATION), _columns(rules, CHOSEN)
    return {
        name: tuple(
            step.id
            for step in rules.flow.steps.values()
            if step.id in read or _asked_for(step.relevant, chosen.get(name, frozenset()), name)
        )
        for name, read in judged.items()
    }


def _columns(rules: RuleSet, column: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in _rows_of_needs(rules.tables):
        names = (cell.expression.names for cell in row.cells if cell.column == column)
        found[row.outcome["field"]] = found.get(row.outcome["field"], frozenset()).union(*names)
    return found


def _rows_of_needs(tables: Iterable[Table]) -> Iterator[Row]:
    return (row for table in tables if table.kind == "needs" for row in table.rows)


def _asked_for(relevant: Expression | None, chosen: frozenset[str], name: str) -> bool:
    """Is the question asked only where this field was chosen?"""
    return relevant is not None and any(step in chosen and value == name for step, value in _waited_for(relevant.tree))


def facts_read(rules: RuleSet, jurisdiction: str | None) -> dict[str, tuple[str, ...]]:
    """The facts that a table of this jurisdiction asks for -> their values."""
    read = {
        name
        for table in rules.tables
        if table.jurisdiction is not None and table.jurisdiction == jurisdiction
        for row in table.rows
        for cell in row.cells
        for name in cell.expression.names
    }
    return {name: fact.values for name, fact in rules.facts.items() if name in read}

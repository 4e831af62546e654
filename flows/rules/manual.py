"""The tables of `docs/rules.md`, made from flow and rules, so that the manual cannot say anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flows.kinds import KINDS
from flows.manual import BLOCK
from flows.model import Step
from flows.rules.model import DESTINATIONS, OUTCOMES, VALUES, RuleSet

_VALUES: Mapping[str, str] = {
    "bool": "`true` or `false`",
    "number": "a number",
    "date": "a day, month or year: `2019-05-31`, `2019-05`, `2019`",
    "place": 'an AGS of eight digits as text, or `{"ags": …, "plz": …, "name": …}`',
    "country": "ISO 3166-1, two capital letters: `SY`",
    "language": "a language code: `uk`",
    "text": "text",
}


def written(manual: str, rules: RuleSet) -> str:
    """The manual with every made part anew. Raises KeyError for a part nobody makes."""
    return BLOCK.sub(lambda block: f"{block[1]}\n{PARTS[block[2]](rules)}\n\n{block[3]}", manual)


def _inputs(rules: RuleSet) -> str:
    read = {name for cell in rules.cells for name in cell.names}
    steps = [step for step in rules.flow.steps.values() if KINDS[step.kind].value_type != "none"]
    rows = [_row(step.id, _value(step), _asked(rules, step), step.id in read) for step in steps if not step.repeats]
    rows += [_row(fact.id, _listed(fact.values), "entered at the desk", True) for fact in rules.facts.values()]
    return "\n".join(["| key | value | what it is | read by rules |", "|---|---|---|---|", *rows])


def _row(name: str, value: str, what: str, read: bool) -> str:
    return f"| `{name}` | {value} | {what} | {'yes' if read else 'no'} |"


def _asked(rules: RuleSet, step: Step) -> str:
    return rules.flow.source[step.desk or step.prompt].replace("|", "\\|")


def _value(step: Step) -> str:
    kind = KINDS[step.kind].value_type
    if kind == "choice":
        return _listed(choice.value for choice in step.choices)
    if kind == "choices":
        return f"a list of {_listed(choice.value for choice in step.choices)}"
    return _VALUES[kind]


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _tables(rules: RuleSet) -> str:
    rows = [
        f"| `{table.name}` | {table.kind} | {table.jurisdiction or 'all'} | {len(table.rows)} | {table.title} |"
        for table in rules.tables
    ]
    return "\n".join(["| table | kind | for | rows | about |", "|---|---|---|---|---|", *rows])


def _outcomes(rules: RuleSet) -> str:
    rows = [
        f"| {kind} | {', '.join(_column(name, must) for name, must in OUTCOMES[kind].items())} |" for kind in OUTCOMES
    ]
    return "\n".join(
        ["| kind | outcome columns |", "|---|---|", *rows, "", f"`to`: {_listed(DESTINATIONS)}, `offer:<id>`."]
    )


def _column(name: str, must: bool) -> str:
    known = VALUES.get(name, ())
    said = f": {', '.join(known)}" if 0 < len(known) <= 5 else ""
    return f"`{name}`{'' if must else ' (optional)'}{said}"


def _unreviewed(rules: RuleSet) -> str:
    rows = [f"| `{row.id}` | {row.source} | {row.note} |" for row in rules.rows() if not row.reviewed]
    return "\n".join(["| row | source | note |", "|---|---|---|", *rows])


PARTS: Mapping[str, Callable[[RuleSet], str]] = {
    "inputs": _inputs,
    "tables": _tables,
    "outcomes": _outcomes,
    "unreviewed": _unreviewed,
}

"""What everything is called in the form: the name it came with where a form can use it, else its id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flows.kinds.base import KINDS
from flows.model import Choice, Flow
from flows.xlsform.xpath_names import Names

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_CHOICE = re.compile(r"[^\s]+")
#: Names pyxform gives away itself.
_TAKEN = frozenset({"meta", "instanceid", "instancename", "__version__"})
YES_NO, CONSENT = "yes_no", "consent"


@dataclass(slots=True)
class FormNames:
    """`items`: id of a step, computed value, repeat or group -> name. `numbers`: repeat -> name of its counting row.

    `sections`: id -> name. `lists`: id of a list or of a step with choices of its own -> name of its list in the form.
    """

    items: Mapping[str, str]
    sections: Mapping[str, str]
    numbers: Mapping[str, str]
    lists: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    taken: set[str] = field(default_factory=set)

    def xpath(self, flow: Flow) -> Names:
        consents: dict[str, tuple[str, ...]] = {}
        for step in flow.steps.values():
            if purpose := step.options.get("purpose"):
                consents[purpose] = (*consents.get(purpose, ()), step.id)
        return Names(self.items, self.choices, consents)


def names_of(flow: Flow, groups: Mapping[str, str | None], shared: Mapping[str, str]) -> FormNames:
    """`groups`: id -> name it came with. `shared`: step -> id of the list it takes its choices from."""
    given = {
        **{step.id: step.name for step in flow.steps.values()},
        **{value.id: value.name for value in flow.computed.values()},
        **{repeat.id: repeat.name for repeat in flow.repeats.values()},
        **groups,
    }
    taken = set(_TAKEN)
    counted = {repeat for repeat in flow.repeats if f"{repeat}_count" in given}  # pyxform makes a row of that name
    items = _named({key: f"{key}_entries" if key in counted else name for key, name in given.items()}, taken)
    sections = _named({f"section_{section.id}": None for section in flow.sections}, taken)
    numbers = _named({f"{repeat}_number": None for repeat in flow.repeats}, taken)
    lists = _lists(flow, shared)
    choices = {step.id: choice_names(step.choices) for step in flow.steps.values() if step.choices}
    return FormNames(
        items,
        {section.id: sections[f"section_{section.id}"] for section in flow.sections},
        {repeat: numbers[f"{repeat}_number"] for repeat in flow.repeats},
        lists,
        choices,
    )


def _named(given: Mapping[str, str | None], taken: set[str]) -> dict[str, str]:
    """Each a name that nothing else has, big and small letters alike. Ids come before names that collide with them."""
    ids = {key.lower() for key in given}
    found = {}
    for key, name in given.items():
        usable = bool(name) and _NAME.fullmatch(name or "") and (name or "").lower() not in taken | (ids - {key})
        made = name if usable and name else key
        while made.lower() in taken:
            made += "_"
        taken.add(made.lower())
        found[key] = made
    return found


def choice_names(choices: Iterable[Choice]) -> dict[str, str]:
    """Value -> name in the form: without blanks, each once."""
    wanted = tuple(choices)
    values = {choice.value for choice in wanted}
    found: dict[str, str] = {}
    used: set[str] = set()
    for choice in wanted:
        name = choice.name or ""
        others = name in values and name != choice.value
        usable = _CHOICE.fullmatch(name) and name not in used and not others
        found[choice.value] = name if usable else choice.value
        used.add(found[choice.value])
    return found


def _lists(flow: Flow, shared: Mapping[str, str]) -> dict[str, str]:
    taken = {YES_NO, CONSENT}
    found: dict[str, str] = {}
    own = [step.id for step in flow.steps.values() if step.choices and step.id not in shared]
    for key in (*(f"list {name}" for name in flow.lists), *own):
        made = key.removeprefix("list ")
        while made in taken:
            made += "_list"
        taken.add(made)
        found[key] = made
    return found


def row_type(kind: str, integer: bool, list_name: str) -> str:
    """The question type of XLSForm that asks nearest to what a kind asks."""
    plain = {"date": "date", "number": "integer" if integer else "decimal", "say": "note", "summary": "note"}
    choosing = {"one": "select_one", "many": "select_multiple", "yes_no": "select_one", "consent": "select_one"}
    if kind in choosing:
        return f"{choosing[kind]} {list_name}"
    return plain.get(kind, "note" if KINDS[kind].value_type == "none" else "text")

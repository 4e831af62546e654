"""Needs at a glance: how urgent each field of action is, read from the answers by rules that are data.

A picture for the first look, no score and no decision: every level names the steps it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TODAY, WEEK, WANTED, NOT_CHOSEN = 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of action. `levels`: step -> value -> level. `offered`: it is among the fields to pick."""

    name: str
    offered: bool = True
    details: tuple[str, ...] = ()
    levels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NeedsMap:
    """`chosen`: step in which fields are picked; `urgency`: (step, level), strongest first."""

    chosen: str
    urgency: tuple[tuple[str, int], ...]
    fields: tuple[FieldRule, ...]

    def steps(self) -> frozenset[str]:
        """Every step the map reads."""
        own = {step for rule in self.fields for step in (*rule.details, *rule.levels)}
        return frozenset({self.chosen, *(step for step, _ in self.urgency), *own})


@dataclass(frozen=True, slots=True)
class Need:
    """`level` None: the person was not asked or did not say. `because`: the steps that gave the level."""

    field: str
    level: int | None
    because: tuple[str, ...]
    details: tuple[str, ...]


def read_map(data: Mapping[str, Any]) -> NeedsMap:
    """The map of one flow from its YAML. Raises KeyError, TypeError for another shape."""
    return NeedsMap(
        chosen=data["chosen"],
        urgency=tuple((row["step"], row["level"]) for row in data["urgency"]),
        fields=tuple(
            FieldRule(name, rule.get("offered", True), tuple(rule.get("details", ())), rule.get("levels", {}))
            for name, rule in data["fields"].items()
        ),
    )


def glance(rules: NeedsMap, values: Mapping[str, Any]) -> tuple[Need, ...]:
    """All fields, the most urgent first; equal ones in the order of the map."""
    needs = [_need(rules, rule, values) for rule in rules.fields]
    return tuple(sorted(needs, key=lambda need: -1 if need.level is None else need.level, reverse=True))


def _need(rules: NeedsMap, rule: FieldRule, values: Mapping[str, Any]) -> Need:
    found = [*_picked(rules, rule, values), *_told(rule, values)]
    level = max((level for level, _ in found), default=None)
    because = tuple(dict.fromkeys(step for at, step in found if at == level))
    return Need(rule.name, level, because, tuple(step for step in rule.details if step in values))


def _picked(rules: NeedsMap, rule: FieldRule, values: Mapping[str, Any]) -> list[tuple[int, str]]:
    chosen = values.get(rules.chosen)
    if not rule.offered or not isinstance(chosen, list):
        return []
    if rule.name not in chosen:
        return [(NOT_CHOSEN, rules.chosen)]
    again = [(level, step) for step, level in rules.urgency if rule.name in (values.get(step) or ())]
    return [*again, (WANTED, rules.chosen)]


def _told(rule: FieldRule, values: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Answers that speak for themselves, single or ticked."""
    found = []
    for step, levels in rule.levels.items():
        given = values.get(step)
        ticked = given if isinstance(given, list) else [given]
        found += [(levels[value], step) for value in ticked if isinstance(value, str) and value in levels]
    return found

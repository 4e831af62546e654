"""Small rule sets for tests: a table in a few lines over the intake's own answers."""

from __future__ import annotations

from flows.library import builtin
from flows.rules.loading import load_rules
from flows.rules.model import RuleSet

TERMS = """
facts:
  referred_by: {values: sozialamt other}
switches:
  extra: town
terms:
  adult: birth <= today - years(18)
  minor: birth > today - years(18)
"""

HEAD = """table: target-town
kind: target
title: Zielgruppe
jurisdiction: town
complete_from: 2020-01-01
columns: {age: Alter, status: Aufenthalt}
defaults: {valid_from: 2020-01-01, source: Papier, checked_on: 2026-11-26, reviewed: "true"}
rows:
"""

ADULT = "  - {id: grown, age: adult, outcome: in_group, group: adults}\n"
MINOR = "  - {id: young, age: minor, outcome: human}\n"


def rules(*rows: str, head: str = HEAD, terms: str = TERMS, **more: str) -> RuleSet:
    """`more`: further tables by their names."""
    tables = {"town.yaml": head + "".join(rows), **{f"{name}.yaml": text for name, text in more.items()}}
    return load_rules(builtin("kim-intake"), tables, terms)

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

REFERRALS = """table: more
kind: referrals
title: Mehr
columns: {status: Aufenthalt}
defaults: {valid_from: 2020-01-01, source: x, checked_on: 2026-11-26, reviewed: "true", urgency: later}
rows:
  - {id: late, status: status == 'duldung', to: asylblg}
  - {id: now, status: status == 'duldung', to: asylblg, urgency: today}
  - {id: maybe, status: status == 'duldung', to: abh-25b, reviewed: "false"}
  - {id: on, status: extra, to: mbe}
"""

FLAGS = """table: flags
kind: flags
title: Hinweise
columns: {what: Was}
defaults: {valid_from: 2020-01-01, source: x, checked_on: 2026-11-26, reviewed: "true"}
rows:
  - {id: wrong, what: arrival < birth, flag: contradiction, effect: human}
"""

NEEDS = """table: needs
kind: needs
title: Bedarf
columns: {what: Thema, how: Wie}
defaults: {valid_from: 2020-01-01, source: x, checked_on: 2026-11-26, reviewed: "true"}
rows:
  - {id: law-1, what: "'law' in fields", field: law, score: 1}
  - {id: law-3, what: "'law' in fields", how: status == 'duldung', field: law, score: 3}
  - {id: law-3b, how: status != 'eu', field: law, score: 3}
  - {id: work-2, what: "'work' in fields", how: children > 0 or status == 'eu', field: work, score: 2}
  - {id: work-4, what: "'work' in fields", how: status == 'eu', field: work, score: 4, reviewed: "false"}
  - {id: work-0, what: "not ('work' in fields)", field: work, score: 0}
  - {id: money-2, what: "'money' in fields", how: birth <= today - years(25), field: money, score: 2}
"""


def rules(*rows: str, head: str = HEAD, terms: str = TERMS, **more: str) -> RuleSet:
    """`more`: further tables by their names."""
    tables = {"town.yaml": head + "".join(rows), **{f"{name}.yaml": text for name, text in more.items()}}
    return load_rules(builtin("kim-intake"), tables, terms)

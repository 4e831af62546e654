"""What another set of rules would change: how many people would go elsewhere, from where to where. Counts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.rules.deciding import Screener
from flows.rules.found import Screening

Person = tuple[str, Mapping[str, Any]]  # jurisdiction, answers


@dataclass(slots=True)
class Impact:
    """`moves`: (outcome now, outcome then) of those whose target group changes. `more`, `fewer`: by destination."""

    people: int = 0
    changed: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    more: Counter[str] = field(default_factory=Counter)
    fewer: Counter[str] = field(default_factory=Counter)


def impact(now: Screener, then: Screener, people: Iterable[Person], on: date) -> Impact:
    """Both sets of rules for the same people on the same day."""
    found = Impact()
    for jurisdiction, answers in people:
        before, after = now.screen(jurisdiction, on, answers), then.screen(jurisdiction, on, answers)
        was, is_ = _places(before), _places(after)
        found.people += 1
        found.more.update(is_ - was)
        found.fewer.update(was - is_)
        if _target(before) != _target(after):
            found.moves[_target(before), _target(after)] += 1
        found.changed += was != is_ or _target(before) != _target(after)
    return found


def _places(found: Screening) -> set[str]:
    return {referral.to for referral in found.referrals}


def _target(found: Screening) -> str:
    return " ".join(filter(None, (found.target.outcome, found.target.to, found.target.group)))

"""Made-up people with what the rules should say of them: the bench on which a coordinator tries a changed table.

A vignette says only what matters about it; what it leaves out may be anything. Rows that no vignette makes true are
told: a rule nobody tried is a rule nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.rules.found import Screening
from flows.rules.model import Row


@dataclass(frozen=True, slots=True)
class Vignette:
    id: str
    jurisdiction: str
    on: date
    answers: Mapping[str, Any] = field(hash=False)
    expect: Mapping[str, Any] = field(hash=False)
    about: str = ""
    switched: tuple[str, ...] = ()  # switches that are on for this person


def differences(expect: Mapping[str, Any], found: Screening) -> Iterator[str]:
    """What is not as expected, one sentence each. Raises KeyError for an expectation nobody knows."""
    for name, wanted in expect.items():
        if said := CHECKS[name](found, wanted):
            yield f"{name}: {said}"


def held(found: Screening) -> frozenset[str]:
    """Ids of all rows that had a part in the result, also of those that were not needed in the end."""
    return frozenset(row.id for row in found.holding)


def uncovered(rows: Iterable[Row], covered: Iterable[str]) -> tuple[str, ...]:
    seen = frozenset(covered)
    return tuple(row.id for row in rows if row.id not in seen)


Check = Callable[[Screening, Any], str]


def _same(read: Callable[[Screening], Any]) -> Check:
    return lambda found, wanted: "" if read(found) == wanted else f"expected {wanted}, found {read(found)}"


def _all(read: Callable[[Screening], Iterable[str]]) -> Check:
    return lambda found, wanted: _list("missing", sorted(set(wanted) - set(read(found))))


def _none(read: Callable[[Screening], Iterable[str]]) -> Check:
    return lambda found, wanted: _list("not expected", sorted(set(wanted) & set(read(found))))


def _pairs(read: Callable[[Screening], Mapping[str, Any]]) -> Check:
    def check(found: Screening, wanted: Mapping[str, Any]) -> str:
        values = read(found)
        wrong = ((name, value) for name, value in wanted.items() if values.get(name) != value)
        return "; ".join(f"{name} {values.get(name)}, expected {value}" for name, value in wrong)

    return check


def _list(what: str, names: list[str]) -> str:
    return f"{what} {', '.join(names)}" if names else ""


def _places(found: Screening) -> list[str]:
    return [referral.to for referral in found.referrals]


CHECKS: Mapping[str, Check] = {
    "outcome": _same(lambda found: found.target.outcome),
    "group": _same(lambda found: found.target.group),
    "to": _same(lambda found: found.target.to),
    "missing": _all(lambda found: found.target.missing),
    "no_rules": _same(lambda found: not found.target.rows),
    "rules": _all(held),
    "not_rules": _none(held),
    "referrals": _all(_places),
    "no_referrals": _none(_places),
    "urgency": _pairs(lambda found: {referral.to: referral.urgency for referral in found.referrals}),
    "unreviewed": _all(lambda found: [referral.to for referral in found.referrals if not referral.reviewed]),
    "needs": _pairs(lambda found: {need.field: need.score for need in found.needs}),
    "flags": _all(lambda found: [flag.name for flag in found.flags]),
    "no_flags": _none(lambda found: [flag.name for flag in found.flags]),
    "strengths": _all(lambda found: [strength.name for strength in found.strengths]),
    "no_strengths": _none(lambda found: [strength.name for strength in found.strengths]),
}

"""A screening as programs and people get it: plain data, every result with the rows that made it and a sentence why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flows.rules.deciding import Marked, Need, Referral, Screening, Target
from flows.rules.model import HUMAN, REFER, Row
from flows.rules.telling import Phrase, Teller


def report(screening: Screening, teller: Teller) -> dict[str, Any]:
    """`why` is language -> sentence. Needs that were not asked have the score null."""
    env = screening.env
    return {
        "target_group": _target(screening, teller),
        "referrals": [_referral(found, screening, teller) for found in screening.referrals],
        "needs": {found.field: _need(found, screening, teller) for found in screening.needs},
        "flags": [_marked("flag", found, teller, screening) for found in screening.flags],
        "strengths": [_marked("strength", found, teller, screening) for found in screening.strengths],
        "on": env.today.isoformat(),
    }


def _ids(rows: Iterable[Row]) -> list[str]:
    return [row.id for row in rows]


def _target(screening: Screening, teller: Teller) -> dict[str, Any]:
    target = screening.target
    told: dict[str, Any] = {"outcome": target.outcome, "group": target.group, "rules": _ids(target.rows)}
    if target.to:
        told["to"] = target.to
    told["why"] = teller.why(_head(target), target.rows, screening.env, _unknown(target))
    told["missing"] = list(target.missing)
    told["reviewed"] = target.reviewed
    return told


def _head(target: Target) -> Phrase:
    if target.outcome == REFER:
        return "rules.target.refer_to", (("place", f"rules.to.{target.to}"),)
    if target.outcome == HUMAN and target.disagree:
        return "rules.target.disagree", ()
    return f"rules.target.{target.outcome}", ()


def _unknown(target: Target) -> tuple[Phrase, ...]:
    if not target.missing:
        return ()
    names = "+".join(f"rules.about.{name}" for name in target.missing)
    return (("rules.missing", (("names", names),)),)


def _referral(referral: Referral, screening: Screening, teller: Teller) -> dict[str, Any]:
    place = f"rules.to.{referral.to}"
    if referral.to.startswith("offer:"):
        place = f"={referral.to.removeprefix('offer:')}"
    head: Phrase = ("rules.refer", (("place", place),))
    if referral.to == HUMAN:
        head = ("rules.refer.human", ())
    return {
        "to": referral.to,
        "urgency": referral.urgency,
        "rules": _ids(referral.rows),
        "why": teller.why(head, referral.rows, screening.env),
        "source": "; ".join(dict.fromkeys(row.source for row in referral.rows)),
        "reviewed": referral.reviewed,
    }


def _need(need: Need, screening: Screening, teller: Teller) -> dict[str, Any]:
    head = "rules.score.unknown" if need.score is None else f"rules.score.{need.score}"
    why = teller.why((head, ()), need.rows, screening.env)
    return {"score": need.score, "rules": _ids(need.rows), "why": why}


def _marked(what: str, found: Marked, teller: Teller, screening: Screening) -> dict[str, Any]:
    return {
        what: found.name,
        "rules": _ids(found.rows),
        "why": teller.why((f"rules.{what}.{found.name}", ()), found.rows, screening.env),
        "reviewed": any(row.reviewed for row in found.rows),
    }

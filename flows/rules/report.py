"""A screening as programs and people get it: plain data, every result with the rows that made it and a sentence why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flows.rules.found import Marked, Need, Referral, Screening, Target
from flows.rules.model import HUMAN, REFER, Row
from flows.rules.narrating import Phrase
from flows.rules.telling import Part, Teller


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


def _ids(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple([row.id for row in rows])


def _target(screening: Screening, teller: Teller) -> Any:
    target = screening.target
    ids, reasons = _ids(target.rows), teller.reasons(target.rows, screening.env)

    def made() -> Part:
        told: Part = {"outcome": target.outcome, "group": target.group, "rules": list(ids)}
        if target.to:
            told["to"] = target.to
        told["why"] = teller.why(_head(target), reasons, _unknown(target))
        return told | {"missing": list(target.missing), "reviewed": target.reviewed}

    said = (target.outcome, target.group, target.to, target.missing, target.disagree, target.reviewed)
    return teller.part((said, ids, reasons), made)


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


def _referral(referral: Referral, screening: Screening, teller: Teller) -> Any:
    ids, reasons = _ids(referral.rows), teller.reasons(referral.rows, screening.env)

    def made() -> Part:
        return {
            "to": referral.to,
            "urgency": referral.urgency,
            "rules": list(ids),
            "why": teller.why(_place(referral), reasons),
            "source": "; ".join(dict.fromkeys(row.source for row in referral.rows)),
            "reviewed": referral.reviewed,
        }

    return teller.part((referral.to, referral.urgency, referral.reviewed, ids, reasons), made)


def _place(referral: Referral) -> Phrase:
    if referral.to == HUMAN:
        return "rules.refer.human", ()
    if referral.to.startswith("offer:"):
        return "rules.refer", (("place", f"={referral.to.removeprefix('offer:')}"),)
    return "rules.refer", (("place", f"rules.to.{referral.to}"),)


def _need(need: Need, screening: Screening, teller: Teller) -> Any:
    ids, reasons = _ids(need.rows), teller.reasons(need.rows, screening.env)

    def made() -> Part:
        head = "rules.score.unknown" if need.score is None else f"rules.score.{need.score}"
        return {"score": need.score, "rules": list(ids), "why": teller.why((head, ()), reasons)}

    return teller.part((need.score, ids, reasons), made)


def _marked(what: str, found: Marked, teller: Teller, screening: Screening) -> Any:
    ids, reasons = _ids(found.rows), teller.reasons(found.rows, screening.env)

    def made() -> Part:
        why = teller.why((f"rules.{what}.{found.name}", ()), reasons)
        return {what: found.name, "rules": list(ids), "why": why, "reviewed": any(row.reviewed for row in found.rows)}

    return teller.part((what, found.name, ids, reasons), made)

"""What a case manager makes of the suggestion of the rules: target group, needs, places to ask, and a note.

Pure, so that form, store and page mean the same. A decision keeps what it was about, so that the page can say when the
suggestion has become another one since, and what it rested on, so that it goes with a withdrawn consent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from flows.rules.model import DESTINATIONS, REFER, SCORES, TARGET_OUTCOMES

CONFIRMED, CHANGED = "confirmed", "changed"
NOTE = 1000  # characters
KEPT = 20  # decisions of one case that are kept, the latest last
#: Names of the form's fields: `need.<field>` holds a score, `referral.<to>` is ticked.
NEED, REFERRAL = "need.", "referral."


@dataclass(frozen=True, slots=True)
class Choice:
    """`to` only where the outcome is a referral. `needs`: field -> 0 to 4. `referrals`: those to follow up."""

    outcome: str
    to: str | None
    needs: Mapping[str, int]
    referrals: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`at`: epoch ms; `by`: staff id; `state`: confirmed | changed; `consents`: purposes in force then; `basis`: the
    essence of the suggestion it was about."""

    choice: Choice
    at: int
    by: str
    state: str
    consents: tuple[str, ...] = ()
    basis: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        return {**asdict(self), "choice": asdict(self.choice)}


def decision_from(stored: Mapping[str, Any]) -> Decision:
    """What `Decision.stored` gave, read from JSON. Raises KeyError, TypeError for another shape."""
    choice = Choice(**{**stored["choice"], "referrals": tuple(stored["choice"]["referrals"])})
    return Decision(**{**stored, "choice": choice, "consents": tuple(stored["consents"])})


def earlier_form(stored: Mapping[str, str], state: str, by: str, at: int) -> Decision:
    """A decision of before there was a form for needs and places: outcome and note alone; who and when stood beside.

    What it rested on was not kept, so it goes with any consent that answers of a case rest on.
    """
    choice = Choice(stored["outcome"], None, {}, (), stored.get("note", ""))
    return Decision(choice, at, by, state, ("handover", "intake", "special"))


def suggested_choice(content: Mapping[str, Any]) -> Choice:
    """The suggestion itself, as it would be confirmed. `content`: see `flows.rules.report`."""
    target = content["target_group"]
    needs = {name: int(need["score"]) for name, need in content["needs"].items() if need["score"] is not None}
    return Choice(target["outcome"], target.get("to"), needs, tuple(one["to"] for one in content["referrals"]))


def essence(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision is about. Two suggestions with the same essence need no second decision."""
    found = suggested_choice(content)
    group = content["target_group"]["group"]
    return {
        "outcome": found.outcome,
        "group": group,
        "to": found.to,
        "needs": dict(found.needs),
        "referrals": sorted(found.referrals),
    }


def read_choice(form: Mapping[str, str], content: Mapping[str, Any]) -> Choice:
    """The decision in a form about this suggestion; a need that is not in it stays as suggested.

    Raises ValueError for what the form never offers.
    """
    before = suggested_choice(content)
    outcome = form.get("outcome", "")
    if outcome not in TARGET_OUTCOMES:
        raise ValueError("outcome")
    to = (form.get("to") or before.to) if outcome == REFER else None
    if to is not None and to not in (*DESTINATIONS, before.to):
        raise ValueError("to")
    needs = {name: _score(form.get(f"{NEED}{name}", ""), before.needs.get(name)) for name in content["needs"]}
    return Choice(
        outcome=outcome,
        to=to,
        needs={name: score for name, score in needs.items() if score is not None},
        referrals=tuple(to for to in before.referrals if f"{REFERRAL}{to}" in form),
        note=form.get("note", "").replace("\r\n", "\n").replace("\0", "").strip()[:NOTE],
    )


def _score(given: str, suggested: int | None) -> int | None:
    if not given:
        return suggested
    if given not in SCORES:
        raise ValueError("need")
    return int(given)


def changes(choice: Choice, content: Mapping[str, Any]) -> dict[str, int]:
    """How many parts of the suggestion somebody sees otherwise: `target` (0 or 1), `needs`, `referrals`. Numbers only:
    the history of a case is not sealed."""
    before = suggested_choice(content)
    return {
        "target": int((choice.outcome, choice.to) != (before.outcome, before.to)),
        "needs": sum(before.needs.get(name) != score for name, score in choice.needs.items()),
        "referrals": len(set(before.referrals) ^ set(choice.referrals)),
    }


def still_rests(decision: Decision, granted: frozenset[str]) -> bool:
    """Is every consent of then still in force? What was decided on withdrawn answers would tell of them."""
    return granted.issuperset(decision.consents)

"""What the rules suggest for somebody who was sent off: kept with the case for the desk.

A suggestion only: the case manager confirms it or says something else (`backend.services.assessing`). Made anew
whenever the answers of the case change, so that nothing of what was withdrawn stays in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from backend.content.screening import builtin_desk
from backend.crypto import DataKey
from backend.domain.assessment import Decision, decision_from, earlier_form, essence, still_rests
from backend.domain.times import to_ms
from backend.persistence import screenings as store
from backend.persistence.database import Connection
from backend.services.conversation import Conversation
from flows.days import day_of
from flows.engine.derive import kept_out
from flows.errors import LotseError
from flows.rules.found import Screening
from flows.rules.report import report
from flows.slots import step_of

SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules are asked about: answers as stored, the consents in force, and what only the desk knows."""

    flow: str
    jurisdiction: str | None
    answers: Mapping[str, Any]
    consents: Mapping[str, bool]
    facts: Mapping[str, str]


def looked_at(told: Told, now: datetime) -> Screening | None:
    """None where there are no rules: another flow, or a place outside all jurisdictions.

    An answer whose consent is gone says nothing, wherever it may still stand.
    """
    desk = builtin_desk()
    if told.flow != desk.rules.flow.id or told.jurisdiction not in desk.rules.jurisdictions:
        return None
    steps = desk.rules.flow.steps
    resting = {name: steps[step_of(name)].needs for name in told.answers if step_of(name) in steps}
    covered = {
        name: value
        for name, value in told.answers.items()
        if (purpose := resting.get(name)) is None or told.consents.get(purpose)
    }
    return desk.screener.screen(told.jurisdiction, day_of(now), {**covered, **told.facts}, told.consents)


def told_by(
    conversation: Conversation, jurisdiction: str | None, facts: Mapping[str, str], *, here: bool = False
) -> Told:
    """`here`: only answers that may be repeated in this channel."""
    state, steps = conversation.state, conversation.flow.steps
    answers = {
        name: answer.value
        for name, answer in state.answers.items()
        if not here or (step_of(name) in steps and not kept_out(steps[step_of(name)], state))
    }
    return Told(conversation.flow.id, jurisdiction, answers, state.consents, facts)


def keep_screening(
    conn: Connection, conversation: Conversation, case_id: str, jurisdiction: str | None, now: datetime
) -> None:
    """The suggestion of a case as its answers are now."""
    facts = facts_of(conn, conversation.key, case_id)
    keep(conn, conversation.key, case_id, told_by(conversation, jurisdiction, facts), now)


def screened(told: Told, now: datetime) -> Mapping[str, Any] | None:
    """The suggestion as the desk reads it; None where there are no rules. Slow beside all else that a turn does: to be
    worked out before others are made to wait."""
    found = looked_at(told, now)
    return None if found is None else report(found, builtin_desk().staff_teller)


def keep(conn: Connection, key: DataKey, case_id: str, told: Told, now: datetime) -> None:
    """Writes suggestion and facts; decisions stay for as long as what they rested on is consented to."""
    before, content = store.screening_of(conn, case_id), screened(told, now)
    decisions = [] if before is None else _decisions(key, before)
    granted = frozenset(purpose for purpose, given in told.consents.items() if given)
    kept = [one for one in decisions if still_rests(one, granted)]
    if before is not None:
        store.remove_screening(conn, case_id)
    at = to_ms(now) if before is None else max(to_ms(now), before.at + 1)  # each has its own
    keep_first(conn, key, case_id, told, content, at, kept)


def keep_first(
    conn: Connection,
    key: DataKey,
    case_id: str,
    told: Told,
    content: Mapping[str, Any] | None,
    at: int,
    decisions: Sequence[Decision] = (),
) -> None:
    """Writes the suggestion of a case that has none; nothing where there are no rules. `at`: epoch ms."""
    if content is None:
        return
    store.insert_screening(
        conn,
        case_id=case_id,
        at=at,
        content_enc=_sealed(key, case_id, "content_enc", content),
        facts_enc=_sealed(key, case_id, "facts_enc", told.facts) if told.facts else None,
        **decided(key, case_id, decisions),
    )


def decided(key: DataKey, case_id: str, decisions: Sequence[Decision]) -> dict[str, Any]:
    """The columns of these decisions, the latest last."""
    if not decisions:
        return {"state": SUGGESTED, "decided_by": None, "decided_at": None, "decision_enc": None}
    last = decisions[-1]
    sealed = _sealed(key, case_id, "decision_enc", [one.stored() for one in decisions])
    return {"state": last.state, "decided_by": last.by, "decided_at": last.at, "decision_enc": sealed}


# --- read -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestion as the desk reads it. `decisions`: what was made of it, the latest last. `outdated`: the last one
    was about another suggestion, as far as that is known."""

    at: int
    content: Mapping[str, Any]
    facts: Mapping[str, str]
    decisions: tuple[Decision, ...]

    @property
    def decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def outdated(self) -> bool:
        return self.decision is not None and bool(self.decision.basis) and self.decision.basis != essence(self.content)


def read_screening(conn: Connection, key: DataKey | None, case_id: str) -> Suggested | None:
    """None where there is none, or it can no longer be read."""
    row = store.screening_of(conn, case_id)
    if row is None or key is None:
        return None
    content = _opened(key, row, "content_enc")
    if content is None:
        return None
    return Suggested(row.at, content, _opened(key, row, "facts_enc") or {}, tuple(_decisions(key, row)))


def facts_of(conn: Connection, key: DataKey, case_id: str) -> Mapping[str, str]:
    """Fact of the rules -> value, as entered at the desk."""
    row = store.screening_of(conn, case_id)
    found: Mapping[str, str] = {} if row is None else _opened(key, row, "facts_enc") or {}
    return found


def _decisions(key: DataKey, row: Any) -> list[Decision]:
    """The latest last. A row may hold one in its earlier form: sealed, so no migration could bring it into this one."""
    stored = _opened(key, row, "decision_enc")
    if isinstance(stored, dict):
        return [earlier_form(stored, row.state, row.decided_by, row.decided_at)]
    return [decision_from(one) for one in stored or ()]


def _opened(key: DataKey, row: Any, column: str) -> Any:
    sealed = getattr(row, column)
    if sealed is None:
        return None
    try:
        return orjson.loads(key.open("screenings", column, row.case_id, sealed))
    except (LotseError, orjson.JSONDecodeError):
        return None


def _sealed(key: DataKey, case_id: str, column: str, content: Any) -> bytes:
    return key.seal("screenings", column, case_id, orjson.dumps(content))

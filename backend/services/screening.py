"""What the rules suggest for somebody who was sent off: kept with the case for the desk, said to the person with care.

A suggestion only: the case manager confirms it or says something else, and that is recorded. Made anew whenever the
answers of the case change, so that nothing of what was withdrawn stays in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from backend.content.screening import builtin_desk
from backend.crypto import DataKey
from backend.domain.times import to_ms
from backend.persistence import screenings as store
from backend.persistence.database import Connection
from backend.services.conversation import Conversation
from backend.services.forgetting import SUGGESTIONS
from backend.services.offer_telling import told_offers
from backend.services.world import World
from flows.engine.derive import kept_out
from flows.errors import LotseError
from flows.events import Event, Say
from flows.rules.deciding import Screening
from flows.rules.model import HUMAN, IN_GROUP, REFER
from flows.rules.report import report
from flows.slots import step_of

SUGGESTED, CONFIRMED, CHANGED = "suggested", "confirmed", "changed"
MOST = 4  # places a person is told of at the end; the desk sees all


def screened(
    conversation: Conversation, jurisdiction: str | None, now: datetime, *, here: bool = False
) -> Screening | None:
    """What the rules say of the answers so far. `here`: only of those that may be repeated in this channel.

    None where there are no rules: another flow, or a place outside all jurisdictions.
    """
    desk, state, steps = builtin_desk(), conversation.state, conversation.flow.steps
    if conversation.flow.id != desk.rules.flow.id or jurisdiction not in desk.rules.jurisdictions:
        return None
    answers = {
        name: answer.value
        for name, answer in state.answers.items()
        if not here or (step_of(name) in steps and not kept_out(steps[step_of(name)], state))
    }
    return desk.screener.screen(jurisdiction, now.date(), answers, state.consents)


def keep_screening(
    conn: Connection, conversation: Conversation, case_id: str, jurisdiction: str | None, now: datetime
) -> None:
    """The suggestion of a case as its answers are now. A decision stays for as long as the suggestion says the same."""
    before, found = store.screening_of(conn, case_id), screened(conversation, jurisdiction, now)
    content = None if found is None else report(found, builtin_desk().teller)
    same = (
        before is not None and content is not None and _essence(_opened(conversation.key, before)) == _essence(content)
    )
    decided = (
        {name: getattr(before, name) for name in ("state", "decided_by", "decided_at", "decision_enc")}
        if same
        else {"state": SUGGESTED}
    )
    if before is not None:
        store.remove_screening(conn, case_id)
    if content is not None:
        sealed = conversation.key.seal("screenings", "content_enc", case_id, orjson.dumps(content))
        store.insert_screening(conn, case_id=case_id, at=to_ms(now), content_enc=sealed, **decided)


def _essence(content: Mapping[str, Any] | None) -> Any:
    """What a decision was about: outcome, group and places."""
    if content is None:
        return None
    target = content["target_group"]
    return target["outcome"], target["group"], target.get("to"), sorted(one["to"] for one in content["referrals"])


def _opened(key: DataKey, row: Any) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = orjson.loads(key.open("screenings", "content_enc", row.case_id, row.content_enc))
    except (LotseError, orjson.JSONDecodeError):
        return None
    return found


# --- for the person ---------------------------------------------------------------------------------------------------


def said_at_the_end(
    world: World, conn: Connection, conversation: Conversation, jurisdiction: str | None, now: datetime
) -> list[Event]:
    """What could help and why, in the person's language: only what is confirmed, and nothing that sounds decided; then
    offers of the directory for the needs that weigh most."""
    found = screened(conversation, jurisdiction, now, here=True)
    if found is None:
        return []
    told = report(found, builtin_desk().teller)
    offers = told_offers(conn, conversation, jurisdiction, told, now)
    return [*_places_to_ask(world, conversation, found, told), *offers]


def _places_to_ask(world: World, conversation: Conversation, found: Screening, told: Mapping[str, Any]) -> list[Event]:
    teller = builtin_desk().teller
    lang = conversation.state.lang or conversation.state.lang_hint
    lines = [one["why"] for one in told["referrals"] if one["reviewed"] and one["to"] != HUMAN][:MOST]
    if found.target.outcome in (IN_GROUP, REFER) and found.target.to not in {one["to"] for one in told["referrals"]}:
        lines.insert(0, told["target_group"]["why"])
    if not lines:
        return []
    spoken = lang if lang in teller.languages else world.texts.language_for(lang)
    return [Say(SUGGESTIONS, {"list": "\n".join(f"• {line[spoken]}" for line in lines)}, role="notice")]


# --- for the desk -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestion as the desk reads it, in German. `decision`: outcome and note, once somebody decided."""

    at: int
    content: Mapping[str, Any]
    state: str
    decided_by: str | None
    decided_at: int | None
    decision: Mapping[str, str] | None


def read_screening(conn: Connection, key: DataKey | None, case_id: str) -> Suggested | None:
    """None where there is none, or it can no longer be read."""
    row = store.screening_of(conn, case_id)
    content = _opened(key, row) if row is not None and key is not None else None
    if row is None or key is None or content is None:
        return None
    decision = key.open("screenings", "decision_enc", case_id, row.decision_enc) if row.decision_enc else None
    return Suggested(
        row.at, content, row.state, row.decided_by, row.decided_at, orjson.loads(decision) if decision else None
    )


def write_decision(
    conn: Connection, key: DataKey, case_id: str, at: int, staff_id: str, decision: Mapping[str, str], now: int
) -> str:
    """Confirmed, or changed where the outcome is another. The new state.

    Raises LotseError desk.conflict when the suggestion has been made anew since `at`.
    """
    row = store.screening_of(conn, case_id)
    content = _opened(key, row) if row is not None else None
    if row is None or content is None:
        raise LotseError("desk.conflict", case=case_id)
    state = CONFIRMED if decision["outcome"] == content["target_group"]["outcome"] else CHANGED
    sealed = key.seal("screenings", "decision_enc", case_id, orjson.dumps(decision))
    changed = {"state": state, "decided_by": staff_id, "decided_at": now, "decision_enc": sealed}
    if not store.change_screening(conn, case_id, at, **changed):
        raise LotseError("desk.conflict", case=case_id)
    return state

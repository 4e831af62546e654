"""What staff do with the suggestion of the rules: confirm it, change it, and enter what the person cannot know.

Who referred somebody is known at the desk only. It is sealed with the case, read by the rules like an answer, and the
suggestion is made anew with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from backend.content.screening import builtin_desk
from backend.crypto import DataKey
from backend.domain.assessment import CHANGED, CONFIRMED, KEPT, Decision, changes, essence, read_choice
from backend.domain.permissions import Staff
from backend.domain.times import to_ms
from backend.persistence import cases as rows
from backend.persistence import screenings as store
from backend.persistence.cases import CaseRow
from backend.persistence.database import Connection
from backend.services.case_view import read_answers
from backend.services.cases import opened_answers, readable_key, to_act_on
from backend.services.screening import Suggested, Told, decided, keep, read_screening
from backend.services.world import World
from flows.errors import LotseError


async def decide(world: World, staff: Staff, case_id: str, at: int, form: Mapping[str, str], last: int = 0) -> None:
    """Records what a case manager makes of the suggestion of `at`: confirmed as it is, or changed in parts.

    `last`: when the assessment was made that they saw beside it, 0 where there was none. The same form once more
    changes nothing. Raises LotseError desk.not_found; desk.conflict when the suggestion has been made anew or assessed
    since, or the form holds what it never offered.
    """
    now, mark = to_ms(world.clock()), world.ids.new()

    def write(conn: Connection) -> None:
        case = to_act_on(conn, staff, case_id)
        key = _key(world, conn, case)
        found = _suggested(conn, key, case.id, at)
        try:
            choice = read_choice(form, found.content)
        except ValueError:
            raise LotseError("desk.conflict", case=case.id) from None
        before = found.decision
        if before and before.at != last:
            if (before.by, before.choice) == (staff.id, choice):
                return
            raise LotseError("desk.conflict", case=case.id)
        counts = changes(choice, found.content)
        state = CHANGED if any(counts.values()) else CONFIRMED
        granted = tuple(sorted(purpose for purpose, given in _in_force(conn, case).items() if given))
        decision = Decision(choice, now, staff.id, state, granted, essence(found.content))
        columns = decided(key, case.id, [*found.decisions, decision][-KEPT:])
        if not store.change_screening(conn, case.id, at, **columns):
            raise LotseError("desk.conflict", case=case.id)
        rows.add_history(conn, mark, case.id, now, staff.id, f"screening_{state}", json.dumps(counts))

    await world.db.write(write)


async def enter_facts(world: World, staff: Staff, case_id: str, at: int, form: Mapping[str, str]) -> None:
    """Keeps what the desk knows (an empty value takes it away) beside the suggestion of `at`, and makes that anew.

    Raises LotseError desk.not_found; desk.conflict when the suggestion has been made anew since, as by somebody else's
    facts; for a value no rule knows, or a case that cannot be read.
    """
    now, mark = world.clock(), world.ids.new()
    facts = _facts(form, case_id)

    def write(conn: Connection) -> None:
        case = to_act_on(conn, staff, case_id)
        key, in_force = _key(world, conn, case), _in_force(conn, case)
        _suggested(conn, key, case.id, at)
        keep(conn, key, case.id, _told(key, case, in_force, facts), now)
        rows.add_history(conn, mark, case.id, to_ms(now), staff.id, "facts_entered", json.dumps(sorted(facts)))

    await world.db.write(write)


def _suggested(conn: Connection, key: DataKey, case_id: str, at: int) -> Suggested:
    """What somebody saw. Raises LotseError desk.conflict where it is another one by now."""
    found = read_screening(conn, key, case_id)
    if found is None or found.at != at:
        raise LotseError("desk.conflict", case=case_id)
    return found


def _facts(form: Mapping[str, str], case_id: str) -> dict[str, str]:
    known = builtin_desk().rules.facts
    facts = {name: form[name] for name in known if form.get(name)}
    if any(value not in known[name].values for name, value in facts.items()):
        raise LotseError("desk.conflict", case=case_id)
    return facts


def _told(key: DataKey, case: CaseRow, in_force: Mapping[str, bool], facts: Mapping[str, str]) -> Told:
    sealed = opened_answers(key, case, in_force)
    if sealed is None:
        raise LotseError("desk.conflict", case=case.id)
    answers = {name: answer["value"] for name, answer in read_answers(sealed).items()}
    return Told(case.flow, case.jurisdiction, answers, in_force, facts)


def _in_force(conn: Connection, case: CaseRow) -> Mapping[str, bool]:
    return rows.consents_in_force(conn, {case.person_id}).get(case.person_id, {})


def _key(world: World, conn: Connection, case: CaseRow) -> DataKey:
    key = readable_key(world, case, _in_force(conn, case))
    if key is None:
        raise LotseError("desk.conflict", case=case.id)
    return key

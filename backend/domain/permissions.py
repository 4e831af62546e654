"""Who may see and do what at the desk: one place, pure, so that every route and every query asks the same question.

A role never widens what another jurisdiction may see. Cases without a jurisdiction (outside all of ours) belong to
the coordinators of all of them until one takes the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    CASE_MANAGER = "case_manager"
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who has logged in. `locale` is the language of the desk, not of any person."""

    id: str
    name: str
    role: Role
    jurisdiction: str
    team_id: str | None
    locale: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases somebody may see: those of one jurisdiction, and the unplaced ones when `unplaced` is set."""

    jurisdiction: str
    unplaced: bool

    def covers(self, jurisdiction: str | None) -> bool:
        return self.unplaced if jurisdiction is None else jurisdiction == self.jurisdiction


#: States in which a case may still change hands or be written to.
LIVE_STATES = frozenset({"triage", "new", "open"})


def scope(staff: Staff) -> Scope:
    return Scope(staff.jurisdiction, unplaced=staff.role is Role.COORDINATOR)


def may_triage(staff: Staff) -> bool:
    """The list of cases without a team or an owner is the coordinators' work."""
    return staff.role is Role.COORDINATOR


def may_act(staff: Staff, jurisdiction: str | None, state: str) -> bool:
    """Take the case over, write to the person. Supervisors look on: whoever supervises does not carry cases."""
    return staff.role is not Role.SUPERVISOR and state in LIVE_STATES and scope(staff).covers(jurisdiction)


def may_accept(staff: Staff, state: str, jurisdiction: str | None, team_id: str | None) -> bool:
    """Take over the case of somebody who has moved to `team_id`: its own people, and the coordinators there."""
    theirs = staff.team_id == team_id if staff.role is Role.CASE_MANAGER else staff.role is Role.COORDINATOR
    return theirs and jurisdiction == staff.jurisdiction and state in LIVE_STATES


def may_read_answers(consents: Mapping[str, bool]) -> bool:
    """Answers and name are for the desk only once the person agreed to the hand-over, and as long as they do."""
    return consents.get("handover") is True


def may_write_to(consents: Mapping[str, bool], called_for_help: bool) -> bool:
    """Messages need consent. Whoever called for a human or for help before that question came may be answered."""
    agreed = consents.get("messenger")
    return called_for_help if agreed is None else agreed


def may_keep_offers(staff: Staff) -> bool:
    """Approve and change entries of the offers directory, in the own jurisdiction: coordination keeps it."""
    return staff.role is Role.COORDINATOR


def may_keep_recordings(staff: Staff) -> bool:
    """Record the questions for people who read little, in the own jurisdiction."""
    return staff.role is Role.COORDINATOR


def may_see_translations(staff: Staff) -> bool:
    """How far the languages are, and where a translation may be wrong: coordination decides what is offered."""
    return staff.role is Role.COORDINATOR

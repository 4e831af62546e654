"""Who may see and do what: roles, jurisdictions, consents."""

from __future__ import annotations

import pytest

from backend.domain.permissions import (
    LIVE_STATES,
    Role,
    Staff,
    may_act,
    may_read_answers,
    may_triage,
    may_write_to,
    scope,
)

UNNA, NEUSS = "kreis-unna", "rhein-kreis-neuss"


def staff(role: Role) -> Staff:
    return Staff("s1", "Kim", role, UNNA, None, "de")


@pytest.mark.parametrize("role", Role)
def test_nobody_sees_cases_of_another_jurisdiction(role: Role) -> None:
    assert scope(staff(role)).covers(UNNA)
    assert not scope(staff(role)).covers(NEUSS)


def test_only_coordinators_see_cases_of_no_jurisdiction() -> None:
    assert [role for role in Role if scope(staff(role)).covers(None)] == [Role.COORDINATOR]
    assert [role for role in Role if may_triage(staff(role))] == [Role.COORDINATOR]


def test_supervisors_look_on_and_change_nothing() -> None:
    acting = [role for role in Role if may_act(staff(role), UNNA, "new")]
    assert acting == [Role.CASE_MANAGER, Role.COORDINATOR]


@pytest.mark.parametrize("state", ["closed", "erased", "kept", "anything"])
def test_a_case_that_is_over_is_not_changed(state: str) -> None:
    assert state not in LIVE_STATES
    assert not may_act(staff(Role.COORDINATOR), UNNA, state)


def test_nobody_acts_on_a_case_of_another_jurisdiction() -> None:
    assert not any(may_act(staff(role), NEUSS, "new") for role in Role)


def test_answers_are_read_only_while_the_hand_over_is_agreed_to() -> None:
    assert may_read_answers({"handover": True})
    assert not may_read_answers({"handover": False})
    assert not may_read_answers({"intake": True})


@pytest.mark.parametrize(
    ("consents", "called", "allowed"),
    [
        ({"messenger": True}, False, True),
        ({"messenger": False}, False, False),
        ({"messenger": False}, True, False),  # a no is a no
        ({}, False, False),
        ({}, True, True),  # called for help before the question came
    ],
)
def test_messages_need_consent_or_a_call_for_help(consents: dict[str, bool], called: bool, allowed: bool) -> None:
    assert may_write_to(consents, called) is allowed

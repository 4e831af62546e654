"""Bielefeld: the welfare organisations take in and assess, then the case goes on to the city's case managers."""

from __future__ import annotations

import json

import pytest

from backend.domain.permissions import Role, Staff
from backend.persistence import tables
from backend.services.case_page import read_case_page
from backend.services.passing_on import pass_on
from flows.errors import LotseError
from tests.integration.services.conftest import Office


def somebody(staff_id: str, role: Role = Role.CASE_MANAGER) -> Staff:
    return Staff(staff_id, "Jemand", role, "bielefeld", "bielefeld.kim", "de")


async def test_two_roles_in_sequence(office: Office) -> None:
    traeger = await office.hire("traeger-1@bielefeld", "bielefeld.kim")
    city = await office.hire("sozialamt-1@bielefeld", "bielefeld.kim")
    await office.intake(residence="Bielefeld").until()
    taken_in = await office.case()
    assert taken_in.owner_id == traeger
    assert (await read_case_page(office.world, somebody(traeger), taken_in.id)).may_pass_on
    with pytest.raises(LotseError, match=r"desk\.not_found"):
        await pass_on(office.world, somebody(traeger, Role.SUPERVISOR), taken_in.id, taken_in.version)
    with pytest.raises(LotseError, match=r"desk\.conflict"):
        await pass_on(office.world, somebody(traeger), taken_in.id, taken_in.version + 5)
    await pass_on(office.world, somebody(traeger), taken_in.id, taken_in.version)
    after = await office.case()
    assert (after.owner_id, after.team_id, after.state) == (city, "bielefeld.kim", "new")
    assert json.loads(after.reason)["task"] == "case"
    assert (await office.rows(tables.case_history))[-1].action == "passed_on"
    assert not (await read_case_page(office.world, somebody(city), after.id)).may_pass_on
    with pytest.raises(LotseError, match=r"desk\.not_found"):
        await pass_on(office.world, somebody(city), after.id, after.version)


async def test_elsewhere_nobody_passes_on(office: Office) -> None:
    owner = await office.hire("nord-1@kreis-unna", "kreis-unna.nordkreis")
    await office.intake().until()
    case = await office.case()
    there = Staff(owner, "Jemand", Role.CASE_MANAGER, "kreis-unna", "kreis-unna.nordkreis", "de")
    assert not (await read_case_page(office.world, there, case.id)).may_pass_on
    with pytest.raises(LotseError, match=r"desk\.not_found"):
        await pass_on(office.world, there, case.id, case.version)

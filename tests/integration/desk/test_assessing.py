"""The suggestion of the rules at the desk: shown with reasons, confirmed or changed, with what only the desk knows."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from backend.domain.permissions import Role
from backend.persistence import tables
from tests.integration.desk.conftest import NORD, DeskTest
from tests.support.desk import (
    ALL_CONSENTS,
    SCREENED_AT,
    SeedCase,
    answer,
    execute,
    page_of,
    post,
    rows_of,
    seed_case,
    seed_staff,
    ukrainian_answers,
)

# --- the suggestion of the rules --------------------------------------------------------------------------------------


async def test_the_suggestion_is_shown_in_german_with_rows_and_sources(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    page = await page_of(await desk.as_("manager"), f"/desk/cases/{case_id}")
    for told in ("Vorschlag der Regeln", "ein Mensch entscheidet", "un-served", "sgb2-ukraine", "§ 74 SGB II"):
        assert told in page
    assert "Kind ohne Schulplatz." in page
    assert "Jobcenter (SGB II)" in page
    assert "Fragen Sie dort nach" not in page, "the sentences are those for staff, not those for the person"


async def test_in_english_the_reasons_are_english_too(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    client = await desk.as_("manager")
    await post(client, "/desk/locale", locale="en")
    page = await page_of(client, f"/desk/cases/{case_id}")
    assert "A child without a school place." in page
    assert "Residence status: " in page


async def test_needs_show_score_reasons_and_the_answers_they_come_from(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    page = await page_of(await desk.as_("manager"), f"/desk/cases/{case_id}")
    (housing,) = re.findall(r'<li class="need need--4">.*?</li>\s*</ul>.*?</li>', page, re.S)
    for told in ("Wohnen", "4 · heute", "Heute dringend: Wohnen"):
        assert told in housing


async def test_the_case_manager_confirms_or_changes_it_and_that_is_recorded(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase(team_id=NORD))
    client = await desk.as_("manager")
    page = await page_of(client, f"/desk/cases/{case_id}")
    referrals = dict.fromkeys(re.findall(r'name="(referral\.[a-z0-9-]+)"', page), "on")
    assert referrals, "the form no longer lists the places"
    for outcome, state in (("human", "confirmed"), ("in_group", "changed")):
        seen = seen_on(await page_of(client, f"/desk/cases/{case_id}"))
        sent = {**seen, "outcome": outcome, "note": "Gespräch am Montag", **referrals}
        reply = await post(client, f"/desk/cases/{case_id}/screening", **sent)
        assert reply.status_code == 303
        (row,) = await rows_of(desk.world, tables.screenings)
        assert (row["state"], row["decided_by"]) == (state, desk.staff["manager"])
        assert "Montag" not in repr({name: value for name, value in row.items() if not name.endswith("_enc")})
    page = await page_of(client, f"/desk/cases/{case_id}")
    assert "Vorschlag geändert: gehört zur Zielgruppe" in page
    assert "Vorschlag bestätigt: ein Mensch entscheidet" in page, "the earlier one is kept"
    assert "Gespräch am Montag" in page
    details = {row["action"]: row["detail"] for row in await rows_of(desk.world, tables.case_history)}
    assert json.loads(details["screening_confirmed"]) == {"target": 0, "needs": 0, "referrals": 0}
    assert json.loads(details["screening_changed"]) == {"target": 1, "needs": 0, "referrals": 0}


def seen_on(page: str) -> dict[str, str]:
    """What the form of an assessment says its author saw: the suggestion, and what was made of it."""
    form = page[page.index("/screening") :]
    return dict(re.findall(r'name="(at|decided)" value="(\d+)"', form)[:2])


async def test_of_two_who_assess_on_the_same_page_the_second_is_told(desk: DeskTest) -> None:
    """Nobody replaces what a colleague has just found without having read it."""
    case_id = await seed_case(desk.world, SeedCase(team_id=NORD))
    client = await desk.as_("manager")
    seen = seen_on(await page_of(client, f"/desk/cases/{case_id}"))
    first = {**seen, "outcome": "human", "note": "Gespräch am Montag"}
    assert (await post(client, f"/desk/cases/{case_id}/screening", **first)).status_code == 303
    desk.clock.pass_(minutes=1)
    second = {**seen, "outcome": "in_group", "note": "Anruf am Dienstag"}
    reply = await post(await desk.as_("coordinator"), f"/desk/cases/{case_id}/screening", **second)
    assert reply.status_code == 409
    page = await page_of(client, f"/desk/cases/{case_id}")
    assert "Gespräch am Montag" in page
    assert "Anruf am Dienstag" not in page
    again = {**second, **seen_on(page)}
    for _ in range(2):  # a double click, where no script holds it back
        assert (await post(client, f"/desk/cases/{case_id}/screening", **again)).status_code == 303
    actions = [row["action"] for row in await rows_of(desk.world, tables.case_history)]
    assert actions.count("screening_changed") == 2, "one of each of them"


async def decided_before_there_was_a_form(desk: DeskTest, case_id: str) -> None:
    """As it was stored until the form for needs and places came: sealed JSON of outcome and note."""
    (case,) = await rows_of(desk.world, tables.cases)
    (person,) = await rows_of(desk.world, tables.people)
    key = desk.world.keyring.unwrap(case["person_id"], person["wrapped_key"], person["master_id"])
    content = json.dumps({"outcome": "in_group", "note": "Nach dem Gespräch am Montag"}).encode()
    sealed = key.seal("screenings", "decision_enc", case_id, content)
    values = {"state": "changed", "decided_by": desk.staff["manager"], "decided_at": 5, "decision_enc": sealed}
    await execute(desk.world, tables.screenings.update().values(values))


async def test_a_decision_of_before_there_was_a_form_is_shown_and_kept(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase(team_id=NORD))
    await decided_before_there_was_a_form(desk, case_id)
    client = await desk.as_("manager")
    page = await page_of(client, f"/desk/cases/{case_id}")
    assert "Vorschlag geändert: gehört zur Zielgruppe" in page
    assert "Nach dem Gespräch am Montag" in page
    reply = await post(client, f"/desk/cases/{case_id}/screening", **seen_on(page), outcome="human", note="neu")
    assert reply.status_code == 303
    page = await page_of(client, f"/desk/cases/{case_id}")
    assert "Nach dem Gespräch am Montag" in page, "it stands behind the new one"


async def test_needs_and_places_can_be_seen_otherwise(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase(team_id=NORD))
    client = await desk.as_("manager")
    sent = {"at": str(SCREENED_AT), "outcome": "refer_to", "to": "mbe", "need.housing": "1", "referral.sgb2": "on"}
    assert (await post(client, f"/desk/cases/{case_id}/screening", **sent)).status_code == 303
    page = await page_of(client, f"/desk/cases/{case_id}")
    assert "Verweis an eine andere Stelle (Migrationsberatung für Erwachsene (MBE))" in page
    assert "Die Regeln schlagen vor: " in page
    assert re.search(r'name="referral\.sgb2" checked', page)
    assert re.search(r'<option value="1" selected>1 · gewünscht, Hilfe ist da', page)


@pytest.mark.parametrize(
    "wrong",
    [{"to": "bank", "outcome": "refer_to"}, {"need.housing": "5"}, {"need.housing": "-1"}, {"need.law": "x"}],
)
async def test_what_the_form_never_offers_is_refused(desk: DeskTest, wrong: dict[str, str]) -> None:
    case_id = await seed_case(desk.world, SeedCase(team_id=NORD))
    sent = {"at": str(SCREENED_AT), "outcome": "human", **wrong}
    assert (await post(await desk.as_("manager"), f"/desk/cases/{case_id}/screening", **sent)).status_code == 409


# --- what only the desk knows -----------------------------------------------------------------------------------------


async def in_mettmann(desk: DeskTest) -> httpx.AsyncClient:
    await seed_staff(desk.world, "mettmann", Role.CASE_MANAGER, "kreis-mettmann")
    return await desk.as_("mettmann")


def of_mettmann() -> SeedCase:
    """Here for a short time, with protection: of the third group only when an office has reported her."""
    answers = ukrainian_answers()
    answers["residence"] = answer({"plz": "40822", "ags": "05158024", "name": "Mettmann", "status": "ok"}, "40822")
    answers |= {
        "status": answer("schutz"),
        "arrival": answer({"date": "2023-01-01", "precision": "day", "about": False}),
    }
    return SeedCase(jurisdiction="kreis-mettmann", team_id=None, answers=answers)


async def enter(client: httpx.AsyncClient, case_id: str, office: str, page: str = "") -> httpx.Response:
    """Who referred somebody, in the form of `page`, or of one opened now."""
    page = page or await page_of(client, f"/desk/cases/{case_id}")
    at = re.findall(rf'action="/desk/cases/{case_id}/facts".*?name="at" value="(\d+)"', page, re.S)
    return await post(client, f"/desk/cases/{case_id}/facts", at=at[0] if at else "", referred_by=office)


async def test_who_referred_somebody_is_entered_sealed_and_read_by_the_rules(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, of_mettmann())
    client = await in_mettmann(desk)
    assert "Gemeldet von" in await page_of(client, f"/desk/cases/{case_id}")
    assert (await enter(client, case_id, "sozialamt")).status_code == 303
    page = await page_of(client, f"/desk/cases/{case_id}")
    assert "Zielgruppe: gehört zur Zielgruppe (Gruppe 3: neu zugewandert, gemeldet)" in page
    assert '<option value="sozialamt" selected>' in page
    (row,) = await rows_of(desk.world, tables.screenings)
    assert b"sozialamt" not in repr(row).encode()
    await enter(client, case_id, "")
    assert "eine meldende Stelle fehlt" in await page_of(client, f"/desk/cases/{case_id}")


async def test_of_two_who_enter_it_on_the_same_page_the_second_is_told(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, of_mettmann())
    client = await in_mettmann(desk)
    page = await page_of(client, f"/desk/cases/{case_id}")
    assert (await enter(client, case_id, "sozialamt", page)).status_code == 303
    reply = await enter(client, case_id, "", page)
    assert reply.status_code == 409
    assert "Jemand war schneller" in reply.text
    assert '<option value="sozialamt" selected>' in await page_of(client, f"/desk/cases/{case_id}")


async def test_a_decision_says_when_the_suggestion_has_become_another_one(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, of_mettmann())
    client = await in_mettmann(desk)
    await enter(client, case_id, "")
    (row,) = await rows_of(desk.world, tables.screenings)
    await post(client, f"/desk/cases/{case_id}/screening", at=str(row["at"]), outcome="referrer_needed")
    assert "Seit dieser Einschätzung" not in await page_of(client, f"/desk/cases/{case_id}")
    await enter(client, case_id, "sozialamt")
    page = await page_of(client, f"/desk/cases/{case_id}")
    assert "Seit dieser Einschätzung hat sich etwas geändert." in page
    assert "eine meldende Stelle fehlt" in page, "the decision itself is kept"


async def test_an_office_no_rule_knows_is_refused(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, of_mettmann())
    assert (await enter(await in_mettmann(desk), case_id, "nobody")).status_code == 409


async def test_where_no_rule_asks_for_it_it_is_not_offered(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    assert "Gemeldet von" not in await page_of(await desk.as_("manager"), f"/desk/cases/{case_id}")


@pytest.mark.parametrize("sent", [{"at": "2", "outcome": "human"}, {"at": "1", "outcome": "rejected"}, {"at": "x"}])
async def test_a_decision_about_another_suggestion_is_refused(desk: DeskTest, sent: dict[str, str]) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    reply = await post(await desk.as_("manager"), f"/desk/cases/{case_id}/screening", **sent)
    assert reply.status_code == 409
    (row,) = await rows_of(desk.world, tables.screenings)
    assert row["state"] == "suggested"


async def test_without_the_consent_to_hand_over_there_is_no_suggestion(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase(consents={**ALL_CONSENTS, "handover": False}))
    page = await page_of(await desk.as_("manager"), f"/desk/cases/{case_id}")
    assert "sgb2-ukraine" not in page

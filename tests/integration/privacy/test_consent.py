"""Consent holds where data are stored and read, not only where it is asked for."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from backend.persistence import tables
from backend.services.delivering import claim_due, note, speak
from tests.integration.privacy.conftest import House, post
from tests.support.desk import rows_of
from tests.support.intake import Intake
from tests.support.person import token_of

#: Steps that need the consent `special`, and words that give each of them away wherever they are stored.
SPECIAL = ("origin", "status", "status_since", "health_talk")
TOLD = {"origin": "Eritrea", "status": "[duldung]", "status_since": "2021", "health_talk": "[soon]"}
TRACES = ("Eritrea", '"ER"', "duldung", '"soon"')
#: Special questions are asked in the messenger, too, where this jurisdiction is responsible.
NEUSS = "41460"


async def opened(house: House) -> str:
    """All that is stored of people, unsealed with their keys: what somebody with every key could read."""
    people = {row["id"]: row for row in await rows_of(house.world, tables.people)}
    owners = {row["id"]: row["person_id"] for row in await rows_of(house.world, tables.conversations)}
    cases = await rows_of(house.world, tables.cases)
    found: list[bytes] = []

    def open_(person: str, table: str, column: str, row: str, blob: bytes | None) -> None:
        if blob is not None:
            owner = people[person]
            key = house.world.keyring.unwrap(person, owner["wrapped_key"], owner["master_id"])
            found.append(key.open(table, column, row, blob))

    for row in await rows_of(house.world, tables.conversations):
        open_(row["person_id"], "conversations", "state_enc", row["id"], row["state_enc"])
    for row in await rows_of(house.world, tables.turns):
        open_(owners[row["conversation_id"]], "turns", "content_enc", row["event_hash"], row["content_enc"])
    for row in cases:
        open_(row["person_id"], "cases", "answers_enc", row["id"], row["answers_enc"])
    for row in await rows_of(house.world, tables.screenings):
        person = next(case["person_id"] for case in cases if case["id"] == row["case_id"])
        open_(person, "screenings", "content_enc", row["case_id"], row["content_enc"])
    for row in await rows_of(house.world, tables.deliveries):
        open_(row["person_id"], "deliveries", "content_enc", row["id"], row["content_enc"])
    assert found
    return b"\n".join(found).decode()


async def the_case(house: House) -> dict[str, Any]:
    (case,) = await rows_of(house.world, tables.cases)
    return case


def given(house: House, **more: str) -> Intake:
    return house.intake("somebody", residence=NEUSS, **TOLD, **more)


async def test_without_special_consent_no_special_answer_is_asked_or_stored(house: House) -> None:
    """faults: C (consent)."""
    intake = given(house, consent_special="[no]")
    await intake.until()
    assert not set(intake.asked) & set(SPECIAL)
    stored = await opened(house)
    assert not [step for step in SPECIAL if f'"{step}":{{' in stored]
    assert not [trace for trace in TRACES if trace in stored]


async def test_with_special_consent_the_same_search_finds_them(house: House) -> None:
    """The searches here can fail."""
    intake = given(house)
    await intake.until()
    assert set(SPECIAL) <= set(intake.asked)
    stored = await opened(house)
    assert all(trace in stored for trace in TRACES)


@pytest.mark.parametrize("sent", [True, False], ids=["after sending", "in mid-flow"])
async def test_withdrawing_special_consent_deletes_what_was_said_under_it(house: House, sent: bool) -> None:
    """faults: C (consent withdrawn in mid-flow). Out of the answers, the case and the transcript, sealed or not."""
    intake = given(house)
    await intake.until(None if sent else "name")
    assert "health_talk" in intake.asked
    await intake.person.do("/withdraw")
    await intake.tap("special")
    assert not (await latest(house))["special"]
    stored = await opened(house)
    assert not [trace for trace in TRACES if trace in stored]
    transcript = await house.gateway.transcript("web", "somebody")
    shown = "\n".join(message.text for message in transcript.messages)
    assert "Eritrea" not in shown
    assert "Duldung" not in shown.replace("Aufenthaltsgestattung, Duldung", "")


async def latest(house: House) -> dict[str, bool]:
    rows = sorted(await rows_of(house.world, tables.consents), key=lambda row: row["at"])
    return {row["purpose"]: row["granted"] for row in rows}


async def test_editing_the_consent_to_no_deletes_as_well(house: House) -> None:
    intake = given(house)
    await intake.until("name")
    await intake.person.do("/edit consent_special")
    await intake.tap("no")
    stored = await opened(house)
    assert not [trace for trace in TRACES if trace in stored]


async def test_an_edited_message_is_forgotten_as_well(house: House) -> None:
    """It stands in the turn of another question than the one it answered."""
    intake = house.intake("somebody", "telegram", residence=NEUSS, **TOLD)
    await intake.until("origin")
    await intake.person.do("Eritrea")
    corrected = await intake.person.do("~ Somalia")
    assert intake.person.reply is not None
    assert any("Somalia" in found for found in (await opened(house)).split("\n")), corrected
    await intake.until("name")
    await intake.person.do("/withdraw")
    await intake.tap("special")
    stored = await opened(house)
    assert "Somalia" not in stored
    assert '"SO"' not in stored


#: A need said where a date is asked for. Health: it rests on the consent `special`.
UNASKED = "ich bin schwanger und habe keine Hebamme"


@pytest.mark.parametrize("sent", [True, False], ids=["after sending", "in mid-flow"])
async def test_a_need_said_unasked_goes_with_its_consent(house: House, sent: bool) -> None:
    intake = given(house)
    await intake.until("birth")
    await intake.person.do(UNASKED)
    await intake.until(None if sent else "name")
    assert UNASKED in await opened(house)
    await intake.person.do("/withdraw")
    await intake.tap("special")
    assert "Hebamme" not in await opened(house)


async def test_a_need_without_its_consent_leaves_no_trace(house: House) -> None:
    """The person is told that it is not stored; so it is not, in the record of the conversation either."""
    intake = given(house, consent_special="[no]")
    await intake.until("of_age")
    await intake.person.do(UNASKED)
    assert "Hebamme" not in await opened(house)
    await intake.until("birth")
    await intake.person.do(UNASKED)
    assert "Hebamme" not in await opened(house)


STAFF = ("nord", "coordinator", "supervisor", "stranger")


async def nobody_sees(house: House, case: dict[str, Any]) -> None:
    """Neither list nor search nor address nor form shows anything of the case to anybody."""
    for login in STAFF:
        async with house.staff(login) as desk:
            for which in ("mine", "team", "all", "triage"):
                page = (await desk.get("/desk/cases", params={"list": which})).text
                assert case["id"] not in page
                assert case["receipt"] not in page
            searched = (await desk.get("/desk/cases", params={"list": "all", "receipt": case["receipt"]})).text
            assert case["id"] not in searched
            direct = await desk.get(f"/desk/cases/{case['id']}")
            missing = await desk.get(f"/desk/cases/{'0' * 32}")
            assert (direct.status_code, direct.text) == (404, missing.text)
            for path, fields in (("take", {"version": "1"}), ("messages", {"text": "Hallo"})):
                sent = await post(desk, f"/desk/cases/{case['id']}/{path}", "/desk/account", **fields)
                assert sent.status_code == 404
    assert await rows_of(house.world, tables.case_messages) == []
    assert [row for row in await rows_of(house.world, tables.deliveries) if row["kind"] == "staff"] == []


async def test_without_handover_consent_no_desk_shows_anything(house: House) -> None:
    """faults: C. Also for somebody in danger who asked for a human."""
    intake = house.intake("somebody", residence="44532", consent_handover="[no]")
    await intake.until("moved_here")
    await intake.person.do("/human")
    await intake.person.do("/emergency")
    assert await rows_of(house.world, tables.cases) == []
    await intake.until()
    await nobody_sees(house, await the_case(house))


async def test_withdrawing_handover_takes_the_case_from_every_desk(house: House) -> None:
    """faults: C. With the page still open at a desk, its forms do nothing any more."""
    intake = house.intake("somebody", residence="44532")
    await intake.until()
    case = await the_case(house)
    async with house.staff("nord") as desk:
        assert (await desk.get(f"/desk/cases/{case['id']}")).status_code == 200
    await intake.person.do("/withdraw")
    await intake.tap("handover")
    assert not (await latest(house))["handover"]
    await nobody_sees(house, await the_case(house))
    before = len(await rows_of(house.world, tables.case_messages))
    await intake.person.do("Hört mich noch jemand?")
    assert len(await rows_of(house.world, tables.case_messages)) == before


async def test_a_message_from_the_desk_is_not_sent_once_the_consent_to_it_is_withdrawn(house: House) -> None:
    """Written with consent, still on its way when that is withdrawn: it stays behind."""
    intake = house.intake("somebody", "telegram", residence=NEUSS)
    await intake.until()
    case = await the_case(house)
    async with house.staff("stranger") as desk:
        page = f"/desk/cases/{case['id']}"
        assert (await post(desk, f"{page}/messages", page, text="Bitte melden Sie sich")).status_code == 303
    await intake.person.do("/withdraw")
    await intake.tap("messenger")
    assert not (await latest(house))["messenger"]
    for due in await claim_due(house.world, 10):
        result = await speak(house.world, house.spoken, due.id, due.attempt)
        assert result is not None
        await note(house.world, due.id, due.attempt, result)
    assert house.spoken.said() == ""


async def test_what_is_kept_out_of_the_messenger_is_not_in_the_hand_back_either(house: House) -> None:
    """Unna keeps special questions out of Telegram. After answering on the secure page the next question goes back to
    Telegram, and where that is the summary of all answers, it must not bring the protected ones along."""
    intake = house.intake("555", "telegram", residence="44532", **TOLD)
    await intake.until()
    assert intake.person.reply is not None
    assert intake.person.link
    web = Intake(house.person("a-browser"), TOLD | {"consent_messenger": "[yes]"})
    token = token_of(intake.person.link)
    assert (await house.gateway.redeem(token, "web", "a-browser")).outcome == "ok"
    await web.person.do("/repeat")
    await web.until("summary")
    assert "status" in web.asked
    await intake.person.do("/edit status")  # from Telegram: a link again
    token = token_of(intake.person.link)
    assert (await house.gateway.redeem(token, "web", "another-browser")).outcome == "ok"
    again = Intake(house.person("another-browser"), TOLD)
    await again.person.do("/repeat")
    await again.until("summary")
    assert "status" in again.asked
    for due in await claim_due(house.world, 10):
        await speak(house.world, house.spoken, due.id, due.attempt)
    house.clock.pass_(minutes=10)
    told = [message for delivery in house.spoken.deliveries for message in delivery.messages]
    assert told
    words = "\n".join(f"{message.text} {message.rows}" for message in told)
    assert "Eritrea" not in words
    assert "Duldung" not in words


async def test_the_person_reads_all_of_it_on_the_secure_page(house: House) -> None:
    """Also when the last thing they said came from the messenger."""
    intake = house.intake("555", "telegram", residence="44532", **TOLD)
    await intake.until()
    assert (await house.gateway.redeem(token_of(intake.person.link), "web", "a-browser")).outcome == "ok"
    web = Intake(house.person("a-browser"), TOLD)
    await web.person.do("/repeat")
    await web.until("summary")
    telegram = await intake.person.do("/data")
    assert "Eritrea" not in "\n".join(message.text for message in telegram.messages)
    page = await house.gateway.transcript("web", "a-browser")
    summary = [message.text for message in page.messages if message.step == "summary"]
    assert summary
    assert "Eritrea" in summary[-1]


def test_orjson_is_what_the_services_write_with() -> None:
    """The traces above are spelled as it spells them."""
    assert orjson.dumps({"value": "ER"}) == b'{"value":"ER"}'


async def test_consents_are_kept_in_order(house: House) -> None:
    intake = given(house)
    await intake.until()
    rows = await house.world.db.read(
        lambda conn: conn.execute(sa.select(tables.consents.c.purpose, tables.consents.c.text_hash)).all()
    )
    assert {purpose for purpose, _ in rows} == {"intake", "handover", "special", "messenger", "statistics"}
    assert all(len(text_hash) == 64 for _, text_hash in rows)

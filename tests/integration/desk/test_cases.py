"""Finding, reading and taking over cases, and writing to the person behind one."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace

import pytest

from backend.persistence import tables
from backend.persistence.erasing import erase_person
from backend.services.cases import MESSAGE_LIMIT, PAGE
from backend.services.delivering import STATUSES
from tests.integration.desk.conftest import NORD, SUED, DeskTest
from tests.support.desk import (
    ALL_CONSENTS,
    SeedCase,
    answer,
    csrf_of,
    execute,
    page_of,
    post,
    rows_of,
    seed_case,
    ukrainian_answers,
)


def names(page: str) -> list[str]:
    return re.findall(r'href="/desk/cases/[0-9a-f]{32}"><bdi>([^<]*)</bdi>', page)


# --- lists -----------------------------------------------------------------------------------------------------------


async def test_urgent_comes_first_then_whoever_waits_longest(desk: DeskTest) -> None:
    for name, hours, urgent, state in (
        ("Neu", 1, False, "new"),
        ("Alt", 50, False, "new"),
        ("Dringend", 2, True, "new"),
        ("Zu", 99, True, "closed"),
    ):
        await seed_case(desk.world, SeedCase(name=name, hours_ago=hours, urgent=urgent, state=state))
    page = await page_of(await desk.as_("manager"), "/desk/cases?list=all")
    assert names(page) == ["Dringend", "Alt", "Neu", "Zu"]
    assert "vor 2 Tagen" in page
    assert "Ukrainisch" in page
    assert "4 Fälle" in page


async def test_mine_team_all_and_triage(desk: DeskTest) -> None:
    me = desk.staff["manager"]
    seeds = {
        "Mine": SeedCase(owner_id=me),
        "Teams": SeedCase(owner_id=desk.staff["colleague"]),
        "South": SeedCase(team_id=SUED, owner_id=desk.staff["colleague"]),
        "Nobody": SeedCase(team_id=NORD),
        "Triage": SeedCase(team_id=None, state="triage"),
    }
    for name, seed in seeds.items():
        await seed_case(desk.world, replace(seed, name=name))
    client = await desk.as_("manager")
    found = {which: set(names(await page_of(client, f"/desk/cases?list={which}"))) for which in ("mine", "team", "all")}
    assert found == {"mine": {"Mine"}, "team": {"Mine", "Teams", "Nobody"}, "all": set(seeds)}
    triage = names(await page_of(await desk.as_("coordinator"), "/desk/cases?list=triage"))
    assert set(triage) == {"Nobody", "Triage"}


async def test_the_first_list_with_anything_in_it_opens_first(desk: DeskTest) -> None:
    def opened(page: str) -> list[str]:
        return re.findall(r'<a href="/desk/cases\?list=(\w+)" aria-current="page">', page)

    client, coordinator = await desk.as_("manager"), await desk.as_("coordinator")
    assert opened(await page_of(client, "/desk/cases")) == ["mine"], "where there is nothing, it is the first of all"
    await seed_case(desk.world, SeedCase(team_id=SUED, owner_id=desk.staff["colleague"]))
    assert opened(await page_of(client, "/desk/cases")) == ["all"]
    assert opened(await page_of(coordinator, "/desk/cases")) == ["all"]
    await seed_case(desk.world, SeedCase(team_id=NORD))
    assert opened(await page_of(client, "/desk/cases")) == ["team"]
    assert opened(await page_of(coordinator, "/desk/cases")) == ["triage"]
    await seed_case(desk.world, SeedCase(team_id=NORD, owner_id=desk.staff["manager"]))
    assert opened(await page_of(client, "/desk/cases")) == ["mine"]
    asked_for = await page_of(coordinator, "/desk/cases?list=mine")
    assert (opened(asked_for), names(asked_for)) == (["mine"], []), "who asks for an empty list sees it"


async def test_a_search_finds_a_receipt_by_its_beginning_however_it_is_typed(desk: DeskTest) -> None:
    await seed_case(desk.world, SeedCase(name="Found", receipt="7KQ2-M9XA-4TRC"))
    await seed_case(desk.world, SeedCase(name="Other", receipt="8KQ2-M9XA-4TRC"))
    client = await desk.as_("manager")
    for typed in ("7KQ2-M9XA-4TRC", "7kq2m9", " 7kq2 m9xa "):
        assert names(await page_of(client, f"/desk/cases?list=all&receipt={typed}")) == ["Found"]
    nothing = await page_of(client, "/desk/cases?list=all&receipt=ZZZZ")
    assert names(nothing) == []
    assert "Kein Fall mit dieser Eingangsnummer" in nothing


@pytest.mark.parametrize("typed", ["%25", "_", "7%25", "'; drop table cases --", "%00", "=1+1"])
async def test_a_search_is_not_a_pattern(desk: DeskTest, typed: str) -> None:
    await seed_case(desk.world, SeedCase(receipt="8KQ2-M9XA-4TRC"))
    reply = await (await desk.as_("manager")).get(f"/desk/cases?list=all&receipt={typed}")
    assert reply.status_code == 200


async def test_long_lists_are_paged(desk: DeskTest) -> None:
    for number in range(PAGE + 2):
        await seed_case(desk.world, SeedCase(name=f"N{number}", hours_ago=100 - number))
    client = await desk.as_("manager")
    first, second = [await page_of(client, f"/desk/cases?list=all&page={page}") for page in (1, 2)]
    assert len(names(first)) == PAGE
    assert names(second) == [f"N{PAGE}", f"N{PAGE + 1}"]
    assert "Seite 2 von 2" in second
    for odd in ("0", "-1", "999999", "x", "１", "9" * 30):
        assert (await client.get(f"/desk/cases?list=all&page={odd}")).status_code == 200


async def test_one_unreadable_case_does_not_take_the_list_with_it(desk: DeskTest) -> None:
    """faults: A11"""
    broken = await seed_case(desk.world, SeedCase(name="Broken"))
    await seed_case(desk.world, SeedCase(name="Fine"))
    person = next(row["person_id"] for row in await rows_of(desk.world, tables.cases) if row["id"] == broken)
    damage = tables.people.update().where(tables.people.c.id == person).values(wrapped_key=b"\x01" + b"x" * 60)
    await execute(desk.world, damage)
    client = await desk.as_("manager")
    assert names(await page_of(client, "/desk/cases?list=all")) == ["Fine"]
    assert "Antworten nicht lesbar" in await page_of(client, f"/desk/cases/{broken}")


# --- one case --------------------------------------------------------------------------------------------------------


async def test_a_case_told_in_ukrainian_is_read_in_german(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase(urgent=True, wants_human=True))
    page = await page_of(await desk.as_("manager"), f"/desk/cases/{case}")
    assert "Lünen" in page
    assert "Aufenthaltserlaubnis § 24 AufenthG" in page
    assert "drohender Wohnungsverlust" in page
    assert '<blockquote class="words" lang="uk" dir="ltr">Я хочу, щоб діти' in page
    assert "Möchte mit einem Menschen sprechen" in page
    assert ">Dringend<" in page
    assert "Übergabe an die zuständige Stelle" in page
    assert "Wortlaut Version 1, Ukrainisch" in page
    needs = re.findall(r'class="need need--(\d)">\s*<div class="need__head">\s*<h3 class="need__name">([^<]+)', page)
    assert needs[0] == ("4", "Wohnen")
    assert ("3", "Lebensunterhalt und Schulden") in needs
    assert ("2", "Gesundheit") in needs
    assert ("3", "Sprache") in needs


async def test_without_the_consent_to_hand_over_neither_name_nor_answers_are_shown(desk: DeskTest) -> None:
    """faults: C (consent withdrawn in mid-flow): enforced where data is read."""
    for consents in ({**ALL_CONSENTS, "handover": False}, {"intake": True}):
        case = await seed_case(desk.world, SeedCase(consents=consents, name="Geheimnis"))
        client = await desk.as_("manager")
        page = await page_of(client, f"/desk/cases/{case}")
        assert "Keine Einwilligung in die Übergabe" in page
        assert "Geheimnis" not in page + await page_of(client, "/desk/cases?list=all")
        assert "Lünen" not in page
        assert "медсестрою" not in page


async def test_special_answers_need_their_own_consent_also_in_the_glance(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase(consents={**ALL_CONSENTS, "special": False}))
    page = await page_of(await desk.as_("manager"), f"/desk/cases/{case}")
    assert "§ 24 AufenthG" not in page
    assert "ohne Eile" not in page
    assert page.count("Für diese Angabe liegt keine Einwilligung vor") >= 3
    assert not re.search(r'need--\d">\s*<div class="need__head">\s*<h3 class="need__name">Gesundheit', page)


async def test_an_erased_case_is_an_empty_one(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase(name="Weg", receipt="7KQ2-M9XA-4TRC"))
    person = (await rows_of(desk.world, tables.cases))[0]["person_id"]
    await desk.world.db.write(lambda conn: erase_person(conn, person, 1))
    client = await desk.as_("manager")
    assert names(await page_of(client, "/desk/cases?list=all")) == []
    assert "Gelöscht" in await page_of(client, "/desk/cases?list=all&receipt=7KQ2")
    page = await page_of(client, f"/desk/cases/{case}")
    assert "Dieser Fall wurde gelöscht" in page
    assert "Weg" not in page
    assert "Nachricht senden" not in page
    assert (await post(client, f"/desk/cases/{case}/messages", text="Hallo")).status_code == 404


async def test_a_case_of_a_flow_that_is_gone_still_shows_its_answers(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase(flow="last-year", answers={"old": answer("Antwort von früher")}))
    page = await page_of(await desk.as_("manager"), f"/desk/cases/{case}")
    assert "Antwort von früher" in page
    assert "Antworten auf frühere Fragen" in page


async def test_every_look_leaves_a_line(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase())
    for login in ("manager", "supervisor"):
        await page_of(await desk.as_(login), f"/desk/cases/{case}")
    looks = [row["actor"] for row in await rows_of(desk.world, tables.case_history) if row["action"] == "viewed"]
    assert sorted(looks) == sorted([desk.staff["manager"], desk.staff["supervisor"]])


async def test_the_desk_speaks_english_and_so_do_questions_and_choices(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase())
    client = await desk.as_("manager")
    reply = await post(client, "/desk/locale", locale="en", next=f"/desk/cases/{case}")
    assert reply.headers["location"] == f"/desk/cases/{case}"
    page = await page_of(client, f"/desk/cases/{case}")
    assert '<html lang="en">' in page
    assert "Needs at a glance" in page
    assert "I am losing my home" in page
    assert "drohender Wohnungsverlust" not in page
    assert "How do you live at the moment?" in page
    assert '<dl class="kern-description-list answers" lang="en">' in page
    assert "Я хочу, щоб діти" in page
    await post(client, "/desk/locale", locale="xx")
    assert "Needs at a glance" in await page_of(client, f"/desk/cases/{case}")


# --- taking over -----------------------------------------------------------------------------------------------------


async def test_taking_over_makes_the_case_ones_own(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase(owner_id=desk.staff["colleague"]))
    client = await desk.as_("manager")
    reply = await post(client, f"/desk/cases/{case}/take", version="1")
    assert reply.headers["location"] == f"/desk/cases/{case}?done=taken"
    row = (await rows_of(desk.world, tables.cases))[0]
    assert (row["owner_id"], row["state"], row["version"]) == (desk.staff["manager"], "open", 2)
    taken = [row for row in await rows_of(desk.world, tables.case_history) if row["action"] == "taken_over"]
    assert len(taken) == 1
    assert json.loads(taken[0]["detail"]) == {"from": desk.staff["colleague"], "state": "new"}
    assert "Sie sind für diesen Fall zuständig" in await page_of(client, f"/desk/cases/{case}?done=taken")


async def test_two_who_take_at_once_get_one_owner_and_one_kind_refusal(desk: DeskTest) -> None:
    """faults: A3 (the same page open twice)"""
    case = await seed_case(desk.world, SeedCase())
    one, two = await desk.as_("manager"), await desk.as_("colleague")
    replies = await asyncio.gather(*(post(client, f"/desk/cases/{case}/take", version="1") for client in (one, two)))
    assert sorted(reply.status_code for reply in replies) == [303, 409]
    refused = next(reply for reply in replies if reply.status_code == 409)
    assert "Jemand war schneller" in refused.text
    assert f'href="/desk/cases/{case}"' in refused.text, "back to the case, not only to the list"
    row = (await rows_of(desk.world, tables.cases))[0]
    assert row["version"] == 2
    assert len([1 for one in await rows_of(desk.world, tables.case_history) if one["action"] == "taken_over"]) == 1


@pytest.mark.parametrize("version", ["", "0", "2", "-1", "x", "9" * 40, "1.0"])
async def test_a_version_that_is_not_the_present_one_changes_nothing(desk: DeskTest, version: str) -> None:
    case = await seed_case(desk.world, SeedCase())
    reply = await post(await desk.as_("manager"), f"/desk/cases/{case}/take", version=version)
    assert reply.status_code == 409
    assert (await rows_of(desk.world, tables.cases))[0]["owner_id"] is None


async def test_a_case_from_outside_belongs_to_whoever_takes_it(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase(jurisdiction=None, team_id=None, state="triage"))
    mine, foreign = await desk.as_("coordinator"), await desk.as_("foreign_coordinator")
    await page_of(foreign, f"/desk/cases/{case}")
    assert (await post(mine, f"/desk/cases/{case}/take", version="1")).status_code == 303
    assert (await foreign.get(f"/desk/cases/{case}")).status_code == 404
    await page_of(await desk.as_("manager"), f"/desk/cases/{case}")


async def test_extra_fields_of_a_form_change_nothing_else(desk: DeskTest) -> None:
    """faults: C (mass assignment)"""
    case = await seed_case(desk.world, SeedCase())
    extra = {"owner_id": desk.staff["stranger"], "jurisdiction": "rhein-kreis-neuss", "urgent": "1", "state": "closed"}
    await post(await desk.as_("manager"), f"/desk/cases/{case}/take", version="1", **extra)
    row = (await rows_of(desk.world, tables.cases))[0]
    assert (row["owner_id"], row["jurisdiction"], row["state"]) == (desk.staff["manager"], "kreis-unna", "open")
    assert not row["urgent"]


# --- messages --------------------------------------------------------------------------------------------------------


async def test_a_message_is_stored_sealed_and_queued_for_the_chat_used_last(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase())
    conversation = (await rows_of(desk.world, tables.cases))[0]["conversation_id"]
    web = {
        "channel": "web",
        "chat_hash": "w" * 64,
        "conversation_id": conversation,
        "address_enc": b"",
        "created_at": 9**13,
    }
    await execute(desk.world, tables.chats.insert(), web)
    client = await desk.as_("manager")
    reply = await post(
        client, f"/desk/cases/{case}/messages", text=" Guten Tag!\r\nKommen Sie Montag? ", message="a" * 32
    )
    assert reply.status_code == 303
    assert reply.headers["location"].endswith("?done=sent")
    message, delivery = [(await rows_of(desk.world, t))[0] for t in (tables.case_messages, tables.deliveries)]
    assert (message["direction"], message["author_id"]) == ("out", desk.staff["manager"])
    assert (delivery["channel"], delivery["status"], delivery["kind"]) == ("telegram", "pending", "staff")
    person = (await rows_of(desk.world, tables.people))[0]
    key = desk.world.keyring.unwrap(person["id"], person["wrapped_key"], person["master_id"])
    text = "Guten Tag!\nKommen Sie Montag?"
    assert key.open("case_messages", "body_enc", message["id"], message["body_enc"]).decode() == text
    sealed = key.open("deliveries", "content_enc", delivery["id"], delivery["content_enc"])
    assert json.loads(sealed) == [{"type": "Staff", "text": text}]
    assert b"Montag" not in message["body_enc"] + delivery["content_enc"]
    page = await page_of(client, f"/desk/cases/{case}")
    assert "Kommen Sie Montag?" in page
    assert "wird zugestellt" in page
    assert "Nachricht gesendet" in page


async def test_the_same_form_sent_twice_sends_one_message(desk: DeskTest) -> None:
    """faults: A3 (the same button twice at once)"""
    case = await seed_case(desk.world, SeedCase())
    client = await desk.as_("manager")
    form = re.search(r'name="message" value="([0-9a-f]{32})"', await page_of(client, f"/desk/cases/{case}"))
    assert form
    once = [post(client, f"/desk/cases/{case}/messages", text="Hallo", message=form[1]) for _ in range(3)]
    assert {reply.status_code for reply in await asyncio.gather(*once)} == {303}
    assert (
        len(await rows_of(desk.world, tables.deliveries)) == len(await rows_of(desk.world, tables.case_messages)) == 1
    )


async def test_every_fate_of_a_message_has_words(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase())
    client = await desk.as_("manager")
    await post(client, f"/desk/cases/{case}/messages", text="Hallo")
    said = set[str]()
    for status in STATUSES:
        await execute(desk.world, tables.deliveries.update().values(status=status, channel="web"))
        states = re.findall(r"post__state[^>]*>Web-Chat: ([^<]+)<", await page_of(client, f"/desk/cases/{case}"))
        assert len(states) == 1
        said.update(states)
    assert len(said) == len(STATUSES)
    assert not any("desk." in words for words in said)


async def test_the_latest_messages_stand_open_above_the_form_the_others_behind_them(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase())
    client = await desk.as_("manager")
    for n in range(8):
        await post(client, f"/desk/cases/{case}/messages", text=f"Nachricht Nummer {n}.")
        desk.clock.pass_(minutes=1)
    page = await page_of(client, f"/desk/cases/{case}")
    earlier, _, latest = page[page.index("Frühere Nachrichten") :].partition("</details>")
    assert re.findall(r"Nummer (\d)", earlier) == ["0", "1"]
    assert re.findall(r"Nummer (\d)", latest) == ["2", "3", "4", "5", "6", "7"]


async def test_a_form_that_comes_back_and_says_something_else_sends_that_too(desk: DeskTest) -> None:
    """The browser's "back" restores a sent form with its hidden id. faults: A3"""
    case, other = [await seed_case(desk.world, SeedCase()) for _ in range(2)]
    client = await desk.as_("manager")
    said = [(case, "Kommen Sie Montag."), (case, "Lieber Dienstag."), (other, "Lieber Dienstag.")]
    for to, text in (*said, said[1]):
        reply = await post(client, f"/desk/cases/{to}/messages", text=text, message="a" * 32)
        assert reply.headers["location"].endswith("?done=sent")
    for to, texts in ((case, ("Kommen Sie Montag.", "Lieber Dienstag.")), (other, ("Lieber Dienstag.",))):
        page = await page_of(client, f"/desk/cases/{to}")
        assert [page.count(text) for text in texts] == [1] * len(texts)
    for table in (tables.deliveries, tables.case_messages):
        assert len(await rows_of(desk.world, table)) == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "Bitte schreiben Sie"), (" \n\t ", "Bitte schreiben Sie"), ("x" * (MESSAGE_LIMIT + 1), "zu lang")],
)
async def test_a_refused_message_keeps_what_was_written(desk: DeskTest, text: str, says: str) -> None:
    case = await seed_case(desk.world, SeedCase())
    reply = await post(await desk.as_("manager"), f"/desk/cases/{case}/messages", text=text)
    assert reply.status_code == 422
    assert says in reply.text
    assert 'aria-invalid="true"' in reply.text
    assert text.strip() in reply.text
    assert await rows_of(desk.world, tables.deliveries) == []


async def test_exactly_the_limit_goes_through_and_no_sign_is_lost(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase())
    text = "😀" * MESSAGE_LIMIT
    assert (await post(await desk.as_("manager"), f"/desk/cases/{case}/messages", text=text)).status_code == 303


async def test_nul_and_lone_surrogates_in_a_message_do_no_harm(desk: DeskTest) -> None:
    """faults: B (NUL, lone surrogates)"""
    case = await seed_case(desk.world, SeedCase())
    client = await desk.as_("manager")
    assert (await post(client, f"/desk/cases/{case}/messages", text="Ta\0g")).status_code == 303
    csrf = csrf_of((await client.get("/desk/account")).text)
    body = f"csrf={csrf}&text=%ED%A0%80".encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    reply = await client.post(f"/desk/cases/{case}/messages", content=body, headers=headers)
    assert reply.status_code == 303
    assert "Tag" in await page_of(client, f"/desk/cases/{case}")


async def test_nobody_is_written_to_without_their_consent(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase(consents={**ALL_CONSENTS, "messenger": False}))
    client = await desk.as_("manager")
    page = await page_of(client, f"/desk/cases/{case}")
    assert "nicht zugestimmt, dass ihr im Chat geschrieben wird" in page
    assert 'id="text"' not in page
    assert (await post(client, f"/desk/cases/{case}/messages", text="Hallo")).status_code == 422
    assert await rows_of(desk.world, tables.deliveries) == []


async def test_whoever_called_for_help_before_that_question_may_be_answered(desk: DeskTest) -> None:
    case = await seed_case(
        desk.world, SeedCase(consents={"intake": True, "handover": True}, wants_human=True, partial=True)
    )
    assert (await post(await desk.as_("manager"), f"/desk/cases/{case}/messages", text="Hallo")).status_code == 303


async def test_without_a_chat_nothing_is_queued_and_it_is_said(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase(channel=None))
    reply = await post(await desk.as_("manager"), f"/desk/cases/{case}/messages", text="Hallo")
    assert reply.status_code == 422
    assert "keinen Chat mehr" in reply.text
    assert await rows_of(desk.world, tables.case_messages) == []


async def test_what_the_person_writes_back_stands_in_the_thread(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase())
    person = (await rows_of(desk.world, tables.people))[0]
    key = desk.world.keyring.unwrap(person["id"], person["wrapped_key"], person["master_id"])
    row: dict[str, object] = {"id": "b" * 32, "case_id": case, "direction": "in", "author_id": None, "at": 5}
    row["body_enc"] = key.seal("case_messages", "body_enc", "b" * 32, "Дякую!".encode())
    await execute(desk.world, tables.case_messages.insert(), row)
    page = await page_of(await desk.as_("manager"), f"/desk/cases/{case}")
    assert "Дякую!" in page
    assert "Von der Person" in page


# --- hostile words ---------------------------------------------------------------------------------------------------

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\u202e'&"


async def test_hostile_words_are_shown_as_words(desk: DeskTest) -> None:
    """faults: C (stored XSS in names, free text, labels)"""
    answers = {
        **ukrainian_answers(),
        "wish": answer(HOSTILE),
        "odd": answer(HOSTILE),
        "arrival": answer(HOSTILE, HOSTILE),
    }
    case = await seed_case(desk.world, SeedCase(name=HOSTILE, answers=answers, lang=HOSTILE[:16]))
    client = await desk.as_("manager")
    await post(client, f"/desk/cases/{case}/messages", text=HOSTILE)
    refused = await post(client, f"/desk/cases/{case}/messages", text=HOSTILE * 20)
    login = await desk.browser().post("/desk/login", data={"login": HOSTILE, "password": HOSTILE})
    search = await client.get("/desk/cases", params={"list": HOSTILE, "receipt": HOSTILE, "page": HOSTILE})
    pages = [refused.text, login.text, search.text]
    pages += [(await client.get(path)).text for path in ("/desk/cases?list=all", f"/desk/cases/{case}")]
    for page in pages:
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert "49" not in re.sub(r"\d{3,}|[0-9a-f]{32,}", "", page)
    assert "&lt;script&gt;" in pages[-1]


async def test_what_people_say_is_in_no_log(desk: DeskTest, caplog: pytest.LogCaptureFixture) -> None:
    """faults: C (canaries)"""
    caplog.set_level(0)
    canary = "Zitronenfalter"
    answers = {**ukrainian_answers(), "wish": answer(canary), "arrival": answer([canary])}
    case = await seed_case(desk.world, SeedCase(name=canary, answers=answers))
    client = await desk.as_("manager")
    await log_in_wrong(desk, canary)
    assert canary in await page_of(client, f"/desk/cases/{case}")
    await post(client, f"/desk/cases/{case}/messages", text=canary)
    await post(client, f"/desk/cases/{case}/messages", text=canary * 200)
    assert caplog.records
    assert canary not in caplog.text
    for table in tables.metadata.sorted_tables:
        assert canary not in repr(await rows_of(desk.world, table)), table.name


async def log_in_wrong(desk: DeskTest, word: str) -> None:
    await desk.browser().post("/desk/login", data={"login": word, "password": word})


async def test_an_error_nobody_foresaw_tells_neither_user_nor_log_what_it_was_about(
    desk: DeskTest, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backend.web import case as case_routes

    async def broken(*_: object) -> None:
        raise RuntimeError("Zitronenfalter")

    monkeypatch.setattr(case_routes, "read_case_page", broken)
    case = await seed_case(desk.world, SeedCase())
    reply = await (await desk.as_("manager")).get(f"/desk/cases/{case}")
    assert reply.status_code == 500
    assert "Bei uns ist ein Fehler aufgetreten" in reply.text
    assert "Zitronenfalter" not in reply.text + caplog.text
    assert "RuntimeError" in caplog.text

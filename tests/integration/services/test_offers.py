"""The person is told of offers nearby, gets more about one by a button; what was told goes with a consent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.content.offer_sheets import sample_offers
from backend.services.offer_telling import key_of, map_url
from backend.services.offers import seed_samples, take_in
from flows.protocol import Button, Message, TurnReply
from tests.integration.services.conftest import Office

UNNA = "44532"


@pytest.fixture(autouse=True)
async def directory(office: Office) -> None:
    await seed_samples(office.world, sample_offers())


def listed(reply: TurnReply) -> Message | None:
    return next((message for message in reply.messages if "könnten Ihnen helfen" in message.text), None)


def buttons(message: Message) -> list[Button]:
    return [button for row in message.rows for button in row]


async def test_offers_of_the_own_town_come_first_with_map_and_more(office: Office) -> None:
    told = listed(await office.intake(residence=UNNA).until())
    assert told is not None
    assert "44532 Lünen" in told.text
    assert "bitte fragen sie dort" in told.text.lower()
    maps = [button.url for button in buttons(told) if button.url]
    assert maps
    assert all(url.startswith("https://www.openstreetmap.org/") for url in maps)
    assert len(maps) <= 9


@pytest.mark.parametrize("channel", ["web", "telegram"])
async def test_the_button_tells_one_in_full_in_every_channel(office: Office, channel: str) -> None:
    intake = office.intake("somebody", channel, residence="41460")
    told = listed(await intake.until())
    assert told is not None
    reply = await intake.person.do("[Mehr zu 1]")
    assert "Telefon: " in reply.messages[0].text


async def test_what_was_withdrawn_meanwhile_is_gone(office: Office) -> None:
    intake = office.intake(residence=UNNA)
    told = listed(await intake.until())
    assert told is not None
    more = next(button for button in buttons(told) if button.data)
    assert more.data is not None
    offer = next(one for one in sample_offers() if more.data.endswith(key_of(one)))
    await take_in(office.world, [replace(offer, state="withdrawn")])
    reply = await intake.person.do("[Mehr zu 1]")
    assert [message.text for message in reply.messages] == ["Dieses Angebot gibt es nicht mehr."]


async def test_outside_all_jurisdictions_nothing_is_told(office: Office) -> None:
    assert listed(await office.intake(residence="Köln").until()) is None


async def test_drafts_and_what_is_over_are_never_told(office: Office) -> None:
    await take_in(office.world, [replace(one, state="draft") for one in sample_offers()])
    assert listed(await office.intake(residence=UNNA).until()) is None


async def test_a_withdrawn_consent_takes_the_list_out_of_the_transcript(office: Office) -> None:
    intake = office.intake(residence=UNNA)
    assert listed(await intake.until())
    await intake.person.do("/withdraw")
    await intake.tap("special")
    shown = await office.gateway.transcript("web", "person-1")
    assert not [message for message in shown.messages if "könnten Ihnen helfen" in message.text]


def test_the_map_shows_the_place_or_looks_for_the_address() -> None:
    offer = replace(sample_offers()[0], street="Straße 1", plz="44532", town="Lünen")
    assert map_url(offer) == "https://www.openstreetmap.org/search?query=Stra%C3%9Fe%201%2C%2044532%20L%C3%BCnen"
    assert map_url(replace(offer, street="", plz="", town="")) is None
    there = map_url(replace(offer, lat=51.5, lon=7.6))
    assert there == "https://www.openstreetmap.org/?mlat=51.5&mlon=7.6#map=17/51.5/7.6"

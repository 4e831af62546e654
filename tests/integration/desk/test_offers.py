"""The directory at the desk: who reads, who keeps it, and that another municipality's entries are not there.

faults: C (every route × role × municipality × verb; not-found equals not-allowed; stored XSS)
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import httpx
import pytest
from sqlalchemy.util import await_only

from backend.content.offer_sheets import sample_offers
from backend.domain.offers import Offer
from backend.domain.permissions import Role, Staff
from backend.persistence import offers as store
from backend.persistence.database import Connection
from backend.persistence.offers import Entry, all_offers, history_of, offer_of
from backend.services import offer_editing
from backend.services.offers import seed_samples, take_in
from flows.days import day_of
from tests.integration.desk.conftest import STAFF, DeskTest
from tests.support.desk import SeedCase, csrf_of, page_of, post, seed_case
from tests.support.meanwhile import meanwhile

OURS = "muster-luenen-sprachcafe"
OURS_CALLED = {one.id: one.title for one in sample_offers()}[OURS]
ACTIONS = ("approve", "withdraw", "draft", "check")
NEW = {
    "title.de": "Nähkurs für Frauen", "text.de": "Wir nähen zusammen.", "provider": "Musterverein", "plz": "44532",
    "town": "Lünen", "fields.shown": "1", "fields.social": "1", "fields.language": "1", "ags.shown": "1",
    "ags.05978024": "1",
}  # fmt: skip


async def csrf_for(client: httpx.AsyncClient) -> str:
    return csrf_of((await client.get("/desk/account")).text)


async def entries_of(desk: DeskTest, offer_id: str = OURS) -> list[Entry]:
    return await desk.world.db.read(lambda conn: history_of(conn, offer_id))


async def stored(desk: DeskTest, offer_id: str = OURS) -> Offer:
    found = await desk.world.db.read(lambda conn: offer_of(conn, offer_id))
    assert found is not None
    return found.offer


@pytest.fixture(autouse=True)
async def directory(desk: DeskTest) -> None:
    await seed_samples(desk.world, sample_offers())


@pytest.mark.parametrize("login", sorted(STAFF))
async def test_who_may_what_with_whose_offer(desk: DeskTest, login: str) -> None:
    role, jurisdiction, _ = STAFF[login]
    sees, keeps = jurisdiction == "kreis-unna", jurisdiction == "kreis-unna" and role is Role.COORDINATOR
    client = await desk.as_(login)
    csrf = csrf_of((await client.get("/desk/account")).text)
    assert (await client.get(f"/desk/offers/{OURS}")).status_code == (200 if sees else 404)
    assert ("muster-luenen" in (await client.get("/desk/offers")).text) == sees
    for number, action in enumerate(("", *(f"/{name}" for name in ACTIONS)), 1):
        before = await stored(desk)
        data = {"csrf": csrf, "version": str(number), "costs": "5 Euro"}
        reply = await client.post(f"/desk/offers/{OURS}{action}", data=data)
        assert reply.status_code == (303 if keeps else 404), action
        assert keeps or await stored(desk) == before


async def test_without_the_token_nothing_changes(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    for path in ("", *(f"/{name}" for name in ACTIONS)):
        assert (await client.post(f"/desk/offers/{OURS}{path}", data={"version": "1"})).status_code == 403


async def test_not_found_and_not_allowed_are_the_same_answer(desk: DeskTest) -> None:
    client = await desk.as_("manager")
    paths = ["muster-leverkusen-treff", "nothing", "%00", "' or 1=1 --"]
    replies = [await client.get(f"/desk/offers/{one}") for one in paths]
    assert {(reply.status_code, reply.text) for reply in replies} == {(404, replies[0].text)}


async def test_an_approval_and_a_change_stand_in_the_history(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    csrf = csrf_of((await client.get("/desk/account")).text)
    await client.post(f"/desk/offers/{OURS}/withdraw", data={"csrf": csrf, "version": "1"})
    assert (await stored(desk)).state == "withdrawn"
    await client.post(f"/desk/offers/{OURS}", data={"csrf": csrf, "version": "2", "opening": "Mo 9 Uhr"})
    assert (await stored(desk)).opening == "Mo 9 Uhr"
    entries = await desk.world.db.read(lambda conn: history_of(conn, OURS))
    assert {entry.action for entry in entries} == {"added", "withdrawn", "changed"}
    late = await client.post(f"/desk/offers/{OURS}/approve", data={"csrf": csrf, "version": "1"})
    assert late.status_code == 409


async def test_a_wrong_detail_is_refused_and_named(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    csrf = csrf_of((await client.get("/desk/account")).text)
    data = {"csrf": csrf, "version": "1", "provider": "=1+1", "valid_to": "gestern"}
    reply = await client.post(f"/desk/offers/{OURS}", data=data)
    assert reply.status_code == 422
    assert "beginnt wie eine Formel" in reply.text
    assert (await stored(desk)).provider != "=1+1"


async def test_in_english_an_offer_is_told_in_english_with_the_german_name_beside_it(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase())
    german, english = (f'lang="{lang}">{OURS_CALLED[lang]}</span>' for lang in ("de", "en"))
    client = await desk.as_("manager")
    for path in (f"/desk/cases/{case}", "/desk/offers", f"/desk/offers/{OURS}"):
        page = await page_of(client, path)
        assert (german in page, english in page) == (True, False), path
    await post(client, "/desk/locale", locale="en")
    for path in (f"/desk/cases/{case}", "/desk/offers", f"/desk/offers/{OURS}"):
        page = await page_of(client, path)
        assert english in page, path
        assert f"({OURS_CALLED['de']})" in page, path
    assert OURS in await page_of(client, "/desk/offers?text=Sprachcaf%C3%A9"), "found by the German name, too"


async def test_an_offer_told_in_german_only_stays_german_in_english(desk: DeskTest) -> None:
    await take_in(desk.world, [replace(await stored(desk), title={"de": "Nur deutsch"}, eligibility={})])
    client = await desk.as_("manager")
    await post(client, "/desk/locale", locale="en")
    page = await page_of(client, f"/desk/offers/{OURS}")
    assert '<span lang="de">Nur deutsch</span>' in page
    assert "(Nur deutsch)" not in page


async def test_markup_in_an_entry_stays_text(desk: DeskTest) -> None:
    await take_in(desk.world, [replace(await stored(desk), provider="<script>alert(1)</script>")])
    client = await desk.as_("manager")
    for path in ("/desk/offers", f"/desk/offers/{OURS}"):
        assert "<script>alert" not in (await client.get(path)).text


async def test_filters_narrow_the_list(desk: DeskTest) -> None:
    client = await desk.as_("manager")
    assert "muster-luenen-sprachcafe" in (await client.get("/desk/offers?text=LÜNEN&field=language")).text
    assert "muster-luenen-sprachcafe" not in (await client.get("/desk/offers?field=money")).text
    assert "muster-schwerte-schulden" in (await client.get("/desk/offers?stale=1")).text
    assert (await client.get("/desk/offers?state=%00&text=%ED%A0%80")).status_code == 200


async def test_the_case_shows_what_could_help(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    page = (await (await desk.as_("manager")).get(f"/desk/cases/{case_id}")).text
    assert "/desk/offers/muster-luenen" in page
    assert re.search(r"im selben Kreis[^)]*, etwa \d+ km\)", page), "how far it is, where it is not the own town"


# --- filling in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", sorted(STAFF))
async def test_only_the_coordination_of_the_place_fills_in_and_goes_back(desk: DeskTest, login: str) -> None:
    role, jurisdiction, _ = STAFF[login]
    adds = role is Role.COORDINATOR
    keeps = adds and jurisdiction == "kreis-unna"
    await take_in(desk.world, [replace(await stored(desk), costs="5 Euro")])
    first = (await entries_of(desk))[-1].id
    client = await desk.as_(login)
    csrf = await csrf_for(client)
    assert (await client.get("/desk/new-offer")).status_code == (200 if adds else 404)
    made = await client.post("/desk/new-offer", data={**NEW, "csrf": csrf, "ags.shown": ""})
    assert made.status_code == (303 if adds else 404)
    for path in (f"/desk/edit-offer/{OURS}", f"/desk/offers/{OURS}/texts/uk"):
        assert (await client.get(path)).status_code == (200 if keeps else 404), path
    for number, path in enumerate((f"texts/{'uk'}", f"versions/{first}"), 2):
        before = await stored(desk)
        data = {"csrf": csrf, "version": str(number), "title.uk": "Мовне кафе"}
        reply = await client.post(f"/desk/offers/{OURS}/{path}", data=data)
        assert reply.status_code == (303 if keeps else 404), path
        assert keeps or await stored(desk) == before


async def test_a_new_offer_is_a_draft_of_the_own_place_and_has_an_id_from_its_title(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    csrf = await csrf_for(client)
    forged = {"jurisdiction": "leverkusen", "state": "approved", "checked_on": "2020-01-01", "sample": "yes"}
    for wanted in ("naehkurs-fuer-frauen", "naehkurs-fuer-frauen-2"):
        reply = await client.post("/desk/new-offer", data={**NEW, **forged, "csrf": csrf})
        assert reply.headers["location"] == f"/desk/offers/{wanted}?done=added"
        offer = await stored(desk, wanted)
        assert (offer.jurisdiction, offer.state, offer.sample) == ("kreis-unna", "draft", False)
        assert offer.checked_on == day_of(desk.clock())
        assert (offer.fields, offer.ags, offer.seat) == (("language", "social"), ("05978024",), "05978024")
        assert [(one.action, one.offer) for one in await entries_of(desk, wanted)] == [("added", offer)]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"id": OURS}, "hat schon ein anderes Angebot"), ({"id": "Café 1"}, "ist kein möglicher Wert"),
        ({"title.de": ""}, "fehlt"), ({"fields.social": None, "fields.language": None}, "fehlt"),
        ({"plz": "4453"}, "ist kein möglicher Wert"), ({"costs": "=1+1"}, "beginnt wie eine Formel"),
    ],
)  # fmt: skip
async def test_a_new_offer_with_a_mistake_is_shown_again_as_it_was_filled_in(
    desk: DeskTest, other: dict[str, str | None], said: str
) -> None:
    client = await desk.as_("coordinator")
    data = {name: text for name, text in {**NEW, **other, "csrf": await csrf_for(client)}.items() if text is not None}
    before = len(await offer_ids(desk))
    reply = await client.post("/desk/new-offer", data=data)
    assert reply.status_code == 422
    assert said in reply.text
    assert "Wir nähen zusammen." in reply.text
    assert len(await offer_ids(desk)) == before


async def offer_ids(desk: DeskTest) -> list[str]:
    return [one.offer.id for one in await desk.world.db.read(lambda conn: all_offers(conn))]


async def test_ticks_that_were_not_shown_stay_and_those_taken_away_go(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    csrf = await csrf_for(client)
    before = await stored(desk)
    await client.post(f"/desk/offers/{OURS}", data={"csrf": csrf, "version": "1", "opening": "Mo"})
    assert (await stored(desk)).fields == before.fields
    shown = {"fields.shown": "1", "fields.social": "1", "ags.shown": "1"}
    await client.post(f"/desk/offers/{OURS}", data={"csrf": csrf, "version": "2", **shown})
    after = await stored(desk)
    assert (after.fields, after.ags) == (("social",), ())


async def test_the_municipality_follows_the_address(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    data = {"csrf": await csrf_for(client), "version": "1", "plz": "59174", "town": "Kamen"}
    await client.post(f"/desk/offers/{OURS}", data=data)
    assert (await stored(desk)).seat == "05978020"


async def test_what_is_missing_in_a_language_is_told_and_can_be_added(desk: DeskTest) -> None:
    told = {"title": {"de": "Café", "ar": "مقهى"}, "text": {"de": "Reden"}, "eligibility": {}}
    await take_in(desk.world, [replace(await stored(desk), **told)])
    client = await desk.as_("coordinator")
    page = (await client.get(f"/desk/offers/{OURS}")).text
    assert "noch nicht übersetzt" in page
    assert "fehlt: Beschreibung" in " ".join(page.split())
    assert "Sprachen unvollständig" in (await client.get("/desk/offers?text=luenen")).text
    csrf = await csrf_for(client)
    texts = {"title.uk": "Кафе", "text.uk": "Розмови", "title.de": "not by this form", "costs": "1"}
    before = await stored(desk)
    reply = await client.post(f"/desk/offers/{OURS}/texts/uk", data={"csrf": csrf, "version": "2", **texts})
    assert reply.status_code == 303
    after = await stored(desk)
    assert after.title == {"de": "Café", "ar": "مقهى", "uk": "Кафе"}
    assert replace(after, title=before.title, text=before.text) == before
    empty = {"csrf": csrf, "version": "3", "title.uk": "", "text.uk": ""}
    await client.post(f"/desk/offers/{OURS}/texts/uk", data=empty)
    assert (await stored(desk)).title == before.title


async def test_a_translation_is_held_to_the_same_limits(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    csrf = await csrf_for(client)
    for text in ("=1+1", "x" * 121, "a\u202eb"):
        data = {"csrf": csrf, "version": "1", "title.ar": text}
        assert (await client.post(f"/desk/offers/{OURS}/texts/ar", data=data)).status_code == 422


@pytest.mark.parametrize("code", ["de", "xx", "DE", "uk/..", "%00"])
async def test_german_and_what_is_no_language_of_ours_have_no_page(desk: DeskTest, code: str) -> None:
    client = await desk.as_("coordinator")
    path = f"/desk/offers/{OURS}/texts/{code}"
    assert (await client.get(path)).status_code == 404
    data = {"csrf": await csrf_for(client), "version": "1", "title.xx": "x"}
    assert (await client.post(path, data=data)).status_code == 404


async def test_an_earlier_state_comes_back_without_its_approval(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    csrf = await csrf_for(client)
    first = await stored(desk)
    for number, (path, data) in enumerate(
        [("", {"costs": "5 Euro", "title.de": "Anders"}), ("/withdraw", {}), ("/texts/uk", {"title.uk": "Інше"})], 1
    ):
        desk.clock.pass_(minutes=1)
        await client.post(f"/desk/offers/{OURS}{path}", data={"csrf": csrf, "version": str(number), **data})
    page = " ".join((await client.get(f"/desk/offers/{OURS}")).text.split())
    assert "Titel, Kosten" in page or "Kosten, Titel" in page
    assert "Titel (uk)" in page
    oldest = (await entries_of(desk))[-1]
    desk.clock.pass_(minutes=1)
    back = {"csrf": csrf, "version": "4"}
    reply = await client.post(f"/desk/offers/{OURS}/versions/{oldest.id}", data=back)
    assert reply.status_code == 303
    now = await stored(desk)
    assert (now.costs, now.title, now.state) == (first.costs, first.title, "withdrawn")
    assert now.checked_on == day_of(desk.clock())
    assert (await entries_of(desk))[0].action == "restored"
    assert (await client.post(f"/desk/offers/{OURS}/versions/{oldest.id}", data=back)).status_code == 409


async def test_only_entries_of_the_same_offer_come_back(desk: DeskTest) -> None:
    client = await desk.as_("coordinator")
    csrf = await csrf_for(client)
    before = await stored(desk)
    others = [(await entries_of(desk, one))[0].id for one in ("muster-kamen-treff", "muster-leverkusen-treff")]
    for entry in (*others, "0" * 32, "x"):
        reply = await client.post(f"/desk/offers/{OURS}/versions/{entry}", data={"csrf": csrf, "version": "1"})
        assert reply.status_code == 404
    assert await stored(desk) == before


async def test_the_list_says_after_how_many_days_an_entry_is_to_be_looked_at(desk: DeskTest) -> None:
    page = (await (await desk.as_("manager")).get("/desk/offers")).text
    assert "Was 180 Tage lang niemand geprüft hat" in page


# --- at once ----------------------------------------------------------------------------------------------------------


async def test_of_three_new_ones_of_one_title_each_has_a_number(
    desk: DeskTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each looks for a free id before the others have theirs: a unique key alone lets one of two try once more."""
    insert = store.insert_offer

    def late(conn: Connection, offer: Offer, at: int) -> None:
        if conn.dialect.name == "postgresql":  # SQLite has one writer anyway
            await_only(asyncio.sleep(0.2))
        insert(conn, offer, at)

    monkeypatch.setattr(store, "insert_offer", late)
    staff = Staff(desk.staff["coordinator"], "K", Role.COORDINATOR, "kreis-unna", None, "de")
    offer = replace(await stored(desk), id="naehkurs")
    made = await asyncio.gather(*(offer_editing.create(desk.world, staff, offer, numbered=True) for _ in range(3)))
    assert sorted(map(str, made)) == ["naehkurs", "naehkurs-2", "naehkurs-3"]


async def test_a_sample_leaves_alone_what_was_entered_just_then(
    desk: DeskTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = replace(sample_offers()[0], id="sample-of-its-own")
    ours = replace(sample, provider="Jemand anders")
    entered = meanwhile(monkeypatch, store, "insert_offer", lambda: take_in(desk.world, [ours]))
    assert await seed_samples(desk.world, [sample]) == 1
    await entered.done()
    assert (await stored(desk, sample.id)).provider == "Jemand anders"
    assert await seed_samples(desk.world, [sample]) == 0
    assert (await stored(desk, sample.id)).provider == "Jemand anders"

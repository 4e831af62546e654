"""The directory at the desk: who reads, who keeps it, and that another municipality's entries are not there.

faults: C (every route × role × municipality × verb; not-found equals not-allowed; stored XSS)
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.content.offer_sheets import sample_offers
from backend.domain.offers import Offer
from backend.domain.permissions import Role
from backend.persistence.offers import history_of, offer_of
from backend.services.offers import seed_samples, take_in
from tests.integration.desk.conftest import STAFF, DeskTest
from tests.support.desk import SeedCase, csrf_of, seed_case

OURS = "muster-luenen-sprachcafe"
ACTIONS = ("approve", "withdraw", "draft", "check")


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

"""`/v1/offers` on both databases: signed like every route, only what people may be told of, filters, pages, tags.

faults: C (every route × role × municipality × verb; not-found equals not-allowed)
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from backend.bootstrap.app import create_app
from backend.bootstrap.turns import create_turns
from backend.content.offer_sheets import sample_offers
from backend.domain.offers import AVAILABILITIES, FIELDS_OF_ACTION, RECHTSKREISE, Offer
from backend.services.offers import seed_samples, take_in
from backend.services.world import World
from flows.protocol import WireError
from flows.signing import NONCE, verify_response
from tests.integration.api.conftest import KEY, Api
from tests.integration.desk.conftest import STAFF
from tests.support.desk import ORIGIN, csrf_of, log_in, seed_staff, seed_teams
from tests.support.passwords import hash_quickly
from tests.support.world import START, a_world

OFFERS = "/v1/offers"
CAFE = "muster-luenen-sprachcafe"
LUENEN, DORTMUND = "05978024", "05913000"
OPEN = sorted(offer.id for offer in sample_offers() if offer.holds(START.date()))
SECRETIVE = {"state", "history", "version", "updated_at"}


@pytest_asyncio.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    made = await a_world(database_url)
    await seed_teams(made)
    await seed_samples(made, sample_offers())
    yield made
    await made.db.close()


@pytest_asyncio.fixture
async def api(world: World) -> AsyncIterator[Api]:
    app = create_app(world, create_turns(world))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        yield Api(ORIGIN, client)
    app.state.desk.gate.close()


async def get(api: Api, target: str, **headers: str) -> httpx.Response:
    """Signed; the answer's signature is checked, whatever it says."""
    reply = await api.client.get(target, headers={**api.signed(target, b"", method="GET"), **headers})
    verify_response(KEY, reply.request.headers[NONCE], reply.status_code, reply.content, reply.headers)
    return reply


async def ids(api: Api, query: str = "limit=200") -> list[str]:
    reply = await get(api, f"{OFFERS}?{query}")
    assert reply.status_code == 200, reply.text
    return [offer["id"] for offer in reply.json()["offers"]]


def refusal(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, WireError.model_validate_json(reply.content).code


def cafe() -> Offer:
    return next(offer for offer in sample_offers() if offer.id == CAFE)


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [OFFERS, f"{OFFERS}/{CAFE}", f"{OFFERS}/nothing"])
async def test_only_the_signed_are_answered(api: Api, target: str) -> None:
    other = api.signed("/v1/offers?limit=1", b"", method="GET")
    for headers in ({}, other, api.signed(target, b"", method="POST")):
        assert refusal(await api.client.get(target, headers=headers)) == (401, "wire.unauthenticated")


@pytest.mark.parametrize("login", sorted(STAFF))
async def test_no_role_at_the_desk_opens_it(
    api: Api, world: World, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staff of every role, here and elsewhere, read and change offers at the desk, where their role is known."""
    hash_quickly(monkeypatch)
    role, jurisdiction, team = STAFF[login]
    await seed_staff(world, login, role, jurisdiction, team)
    api.client.headers["sec-fetch-site"] = "same-origin"
    assert (await log_in(api.client, login)).status_code == 303
    csrf = csrf_of((await api.client.get("/desk/account")).text)
    for target in (OFFERS, f"{OFFERS}/{CAFE}"):
        for headers in ({}, {"x-csrf-token": csrf}):
            assert refusal(await api.client.get(target, headers=headers)) == (401, "wire.unauthenticated")


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
async def test_nothing_is_changed_here(api: Api, verb: str) -> None:
    before = await ids(api)
    for target in (OFFERS, f"{OFFERS}/{CAFE}"):
        reply = await api.client.request(verb, target, headers=api.signed(target, b"", method=verb))
        assert reply.status_code in (404, 405)
    assert await ids(api) == before


@pytest.mark.parametrize(
    "other",
    [
        {"state": "draft"}, {"state": "withdrawn"}, {"valid_to": START.date() - timedelta(1)},
        {"valid_from": START.date() + timedelta(1)},
    ],
)  # fmt: skip
async def test_what_nobody_may_be_told_of_is_not_there(api: Api, world: World, other: dict[str, Any]) -> None:
    missing = await get(api, f"{OFFERS}/nothing")
    assert refusal(missing) == (404, "offer.unknown")
    assert CAFE in await ids(api)
    await take_in(world, [replace(cafe(), **other)])
    assert CAFE not in await ids(api)
    assert (await get(api, f"{OFFERS}/{CAFE}")).content == missing.content


async def test_another_jurisdictions_offer_is_as_unknown_as_none(api: Api) -> None:
    own = await get(api, f"{OFFERS}/{CAFE}?jurisdiction=kreis-unna")
    foreign = await get(api, f"{OFFERS}/{CAFE}?jurisdiction=leverkusen")
    none = await get(api, f"{OFFERS}/nothing?jurisdiction=leverkusen")
    assert own.json()["id"] == CAFE
    assert (foreign.status_code, foreign.content) == (none.status_code, none.content)
    assert refusal(foreign) == (404, "offer.unknown")
    assert CAFE not in await ids(api, "jurisdiction=leverkusen&limit=200")


# --- what is told -----------------------------------------------------------------------------------------------------


async def test_an_offer_is_told_whole_and_without_what_is_the_desks(api: Api) -> None:
    told = (await get(api, f"{OFFERS}/{CAFE}")).json()
    offer = cafe()
    assert told["title"] == dict(offer.title)
    assert told["fields"] == list(offer.fields)
    assert told["address"] == offer.address
    assert told["checked_on"] == offer.checked_on.isoformat()
    assert not SECRETIVE & told.keys()


async def test_filters_narrow_together(api: Api) -> None:
    everything = await ids(api)
    unna = await ids(api, "jurisdiction=kreis-unna&limit=200")
    assert CAFE in unna
    assert set(unna) < set(everything)
    assert CAFE in await ids(api, "field=language&spoken=ar&text=SPRACHCAF%C3%89+l%C3%BCnen&place=44532")
    for query in ("field=money", "spoken=fr", "text=Kegeln", "place=51373"):
        assert CAFE not in await ids(api, f"{query}&limit=200"), query


async def test_a_place_is_a_plz_or_an_ags_and_brings_what_is_for_it(api: Api, world: World) -> None:
    await take_in(world, [replace(cafe(), ags=(LUENEN,)), replace(cafe(), id="everywhere", ags=())])
    by_plz, by_ags = await ids(api, "place=44532&limit=200"), await ids(api, f"place={LUENEN}&limit=200")
    assert by_plz == by_ags
    assert {CAFE, "everywhere"} <= set(by_plz)
    elsewhere = await ids(api, "place=59174&limit=200")
    assert "everywhere" in elsewhere
    assert CAFE not in elsewhere
    assert await ids(api, f"place={DORTMUND}") == [], "a town of the state that is none of ours"
    assert await ids(api, f"place={LUENEN}&jurisdiction=leverkusen") == []


async def test_what_is_bound_to_none_is_for_every_rechtskreis(api: Api, world: World) -> None:
    await take_in(world, [replace(cafe(), id="bound", rechtskreis="sgb2")])
    assert {"bound", CAFE} <= set(await ids(api, "rechtskreis=sgb2&limit=200"))
    for other in ("sgb3", "none"):
        found = await ids(api, f"rechtskreis={other}&limit=200")
        assert "bound" not in found
        assert CAFE in found


@pytest.mark.parametrize("limit", [1, 7, 200])
async def test_the_pages_together_are_the_whole(api: Api, limit: int) -> None:
    told: list[str] = []
    after: str | None = ""
    while after is not None:
        page = (await get(api, f"{OFFERS}?limit={limit}" + (f"&after={after}" if after else ""))).json()
        assert page["total"] == len(OPEN)
        told += [offer["id"] for offer in page["offers"]]
        after = page["next"]
    assert told == OPEN


async def test_a_page_goes_on_where_it_stopped_when_an_offer_is_gone_meanwhile(api: Api, world: World) -> None:
    first = (await get(api, f"{OFFERS}?limit=3")).json()
    gone = next(offer for offer in sample_offers() if offer.id == first["next"])
    await take_in(world, [replace(gone, state="withdrawn")])
    second = (await get(api, f"{OFFERS}?limit=3&after={first['next']}")).json()
    assert [one["id"] for one in second["offers"]] == OPEN[3:6]


async def test_what_has_not_changed_is_not_sent_again(api: Api, world: World) -> None:
    for target in (OFFERS, f"{OFFERS}/{CAFE}"):
        tag = (await get(api, target)).headers["etag"]
        for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = await get(api, target, **{"if-none-match": held})
            assert (again.status_code, again.content) == (304, b"")
        assert (await get(api, target, **{"if-none-match": '"other"'})).status_code == 200
    await take_in(world, [replace(cafe(), costs="5 Euro")])
    changed = await get(api, target, **{"if-none-match": tag})
    assert (changed.status_code, changed.json()["costs"]) == (200, "5 Euro")
    assert changed.headers["etag"] != tag


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("jurisdiction=kreis-una", 404, "screen.jurisdiction"),
        ("place=99999", 422, "offer.place"), ("place=05999999", 422, "offer.place"),
        ("place=5978024", 422, "wire.invalid"), ("place=L%C3%BCnen", 422, "wire.invalid"),
        ("field=langauge", 422, "wire.invalid"), ("rechtskreis=sgb1", 422, "wire.invalid"),
        ("spoken=Arabisch", 422, "wire.invalid"), ("after=%00", 422, "wire.invalid"),
        ("limit=0", 422, "wire.invalid"), ("limit=201", 422, "wire.invalid"), ("limit=x", 422, "wire.invalid"),
        ("state=draft", 422, "wire.invalid"), ("text=" + "x" * 101, 422, "wire.invalid"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_refused_with_its_code(api: Api, query: str, status: int, code: str) -> None:
    assert refusal(await get(api, f"{OFFERS}?{query}")) == (status, code)


@pytest.mark.parametrize("odd", ["%00", "' or 1=1 --", "A", "x" * 61])
async def test_what_is_no_id_is_refused(api: Api, odd: str) -> None:
    target = httpx.URL(f"{OFFERS}/{odd}").raw_path.decode()
    assert refusal(await get(api, target)) == (422, "wire.invalid")


# --- what it says about itself ----------------------------------------------------------------------------------------


async def test_the_description_names_filters_values_and_refusals(api: Api) -> None:
    document = (await api.client.get("/openapi.json")).json()
    listing, one = (document["paths"][path]["get"] for path in (OFFERS, f"{OFFERS}/{{offer_id}}"))
    told = {filter_["name"] for filter_ in listing["parameters"]}
    assert {"jurisdiction", "place", "field", "rechtskreis", "spoken", "text", "after", "limit"} <= told
    assert {"200", "304", "401", "404", "422"} <= listing["responses"].keys() & one["responses"].keys()
    shape = document["components"]["schemas"]["OfferOut"]["properties"]
    assert shape["fields"]["items"]["enum"] == list(FIELDS_OF_ACTION)
    assert shape["rechtskreis"]["enum"] == list(RECHTSKREISE)
    assert shape["availability"]["enum"] == list(AVAILABILITIES)

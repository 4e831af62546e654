"""Every route × role × jurisdiction × verb, from the route table: an unlisted route fails.

faults: C (every route × role × municipality × verb; not-found equals not-allowed; CSRF per route)
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute

from backend.persistence.tables import case_history, case_messages, cases, deliveries, screenings
from tests.integration.desk.conftest import STAFF, DeskTest
from tests.support.desk import SCREENED_AT, SeedCase, csrf_of, rows_of, seed_case

#: (verb, path) -> what it is. `open`: without a session. `own`: about oneself. `read`/`write`: about a case.
#: `offer`, `languages`, `recordings`: see `test_offers.py`, `test_translations.py`, `test_recordings.py`.
ROUTES: dict[tuple[str, str], str] = {
    ("GET", "/"): "open",
    ("GET", "/desk/"): "open",
    ("GET", "/desk/login"): "open",
    ("POST", "/desk/login"): "open",
    ("POST", "/desk/logout"): "own",
    ("GET", "/desk/session"): "own",
    ("POST", "/desk/session"): "own",
    ("GET", "/desk/account"): "own",
    ("POST", "/desk/account/sessions"): "own",
    ("POST", "/desk/locale"): "own",
    ("GET", "/desk"): "own",
    ("GET", "/desk/cases"): "own",
    ("GET", "/desk/cases/{case_id}"): "read",
    ("POST", "/desk/cases/{case_id}/take"): "write",
    ("POST", "/desk/cases/{case_id}/pass"): "write",
    ("POST", "/desk/cases/{case_id}/messages"): "write",
    ("POST", "/desk/cases/{case_id}/screening"): "write",
    ("POST", "/desk/cases/{case_id}/facts"): "write",
    ("GET", "/desk/offers"): "own",
    ("GET", "/desk/offers/{offer_id}"): "offer",
    ("GET", "/desk/new-offer"): "offer",
    ("POST", "/desk/new-offer"): "offer",
    ("GET", "/desk/edit-offer/{offer_id}"): "offer",
    ("GET", "/desk/offers/{offer_id}/texts/{code}"): "offer",
    ("POST", "/desk/offers/{offer_id}/texts/{code}"): "offer",
    ("POST", "/desk/offers/{offer_id}/versions/{entry_id}"): "offer",
    ("POST", "/desk/offers/{offer_id}"): "offer",
    ("POST", "/desk/offers/{offer_id}/{action}"): "offer",
    ("GET", "/desk/languages"): "languages",
    ("GET", "/desk/languages/{code}"): "languages",
    ("GET", "/desk/languages/{code}/recordings"): "recordings",
    ("GET", "/desk/languages/{code}/sounds/{key}"): "recordings",
    ("POST", "/desk/languages/{code}/recordings/{step}"): "recordings",
    ("POST", "/desk/languages/{code}/recordings/{step}/{action}"): "recordings",
}
#: Answers whatever the routes above do not: other paths, and other verbs of the same paths.
CATCH_ALL = "not_found"
#: HEAD goes with every GET, so it is not listed above.
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
OF_UNNA = {"manager", "colleague", "coordinator", "supervisor"}
FORM = {
    "version": "1",
    "text": "Guten Tag",
    "at": str(SCREENED_AT),
    "outcome": "human",
    "note": "",
    "referred_by": "other",
}


def table(desk: DeskTest) -> set[tuple[str, str]]:
    return {
        (verb, route.path) for route in api_routes(desk.app) if route.name != CATCH_ALL for verb in route.methods or ()
    }


def with_head(verb: str) -> tuple[str, ...]:
    return ("GET", "HEAD") if verb == "GET" else (verb,)


def api_routes(holder: Any) -> list[APIRoute]:
    """Every route of an application, those of included routers too."""
    found: list[APIRoute] = []
    for route in holder.routes:
        inner = getattr(route, "original_router", None)
        found += api_routes(inner) if inner else [route] if isinstance(route, APIRoute) else []
    return found


def concrete(path: str, case_id: str) -> str:
    return (
        path.replace("{case_id}", case_id)
        .replace("{offer_id}", "muster")
        .replace("{action}", "erase" if "recordings" in path else "check")
        .replace("{entry_id}", "0" * 32)
        .replace("{code}", "uk")
        .replace("{key}", "0" * 64)
        .replace("{step}", "adults")
    )


async def state_of(desk: DeskTest, *, looks: bool = True) -> list[list[dict[str, Any]]]:
    """All that could have changed; `looks`: that somebody opened a case, too."""
    history = [row for row in await rows_of(desk.world, case_history) if looks or row["action"] != "viewed"]
    return [history, *[await rows_of(desk.world, one) for one in (cases, case_messages, deliveries, screenings)]]


async def test_every_route_is_listed_here(desk: DeskTest) -> None:
    assert table(desk) == {(one, path) for verb, path in ROUTES for one in with_head(verb)}
    assert {type(route).__name__ for route in api_routes(desk.app)} == {"DeskRoute"}


async def test_without_a_session_every_page_leads_to_the_login(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    before = await state_of(desk)
    for (verb, path), what in ROUTES.items():
        if what == "open":
            continue
        for one in with_head(verb):
            reply = await desk.browser().request(one, concrete(path, case_id), data=FORM if verb == "POST" else None)
            assert reply.status_code == 303, (one, path)
            assert reply.headers["location"].startswith("/desk/login"), (one, path)
    assert await state_of(desk) == before


@pytest.mark.parametrize("path", ["/", "/desk/"])
@pytest.mark.parametrize("verb", ["GET", "HEAD"])
async def test_whoever_asks_for_the_host_alone_comes_to_the_desk(desk: DeskTest, verb: str, path: str) -> None:
    for client, arrives in ((desk.browser(), "/desk/login"), (await desk.as_("manager"), "/desk/cases")):
        reply = await client.request(verb, path)
        assert (reply.status_code, reply.headers["location"]) == (303, "/desk")
        there = await client.request(verb, path, follow_redirects=True)
        assert (there.status_code, there.url.path) == (200, arrives)


@pytest.mark.parametrize("login", sorted(STAFF))
@pytest.mark.parametrize("place", ["kreis-unna", "rhein-kreis-neuss", None])
async def test_who_may_what_with_whose_case(desk: DeskTest, login: str, place: str | None) -> None:
    role, jurisdiction, _ = STAFF[login]
    sees = role.value == "coordinator" if place is None else place == jurisdiction
    acts = sees and role.value != "supervisor"
    client = await desk.as_(login)
    csrf = csrf_of((await client.get("/desk/account")).text)
    for verb, path in [key for key, what in ROUTES.items() if what in ("read", "write")]:
        case_id = await seed_case(desk.world, SeedCase(jurisdiction=place, team_id=None, state="triage", task="intake"))
        data = {**FORM, "csrf": csrf} if verb == "POST" else None
        allowed = acts if ROUTES[verb, path] == "write" else sees
        before = await state_of(desk, looks=not allowed)
        for one in with_head(verb):
            reply = await client.request(one, concrete(path, case_id), data=data)
            assert reply.status_code == ((303 if verb == "POST" else 200) if allowed else 404), (one, path)
        if not allowed or verb == "GET":
            assert await state_of(desk, looks=not allowed) == before, (verb, path)


@pytest.mark.parametrize("login", ["manager", "stranger", "supervisor", "foreign_coordinator"])
async def test_not_found_and_not_allowed_are_the_same_answer(desk: DeskTest, login: str) -> None:
    forbidden = await seed_case(desk.world, SeedCase(jurisdiction="kreis-mettmann", team_id=None))
    kept = await seed_case(desk.world, SeedCase(jurisdiction=None, team_id=None, state="kept"))
    client = await desk.as_(login)
    csrf = csrf_of((await client.get("/desk/account")).text)
    before = await state_of(desk)
    for verb, path in [key for key, what in ROUTES.items() if what in ("read", "write")]:
        data = {**FORM, "csrf": csrf} if verb == "POST" else None
        replies = [
            await client.request(verb, concrete(path, which), data=data) for which in ("0" * 32, forbidden, kept)
        ]
        assert {reply.status_code for reply in replies} == {404}
        assert len({reply.text for reply in replies}) == 1
        assert len({repr(sorted(reply.headers.items())) for reply in replies}) == 1
    assert await state_of(desk) == before


@pytest.mark.parametrize(
    "odd", ["%00", "0%00" + "0" * 30, "%ED%A0%80", "' or 1=1 --", "0" * 31, "F" * 32, "%F0%9F%98%80"]
)
async def test_what_is_no_id_is_not_found_either(desk: DeskTest, odd: str) -> None:
    """faults: B. On both databases in the same words as any other case that is not there."""
    client = await desk.as_("manager")
    csrf = csrf_of((await client.get("/desk/account")).text)
    for verb, path in [key for key, what in ROUTES.items() if what in ("read", "write")]:
        data = {**FORM, "csrf": csrf} if verb == "POST" else None
        missing = await client.request(verb, concrete(path, "0" * 32), data=data)
        reply = await client.request(verb, concrete(path, odd), data=data)
        assert (reply.status_code, reply.text) == (404, missing.text)


@pytest.mark.parametrize("odd", ["%00", "\ud800", "' or 1=1 --", "%", "x" * 5000, "\u202e7KQ2"])
async def test_odd_words_in_the_search_find_nothing(desk: DeskTest, odd: str) -> None:
    """faults: B."""
    await seed_case(desk.world, SeedCase(receipt="7KQ2-M9XA-4TRC", name="Name of kreis-unna"))
    client = await desk.as_("manager")
    address = f"/desk/cases?list=all&page=%00&receipt={quote(odd, safe='%', errors='surrogatepass')}"
    assert (await client.get(address)).status_code == 200


async def test_lists_show_nothing_of_other_jurisdictions(desk: DeskTest) -> None:
    for place in ("kreis-unna", "rhein-kreis-neuss", None):
        name = f"Name of {place}"
        await seed_case(desk.world, SeedCase(jurisdiction=place, team_id=None, state="triage", name=name))
    await seed_case(desk.world, SeedCase(jurisdiction=None, team_id=None, state="kept", name="Name of kept"))
    for login, (role, jurisdiction, _) in STAFF.items():
        client = await desk.as_(login)
        seen = {
            which: (await client.get(f"/desk/cases?list={which}")).text for which in ("mine", "team", "all", "triage")
        }
        expected = {jurisdiction} | ({"None"} if role.value == "coordinator" else set())
        assert set(re.findall(r"Name of ([\w-]+)", "".join(seen.values()))) == expected, login
        assert ("list=triage" in seen["all"]) is (role.value == "coordinator")


@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "of somebody else"])
async def test_no_form_counts_without_its_csrf_token(desk: DeskTest, csrf: str | None) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    client = await desk.as_("manager")
    if csrf == "of somebody else":
        csrf = csrf_of((await (await desk.as_("manager")).get("/desk/cases")).text)
    before = await state_of(desk)
    for verb, path in [key for key, what in ROUTES.items() if key[0] == "POST" and what != "open"]:
        data = FORM if csrf is None else {**FORM, "csrf": csrf}
        reply = await client.request(verb, concrete(path, case_id), data=data)
        assert reply.status_code == 403, path
    assert await state_of(desk) == before
    assert (await client.get("/desk/cases")).status_code == 200


async def test_the_right_token_from_a_foreign_page_is_refused_too(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    client = await desk.as_("manager")
    data = {**FORM, "csrf": csrf_of((await client.get("/desk/cases")).text)}
    headers = {"sec-fetch-site": "cross-site"}
    assert (await client.post(f"/desk/cases/{case_id}/take", data=data, headers=headers)).status_code == 403


async def test_other_verbs_and_other_paths_are_not_found_in_our_own_words(desk: DeskTest) -> None:
    client = await desk.as_("manager")
    case_id = await seed_case(desk.world, SeedCase())
    paths = sorted({concrete(path, case_id) for _, path in ROUTES} | {"/desk/cases/1/2/3", "/desk/admin"})
    for path in paths:
        for verb in VERBS:
            if any(verb in with_head(known) and path == concrete(way, case_id) for known, way in ROUTES):
                continue
            reply = await client.request(verb, path)
            assert reply.status_code == 404, (verb, path)
            assert verb == "HEAD" or "<h1" in reply.text, (verb, path)


async def test_every_answer_carries_the_security_headers(desk: DeskTest) -> None:
    case_id = await seed_case(desk.world, SeedCase())
    client = await desk.as_("manager")
    paths = [concrete(path, case_id) for verb, path in ROUTES if verb == "GET"]
    for path in [*paths, "/desk/nowhere", f"/desk/cases/{'0' * 32}"]:
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert headers["strict-transport-security"]


async def test_pages_hold_no_inline_script_or_style(desk: DeskTest) -> None:
    """The policy forbids them: a page that had some would be broken."""
    case_id = await seed_case(desk.world, SeedCase(urgent=True, wants_human=True))
    client = await desk.as_("manager")
    for path in ("/desk/cases?list=all", f"/desk/cases/{case_id}", "/desk/account", "/desk/nowhere"):
        page = (await client.get(path)).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son\w+=|javascript:", page), path

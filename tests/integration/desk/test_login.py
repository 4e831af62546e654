"""Logging in and out: who gets in, what the cookie is, when it ends, and what an attacker learns (nothing)."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from backend.persistence.tables import login_attempts, staff_sessions
from backend.services import auth
from backend.web import pages as desk_pages
from tests.integration.desk.conftest import DeskTest
from tests.support.desk import PASSWORD, SeedCase, csrf_of, execute, gather_logins, log_in, post, rows_of, seed_case

COOKIE = "__Host-lotse-desk"
TEMPLATES = Path(desk_pages.__file__).parent / "templates"


async def test_a_login_opens_a_session_whose_token_is_stored_nowhere(desk: DeskTest) -> None:
    client = desk.browser()
    reply = await log_in(client, " Manager ")
    cookie = reply.headers["set-cookie"]
    assert reply.status_code == 303
    assert reply.headers["location"] == "/desk/cases"
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    token = client.cookies[COOKIE]
    stored = await rows_of(desk.world, staff_sessions)
    assert len(stored) == 1
    assert token not in repr(stored)
    assert csrf_of((await client.get("/desk/cases")).text) not in repr(stored)


async def test_an_unknown_login_and_a_wrong_password_get_the_same_answer_and_the_same_work(
    desk: DeskTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults: C (log-in of known and unknown users)"""
    verified: list[str] = []
    real = auth._matches

    def watched(stored: str, given: str) -> bool:
        verified.append(stored)
        return real(stored, given)

    monkeypatch.setattr(auth, "_matches", watched)
    unknown = await log_in(desk.browser(), "nobody-here", "wrong")
    wrong = await log_in(desk.browser(), "manager", "wrong")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.text.replace("nobody-here", "manager") == wrong.text
    assert verified[0] == auth._NOBODY
    assert len(verified) == 2


async def test_an_account_that_was_closed_is_refused_and_its_sessions_end(desk: DeskTest) -> None:
    from backend.persistence.tables import staff

    client = await desk.as_("manager")
    closed = staff.update().where(staff.c.login == "manager").values(active=False)
    await execute(desk.world, closed)
    assert (await client.get("/desk/cases")).status_code == 303
    assert (await log_in(desk.browser(), "manager")).status_code == 401


async def test_too_many_failures_for_one_login_close_the_door_for_a_while(desk: DeskTest) -> None:
    for number in range(auth.LOGIN_LIMIT):
        assert (await log_in(desk.browser(f"192.0.2.{number}"), "manager", "wrong")).status_code == 401
    assert (await log_in(desk.browser("198.51.100.1"), "manager")).status_code == 429
    assert (await log_in(desk.browser("198.51.100.1"), "colleague")).status_code == 303
    desk.clock.pass_(milliseconds=auth.WINDOW + 1)
    assert (await log_in(desk.browser(), "manager")).status_code == 303


async def test_an_unknown_login_is_throttled_like_a_known_one(desk: DeskTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "LOGIN_LIMIT", 2)
    for _ in range(2):
        assert (await log_in(desk.browser(), "nobody-here", "wrong")).status_code == 401
    assert (await log_in(desk.browser(), "nobody-here", "wrong")).status_code == 429


async def test_one_address_cannot_try_many_logins(desk: DeskTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "SOURCE_LIMIT", 3)
    for number in range(3):
        await log_in(desk.browser("203.0.113.9"), f"guess-{number}", "wrong")
    assert (await log_in(desk.browser("203.0.113.9"), "manager")).status_code == 429
    assert (await log_in(desk.browser("203.0.113.10"), "manager")).status_code == 303


async def test_a_burst_in_parallel_counts_fully(desk: DeskTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts are counted before they are verified: eight at once are not eight more guesses."""
    monkeypatch.setattr(auth, "LOGIN_LIMIT", 3)
    codes = await gather_logins([desk.browser() for _ in range(8)], "manager", "wrong")
    assert sorted(codes) == [401] * 3 + [429] * 5


async def test_only_so_many_logins_wait_for_a_verifier(desk: DeskTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.app.state.desk.gate, "_free", 0)
    assert (await log_in(desk.browser(), "manager")).status_code == 429


async def test_success_forgives_earlier_failures_of_that_login(desk: DeskTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "LOGIN_LIMIT", 2)
    await log_in(desk.browser(), "manager", "wrong")
    desk.clock.pass_(seconds=1)
    assert (await log_in(desk.browser(), "manager")).status_code == 303
    desk.clock.pass_(seconds=1)
    await log_in(desk.browser(), "manager", "wrong")
    assert (await log_in(desk.browser(), "manager")).status_code == 303


async def test_attempts_hold_neither_login_nor_address(desk: DeskTest) -> None:
    await log_in(desk.browser("203.0.113.77"), "manager", "wrong")
    stored = repr(await rows_of(desk.world, login_attempts))
    assert "manager" not in stored
    assert "203.0.113.77" not in stored


async def test_logging_in_again_gives_a_new_token_and_ends_the_old_session(desk: DeskTest) -> None:
    """faults: C (session fixation): a token known before the login is worth nothing after it."""
    client = await desk.as_("manager")
    before = client.cookies[COOKIE]
    await log_in(client, "manager")
    assert client.cookies[COOKIE] != before
    client.cookies.set(COOKIE, before, domain="desk.example")
    assert len(await rows_of(desk.world, staff_sessions)) == 1


async def test_a_token_set_by_somebody_else_does_not_become_a_session(desk: DeskTest) -> None:
    client = desk.browser()
    client.cookies.set(COOKIE, "chosen-by-an-attacker", domain="desk.example")
    await log_in(client, "manager")
    fresh = desk.browser()
    fresh.cookies.set(COOKIE, "chosen-by-an-attacker")
    assert (await fresh.get("/desk/cases")).status_code == 303


async def test_a_session_ends_after_30_idle_minutes(desk: DeskTest) -> None:
    client = await desk.as_("manager")
    for _ in range(3):
        desk.clock.pass_(minutes=29)
        assert (await client.get("/desk/cases")).status_code == 200
    desk.clock.pass_(minutes=31)
    reply = await client.get("/desk/cases")
    assert reply.status_code == 303
    assert reply.headers["location"] == "/desk/login?next=/desk/cases"


async def test_a_session_ends_after_10_hours_however_busy(desk: DeskTest) -> None:
    client = await desk.as_("manager")
    for _ in range(24):
        desk.clock.pass_(minutes=25)
        reply = await client.get("/desk/cases")
    assert reply.status_code == 303


async def test_logging_out_ends_the_session_for_every_holder_of_the_cookie(desk: DeskTest) -> None:
    client = await desk.as_("manager")
    token = client.cookies[COOKIE]
    csrf = csrf_of((await client.get("/desk/cases")).text)
    reply = await client.post("/desk/logout", data={"csrf": csrf})
    assert reply.status_code == 303
    assert 'lotse-desk="";' in reply.headers["set-cookie"]
    other = desk.browser()
    other.cookies.set(COOKIE, token)
    assert (await other.get("/desk/cases")).status_code == 303


async def test_other_sessions_can_be_ended(desk: DeskTest) -> None:
    lost, here, somebody_else = await desk.as_("manager"), await desk.as_("manager"), await desk.as_("colleague")
    page = (await here.get("/desk/account")).text
    assert page.count("anderes Gerät") == 1
    await here.post("/desk/account/sessions", data={"csrf": csrf_of(page)})
    assert (await lost.get("/desk/cases")).status_code == 303
    assert (await here.get("/desk/cases")).status_code == 200
    assert (await somebody_else.get("/desk/cases")).status_code == 200


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/desk/cases/../../x", "/v1/turns", "/desk/cases\r\nX: y"]
)
async def test_a_login_leads_to_pages_of_the_desk_only(desk: DeskTest, to: str) -> None:
    data = {"login": "manager", "password": PASSWORD, "next": to}
    reply = await desk.browser().post("/desk/login", data=data)
    assert reply.headers["location"] == "/desk/cases"


async def test_a_login_leads_back_to_where_it_was_needed(desk: DeskTest) -> None:
    case = f"/desk/cases/{'a' * 32}"
    first = await desk.browser().get(case)
    assert first.headers["location"] == f"/desk/login?next={case}"
    reply = await desk.browser().post("/desk/login", data={"login": "manager", "password": PASSWORD, "next": case})
    assert reply.headers["location"] == case


@pytest.mark.parametrize(
    ("path", "page", "to"),
    [
        ("/desk/cases/{0}/messages", "http://desk.test/desk/cases/{0}?done=sent", "?next=/desk/cases/{0}"),
        ("/desk/cases/{0}/messages", "http://desk.test/desk/cases/{0}/messages", "?next=/desk/cases/{0}"),
        ("/desk/account/sessions", "http://desk.test/desk/account", "?next=/desk/account"),
        ("/desk/account/sessions", "https://evil.example/desk/account", ""),
        ("/desk/account/sessions", "", ""),
        ("/desk/logout", "http://desk.test/desk/account", ""),
    ],
)
async def test_a_form_sent_too_late_leads_back_to_its_page(desk: DeskTest, path: str, page: str, to: str) -> None:
    """Without what the page said was done: this time it was not."""
    case, headers = "a" * 32, {"host": "desk.test", "referer": page.format("a" * 32)}
    reply = await desk.browser().post(path.format(case), data={"text": "Hallo"}, headers=headers)
    assert reply.headers["location"] == "/desk/login" + to.format(case)


async def test_a_login_form_from_a_foreign_page_is_refused(desk: DeskTest) -> None:
    """faults: C (CSRF per route): nobody is logged in under another's name behind their back."""
    data = {"login": "manager", "password": PASSWORD}
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        assert (await desk.browser().post("/desk/login", data=data, headers=headers)).status_code == 403
    old = desk.browser()
    del old.headers["sec-fetch-site"]
    assert (await old.post("/desk/login", data=data, headers={"origin": "https://evil.example"})).status_code == 403
    assert (await old.post("/desk/login", data=data, headers={"origin": "null"})).status_code == 403
    assert (await old.post("/desk/login", data=data, headers={"origin": "https://desk.example"})).status_code == 303


async def test_a_huge_form_is_refused_before_it_is_read_whole(desk: DeskTest) -> None:
    reply = await desk.browser().post("/desk/login", data={"login": "x" * 100_000, "password": "y"})
    assert reply.status_code == 413


async def test_the_demo_over_plain_http_gets_a_plain_cookie_and_nothing_else_does(desk: DeskTest) -> None:
    from tests.support.desk import browser, desk_app

    app = desk_app(desk.world, secure=False)
    async with browser(app) as client:
        cookie = (await log_in(client, "manager")).headers["set-cookie"]
    app.state.desk.gate.close()
    assert cookie.startswith("lotse-desk=")
    assert "Secure" not in cookie
    assert "HttpOnly" in cookie


# --- its language ----------------------------------------------------------------------------------------------------


async def language_after(client: httpx.AsyncClient, query: str = "") -> str:
    """The language of the list of cases after logging in by the form of the page with this query."""
    form = re.search(r'<form method="post" action="([^"]+)"', (await client.get(f"/desk/login{query}")).text)
    assert form
    sent = await client.post(form[1], data={"login": "manager", "password": PASSWORD})
    assert sent.status_code == 303
    return await language_of(client)


async def language_of(client: httpx.AsyncClient) -> str:
    found = re.search(r'<html lang="(\w+)">', (await client.get("/desk/cases")).text)
    assert found
    return found[1]


async def test_the_language_chosen_on_the_way_in_holds_for_this_session(desk: DeskTest) -> None:
    """And the account keeps its own: elsewhere, and the next time here, it is German again."""
    client = desk.browser()
    assert await language_after(client, "?lang=en") == "en"
    assert await language_after(desk.browser()) == "de"
    await post(client, "/desk/logout")
    assert await language_after(client) == "de"


async def test_what_the_browser_asks_for_is_no_choice(desk: DeskTest) -> None:
    client = desk.browser()
    client.headers["accept-language"] = "en"
    assert '<html lang="en">' in (await client.get("/desk/login")).text
    assert await language_after(client) == "de"


async def test_the_language_of_the_account_is_changed_in_a_session_with_another(desk: DeskTest) -> None:
    client = desk.browser()
    assert await language_after(client, "?lang=en") == "en"
    await post(client, "/desk/locale", locale="de")
    assert await language_of(client) == "de"


@pytest.mark.parametrize("nonsense", ["xx", "", "de-simple", "en%22%3E"])
async def test_a_language_the_desk_does_not_speak_is_no_choice(desk: DeskTest, nonsense: str) -> None:
    client = desk.browser()
    client.cookies.set(f"{COOKIE}-lang", nonsense)
    assert await language_after(client, f"?lang={nonsense}") == "de"


async def test_choosing_a_language_keeps_where_one_wanted_to_go(desk: DeskTest) -> None:
    page = (await desk.browser().get("/desk/login?next=/desk/account")).text
    assert 'href="?lang=en&amp;next=/desk/account"' in page


async def test_another_language_shows_the_page_one_is_on(desk: DeskTest) -> None:
    """Every page that says where it is, from the templates: a new one that is sent to the cases instead fails here."""
    client = await desk.as_("coordinator")
    told = [re.search(r'set path = "([^"]+)"', file.read_text("utf-8")) for file in sorted(TEMPLATES.rglob("*.html"))]
    paths = [found[1] if found[1][-1] != "/" else f"{found[1]}{'0' * 32}" for found in told if found]
    assert len(paths) > 5
    for path in paths:
        assert (await post(client, "/desk/locale", locale="de", next=path)).headers["location"] == path


SEARCHES = [
    "/desk/cases?list=all&page=2&receipt=7KQ2",
    "/desk/offers?text=Kur%C3%9F+%26+%22Caf%C3%A9%22&field=language&state=draft&lang=ti&stale=1",
    "/desk/cases?list=all&receipt=//evil.example/..%0d%0aX:%20y",
]


def next_of(page: str) -> str:
    """Where the form of a page leads after it."""
    found = re.search(r'name="next" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def leads_to(reply: httpx.Response, search: str) -> bool:
    """The same page of ours with the same search, however it is written."""
    there, wanted = httpx.URL(reply.headers["location"]), httpx.URL(search)
    return (there.host, there.path, there.params) == ("", wanted.path, wanted.params)


@pytest.mark.parametrize("search", SEARCHES)
async def test_another_language_keeps_what_one_searched_for(desk: DeskTest, search: str) -> None:
    client = await desk.as_("coordinator")
    page = (await client.get(search)).text
    sent = {"csrf": csrf_of(page), "locale": "en", "next": next_of(page)}
    reply = await client.post("/desk/locale", data=sent)
    assert leads_to(reply, search)
    assert '<html lang="en">' in (await client.get(reply.headers["location"])).text


@pytest.mark.parametrize("path", ["/desk/nothing", f"/desk/cases/{'0' * 32}", "/desk/cases/x"])
async def test_an_error_speaks_the_language_of_the_account(desk: DeskTest, path: str) -> None:
    """And offers no other one: a page that is not there has no address in it."""
    client = await desk.as_("manager")
    await post(client, "/desk/locale", locale="en")
    page = (await client.get(path, headers={"accept-language": "de"})).text
    assert "Page not found" in page
    assert "?lang=" not in page


@pytest.mark.parametrize("search", SEARCHES)
async def test_a_login_leads_back_to_what_one_searched_for(desk: DeskTest, search: str) -> None:
    client = desk.browser()
    form = (await client.get((await client.get(search)).headers["location"])).text
    sent = {"login": "coordinator", "password": PASSWORD, "next": next_of(form)}
    assert leads_to(await client.post("/desk/login", data=sent), search)


async def test_another_language_after_a_refused_form_shows_the_page_it_was_on(desk: DeskTest) -> None:
    case = await seed_case(desk.world, SeedCase(owner_id=desk.staff["manager"], state="open"))
    reply = await post(await desk.as_("manager"), f"/desk/cases/{case}/messages?list=all", text=" ")
    assert reply.status_code == 422
    assert next_of(reply.text) == f"/desk/cases/{case}"


@pytest.mark.parametrize(
    "path", ["//evil.example", "/desk/login", "/desk/offers//evil", "//evil.example/desk?list=all"]
)
async def test_another_language_leads_nowhere_else(desk: DeskTest, path: str) -> None:
    client = await desk.as_("coordinator")
    assert (await post(client, "/desk/locale", locale="de", next=path)).headers["location"] == "/desk/cases"

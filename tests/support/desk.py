"""Staff, people and cases for tests of the desk: stored as the conversation stores them, sealed with real keys."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import FastAPI

from backend.content.screening import builtin_desk
from backend.domain.permissions import Role
from backend.domain.times import to_ms
from backend.persistence import tables
from backend.persistence.database import Connection
from backend.services.screening import Told, looked_at
from backend.services.staff import NewStaff, add_staff
from backend.services.world import World
from backend.web.app import mount_desk
from flows.rules.report import report

PASSWORD = "correct horse battery staple"
ORIGIN = "https://desk.example"
HOURS = 3_600_000
SCREENED_AT = 1


def answer(value: Any, raw: str | None = None, lang: str = "uk") -> dict[str, Any]:
    return {"value": value, "raw": raw, "lang": lang, "at": "2026-11-20T08:30:00Z"}


def ukrainian_answers() -> dict[str, dict[str, Any]]:
    """An intake from Lünen, as somebody from Ukraine would give it."""
    return {
        "of_age": answer(True),
        "residence": answer({"plz": "44532", "ags": "05978024", "name": "Lünen", "status": "ok"}, "44532"),
        "moved_here": answer({"date": "2024-03-01", "precision": "month", "about": False}, "березень 2024"),
        "arrival": answer({"date": "2022-01-01", "precision": "year", "about": True}, "десь 2022"),
        "birth": answer({"date": "1989-05-14", "precision": "day", "about": False}, "14.05.1989"),
        "adults": answer(2, "2"),
        "children": answer(2, "двоє"),
        "child_ages": answer(["age_3_5", "age_6_9"]),
        "school_place": answer("some"),
        "best_language": answer("uk"),
        "german": answer("a2"),
        "fields": answer(["language", "work", "childcare", "housing", "money"]),
        "language_now": answer("waiting"),
        "language_wish": answer(["course", "childcare"]),
        "work_now": answer("search"),
        "work_wish": answer(["recognition", "job"]),
        "childcare_now": answer(["kita", "school"]),
        "housing_now": answer("losing"),
        "housing_wish": answer(["keep", "forms"]),
        "money_now": answer(["waiting", "letter"]),
        "urgent_today": answer(["housing"]),
        "urgent_week": answer(["money", "childcare"]),
        "wish": answer("Я хочу, щоб діти якнайшвидше пішли до школи, а я знову працювала медсестрою."),
        "helpers": answer(["jobcenter", "friends"]),
        "origin": answer("UA"),
        "status": answer("ukraine"),
        "status_since": answer(None),
        "health_talk": answer("later"),
        "name": answer("Олена"),
        "contact_way": answer("chat"),
        "times": answer(["morning", "child"]),
        "interpreter": answer("woman"),
    }


ALL_CONSENTS = {"intake": True, "handover": True, "special": True, "messenger": True, "statistics": False}


@dataclass(frozen=True, slots=True)
class SeedCase:
    """What a test says about a case; the rest is as usual."""

    jurisdiction: str | None = "kreis-unna"
    team_id: str | None = "kreis-unna.nordkreis"
    owner_id: str | None = None
    state: str = "new"
    task: str = "case"
    name: str | None = "Олена"
    answers: Mapping[str, Any] = field(default_factory=ukrainian_answers)
    consents: Mapping[str, bool] = field(default_factory=lambda: ALL_CONSENTS)
    urgent: bool = False
    wants_human: bool = False
    partial: bool = False
    lang: str = "uk"
    flow: str = "kim-intake"
    channel: str | None = "telegram"
    hours_ago: float = 3
    receipt: str | None = None


async def seed_teams(world: World) -> None:
    rows = [
        {"id": team.key, "jurisdiction": place.key, "region": next(iter(team.regions), ""), "name": team.name}
        for place in world.jurisdictions.values()
        for team in place.teams
    ]
    await execute(world, sa.insert(tables.teams), rows)


async def seed_staff(
    world: World, login: str, role: Role, jurisdiction: str, team: str | None = None, **more: Any
) -> str:
    given = {"name": login.title(), "password": PASSWORD, **more}
    return await add_staff(world, NewStaff(login, role=role, jurisdiction=jurisdiction, team_id=team, **given))


async def seed_case(world: World, case: SeedCase) -> str:
    """The case's id. Person, conversation, chat, turn and consents stand beside it."""
    person, conversation, case_id = world.ids.new(), world.ids.new(), world.ids.new()
    key, wrapped, master_id = world.keyring.new_person(person)
    at = to_ms(world.clock()) - int(case.hours_ago * HOURS)
    rows: list[tuple[sa.Table, dict[str, Any]]] = [
        (tables.people, {"id": person, "wrapped_key": wrapped, "master_id": master_id, "created_at": at}),
        (
            tables.conversations,
            {
                "id": conversation,
                "person_id": person,
                "flow": case.flow,
                "revision": "r",
                "status": "submitted",
                "state_enc": b"",
                "turn_count": 1,
                "created_at": at,
                "updated_at": at,
            },
        ),
        (
            tables.cases,
            {
                "id": case_id,
                "receipt": case.receipt or world.ids.receipt(),
                "person_id": person,
                "conversation_id": conversation,
                "jurisdiction": case.jurisdiction,
                "team_id": case.team_id,
                "owner_id": case.owner_id,
                "state": case.state,
                "partial": case.partial,
                "urgent": case.urgent,
                "wants_human": case.wants_human,
                "reason": json.dumps({"route": "by_region", "owner": "free_capacity", "task": case.task}),
                "lang": case.lang,
                "flow": case.flow,
                "revision": "r",
                "name_enc": key.seal("cases", "name_enc", case_id, case.name.encode()) if case.name else None,
                "answers_enc": key.seal("cases", "answers_enc", case_id, _answers(case)),
                "version": 1,
                "created_at": at,
                "updated_at": at,
            },
        ),
        (tables.case_history, _history(world, case_id, at)),
        (
            tables.screenings,
            {
                "case_id": case_id,
                "at": SCREENED_AT,
                "content_enc": key.seal("screenings", "content_enc", case_id, _suggestion(case)),
                "state": "suggested",
            },
        ),
        *((tables.consents, _consent(world, person, conversation, case, *one, at)) for one in case.consents.items()),
    ]
    if case.channel:
        chat = {"channel": case.channel, "chat_hash": world.keyring.blind("chat", conversation)}
        last = {"channel": case.channel, "event_hash": world.keyring.blind("event", conversation)}
        more = {"conversation_id": conversation, "address_enc": b"", "created_at": at}
        rows.append((tables.chats, {**chat, **more}))
        rows.append((tables.turns, {**last, "conversation_id": conversation, "seq": 1, "at": at, "log": "[]"}))

    def store(conn: Connection) -> None:
        for table, row in rows:
            conn.execute(sa.insert(table), row)

    await world.db.write(store)
    return case_id


def _suggestion(case: SeedCase) -> bytes:
    """What the rules say of these answers in the Kreis Unna, on a fixed day."""
    values = {name: answer["value"] for name, answer in case.answers.items()}
    screening = looked_at(
        Told("kim-intake", "kreis-unna", values, case.consents, {}), datetime(2026, 11, 20, tzinfo=UTC)
    )
    assert screening is not None
    return json.dumps(report(screening, builtin_desk().staff_teller)).encode()


def _answers(case: SeedCase) -> bytes:
    return json.dumps({"answers": dict(case.answers), "order": list(case.answers)}).encode()


def _history(world: World, case_id: str, at: int) -> dict[str, Any]:
    return {"id": world.ids.new(), "case_id": case_id, "at": at, "actor": "person", "action": "opened", "detail": "{}"}


def _consent(
    world: World, person: str, conversation: str, case: SeedCase, purpose: str, granted: bool, at: int
) -> dict[str, Any]:
    return {
        "id": world.ids.new(),
        "person_id": person,
        "conversation_id": conversation,
        "purpose": purpose,
        "granted": granted,
        "version": 1,
        "lang": case.lang,
        "text_hash": "0" * 64,
        "channel": case.channel or "web",
        "at": at,
    }


async def execute(world: World, statement: sa.Executable, values: Any = None) -> None:
    """One statement behind the services' back."""

    def run(conn: Connection) -> None:
        conn.execute(statement, values)

    await world.db.write(run)


async def rows_of(world: World, table: sa.Table) -> list[dict[str, Any]]:
    return await world.db.read(lambda conn: [dict(row) for row in conn.execute(sa.select(table)).mappings()])


def desk_app(world: World, *, secure: bool = True) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mount_desk(app, world, secure=secure)
    return app


def browser(app: FastAPI, address: str = "192.0.2.7") -> httpx.AsyncClient:
    """A browser that keeps cookies and says where a form came from."""
    transport = httpx.ASGITransport(app, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"sec-fetch-site": "same-origin"})


async def log_in(client: httpx.AsyncClient, login: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/desk/login", data={"login": login, "password": password})


def csrf_of(html: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', html)
    assert found, "the page carries no CSRF token"
    return found[1]


async def gather_logins(clients: list[httpx.AsyncClient], login: str, password: str) -> list[int]:
    replies = await asyncio.gather(*(log_in(client, login, password) for client in clients))
    return [reply.status_code for reply in replies]


ISOLATES = str.maketrans("", "", "\u2068\u2069")


async def page_of(client: httpx.AsyncClient, path: str) -> str:
    reply = await client.get(path)
    assert reply.status_code == 200, reply.text
    return reply.text.translate(ISOLATES)


async def post(client: httpx.AsyncClient, path: str, **data: str) -> httpx.Response:
    csrf = csrf_of((await client.get("/desk/account")).text)
    return await client.post(path, data={"csrf": csrf, **data})

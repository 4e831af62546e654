"""What a request to the desk needs: the world, the door, and who is asking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from backend.services import auth
from backend.services.auth import Gate, Session
from backend.services.world import World
from backend.web.pages import page
from backend.web.security import Cookie, own_origin, read_form
from backend.web.words import SOURCES, preferred
from flows.errors import LotseError

Ready = Callable[[], Awaitable[None]]


async def already() -> None:
    """For whoever has read everything, or does not mind to wait for it later."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Kept in `app.state.desk`. `gate` verifies logins beside the event loop. `ready` returns once the rules are read:
    never on the event loop or inside a transaction."""

    world: World
    gate: Gate
    cookie: Cookie
    ready: Ready = already

    def now(self) -> datetime:
        return self.world.clock()


class LoginNeeded(Exception):
    """Nobody is logged in: the log-in page comes first."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request by somebody who is logged in."""

    desk: Desk
    session: Session
    lang: str
    query: str  # of the address of a page ("?list=team"): another language shows the same; empty after a form

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        staff, world = self.session.staff, self.desk.world
        place = world.jurisdictions.get(staff.jurisdiction)
        name = place.name if place else staff.jurisdiction
        return page(
            template, self.lang, self.desk.now(), status, session=self.session, place=name, query=self.query, **values
        )


@dataclass(frozen=True, slots=True)
class Submission(Visit):
    """A form by somebody who is logged in, its CSRF token checked."""

    form: dict[str, str]


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def language_of(request: Request) -> str:
    """The desk language for somebody not logged in."""
    return chosen(request) or preferred(request.headers.get("accept-language"))


def chosen(request: Request) -> str | None:
    """The desk language that the address names, because somebody tapped it."""
    wanted = request.query_params.get("lang")
    return wanted if wanted in SOURCES else None


def asked(request: Request) -> str:
    """The query of an address with its question mark, in letters that every address may hold; empty without one."""
    return f"?{request.query_params}" if request.query_params else ""


def see_other(path: str) -> RedirectResponse:
    return RedirectResponse(path, status_code=303)


async def rules_read(request: Request) -> None:
    """For routes that show or change what the rules say."""
    await desk_of(request).ready()


async def visit(request: Request) -> Visit:
    """Raises LoginNeeded."""
    desk = desk_of(request)
    session = await auth.session(desk.world, desk.cookie.read(request))
    if session is None:
        raise LoginNeeded
    for_now = desk.cookie.spoken.read(request)
    request.state.lang = for_now if for_now in SOURCES else session.staff.locale
    return Visit(desk, session, request.state.lang, asked(request) if request.method == "GET" else "")


async def submission(request: Request) -> Submission:
    """Raises LoginNeeded, LotseError desk.csrf."""
    found = await visit(request)
    form = await read_form(request)
    guarded(request, found, form)
    return Submission(found.desk, found.session, found.lang, found.query, form)


def guarded(request: Request, found: Visit, form: Mapping[str, str]) -> None:
    """Raises LotseError desk.csrf for a form that no page of ours sent."""
    if not own_origin(request) or not found.session.guards(form.get("csrf"), found.desk.world):
        raise LotseError("desk.csrf")


Seen = Annotated[Visit, Depends(visit)]
Submitted = Annotated[Submission, Depends(submission)]

"""Logging in and out, and how long a login still lasts."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.services import auth
from backend.services.auth import Session
from backend.web.desk import LoginNeeded, Submitted, chosen, desk_of, language_of, see_other
from backend.web.pages import page
from backend.web.route import DeskRoute
from backend.web.security import Cookie, own_origin, read_form
from flows.errors import LotseError

router = APIRouter(route_class=DeskRoute)

HOME = "/desk/cases"
LOGGED_OUT = "out"
#: Where a login or another language may lead: pages of ours only; without a dot or a second slash none is elsewhere.
#: A query as `desk.asked` writes it.
_OURS = re.compile(
    r"/desk/(cases|offers|new-offer|edit-offer|languages|account)(/[a-z0-9-]+)*(\?[A-Za-z0-9%&=+_.~-]*)?"
)


def destination(wanted: str | None) -> str:
    return wanted if wanted and _OURS.fullmatch(wanted) else HOME


def _form(request: Request, status: int = 200, problem: str | None = None, login: str = "", to: str = HOME) -> Response:
    logged_out = request.method == "GET" and request.query_params.get("done") == LOGGED_OUT
    values = {"problem": problem, "login": login, "next": to, "chosen": chosen(request), "logged_out": logged_out}
    return page("login.html", language_of(request), desk_of(request).now(), status, **values)


@router.get("/desk/login")
async def show_login(request: Request) -> Response:
    desk = desk_of(request)
    to = destination(request.query_params.get("next"))
    if await auth.session(desk.world, desk.cookie.read(request)):
        return see_other(to)
    return _form(request, to=to)


@router.post("/desk/login")
async def log_in(request: Request) -> Response:
    """No session yet, so no CSRF token: the form must come from a page of ours (and the cookie is SameSite)."""
    desk, form = desk_of(request), await read_form(request)
    if not own_origin(request):
        raise LotseError("desk.csrf")
    login, to = form.get("login", ""), destination(form.get("next"))
    source = request.client.host if request.client else ""
    try:
        entered = await desk.gate.enter(login, form.get("password", ""), source, desk.cookie.read(request))
    except LotseError as error:
        if error.code not in ("desk.login_failed", "desk.throttled"):
            raise
        return _form(request, error.status, error.code, login, to)
    response = see_other(to)
    desk.cookie.write(response, entered.token)
    _speak(desk.cookie.spoken, response, chosen(request))
    return response


def _speak(cookie: Cookie, response: Response, lang: str | None) -> None:
    """The language chosen on the way in holds for this session; nobody inherits it from the session before."""
    if lang is not None:
        cookie.write(response, lang)
    else:
        cookie.clear(response)


@router.post("/desk/logout")
async def log_out(sent: Submitted) -> Response:
    await auth.leave(sent.desk.world, sent.session.key)
    response = see_other(f"/desk/login?done={LOGGED_OUT}")
    sent.desk.cookie.clear(response)
    return response


def _lasting(session: Session) -> Response:
    """For `ending.js`: whole seconds left, whether it ends then whatever is asked for, and whose page may stay open."""
    return JSONResponse({"left": session.left // 1000, "final": session.final, "csrf": session.csrf})


@router.get("/desk/session")
async def show_lasting(request: Request) -> Response:
    """Asked by pages on their own, so it is no activity: the idle time goes on."""
    desk = desk_of(request)
    session = await auth.session(desk.world, desk.cookie.read(request), renew=False)
    if session is None:
        raise LoginNeeded
    return _lasting(session)


@router.post("/desk/session")
async def renew(sent: Submitted) -> Response:
    """Somebody wants to stay: a request like any other begins the idle time anew."""
    return _lasting(sent.session)

"""One's own account: the language of the desk, and where one is logged in."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from backend.services import auth, staff
from backend.web.desk import Seen, Submitted, see_other
from backend.web.login import destination
from backend.web.route import DeskRoute

router = APIRouter(route_class=DeskRoute)


@router.get("/desk/account")
async def show_account(seen: Seen) -> Response:
    return seen.page("account.html", sessions=await staff.sessions(seen.desk.world, seen.session))


@router.post("/desk/account/sessions")
async def end_other_sessions(sent: Submitted) -> Response:
    await auth.leave_elsewhere(sent.desk.world, sent.session)
    return see_other("/desk/account")


@router.post("/desk/locale")
async def set_locale(sent: Submitted) -> Response:
    """The account's language from now on, also where another was chosen for this session."""
    await staff.set_locale(sent.desk.world, sent.session.staff, sent.form.get("locale", ""))
    response = see_other(destination(sent.form.get("next")))
    sent.desk.cookie.spoken.clear(response)
    return response

"""Lists of cases: mine, my team's, all of the jurisdiction, and what coordinators still have to place."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from backend.domain.ids import receipt_read
from backend.services.cases import Wanted, list_cases, lists_for
from backend.web.desk import Seen, see_other
from backend.web.route import DeskRoute

router = APIRouter(route_class=DeskRoute)


@router.get("/")
@router.get("/desk/")
async def front() -> Response:
    """Open: whoever types no more than the host is led on, and asked there for the login."""
    return see_other("/desk")


@router.get("/desk")
async def home(seen: Seen) -> Response:
    return see_other("/desk/cases")


@router.get("/desk/cases")
async def show_list(request: Request, seen: Seen) -> Response:
    wanted = _wanted(request)
    found = await list_cases(seen.desk.world, seen.session.staff, wanted)
    return seen.page("list.html", receipt=wanted.receipt, lists=lists_for(seen.session.staff), found=found)


def _wanted(request: Request) -> Wanted:
    """The list asked for in the address; a page that makes no sense is the first."""
    asked = request.query_params
    which, number = asked.get("list", ""), asked.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    return Wanted(which, receipt_read(asked.get("receipt", "")[:64]), page)

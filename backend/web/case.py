"""One case: everything to read, and what there is to do: take it over, write, decide on the suggestion."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from backend.services import assessing, cases, passing_on
from backend.services.case_page import read_case_page
from backend.services.cases import MESSAGE_LIMIT, Refusal
from backend.web.desk import Seen, Submitted, Visit, rules_read, see_other
from backend.web.route import DeskRoute

router = APIRouter(route_class=DeskRoute, dependencies=[Depends(rules_read)])

_ID = re.compile(r"[0-9a-f]{32}")
#: What is no id is not asked of the database: NUL and its kin would make "not found" look different there.
CaseId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


#: What was just done, said on the page after it.
_DONE = frozenset({"taken", "sent", "decided", "facts", "passed"})


@router.get("/desk/cases/{case_id}")
async def show_case(case_id: CaseId, seen: Seen, done: str = "") -> Response:
    return await _shown(seen, case_id, done=done if done in _DONE else "")


async def _shown(seen: Visit, case_id: str, refusal: Refusal | None = None, text: str = "", done: str = "") -> Response:
    """The page; after a refused message with the reason and what was written."""
    shown = await read_case_page(seen.desk.world, seen.session.staff, case_id, seen.lang)
    form = {"refusal": refusal, "text": text, "limit": MESSAGE_LIMIT, "message": seen.desk.world.ids.new()}
    return seen.page("case.html", 422 if refusal else 200, shown=shown, case=shown.opened.case, form=form, done=done)


@router.post("/desk/cases/{case_id}/take")
async def take_over(case_id: CaseId, sent: Submitted) -> Response:
    await cases.take_over(sent.desk.world, sent.session.staff, case_id, _number(sent.form.get("version", "")))
    return see_other(f"/desk/cases/{case_id}?done=taken")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else -1


@router.post("/desk/cases/{case_id}/screening")
async def decide(case_id: CaseId, sent: Submitted) -> Response:
    at, last = _number(sent.form.get("at", "")), _number(sent.form.get("decided", "0"))
    await assessing.decide(sent.desk.world, sent.session.staff, case_id, at, sent.form, last)
    return see_other(f"/desk/cases/{case_id}?done=decided")


@router.post("/desk/cases/{case_id}/facts")
async def enter_facts(case_id: CaseId, sent: Submitted) -> Response:
    at = _number(sent.form.get("at", ""))
    await assessing.enter_facts(sent.desk.world, sent.session.staff, case_id, at, sent.form)
    return see_other(f"/desk/cases/{case_id}?done=facts")


@router.post("/desk/cases/{case_id}/pass")
async def pass_on(case_id: CaseId, sent: Submitted) -> Response:
    version = _number(sent.form.get("version", ""))
    await passing_on.pass_on(sent.desk.world, sent.session.staff, case_id, version)
    return see_other(f"/desk/cases/{case_id}?done=passed")


@router.post("/desk/cases/{case_id}/messages")
async def send_message(case_id: CaseId, sent: Submitted) -> Response:
    text, message_id = sent.form.get("text", ""), sent.form.get("message", "")
    own = message_id if _ID.fullmatch(message_id) else None
    refusal = await cases.send_message(sent.desk.world, sent.session.staff, case_id, text, own)
    if refusal:
        return await _shown(sent, case_id, refusal, text)
    return see_other(f"/desk/cases/{case_id}?done=sent")

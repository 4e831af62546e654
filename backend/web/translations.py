"""The languages at the desk: how far each is, and where a second translator's German differs from the source."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from backend.services import recordings, translations
from backend.web.desk import Seen
from backend.web.route import DeskRoute

router = APIRouter(route_class=DeskRoute)

Code = Annotated[str, Path(pattern=r"^[a-z]{2,3}(-[a-z]{2,8})?$")]
MOST = 100  # texts on a page: who has read these knows whether the translation can be trusted


@router.get("/desk/languages")
async def show_languages(seen: Seen) -> Response:
    staff = seen.session.staff
    spoken = await recordings.counts(seen.desk.world, staff)
    return seen.page("languages.html", found=await translations.languages(staff), spoken=spoken)


@router.get("/desk/languages/{code}")
async def show_language(code: Code, seen: Seen) -> Response:
    told, texts = await translations.comparisons(seen.session.staff, code)
    return seen.page("language.html", told=told, texts=texts[:MOST], more=max(len(texts) - MOST, 0))

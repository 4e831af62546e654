"""Recordings at the desk: what is to be spoken, what is, and what happened to it; for coordination alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from backend.content.recordings import LARGEST, LONGEST, TYPES
from backend.services import recordings
from backend.web.desk import Seen, Submission, Submitted, Visit, guarded, see_other, visit
from backend.web.route import DeskRoute
from backend.web.translations import Code
from backend.web.uploads import read_upload
from flows.errors import LotseError
from flows.media import HASH
from flows.pieces import OutOfRange, piece

router = APIRouter(route_class=DeskRoute)

Step = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
Action = Annotated[str, Path(pattern=f"^({'|'.join(recordings.ACTIONS)})$")]
Key = Annotated[str, Path(pattern=f"^{HASH.pattern}$")]
#: What a page may say was just done.
DONE = ("added", *recordings.ACTIONS)
#: What is told beside the step instead of on a page of its own.
BESIDE = frozenset({"recording.type", "recording.damaged", "recording.large", "recording.long", "recording.nothing"})


@dataclass(frozen=True, slots=True)
class Upload(Submission):
    content: bytes


async def upload(request: Request) -> Upload:
    """Raises LoginNeeded, LotseError desk.csrf, recording.large."""
    found = await visit(request)
    form, content = await read_upload(request)
    guarded(request, found, form)
    return Upload(found.desk, found.session, found.lang, found.query, form, content)


Uploaded = Annotated[Upload, Depends(upload)]


@router.get("/desk/languages/{code}/recordings")
async def show_recordings(code: Code, seen: Seen, done: str = "", step: str = "") -> Response:
    return await _shown(seen, code, step=step, done=done if done in DONE else "")


async def _shown(
    seen: Visit, code: str, *, step: str = "", done: str = "", refused: LotseError | None = None
) -> Response:
    found = await recordings.listed(seen.desk.world, seen.session.staff, code)
    status = refused.status if refused is not None else 200
    code = refused.code if refused is not None else ""
    limits = {"types": ",".join((".ogg", ".opus", ".mp3", ".m4a", *TYPES)), "bytes": LARGEST, "seconds": int(LONGEST)}
    return seen.page("recordings.html", status, found=found, at=step, done=done, refused=code, limits=limits)


@router.get("/desk/languages/{code}/sounds/{key}")
async def play_recording(code: Code, key: Key, request: Request, seen: Seen) -> Response:
    media_type, content = await recordings.sound(seen.desk.world, seen.session.staff, code, key)
    size, headers = len(content), {"Accept-Ranges": "bytes"}
    try:
        part = piece(request.headers.get("range", ""), size)
    except OutOfRange:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return Response(content, 200, headers, media_type)
    headers["Content-Range"] = f"bytes {part[0]}-{part[1]}/{size}"
    return Response(content[part[0] : part[1] + 1], 206, headers, media_type)


@router.post("/desk/languages/{code}/recordings/{step}")
async def add_recording(code: Code, step: Step, sent: Uploaded) -> Response:
    number = _number(sent, "number")
    try:
        await recordings.add(sent.desk.world, sent.session.staff, code, step, number, sent.content)
    except LotseError as error:
        if error.code not in BESIDE:
            raise
        return await _shown(sent, code, step=step, refused=error)
    return _back(code, step, "added")


@router.post("/desk/languages/{code}/recordings/{step}/{action}")
async def act_on_recording(code: Code, step: Step, action: Action, sent: Submitted) -> Response:
    number, line = _number(sent, "number"), _number(sent, "line")
    await recordings.act(sent.desk.world, sent.session.staff, code, step, number, action, line)
    return _back(code, step, action)


def _back(code: str, step: str, done: str) -> Response:
    return see_other(f"/desk/languages/{code}/recordings?done={done}&step={step}")


def _number(sent: Submission, name: str) -> int:
    text = sent.form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1

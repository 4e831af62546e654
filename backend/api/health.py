"""Is the process there, and can it work? Two questions, so that a restart is not asked of a full disk."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from backend.persistence.steps import is_migrated
from flows.errors import LotseError

router = APIRouter(prefix="/health", include_in_schema=False)


@router.get("/live")
async def live() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/ready")
async def ready(request: Request) -> JSONResponse:
    """503 with the code while the database cannot be read or is not migrated."""
    try:
        if not await request.app.state.world.db.read(is_migrated):
            raise LotseError("storage.not_migrated")
    except LotseError as error:
        return JSONResponse({"status": error.code}, status_code=503)
    return JSONResponse({"status": "ok"})

"""`/v1`: turns, the transcript, one-time links, parked events. Thin: parse, call the service, answer."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from backend.api.signed import ModelRoute, SignedRoute
from backend.services import keyboards
from backend.services.handover import park
from backend.services.transcript import transcript
from backend.services.turns import Turns
from backend.services.world import World
from flows.media import HASH, SHOWN
from flows.protocol import (
    Channel,
    HandoverReply,
    KeyboardReport,
    Keyboards,
    Parked,
    Redeem,
    Transcript,
    TurnReply,
    TurnRequest,
    WireError,
)

REFUSALS: dict[int | str, dict[str, Any]] = {status: {"model": WireError} for status in (401, 422, 503)}
router = APIRouter(prefix="/v1", route_class=SignedRoute, responses=REFUSALS)
_post = partial(router.add_api_route, methods=["POST"], route_class_override=ModelRoute)

#: `nosniff`: what it is was told from its bytes when it was published, and nobody is to guess again.
KEPT = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


# `async`: FastAPI sends what is not to another thread, which costs more than all else of a request.
async def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


WorldOf = Annotated[World, Depends(_world)]
ChatOf = Annotated[str, Query(min_length=1, max_length=128)]


async def post_turn(given: TurnRequest, request: Request) -> TurnReply:
    turns: Turns = request.app.state.turns
    return await turns.turn(given)


async def post_redeem(given: Redeem, request: Request) -> HandoverReply:
    turns: Turns = request.app.state.turns
    return await turns.redeem(given.token, given.channel, given.chat)


async def post_parked(given: Parked, request: Request) -> None:
    await park(await _world(request), given)


async def post_keyboards(given: KeyboardReport, request: Request) -> None:
    await keyboards.keep(await _world(request), given)


_post("/turns", post_turn, summary="One turn: idempotent by channel and event id")
_post("/handovers/redeem", post_redeem, summary="Use a one-time link")
_post("/parked", post_parked, status_code=201, summary="Keep an event no parser could read")
_post("/keyboards", post_keyboards, summary="Which messages of some chats have buttons now")


@router.get("/keyboards", summary="Which messages of a chat have buttons, as last reported")
async def get_keyboards(world: WorldOf, channel: Channel, chat: ChatOf) -> Keyboards:
    return await keyboards.of(world, channel, chat)


@router.get("/transcript", summary="The present view of a chat's conversation")
async def get_transcript(world: WorldOf, channel: Channel, chat: ChatOf, seen: bool = True) -> Transcript:
    """`seen`: it is shown to the person, and what the desk wrote has arrived with it."""
    return await transcript(world, channel, chat, seen=seen)


@router.get(
    "/media/{key}",
    summary="The bytes of a picture or recording, by hash",
    response_class=Response,
    responses={200: {"content": {name: {} for name in SHOWN}}, 404: {"model": WireError}},
)
async def get_media(world: WorldOf, key: Annotated[str, Path(pattern=f"^{HASH.pattern}$")]) -> Response:
    """What a hash names never changes, so whoever has it may keep it for ever."""
    media_type, content = await world.editions.media(key)
    return Response(content, media_type=media_type, headers=KEPT)

"""`/v1`: turns, the transcript, one-time links, parked events. Thin: parse, call the service, answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from backend.api.signed import SignedRoute
from backend.services.handover import park
from backend.services.transcript import transcript
from backend.services.turns import Turns
from backend.services.world import World
from flows.media import HASH, SHOWN
from flows.protocol import Channel, HandoverReply, Parked, Redeem, Transcript, TurnReply, TurnRequest, WireError

router = APIRouter(
    prefix="/v1",
    route_class=SignedRoute,
    responses={401: {"model": WireError}, 422: {"model": WireError}, 503: {"model": WireError}},
)

#: `nosniff`: what it is was told from its bytes when it was published, and nobody is to guess again.
KEPT = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


# Both are `async`: FastAPI sends what is not to another thread, which costs more than all else of a request.
async def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


async def _turns(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


WorldOf = Annotated[World, Depends(_world)]
TurnsOf = Annotated[Turns, Depends(_turns)]


@router.post("/turns", summary="One turn: idempotent by channel and event id")
async def post_turn(given: TurnRequest, turns: TurnsOf) -> TurnReply:
    return await turns.turn(given)


@router.get("/transcript", summary="The present view of a chat's conversation")
async def get_transcript(
    world: WorldOf, channel: Channel, chat: Annotated[str, Query(min_length=1, max_length=128)]
) -> Transcript:
    return await transcript(world, channel, chat)


@router.post("/handovers/redeem", summary="Use a one-time link")
async def post_redeem(given: Redeem, turns: TurnsOf) -> HandoverReply:
    return await turns.redeem(given.token, given.channel, given.chat)


@router.post("/parked", status_code=201, summary="Keep an event no parser could read")
async def post_parked(given: Parked, world: WorldOf) -> None:
    await park(world, given)


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

"""`/v1`: turns, the transcript, one-time links, parked events. Thin: parse, call the service, answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from backend.api.signed import SignedRoute
from backend.services.handover import park
from backend.services.transcript import transcript
from backend.services.turns import Turns
from backend.services.world import World
from flows.protocol import Channel, HandoverReply, Parked, Redeem, Transcript, TurnReply, TurnRequest, WireError

router = APIRouter(
    prefix="/v1",
    route_class=SignedRoute,
    responses={401: {"model": WireError}, 422: {"model": WireError}, 503: {"model": WireError}},
)


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _turns(request: Request) -> Turns:
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

"""From a finished (or urgent) conversation to a case on the right desk, with a receipt for the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from backend.domain.assignment import Assigned
from backend.domain.routing import Route, route
from backend.domain.times import to_ms
from backend.persistence import intake as store
from backend.persistence.database import Connection
from backend.services.assigning import assigned, why
from backend.services.conversation import Conversation
from backend.services.screening import keep_first, keep_screening, screened, told_by
from backend.services.screening_told import said_at_the_end
from backend.services.world import World
from flows.days import day_of
from flows.events import Event, Say
from flows.state import Answer, Need

#: The consent purpose without which nobody at a desk sees anything.
HANDOVER = "handover"
#: The flow's steps that say where somebody lives and how they want to be called.
RESIDENCE, DISTRICT, NAME = "residence", "district", "name"
#: The way of a case that nobody may see yet.
KEPT = Route(None, None, None, (), "no_consent")
#: Nobody has moved, or whoever did is where they were.
SETTLED = {"move_jurisdiction": None, "move_ags": None, "move_region": None, "move_team_id": None}


def open_case(world: World, conn: Connection, conversation: Conversation, now: datetime) -> tuple[str, list[Event]]:
    """Open the case of a conversation that was sent off, or complete the one opened early; its receipt number and what
    to tell the person.

    Without the consent to hand over, the case is `kept`: it has a receipt number and stands on nobody's desk.
    """
    found, way = store.case_of(conn, conversation.id), _way(world, conversation, now)
    here = _route(world, conversation, now).jurisdiction  # also of a case that is kept
    could_help = said_at_the_end(world, conn, conversation, here, now)
    if found is None:
        receipt, team = _insert(world, conn, conversation, way, now, partial=False)
        told = _told(world, way, team, receipt)
    else:
        receipt = found.receipt
        team, moving = _update(world, conn, conversation, found, way, now, partial=False)
        told = _told(world, way, team, receipt, moving=moving)
    return receipt, [*could_help, *told]


def keep_up(world: World, conn: Connection, conversation: Conversation, now: datetime) -> None:
    """A case follows its conversation before and after it is sent off.

    Who calls for help has one at once, and it grows with every answer; what was withdrawn leaves it, and without the
    consent to hand over it leaves the desk.
    """
    found, way = store.case_of(conn, conversation.id), _way(world, conversation, now)
    if found is not None:
        _update(world, conn, conversation, found, way, now, partial=found.partial)
    elif way is not KEPT and (conversation.state.urgent or conversation.state.human):
        _insert(world, conn, conversation, way, now, partial=True)


def _answer(conversation: Conversation, step_id: str) -> Any:
    """The value of a step's answer, or None."""
    answer = conversation.state.answers.get(step_id)
    return None if answer is None else answer.value


def _way(world: World, conversation: Conversation, now: datetime) -> Route:
    if not conversation.state.consents.get(HANDOVER):
        return KEPT
    return _route(world, conversation, now)


def _route(world: World, conversation: Conversation, now: datetime) -> Route:
    place = _answer(conversation, RESIDENCE) or {}
    return route(place.get("ags"), _answer(conversation, DISTRICT), world.jurisdictions, day_of(now))


def _said(need: Need) -> dict[str, str]:
    return {"field": need.field, "text": need.text, "lang": need.lang, "purpose": need.purpose}


def _kept(answer: Answer) -> dict[str, Any]:
    """What a case keeps of an answer."""
    return {"value": answer.value, "at": answer.at, "lang": answer.lang, "raw": answer.raw}


def _content(conversation: Conversation, case_id: str, now: datetime, *, partial: bool) -> dict[str, Any]:
    """The columns that hold what the person said."""
    answers = {step_id: _kept(answer) for step_id, answer in conversation.state.answers.items()}
    heard = [_said(need) for need in conversation.state.needs]
    told = {"answers": answers, "order": list(answers), "heard": heard}
    name = _answer(conversation, NAME)
    key = conversation.key
    return {
        "answers_enc": key.seal("cases", "answers_enc", case_id, orjson.dumps(told)),
        "name_enc": None if not name else key.seal("cases", "name_enc", case_id, str(name).encode()),
        "urgent": conversation.state.urgent,
        "wants_human": conversation.state.human,
        "partial": partial,
        "lang": conversation.state.lang or conversation.state.lang_hint,
        "flow": conversation.flow.id,
        "revision": conversation.state.revision,
        "updated_at": to_ms(now),
    }


def _place(way: Route, chosen: Assigned) -> dict[str, Any]:
    """The columns that say whose desk it is, and why."""
    owner = chosen.load
    return {
        "jurisdiction": way.jurisdiction,
        "ags": way.ags,
        "region": way.region,
        "team_id": owner.team_id if owner else next(iter(way.teams), None),
        "owner_id": owner.staff_id if owner else None,
        "state": "kept" if way is KEPT else "new" if way.teams else "triage",
        "reason": why(way.reason, chosen),
        **SETTLED,
    }


def _proposed(way: Route) -> dict[str, Any]:
    """The columns that offer a case to the team of the new place. Until it accepts, who has the case keeps it."""
    return {
        "move_jurisdiction": way.jurisdiction,
        "move_ags": way.ags,
        "move_region": way.region,
        "move_team_id": next(iter(way.teams), None),
    }


def _insert(
    world: World, conn: Connection, conversation: Conversation, way: Route, now: datetime, *, partial: bool
) -> tuple[str, str | None]:
    """The receipt number and the team. Whoever comes after `assigned` waits for us: what is slow comes before."""
    case_id, receipt = world.ids.new(), world.ids.receipt()
    content = _content(conversation, case_id, now, partial=partial)
    told = told_by(conversation, way.jurisdiction, {})
    suggestion = screened(told, now)
    place = _place(way, assigned(world, conn, way, now))
    store.insert_case(
        conn,
        id=case_id,
        receipt=receipt,
        person_id=conversation.person_id,
        conversation_id=conversation.id,
        version=1,
        created_at=to_ms(now),
        former_owner_id=None,
        moved_at=None,
        **place,
        **content,
    )
    _history(world, conn, case_id, "opened", now)
    keep_first(conn, conversation.key, case_id, told, suggestion, to_ms(now))
    return receipt, place["team_id"]


def _update(
    world: World, conn: Connection, conversation: Conversation, found: Any, way: Route, now: datetime, *, partial: bool
) -> tuple[str | None, bool]:
    """New answers for a case; its desk changes only if its place has become another. The team it is with, and whether
    it is offered to another one.

    Only what staff must notice counts as a new version: who is about to take over the case of somebody still answering
    is not to be told at every answer that it has changed.
    """
    change = _change(found, way, conversation, partial=partial)
    place = _place(way, assigned(world, conn, way, now)) if change == "placed" else {}
    if change in ("proposed", "settled"):
        place = _proposed(way) if change == "proposed" else SETTLED
    content = _content(conversation, found.id, now, partial=partial)
    noticed = bool(place) or any(getattr(found, flag) != content[flag] for flag in ("partial", "urgent", "wants_human"))
    noticed = noticed or not partial
    store.update_case(conn, found.id, noticed=noticed, **place, **content)
    keep_screening(conn, conversation, found.id, way.jurisdiction, now)
    if noticed:
        _history(world, conn, found.id, {"proposed": "moving", "settled": "settled"}.get(change, "updated"), now)
    now_there = {"team_id": found.team_id, "move_team_id": found.move_team_id, **place}
    return now_there["team_id"], now_there["move_team_id"] is not None


def _change(found: Any, way: Route, conversation: Conversation, *, partial: bool) -> str:
    """What a case's new answers do to its desk: placed | proposed | settled | stays."""
    if way is KEPT and found.state not in ("kept", "closed") and _is_asked_again(conversation):
        return "stays"
    if (found.state == "kept") != (way is KEPT) or (found.state == "closed" and not partial):
        return "placed"
    if _desk(way) == (found.jurisdiction, found.region):
        return "settled" if found.move_jurisdiction else "stays"
    if found.owner_id is None or not way.teams:
        return "placed"
    return "stays" if _desk(way) == (found.move_jurisdiction, found.move_region) else "proposed"


def _is_asked_again(conversation: Conversation) -> bool:
    """Somebody has moved and is asked whether the new team may have it: nobody has said no yet."""
    state, steps = conversation.state, conversation.flow.steps.values()
    asking = [step.id for step in steps if step.options.get("purpose") == HANDOVER]
    return not any(step in kept for kept in (state.answers, state.aside, state.held) for step in asking)


def _desk(way: Route) -> tuple[str | None, str | None]:
    return way.jurisdiction, way.region


def _history(world: World, conn: Connection, case_id: str, action: str, now: datetime) -> None:
    store.insert_history(
        conn, id=world.ids.new(), case_id=case_id, at=to_ms(now), actor="person", action=action, detail="{}"
    )


def _told(world: World, way: Route, team: str | None, receipt: str, *, moving: bool = False) -> list[Event]:
    number = Say("receipt.text", {"number": receipt}, role="notice")
    if way is KEPT:
        return [number, Say("receipt.none", role="notice")]
    names = {known.key: known.name for found in world.jurisdictions.values() for known in found.teams}
    if team not in names:
        return [number, Say("receipt.triage", role="notice")]
    if moving:
        return [number, Say("receipt.moving", {"team": names[way.teams[0]]}, role="notice")]
    return [number, Say("receipt.team", {"team": names[team]}, role="notice")]


def note_from_person(world: World, conn: Connection, conversation: Conversation, text: str, now: datetime) -> None:
    """What somebody writes after submitting stands in the thread of their case."""
    found = store.case_of(conn, conversation.id)
    if found is None:
        return
    message = world.ids.new()
    store.insert_message(
        conn,
        id=message,
        case_id=found.id,
        direction="in",
        author_id=None,
        at=to_ms(now),
        body_enc=conversation.key.seal("case_messages", "body_enc", message, text.encode()),
    )
    _history(world, conn, found.id, "person_wrote", now)

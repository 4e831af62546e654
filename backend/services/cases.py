"""What staff do with cases: find them, read one, take it over, write to the person.

Each look and each change leaves a line in the case's history, written in the same transaction. Whether somebody may is
asked of `backend.domain.permissions` only; a case out of reach is not found, in the same words and by the same query.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from itertools import chain

from backend.crypto import DataKey
from backend.domain import permissions
from backend.domain.ids import receipt_read
from backend.domain.permissions import Staff
from backend.domain.times import to_ms
from backend.persistence import cases as rows
from backend.persistence import staff as staff_rows
from backend.persistence.cases import CaseQuery, CaseRow, ConsentRow, HistoryRow, MessageRow
from backend.persistence.database import Connection, NotUnique
from backend.services.screening import Suggested, read_screening
from backend.services.world import World
from flows.errors import LotseError

PAGE = 25
MESSAGE_LIMIT = 1000  # characters
LISTS = ("mine", "team", "all", "triage", "moving")
MOVED_DAYS = 30  # as long somebody is told whose case has moved away


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for. `which` is one of LISTS, or empty: the first of somebody's lists with anything in it.
    `page` counts from 1."""

    which: str = ""
    receipt: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list. `name` None: not consented to, or the key is gone."""

    case: CaseRow
    name: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that was the reader's until its person moved house and the new team took it. `at`: epoch ms."""

    receipt: str
    at: int
    team: str | None


@dataclass(frozen=True, slots=True)
class Page:
    which: str
    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One message of the thread, opened. `text` None: it can no longer be read."""

    row: MessageRow
    text: str | None
    author: str | None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case as read. `answers` None: the person did not agree to the hand-over, or the key is gone."""

    case: CaseRow
    name: str | None
    answers: bytes | None
    consents: tuple[ConsentRow, ...]
    in_force: Mapping[str, bool]
    history: tuple[HistoryRow, ...]
    posts: tuple[Post, ...]
    names: Mapping[str, str]  # of staff, by id
    screening: Suggested | None
    may_act: bool
    may_write: bool
    may_accept: bool
    moving_to: str | None  # name of the team the case is offered to


class Refusal(StrEnum):
    """Why a message was not sent: shown beside the field, nothing is lost."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_CONSENT = "no_consent"
    NO_CHAT = "no_chat"


# --- lists -----------------------------------------------------------------------------------------------------------


def lists_for(staff: Staff) -> tuple[str, ...]:
    """The lists somebody is offered, the one their work begins with first."""
    with_team = tuple(which for which in LISTS if which != "triage" and (which != "team" or staff.team_id))
    return ("triage", *with_team) if permissions.may_triage(staff) else with_team


async def list_cases(world: World, staff: Staff, wanted: Wanted) -> Page:
    """One page of a list. One that is not offered to this role is answered as if none had been asked for."""
    offered = lists_for(staff)
    lists = (wanted.which,) if wanted.which in offered else offered

    def look(conn: Connection) -> Page:
        pages = (_listed(world, conn, staff, which, wanted) for which in lists)
        first = next(pages)
        return next((page for page in chain((first,), pages) if page.lines or page.moved), first)

    return await world.db.read(look)


def _listed(world: World, conn: Connection, staff: Staff, which: str, wanted: Wanted) -> Page:
    query = CaseQuery(
        scope=permissions.scope(staff),
        owner_id=staff.id if which == "mine" else None,
        team_id=staff.team_id if which == "team" else None,
        triage=which == "triage",
        moving_to=staff.jurisdiction if which == "moving" else None,
        receipt=receipt_read(wanted.receipt) or None,
    )
    since = to_ms(world.clock() - timedelta(days=MOVED_DAYS))
    moved = tuple(Moved(*row) for row in rows.moved_away(conn, staff.id, since)) if which == "mine" else ()
    return replace(_page(world, conn, which, query, wanted.page), moved=moved)


def _page(world: World, conn: Connection, which: str, query: CaseQuery, page: int) -> Page:
    total = rows.count(conn, query)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    found = rows.find(conn, replace(query, limit=PAGE, offset=(page - 1) * PAGE))
    handed = rows.consents_in_force(conn, {case.person_id for case in found})
    lines = tuple(Line(case, _name(_key(world, case), case, handed.get(case.person_id, {}))) for case in found)
    return Page(which, lines, total, page, pages)


# --- one case --------------------------------------------------------------------------------------------------------


async def open_case(world: World, staff: Staff, case_id: str) -> OpenCase:
    """The whole case; the look is recorded. Raises LotseError desk.not_found."""
    now, mark = to_ms(world.clock()), world.ids.new()

    def look(conn: Connection) -> OpenCase:
        case = _found(conn, staff, case_id)
        rows.add_history(conn, mark, case.id, now, staff.id, "viewed", "{}")
        return _opened(world, conn, staff, case)

    return await world.db.write(look)


async def take_over(world: World, staff: Staff, case_id: str, version: int) -> None:
    """Makes the case this person's. Raises LotseError desk.not_found, desk.conflict when it changed since `version`.

    An unplaced case becomes one of the taker's jurisdiction; a case without a team joins the taker's.
    """
    now, mark = to_ms(world.clock()), world.ids.new()

    def take(conn: Connection) -> None:
        case = _held(conn, staff, case_id)
        if _accepts(staff, case):
            _accept(conn, staff, case, version, now, mark)
            return
        _must_act(staff, case)
        changed = {
            "owner_id": staff.id,
            "state": "open",
            "team_id": case.team_id or staff.team_id,
            "jurisdiction": case.jurisdiction or staff.jurisdiction,
        }
        if not rows.change(conn, case.id, version, now, changed):
            raise LotseError("desk.conflict", case=case.id)
        detail = json.dumps({"from": case.owner_id, "state": case.state})
        rows.add_history(conn, mark, case.id, now, staff.id, "taken_over", detail)

    await world.db.write(take)


def _accepts(staff: Staff, case: CaseRow) -> bool:
    moving = case.move_jurisdiction is not None and staff.id != case.owner_id
    return moving and permissions.may_accept(staff, case.state, case.move_jurisdiction, case.move_team_id)


def _team_name(world: World, team_id: str | None) -> str | None:
    teams = (team for found in world.jurisdictions.values() for team in found.teams)
    return next((team.name for team in teams if team.key == team_id), None)


def _accept(conn: Connection, staff: Staff, case: CaseRow, version: int, now: int, mark: str) -> None:
    """The person has moved, and the new team takes the case. Who had it is told so. Raises LotseError desk.conflict."""
    changed = {
        "owner_id": staff.id,
        "state": "open",
        "team_id": case.move_team_id,
        "jurisdiction": case.move_jurisdiction,
        "ags": case.move_ags,
        "region": case.move_region,
        "former_owner_id": case.owner_id,
        "moved_at": now,
        "move_jurisdiction": None,
        "move_ags": None,
        "move_region": None,
        "move_team_id": None,
    }
    if not rows.change(conn, case.id, version, now, changed):
        raise LotseError("desk.conflict", case=case.id)
    detail = json.dumps({"from": case.team_id, "owner": case.owner_id, "to": case.move_team_id})
    rows.add_history(conn, mark, case.id, now, staff.id, "moved", detail)


async def send_message(world: World, staff: Staff, case_id: str, text: str, form: str | None = None) -> Refusal | None:
    """Stores a message and its delivery to the chat the person used last. None: on its way. Raises desk.not_found.

    `form` names the form it was written in: sent twice, it sends one message, unless it says something else by then.
    """
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    message = world.ids.new() if form is None else _message_id(world, form, case_id, text)
    now, mark = to_ms(world.clock()), world.ids.new()

    def send(conn: Connection) -> Refusal | None:
        case = to_act_on(conn, staff, case_id)
        chat = rows.last_used_chat(conn, case.conversation_id)
        refusal = _refusal(text, case, rows.consents_in_force(conn, {case.person_id}).get(case.person_id, {}), chat)
        if refusal or chat is None:
            return refusal
        key = _unwrapped(world, case)
        rows.add_message(conn, _message_row(key, message, case, staff, now, text))
        rows.add_delivery(conn, _delivery_row(key, message, case, chat, now, text))
        rows.add_history(conn, mark, case.id, now, staff.id, "message_sent", json.dumps({"message": message}))
        return None

    try:
        return await world.db.write(send)
    except NotUnique:
        return None  # the same words from the same form: they are on their way


def _message_id(world: World, form: str, case_id: str, text: str) -> str:
    """A browser's "back" restores a sent form with what names it: only with the same words is it the same message."""
    return world.keyring.blind("desk.message", f"{form}:{case_id}:{text}")[:32]


# --- inside ----------------------------------------------------------------------------------------------------------


def _found(conn: Connection, staff: Staff, case_id: str) -> CaseRow:
    case = rows.get(conn, permissions.scope(staff), case_id)
    if case is None:
        raise LotseError("desk.not_found")
    return case


def _held(conn: Connection, staff: Staff, case_id: str) -> CaseRow:
    """A case to be changed: it stays as it is read until the transaction ends."""
    rows.hold(conn, permissions.scope(staff), case_id)
    return _found(conn, staff, case_id)


def to_act_on(conn: Connection, staff: Staff, case_id: str) -> CaseRow:
    """A case this person may change, and nobody else meanwhile. Raises LotseError desk.not_found."""
    case = _held(conn, staff, case_id)
    _must_act(staff, case)
    return case


def _must_act(staff: Staff, case: CaseRow) -> None:
    if not permissions.may_act(staff, case.jurisdiction, case.state):
        raise LotseError("desk.not_found")


def _opened(world: World, conn: Connection, staff: Staff, case: CaseRow) -> OpenCase:
    consents = tuple(rows.consent_rows(conn, case.person_id))
    in_force = {row.purpose: row.granted for row in consents}  # oldest first: the last word counts
    key, acting = _key(world, case), permissions.may_act(staff, case.jurisdiction, case.state)
    history, messages = tuple(rows.history(conn, case.id)), rows.messages(conn, case.id)
    screening = read_screening(conn, readable_key(world, case, in_force), case.id)
    actors = {row.actor for row in history} | {row.author_id for row in messages if row.author_id}
    actors |= {one.by for one in screening.decisions} if screening else set()
    names = staff_rows.names(conn, actors)
    return OpenCase(
        case=case,
        name=_name(key, case, in_force),
        answers=opened_answers(key, case, in_force),
        consents=consents,
        in_force=in_force,
        history=history,
        posts=tuple(Post(row, _body(key, row), names.get(row.author_id or "")) for row in messages),
        names=names,
        screening=screening,
        may_act=acting,
        may_accept=_accepts(staff, case),
        moving_to=_team_name(world, case.move_team_id),
        may_write=acting and permissions.may_write_to(in_force, case.wants_human or case.urgent),
    )


def _refusal(text: str, case: CaseRow, consents: Mapping[str, bool], chat: rows.ChatRow | None) -> Refusal | None:
    if not text:
        return Refusal.EMPTY
    if len(text) > MESSAGE_LIMIT:
        return Refusal.TOO_LONG
    if not permissions.may_write_to(consents, case.wants_human or case.urgent):
        return Refusal.NO_CONSENT
    return None if chat else Refusal.NO_CHAT


def _message_row(key: DataKey, row_id: str, case: CaseRow, staff: Staff, now: int, text: str) -> dict[str, object]:
    return {
        "id": row_id,
        "case_id": case.id,
        "direction": "out",
        "author_id": staff.id,
        "at": now,
        "body_enc": key.seal("case_messages", "body_enc", row_id, text.encode()),
    }


def _delivery_row(
    key: DataKey, row_id: str, case: CaseRow, chat: rows.ChatRow, now: int, text: str
) -> dict[str, object]:
    content = json.dumps([{"type": "Staff", "text": text}], ensure_ascii=False).encode()
    return {
        "id": row_id,
        "conversation_id": case.conversation_id,
        "person_id": case.person_id,
        "channel": chat.channel,
        "chat_hash": chat.chat_hash,
        "kind": "staff",
        "content_enc": key.seal("deliveries", "content_enc", row_id, content),
        "status": "pending",
        "attempts": 0,
        "due_at": now,
        "created_at": now,
        "sent_at": None,
    }


def _unwrapped(world: World, case: CaseRow) -> DataKey:
    return world.keyring.unwrap(case.person_id, case.wrapped_key, case.master_id)


def _key(world: World, case: CaseRow) -> DataKey | None:
    """The person's key; None when it is gone, so that one unreadable case does not take the list with it."""
    try:
        return _unwrapped(world, case)
    except LotseError:
        return None


def readable_key(world: World, case: CaseRow, consents: Mapping[str, bool]) -> DataKey | None:
    """The key to what the person agreed to hand over; None without that, or when it is gone."""
    return _key(world, case) if permissions.may_read_answers(consents) else None


def _name(key: DataKey | None, case: CaseRow, consents: Mapping[str, bool]) -> str | None:
    if not permissions.may_read_answers(consents) or case.name_enc is None:
        return None
    return _text(key, "cases", "name_enc", case.id, case.name_enc)


def opened_answers(key: DataKey | None, case: CaseRow, consents: Mapping[str, bool]) -> bytes | None:
    if key is None or case.answers_enc is None or not permissions.may_read_answers(consents):
        return None
    try:
        return key.open("cases", "answers_enc", case.id, case.answers_enc)
    except LotseError:
        return None


def _body(key: DataKey | None, row: MessageRow) -> str | None:
    return _text(key, "case_messages", "body_enc", row.id, row.body_enc)


def _text(key: DataKey | None, table: str, column: str, row: str, blob: bytes) -> str | None:
    try:
        return key.open(table, column, row, blob).decode() if key else None
    except LotseError:
        return None

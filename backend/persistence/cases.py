"""Cases as the desk reads and changes them. Every query carries the reader's scope: what is out of it is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.domain.permissions import Scope
from backend.persistence.conversations import hold as hold_conversation
from backend.persistence.tables import (
    case_history,
    case_messages,
    cases,
    chats,
    consents,
    deliveries,
    people,
    staff,
    teams,
    turns,
)


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What a list shows. `triage`: no team or no owner yet; `moving_to`: a jurisdiction, cases
    of people who have moved there or within it; `receipt` is the number in its written form."""

    scope: Scope
    owner_id: str | None = None
    team_id: str | None = None
    triage: bool = False
    moving_to: str | None = None
    receipt: str | None = None
    limit: int = 25
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case. Times are epoch ms; `owner` and `team` are names; sealed columns are as stored."""

    id: str
    receipt: str
    person_id: str
    conversation_id: str
    jurisdiction: str | None
    region: str | None
    team_id: str | None
    team: str | None
    owner_id: str | None
    owner: str | None
    move_jurisdiction: str | None
    move_ags: str | None
    move_region: str | None
    move_team_id: str | None
    state: str
    partial: bool
    urgent: bool
    wants_human: bool
    reason: str
    lang: str
    flow: str
    revision: str
    name_enc: bytes | None
    answers_enc: bytes | None
    wrapped_key: bytes | None
    master_id: str
    version: int
    created_at: int
    updated_at: int

    @classmethod
    def from_row(cls, row: Mapping[Any, Any]) -> CaseRow:
        return cls(**{name: row[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class ConsentRow:
    purpose: str
    granted: bool
    version: int
    lang: str
    text_hash: str
    channel: str
    at: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """`detail` is JSON of ids and codes; `actor` a staff id, "person" or "system"."""

    at: int
    actor: str
    action: str
    detail: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """`delivery`: status of the delivery written with the message, None for messages of the person."""

    id: str
    direction: str
    author_id: str | None
    at: int
    body_enc: bytes
    delivery: str | None
    channel: str | None


@dataclass(frozen=True, slots=True)
class ChatRow:
    channel: str
    chat_hash: str


_FROM = (
    cases.join(people, people.c.id == cases.c.person_id)
    .outerjoin(staff, staff.c.id == cases.c.owner_id)
    .outerjoin(teams, teams.c.id == cases.c.team_id)
)
_COLUMNS = (
    *(cases.c[name] for name in CaseRow.__slots__ if name in cases.c),
    staff.c.name.label("owner"),
    teams.c.name.label("team"),
    people.c.wrapped_key,
    people.c.master_id,
)
#: At one instant a refusal comes last: in doubt it counts.
_CONSENT_ORDER = (consents.c.at, consents.c.granted.desc())


def _in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    own = sa.or_(cases.c.jurisdiction == scope.jurisdiction, cases.c.move_jurisdiction == scope.jurisdiction)
    return sa.or_(own, cases.c.jurisdiction.is_(None)) if scope.unplaced else own


def _wanted(query: CaseQuery) -> list[sa.ColumnElement[bool]]:
    # An erased case is found only by somebody who looks for its number: to learn why it is gone.
    found = [_in_scope(query.scope), cases.c.state.notin_(("kept",) if query.receipt else ("kept", "erased"))]
    if query.owner_id:
        found.append(cases.c.owner_id == query.owner_id)
    if query.team_id:
        found.append(cases.c.team_id == query.team_id)
    if query.triage:
        nobody = sa.or_(cases.c.owner_id.is_(None), cases.c.team_id.is_(None))
        found += [nobody, cases.c.state.in_(("triage", "new"))]
    if query.moving_to:
        found.append(cases.c.move_jurisdiction == query.moving_to)
    if query.receipt:
        found.append(cases.c.receipt.startswith(query.receipt, autoescape=True))
    return found


def find(conn: Connection, query: CaseQuery) -> list[CaseRow]:
    """Urgent first, then those nobody has begun with, each the longest waiting first; closed ones last."""
    work = sa.case((cases.c.state.in_(("triage", "new")), 1), (cases.c.state == "open", 2), else_=3)
    over = sa.case((cases.c.state.in_(("triage", "new", "open")), 0), else_=1)
    rows = conn.execute(
        sa.select(*_COLUMNS)
        .select_from(_FROM)
        .where(*_wanted(query))
        .order_by(over, cases.c.urgent.desc(), work, cases.c.created_at, cases.c.id)
        .limit(query.limit)
        .offset(query.offset)
    )
    return [CaseRow.from_row(row) for row in rows.mappings()]


def count(conn: Connection, query: CaseQuery) -> int:
    return int(conn.execute(sa.select(sa.func.count()).select_from(cases).where(*_wanted(query))).scalar_one())


def _the(scope: Scope, case_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    """The case if it is within the scope. A `kept` one (no consent to hand over) stands on nobody's desk."""
    return cases.c.id == case_id, cases.c.state != "kept", _in_scope(scope)


def get(conn: Connection, scope: Scope, case_id: str) -> CaseRow | None:
    """One query for missing and forbidden alike: both take the same time."""
    found = sa.select(*_COLUMNS).select_from(_FROM).where(*_the(scope, case_id))
    row = conn.execute(found).mappings().one_or_none()
    return CaseRow.from_row(row) if row else None


def hold(conn: Connection, scope: Scope, case_id: str) -> None:
    """Before a case is looked up that is to be changed: neither its person nor anybody at a desk comes in between."""
    hold_conversation(conn, sa.select(cases.c.conversation_id).where(*_the(scope, case_id)).scalar_subquery())


def first(conn: Connection) -> CaseRow | None:
    """The oldest case of all, whoever may see it: where one conversation is played and nobody is at a desk."""
    oldest = sa.select(*_COLUMNS).select_from(_FROM).order_by(cases.c.created_at, cases.c.id).limit(1)
    row = conn.execute(oldest).mappings().one_or_none()
    return CaseRow.from_row(row) if row else None


def moved_away(conn: Connection, staff_id: str, since: int) -> list[tuple[str, int, str | None]]:
    """Receipt, time and new team of the cases that were theirs until the person moved house; newest first."""
    rows = conn.execute(
        sa.select(cases.c.receipt, cases.c.moved_at, teams.c.name)
        .select_from(cases.outerjoin(teams, teams.c.id == cases.c.team_id))
        .where(cases.c.former_owner_id == staff_id, cases.c.moved_at > since)
        .order_by(cases.c.moved_at.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


def change(conn: Connection, case_id: str, version: int, now: int, values: Mapping[str, Any]) -> bool:
    """Change the case unless somebody else did since `version` was read."""
    done = conn.execute(
        sa.update(cases)
        .where(cases.c.id == case_id, cases.c.version == version)
        .values(**values, version=version + 1, updated_at=now)
    )
    return done.rowcount == 1


def add_history(conn: Connection, row_id: str, case_id: str, at: int, actor: str, action: str, detail: str) -> None:
    row = {"id": row_id, "case_id": case_id, "at": at, "actor": actor, "action": action, "detail": detail}
    conn.execute(sa.insert(case_history), row)


def history(conn: Connection, case_id: str) -> list[HistoryRow]:
    """Newest first."""
    columns = [case_history.c[name] for name in HistoryRow.__slots__]
    newest = (case_history.c.at.desc(), case_history.c.id.desc())
    rows = conn.execute(sa.select(*columns).where(case_history.c.case_id == case_id).order_by(*newest))
    return [HistoryRow(*row) for row in rows]


def consent_rows(conn: Connection, person_id: str) -> list[ConsentRow]:
    """Everything the person agreed to or refused, oldest first."""
    columns = [consents.c[name] for name in ConsentRow.__slots__]
    rows = conn.execute(sa.select(*columns).where(consents.c.person_id == person_id).order_by(*_CONSENT_ORDER))
    return [ConsentRow(*row) for row in rows]


def consents_in_force(conn: Connection, people_ids: set[str]) -> dict[str, dict[str, bool]]:
    """The last word of each person on each purpose."""
    columns = (consents.c.person_id, consents.c.purpose, consents.c.granted)
    rows = conn.execute(sa.select(*columns).where(consents.c.person_id.in_(people_ids)).order_by(*_CONSENT_ORDER))
    found: dict[str, dict[str, bool]] = {}
    for person_id, purpose, granted in rows:
        found.setdefault(person_id, {})[purpose] = granted
    return found


def counted_cases(conn: Connection, flow: str) -> list[Any]:
    """Cases of a flow in a jurisdiction whose person's last word on `statistics` is yes: id, jurisdiction, sealed
    answers and the key to open them."""
    own = (cases.c.id, cases.c.jurisdiction, cases.c.person_id, cases.c.answers_enc)
    known = sa.and_(cases.c.flow == flow, cases.c.jurisdiction.is_not(None), cases.c.answers_enc.is_not(None))
    joined = cases.join(people, people.c.id == cases.c.person_id)
    rows = conn.execute(
        sa.select(*own, people.c.wrapped_key, people.c.master_id).select_from(joined).where(known)
    ).all()
    agreed = consents_in_force(conn, {row.person_id for row in rows})
    return [row for row in rows if agreed.get(row.person_id, {}).get("statistics") is True]


def add_message(conn: Connection, values: Mapping[str, Any]) -> None:
    conn.execute(sa.insert(case_messages), dict(values))


def add_delivery(conn: Connection, values: Mapping[str, Any]) -> None:
    conn.execute(sa.insert(deliveries), dict(values))


def messages(conn: Connection, case_id: str) -> Sequence[MessageRow]:
    """The thread, oldest first. A message to the person and its delivery share one id."""
    own = ("id", "direction", "author_id", "at", "body_enc")
    rows = conn.execute(
        sa.select(*(case_messages.c[name] for name in own), deliveries.c.status, deliveries.c.channel)
        .select_from(case_messages.outerjoin(deliveries, deliveries.c.id == case_messages.c.id))
        .where(case_messages.c.case_id == case_id)
        .order_by(case_messages.c.at, case_messages.c.id)
    )
    return [MessageRow(*tuple(row)) for row in rows]


def last_used_chat(conn: Connection, conversation_id: str) -> ChatRow | None:
    """The chat the person wrote in last: the newest chat of the channel of the latest turn, else the newest chat."""
    latest = (
        sa.select(turns.c.channel)
        .where(turns.c.conversation_id == conversation_id)
        .order_by(turns.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    used_last = sa.case((chats.c.channel == latest, 0), else_=1)
    row = conn.execute(
        sa.select(chats.c.channel, chats.c.chat_hash)
        .where(chats.c.conversation_id == conversation_id)
        .order_by(used_last, chats.c.created_at.desc())
        .limit(1)
    ).one_or_none()
    return ChatRow(row.channel, row.chat_hash) if row else None


def team_names(conn: Connection, jurisdiction: str) -> dict[str, str]:
    """Names of a jurisdiction's teams by key."""
    rows = conn.execute(sa.select(teams.c.id, teams.c.name).where(teams.c.jurisdiction == jurisdiction))
    return {row.id: row.name for row in rows}

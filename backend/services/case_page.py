"""A case put together for reading: opened, in German, with its needs at a glance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import yaml

from backend.domain.needs import NeedsMap, glance, read_map
from backend.domain.offer_matching import Suggestion
from backend.domain.permissions import Staff, may_read_answers
from backend.persistence.cases import ConsentRow, HistoryRow
from backend.services.case_view import Heard, Row, SectionView, read_answers, read_heard, rows_of, sections
from backend.services.cases import OpenCase, open_case
from backend.services.offer_suggestions import suggested
from backend.services.passing_on import is_taken_in
from backend.services.world import World
from flows.model import Flow


@dataclass(frozen=True, slots=True)
class Glance:
    """One field of action. `level`: 3 today · 2 this week · 1 can wait · 0 not chosen · None not known."""

    field: str
    level: int | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ConsentNow:
    """The last word on a purpose. `state`: granted | refused | withdrawn."""

    row: ConsentRow
    state: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Equal lines of the history in a row, as one: `times` looks of one person at `row.at` and before."""

    row: HistoryRow
    times: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Part of why a case is on this desk: the end of a text id, and the values of that text."""

    code: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class CasePage:
    """`state` says why there are no answers: shown | erased | no_handover | unreadable. `reasons`: why this desk."""

    opened: OpenCase
    state: str
    reasons: tuple[Reason, ...]
    may_pass_on: bool
    sections: tuple[SectionView, ...]
    needs: tuple[Glance, ...]
    heard: tuple[Heard, ...]
    offers: Mapping[str, Sequence[Suggestion]]
    consents: tuple[ConsentNow, ...]
    history: tuple[Entry, ...]


@cache
def needs_maps() -> dict[str, NeedsMap]:
    """The maps of all flows, by flow id, from `backend/content/needs.yaml`."""
    text = (files("backend") / "content" / "needs.yaml").read_text("utf-8")
    return {flow: read_map(data) for flow, data in yaml.safe_load(text).items()}


async def read_case_page(world: World, staff: Staff, case_id: str) -> CasePage:
    """Raises LotseError desk.not_found."""
    opened = await open_case(world, staff, case_id)
    answers = read_answers(opened.answers) if opened.answers is not None else {}
    granted = frozenset(purpose for purpose, agreed in opened.in_force.items() if agreed)
    edition = await world.editions.fetch(opened.case.flow, opened.case.revision)
    # a flow that is gone: its answers are shown as stored
    flow = edition.flow if edition is not None else Flow(opened.case.flow, "", 1, "", (), {}, {}, {})
    texts = edition.lookup.texts if edition is not None else world.texts
    view = sections(flow, answers, texts, world.places, world.clock().date(), granted)
    heard = read_heard(opened.answers, granted) if opened.answers is not None else ()
    needs = _needs(flow.id, answers, rows_of(view)) if answers else ()
    consents, history = consents_now(opened.consents), entries(opened.history)
    passing = opened.may_act and is_taken_in(opened.case.reason)
    offers = await _offers(world, opened, answers)
    return CasePage(
        opened, _state(opened), reasons(opened.case.reason), passing, view, needs, heard, offers, consents, history
    )


async def _offers(world: World, opened: OpenCase, answers: Mapping[str, Any]) -> Mapping[str, Sequence[Suggestion]]:
    """What the person was told of, or would be now."""
    case, content = opened.case, opened.screening.content if opened.screening and answers else None
    home = answers.get("residence", {}).get("value") or {}
    today = world.clock().date()
    return await world.db.read(
        lambda conn: suggested(conn, content, case.jurisdiction, home.get("ags"), (case.lang,), today)
    )


def _state(opened: OpenCase) -> str:
    if opened.case.state == "erased":
        return "erased"
    if not may_read_answers(opened.in_force):
        return "no_handover"
    return "shown" if opened.answers is not None else "unreadable"


def reasons(stored: str) -> tuple[Reason, ...]:
    """The codes in a case's `reason`, with what their sentences need: the way by place, then `owner.<code>`."""
    found = json.loads(stored)
    values = {"post": "–", "open": "–", "room": "–", **found.get("values", {})}  # cases of before say less
    told = {found.get("route"): {}, f"owner.{found['owner']}" if found.get("owner") else None: values}
    return tuple(Reason(code, values) for code, values in told.items() if code)


def consents_now(rows: Sequence[ConsentRow]) -> tuple[ConsentNow, ...]:
    """`rows` oldest first; the result in the order in which the purposes were first asked."""
    found: dict[str, ConsentNow] = {}
    for row in rows:
        before = found.get(row.purpose)
        had = before is not None and before.state != "refused"
        found[row.purpose] = ConsentNow(row, "granted" if row.granted else "withdrawn" if had else "refused")
    return tuple(found.values())


def entries(rows: Sequence[HistoryRow]) -> tuple[Entry, ...]:
    """`rows` newest first."""
    groups = (list(group) for _, group in groupby(rows, key=lambda row: (row.actor, row.action)))
    return tuple(Entry(group[0], len(group)) for group in groups)


def _needs(flow_id: str, answers: dict[str, dict[str, Any]], rows: dict[str, Row]) -> tuple[Glance, ...]:
    """Only answers the page itself may show count: a withheld one must not be read off its urgency."""
    rules = needs_maps().get(flow_id)
    if rules is None:
        return ()
    values = {step: answers[step]["value"] for step, row in rows.items() if row.state == "answered" and step in answers}
    return tuple(
        Glance(need.field, need.level, tuple(rows[step] for step in need.details)) for need in glance(rules, values)
    )

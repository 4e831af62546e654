"""A case put together for reading: opened, in a language of the desk, with the suggestion of the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from backend.content.screening import builtin_desk
from backend.domain.offer_matching import Suggestion
from backend.domain.permissions import Staff, may_read_answers
from backend.persistence.cases import ConsentRow, HistoryRow
from backend.services.case_view import Heard, Row, SectionView, read_answers, read_heard, rows_of, sections
from backend.services.case_words import desk_language
from backend.services.cases import OpenCase, open_case
from backend.services.offer_suggestions import suggested
from backend.services.passing_on import is_taken_in
from backend.services.screening import Suggested
from backend.services.world import World
from flows.days import day_of
from flows.model import Flow
from flows.rules.model import DESTINATIONS
from flows.rules.reads import answers_about, facts_read
from locales.languages import SOURCE


@dataclass(frozen=True, slots=True)
class NeedView:
    """One field of action. `suggested`: 0 to 4 by the rules, None where nothing is known; `score`: what holds, the case
    manager's where there is one. `why`: desk language -> reasons. `rows`: the answers that speak of it."""

    field: str
    score: int | None
    suggested: int | None
    why: Mapping[str, str]
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
    """`state`: shown | erased | no_handover | unreadable, why there are no answers. `reasons`: why this desk.
    `destinations`: where somebody can be sent instead. `facts`: what the desk can enter -> its values. `lang`: of the
    answers, German where the flow does not speak the desk's language.
    """

    opened: OpenCase
    state: str
    lang: str
    reasons: tuple[Reason, ...]
    may_pass_on: bool
    sections: tuple[SectionView, ...]
    needs: tuple[NeedView, ...]
    facts: Mapping[str, tuple[str, ...]]
    destinations: tuple[str, ...]
    heard: tuple[Heard, ...]
    offers: Mapping[str, Sequence[Suggestion]]
    consents: tuple[ConsentNow, ...]
    history: tuple[Entry, ...]

    @property
    def assessable(self) -> bool:
        """Is there an assessment to read or to make?"""
        screening = self.opened.screening
        return screening is not None and (self.opened.may_act or screening.decision is not None)


async def read_case_page(world: World, staff: Staff, case_id: str, lang: str = SOURCE) -> CasePage:
    """Raises LotseError desk.not_found."""
    opened = await open_case(world, staff, case_id)
    answers = read_answers(opened.answers) if opened.answers is not None else {}
    granted = frozenset(purpose for purpose, agreed in opened.in_force.items() if agreed)
    edition = await world.editions.fetch(opened.case.flow, opened.case.revision)
    # a flow that is gone: its answers are shown as stored
    flow = edition.flow if edition is not None else Flow(opened.case.flow, "", 1, "", (), {}, {}, {})
    texts = edition.lookup.texts if edition is not None else world.texts
    lang = desk_language(flow, texts, lang)
    view = sections(flow, answers, texts, world.places, day_of(world.clock()), granted, lang)
    heard = read_heard(opened.answers, granted) if opened.answers is not None else ()
    needs = _needs(opened.screening, rows_of(view)) if answers else ()
    offers = await _offers(world, opened, answers)
    return CasePage(
        opened=opened,
        state=_state(opened),
        lang=lang,
        reasons=reasons(opened.case.reason),
        may_pass_on=opened.may_act and is_taken_in(opened.case.reason),
        sections=view,
        needs=needs,
        facts=facts_read(builtin_desk().rules, opened.case.jurisdiction),
        destinations=_destinations(opened.screening),
        heard=heard,
        offers=offers,
        consents=consents_now(opened.consents),
        history=entries(opened.history),
    )


async def _offers(world: World, opened: OpenCase, answers: Mapping[str, Any]) -> Mapping[str, Sequence[Suggestion]]:
    """What the person was told of, or would be now."""
    case, content = opened.case, opened.screening.content if opened.screening and answers else None
    home = answers.get("residence", {}).get("value") or {}
    today = day_of(world.clock())
    return await world.db.read(
        lambda conn: suggested(conn, world.places, content, case.jurisdiction, home, (case.lang,), today)
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


def _needs(screening: Suggested | None, rows: Mapping[str, Row]) -> tuple[NeedView, ...]:
    """The greatest first. Only answers the page itself may show stand beside them."""
    if screening is None:
        return ()
    decided = {} if screening.decision is None else screening.decision.choice.needs
    about = answers_about(builtin_desk().rules)
    shown = {step: row for step, row in rows.items() if row.state == "answered"}
    needs = [
        NeedView(
            name,
            decided.get(name, need["score"]),
            need["score"],
            need["why"],
            tuple(shown[step] for step in about.get(name, ()) if step in shown),
        )
        for name, need in screening.content["needs"].items()
    ]
    return tuple(sorted(needs, key=lambda need: -1 if need.score is None else need.score, reverse=True))


def _destinations(screening: Suggested | None) -> tuple[str, ...]:
    own = screening.content["target_group"].get("to") if screening else None
    return tuple(dict.fromkeys((*DESTINATIONS, *([own] if own else ()))))

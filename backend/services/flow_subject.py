"""What the checks of `flows.lint` need to know beside a flow's own file: its translations, and the rules that read it.

Reads catalogues and content, which the pure checks may not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from babel.messages.catalog import Message

from backend.content.reading import jurisdictions
from backend.services.case_page import needs_maps
from backend.services.submission import DISTRICT, NAME, RESIDENCE
from flows.lint import Cell, Reading, Subject
from flows.lint.where import find
from flows.loader import load_flow
from flows.model import Flow
from flows.places import load_places
from locales.catalogues import by_id, load, texts_of
from locales.languages import OFFERED, SOURCE


def subject_of(text: str, file: str, today: date) -> Subject:
    """A flow file, ready to be checked. Raises FlowError when it does not load."""
    flow = load_flow(text, file)
    texts = {lang: cells for lang in OFFERED if lang != SOURCE and (cells := _cells(lang, flow.id))}
    return Subject(flow, find(text, file), today, texts, tuple(_rules(flow)), load_places())


def _cells(lang: str, flow_id: str) -> Mapping[str, Cell]:
    """The translations of a flow in the product's own catalogues; empty for a flow they do not know."""
    return {text_id: cell for text_id, cell in _catalogue(lang).items() if text_id.startswith(f"{flow_id}.")}


@cache
def _catalogue(lang: str) -> Mapping[str, Cell]:
    return {text_id: _cell(message) for text_id, message in by_id(load(lang)).items() if not message.pluralizable}


def _cell(message: Message) -> Cell:
    made_from = message.previous_id[0] if message.fuzzy and message.previous_id else texts_of(message.id)[0]
    return Cell(texts_of(message.string)[0], str(made_from), message.fuzzy)


# --- rules ------------------------------------------------------------------------------------------------------------


def _rules(flow: Flow) -> Iterator[Reading]:
    """Who reads the answers of this flow. Routing reads those of flows that have needs at a glance."""
    needs = needs_maps().get(flow.id)
    if needs is None:
        return
    offered = tuple(rule.name for rule in needs.fields if rule.offered)
    yield Reading("needs.yaml: chosen", needs.chosen, offered)
    for step, _ in needs.urgency:
        yield Reading("needs.yaml: urgency", step, offered)
    for rule in needs.fields:
        for step in rule.details:
            yield Reading(f"needs.yaml: {rule.name}", step)
        for step, levels in rule.levels.items():
            yield Reading(f"needs.yaml: {rule.name}", step, tuple(levels))
    yield from (Reading("submission", step) for step in (RESIDENCE, NAME))
    for jurisdiction in jurisdictions().values():
        districts = sorted({district for region in jurisdiction.regions for district in region.districts})
        if districts:
            yield Reading(f"jurisdictions/{jurisdiction.key}.yaml", DISTRICT, tuple(districts))

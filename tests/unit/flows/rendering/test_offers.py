"""Offers as messages: each field of action under its own name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.offers import FIELDS_OF_ACTION
from flows.events import Show
from flows.rendering import render
from locales.languages import OFFERED
from tests.support.walking import Walker


@pytest.mark.parametrize("lang", OFFERED)
def test_every_field_of_action_has_a_heading_of_its_own(lang: str) -> None:
    walker = Walker()
    view = replace(walker.view(), state=walker.state.with_(lang=lang))
    offer = {"key": "k", "title": "T"}
    fields = [{"field": field, "offers": [offer]} for field in FIELDS_OF_ACTION]
    (message,) = render(view, [Show("offers", {"fields": fields})], "1")
    headings = [line for line in message.text.splitlines() if line.startswith("▪ ")]
    assert len(set(headings)) == len(FIELDS_OF_ACTION)

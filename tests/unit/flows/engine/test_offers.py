"""The button that asks for more about an offer: good at any time, only in its own conversation, changes no answer."""

from __future__ import annotations

import pytest

from flows.engine.offers import OFFER
from flows.events import OfferWanted
from flows.inputs import Tap
from flows.rendering.buttons import parse_button
from tests.support.walking import Walker


@pytest.mark.parametrize("end", ["birth", "submitted"])
def test_the_host_is_told_which_one_and_nothing_changes(end: str) -> None:
    walker = Walker().begin().finish() if end == "submitted" else Walker().begin().until(end)
    before = walker.state
    events = walker.do(Tap(before.nonce, 0, OFFER, "0123456789ab"))
    assert events == (OfferWanted("0123456789ab"),)
    assert (walker.state.answers, walker.state.question, walker.state.status) == (
        before.answers, before.question, before.status,
    )  # fmt: skip


def test_a_button_of_another_conversation_tells_nothing() -> None:
    walker = Walker().begin().until("birth")
    events = walker.do(Tap("other", 0, OFFER, "0123456789ab"))
    assert not [event for event in events if isinstance(event, OfferWanted)]


def test_the_button_is_read_back_as_it_was_made() -> None:
    assert parse_button(f"abc.1.{OFFER}.0123456789ab") == Tap("abc", 1, OFFER, "0123456789ab")

"""The wire: what came later is absent where it says nothing, so that a backend from before takes all the rest."""

from __future__ import annotations

import json

import pytest

from flows.protocol import MediaIn, TextIn, TurnRequest, Wire


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (TextIn(text="ja"), {"type": "text", "text": "ja"}),
        (TextIn(text="ja", step="of_age"), {"type": "text", "text": "ja", "step": "of_age"}),
        (TextIn(text=""), {"type": "text", "text": ""}),
        (MediaIn(media="photo"), {"type": "media", "media": "photo"}),
        (MediaIn(media="photo", caption="x"), {"type": "media", "media": "photo", "caption": "x"}),
    ],
)
def test_later_fields_that_say_nothing_are_absent(given: Wire, told: dict[str, str]) -> None:
    request = TurnRequest(channel="web", chat="c", event_id="e", input=given)
    assert json.loads(request.model_dump_json())["input"] == told
    assert TurnRequest.model_validate_json(request.model_dump_json()) == request

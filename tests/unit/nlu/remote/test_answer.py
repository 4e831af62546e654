"""What a server says is believed only where it makes sense."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.port import Meaning
from nlu.remote.answer import MOST, read_answer


def answer(name: Any, confidence: Any) -> bytes:
    return json.dumps({"text": "…", "intent": {"name": name, "confidence": confidence}, "entities": []}).encode()


def test_an_intent_is_read_with_its_confidence() -> None:
    assert read_answer(answer("work", 0.81)) == Meaning("work", 0.81, source="rasa")


@pytest.mark.parametrize("name", [None, "nlu_fallback", "none"])
def test_nothing_likely_means_nothing(name: str | None) -> None:
    assert read_answer(answer(name, 0.3)).intent == "none"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502 Bad Gateway</html>",
        b"[]",
        b"null",
        b'"work"',
        b'{"intent": null}',
        b'{"intent": "work"}',
        b'{"intent": {}}',
        answer("book_flight", 0.9),
        answer(7, 0.9),
        answer(["work"], 0.9),
        answer("work", None),
        answer("work", "0.9"),
        answer("work", True),
        answer("work", 7),
        answer("work", -0.1),
        b'{"intent": {"name": "work", "confidence": NaN}}',
        b'{"intent": {"name": "work", "confidence": 1e999}}',
        answer("work", 0.9) + b" " * MOST,
        b"\xff\xfe{}",
    ],
)
def test_nonsense_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_answer(body)


@given(st.binary(max_size=200))
def test_bytes_are_an_answer_or_refused_never_a_fault(body: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert 0 <= read_answer(body).confidence <= 1

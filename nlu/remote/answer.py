"""What a Rasa server says, believed only as far as it makes sense: it is another machine's word.

Form: https://rasa.com/docs/rasa/pages/http-api (POST /model/parse), Rasa 3.6.
"""

from __future__ import annotations

import math
from typing import Any

import orjson

from nlu.intents import INTENTS, NONE
from nlu.port import Meaning

#: Bytes of an answer. Rasa's own hold a rank of forty intents: 4 KB.
MOST = 64_000
#: What Rasa's FallbackClassifier says when nothing was likely enough.
FALLBACK = "nlu_fallback"


def read_answer(body: bytes) -> Meaning:
    """Raises ValueError for anything that is no answer of a server with our domain."""
    if len(body) > MOST:
        raise ValueError("too long")
    told: Any = orjson.loads(body)
    intent = told.get("intent") if isinstance(told, dict) else None
    if not isinstance(intent, dict):
        raise ValueError("no intent")
    name, confidence = intent.get("name"), intent.get("confidence")
    if name is not None and name != FALLBACK and name not in INTENTS:
        raise ValueError("an intent of another domain")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        raise ValueError("no confidence")
    if not math.isfinite(confidence) or not 0 <= confidence <= 1.0001:
        raise ValueError("a confidence that is none")
    return Meaning(NONE if name in (None, FALLBACK) else name, min(float(confidence), 1.0), source="rasa")

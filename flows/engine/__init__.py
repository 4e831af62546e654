"""The engine: `(flow, state, input, now, lookup) -> (state, events)`, a function and nothing else.

No I/O, no clock, no randomness. Hosts keep the state and carry out the events. The same call serves every channel,
every test, and the replay of a conversation.
"""

from __future__ import annotations

from flows.engine.lookup import Lookup
from flows.engine.step import Result, open_conversation, step

__all__ = ["Lookup", "Result", "open_conversation", "step"]

"""What the console shows of a simulator: lines that begin with `:` are for it, and are no part of the conversation.

The console knows neither flows nor services; whoever puts it together may hand it something that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flows.protocol import TurnReply

SIGN = ":"


@dataclass(frozen=True, slots=True)
class Heard:
    """One turn of the conversation: what was said in it, as a line of a script, and the reply."""

    shown: str
    reply: TurnReply


@dataclass(frozen=True, slots=True)
class Told:
    """What a command came to: the turns it took, then lines for whoever tries the flow out.

    `refused`: it could not be carried out, which in a script is an error.
    """

    heard: tuple[Heard, ...] = ()
    lines: tuple[str, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Traced:
    """What lies behind the latest reply: for people, and as JSON."""

    lines: tuple[str, ...]
    data: Mapping[str, Any]


class Simulator(Protocol):
    async def run(self, line: str) -> Told:
        """Carries out a line that begins with `:`. Raises LotseError as the gateway does, nothing for wrong lines."""
        ...

    async def trace(self) -> Traced | None:
        """Of the turn that was just taken; None where nobody wants to know."""
        ...

"""The port every channel speaks through: what the bot may ask of the backend, and nothing else.

Why a port: the process facing the internet holds no database password, and the same channels run on HTTP in
production and in one process in the demo, the console and the tests.
"""

from __future__ import annotations

from typing import Protocol

from flows.protocol import Channel, HandoverReply, KeyboardReport, Keyboards, Parked, Transcript, TurnReply, TurnRequest


class Gateway(Protocol):
    """Every method raises LotseError; an outage (`ErrorKind.outage`) means: try again with the same event."""

    async def turn(self, request: TurnRequest) -> TurnReply:
        """One event in, the reply out, committed. Repeating an event gives the stored reply (`duplicate`), of an older
        one no more than may not have been seen."""
        ...

    async def transcript(self, channel: Channel, chat: str, *, seen: bool = True) -> Transcript:
        """The present view of the chat's conversation; `conversation` is None when there is none. `seen`: it is shown
        to the person, who has what the desk wrote with it."""
        ...

    async def redeem(self, token: str, channel: Channel, chat: str) -> HandoverReply:
        """Use a one-time link: the conversation behind `token` goes on in this chat."""
        ...

    async def keyboards(self, channel: Channel, chat: str) -> Keyboards:
        """Which messages of the chat have buttons, as last reported; none for a chat nobody knows."""
        ...

    async def keep_keyboards(self, report: KeyboardReport) -> None:
        """Reports which messages of some chats have buttons now. A chat that is gone keeps nothing."""
        ...

    async def media(self, key: str) -> bytes:
        """The bytes of a picture or recording by the hash a message names. Raises LotseError media.unknown."""
        ...

    async def park(self, parked: Parked) -> None:
        """Keep an event nobody could read, so that the ones behind it go on."""
        ...

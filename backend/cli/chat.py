"""`lotse chat`: the same conversation in the terminal, on a database of its own that is gone at the end."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from backend.allinone.console import chat_in
from flows.protocol import Channel
from locales.languages import OFFERED, nearest

app = typer.Typer()
SCRIPT = "Play this file, one input a line: `> words`, `/command`, `[2]` or `[Label]` for a button."


def _offered(lang: str | None) -> str | None:
    """A phone may speak any language; here a mistyped one would only be passed over in silence."""
    if lang is not None and nearest(lang) is None:
        raise typer.BadParameter(f"{lang} is not offered. There are {', '.join(OFFERED)}.")
    return lang


@app.command()
def chat(
    lang: Annotated[
        str | None, typer.Option(callback=_offered, help=f"Language of the phone: {', '.join(OFFERED)}.")
    ] = None,
    channel: Annotated[Channel, typer.Option(help="Speak as this channel.")] = "console",
    script: Annotated[Path | None, typer.Option(help=SCRIPT)] = None,
    data: Annotated[Path | None, typer.Option(help="Folder to keep the conversation in.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per reply.")] = False,
) -> None:
    """Chat in the terminal with the real backend."""
    with tempfile.TemporaryDirectory(prefix="lotse-chat-") as folder:
        asyncio.run(chat_in(data or Path(folder), lang, channel, script, json))

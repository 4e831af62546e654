"""`lotse chat`: the same conversation in the terminal, on a database of its own that is gone at the end."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from backend.allinone.console import chat_in

app = typer.Typer()


@app.command()
def chat(
    lang: Annotated[str | None, typer.Option(help="Language of the phone, e.g. ar.")] = None,
    channel: Annotated[str, typer.Option(help="Speak as this channel: console, web or telegram.")] = "console",
    script: Annotated[Path | None, typer.Option(help="Play this file: one input a line.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder to keep the conversation in.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per reply.")] = False,
) -> None:
    """Chat in the terminal with the real backend."""
    with tempfile.TemporaryDirectory(prefix="lotse-chat-") as folder:
        asyncio.run(chat_in(data or Path(folder), lang, channel, script, json))

"""`lotse chat`: the same conversation in the terminal, on a database of its own that is gone at the end.

With `--flow` any package is talked to, in any of its languages: how its author sees what people will see. Lines that
begin with `:` try it out (`backend.allinone.simulator`).
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from backend.allinone.console import Trial, chat_in
from backend.allinone.simulator.clock import FIRST, LAST, read_day
from backend.allinone.simulator.names import Refused
from backend.allinone.simulator.recording import LASTING, Subject, writable
from backend.cli.output import FAILED, show_problems
from backend.content.flow_cache import FlowCache, default_folder
from backend.content.packages import read_package
from backend.services.conversation import INTAKE
from flows.library import builtin_package
from flows.package import Package
from flows.problems import FlowError
from flows.protocol import Channel
from locales.languages import OFFERED, nearest

app = typer.Typer()
SCRIPT = "Play this file, one input a line: `> words`, `/command`, `[2]` or `[Label]` for a button, `:help` and others."
AS_OF = "As if it were this day, such as 2027-01-31."
RECORD = "At the end write the conversation into this file, as the golden conversations of the tests are."
TRACE = "Say after each reply why this is asked, and which rule hid what."
FLOW = "Talk to this flow instead: the folder or zip of a package, or a flow file."
LANG = f"Language of the phone: {', '.join(OFFERED)}, or one the package has."


@app.command()
def chat(
    lang: Annotated[str | None, typer.Option(help=LANG)] = None,
    channel: Annotated[Channel, typer.Option(help="Speak as this channel.")] = "console",
    flow: Annotated[Path | None, typer.Option(help=FLOW)] = None,
    variant: Annotated[str | None, typer.Option(help="As this municipality asks it, such as luenen.")] = None,
    script: Annotated[Path | None, typer.Option(help=SCRIPT)] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help=AS_OF)] = None,
    trace: Annotated[bool, typer.Option("--trace", help=TRACE)] = False,
    record: Annotated[Path | None, typer.Option(help=RECORD)] = None,
    data: Annotated[Path | None, typer.Option(help="Folder to keep the conversation in.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per reply.")] = False,
) -> None:
    """Chat in the terminal with the real backend. Write :help there to see how a flow is tried out."""
    package = _package(flow, variant) if flow is not None or variant is not None else None
    _refuse_unknown(lang, package.languages if package else OFFERED)
    if record is not None:
        _refuse_unwritable(record, data)
    day = _day(as_of) if as_of is not None else None
    trial = Trial(package, Subject(flow, variant), day, trace, record, lasting=data is not None)
    with tempfile.TemporaryDirectory(prefix="lotse-chat-") as folder:
        asyncio.run(chat_in(data or Path(folder), lang, channel, script, json, trial))


def _package(path: Path | None, variant: str | None) -> Package:
    try:
        package = builtin_package(INTAKE) if path is None else FlowCache(default_folder()).package(read_package(path))
    except FlowError as wrong:
        show_problems(wrong)
        raise typer.Exit(FAILED) from None
    if variant is not None and variant not in package.variants:
        known = ", ".join(package.variants) or "none"
        raise typer.BadParameter(f"there is no variant {variant[:40]}. There are: {known}.", param_hint="--variant")
    return package.of(variant)


def _refuse_unknown(lang: str | None, known: tuple[str, ...]) -> None:
    """A phone may speak any language; here a mistyped one would only be passed over in silence."""
    if lang is not None and nearest(lang, known) is None:
        raise typer.BadParameter(f"{lang} is not offered. There are {', '.join(known)}.", param_hint="--lang")


def _refuse_unwritable(record: Path, data: Path | None) -> None:
    """Before anything was said: nobody types a conversation twice."""
    try:
        if data is not None:
            raise Refused(LASTING)
        writable(record)
    except Refused as refused:
        raise typer.BadParameter(str(refused), param_hint="--record") from None


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        known = f"A day is written 2027-01-31, from {FIRST} to {LAST}."
        raise typer.BadParameter(f"{text[:40]} is no day. {known}", param_hint="--as-of") from None

"""`lotse demo`: everything in one process, with addresses, a QR code and accounts to try it."""

from __future__ import annotations

import asyncio
import json as json_format
from pathlib import Path
from typing import Annotated

import segno
import typer
from rich.table import Table

from backend.allinone.demo import Demo, demonstration
from backend.cli.output import out
from backend.serving import until_stopped

app = typer.Typer()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the web chat.", envvar="LOTSE_BOT_PORT")] = 8000,
    desk_port: Annotated[int, typer.Option(help="Port of the desk.", envvar="LOTSE_BACKEND_PORT")] = 8001,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Annotated[Path, typer.Option(help="Folder of the demonstration.")] = Path("var/demo"),
    json: Annotated[bool, typer.Option("--json", help="Addresses and accounts as one JSON object.")] = False,
) -> None:
    """Run the all-in-one system: web chat, desk, background work, and Telegram when TELEGRAM_BOT_TOKEN is set."""
    asyncio.run(_demo(data, host, port, desk_port, json))


async def _demo(data: Path, host: str, port: int, desk_port: int, json: bool) -> None:
    async with demonstration(data, host, port, desk_port) as running:
        _show_json(running) if json else _show(running, data)
        await until_stopped()
    if not json:
        out.print("\nStopped. Everything is kept; the next run goes on with it.")


def _show_json(running: Demo) -> None:
    accounts = [
        {"login": found.login, "password": found.password, "role": found.role, "jurisdiction": found.jurisdiction}
        for found in running.accounts
    ]
    told = {"chat": running.chat, "desk": running.desk, "telegram": running.telegram, "accounts": accounts}
    print(json_format.dumps(told, ensure_ascii=False), flush=True)


def _show(running: Demo, data: Path) -> None:
    segno.make(running.chat, micro=False).terminal(compact=True)
    out.print(f"Web chat   {running.chat}        for one jurisdiction: {running.chat}/c/kreis-unna")
    out.print(f"Desk       {running.desk}")
    out.print(f"Telegram   {'on' if running.telegram else 'off (set TELEGRAM_BOT_TOKEN to switch it on)'}")
    out.print(_table(running))
    out.print(f"All {len(running.accounts)} accounts: {data / 'accounts.json'}. Stop with Ctrl+C.")


def _table(running: Demo) -> Table:
    """One case manager a team and one coordinator a jurisdiction: enough to try everything."""
    table = Table("Jurisdiction", "Role", "Team", "Login", "Password", box=None)
    seen: set[tuple[str, str, str]] = set()
    for found in running.accounts:
        key = (found.jurisdiction, found.role, found.team)
        if key not in seen and found.role != "supervisor":
            seen.add(key)
            table.add_row(found.jurisdiction, found.role, found.team.partition(".")[2], found.login, found.password)
    return table

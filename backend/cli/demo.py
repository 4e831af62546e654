"""`lotse demo`: everything in one process, with addresses, a QR code and accounts to try it."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import segno
import typer
import uvloop
from rich.status import Status
from rich.table import Table

from backend.allinone.place import Place
from backend.cli.output import err, out
from backend.serving import own_address, until_stopped

if TYPE_CHECKING:
    from backend.allinone.demo import Demo, Progress

app = typer.Typer()


def _port(help: str, envvar: str) -> Any:
    return typer.Option(min=1, max=65535, help=help, envvar=envvar)


@app.command()
def demo(
    port: Annotated[int, _port("Port of the web chat.", "LOTSE_BOT_PORT")] = 8000,
    desk_port: Annotated[int, _port("Port of the desk.", "LOTSE_BACKEND_PORT")] = 8001,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Annotated[Path, typer.Option(help="Folder of the demonstration.")] = Path("var/demo"),
    json: Annotated[bool, typer.Option("--json", help="Addresses and accounts as one JSON object.")] = False,
) -> None:
    """Run the all-in-one system: web chat, desk, background work, and Telegram when TELEGRAM_BOT_TOKEN is set."""
    uvloop.run(_demo(Place(data, host, port, desk_port), json))


async def _demo(place: Place, json: bool) -> None:
    place.look()
    from backend.allinone.demo import demonstration, quiet  # slow to import: a taken port is said at once
    from backend.bootstrap import ahead

    status = err.status("Starting …")
    if not json:
        status.start()
    try:
        async with demonstration(place, quiet if json else _shown_in(status)) as running:
            status.stop()
            _show_json(running) if json else _show(running, place.folder)
            ahead.begin()
            await until_stopped()
    finally:
        status.stop()
    if not json:
        out.print("\nStopped. Everything is kept; the next run goes on with it.")


def _shown_in(status: Status) -> Progress:
    """The first run makes the accounts, which takes a while."""
    return lambda ready, of: status.update(f"Making the accounts of the demonstration: {ready} of {of} …")


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
    if running.chat.startswith("http://127."):  # the code would lead a phone to itself
        out.print(f'On a phone in the same network: make demo ARGS="--host {own_address()}"')
    out.print(f"Desk       {running.desk}")
    out.print(f"Telegram   {'on' if running.telegram else 'off (set TELEGRAM_BOT_TOKEN to switch it on)'}")
    out.print(_table(running))
    out.print(f"All {len(running.accounts)} accounts: {data / 'accounts.json'}. Stop with Ctrl+C.")


def _table(running: Demo) -> Table:
    """One case manager a team and one coordinator a jurisdiction: enough to try everything. Nothing is cut off: a login
    is typed as it stands, and says its jurisdiction."""
    table = Table(box=None)
    for name in ("Login", "Password", "Role", "Team"):
        table.add_column(name, overflow="fold", no_wrap=name in ("Login", "Password"))
    seen: set[tuple[str, str, str]] = set()
    for found in running.accounts:
        key = (found.jurisdiction, found.role, found.team)
        if key not in seen and found.role != "supervisor":
            seen.add(key)
            table.add_row(found.login, found.password, found.role, found.team.partition(".")[2])
    return table

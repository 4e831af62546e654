"""`lotse keys`: make the master key, change it, and see which keys are needed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.progress import Progress

from backend.cli.output import FAILED, FOUND, as_json, err, out
from backend.crypto import MasterKeys, keyfile, rotation
from backend.crypto.opening import check_master
from backend.persistence import keys as rows
from backend.persistence.database import Database
from backend.persistence.steps import require_migrated
from backend.settings import Settings, load_settings
from flows.errors import LotseError

app = typer.Typer(help="The master key that protects every person's data key.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]
T = TypeVar("T")


@app.command()
def init(
    file: Annotated[Path | None, typer.Option(help="Where to; otherwise LOTSE_MASTER_KEY_FILE.")] = None,
    json: Json = False,
) -> None:
    """Make a master key in a new file that only its owner can read. An existing file is never touched."""
    path = file or load_settings().master_key_file
    if path is None:
        raise LotseError("settings.invalid", names="LOTSE_MASTER_KEY_FILE", problem="is not set")
    try:
        made = keyfile.create(path)
    except OSError as error:
        raise keyfile.refused(path, error) from error
    if json:
        as_json({"file": str(path), "current": made.current})
    else:
        out.print(f"Master key {made.current} is in {path}.", markup=False)
        out.print("Keep a copy apart from the database: without it nothing can be read, by anybody.")


@app.command()
def check(json: Json = False) -> None:
    """Is this the right master key, and which keys are still needed? Exit code 1 if something is to be done."""
    settings = load_settings()
    masters = settings.master_source().keys()
    needed = _run(settings, lambda db: _needed(db, masters))
    missing = sorted(set(needed) - set(masters.keys))
    spare = sorted(set(masters.keys) - set(needed) - {masters.current})
    exposed = settings.master_key_file is not None and keyfile.readable_by_others(settings.master_key_file)
    if json:
        as_json({"current": masters.current, "people": needed, "missing": missing, "spare": spare, "exposed": exposed})
    else:
        _tell(masters, needed, missing, exposed)
        _tell_spare(settings, spare)
    if missing or exposed:
        raise typer.Exit(FOUND)


@app.command()
def rotate(
    json: Json = False,
    new: Annotated[bool, typer.Option(help="A new key even if unreadable keys are left over.")] = False,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="People per commit.")] = 500,
) -> None:
    """Wrap every person's key with a new master key. May run beside the backend; after a kill, start it again.

    With a key file, a new key is put first in it. With LOTSE_MASTER_KEY, put the new key first yourself before.
    """
    settings = load_settings()
    with _alone(settings) as file:
        masters = _run(settings, lambda db: _masters_to_rotate_to(settings, db, file, new))
        report = _rotated(settings, masters, batch, quiet=json)
    _tell_rotation(report, json, from_file=settings.master_key_file is not None)
    if report.unreadable:
        raise typer.Exit(FAILED)


def _rotated(settings: Settings, masters: MasterKeys, batch: int, *, quiet: bool) -> rotation.Report:
    with Progress(console=err, disable=quiet, transient=True) as bar:
        task = bar.add_task("Wrapping keys", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return _run(settings, lambda db: rotation.rotate(db, masters, batch=batch, progress=progress))


def _alone(settings: Settings) -> AbstractContextManager[keyfile.Held | None]:
    """From the first look to the last key: two rotations at once would take each other's keys for unreadable."""
    path = settings.master_key_file
    return nullcontext() if path is None else keyfile.held(path)


async def _masters_to_rotate_to(settings: Settings, db: Database, file: keyfile.Held | None, new: bool) -> MasterKeys:
    """The key to change to comes first: a fresh one, unless a rotation is unfinished."""
    masters = settings.master_source().keys()
    if file is None:
        return masters
    await db.read(lambda conn: check_master(conn, masters))
    unfinished = await db.read(lambda conn: _unfinished(rows.check_row(conn), rows.by_master(conn), masters))
    return masters if unfinished and not new else file.prepend()


def _unfinished(check_row: tuple[str, bytes] | None, needed: dict[str, int], masters: MasterKeys) -> bool:
    if check_row is None:
        raise _never_started()
    return check_row[0] != masters.current or any(key in masters.keys for key in needed if key != masters.current)


async def _needed(db: Database, masters: MasterKeys) -> dict[str, int]:
    if await db.read(lambda conn: check_master(conn, masters)) is None:
        raise _never_started()
    return await db.read(rows.by_master)


def _never_started() -> LotseError:
    return LotseError("key.missing", problem="this database has never been started")


def _run(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        db = settings.open_database()
        try:
            await require_migrated(db)
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(run())


def _tell(masters: MasterKeys, needed: dict[str, int], missing: list[str], exposed: bool) -> None:
    out.print(f"The master key is the right one; new keys are wrapped with {masters.current}.")
    for key, people in sorted(needed.items()):
        out.print(f"  {key}: {people} people" + (" - NOT AMONG THE KEYS GIVEN" if key in missing else ""))
    if exposed:
        out.print("Others can read the key file: chmod 600")


def _tell_spare(settings: Settings, spare: list[str]) -> None:
    if not spare:
        return
    if settings.master_key_file is not None:
        out.print(f"No longer needed, may be taken out of the key file: {', '.join(spare)}")
    else:
        out.print(f"Wraps nobody's key now: {', '.join(spare)}")
        out.print("May be taken out if `lotse keys rotate` was run again after every backend had been restarted.")


def _tell_rotation(report: rotation.Report, json: bool, *, from_file: bool) -> None:
    """A key file is looked at anew for every new person; whoever has the keys from the environment wraps with what was
    the first at their start."""
    if json:
        as_json(
            {
                "current": report.current,
                "rewrapped": report.rewrapped,
                "unreadable": report.unreadable,
                "people": report.needed,
                "older_keys_may_go": report.complete and from_file,
            }
        )
        return
    out.print(f"{report.rewrapped} keys are wrapped with {report.current} now.")
    for person in report.unreadable:
        out.print(f"  unreadable, left as it was: person {person}")
    if not report.complete:
        out.print("Older keys are still needed; `lotse keys check` tells which.")
    elif from_file:
        out.print("Restart every backend; then `lotse keys check` names the older keys that may be taken out.")
    else:
        out.print(
            "Until their restart backends still wrap new people's keys with the older key: restart every backend,"
        )
        out.print("then run `lotse keys rotate` again, then `lotse keys check`. Do not take out any key before.")

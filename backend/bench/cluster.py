"""A throw-away PostgreSQL cluster from the installed binaries, for tests and for the bench."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path

import asyncpg

INSTALL = "apt-get install postgresql"
_OPTIONS = "-c max_connections=200 -c listen_addresses=127.0.0.1"
#: Tests kill processes, not the machine: for them a commit need not reach the disk.
_HASTY = "-c fsync=off -c full_page_writes=off"


def binaries() -> Path | None:
    """The newest installed server's `bin`, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return max(found, key=_version, default=None)


def _version(path: Path) -> float:
    try:
        return float(path.parent.name)
    except ValueError:
        return 0.0


def _user() -> str | None:
    """PostgreSQL refuses to run as root: then, who it runs as."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Cluster:
    """`start()`, then `create(template)` for each database, `stop()`. `durable`: as in production, for measuring."""

    def __init__(self, *, durable: bool = False) -> None:
        found = binaries()
        if found is None:
            raise FileNotFoundError(INSTALL)
        self._bin, self._user = found, _user()
        self._dir = Path(tempfile.mkdtemp(prefix="lotse-postgres-"))
        self._port = _free_port()
        self._count = 0
        self._options = _OPTIONS if durable else f"{_OPTIONS} {_HASTY}"

    def url(self, name: str) -> str:
        return f"postgresql://lotse@127.0.0.1:{self._port}/{name}"

    def start(self) -> None:
        if self._user:
            shutil.chown(self._dir, self._user)
        self._run("initdb", "-D", self._data, "-U", "lotse", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self._control("start", "-o", f"{self._options} -p {self._port} -k {self._dir}")

    def stop(self, mode: str = "immediate") -> None:
        self._control("stop", "-m", mode, check=False)
        shutil.rmtree(self._dir, ignore_errors=True)

    def restart(self, mode: str = "immediate") -> None:
        """`immediate` is what a crash looks like."""
        self._control("restart", "-m", mode, "-o", f"{self._options} -p {self._port} -k {self._dir}")

    def create(self, template: str = "template1") -> str:
        """A new database; its URL."""
        self._count += 1
        name = f"lotse_{os.getpid()}_{self._count}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{self._copying}')
        return self.url(name)

    @cached_property
    def _copying(self) -> str:
        """Files as they are; since 15 they would go through the log page by page, several times the work."""
        version = Path(self._data, "PG_VERSION").read_text()
        return " STRATEGY file_copy" if int(version.split(".")[0]) >= 15 else ""

    def drop(self, url: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        async def run() -> None:
            conn = await asyncpg.connect(self.url("postgres"))
            try:
                await conn.execute(statement)
            finally:
                await conn.close()

        asyncio.run(run())

    @property
    def _data(self) -> str:
        return str(self._dir / "data")

    def _control(self, action: str, *arguments: str, check: bool = True) -> None:
        self._run("pg_ctl", action, "-D", self._data, "-w", "-l", str(self._dir / "log"), *arguments, check=check)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        as_user = ["setpriv", f"--reuid={self._user}", f"--regid={self._user}", "--clear-groups"] if self._user else []
        done = subprocess.run(
            [*as_user, str(self._bin / program), *arguments],
            cwd=self._dir,
            env={"PATH": os.environ["PATH"], "HOME": str(self._dir), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would stay open with the server
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if check and done.returncode:
            log = self._dir / "log"
            raise RuntimeError(f"{program}: {done.returncode}\n{log.read_text() if log.exists() else ''}")


@asynccontextmanager
async def postgres() -> AsyncIterator[str]:
    """An empty database on a durable cluster of its own. Raises FileNotFoundError naming the command to install it."""
    cluster = Cluster(durable=True)
    try:
        await asyncio.to_thread(cluster.start)
        yield await asyncio.to_thread(cluster.create)
    finally:
        await asyncio.to_thread(cluster.stop)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

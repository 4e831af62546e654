"""Backend and bot as the real processes they are, killed and started again while people talk."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.commands import ROOT, environment
from tests.support.fake_telegram import TOKEN
from tests.support.forking import Forked, forked
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE, until
from tests.support.world import MASTER_KEY, SECRET

#: Modules and their arguments.
BACKEND = ("backend.cli", "serve")
BOT = ("bot",)


@dataclass
class System:
    """`commands`: what runs as `backend` and as `bot`. Whoever is killed is started again, as a host does.

    `from_nothing`: each start imports everything, instead of being forked off a process that has.
    """

    folder: Path
    database_url: str
    telegram_api: str
    commands: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"backend": BACKEND, "bot": BOT})
    more: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=lambda: {"backend": free_port(), "bot": free_port()})
    from_nothing: bool = False
    processes: dict[str, asyncio.subprocess.Process | Forked] = field(default_factory=dict)
    killed: int = 0
    _watch: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _down: set[str] = field(default_factory=set)

    @property
    def backend_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['backend']}"

    def _environment(self) -> dict[str, str]:
        settings = {
            "LOTSE_DATABASE_URL": self.database_url,
            "LOTSE_MASTER_KEY": MASTER_KEY,
            "LOTSE_SHARED_SECRET": SECRET,
            "LOTSE_BACKEND_PORT": str(self.ports["backend"]),
            "LOTSE_BACKEND_URL": self.backend_url,
            "LOTSE_BOT_PORT": str(self.ports["bot"]),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API": self.telegram_api,
        }
        return environment(**settings, **self.more)

    async def start(self, *names: str) -> None:
        """Comes back when they answer."""
        for name in names or self.commands:
            self._down.discard(name)
            await self._spawn(name)
            self._watch[name] = asyncio.create_task(self._kept_up(name))
        for name in names or self.commands:
            await until(lambda name=name: self.is_up(name), f"{name} is up\n{self.log(name)}")  # type: ignore[misc]

    async def _spawn(self, name: str) -> None:
        begin = self._from_nothing if self.from_nothing else self._forked
        self.processes[name] = await begin(self.commands[name], self.folder / f"{name}.log")

    async def _forked(self, command: tuple[str, ...], log: Path) -> Forked:
        return forked(command, self._environment(), log)

    async def _from_nothing(self, command: tuple[str, ...], log: Path) -> asyncio.subprocess.Process:
        with log.open("ab") as said:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *command),
                cwd=ROOT,
                env=self._environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=said,
                stderr=asyncio.subprocess.STDOUT,
            )

    async def _kept_up(self, name: str) -> None:
        while True:
            code = await self.processes[name].wait()
            if name in self._down:
                return
            assert code == -signal.SIGKILL, f"{name} ended by itself with {code}:\n{self.log(name)}"
            self.killed += 1
            await self._spawn(name)

    async def is_up(self, name: str) -> bool:
        path = "/health/ready" if name == "backend" else "/health/live"
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
                return (await client.get(f"http://127.0.0.1:{self.ports[name]}{path}")).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self, name: str) -> None:
        """Now, in the middle of whatever it does; it comes back by itself."""
        process = self.processes[name]
        if process.returncode is None:
            process.kill()

    async def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> int:
        """It stays down until `start`. Its exit code."""
        self._down.add(name)
        process = self.processes[name]
        if process.returncode is None:
            process.send_signal(how)
        return await asyncio.wait_for(process.wait(), PATIENCE)

    async def close(self) -> None:
        for name in self.processes:
            await self.stop(name, signal.SIGKILL)
        watches = await asyncio.gather(*self._watch.values(), return_exceptions=True)
        for found in watches:
            if isinstance(found, AssertionError):
                raise found

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


@asynccontextmanager
async def running(system: System) -> AsyncIterator[System]:
    """All of it, for as long as the block runs; how it went must stand in no log."""
    try:
        await system.start()
        yield system
    finally:
        await system.close()

"""The start commands of docker-compose.yml, run without containers: each process comes up, is well, and ends when told.

They are read from the file itself, so that what is tested is what is deployed.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[3]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
BIN = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Deployment:
    """One installation in a folder of its own, with the settings containers get, as files where they are secret."""

    folder: Path
    database_url: str
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    backend: int = field(default_factory=free_port)
    bot: int = field(default_factory=free_port)

    def environment(self) -> dict[str, str]:
        secrets = {"database_url": self.database_url, "shared_secret": "s" * 48, "telegram_bot_token": ""}
        for name, content in secrets.items():
            (self.folder / name).write_text(content)
        return {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "PYTHONUNBUFFERED": "1",
            "LOTSE_DATABASE_URL_FILE": str(self.folder / "database_url"),
            "LOTSE_SHARED_SECRET_FILE": str(self.folder / "shared_secret"),
            "LOTSE_MASTER_KEY_FILE": str(self.folder / "master"),
            "LOTSE_WORKER_SIGN": str(self.folder / "worker"),
            "TELEGRAM_BOT_TOKEN_FILE": str(self.folder / "telegram_bot_token"),
            "LOTSE_BACKEND_PORT": str(self.backend),
            "LOTSE_BACKEND_URL": f"http://127.0.0.1:{self.backend}",
            "LOTSE_BOT_PORT": str(self.bot),
            "LOTSE_BOT_URL": f"http://127.0.0.1:{self.bot}",
            "LOTSE_PUBLIC_URL": f"http://127.0.0.1:{self.bot}",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command to its end; both outputs together in `stdout`."""
        return subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            check=False,
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )

    def service(self, name: str) -> subprocess.CompletedProcess[str]:
        """A service that ends by itself."""
        return self.run(*SERVICES[name]["command"])

    def health(self, name: str) -> subprocess.CompletedProcess[str]:
        """The health check of a service that is asked by a command."""
        return self.run(*SERVICES[name]["healthcheck"]["test"][1:])

    def start(self, name: str) -> None:
        command = SERVICES[name]["command"]
        with (self.folder / f"{name}.log").open("w") as log:
            self.running[name] = subprocess.Popen(
                [str(BIN / command[0]), *command[1:]],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def until(self, name: str, url: str) -> httpx.Response:
        """Waits until the address answers with 200. Fails with the log when the process ends or takes too long."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.running[name].poll() is None:
            try:
                answer = httpx.get(url, timeout=PATIENCE)
                if answer.status_code == 200:
                    return answer
                if answer.status_code == 500:
                    break
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        pytest.fail(f"{name} does not answer on {url}:\n{self.log(name)}")

    def until_said(self, name: str, words: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while words not in self.log(name):
            if time.monotonic() > deadline or self.running[name].poll() is not None:
                pytest.fail(f"{name} never said {words!r}:\n{self.log(name)}")
            time.sleep(0.1)

    def until_healthy(self, name: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while (asked := self.health(name)).returncode:
            if time.monotonic() > deadline or self.running[name].poll() is not None:
                pytest.fail(f"{name} is not well: {asked.stdout}\n{self.log(name)}")

    def stop(self) -> dict[str, int]:
        """SIGTERM to all, as `docker compose stop` does; their exit codes."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(PATIENCE) for name, process in self.running.items()}


@pytest.fixture
def deployment(empty_database_url: str, tmp_path: Path) -> Iterator[Deployment]:
    made = Deployment(tmp_path, empty_database_url)
    yield made
    for process in made.running.values():
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_the_services_of_the_compose_file_start_work_and_end(deployment: Deployment) -> None:
    migrated = deployment.service("migrate")
    assert migrated.returncode == 0, migrated.stdout
    made = deployment.run("lotse", "keys", "init")
    assert made.returncode == 0, made.stdout
    assert deployment.health("worker").returncode == 1, "it has not begun"
    for service in ("backend", "worker", "bot"):
        deployment.start(service)

    deployment.until("backend", f"http://127.0.0.1:{deployment.backend}/health/ready")
    deployment.until("bot", f"http://127.0.0.1:{deployment.bot}/health/live")
    assert "KIM" in deployment.until("bot", f"http://127.0.0.1:{deployment.bot}/").text
    deployment.until_said("worker", "running")
    deployment.until_healthy("worker")
    assert deployment.run("lotse", "db", "check").returncode == 0
    assert deployment.service("keys").returncode == 0

    assert deployment.stop() == {"backend": 0, "worker": 0, "bot": 0}, [
        deployment.log(name) for name in deployment.running
    ]
    logs = "".join(deployment.log(name) for name in deployment.running)
    assert "Traceback" not in logs
    assert "s" * 48 not in logs


@pytest.mark.slow
@pytest.mark.parametrize("service", ["backend", "worker"])
def test_without_tables_or_key_nothing_starts_and_the_reason_is_said(deployment: Deployment, service: str) -> None:
    """faults: A11"""
    assert deployment.run("lotse", "keys", "init").returncode == 0
    refused(deployment, service, "storage.")  # an SQLite file that is not there, tables that are not there
    assert deployment.service("migrate").returncode == 0
    (deployment.folder / "master").unlink()
    refused(deployment, service, "key.missing")


def refused(deployment: Deployment, service: str, reason: str) -> None:
    ended = deployment.service(service)
    assert ended.returncode != 0
    assert reason in ended.stdout
    assert "Traceback" not in ended.stdout


@pytest.mark.parametrize("service", ["backend", "bot"])
def test_a_taken_port_is_named(deployment: Deployment, service: str) -> None:
    """faults: a second start on the same machine says which port and what to set, and does not touch the first."""
    assert deployment.service("migrate").returncode == 0
    assert deployment.run("lotse", "keys", "init").returncode == 0
    port = getattr(deployment, service)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        ended = deployment.service(service)
    assert ended.returncode != 0
    for said in ("port.taken", str(port), f"LOTSE_{service.upper()}_PORT"):
        assert said in ended.stdout
    assert "Traceback" not in ended.stdout

"""The containers, as far as they can be checked without any: valid, linted, closed by default."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from backend.cli import app
from tests.meta.repository import ROOT, name, tracked

BIN = Path(sys.executable).parent
COMPOSE = ROOT / "docker-compose.yml"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
DOCKERFILES = tracked("**Dockerfile")
#: Services that end by themselves: nobody asks whether they are well.
ENDING = {"migrate", "keys"}
DEFAULT = re.compile(r"\$\{\w+:-([^${}]*)\}")
SECRET = re.compile(r"SECRET|TOKEN|PASSWORD|KEY|DATABASE_URL")


def test_the_compose_file_meets_the_compose_schema() -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_schema_finds_a_fault(tmp_path: Path) -> None:
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text("services: {bot: {image: 5}}\n")
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", wrong]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1


@pytest.mark.parametrize("path", DOCKERFILES, ids=name)
def test_an_image_build_file_is_without_fault(path: Path) -> None:
    done = subprocess.run([BIN / "hadolint", path], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_linter_finds_a_fault(tmp_path: Path) -> None:
    wrong = tmp_path / "Dockerfile"
    wrong.write_text("FROM debian\nRUN cd /tmp && apt-get install curl\n")
    assert subprocess.run([BIN / "hadolint", wrong], check=False, capture_output=True).returncode == 1


def test_all_parts_are_there() -> None:
    assert {"bot", "backend", "worker", "postgres", "rasa"} <= SERVICES.keys()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_closed_by_default(service: str) -> None:
    given = SERVICES[service]
    assert given["read_only"] is True
    assert given["cap_drop"] == ["ALL"]
    assert given["security_opt"] == ["no-new-privileges:true"]
    assert str(given["user"]).split(":")[0] not in ("", "0", "root")
    assert not given.get("privileged")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_stays_is_asked_whether_it_is_well(service: str) -> None:
    health = SERVICES[service]["healthcheck"]
    if service in ENDING:
        assert health == {"disable": True}
        assert SERVICES[service]["restart"] == "no"
    else:
        assert "disable" not in health
        assert health["test"][0] == "CMD"
        assert len(health["test"]) > 1


@pytest.mark.parametrize("service", SERVICES)
def test_no_secret_stands_in_the_file(service: str) -> None:
    """Secrets come as files; a variable that holds one by its name must end in `_FILE`."""
    named = {key: value for key, value in SERVICES[service].get("environment", {}).items() if SECRET.search(key)}
    assert all(key.endswith("_FILE") and value.startswith(("/run/secrets/", "/keys/")) for key, value in named.items())


def test_only_the_chat_and_the_desk_are_published_and_only_on_this_machine() -> None:
    ports = {service: given["ports"] for service, given in SERVICES.items() if "ports" in given}
    assert ports == {"bot": ["127.0.0.1:8000:8000"], "backend": ["127.0.0.1:8001:8001"]}


def test_the_bot_gets_neither_database_nor_master_key() -> None:
    given = SERVICES["bot"]
    assert "database_url" not in given["secrets"]
    assert "volumes" not in given
    assert not {key for key in given["environment"] if "DATABASE" in key or "MASTER" in key}


def test_the_database_cannot_reach_the_internet() -> None:
    networks = yaml.safe_load(COMPOSE.read_text())["networks"]
    assert SERVICES["postgres"]["networks"] == ["inside"]
    assert networks["inside"]["internal"] is True


def test_every_image_is_pinned() -> None:
    images = [given["image"] for given in SERVICES.values()]
    images += [line.split()[1] for path in DOCKERFILES for line in path.read_text().splitlines() if _is_foreign(line)]
    assert not [image for image in images if not re.search(r":\d+\.\d+", image)]


def _is_foreign(line: str) -> bool:
    return line.startswith("FROM ") and ":" in line


def test_the_secrets_are_made_fresh_and_never_twice(tmp_path: Path) -> None:
    script = tmp_path / "make_secrets.py"
    script.write_text((ROOT / "deploy/make_secrets.py").read_text())
    first = _made(script)
    declared = yaml.safe_load(COMPOSE.read_text())["secrets"]
    assert set(first) == set(declared) == {Path(given["file"]).name for given in declared.values()}
    assert _made(script) == first
    assert first["postgres_password"] in first["database_url"]
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert all(len(value) >= 32 for key, value in first.items() if key != "telegram_bot_token")


def _made(script: Path) -> dict[str, str]:
    subprocess.run([sys.executable, script], check=True, capture_output=True)
    return {path.name: path.read_text() for path in (script.parent / "secrets").iterdir()}


def test_the_commands_of_the_services_exist() -> None:
    known = set(_known(typer.main.get_command(app)))
    for service, given in SERVICES.items():
        command = given.get("command", [])
        if command[:1] == ["lotse"]:
            assert " ".join(command[1:]) in known, service
    assert SERVICES["bot"]["command"] == ["python", "-m", "bot"]
    assert (ROOT / "bot/__main__.py").is_file()


def _known(group: Any, prefix: str = "") -> list[str]:
    found: list[str] = []
    for word, command in getattr(group, "commands", {}).items():
        found += [f"{prefix}{word}", *_known(command, f"{prefix}{word} ")]
    return found


@pytest.mark.parametrize("service", ["bot", "backend"])
def test_behind_the_proxy_every_visitor_has_an_address_of_their_own(service: str) -> None:
    """Otherwise one address stands for everybody, and whoever fails to log in fifty times locks out a town hall. What a
    visitor claims in the same header counts for nothing."""
    trusted = by_default(SERVICES[service]["environment"]["FORWARDED_ALLOW_IPS"])
    gateway = str(next(published_network().hosts()))  # what comes in by a published port comes from there

    def seen(peer: str, forwarded: str) -> str:
        return asyncio.run(address_of(trusted, peer, forwarded))

    assert seen(gateway, "198.51.100.66, 203.0.113.9") == "203.0.113.9"
    assert seen("127.0.0.1", "198.51.100.66, 203.0.113.9") == "203.0.113.9"
    for own in ("203.0.113.200", "10.0.0.7", "172.18.0.1", "192.168.1.20"):  # a town hall's own network, too
        assert seen(own, "198.51.100.66") == own
        assert seen(gateway, f"198.51.100.66, {own}") == own


def by_default(text: str) -> str:
    """What stands there when no variable is set."""
    while DEFAULT.search(text):
        text = DEFAULT.sub(r"\1", text)
    return text


def published_network() -> IPv4Network:
    """That of the services with published ports, which has addresses of its own choosing."""
    networks = yaml.safe_load(COMPOSE.read_text())["networks"]
    (found,) = networks["outside"]["ipam"]["config"]
    return IPv4Network(by_default(found["subnet"]))


async def address_of(trusted: str, peer: str, forwarded: str) -> str:
    """Whom the limits take a request for."""
    seen: list[str] = []

    async def served(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    headers = [(b"x-forwarded-for", forwarded.encode())]
    scope = {"type": "http", "scheme": "http", "client": (peer, 1), "headers": headers}
    await ProxyHeadersMiddleware(served, trusted)(scope, None, None)  # type: ignore[arg-type]
    return seen[0]

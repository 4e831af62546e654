"""`lotse demo` as a new user runs it: from nothing, once more, and where it cannot run."""

from __future__ import annotations

import json
import signal
import socket
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.commands import LOTSE, Running, answers, lotse_here, running
from tests.support.plain_browser import PlainBrowser
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE


class Demo:
    """One installation in a folder; the same ports at every run, so that cookies hold."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "demo"
        self.port, self.desk_port = free_port(), free_port()
        self.chat, self.desk = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.desk_port}/desk"

    @property
    def options(self) -> tuple[str, ...]:
        return ("--port", str(self.port), "--desk-port", str(self.desk_port), "--data", str(self.data))

    def command(self, *more: str) -> tuple[str, ...]:
        return (LOTSE, "demo", *self.options, *more)

    def told(self, run: Running) -> dict[str, Any]:
        run.until(lambda: run.said.endswith("\n"), "told where it is")
        return json.loads(run.said)  # type: ignore[no-any-return]


def in_order(run: Running, how: signal.Signals) -> None:
    assert run.stop(how) == 0, run.complained
    assert "Traceback" not in run.said + run.complained
    assert "Exception" not in run.said + run.complained


async def begun(client: httpx.AsyncClient) -> str:
    """Somebody opens the page and chooses Ukrainian; what the page then says."""
    browser = PlainBrowser(client)
    page = await browser.tap(await browser.get("/"), "uk")
    assert page.lang == "uk"
    return page.text


async def logged_in(desk: str, account: dict[str, Any]) -> bool:
    address = desk.removesuffix("/desk")
    headers = {"sec-fetch-site": "same-origin", "origin": address}
    async with httpx.AsyncClient(base_url=address, headers=headers, trust_env=False, follow_redirects=True) as client:
        given = {"login": account["login"], "password": account["password"]}
        answer = await client.post("/desk/login", data=given)
        return answer.status_code == 200 and answer.url.path == "/desk/cases"


@pytest.mark.slow
async def test_from_nothing_and_once_more(tmp_path: Path) -> None:
    """The first run makes keys, tables and accounts and says so; the second finds them, and every conversation."""
    demo = Demo(tmp_path)
    async with httpx.AsyncClient(base_url=demo.chat, trust_env=False, timeout=PATIENCE) as phone:
        with running(tmp_path, *demo.command(), FORCE_COLOR="1") as run:
            run.until(lambda: "accounts.json" in run.said, "ready")
            assert "Making the accounts" in run.complained
            assert demo.chat in run.said
            assert demo.desk in run.said
            assert "█" in run.said, "a QR code"
            assert answers(demo.chat)
            assert answers(demo.desk)
            before = await begun(phone)
            in_order(run, signal.SIGINT)
        accounts = json.loads((demo.data / "accounts.json").read_text())
        with running(tmp_path, *demo.command("--json")) as run:
            told = demo.told(run)
            assert (told["chat"], told["desk"], told["telegram"]) == (demo.chat, demo.desk, False)
            assert [one["password"] for one in told["accounts"]] == [one["password"] for one in accounts]
            assert run.complained == ""
            assert (await PlainBrowser(phone).get("/")).text == before, "the conversation goes on"
            assert await logged_in(demo.desk, told["accounts"][0])
            wrong = {**told["accounts"][0], "password": "wrong"}
            assert not await logged_in(demo.desk, wrong)
            in_order(run, signal.SIGTERM)
    private = [path for path in (demo.data, *demo.data.iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert not private, "readable by others"


@pytest.mark.parametrize(("which", "says"), [("port", "--port"), ("desk_port", "--desk-port")])
def test_a_taken_port_is_named_with_what_to_do(tmp_path: Path, which: str, says: str) -> None:
    demo = Demo(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", getattr(demo, which)))
        taken.listen()
        run = lotse_here("demo", *demo.options, "--json")
    assert run.returncode == 2
    told = json.loads(run.stdout)
    assert told["error"] == "port.taken"
    assert told["detail"]["port"] == str(getattr(demo, which))
    assert says in told["detail"]["choose_another_with"]
    assert str(getattr(demo, which)) in run.stderr
    assert says in run.stderr
    assert 'make demo ARGS="--port' in run.stderr, "who came through make does not know of the command behind it"
    assert "Traceback" not in run.stderr
    assert not demo.data.exists(), "nothing was made"


def test_the_same_port_twice_is_a_taken_port(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demo.desk_port = demo.port
    run = lotse_here("demo", *demo.options)
    assert run.returncode == 2
    assert "--desk-port" in run.stderr
    assert not demo.data.exists()


def test_an_address_that_is_not_ours_is_named(tmp_path: Path) -> None:
    run = lotse_here("demo", *Demo(tmp_path).options, "--host", "192.0.2.1")
    assert run.returncode == 2
    assert "192.0.2.1" in run.stderr
    assert "Traceback" not in run.stderr

"""`make setup`: everything the project needs, into `.venv/`, `node_modules/` and `build/`; nothing outside this folder.

Each step notes what it was made from, so that a second run only compares and needs no network. Only the standard
library is used: this is the first thing that runs on a fresh machine.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from node import OLDEST_NODE, machine_node

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMPS = VENV / "lotse-setup.json"
LOCKS = ROOT / "requirements"
MODULES = ROOT / "node_modules"
OLDEST_PYTHON = (3, 11)

#: Without a network npm would try for more than a minute before it says so.
IMPATIENT = {"npm_config_fetch_retries": "1", "npm_config_fetch_retry_mintimeout": "1000"}

#: What pip, uv and npm say when the package index does not answer.
NO_NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeout|ConnectionError|Failed to fetch|error sending request|dns error|tcp connect"
    r"|Connection refused|Name or service not known|Temporary failure in name resolution|Max retries exceeded|timed out"
    r"|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|network is unreachable|Tunnel connection failed"
    r"|\(from versions: none\)|unable to connect",
    re.IGNORECASE,
)


class Stuck(Exception):
    """Set-up cannot go on; the text says what is missing and what to do."""


@dataclass(frozen=True)
class Step:
    """`sources`: files whose change makes the step necessary again. `made`: what must exist afterwards."""

    name: str
    run: Callable[[], None]
    sources: tuple[Path, ...] = ()
    made: tuple[Path, ...] = ()

    def digest(self) -> str:
        content = hashlib.sha256()
        for path in self.sources:
            content.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
        return content.hexdigest()

    def is_done(self, stamps: dict[str, str]) -> bool:
        return all(path.exists() for path in self.made) and stamps.get(self.name) == self.digest()


def main() -> int:
    try:
        done = [step.name for step in steps() if carry_out(step)]
    except Stuck as stuck:
        print(f"\nsetup: {stuck}", file=sys.stderr)
        return 1
    print("setup: done" if done else "setup: everything is up to date")
    return 0


def steps() -> tuple[Step, ...]:
    locks = tuple(python_locks())
    catalogues = tuple(sorted(ROOT.glob("locales/*/LC_MESSAGES/lotse.po")))
    compiled = tuple(path.with_suffix(".mo") for path in catalogues)
    project = (ROOT / "pyproject.toml", *sorted(ROOT.glob("*/__init__.py")))
    named = (ROOT / "flows/pictograms.py",)  # which icons are wanted
    assets = (ROOT / "package-lock.json", ROOT / "scripts/assets.py", ROOT / "scripts/node.py", *named)
    return (
        Step("Python environment", make_venv, made=(PYTHON,)),
        Step("package installer (uv)", install_uv, (LOCKS / "bootstrap.lock",)),
        Step("Python packages", install_packages, locks),
        Step("KIM-Lotse itself", install_project, (*project, *locks), (PYTHON.with_name("lotse"),)),
        Step("browser assets", bring_assets, assets, (ROOT / "build/static/vendor/manifest.json", MODULES)),
        Step("catalogues", compile_catalogues, catalogues, compiled),
        Step("models of the interpreter", train_models, learned_from(), (ROOT / "build/nlu",)),
    )


def carry_out(step: Step) -> bool:
    """True when the step had to be done."""
    stamps: dict[str, str] = json.loads(STAMPS.read_text()) if STAMPS.exists() else {}
    if step.is_done(stamps):
        return False
    print(f"setup: {step.name} …", flush=True)
    step.run()
    STAMPS.write_text(json.dumps({**stamps, step.name: step.digest()}, indent=1) + "\n")
    return True


# --- steps -----------------------------------------------------------------------------------------------------------


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise Stuck("this Python cannot make environments. Install it: apt-get install python3-venv")
    if VENV.exists() and not PYTHON.exists():
        shutil.rmtree(VENV)  # its Python has gone from the machine
    if not PYTHON.exists():
        command([sys.executable, "-m", "venv", str(VENV)], "Python could not make the environment .venv")


def install_uv() -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries=1", "--timeout=20"]
    command([*pip, "--require-hashes", "-r", str(LOCKS / "bootstrap.lock")], "uv could not be installed")


def install_packages() -> None:
    """Compiled as well: every start is quicker for it, also where Python may not write bytecode later."""
    exactly = [*uv("sync"), "--compile-bytecode", "--require-hashes", *(str(lock) for lock in python_locks())]
    command(exactly, "the Python packages could not be installed")


def install_project() -> None:
    """Editable and built with the locked setuptools: needs no network."""
    project = ["--no-deps", "--no-build-isolation", "--offline", "--editable", str(ROOT)]
    command([*uv("install"), *project], "KIM-Lotse could not be installed into .venv")


def bring_assets() -> None:
    command([str(PYTHON), str(ROOT / "scripts/assets.py")], "the browser assets could not be brought")


def compile_catalogues() -> None:
    command([str(PYTHON), "-m", "locales.catalogues"], "the catalogues could not be compiled")


def train_models() -> None:
    command([str(PYTHON), "-m", "nlu.embedded"], "the models of the interpreter could not be trained")


def learned_from() -> tuple[Path, ...]:
    words = (ROOT / "nlu/answers/data/yes_no.toml", *ROOT.glob("locales/*/LC_MESSAGES/lotse.po"))
    learning = (*ROOT.glob("nlu/embedded/*.py"), *ROOT.glob("nlu/language/*.py"))
    return tuple(sorted((*ROOT.glob("nlu/rasa/data/*/*.yml"), *learning, *words)))


def uv(action: str) -> list[str]:
    return [str(PYTHON), "-m", "uv", "pip", action, "--quiet", "--python", str(PYTHON)]


def python_locks() -> Iterable[Path]:
    """The locks to install; Node comes from PyPI where the machine has none that is new enough."""
    yield LOCKS / "dev.lock"
    if machine_node() < OLDEST_NODE:
        yield LOCKS / "node.lock"


# --- running things and saying what went wrong -----------------------------------------------------------------------


def command(arguments: list[str], failure: str) -> None:
    """Run quietly from the root. Raises Stuck with the reason and the way out."""
    done = subprocess.run(
        arguments,
        check=False,
        cwd=ROOT,
        env={**IMPATIENT, **os.environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        raise Stuck(f"{failure}.\n{explanation(done.stdout + done.stderr)}")


def explanation(output: str) -> str:
    last = "\n".join(f"  | {line}" for line in output.strip().splitlines()[-6:])
    if NO_NETWORK.search(output):
        return (
            f"{last}\nThe package index cannot be reached. The first set-up needs the network (PyPI and npm),\n"
            "later runs do not. Check the connection or the proxy (HTTPS_PROXY, PIP_INDEX_URL, UV_DEFAULT_INDEX,\n"
            "npm_config_registry), then run `make setup` again: it goes on where it stopped."
        )
    if "No space left" in output:
        return f"{last}\nThe disk is full: about 1 GB is needed. Make room, then run `make setup` again."
    return f"{last}\nRepair this, then run `make setup` again; `make clean` starts from nothing."


if __name__ == "__main__":
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("setup: Python 3.11 or newer is needed")
    sys.exit(main())

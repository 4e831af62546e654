"""The Rasa server: its own environment, its models, running and measuring it. `make rasa`, `rasa-train`, `rasa-bench` …

Rasa 3.6 needs Python 3.10 and 2.5 GB, so it lives apart from everything else, in `.rasa/`, and nothing but these
commands brings it. What is there already and was made from the same files is not made again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".rasa"
ENV, MODELS = HOME / "env", HOME / "models"
LOCK = ROOT / "requirements/rasa.lock"
SOURCES = ROOT / "nlu/rasa"
PYTHON = (3, 10)
#: Rasa asks to be counted, warns of its own libraries, and shows training bars; nobody here reads that.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "SANIC_WORKERS": "1",
}


class Stuck(Exception):
    """What is missing and what to do."""


def main(arguments: Sequence[str]) -> int:
    given = _parsed(arguments)
    try:
        make_environment()
        if given.command == "train":
            print(train(given.lang, light=given.light).relative_to(ROOT))
        elif given.command == "bench":
            bench(given.questions, given.conversations, given.at_once)
        elif given.command == "run":
            return run(train(given.lang, light=given.light), given.port).wait()
    except Stuck as stuck:
        print(f"rasa: {stuck}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="the environment only")
    for name, told in (("train", "a model from the phrases"), ("run", "train if needed, then serve on 127.0.0.1")):
        command = commands.add_parser(name, help=told)
        command.add_argument("--lang", action="append", default=[], help="only these languages; default: all together")
        command.add_argument("--light", action="store_true", help="logistic regression instead of DIET: a minute")
        if name == "run":
            command.add_argument("--port", type=int, default=5005)
    command = commands.add_parser("bench", help="a form in Rasa beside our own turns, both on this machine")
    command.add_argument("--questions", type=int, default=10, help="of the form; more make each of its turns dearer")
    command.add_argument("--conversations", type=int, default=100)
    command.add_argument("--at-once", type=int, default=16)
    return parser.parse_args(arguments)


# --- the environment -------------------------------------------------------------------------------------------------


def make_environment() -> None:
    """`.rasa/env` with exactly what the lock file names. Raises Stuck."""
    stamp, wanted = HOME / "env.sha256", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted and _binary().exists():
        return
    python = find_python()
    print(f"rasa: environment with {python} (2.5 GB) …", flush=True)
    shutil.rmtree(ENV, ignore_errors=True)
    HOME.mkdir(exist_ok=True)
    _done([python, "-m", "venv", str(ENV)], "Python could not make the environment .rasa/env")
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(ENV / "bin/python")]
    _done([*uv, "--require-hashes", "-r", str(LOCK)], "Rasa could not be installed; is there a network?")
    stamp.write_text(wanted)


def find_python() -> str:
    """A Python 3.10: named by LOTSE_PYTHON310, on the path, or pyenv's. Raises Stuck where there is none."""
    for candidate in _candidates():
        told = subprocess.run(
            [candidate, "-c", "import sys; print(sys.version_info[:2])"], check=False, capture_output=True, text=True
        )
        if told.stdout.strip() == str(PYTHON):
            return candidate
    raise Stuck(
        "Rasa 3.6 needs Python 3.10. Install it (pyenv install 3.10), or name it: LOTSE_PYTHON310=/path/to/python"
    )


def _candidates() -> Iterable[str]:
    named = os.environ.get("LOTSE_PYTHON310")
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    on_path = shutil.which("python3.10")
    yield from [named] if named else []
    yield from map(str, sorted(pyenv.glob("versions/3.10.*/bin/python"), reverse=True))
    yield from [on_path] if on_path else []


def _binary() -> Path:
    return ENV / "bin/rasa"


# --- models and serving ----------------------------------------------------------------------------------------------


def train(languages: Sequence[str], *, light: bool) -> Path:
    """The model of these languages together (all where none is named), trained unless it is there. Raises Stuck."""
    chosen = sorted(languages) or sorted(path.name for path in (SOURCES / "data").iterdir())
    if unknown := [lang for lang in chosen if not (SOURCES / "data" / lang).is_dir()]:
        raise Stuck(f"no phrases in {', '.join(unknown)}; there are: {', '.join(os.listdir(SOURCES / 'data'))}")
    config = SOURCES / ("config.light.yml" if light else "config.yml")
    name = f"{'light' if light else 'diet'}-{'-'.join(languages) or 'all'}-{_digest(config, chosen)}"
    model = MODELS / f"{name}.tar.gz"
    if not model.is_file():
        print(f"rasa: training {name} …", flush=True)
        with tempfile.TemporaryDirectory(prefix="lotse-rasa-") as data:
            for lang in chosen:
                shutil.copytree(SOURCES / "data" / lang, Path(data, lang))
            command = ["train", "nlu", "--nlu", data, "--config", str(config), "--domain", str(SOURCES / "domain.yml")]
            _rasa([*command, "--out", str(MODELS), "--fixed-model-name", name])
    return model


def _digest(config: Path, languages: Iterable[str]) -> str:
    files = [config, SOURCES / "domain.yml", SOURCES / "lotse_tokenizer.py", LOCK]
    files += [path for lang in languages for path in sorted((SOURCES / "data" / lang).glob("*.yml"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def run(model: Path, port: int) -> subprocess.Popen[bytes]:
    """A server on this machine only; it answers once `GET /status` does."""
    command = [str(_binary()), "run", "--enable-api", "-i", "127.0.0.1", "--port", str(port), "-m", str(model)]
    return subprocess.Popen(command, cwd=HOME, env=environment(), stdin=subprocess.DEVNULL)


def bench(questions: int, conversations: int, at_once: int) -> None:
    """Prints Rasa's form, our own turns (`lotse bench turns`) and how many times as many these are. Raises Stuck."""
    options = ["--conversations", str(conversations), "--at-once", str(at_once)]
    form = [str(ENV / "bin/python"), str(SOURCES / "form_bench.py"), "--questions", str(questions)]
    ours = [str(Path(sys.executable).with_name("lotse")), "bench", "turns", "--json"]
    rasa = _last_line(_done([*form, *options], "Rasa's form could not be played", env=environment(), cwd=HOME))
    turns = _last_line(_done([*ours, *options], "our own turns could not be measured"))
    print(json.dumps({"rasa": rasa, "ours": turns, "times": round(turns["turns_per_s"] / rasa["turns_per_s"], 1)}))


def _last_line(told: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(told.splitlines()[-1])
    return found


def environment() -> dict[str, str]:
    """Ours without the paths of our own packages, and with the tokenizer's."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, **QUIET, "PYTHONPATH": str(SOURCES)}


def _rasa(arguments: Sequence[str]) -> None:
    _done([str(_binary()), *arguments], "Rasa could not train the model", env=environment(), cwd=HOME)


def _done(command: Sequence[str], wrong: str, env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """What it printed. Raises Stuck."""
    done = subprocess.run(
        command, check=False, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise Stuck(f"{wrong}\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

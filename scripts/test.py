"""`make test`: runs every part, then says in one table what passed, failed and was skipped.

    python scripts/test.py [--no-skip] [part …]

A skip is honest only if it is seen: whatever this machine lacks is named with the command that adds it. With
`--no-skip` (or LOTSE_NO_SKIP=1, as in CI) a skip is a failure. A part that runs no test is a failure always. The last
line is `N passed, N failed, N skipped`.

Two processors are kept busy: parts that use one each run beside one another. What a part says goes into
test-results/PART.log and is shown whole, in the order of the parts; so `seconds` may add up to more than went by.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
BIN = Path(sys.executable).parent
PROCESSORS = 2
#: Processes of a part that computes, or whose server does; of one that waits: for a disk, a browser, a process.
COMPUTING = ("-n", str(PROCESSORS))
WAITING = ("-n", str(PROCESSORS + 1))
#: Who is done takes over from who has most before it.
SHARED = ("--dist", "worksteal")
#: What a part gets after Ctrl-C to clean up behind itself: servers, databases, browsers.
LEAVING = 20.0


@dataclass
class Outcome:
    """What one part did. `notes` explain skips and failures, most frequent first."""

    part: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    notes: Counter[str] = field(default_factory=Counter)

    def with_no_skip(self) -> Outcome:
        """Where skipping is forbidden, every skip is a failure."""
        return Outcome(self.part, self.passed, self.failed + self.skipped, 0, self.seconds, self.notes)


@dataclass(frozen=True)
class Lack:
    """Something a part needs and this machine does not have."""

    what: str
    command: str


@dataclass(frozen=True)
class Part:
    """`processors` it keeps busy; 0 runs beside whatever else there is."""

    run: Callable[[str], Outcome]
    processors: int = 1

    def __call__(self, name: str) -> Outcome:
        return self.run(name)


# --- running commands ------------------------------------------------------------------------------------------------


class Commands:
    """What runs at the moment, so that Ctrl-C leaves nothing behind."""

    def __init__(self) -> None:
        self._lock, self._stopped = threading.Lock(), False
        self._running: set[subprocess.Popen[bytes]] = set()

    def run(self, part: str, command: Sequence[str]) -> int:
        """The exit code; what it says goes into the part's log."""
        with log_of(part).open("ab") as said:
            with self._lock:
                if self._stopped:
                    return 128 + signal.SIGINT
                started = subprocess.Popen(
                    command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
                )
                self._running.add(started)
            code = started.wait()
        with self._lock:
            self._running.discard(started)
        return code

    def stop(self) -> None:
        """They hear Ctrl-C themselves and clean up behind themselves; who has not left then is ended."""
        with self._lock:
            self._stopped, running = True, list(self._running)
        until = time.monotonic() + LEAVING
        for one in running:
            try:
                one.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.kill()


COMMANDS = Commands()


def log_of(part: str) -> Path:
    return RESULTS / f"{part}.log"


# --- parts that are one command each ---------------------------------------------------------------------------------


def checks(*commands: list[str]) -> Part:
    """Each command is one check; what a failing one says is shown."""

    def run(part: str) -> Outcome:
        outcome = Outcome(part)
        for command in commands:
            code = COMMANDS.run(part, [str(BIN / command[0]), *command[1:]])
            outcome.passed += code == 0
            outcome.failed += code != 0
            if code:
                outcome.notes[f"failed: {' '.join(command)}"] += 1
        return outcome

    return Part(run)


# --- parts that are tests --------------------------------------------------------------------------------------------


def pytest(folders: tuple[str, ...], *options: str, lacks: Callable[[], Lack | None] = lambda: None) -> Part:
    def run(part: str) -> Outcome:
        lack = lacks()
        present = [f"tests/{folder}" for folder in folders if any((ROOT / "tests" / folder).rglob("test_*.py"))]
        if lack:
            return Outcome(part, skipped=1, notes=Counter([f"{lack.what} is missing: {lack.command}"]))
        if not present:
            return Outcome(part, failed=1, notes=Counter([f"no tests in tests/{{{','.join(folders)}}}"]))
        return run_pytest(part, present, options)

    return Part(run, PROCESSORS if "-n" in options else 1)


def beside(part: Part) -> Part:
    """A long part of one processor: for itself it would leave the other with nothing to do."""
    return Part(part.run, 0)


def run_pytest(part: str, paths: list[str], options: tuple[str, ...]) -> Outcome:
    report = RESULTS / f"{part}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.parts", "--part", part, *options]
    code = COMMANDS.run(part, [*command, f"--color={colour()}", f"--junitxml={report}", *paths])
    outcome = read_report(part, report) if report.exists() else Outcome(part)
    if code and not outcome.failed:
        outcome.failed, outcome.notes = 1, Counter([f"pytest ended with exit code {code}"])
    if not outcome.passed + outcome.failed + outcome.skipped:
        outcome.failed, outcome.notes = 1, Counter(["no test was run"])
    return outcome


def colour() -> str:
    return "yes" if sys.stdout.isatty() else "no"


def read_report(part: str, report: Path) -> Outcome:
    outcome = Outcome(part)
    for case in ElementTree.parse(report).iter("testcase"):
        fault = case.find("failure") if case.find("failure") is not None else case.find("error")
        skip = case.find("skipped")
        if fault is not None:
            outcome.failed += 1
            outcome.notes[f"failed: {case.get('classname', '')}::{case.get('name', '')}"] += 1
        elif skip is not None:
            outcome.skipped += 1
            outcome.notes[skip.get("message", "skipped without a reason")] += 1
        else:
            outcome.passed += 1
    return outcome


# --- what a machine may lack -----------------------------------------------------------------------------------------


def postgres() -> Lack | None:
    found = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return None if found else Lack("PostgreSQL", "apt-get install postgresql")


def chromium() -> Lack | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("LOTSE_CHROMIUM") or any(map(shutil.which, names))
    return None if found else Lack("Chromium", "apt-get install chromium fonts-noto-core")


def rasa() -> Lack | None:
    found = (ROOT / ".rasa/env/bin/rasa").exists()
    return None if found else Lack("Rasa's environment", "make rasa")


PARTS: dict[str, Part] = {
    "lint": checks(["ruff", "check", "."], ["ruff", "format", "--check", "--quiet", "."]),
    "types": checks(["mypy"]),
    "imports": checks(["lint-imports", "--no-logo"]),
    "meta": pytest(("meta",)),
    "unit": pytest(("unit", "conversations"), *COMPUTING, *SHARED),
    "sqlite": pytest(("integration", "kill"), *WAITING, *SHARED),
    "postgres": pytest(("integration", "kill"), *COMPUTING, *SHARED, lacks=postgres),
    "browser": pytest(("browser",), *WAITING, "--dist", "loadgroup", lacks=chromium),
    "rasa": beside(pytest(("rasa",), "-s", lacks=rasa)),
}


# --- all of them, side by side, and the table ------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-skip", action="store_true", default=os.environ.get("LOTSE_NO_SKIP") == "1")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of: {', '.join(PARTS)} (default: all)")
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    os.environ["LOTSE_NO_SKIP"] = "1" if options.no_skip else "0"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every process of pytest compiles every test anew
    RESULTS.mkdir(exist_ok=True)
    try:
        outcomes = list(run(list(dict.fromkeys(options.parts)) or [*PARTS]))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    outcomes = [outcome.with_no_skip() if options.no_skip else outcome for outcome in outcomes]
    print("\n".join(summary(outcomes)))
    return int(any(outcome.failed for outcome in outcomes))


def run(names: Sequence[str]) -> Iterator[Outcome]:
    """Shows each part's output whole and in order, while later ones may be running already."""
    room = Room(names)
    for name in names:
        log_of(name).write_bytes(b"")
    with ThreadPoolExecutor(len(names)) as beside:
        coming = {name: beside.submit(room.run, name) for name in names}
        try:
            for name, future in coming.items():
                print(f"\n=== {name}", flush=True)
                show(log_of(name), future)
                yield future.result()
        except KeyboardInterrupt:
            COMMANDS.stop()
            raise


class Room:
    """Whenever processors are free, the first part that needs no more than those is begun."""

    def __init__(self, names: Sequence[str]) -> None:
        self._waiting, self._free, self._changed = list(names), PROCESSORS, threading.Condition()

    def run(self, name: str) -> Outcome:
        needed = PARTS[name].processors
        with self._changed:
            self._changed.wait_for(lambda: self._next() == name)
            self._waiting.remove(name)
            self._take(needed)
        started = time.monotonic()
        try:
            outcome = PARTS[name](name)
        finally:
            with self._changed:
                self._take(-needed)
        outcome.seconds = time.monotonic() - started
        return outcome

    def _next(self) -> str | None:
        return next((name for name in self._waiting if PARTS[name].processors <= self._free), None)

    def _take(self, processors: int) -> None:
        self._free -= processors
        self._changed.notify_all()


def show(log: Path, running: Future[Outcome]) -> None:
    """What has been said and what is being said, until the part is over."""
    with log.open("rb") as said:
        over = False
        while not over:
            over = running.done()
            shutil.copyfileobj(said, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            if not over:
                wait([running], timeout=0.2)


def summary(outcomes: list[Outcome]) -> Iterator[str]:
    yield f"\n{'part':<10}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"
    for one in outcomes:
        yield f"{one.part:<10}{one.passed:>8}{one.failed:>8}{one.skipped:>9}{one.seconds:>9.1f}"
        yield from notes(one.notes)
    total = {name: sum(getattr(one, name) for one in outcomes) for name in ("passed", "failed", "skipped")}
    yield ", ".join(f"{count} {name}" for name, count in total.items())


def notes(counted: Mapping[str, int], shown: int = 12) -> Iterator[str]:
    for text, count in list(counted.items())[:shown]:
        yield f"    {text}" + (f"  ({count} times)" if count > 1 else "")
    if len(counted) > shown:
        yield f"    … and {len(counted) - shown} more"


if __name__ == "__main__":
    sys.exit(main())

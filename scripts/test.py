"""`make test`: runs every part, then says in one table what passed, failed and was skipped.

    python scripts/test.py [--no-skip] [part …]

A skip is honest only if it is seen: whatever this machine lacks is named with the command that adds it. With
`--no-skip` (or LOTSE_NO_SKIP=1, as in CI) a skip is a failure. A part that runs no test is a failure always. The last
line is `N passed, N failed, N skipped`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
BIN = Path(sys.executable).parent


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


Part = Callable[[str], Outcome]


# --- parts that are one command each ---------------------------------------------------------------------------------


def checks(*commands: list[str]) -> Part:
    """Each command is one check; what a failing one says is shown."""

    def run(part: str) -> Outcome:
        outcome = Outcome(part)
        for command in commands:
            done = subprocess.run(
                [str(BIN / command[0]), *command[1:]], check=False, cwd=ROOT, stdin=subprocess.DEVNULL
            )
            outcome.passed += done.returncode == 0
            outcome.failed += done.returncode != 0
            if done.returncode:
                outcome.notes[f"failed: {' '.join(command)}"] += 1
        return outcome

    return run


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

    return run


def run_pytest(part: str, paths: list[str], options: tuple[str, ...]) -> Outcome:
    report = RESULTS / f"{part}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.parts", "--part", part, *options]
    done = subprocess.run([*command, f"--junitxml={report}", *paths], check=False, cwd=ROOT, stdin=subprocess.DEVNULL)
    outcome = read_report(part, report) if report.exists() else Outcome(part)
    if done.returncode and not outcome.failed:
        outcome.failed, outcome.notes = 1, Counter([f"pytest ended with exit code {done.returncode}"])
    if not outcome.passed + outcome.failed + outcome.skipped:
        outcome.failed, outcome.notes = 1, Counter(["no test was run"])
    return outcome


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
    "unit": pytest(("unit", "conversations", "contracts"), "-n", "2"),
    "sqlite": pytest(("integration", "kill"), "-n", "2"),
    "postgres": pytest(("unit", "conversations", "contracts", "integration", "kill"), "-n", "2", lacks=postgres),
    "browser": pytest(("browser",), lacks=chromium),
    "rasa": pytest(("rasa",), "-s", lacks=rasa),
}


# --- all of them, and the table --------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-skip", action="store_true", default=os.environ.get("LOTSE_NO_SKIP") == "1")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of: {', '.join(PARTS)} (default: all)")
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    os.environ["LOTSE_NO_SKIP"] = "1" if options.no_skip else "0"
    RESULTS.mkdir(exist_ok=True)
    outcomes = [outcome.with_no_skip() if options.no_skip else outcome for outcome in run(options.parts or [*PARTS])]
    print("\n".join(summary(outcomes)))
    return int(any(outcome.failed for outcome in outcomes))


def run(names: list[str]) -> Iterator[Outcome]:
    for name in names:
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        outcome = PARTS[name](name)
        outcome.seconds = time.monotonic() - started
        yield outcome


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

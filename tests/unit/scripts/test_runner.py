"""The runner of `make test` tells the truth: it counts right, hides no skip, and takes nothing run for a failure."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.scripts import script

ROOT = Path(__file__).resolve().parents[3]
TESTS = {
    "passes": "def test_a(): pass\n",
    "fails": "def test_b(): assert 0\n",
    "skips": "import pytest\ndef test_c(): pytest.skip('PostgreSQL is missing: apt-get install postgresql')\n",
    "breaks": "import nothing_of_that_name\n",
    "postgres": "import pytest\n@pytest.fixture\ndef postgres_url(): 1\ndef test_e(postgres_url): pass\n",
    "takes_long": "import pytest\n@pytest.mark.slow\ndef test_f(): pass\n",
    "errors": "import pytest\n@pytest.fixture\ndef x(): 1/0\ndef test_d(x): pass\n",
}

runner = script("test")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Runs the named tests as the part "unit" of a project of their own."""
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setattr(runner, "RESULTS", tmp_path)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they would take longer to load than all the rest
    support = tmp_path / "tests/support"
    support.mkdir(parents=True)
    for package in (support.parent, support):
        (package / "__init__.py").touch()
    (support / "parts.py").write_text((ROOT / "tests/support/parts.py").read_text())

    def run(*names: str):  # type: ignore[no-untyped-def]
        for name in names:
            (tmp_path / "tests/unit").mkdir(exist_ok=True)
            (tmp_path / f"tests/unit/test_{name}.py").write_text(TESTS[name])
        return runner.pytest(("unit",))("unit")

    return run


def counts(outcome) -> tuple[int, int, int]:  # type: ignore[no-untyped-def]
    return outcome.passed, outcome.failed, outcome.skipped


def test_each_result_is_counted_once(run) -> None:  # type: ignore[no-untyped-def]
    assert counts(run("passes", "fails", "skips", "errors")) == (1, 2, 1)


def test_what_takes_long_comes_first(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert counts(run("passes", "fails", "takes_long")) == (2, 1, 0)
    report = ElementTree.parse(tmp_path / "unit.xml")
    assert [case.get("name") for case in report.iter("testcase")] == ["test_f", "test_b", "test_a"]


def test_a_file_that_cannot_be_imported_is_a_failure(run) -> None:  # type: ignore[no-untyped-def]
    assert counts(run("passes", "breaks"))[1] == 1


def test_no_tests_at_all_are_a_failure(run) -> None:  # type: ignore[no-untyped-def]
    assert counts(run()) == (0, 1, 0)


def test_a_test_that_needs_postgresql_outside_its_part_is_a_failure(run) -> None:  # type: ignore[no-untyped-def]
    assert counts(run("passes", "postgres")) == (0, 1, 0)


def test_a_skip_says_what_adds_the_missing_part(run) -> None:  # type: ignore[no-untyped-def]
    outcome = run("skips")
    assert outcome.notes == Counter(["PostgreSQL is missing: apt-get install postgresql"])
    assert counts(outcome.with_no_skip()) == (0, 1, 0)


def test_what_the_machine_lacks_is_a_skip_with_its_command() -> None:
    lack = runner.Lack("Chromium", "apt-get install chromium")
    outcome = runner.pytest(("unit",), lacks=lambda: lack)("browser")
    assert counts(outcome) == (0, 0, 1)
    assert "apt-get install chromium" in next(iter(outcome.notes))


def test_the_last_line_adds_up() -> None:
    outcomes = [runner.Outcome("a", 3, 1, 0), runner.Outcome("b", 2, 0, 4)]
    assert list(runner.summary(outcomes))[-1] == "5 passed, 1 failed, 4 skipped"


# --- side by side ----------------------------------------------------------------------------------------------------

#: Says its own name once the other has begun. Waits a minute for it: nothing waits that long unless it is broken.
MEET = """
import pathlib, sys, time
mine, other = sys.argv[1:]
pathlib.Path(mine).touch()
until = time.monotonic() + 60
while not pathlib.Path(other).exists() and time.monotonic() < until: time.sleep(0.01)
print("said by", mine)
sys.exit(not pathlib.Path(other).exists())
"""
#: Fails where somebody else is in the room.
ALONE = """
import pathlib, sys, time
room = pathlib.Path("room")
room.mkdir()
time.sleep(0.2)
room.rmdir()
"""


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setattr(runner, "RESULTS", tmp_path)
    monkeypatch.setattr(runner, "BIN", Path(sys.executable).parent)
    return tmp_path


def python(*arguments: str):  # type: ignore[no-untyped-def]
    return runner.checks(["python", "-c", *arguments])


def test_parts_of_one_processor_run_at_the_same_time_and_are_shown_in_order(
    empty: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = {"a": python(MEET, "a", "b"), "b": python(MEET, "b", "a"), "c": python("print('said by c')")}
    monkeypatch.setattr(runner, "PARTS", parts)
    outcomes = list(runner.run(list(parts)))
    assert [counts(outcome) for outcome in outcomes] == [(1, 0, 0)] * 3
    said = capfd.readouterr().out.split()
    assert " ".join(said) == "=== a said by a === b said by b === c said by c"


def test_a_part_of_both_processors_has_them_for_itself(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = runner.Part(python(ALONE).run, runner.PROCESSORS)
    monkeypatch.setattr(runner, "PARTS", {"a": alone, "b": python(ALONE), "c": alone})
    assert [counts(outcome) for outcome in runner.run(["a", "b", "c"])] == [(1, 0, 0)] * 3


def test_a_part_beside_others_waits_for_nobody(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {
        "a": runner.Part(python(MEET, "a", "b").run, runner.PROCESSORS),
        "b": runner.beside(python(MEET, "b", "a")),
    }
    monkeypatch.setattr(runner, "PARTS", parts)
    assert [counts(outcome) for outcome in runner.run(list(parts))] == [(1, 0, 0)] * 2


def test_a_failing_part_does_not_stop_the_others(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "PARTS", {"a": python("1/0"), "b": python("")})
    assert [counts(outcome) for outcome in runner.run(["a", "b"])] == [(0, 1, 0), (1, 0, 0)]


INTERRUPTED = """
import pathlib, sys
from tests.support.scripts import script
runner = script("test")
runner.RESULTS = pathlib.Path(sys.argv.pop(1))
wait = f"import os, pathlib, time; pathlib.Path('{runner.RESULTS}', str(os.getpid())).touch(); time.sleep(600)"
runner.PARTS = {name: runner.checks(["python", "-c", wait]) for name in ("1", "2", "3")}
sys.exit(runner.main())
"""


def test_ctrl_c_stops_all_that_runs_and_begins_nothing_more(tmp_path: Path) -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + 60
    while len(begun(tmp_path)) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does
    assert running.wait(60) == 128 + signal.SIGINT
    assert len(begun(tmp_path)) == 2
    for pid in begun(tmp_path):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def begun(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdigit()]


@pytest.mark.parametrize(("arguments", "code"), [(["nonsense"], 2), (["--help"], 0)])
def test_the_command_line(arguments: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts/test.py", *arguments], check=False, capture_output=True)
    assert done.returncode == code

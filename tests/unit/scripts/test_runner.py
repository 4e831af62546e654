"""The runner of `make test` tells the truth: it counts right, hides no skip, and takes nothing run for a failure."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.scripts import script

ROOT = Path(__file__).resolve().parents[3]
TESTS = {
    "passes": "def test_a(): pass\n",
    "fails": "def test_b(): assert 0\n",
    "skips": "import pytest\ndef test_c(): pytest.skip('PostgreSQL is missing: apt-get install postgresql')\n",
    "breaks": "import nothing_of_that_name\n",
    "errors": "import pytest\n@pytest.fixture\ndef x(): 1/0\ndef test_d(x): pass\n",
}

runner = script("test")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Runs the named tests as the part "unit" of a project of their own."""
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setattr(runner, "RESULTS", tmp_path)
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


def test_a_file_that_cannot_be_imported_is_a_failure(run) -> None:  # type: ignore[no-untyped-def]
    assert counts(run("passes", "breaks"))[1] == 1


def test_no_tests_at_all_are_a_failure(run) -> None:  # type: ignore[no-untyped-def]
    assert counts(run()) == (0, 1, 0)


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


@pytest.mark.parametrize(("arguments", "code"), [(["nonsense"], 2), (["--help"], 0)])
def test_the_command_line(arguments: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts/test.py", *arguments], check=False, capture_output=True)
    assert done.returncode == code

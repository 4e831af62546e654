"""What import rules cannot see, read from the code: `flows` and `backend.domain` hold no clock and open no files, and
nobody takes the day in UTC for the day people have.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.meta.repository import modules, name, tree

PURE = ("flows", "backend/domain")
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "monotonic"), ("time", "perf_counter"),
}  # fmt: skip
#: They read the data that comes with the package, once, through importlib.resources.
READERS = ("flows/library.py", "flows/places/", "flows/parsing/names.py")
FILES = {"open", "input", "print", "exec", "eval", "compile", "__import__"}
READING = {"read_text", "read_bytes", "write_text", "write_bytes"}


def calls(module: ast.Module) -> Iterator[tuple[ast.Call, str | None, str]]:
    """Each call, by the last two parts of its name: `datetime.now` -> ("datetime", "now"), `open` -> None, "open"."""
    for node in (found for part in module.body if not _is_entrance(part) for found in ast.walk(part)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node, None, node.func.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, _last(node.func.value), node.func.attr


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else "…"


def _is_entrance(node: ast.stmt) -> bool:
    """`if __name__ == "__main__":` is a composition root of its own."""
    return isinstance(node, ast.If) and "__main__" in ast.dump(node.test)


def impure(module: ast.Module, may_read: bool = False) -> list[str]:
    found = []
    for node, owner, called in calls(module):
        clock = (owner, called) in CLOCKS
        file = (owner is None and called in FILES) or (owner is not None and called in READING and not may_read)
        if clock or file:
            found.append(f"line {node.lineno}: {owner + '.' if owner else ''}{called}()")
    return found


def test_no_clock_and_no_file_in_pure_code() -> None:
    checked = modules(*PURE)
    assert len(checked) > 20
    found = {name(path): impure(tree(path), name(path).startswith(READERS)) for path in checked}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "time.time()", "open('x')",
        "Path('x').read_text()", "def f():\n  class A:\n    x = [datetime.today() for _ in y]",
    ],
)  # fmt: skip
def test_the_check_finds_each_fault(code: str) -> None:
    assert impure(ast.parse(code))


@pytest.mark.parametrize("code", ["now()", "clock.now", "datetime(2025, 1, 1)", "world.clock()"])
def test_the_check_leaves_others_alone(code: str) -> None:
    assert not impure(ast.parse(code))


def days_of_utc(module: ast.Module) -> list[str]:
    """Calls of `.date()` on what is called a clock or now: `now.date()`, `world.clock().date()`."""
    asked = [node.func for node, _, called in calls(module) if called == "date" and not node.args]
    of = [func.value for func in asked if isinstance(func, ast.Attribute)]
    owners = [node.func if isinstance(node, ast.Call) else node for node in of]
    return [f"line {owner.lineno}" for owner in owners if _last(owner) in ("now", "clock", "_clock", "_real")]


def test_the_day_is_the_one_where_people_are() -> None:
    """faults: A9. `flows.days` knows it."""
    found = {name(path): days_of_utc(tree(path)) for path in modules("flows", "nlu", "backend", "bot")}
    assert len(found) > 200
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "code", ["now.date()", "turn.now.date()", "world.clock().date()", "datetime.now(UTC).date()", "self._real().date()"]
)
def test_the_check_finds_a_day_of_utc(code: str) -> None:
    assert days_of_utc(ast.parse(code))


def test_the_check_leaves_other_days_alone() -> None:
    assert not days_of_utc(ast.parse("today.date(); date(2025, 1, 1); day_of(now)"))

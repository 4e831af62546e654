"""The cache of checked packages: used when it is ours and whole, passed over and rebuilt otherwise (faults: D)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.bench.flows import bench_loading
from backend.content import flow_cache
from backend.content.flow_cache import FlowCache, default_folder
from flows.problems import FlowError
from tests.support.packages import FLOW, tiny


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for every time a package was checked anew."""
    found: list[int] = []
    check = flow_cache.load_package

    def counted(*given: object) -> object:
        found.append(1)
        return check(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(flow_cache, "load_package", counted)
    return found


def only(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_a_package_is_checked_once(tmp_path: Path, checks: list[int]) -> None:
    first, second = (FlowCache(tmp_path / "made").package(tiny()) for _ in range(2))
    assert first.flow == second.flow
    assert len(checks) == 1


def test_another_content_is_another_package(tmp_path: Path, checks: list[int]) -> None:
    cache = FlowCache(tmp_path)
    cache.package(tiny())
    changed = {**tiny(), "flow.yaml": FLOW.replace("Klein", "Anders").encode()}
    assert cache.package(changed).flow.source["tiny.title"] == "Anders"
    assert len(checks) == 2


DAMAGE: list[Callable[[bytes], bytes]] = [
    lambda data: b"",
    lambda data: data[:40],
    lambda data: data[:-1],
    lambda data: data + b"x",
    lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    lambda data: b"something else altogether",
    lambda data: b"lotse flow 0\n" + data[13:],
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_or_foreign_file_is_passed_over_and_written_anew(
    tmp_path: Path, checks: list[int], damage: Callable[[bytes], bytes]
) -> None:
    cache = FlowCache(tmp_path)
    package = cache.package(tiny())
    whole = only(tmp_path).read_bytes()
    only(tmp_path).write_bytes(damage(whole))
    assert cache.package(tiny()).flow == package.flow
    assert len(checks) == 2
    assert only(tmp_path).read_bytes() == whole


def test_the_cache_of_one_package_is_not_taken_for_another(tmp_path: Path, checks: list[int]) -> None:
    cache = FlowCache(tmp_path)
    cache.package(tiny())
    kept = only(tmp_path)
    other = {**tiny(), "flow.yaml": FLOW.replace("Klein", "Anders").encode()}
    cache.package(other)
    (place,) = set(tmp_path.iterdir()) - {kept}
    place.write_bytes(kept.read_bytes())
    assert cache.package(other).flow.source["tiny.title"] == "Anders"
    assert len(checks) == 3


def test_another_version_of_the_code_reads_nothing_of_this_one(
    tmp_path: Path, checks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    FlowCache(tmp_path).package(tiny())
    monkeypatch.setattr(flow_cache, "code_version", lambda: b"another")
    FlowCache(tmp_path).package(tiny())
    assert len(checks) == 2


def test_without_a_place_to_write_packages_are_checked_each_time(tmp_path: Path, checks: list[int]) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = FlowCache(tmp_path / "file" / "below")
    assert [cache.package(tiny()).flow.id for _ in range(2)] == ["tiny", "tiny"]
    assert len(checks) == 2


def test_a_package_with_problems_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(FlowError):
        FlowCache(tmp_path / "made").package({"flow.yaml": b"format: 2"})
    assert not (tmp_path / "made").exists()


def test_the_longest_unused_goes_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_cache, "MOST", 2)
    cache = FlowCache(tmp_path)
    for age, title in enumerate(("one", "two", "three")):
        known = set(tmp_path.iterdir())
        cache.package({**tiny(), "flow.yaml": FLOW.replace("Klein", title).encode()})
        (made,) = set(tmp_path.iterdir()) - known
        os.utime(made, (age, age))
    assert len(list(tmp_path.iterdir())) == 2


def test_the_cache_is_never_inside_a_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "kim-lotse" / "flows"


def test_the_bench_measures_a_form_as_large_as_it_says() -> None:
    found = bench_loading(rows=60)
    assert (found.steps, found.languages) == (60, 4)
    assert found.texts > 300
    assert found.ratio > 0

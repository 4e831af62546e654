"""Folders and zips are read within limits; a hostile one is refused, not unpacked (faults: D)."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from backend.content import packages
from backend.content.packages import open_package, read_package, read_zip, zipped
from flows.problems import FlowError
from tests.support.packages import tiny


def folder(at: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_bytes(content)
    return at


def code_of(read: Callable[[], object]) -> str:
    with pytest.raises(FlowError) as refused:
        read()
    return refused.value.problems[0].code


def archive(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return buffer.getvalue()


def test_a_folder_and_its_zip_are_the_same_package(tmp_path: Path) -> None:
    at = folder(tmp_path / "form", {**tiny(), ".DS_Store": b"x"})
    (tmp_path / "form.zip").write_bytes(zipped(tiny()))
    assert read_package(at) == read_package(tmp_path / "form.zip") == tiny()
    assert open_package(at).revision == open_package(tmp_path / "form.zip").revision


def test_the_same_files_always_make_the_same_zip() -> None:
    files = tiny()
    assert zipped(files) == zipped(dict(reversed(files.items())))


def test_a_flow_file_alone_is_a_package(tmp_path: Path) -> None:
    (tmp_path / "any-name.yaml").write_bytes(tiny()["flow.yaml"])
    assert open_package(tmp_path / "any-name.yaml").languages == ("de",)


def test_one_folder_around_everything_is_taken_off() -> None:
    around = archive(*((f"form/{name}", content) for name, content in tiny().items()), ("__MACOSX/x", b""))
    assert read_zip(around) == tiny()


def test_nothing_there(tmp_path: Path) -> None:
    assert code_of(lambda: read_package(tmp_path / "nowhere")) == "package.missing"


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    at = folder(tmp_path / "form", tiny())
    (at / "media").symlink_to("/etc")
    assert code_of(lambda: read_package(at)) == "package.symlink"


def test_a_pipe_in_a_folder_does_not_block(tmp_path: Path) -> None:
    at = folder(tmp_path / "form", tiny())
    os.mkfifo(at / "README.md")
    assert code_of(lambda: read_package(at)) == "package.special"


def test_a_file_that_is_none_of_a_package_is_not_read_and_told(tmp_path: Path) -> None:
    at = folder(tmp_path / "form", {**tiny(), "film.mkv": b"x" * 1000})
    assert read_package(at)["film.mkv"] == b""
    assert [problem.code for problem in open_package(at).warnings] == ["package.unknown_file"]


def test_too_many_and_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = folder(tmp_path / "many", {f"media/{number}.png": b"" for number in range(501)})
    assert code_of(lambda: read_package(many)) == "package.too_many"
    large = folder(tmp_path / "large", {"flow.yaml": b"x" * 1_000_001})
    assert code_of(lambda: read_package(large)) == "package.too_large"
    monkeypatch.setattr(packages, "MOST_BYTES", 100)
    assert code_of(lambda: read_package(folder(tmp_path / "all", tiny()))) == "package.too_large"
    (tmp_path / "all.zip").write_bytes(zipped(tiny()))
    assert code_of(lambda: read_package(tmp_path / "all.zip")) == "package.too_large"


@pytest.mark.parametrize(
    "name", ["../evil.md", "/etc/passwd", "texts/../../evil.md", "a\\b.md", "C:evil.md", "a\nb.md"]
)
def test_a_path_that_leads_out_is_refused(name: str) -> None:
    info = zipfile.ZipInfo("harmless")
    info.filename = name  # ZipInfo would tidy it up
    assert code_of(lambda: read_zip(archive((info, b"")))) == "package.path"


def test_a_link_in_a_zip_is_refused() -> None:
    link = zipfile.ZipInfo("flow.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert code_of(lambda: read_zip(archive((link, b"/etc/passwd")))) == "package.symlink"


def test_a_bomb_is_stopped_while_it_comes_out() -> None:
    bomb = archive(("flow.yaml", b"\0" * 50_000_000))
    assert len(bomb) < 100_000
    assert code_of(lambda: read_zip(bomb)) == "package.too_large"


def test_a_zip_that_lies_about_its_sizes_is_stopped() -> None:
    bomb = archive(("flow.yaml", b"\0" * 50_000_000))
    lying = bomb.replace((50_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert code_of(lambda: read_zip(lying)) in ("package.damaged", "package.too_large")


def test_a_zip_with_too_many_members_is_refused() -> None:
    assert code_of(lambda: read_zip(archive(*((f"{number}.md", b"") for number in range(501))))) == "package.too_many"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    assert code_of(lambda: read_zip(archive(("flow.yaml", b"1"), ("flow.yaml", b"2")))) == "package.twice"


def test_a_locked_zip_is_refused() -> None:
    data = bytearray(archive(("flow.yaml", b"x")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert code_of(lambda: read_zip(bytes(data))) == "package.encrypted"


def test_what_is_no_zip_or_cut_off_is_refused() -> None:
    whole = zipped(tiny())
    for data in (b"", b"PK", whole[:100], whole[: len(whole) // 2], b"\0" * 1000):
        assert code_of(lambda data=data: read_zip(data)) == "package.damaged"  # type: ignore[misc]


def test_no_damaged_byte_of_a_zip_raises_anything_else() -> None:
    whole = zipped(tiny())
    for at in range(0, len(whole), 3):
        with suppress(FlowError):
            read_zip(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])

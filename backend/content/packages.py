"""Packages from a disk: a folder, a zip, or a flow file alone. Nothing in them is trusted.

A folder is not left through symbolic links; a zip is never unpacked to a disk, and what it says about its sizes is
checked against what comes out.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath

from flows.library import builtin_ids, builtin_package
from flows.package import Package, load_package
from flows.packaging.files import FLOW, LARGEST, MOST_BYTES, MOST_FILES, part_of
from flows.problems import FlowError, FlowProblem

ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the first a zip can hold: the same files give the same bytes
MOST_DEPTH = 5  # folders; a package has one level


def open_package(path: Path) -> Package:
    """The package at `path`. Raises FlowError with every problem."""
    return load_package(read_package(path))


def named_package(name: str) -> Package:
    """The package at a path, or a flow of the product by its id. Raises FlowError."""
    path = Path(name)
    return builtin_package(name) if name in builtin_ids() and not path.exists() else open_package(path)


def read_package(path: Path) -> dict[str, bytes]:
    """The files of a package: path inside it -> content. What is no file of a package comes without content.

    Raises FlowError for what is not there, cannot be read, or is larger than a package may be.
    """
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        raise _refused(str(path), "package.missing", "there is no such folder or file")
    if path.suffix.lower() in (".yaml", ".yml"):
        return {FLOW: _content(path, FLOW)}
    if path.stat().st_size > MOST_BYTES:
        raise _refused(path.name, "package.too_large", f"a package has at most {MOST_BYTES} bytes")
    return read_zip(path.read_bytes(), path.name)


# --- folders ----------------------------------------------------------------------------------------------------------


def _read_folder(folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for path in _walk(folder, folder, 1):
        name = path.relative_to(folder).as_posix()
        _refuse_many(name, len(found) + 1)
        found[name] = _content(path, name) if part_of(name) else b""
        total += len(found[name])
        _refuse_large(name, total)
    return found


def _walk(root: Path, folder: Path, depth: int) -> Iterator[Path]:
    """Ordinary files in order of their names; hidden ones (`.git`, `.DS_Store`) are nobody's business."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        name = path.relative_to(root).as_posix()
        if entry.is_symlink():
            raise _refused(name, "package.symlink", "a package holds files, not links to other places")
        if entry.is_dir():
            if depth < MOST_DEPTH:
                yield from _walk(root, path, depth + 1)
        elif entry.is_file():
            yield path
        else:
            raise _refused(name, "package.special", "this is no ordinary file")


def _content(path: Path, name: str) -> bytes:
    most = LARGEST[part_of(name) or "note"]
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise _refused(name, "package.unreadable", str(error.strerror)) from None
    return _whole(name, content, most)


# --- zips -------------------------------------------------------------------------------------------------------------


def read_zip(data: bytes, name: str = "package.zip") -> dict[str, bytes]:
    """The files of a zipped package. One folder around everything, as file managers make it, is taken off."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = {_safe(info): info for info in _members(archive, name)}
            return dict(_unpacked(archive, _without_folder(members)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OverflowError) as damaged:
        if isinstance(damaged, FlowError):
            raise
        raise _refused(name, "package.damaged", f"this zip cannot be read: {str(damaged)[:200]}") from None


def _members(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    members = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
    _refuse_many(name, len(archive.infolist()))
    seen: set[str] = set()
    for info in members:
        if info.filename in seen:
            raise _refused(info.filename, "package.twice", "the zip holds two files of this name")
        seen.add(info.filename)
    return members


def _is_hidden(filename: str) -> bool:
    names = filename.split("/")
    return names[0] == "__MACOSX" or any(name.startswith(".") and name not in (".", "..") for name in names)


def _safe(info: zipfile.ZipInfo) -> str:
    """The member's path, when it is one that stays inside and can be read. Raises FlowError."""
    path = info.filename
    parts = PurePosixPath(path).parts
    if path.startswith("/") or "\\" in path or ":" in path or ".." in parts or not path.isprintable():
        raise _refused(path, "package.path", "this path leads out of the package")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _refused(path, "package.symlink", "a package holds files, not links to other places")
    if info.flag_bits & 0x1:
        raise _refused(path, "package.encrypted", "a package is not locked with a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(path, "package.damaged", "only plain zip compression (deflate) is read")
    return path


def _without_folder(members: Mapping[str, zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    around = {path.partition("/")[0] + "/" for path in members}
    folder = next(iter(around)) if len(around) == 1 else ""
    if FLOW in members or f"{folder}{FLOW}" not in members:
        return dict(members)
    return {path.removeprefix(folder): info for path, info in members.items()}


def _unpacked(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    total = 0
    for path, info in members.items():
        part = part_of(path)
        if part is None:
            yield path, b""
            continue
        most = LARGEST[part]
        with archive.open(info) as file:
            content = _whole(path, file.read(most + 1), most)
        total += len(content)
        _refuse_large(path, total)
        yield path, content


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A package as one zip; the same files always give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, ZIP_DATE), files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# --- limits -----------------------------------------------------------------------------------------------------------


def _whole(path: str, content: bytes, most: int) -> bytes:
    if len(content) > most:
        raise _refused(path, "package.too_large", f"a file of this sort has at most {most} bytes")
    return content


def _refuse_many(path: str, count: int) -> None:
    if count > MOST_FILES:
        raise _refused(path, "package.too_many", f"a package has at most {MOST_FILES} files")


def _refuse_large(path: str, total: int) -> None:
    if total > MOST_BYTES:
        raise _refused(path, "package.too_large", f"a package has at most {MOST_BYTES} bytes altogether")


def _refused(path: str, code: str, message: str) -> FlowError:
    shown = "".join(sign if sign.isprintable() else "?" for sign in path[:200])
    return FlowError([FlowProblem(shown, 1, 1, code, message)])

"""Zips of revisions with and without their pictures, for the migration that stored them apart.

They were checked when they were published; what would not be taken today (damaged, too large) is left where it is and
shown to nobody.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from typing import Any

from flows.media import about
from flows.packaging.files import part_of
from flows.packaging.media import FOLDER, TYPES

_DATE = (1980, 1, 1, 0, 0, 0)


def without_media(packed: bytes) -> tuple[bytes, dict[str, tuple[dict[str, Any], bytes]]]:
    """The zip without what was taken out, and that: name -> (fields of About, bytes)."""
    files = _unzipped(packed)
    found = {}
    for path in [path for path in files if part_of(path) == "media"]:
        name = path.removeprefix(FOLDER)
        try:
            found[name] = (asdict(about(TYPES[name.rpartition(".")[2].lower()], files[path])), files[path])
        except (KeyError, ValueError):
            continue
        del files[path]
    return (_zipped(files) if found else packed), found


def packed_with(packed: bytes, media: Mapping[str, bytes]) -> bytes:
    return _zipped({**_unzipped(packed), **{f"{FOLDER}{name}": content for name, content in media.items()}})


def _unzipped(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, _DATE), files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()

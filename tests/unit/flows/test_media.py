"""Pictures and recordings are what their bytes say, or they are shown to nobody."""

from __future__ import annotations

import contextlib
import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.media import LARGEST, SHOWN, about, is_a, kind_of, type_of
from tests.support.pictures import ogg, png, wav

GIF = b"GIF89a" + struct.pack("<HH", 30, 20) + b"\0\0\0;"
JPEG = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xff\xc4\x00\x02\xff\xc2\x00\x0b\x08" + struct.pack(">HH", 20, 30) + b"\1\1\1\1"
LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 30, 20)
LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 29 | 19 << 14)
EXTENDED = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0" + b"\x1d\0\0\x13\0\0"
SAMPLES = {
    "image/png": png(30, 20),
    "image/gif": GIF,
    "image/jpeg": JPEG,
    "image/webp": LOSSY,
    "audio/ogg": ogg(),
    "audio/wav": wav(),
    "audio/mpeg": b"ID3\x03\0",
    "audio/mp4": b"\0\0\0\x20ftypM4A ",
}


@pytest.mark.parametrize("media_type", SHOWN)
def test_every_sort_is_known_by_its_bytes_and_no_other(media_type: str) -> None:
    content = SAMPLES[media_type]
    assert type_of(content) == media_type
    assert [name for name in SHOWN if is_a(name, content)] == [media_type]
    found = about(media_type, content)
    assert (found.hash, found.type, found.size) == (hashlib.sha256(content).hexdigest(), media_type, len(content))
    assert found.kind == kind_of(media_type) == ("picture" if media_type.startswith("image/") else "audio")


@pytest.mark.parametrize("content", [png(30, 20), GIF, JPEG, LOSSY, LOSSLESS, EXTENDED], ids=len)
def test_the_size_of_a_picture_is_read_from_it(content: bytes) -> None:
    found = about(str(type_of(content)), content)
    assert (found.width, found.height) == (30, 20)


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"<html>", b"%PDF-1.7", b"GIF8", b"RIFF\0\0\0\0AVI "])
def test_what_may_hold_scripts_or_is_nothing_we_know_is_no_sort(content: bytes) -> None:
    assert type_of(content) is None
    with pytest.raises(ValueError, match="whatever its name says"):
        about("image/png", content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (png()[:20], "damaged"),
        (b"\xff\xd8\xff\xe0\x00\x04JF\xff\xda", "damaged"),
        (GIF[:6], "damaged"),
        (LOSSY[:20], "damaged"),
        (png(0, 5), "damaged"),
        (png(1, 21), "times the other"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 60_000, 60_000), "60000 x 60000"),
        (png() + b"\0" * LARGEST["picture"], "at most 5000000 bytes"),
    ],
    ids=range(8),
)
def test_a_picture_that_is_damaged_or_too_large_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        about(str(type_of(content)), content)


def test_a_recording_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 10000000 bytes"):
        about("audio/wav", wav(10_000_000))


@given(st.sampled_from(sorted(SAMPLES)), st.binary(max_size=200))
def test_no_bytes_make_it_stumble(media_type: str, rest: bytes) -> None:
    """Either it is told what it is, or it is refused in words."""
    content = SAMPLES[media_type][:16] + rest
    with contextlib.suppress(ValueError):
        found = about(media_type, content)
        assert found.kind == "audio" or (found.width and found.height)

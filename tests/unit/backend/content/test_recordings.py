"""An uploaded recording is told from its bytes, measured, and freed of what it says about phone and place.

faults: D
"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.content import recordings
from backend.content.recordings import LARGEST, read_recording
from flows.errors import LotseError
from tests.support.pictures import ogg, png, wav
from tests.support.sounds import BAD, GOOD, sound

TYPES = {"tone.ogg": "audio/ogg", "tone.mp3": "audio/mpeg", "tone.m4a": "audio/mp4"}


def code_of(content: bytes) -> str:
    with pytest.raises(LotseError) as told:
        read_recording(content)
    return told.value.code


@pytest.mark.parametrize("name", GOOD)
def test_sort_and_length_are_read_from_the_file(name: str) -> None:
    found = read_recording(sound(name))
    assert found.about.type == TYPES[name]
    assert found.seconds == pytest.approx(0.6, abs=0.1)
    assert found.about.size == len(found.content)


@pytest.mark.parametrize("name", GOOD)
def test_title_and_place_are_taken_out_and_it_stays_the_same_recording(name: str) -> None:
    """The files were made with a title that names a street, the M4A with coordinates too."""
    told = (b"Marktstra", b"loci", b"ilst")
    assert any(mark in sound(name) for mark in told)
    found = read_recording(sound(name))
    assert not any(mark in found.content for mark in told)
    assert read_recording(found.content) == found


@pytest.mark.parametrize("content", [b"", b"x", png(), wav(), b"<svg/>", b"ID3", *map(sound, BAD)], ids=len)
def test_what_is_no_recording_of_ours_is_refused(content: bytes) -> None:
    assert code_of(content) in ("recording.type", "recording.damaged")


@pytest.mark.parametrize("name", BAD)
def test_films_and_other_sounds_in_the_same_boxes_are_refused(name: str) -> None:
    assert code_of(sound(name)) == "recording.type"


@pytest.mark.parametrize("content", [ogg(), sound()[:100], sound("tone.mp3")[:90], sound("tone.m4a")[:900]], ids=len)
def test_a_damaged_or_empty_one_is_refused(content: bytes) -> None:
    assert code_of(content) == "recording.damaged"


def test_too_large_and_too_long_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(sound() + bytes(LARGEST)) == "recording.large"
    monkeypatch.setattr(recordings, "LONGEST", 0.5)
    assert code_of(sound()) == "recording.long"


@settings(max_examples=150)
@given(st.sampled_from(GOOD), st.integers(0, 2_500), st.binary(max_size=12), st.integers(0, 2_500))
@example("tone.m4a", 1540, b"\xff\xff\xff\xff", 2_500)
@example("tone.m4a", 1548, bytes(8), 2_500)
def test_whatever_is_sent_is_read_or_refused(name: str, at: int, hurt: bytes, end: int) -> None:
    content = sound(name)
    hurt_file = (content[:at] + hurt + content[at + len(hurt) :])[: max(end, 8)]
    try:
        found = read_recording(hurt_file)
    except LotseError:
        return  # any other error fails
    assert 0 < found.seconds <= recordings.LONGEST

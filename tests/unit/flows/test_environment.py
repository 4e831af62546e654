"""A setting comes from its variable or from the file its variable names; what is wrong is named and never shown."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import Field
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from flows.environment import Environment, SharedSecret, load
from flows.errors import LotseError

LONG = "a-secret-of-more-than-16-bytes-in-length"
FILES = {"/port": "7000\n", "/empty": " \n"}


def named(name: str, _field: FieldInfo) -> str:
    return f"X_{name.upper()}"


def read(file: str) -> str:
    if file == "/torn":
        return b"\xff\xfe".decode()
    if file not in FILES:
        raise FileNotFoundError(file)
    return FILES[file]


def loaded(variables: Mapping[str, str], **given: object):  # type: ignore[no-untyped-def]
    class Settings(BaseSettings):
        port: int = Field(1, ge=0)
        secret: SharedSecret | None = None
        key: str | None = None
        key_file: str | None = None

        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, **_others: object
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, Environment(settings_cls, named, variables, read, apart=["X_KEY"])

    return load(Settings, named, given)


def refused(variables: Mapping[str, str]) -> dict[str, str]:
    with pytest.raises(LotseError) as raised:
        loaded(variables)
    assert raised.value.code == "settings.invalid"
    return raised.value.detail


def test_a_variable_or_its_file() -> None:
    assert loaded({"X_PORT": "7000"}).port == 7000
    assert loaded({"X_PORT_FILE": "/port"}).port == 7000


def test_what_is_empty_is_not_set() -> None:
    assert loaded({"X_PORT": "", "X_PORT_FILE": ""}).port == 1
    assert loaded({"X_PORT_FILE": "/empty"}).port == 1
    assert loaded({"X_PORT": "", "X_PORT_FILE": "/port"}).port == 7000


def test_what_is_passed_comes_first() -> None:
    assert loaded({"X_PORT": "7000"}, port=8).port == 8


def test_a_file_that_is_a_setting_of_its_own_is_not_read() -> None:
    found = loaded({"X_KEY_FILE": "/nowhere"})
    assert (found.key, found.key_file) == (None, "/nowhere")


@pytest.mark.parametrize(("file", "problem"), [("/nowhere", "FileNotFoundError"), ("/torn", "UnicodeDecodeError")])
def test_a_file_that_cannot_be_read(file: str, problem: str) -> None:
    assert refused({"X_PORT_FILE": file}) == {"names": "X_PORT_FILE", "problem": f"cannot be read ({problem})"}


def test_a_variable_and_its_file_together() -> None:
    """Which of the two counts would be a guess, and somebody would rotate the other."""
    assert refused({"X_PORT": "1", "X_PORT_FILE": "/port"}) == {
        "names": "X_PORT",
        "problem": "set either X_PORT or X_PORT_FILE",
    }


def test_several_wrong_ones_are_named_at_once_and_not_shown() -> None:
    found = refused({"X_PORT": "-7531", "X_SECRET": "hunter2"})
    assert found["names"] == "X_PORT, X_SECRET"
    assert "X_SECRET: needs at least 16 bytes" in found["problem"]
    assert "7531" not in str(found)
    assert "hunter2" not in str(found)


def test_a_secret_that_is_long_enough_is_kept_and_not_printed() -> None:
    found = loaded({"X_SECRET": LONG})
    assert found.secret.get_secret_value() == LONG
    assert LONG not in repr(found)

"""What an operator sets is checked at the start; what is wrong is named, and no value is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.settings import Settings, load_settings, variable
from flows.errors import LotseError
from tests.support.commands import lotse_here

SECRET = "a-secret-of-more-than-32-bytes-in-length"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
        monkeypatch.delenv(variable(name) + "_FILE", raising=False)


def refused() -> dict[str, str]:
    with pytest.raises(LotseError) as caught:
        load_settings()
    assert caught.value.code == "settings.invalid"
    return caught.value.detail


def test_everything_has_a_default_or_is_asked_for_where_it_is_needed() -> None:
    settings = load_settings()
    assert settings.database == "sqlite:///var/lotse.db"
    with pytest.raises(LotseError) as caught:
        _ = settings.secret
    assert caught.value.detail["names"] == "LOTSE_SHARED_SECRET"
    with pytest.raises(LotseError) as caught:
        settings.master_source()
    assert caught.value.code == "key.missing"


def test_every_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SHARED_SECRET": SECRET, "DATABASE_URL": "postgresql://lotse:pw@db/lotse"}.items():
        path = tmp_path / name
        path.write_text(value + "\n")
        monkeypatch.setenv(f"LOTSE_{name}_FILE", str(path))
    settings = load_settings()
    assert (settings.secret, settings.database) == (SECRET.encode(), "postgresql://lotse:pw@db/lotse")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOTSE_DATABASE_URL", "mysql://root:hunter2@db"),
        ("LOTSE_BACKEND_PORT", "hunter2"),
        ("LOTSE_DATABASE_WAIT", "-7531"),
        ("LOTSE_SHARED_SECRET", "hunter2"),
        ("LOTSE_SHARED_SECRET_FILE", "/hunter2/none"),
        ("LOTSE_DESK_URL", "hunter2.example.org"),
        ("LOTSE_PUBLIC_URL", "https://chat.example.org:hunter2"),
        ("LOTSE_RASA_URL", "http://rasa:hunter2"),
    ],
)
def test_a_wrong_value_names_its_variable_and_stays_unseen(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    detail = refused()
    assert detail["names"].startswith(name.removesuffix("_FILE"))
    assert value not in str(detail)
    assert "hunter2" not in str(detail)


@pytest.mark.parametrize("name", ["LOTSE_DESK_URL", "LOTSE_PUBLIC_URL"])
def test_serve_refuses_an_address_that_sends_cookies_and_links_in_the_clear(name: str) -> None:
    """faults: C. Before anything else is looked at: there is no database here."""
    ended = lotse_here("serve", LOTSE_SHARED_SECRET=SECRET, **{name: "HTTP://desk.example.org"})
    assert ended.returncode == 2
    assert f"settings.invalid (names: {name}, problem: needs https" in ended.stderr


def test_several_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_BACKEND_PORT", "x")
    monkeypatch.setenv("LOTSE_DATABASE_POOL", "0")
    assert set(refused()["names"].split(", ")) == {"LOTSE_BACKEND_PORT", "LOTSE_DATABASE_POOL"}


@pytest.mark.parametrize("name", ["LOTSE_SHARED_SECRET", "LOTSE_MASTER_KEY"])
def test_a_value_and_a_file_together_are_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "file"))
    assert name in refused()["names"]


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_BACKEND_PORT", "")
    assert load_settings().backend_port == 8001


def test_printing_the_settings_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SHARED_SECRET", SECRET)
    monkeypatch.setenv("LOTSE_DATABASE_URL", "postgresql://lotse:hunter2@db/lotse")
    assert SECRET not in repr(load_settings())
    assert "hunter2" not in repr(load_settings())

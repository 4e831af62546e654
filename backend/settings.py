"""What an operator may set for the backend, read once by the composition root from `LOTSE_…` variables.

Every variable may come from a file instead: `LOTSE_SHARED_SECRET_FILE=/run/secrets/shared` (`flows.environment`). The
master key's file is kept as a path: it is read again when it changes (`backend.crypto.sources`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from backend.crypto.sources import MasterSource, source_of
from backend.persistence.database import Database, dialect_of, open_database
from flows.environment import Environment, SharedSecret, invalid, load
from flows.errors import LotseError
from flows.sites import SiteAddress, parted

PREFIX = "LOTSE_"


def _address(url: str) -> str:
    filled = url.replace("{lang}", "de")
    if "{" in filled or parted(filled) is None:
        raise ValueError("is no address such as http://rasa:5005")
    return url


def _known_database(url: SecretStr) -> SecretStr:
    try:
        dialect_of(url.get_secret_value())
    except LotseError:
        raise ValueError("sqlite:///path or postgresql://user@host/name is needed") from None
    return url


class Settings(BaseSettings):
    """`model_fields` is the list of all settings; the manual and a test are built from it."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    database_url: Annotated[SecretStr, AfterValidator(_known_database)] = Field(
        SecretStr("sqlite:///var/lotse.db"), description="sqlite:///path or postgresql://user:password@host/name"
    )
    database_pool: int = Field(10, ge=1, le=500, description="PostgreSQL: connections of this process")
    database_wait: float = Field(5.0, gt=0, le=60, description="seconds to wait for a lock or a connection")
    master_key: SecretStr | None = Field(None, description="master keys, `id:base64` per line, the current one first")
    master_key_file: Path | None = Field(None, description="the same in a file: can be rotated without a restart")
    shared_secret: SharedSecret | None = Field(
        None, description="the same in bot and backend; signs what they say to each other"
    )
    backend_host: str = Field("127.0.0.1", description="address the backend listens on")
    backend_port: int = Field(8001, ge=0, le=65535, description="port the backend listens on")
    bot_url: str = Field("http://127.0.0.1:8000", description="where the bot takes messages from the desk")
    public_url: SiteAddress = Field("http://127.0.0.1:8000", description="how phones reach the web chat")
    desk_url: SiteAddress = Field(
        "http://127.0.0.1:8001", description="how staff reach the desk; https outside a trial"
    )
    rasa_url: Annotated[str, AfterValidator(_address)] | None = Field(
        None, description="a Rasa server that understands free text; `{lang}` in it stands for the language"
    )
    worker_sign: Path | None = Field(
        None, description="a file the worker touches every second it works; `lotse worker --check` looks at it"
    )
    retention_days: int = Field(
        180, ge=1, le=3650, description="days a silent conversation is kept where no jurisdiction says otherwise"
    )

    @property
    def secret(self) -> bytes:
        """What bot and backend sign with. Raises LotseError settings.invalid when it is not set."""
        if self.shared_secret is None:
            raise invalid("LOTSE_SHARED_SECRET", "is not set")
        return self.shared_secret.get_secret_value().encode()

    @property
    def database(self) -> str:
        """The database's URL, password and all: not for logs."""
        return self.database_url.get_secret_value()

    def open_database(self) -> Database:
        return open_database(self.database, pool=self.database_pool, wait=self.database_wait)

    def master_source(self) -> MasterSource:
        """Raises LotseError key.missing, settings.invalid."""
        text = None if self.master_key is None else self.master_key.get_secret_value()
        return source_of(text, self.master_key_file)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *others: PydanticBaseSettingsSource,
        **named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        apart = [variable("master_key")]
        return (init_settings, Environment(settings_cls, _variable, os.environ, _read, apart))


def variable(field: str) -> str:
    return PREFIX + field.upper()


def _variable(name: str, _field: FieldInfo) -> str:
    return variable(name)


def _read(file: str) -> str:
    return Path(file).read_text("utf-8")


def load_settings(**given: Any) -> Settings:
    """From `given`, else the environment. Raises LotseError settings.invalid: `names` and `problem`, never a value."""
    settings = load(Settings, _variable, given)
    if settings.master_key and settings.master_key_file:
        raise invalid("LOTSE_MASTER_KEY", "set either LOTSE_MASTER_KEY or LOTSE_MASTER_KEY_FILE")
    return settings

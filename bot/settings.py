"""What an operator may set for the bot process, read once by the composition root from the environment.

Each may also come from a file (`TELEGRAM_BOT_TOKEN_FILE`, …): `flows.environment`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from flows.environment import Environment, SharedSecret, load
from flows.sites import SiteAddress

TELEGRAM_API = "https://api.telegram.org/bot"
MODES = Literal["polling", "webhook"]


def _env(name: str, default: Any = ..., **rules: Any) -> Any:
    return Field(default, validation_alias=name, **rules)


class BotSettings(BaseSettings):
    """`model_fields` is the list of all settings; the manual and a test are built from it."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    backend_url: str = _env("LOTSE_BACKEND_URL", "http://127.0.0.1:8001", description="where the backend listens")
    shared_secret: SharedSecret = _env(
        "LOTSE_SHARED_SECRET", description="the same in bot and backend; signs what they say to each other"
    )
    host: str = _env("LOTSE_BOT_HOST", "127.0.0.1", description="address the web chat listens on")
    port: int = _env("LOTSE_BOT_PORT", 8000, ge=0, le=65535, description="port the web chat listens on")
    public_url: SiteAddress = _env(
        "LOTSE_PUBLIC_URL", "http://127.0.0.1:8000", description="how phones reach the web chat"
    )

    telegram_token: SecretStr | None = _env(
        "TELEGRAM_BOT_TOKEN", None, description="from @BotFather; empty: no Telegram"
    )
    telegram_mode: MODES = _env(
        "TELEGRAM_MODE", "polling", description="polling, or webhook for a public https address"
    )
    telegram_webhook_secret: SecretStr | None = _env(
        "TELEGRAM_WEBHOOK_SECRET",
        None,
        validate_default=True,
        description="webhook only: 16 to 256 of A-Z a-z 0-9 _ -",
    )
    telegram_api: str = _env("TELEGRAM_API", TELEGRAM_API, description="a Bot API server of your own")
    telegram_parallel: int = _env("TELEGRAM_PARALLEL", 32, ge=1, description="turns of different chats at once")
    telegram_burst: int = _env("TELEGRAM_BURST", 30, ge=1, description="messages of one chat answered in one go")
    telegram_per_minute: float = _env("TELEGRAM_PER_MINUTE", 60.0, gt=0, description="messages of one chat, lasting")

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _webhook_has_secret(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if info.data.get("telegram_mode") == "webhook" and info.data.get("telegram_token") and not secret:
            raise ValueError("TELEGRAM_MODE=webhook needs it")
        return secret

    @property
    def secret(self) -> bytes:
        return self.shared_secret.get_secret_value().encode()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *others: PydanticBaseSettingsSource,
        **named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, Environment(settings_cls, _variable, os.environ, _read))


def _variable(_name: str, field: FieldInfo) -> str:
    return str(field.validation_alias)


def _read(file: str) -> str:
    return Path(file).read_text("utf-8")


def load_settings(**given: Any) -> BotSettings:
    """Raises LotseError settings.invalid: `names` of variables and `problem`, never a value."""
    return load(BotSettings, _variable, given)

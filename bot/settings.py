"""What an operator may set for the bot process, read once by the composition root from the environment.

Each secret may also come from a file (`TELEGRAM_BOT_TOKEN_FILE`, …): containers mount secrets as files, and an
environment is easier to read by others than a file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from flows.errors import LotseError
from flows.signing import SHORTEST_SECRET

TELEGRAM_API = "https://api.telegram.org/bot"
MODES = Literal["polling", "webhook"]


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) < SHORTEST_SECRET:
        raise ValueError(f"needs at least {SHORTEST_SECRET} bytes")
    return secret


def _env(name: str, default: Any = ..., **rules: Any) -> Any:
    return Field(default, validation_alias=name, **rules)


class BotSettings(BaseSettings):
    """`model_fields` is the list of all settings; the manual and a test are built from it."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    backend_url: str = _env("LOTSE_BACKEND_URL", "http://127.0.0.1:8001", description="where the backend listens")
    shared_secret: Annotated[SecretStr, AfterValidator(_long_enough)] = _env(
        "LOTSE_SHARED_SECRET", description="the same in bot and backend; signs what they say to each other"
    )
    host: str = _env("LOTSE_BOT_HOST", "127.0.0.1", description="address the web chat listens on")
    port: int = _env("LOTSE_BOT_PORT", 8000, ge=0, le=65535, description="port the web chat listens on")
    public_url: str = _env("LOTSE_PUBLIC_URL", "http://127.0.0.1:8000", description="how phones reach the web chat")

    telegram_token: SecretStr | None = _env(
        "TELEGRAM_BOT_TOKEN", None, description="from @BotFather; empty: no Telegram"
    )
    telegram_mode: MODES = _env(
        "TELEGRAM_MODE", "polling", description="polling, or webhook for a public https address"
    )
    telegram_webhook_secret: SecretStr | None = _env(
        "TELEGRAM_WEBHOOK_SECRET", None, description="webhook only: 16 to 256 of A-Z a-z 0-9 _ -"
    )
    telegram_api: str = _env("TELEGRAM_API", TELEGRAM_API, description="a Bot API server of your own")
    telegram_parallel: int = _env("TELEGRAM_PARALLEL", 32, ge=1, description="turns of different chats at once")
    telegram_burst: int = _env("TELEGRAM_BURST", 30, ge=1, description="messages of one chat answered in one go")
    telegram_per_minute: float = _env("TELEGRAM_PER_MINUTE", 60.0, gt=0, description="messages of one chat, lasting")

    @model_validator(mode="after")
    def _webhook_has_secret(self) -> Self:
        if self.telegram_mode == "webhook" and self.telegram_token and not self.telegram_webhook_secret:
            raise ValueError("TELEGRAM_MODE=webhook needs TELEGRAM_WEBHOOK_SECRET")
        return self

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
        return (init_settings, _Environment(settings_cls))


class _Environment(PydanticBaseSettingsSource):
    """Variables, or the files that `<VARIABLE>_FILE` names. An empty variable counts as not set."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = str(field.validation_alias)
        return _value(os.environ, name), name, False

    def __call__(self) -> dict[str, Any]:
        found = (self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items())
        return {name: value for value, name, _ in found if value is not None}


def _value(env: Mapping[str, str], name: str) -> str | None:
    file = env.get(f"{name}_FILE")
    return (env.get(name) or (Path(file).read_text("utf-8").strip() if file else None)) or None


def load_settings(**given: Any) -> BotSettings:
    """Raises LotseError settings.invalid naming the variables that are wrong, never their values."""
    try:
        return BotSettings(**given)
    except ValidationError as error:
        names = {str(part) for problem in error.errors() for part in problem["loc"][:1]}
        raise LotseError("settings.invalid", names=", ".join(sorted(names)) or "TELEGRAM_WEBHOOK_SECRET") from None
    except OSError as error:
        raise LotseError("settings.invalid", file=str(error.filename)) from None

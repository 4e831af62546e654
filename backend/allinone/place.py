"""Where a demonstration lives: its folder, addresses, keys and accounts; made at the first run, found at the next."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.crypto import keyfile
from backend.services.seed import DemoAccount
from backend.serving import listen, own_address
from backend.settings import Settings, load_settings
from flows.errors import LotseError

#: Options of `lotse demo` do not reach it through make by themselves.
_MADE = 'with make: make demo ARGS="--port 8100 --desk-port 8101"'
#: One listens there on every address of the machine; nobody can go there.
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104


@dataclass(frozen=True, slots=True)
class Place:
    """Where it runs: its folder, its addresses. `port_by`, `desk_port_by`: what chooses another port."""

    folder: Path
    host: str
    port: int
    desk_port: int
    port_by: str = f"--port or LOTSE_BOT_PORT; {_MADE}"
    desk_port_by: str = f"--desk-port or LOTSE_BACKEND_PORT; {_MADE}"

    @property
    def chat(self) -> str:
        return f"http://{self._named}:{self.port}"

    @property
    def desk(self) -> str:
        return f"http://{self._named}:{self.desk_port}"

    @property
    def _named(self) -> str:
        host = own_address() if self.host in EVERYWHERE else self.host
        return f"[{host}]" if ":" in host else host

    def look(self) -> None:
        """Raises LotseError port.taken, settings.invalid; nothing was touched."""
        with listen(self.host, self.port, self.port_by), listen(self.host, self.desk_port, self.desk_port_by):
            pass


def settings_in(folder: Path, *, public_url: str, desk_port: int, secret: str) -> Settings:
    """Settings of a demonstration in `folder`; the master key is made when there is none.

    Raises LotseError settings.invalid when the folder cannot be written to.
    """
    key = folder / "master.key"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not key.exists():
            keyfile.create(key)
    except OSError as error:
        problem = f"cannot write in {folder} ({error.strerror})"
        raise LotseError("settings.invalid", names="--data", problem=problem) from error
    return load_settings(
        database_url=f"sqlite:///{folder / 'lotse.db'}",
        master_key_file=key,
        shared_secret=secret,
        public_url=public_url,
        backend_port=desk_port,
    )


def _accounts_file(folder: Path) -> Path:
    return folder / "accounts.json"


def keep_accounts(folder: Path, accounts: list[DemoAccount]) -> None:
    """For the next run, readable by the owner alone: these passwords open the demonstration only. All or nothing."""
    draft = folder / f".accounts-{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(_accounts_file(folder))


def kept_accounts(folder: Path) -> list[DemoAccount]:
    """Raises LotseError settings.invalid for a file that is damaged."""
    file = _accounts_file(folder)
    try:
        return [DemoAccount(**fields) for fields in json.loads(file.read_text("utf-8"))]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError):
        problem = f"{file} is damaged; delete {folder} to begin anew"
        raise LotseError("settings.invalid", names="--data", problem=problem) from None

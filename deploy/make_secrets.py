"""Makes the secrets `docker-compose.yml` asks for, each in a file of its own in `deploy/secrets/`; none has a default.

A file that is there is never changed, so it is safe to repeat. The folder is closed to other accounts; the files in it
are readable, because the containers' own users must be able to read what is mounted. Needs nothing but Python.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "secrets"


def contents() -> dict[str, str]:
    """File name -> content. The Telegram token starts empty: without one there is no Telegram."""
    password = _written("postgres_password") or secrets.token_urlsafe(32)
    return {
        "postgres_password": password,
        "database_url": f"postgresql://lotse:{password}@postgres:5432/lotse",
        "shared_secret": secrets.token_urlsafe(48),
        "telegram_bot_token": "",
        "telegram_webhook_secret": secrets.token_urlsafe(48),
    }


def _written(name: str) -> str | None:
    path = FOLDER / name
    return path.read_text("utf-8").strip() if path.exists() else None


def main() -> int:
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    FOLDER.chmod(0o700)
    for name, content in contents().items():
        path = FOLDER / name
        if path.exists():
            print(f"kept  {path.name}")
            continue
        path.write_text(content, "utf-8")
        path.chmod(0o444)
        print(f"made  {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

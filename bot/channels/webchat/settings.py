"""What a composition root decides about the web chat."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flows.sites import over_tls

DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class WebchatSettings:
    """`public_url`: where people reach the chat, no slash at the end; stands in QR codes, makes cookies `Secure`.
    `assets`: the folder `scripts/assets.py` fills (has `vendor/`). Rates are (burst, per second): turns, pages and
    pictures of one session, conversations begun from one address (a shelter's whole house may share one).
    """

    public_url: str = "http://localhost:8000"
    assets: Path = Path("build/static")
    session_seconds: int = 30 * DAY
    body_limit: int = 256 * 1024  # bytes; 16,384 characters of four bytes, percent-encoded, fit
    turn_rate: tuple[float, float] = (30, 1.0)
    page_rate: tuple[float, float] = (60, 2.0)
    picture_rate: tuple[float, float] = (200, 4.0)
    start_rate: tuple[float, float] = (100, 0.2)

    @property
    def secure(self) -> bool:
        return over_tls(self.public_url)

    @property
    def cookie(self) -> str:
        """Browsers keep `__Host-` cookies to this very host and to TLS; plain http (the demo) cannot have one."""
        return "__Host-lotse" if self.secure else "lotse"

"""Addresses at which people reach the chat and the desk: https, but for one's own machine.

Session cookies and one-time links travel with them. Whether cookies are `Secure` and browsers are told to insist on TLS
follows from the address, so one that is mistaken for plain http would open both.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import Url

from flows.environment import invalid

_SCHEMES = re.compile("https?://", re.IGNORECASE)
_NO_SITE = "is no address such as https://chat.example.org"
_PLAIN = "needs https: only one's own machine (127.0.0.1, localhost) may be reached over http"


def parted(url: str) -> Url | None:
    """None for what is no address of a web server."""
    try:
        parts = Url(url)
    except ValueError:  # its words would show the address
        return None
    # Forgiven by browsers, but not by everything that an address is handed to: no slashes, blanks, signs nobody sees.
    written = _SCHEMES.match(url) and url.isprintable() and " " not in url
    return parts if written and parts.host and parts.port else None


def _site(url: str) -> str:
    parts = parted(url)
    if parts is None or parts.username or parts.password or parts.query is not None or parts.fragment is not None:
        raise ValueError(_NO_SITE)
    return url


#: A setting with such an address.
SiteAddress = Annotated[str, AfterValidator(_site)]


def over_tls(url: str) -> bool:
    return url.lower().startswith("https://")


def require_tls(name: str, url: str) -> None:
    """`name`: the setting. Raises LotseError settings.invalid for an http address that leads away from this machine."""
    parts = parted(url)
    if not over_tls(url) and not (parts and _loopback(parts.host or "")):
        raise invalid(name, _PLAIN)


def _loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:  # a name
        return False

"""How bot and backend know each other: HMAC-SHA256 over each request and each answer, with one shared secret.

Why not TLS client certificates: both processes run in one compose network or on one host, and a secret is what an
operator can hand over. A request is signed with time and nonce, so it can be neither altered nor played again; the
answer is signed with the same nonce, so nobody can answer in the backend's place or answer one question with the reply
to another. Pure functions: time and nonce are passed in.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from flows.errors import LotseError

TIME, NONCE, SIGNATURE = "x-lotse-time", "x-lotse-nonce", "x-lotse-signature"
WINDOW = 300.0  # seconds a request may be old, or ahead of our clock
SHORTEST_SECRET = 16  # bytes


def _mac(secret: bytes, *parts: str | bytes) -> str:
    """Parts are joined with their lengths in front, so that no two lists of parts look alike."""
    joined = b"".join(
        b"%d:%s" % (len(raw), raw) for raw in (part.encode() if isinstance(part, str) else part for part in parts)
    )
    return hmac.new(secret, joined, hashlib.sha256).hexdigest()


def _request_mac(secret: bytes, method: str, target: str, body: bytes, time: str, nonce: str) -> str:
    digest = hashlib.sha256(body).hexdigest()
    return _mac(secret, "lotse request 1", method.upper(), target, time, nonce, digest)


def _answer_mac(secret: bytes, nonce: str, status: int, body: bytes) -> str:
    return _mac(secret, "lotse answer 1", nonce, str(status), hashlib.sha256(body).hexdigest())


def sign_request(secret: bytes, method: str, target: str, body: bytes, *, now: float, nonce: str) -> dict[str, str]:
    """The headers to send. `target`: path and query as on the wire; `now`: epoch seconds; `nonce`: used once."""
    time = str(int(now))
    return {TIME: time, NONCE: nonce, SIGNATURE: _request_mac(secret, method, target, body, time, nonce)}


def verify_request(
    secret: bytes,
    method: str,
    target: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    now: float,
    seen: NonceCache,
) -> str:
    """The request's nonce, needed to sign the answer. Raises LotseError wire.unauthenticated."""
    time, nonce, given = (headers.get(name, "") for name in (TIME, NONCE, SIGNATURE))
    if not _is_fresh(time, now) or not 16 <= len(nonce) <= 64:
        raise LotseError("wire.unauthenticated")
    if not _same(given, _request_mac(secret, method, target, body, time, nonce)):
        raise LotseError("wire.unauthenticated")
    if not seen.add(nonce, now):  # last: only requests that are genuine may fill the cache
        raise LotseError("wire.unauthenticated")
    return nonce


def sign_response(secret: bytes, nonce: str, status: int, body: bytes) -> dict[str, str]:
    """The header of an answer to the request with this nonce."""
    return {SIGNATURE: _answer_mac(secret, nonce, status, body)}


def verify_response(secret: bytes, nonce: str, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    """Raises LotseError wire.unauthenticated unless this answers the request with this nonce."""
    if not _same(headers.get(SIGNATURE, ""), _answer_mac(secret, nonce, status, body)):
        raise LotseError("wire.unauthenticated")


def why_unsigned(status: int, headers: Mapping[str, str], now: float) -> str:
    """For the log: what an unsigned answer tells about itself. Its `Date` is public, and says whether it is the clock.

    A refusal gives no reason, so that nobody learns from it; so each end compares for itself.
    """
    apart = _ahead(headers.get("date", ""), now)
    if abs(apart) < WINDOW:
        return f"unsigned answer, status {status}"
    return f"our clock is {abs(apart)} s {'ahead of' if apart > 0 else 'behind'} the other side's"


def _ahead(date: str, now: float) -> int:
    """Seconds from the other side's clock to ours; 0 where it does not say."""
    try:
        return round(now - parsedate_to_datetime(date).timestamp())
    except (ValueError, OverflowError):
        return 0


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _is_fresh(time: str, now: float) -> bool:
    # isascii: str.isdigit also says yes to digits int() reads and nobody signs
    return time.isascii() and time.isdigit() and len(time) <= 12 and abs(now - int(time)) <= WINDOW


class NonceCache:
    """Nonces seen within the window. Bounded in time: a request older than that is refused by its time anyway."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def add(self, nonce: str, now: float) -> bool:
        """False when this nonce was seen before."""
        self._forget(now)
        if nonce in self._seen:
            return False
        self._seen[nonce] = now
        return True

    def _forget(self, now: float) -> None:
        # twice the window: a time up to one window ahead is accepted, and stays acceptable for two
        while self._seen and now - next(iter(self._seen.values())) > 2 * WINDOW:
            self._seen.popitem(last=False)

"""The one catalogue of errors: stable codes, the HTTP status a program sees, the text id a person sees.

A person is told what to do next (`error.<code>` in `locales/sources/errors.yaml`, every language); a program gets the
code and `detail`. `detail` holds ids, positions and limits, never answers, names or tokens: it may be logged.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """`outage`: nothing is wrong with what came in. Sent again as the same event it is taken, once."""

    code: str
    status: int = 400
    outage: bool = False

    @property
    def text(self) -> str:
        return f"error.{self.code}"


def _catalogue(*kinds: ErrorKind) -> dict[str, ErrorKind]:
    found = {kind.code: kind for kind in kinds}
    if len(found) != len(kinds):
        raise ValueError("an error code is listed twice")
    return found


#: Add a code here, its German sentence in `locales/sources/errors.yaml`, and a test that provokes it.
CATALOGUE = _catalogue(
    ErrorKind("internal", 500),
    ErrorKind("wire.invalid", 422),
    ErrorKind("wire.too_large", 413),
    ErrorKind("wire.unauthenticated", 401, outage=True),
    ErrorKind("backend.unavailable", 503, outage=True),
    ErrorKind("storage.full", 507, outage=True),
    ErrorKind("storage.unavailable", 503, outage=True),
    ErrorKind("storage.not_migrated", 503, outage=True),
    ErrorKind("key.missing", 500, outage=True),
    ErrorKind("key.wrong", 500, outage=True),
    ErrorKind("key.unreadable", 500),
    ErrorKind("flow.invalid", 422),
    ErrorKind("flow.unknown", 404),
    ErrorKind("form.refused", 422),
    ErrorKind("flow.unchanged", 409),
    ErrorKind("flow.no_revision", 404),
    ErrorKind("media.unknown", 404),
    ErrorKind("recording.type", 422),
    ErrorKind("recording.damaged", 422),
    ErrorKind("recording.large", 413),
    ErrorKind("recording.long", 422),
    ErrorKind("recording.nothing", 422),
    ErrorKind("nlu.answer_type", 422),
    ErrorKind("nlu.model", 500),
    ErrorKind("nlu.phrases", 422),
    ErrorKind("desk.login_failed", 401),
    ErrorKind("desk.throttled", 429),
    ErrorKind("desk.not_found", 404),
    ErrorKind("desk.csrf", 403),
    ErrorKind("desk.conflict", 409),
    ErrorKind("web.session", 403),
    ErrorKind("web.throttled", 429),
    ErrorKind("web.not_found", 404),
    ErrorKind("settings.invalid", 500),
    ErrorKind("console.script", 422),
    ErrorKind("screen.jurisdiction", 404),
    ErrorKind("screen.answers", 422),
    ErrorKind("screen.file", 422),
    ErrorKind("offer.unknown", 404),
    ErrorKind("offer.place", 422),
    ErrorKind("offer.file", 422),
    ErrorKind("port.taken", 500),
)


class LotseError(Exception):
    """Any error of ours. `str()` is the code: safe to log. Raise `LotseError("storage.full")`."""

    def __init__(self, code: str, **detail: object) -> None:
        self.kind = CATALOGUE[code]
        self.detail = {name: str(value) for name, value in detail.items()}
        super().__init__(code)

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def status(self) -> int:
        return self.kind.status

    @property
    def told(self) -> str:
        """Code and detail in one line for an operator: names of settings, ids and positions, never values."""
        detail = ", ".join(f"{name}: {value}" for name, value in self.detail.items())
        return f"{self.code} ({detail})" if detail else self.code

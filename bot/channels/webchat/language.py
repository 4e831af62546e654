"""Which language a page speaks before the conversation can say."""

from __future__ import annotations

from starlette.requests import Request

from locales.languages import LANGUAGES, SOURCE, nearest


def guess(request: Request) -> str:
    """The link's language, the one spoken last on this phone, the phone's own, German."""
    wishes = (request.query_params.get("lang"), request.cookies.get("lotse-lang"), *accepted(request))
    return next((code for wish in wishes if (code := nearest(wish))), SOURCE)


def accepted(request: Request) -> list[str]:
    """`Accept-Language`, the most wanted first."""
    wishes = []
    for part in request.headers.get("accept-language", "")[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        wishes.append((-_number(quality), tag))
    return [tag for _, tag in sorted(wishes, key=lambda wish: wish[0]) if tag]


def _number(quality: str) -> float:
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0


def is_offered(code: str) -> bool:
    return code in LANGUAGES

"""Asks a Rasa server what words mean, and is silent whenever that would make somebody wait: then the models in this
process answer as if there were no server.

Nothing of a message is kept or logged here; Rasa is asked for a mere parse, which it does not store either.
"""

from __future__ import annotations

import asyncio
import logging
import re
from unicodedata import normalize

import httpx
from circuitbreaker import CircuitBreaker

from nlu.answers.words import base
from nlu.embedded.parser import held_back, with_language
from nlu.port import SEEN, Meaning
from nlu.remote.answer import MOST, read_answer

#: Seconds. A turn waits no longer than this for better understanding.
TIMEOUT = 0.5
#: Failures in a row after which the server is left alone, and for how many seconds.
FAILURES, REST = 3, 30
#: What counts as one; anything else is a fault of ours.
FAULTS = (httpx.HTTPError, httpx.InvalidURL, ValueError, TimeoutError)
_CODE = re.compile(r"[a-z]{2,3}")
_LOG = logging.getLogger("lotse.nlu")


class RasaListener:
    """See `nlu.port.Listener`. `url`: of the server; `{lang}` in it stands for the language, where each has its own."""

    def __init__(
        self,
        url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: float = TIMEOUT,
        rest: float = REST,
    ) -> None:
        self._url = url.rstrip("/")
        # trust_env off: what people write must not pass through a proxy meant for the internet
        self._client = httpx.AsyncClient(timeout=timeout, transport=transport, trust_env=False)
        self._timeout = timeout
        self._breaker = CircuitBreaker(FAILURES, rest, FAULTS, name=f"rasa-{id(self)}")

    async def close(self) -> None:
        await self._client.aclose()

    async def hear(self, text: str, lang: str) -> Meaning | None:
        """None when the server is away, slow, left alone for a while, or says what makes no sense."""
        code = base(lang)
        # Presentation forms become their letters. Rasa takes "/delete_data" for the intent: nobody may say it like that
        seen = normalize("NFKC", text[:SEEN]).lstrip("/ \n\t")
        if not _CODE.fullmatch(code) or not seen or self._breaker.opened:
            return None
        try:
            meaning = await self._breaker.call_async(self._asked, seen, code)
        except FAULTS as fault:
            _LOG.warning("nlu.rasa.unavailable", extra={"fault": type(fault).__name__, "resting": self._breaker.opened})
            return None
        return with_language(held_back(meaning), seen, lang)

    async def _asked(self, text: str, code: str) -> Meaning:
        """Raises what `FAULTS` names. The time-out is for the whole: httpx's own begins anew with every byte."""
        url = f"{self._url.replace('{lang}', code)}/model/parse"
        async with asyncio.timeout(self._timeout), self._client.stream("POST", url, json={"text": text}) as answer:
            answer.raise_for_status()
            body = b""
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > MOST:
                    break
        return read_answer(body)

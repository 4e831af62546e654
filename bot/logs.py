"""Logs that cannot give a secret away.

The Bot API puts the token into every address, and libraries like to log addresses. So secrets are cut out where log
records are made, before any handler, formatter or error reporter sees them, and the chatty loggers are turned down.
"""

from __future__ import annotations

import hashlib
import logging
import os
import traceback
from collections.abc import Callable
from typing import Any

CHATTY = ("httpx", "httpcore", "telegram")
CUT = "[secret]"
_SALT = os.urandom(16)


def event_name(event_id: str) -> str:
    """An event as a log may name it. Its id holds the chat's, which in a messenger is a person's own number; this name
    tells events of one run apart and leads to nobody."""
    digest = hashlib.blake2s(event_id.encode("utf-8", "replace"), key=_SALT, digest_size=6).hexdigest()
    return f"{event_id[:1]}-{digest}"


def guard_logs(*secrets: str) -> Callable[[], None]:
    """From now on no log record holds one of `secrets`. Gives back how to undo it (tests)."""
    wanted = tuple(secret for secret in secrets if secret)
    made = logging.getLogRecordFactory()

    def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        return _clean(made(*args, **kwargs), wanted)

    logging.setLogRecordFactory(factory)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    return lambda: logging.setLogRecordFactory(made)


def _clean(record: logging.LogRecord, secrets: tuple[str, ...]) -> logging.LogRecord:
    text = record.getMessage()
    if any(secret in text for secret in secrets):
        record.msg, record.args = _cut(text, secrets), ()
    if record.exc_info and record.exc_info[1] is not None:
        _clean_trace(record, record.exc_info[1], secrets)
    return record


def _clean_trace(record: logging.LogRecord, error: BaseException, secrets: tuple[str, ...]) -> None:
    """A trace that names a secret is kept as text without it: formatters print `exc_text` where there is one."""
    trace = "".join(traceback.format_exception(error)).rstrip()
    if any(secret in trace for secret in secrets):
        record.exc_info, record.exc_text = None, _cut(trace, secrets)


def _cut(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, CUT)
    return text

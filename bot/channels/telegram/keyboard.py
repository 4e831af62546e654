"""Buttons under a message. Telegram refuses a whole message for one button it does not like, so each is checked."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from flows.protocol import BUTTON_LIMIT, Button

log = logging.getLogger(__name__)

ROW_WIDTH = 28  # characters a small phone shows side by side; a longer label gets a row of its own
LABEL_LIMIT = 200
TICKED = "✅ "


def keyboard(rows: Iterable[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """None: there is nothing to tap."""
    built = [row for given in rows for row in _row(given)]
    return InlineKeyboardMarkup(built) if built else None


def unlinkable(rows: Iterable[Sequence[Button]]) -> list[Button]:
    """Links Telegram does not take as buttons (phone numbers, hosts without a dot): they belong into the text."""
    return [button for row in rows for button in row if button.url is not None and not is_linkable(button.url)]


def is_linkable(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")


def _row(given: Sequence[Button]) -> list[list[InlineKeyboardButton]]:
    """One row, or several where the labels are too long to stand side by side."""
    buttons = [made for made in map(_button, given) if made is not None]
    if sum(len(button.text) for button in buttons) <= ROW_WIDTH:
        return [buttons] if buttons else []
    return [[button] for button in buttons]


def _button(button: Button) -> InlineKeyboardButton | None:
    label = f"{TICKED if button.selected else ''}{button.label}"[:LABEL_LIMIT].strip() or "…"
    if button.url is not None:
        return InlineKeyboardButton(label, url=button.url) if is_linkable(button.url) else None
    if button.data is None or not 1 <= len(button.data.encode()) <= BUTTON_LIMIT:
        log.error("telegram.button_dropped bytes=%s", len((button.data or "").encode()))
        return None
    return InlineKeyboardButton(label, callback_data=button.data)

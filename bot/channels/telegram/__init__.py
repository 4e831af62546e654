"""Telegram: parsed with python-telegram-bot, sent with it, received by ourselves (`polling.py` says why).

The only package that imports `telegram`.
"""

from bot.channels.telegram.building import TelegramService, build_telegram

__all__ = ["TelegramService", "build_telegram"]

"""The one door from the process that speaks to the one that remembers (`port.py`), and its implementation over HTTP."""

from bot.gateway.port import Gateway

__all__ = ["Gateway"]

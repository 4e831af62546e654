"""From events to messages: the same for every channel, in any language, at any later time."""

from __future__ import annotations

from flows.rendering.buttons import parse_button
from flows.rendering.messages import Rendering, menu, render, tellable

__all__ = ["Rendering", "menu", "parse_button", "render", "tellable"]

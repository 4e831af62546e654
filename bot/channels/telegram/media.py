"""What a message without text is: the name the engine answers to, or nothing for Telegram's own notes in the chat.

Of photos, polls and whatever comes next we need the name of the field and the words beside it, never what is in it. So
it is left out before parsing: a kind of content newer than our parser is answered like any other.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

#: Field of the Bot API -> what we call it. First match wins: an animation also has a document.
MEDIA = {
    "animation": "video",
    "photo": "photo",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "sticker": "sticker",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "poll": "poll",
    "document": "document",
}
#: Telegram's own notes in a private chat: nobody said anything.
NOTES = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "write_access_allowed",
        "chat_background_set",
        "boost_added",
        "successful_payment",
        "refunded_payment",
        "proximity_alert_triggered",
        "giveaway",
        "giveaway_created",
        "giveaway_winners",
        "giveaway_completed",
        "gift",
        "unique_gift",
        "connected_website",
        "suggested_post_approved",
        "suggested_post_paid",
    }
)

#: Fields that say: these are somebody else's words.
FORWARDED = frozenset({"forward_origin", "forward_date"})
#: Another bot wrote it and somebody chose it from that bot's list and sent it, as they do with GIFs or a translation.
CHOSEN = "via_bot"
#: What the parser gets to see of a message.
NEEDED = frozenset({"message_id", "date", "chat", "from", "text", "caption", "media_group_id", "reply_to_message"})
_MESSAGES = frozenset({"message", "edited_message", "channel_post", "edited_channel_post", "reply_to_message"})


def needed(raw: Any) -> Any:
    """A raw update, its messages reduced to what we read."""
    if not isinstance(raw, dict):
        return raw
    return {name: _reduced(part) if name in _MESSAGES else part for name, part in raw.items()}


def _reduced(message: Any) -> Any:
    if not isinstance(message, dict):
        return message
    return needed({name: part for name, part in message.items() if name in NEEDED})


def media_of(keys: Set[str]) -> str | None:
    """`keys`: the fields of the raw message. None: one of Telegram's notes. "other": content we have no word for."""
    if keys & NOTES:
        return None
    return next((name for field, name in MEDIA.items() if field in keys), "other")

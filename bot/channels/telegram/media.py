"""What a message without text is: the name the engine answers to, or nothing for Telegram's own notes in the chat."""

from __future__ import annotations

from collections.abc import Set

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
NOTES = frozenset({
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
})


def media_of(keys: Set[str]) -> str | None:
    """`keys`: the fields of the raw message. None: one of Telegram's notes. "other": content we have no word for."""
    if keys & NOTES:
        return None
    return next((name for field, name in MEDIA.items() if field in keys), "other")

"""From one raw update to what it means. Anything may come in here: what does not fit raises, and the caller parks it.

Only private chats are talked to: in a group everybody would read along. Words that are not the person's own (forwarded,
a contact card) are never answers and never commands, nor are captions; danger is heard in both. What somebody picked
from another bot's list and sent is what they say, but no slash command; what that bot makes of it later is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

from bot.channels.telegram.commands import UNKNOWN, parse_slash
from bot.channels.telegram.incoming import Act, Incoming
from bot.channels.telegram.media import CHOSEN, FORWARDED, media_of, needed
from flows.protocol import TEXT_LIMIT, CommandIn, EditedIn, MediaIn, Single, TapIn, TextIn

MENU_DATA = "menu"  # the button under every question that shows all commands
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_JURISDICTION = "j_"
_KEPT = TEXT_LIMIT * 4
_CHATS = (("message", "chat"), ("edited_message", "chat"), ("callback_query", "message", "chat"))


class Unreadable(ValueError):
    """An update whose parts are not what the Bot API promises."""


class Reader:
    """`bot_id` keeps the events of two bots apart; `username` is how we are addressed in groups."""

    def __init__(self, bot_id: int, username: str, aliases: Mapping[str, str]) -> None:
        self._bot, self._username, self._aliases = bot_id, username.casefold(), aliases

    def read(self, raw: Any) -> Incoming:
        """Raises whatever the library raises for an update it cannot parse, or Unreadable."""
        update = Update.de_json(_clean(needed(raw)), None)
        if update.callback_query is not None:
            return self._tap(update.callback_query)
        if update.message is not None:
            return self._message(update.message, set(raw["message"]))
        if update.edited_message is not None:
            return self._edit(update.edited_message, set(raw["edited_message"]), update.update_id)
        if update.my_chat_member is not None:
            return self._member(update.my_chat_member, update.update_id)
        return Incoming(Act.IGNORE, self._id("u", update.update_id))

    def _id(self, kind: str, *parts: object) -> str:
        return ":".join([kind, str(self._bot), *map(str, parts)])[:128]

    def _message(self, message: Message, keys: set[str]) -> Incoming:
        number = _whole(message.message_id)
        chat, event = _chat(message.chat), self._id("m", message.chat.id, number)
        if message.chat.type != Chat.PRIVATE:
            act = Act.REFUSE if self._is_for_us(message) else Act.IGNORE
            return Incoming(act, event, chat, lang_hint=_lang(message.from_user))
        part = None
        if message.media_group_id is not None:  # an album comes as many messages: one event, answered once
            event, part = self._id("g", chat, _written(message.media_group_id)), event
        given = self._content(message, keys)
        if given is None:
            return Incoming(Act.IGNORE, event, chat)
        hints = _lang(message.from_user), self._jurisdiction(message, given)
        to = _whole(message.reply_to_message.message_id) if message.reply_to_message is not None else None
        return Incoming(Act.TURN, event, chat, given, *hints, number=number, to=to, part=part)

    def _content(self, message: Message, keys: set[str]) -> Single | None:
        if keys & FORWARDED or (CHOSEN in keys and parse_slash(message.text or "") is not None):
            return MediaIn(media="forwarded", caption=_beside(message))
        if message.text is None:
            kind = media_of(keys)
            return MediaIn(media=kind, caption=_beside(message)) if kind else None
        return self._words(_written(message.text))

    def _words(self, text: str) -> Single:
        slash = parse_slash(text)
        if slash is None:
            return TextIn(text=text[:_KEPT])
        name = self._aliases.get(slash.word, UNKNOWN)
        return CommandIn(name=name, arg=_payload(slash.arg) if name == "start" else None)

    def _jurisdiction(self, message: Message, given: Single) -> str | None:
        """The hint in the link or QR code: `/start j_kreis-unna`. The backend knows which there are."""
        if not isinstance(given, CommandIn) or given.name != "start":
            return None
        slash = parse_slash(message.text or "")
        payload = _payload(slash.arg if slash else None, keep_jurisdiction=True) or ""
        return payload.removeprefix(_JURISDICTION)[:32] if payload.startswith(_JURISDICTION) else None

    def _is_for_us(self, message: Message) -> bool:
        text = message.text if isinstance(message.text, str) else ""
        slash = parse_slash(text)
        if slash is not None:
            return slash.to is None or slash.to.casefold() == self._username
        answered = message.reply_to_message
        to_us = answered is not None and answered.from_user is not None and answered.from_user.id == self._bot
        return to_us or f"@{self._username}" in text.casefold()

    def _tap(self, tap: CallbackQuery) -> Incoming:
        event = self._id("c", _written(tap.id))
        message = tap.message  # missing for messages too old to be known
        chat = message.chat if message is not None else None
        if (chat is not None and chat.type != Chat.PRIVATE) or tap.data is None:
            return Incoming(Act.IGNORE, event, callback=tap.id)
        address = _chat(chat) if chat is not None else str(_whole(tap.from_user.id))
        data = _written(tap.data)
        given = CommandIn(name="menu") if data == MENU_DATA else TapIn(data=data[:256])
        tapped = _whole(message.message_id) if message is not None else None
        return Incoming(Act.TURN, event, address, given, _lang(tap.from_user), callback=tap.id, tapped=tapped)

    def _edit(self, message: Message, keys: set[str], update_id: int) -> Incoming:
        """A changed text or caption. Changed commands and other people's words are left alone."""
        chat = _chat(message.chat)
        event = self._id("e", chat, _whole(message.message_id), update_id)
        own = not keys & {*FORWARDED, CHOSEN} and message.chat.type == Chat.PRIVATE
        caption = _beside(message) if own and message.text is None else None
        if caption is not None:
            return Incoming(Act.TURN, event, chat, MediaIn(media="edited", caption=caption), _lang(message.from_user))
        if not own or message.text is None or parse_slash(_written(message.text)) is not None:
            return Incoming(Act.IGNORE, event, chat)
        of = self._id("m", chat, message.message_id)
        return Incoming(Act.TURN, event, chat, EditedIn(of=of, text=message.text[:_KEPT]), _lang(message.from_user))

    def _member(self, change: ChatMemberUpdated, update_id: int) -> Incoming:
        gone = change.chat.type == Chat.PRIVATE and change.new_chat_member.status == "kicked"
        return Incoming(Act.BLOCKED if gone else Act.IGNORE, self._id("u", update_id), _chat(change.chat))


def private_chat(raw: Any) -> str | None:
    """Whom to tell that their message could not be read; None where that cannot be read either."""
    for path in _CHATS:
        try:
            found = raw
            for key in path:
                found = found[key]
            return str(_whole(found["id"])) if found["type"] == Chat.PRIVATE else None
        except (LookupError, TypeError, Unreadable):
            continue
    return None


def _payload(arg: str | None, keep_jurisdiction: bool = False) -> str | None:
    """What a link carried after `start=`. Anything a link cannot carry was typed and means nothing."""
    if arg is None or not _PAYLOAD.fullmatch(arg):
        return None
    return None if arg.startswith(_JURISDICTION) and not keep_jurisdiction else arg


def _chat(chat: Chat) -> str:
    return str(_whole(chat.id))


def _lang(user: User | None) -> str | None:
    code = user.language_code if user is not None else None
    return code[:35] if isinstance(code, str) else None


def _beside(message: Message) -> str | None:
    """The words of a message whose words are no answer."""
    words = message.caption if message.text is None else message.text
    return _written(words)[:TEXT_LIMIT] if words is not None else None


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable("a number")
    return value


def _written(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable("a text")
    return value


def _clean(value: Any) -> Any:
    """The same update without lone surrogates: half an emoji cannot be encoded anywhere behind this line."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_clean(name): _clean(part) for name, part in value.items()}
    return [_clean(part) for part in value] if isinstance(value, list) else value

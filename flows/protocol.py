"""The wire between the process that speaks (`bot`) and the one that remembers (`backend`).

Lives here because both may import `flows` and neither may import the other. Every field that may cross the wire is
named; unknown fields are refused.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

Channel = Literal["telegram", "web", "console"]
Role = Literal["choice", "done", "keep", "language", "command", "link", "emergency"]
InputMode = Literal["none", "text", "numeric", "tel", "email"]

#: Roles whose words somebody typed, in a language and script of their choice: the chat's says nothing about them.
TYPED = frozenset({"person", "staff"})

TEXT_LIMIT = 4096
STEP_LIMIT = 200
FLOOD_LIMIT = 1000  # messages settled by one turn
KEYBOARDS_LIMIT = 20  # messages of one chat
REPORT_LIMIT = 200  # chats
BUTTON_LIMIT = 64  # bytes; Telegram's limit for callback data holds for every channel


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Widened(Wire):
    """Fields in `LATER` are absent where they say nothing: a backend that does not know them yet takes all the rest."""

    LATER: ClassVar[frozenset[str]]

    @model_serializer(mode="wrap")
    def _without_nothing(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        told: dict[str, Any] = serialize(self)
        return {name: value for name, value in told.items() if value or name not in self.LATER}

    def without_later(self) -> Self | None:
        """For a backend from before there were these fields; None where they say nothing."""
        if not any(getattr(self, name) for name in self.LATER):
            return None
        fields = type(self).model_fields
        return self.model_copy(
            update={name: fields[name].get_default(call_default_factory=True) for name in self.LATER}
        )


# --- in --------------------------------------------------------------------------------------------------------------


class TextIn(Widened):
    LATER = frozenset({"step"})
    type: Literal["text"] = "text"
    text: str = Field(max_length=TEXT_LIMIT * 4)  # longer texts are refused kindly by the service, not by the parser
    step: str = Field(default="", max_length=STEP_LIMIT)  # `Message.step` of the question in view, where one knows


class TapIn(Wire):
    """A tapped button, with the opaque `data` the backend gave it."""

    type: Literal["tap"] = "tap"
    data: str = Field(max_length=256)


class FormIn(Wire):
    """The web chat without JavaScript: button data plus the ticked values."""

    type: Literal["form"] = "form"
    data: str = Field(max_length=256)
    values: list[str] = Field(default_factory=list, max_length=100)


class CommandIn(Wire):
    type: Literal["command"] = "command"
    name: str = Field(max_length=32)
    arg: str | None = Field(default=None, max_length=256)


class MediaIn(Widened):
    """`caption`: the words that came with it. Danger is listened for in them, nothing else; they are not kept."""

    LATER = frozenset({"caption"})
    type: Literal["media"] = "media"
    media: str = Field(max_length=32)
    caption: str | None = Field(default=None, max_length=TEXT_LIMIT)


class EditedIn(Wire):
    """A person edited a message sent earlier; `of` is the event id of the message it replaces."""

    type: Literal["edited"] = "edited"
    of: str = Field(max_length=128)
    text: str = Field(max_length=TEXT_LIMIT * 4)


#: What somebody may do in a chat without pages.
Single = Annotated[TextIn | TapIn | CommandIn | MediaIn | EditedIn, Field(discriminator="type")]


class FloodIn(Widened):
    """More messages of one chat at once than anybody writes: counted, answered once, not taken as answers.

    `said`: what they were, each once. Danger and calls for help are listened for in it, nothing else; it is not kept.
    `unheard`: they were too many for that, and what is said of them are commands and buttons.
    """

    LATER = frozenset({"said", "unheard"})
    type: Literal["flood"] = "flood"
    events: list[str] = Field(max_length=FLOOD_LIMIT)  # further event ids settled by this turn
    said: list[Single] = Field(default_factory=list, max_length=FLOOD_LIMIT)
    unheard: bool = False


TurnInput = Annotated[TextIn | TapIn | FormIn | CommandIn | MediaIn | EditedIn | FloodIn, Field(discriminator="type")]


class TurnRequest(Wire):
    channel: Channel
    chat: str = Field(min_length=1, max_length=128)  # the channel's own address: Telegram chat id, web token
    event_id: str = Field(min_length=1, max_length=128)  # unique per channel; a repeated one gets the stored reply
    input: TurnInput
    jurisdiction: str | None = Field(default=None, max_length=32)  # from the QR code or link, a hint only
    lang_hint: str | None = Field(default=None, max_length=35)


# --- out -------------------------------------------------------------------------------------------------------------


class Button(Wire):
    label: str
    data: str | None = None  # exactly one of data and url is set
    url: str | None = None
    role: Role = "choice"
    selected: bool = False
    icon: str | None = Field(default=None, max_length=40)  # a pictogram beside the label, see flows.pictograms


class Progress(Wire):
    section: int
    sections: int
    minutes: int
    label: str  # "section 2 of 6 · about 4 minutes left" in the person's language


class Entry(Wire):
    """What the answer should be typed with: drives keyboards and input fields."""

    kind: str  # step kind: yes_no, one, many, text, number, date, place, country, language, phone, email, consent
    inputmode: InputMode = "text"
    max_length: int = TEXT_LIMIT
    placeholder: str = ""
    multiple: bool = False


class Media(Wire):
    """A picture or recording that belongs to a message: what it is and what it shows, its bytes by `hash`."""

    kind: Literal["picture", "audio"]
    hash: str = Field(pattern="^[0-9a-f]{64}$")  # SHA-256
    type: str  # media type, one of flows.media.SHOWN
    alt: str  # for those who do not see or hear it
    size: int  # bytes
    width: int | None = None  # pixels, of pictures
    height: int | None = None


class Message(Wire):
    id: str  # unique and stable within the conversation
    role: Literal["say", "question", "notice", "error", "emergency", "staff", "person"]
    text: str
    lang: str
    dir: Literal["ltr", "rtl"]
    step: str | None = None
    hint: str | None = None
    media: list[Media] = Field(default_factory=list)  # the picture before the recording
    rows: list[list[Button]] = Field(default_factory=list)
    entry: Entry | None = None
    progress: Progress | None = None
    replaces: bool = False  # the same question in a new state: edit the last question message, do not send another


class TurnReply(Wire):
    conversation: str
    status: str  # flows.state.STATUSES
    lang: str
    dir: Literal["ltr", "rtl"]
    duplicate: bool = False
    messages: list[Message] = Field(default_factory=list)
    menu: list[Button] = Field(default_factory=list)  # commands always there, labelled in the person's language


class Transcript(Wire):
    """The present view of a conversation, for a channel that shows pages (the web chat)."""

    conversation: str | None
    status: str
    lang: str
    dir: Literal["ltr", "rtl"]
    messages: list[Message] = Field(default_factory=list)  # oldest first; only the last may have live buttons
    menu: list[Button] = Field(default_factory=list)


class Parked(Wire):
    """An incoming event no parser could read."""

    channel: Channel
    event_id: str = Field(min_length=1, max_length=128)
    raw: str = Field(max_length=1_000_000)
    error: str = Field(max_length=200)  # class name of the error, never its text


class Delivery(Wire):
    """A message for the person that does not answer a turn (from the desk, a reminder, a hand-back)."""

    id: str
    channel: Channel
    chat: str
    messages: list[Message]


class DeliveryResult(Wire):
    """`waiting`: shown when the person opens the chat. `withdrawn`: the consent was, before it could be sent."""

    outcome: Literal["sent", "waiting", "blocked", "gone", "withdrawn", "retry"]
    retry_after: float | None = None  # seconds


class Keyboards(Wire):
    """Messages of a chat that still have buttons, by the channel's own numbers. A bot that was started again knows from
    here which to take them away from, and what its last question was.

    `question`: the message that asks now; `step`: `Message.step` of it; `weighty`: a word too much would do harm there;
    `others`: older ones.
    """

    question: int | None = None
    step: str = Field(default="", max_length=STEP_LIMIT)
    weighty: bool = False
    others: list[int] = Field(default_factory=list, max_length=KEYBOARDS_LIMIT)


class ChatKeyboards(Wire):
    channel: Channel
    chat: str = Field(min_length=1, max_length=128)
    keyboards: Keyboards


class KeyboardReport(Wire):
    """What stands in some chats since just now, each named once."""

    chats: list[ChatKeyboards] = Field(min_length=1, max_length=REPORT_LIMIT)


class Redeem(Wire):
    """Somebody opened a one-time link in this chat."""

    token: str = Field(min_length=1, max_length=128)
    channel: Channel
    chat: str = Field(min_length=1, max_length=128)


class HandoverReply(Wire):
    """What became of a one-time link."""

    outcome: Literal["ok", "expired", "used", "unknown"]


class WireError(Wire):
    code: str
    detail: dict[str, str] = Field(default_factory=dict)

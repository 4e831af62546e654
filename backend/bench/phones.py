"""Phones that answer whatever they are asked, quickly and always the same way: the load of the turn bench."""

from __future__ import annotations

from dataclasses import dataclass

from flows.protocol import Button, CommandIn, Message, TapIn, TextIn, TurnInput, TurnReply, TurnRequest

#: What is written where nothing can be tapped.
WORDS = {
    "text": "Ich möchte schnell Deutsch lernen und arbeiten.",
    "number": "2",
    "date": "1994",
    "place": "44532",
    "phone": "0171 3920000",
    "email": "person@example.org",
    "country": "Ukraine",
    "language": "Ukrainisch",
}
#: Buttons that would lead away from the end: of consents and summaries we take the first, which goes on.
CHOICES = ("choice", "done", "keep")


@dataclass(slots=True)
class Phone:
    """One conversation. `next_request` after each reply, until it returns None."""

    chat: str
    channel: str = "web"
    sent: int = 0
    ticked: bool = False

    def first(self) -> TurnRequest:
        return self._request(CommandIn(name="start", arg="j_kreis-unna"))

    def next_request(self, reply: TurnReply) -> TurnRequest | None:
        question = next((message for message in reversed(reply.messages) if message.role == "question"), None)
        if question is None or reply.status not in ("running", "paused"):
            return None
        return self._request(self._answer(question))

    def _answer(self, question: Message) -> TurnInput:
        buttons = [button for row in question.rows for button in row if button.role in CHOICES]
        kind = question.entry.kind if question.entry else "dialog"
        if kind in WORDS:
            return TextIn(text=WORDS[kind])
        if question.entry is not None and question.entry.multiple:
            return TapIn(data=self._tick(buttons))
        return TapIn(data=str(buttons[0].data))

    def _tick(self, buttons: list[Button]) -> str:
        """Two ticks, then done: as people do. The first choice may be "none of these", so the ones after it."""
        choices = [button for button in buttons if button.role == "choice"]
        open_ = [button for button in choices if not button.selected]
        if len(choices) - len(open_) < (2 if len(choices) > 4 else 1):
            return str(open_[1].data)
        return str(next(button for button in buttons if button.role == "done").data)

    def asking(self, given: TurnInput) -> TurnRequest:
        """Something else than an answer."""
        return self._request(given)

    def _request(self, given: TurnInput) -> TurnRequest:
        self.sent += 1
        return TurnRequest.model_construct(
            channel=self.channel,
            chat=self.chat,
            event_id=f"{self.chat}:{self.sent}",
            input=given,
            jurisdiction=None,
            lang_hint="de",
        )

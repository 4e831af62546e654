"""What a walk may find: a promise of every flow that this one does not keep."""

from __future__ import annotations

from dataclasses import dataclass

#: The promises, in the words of the report.
PROMISES = {
    "ends": "every conversation comes to an end",
    "once": "no question is asked twice",
    "answerable": "every question that is asked can be answered",
    "reached": "every question is reached",
    "languages": "every text exists in every language",
    "editable": "every answer can be changed",
    "consistent": "only relevant answers count",
}


class Broken(Exception):
    """Ends one conversation. `step`: where, if it is about one."""

    def __init__(self, promise: str, message: str, step: str | None = None) -> None:
        super().__init__(message)
        self.promise, self.message, self.step = promise, message, step


@dataclass(frozen=True, slots=True)
class Failure:
    """`script` plays the conversation again: `lotse chat --script FILE`."""

    promise: str
    message: str
    step: str | None
    script: str

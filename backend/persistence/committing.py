"""Committing in a thread of its own, so that something else can be done while the disk writes.

A commit to SQLite is one call of the driver that takes about as long as the statements of its turns together, and needs
nothing of Python meanwhile. The writer uses that time to shape results for its callers.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable


class Committer:
    """`begin`, then `wait`, by one thread, in turn. The thread is started at first use."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._begun: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._ended: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def begin(self, commit: Callable[[], None]) -> None:
        """Returns when `commit` is on its way: what runs next in Python cannot hold it up any more."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="lotse-committer", daemon=True)
            self._thread.start()
        self._asked.put(commit)
        self._begun.get()

    def wait(self) -> None:
        """Returns when the commit is done. Raises what it raised."""
        error = self._ended.get()
        if error is not None:
            raise error

    def close(self) -> None:
        if self._thread is not None:
            self._asked.put(None)
            self._thread.join()

    def _run(self) -> None:
        while (commit := self._asked.get()) is not None:
            self._begun.put(None)
            try:
                commit()
            except BaseException as error:  # noqa: BLE001 - raised again by `wait`, in the thread that asked
                self._ended.put(error)
            else:
                self._ended.put(None)

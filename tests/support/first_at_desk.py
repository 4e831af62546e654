"""The first visit to a case in a process: prints which files were opened while others waited for it.

python -m tests.support.first_at_desk DATABASE_URL CASE_ID

The case manager "manager" enters facts. A process of its own, because whatever is read once may have been read by
another test.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import Any

import orjson

from backend.bootstrap.ahead import RULES
from backend.bootstrap.app import create_app
from backend.bootstrap.turns import create_turns
from backend.crypto.ids import SystemIds
from tests.support.desk import SCREENED_AT, browser, log_in, page_of, post
from tests.support.world import a_world

#: Pages of our own and modules of Python, read where they are first needed and quickly.
QUICK = (".html", ".py", ".pyc")


class Watch:
    """What is opened on the event loop or by the writer of the database: in any thread but the one that reads ahead."""

    def __init__(self) -> None:
        self.on = False
        self.opened: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and self.on and threading.current_thread().name != RULES.thread:
            path = str(args[0])
            if not path.endswith(QUICK):
                self.opened.append(path)


async def main(url: str, case: str) -> None:
    world, watch = await a_world(url, ids=SystemIds()), Watch()
    app = create_app(world, create_turns(world))
    try:
        async with browser(app) as client:
            await log_in(client, "manager")
            await page_of(client, "/desk/account")
            watch.on = True
            entered = await post(client, f"/desk/cases/{case}/facts", at=str(SCREENED_AT))
            await page_of(client, f"/desk/cases/{case}")
            watch.on = False
    finally:
        app.state.desk.gate.close()
        await world.db.close()
    print(orjson.dumps({"status": entered.status_code, "opened": watch.opened}).decode())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))

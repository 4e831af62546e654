"""Each refusal of the desk has its code: for logs and programs, apart from the words on the page."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest
from starlette.requests import Request

from backend.domain.permissions import Role, Staff
from backend.services import auth
from backend.services.auth import Gate
from backend.services.cases import open_case, send_message, take_over
from backend.web.desk import submission
from backend.web.security import FORM_LIMIT, read_form
from flows.errors import LotseError
from tests.integration.desk.conftest import NORD, UNNA, DeskTest
from tests.support.desk import SeedCase, seed_case


async def code_of(refused: Awaitable[object]) -> str:
    with pytest.raises(LotseError) as caught:
        await refused
    return caught.value.code


def form(body: bytes, headers: list[tuple[bytes, bytes]] | None = None, app: object = None) -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "path": "/desk/logout", "query_string": b"", "headers": headers or []}
    return Request({**scope, "app": app}, receive)


async def test_logging_in(desk: DeskTest, monkeypatch: pytest.MonkeyPatch) -> None:
    gate: Gate = desk.app.state.desk.gate
    assert await code_of(gate.enter("manager", "wrong", "192.0.2.1")) == "desk.login_failed"
    monkeypatch.setattr(auth, "LOGIN_LIMIT", 1)
    assert await code_of(gate.enter("manager", "wrong", "192.0.2.1")) == "desk.throttled"


async def test_cases(desk: DeskTest) -> None:
    me = Staff(desk.staff["manager"], "M", Role.CASE_MANAGER, UNNA, NORD, "de")
    foreign = await seed_case(desk.world, SeedCase(jurisdiction="rhein-kreis-neuss", team_id=None))
    for refused in (open_case(desk.world, me, foreign), send_message(desk.world, me, foreign, "Hallo")):
        assert await code_of(refused) == "desk.not_found"
    own = await seed_case(desk.world, SeedCase())
    assert await code_of(take_over(desk.world, me, own, 7)) == "desk.conflict"


async def test_forms(desk: DeskTest) -> None:
    assert await code_of(read_form(form(b"a=" + b"x" * FORM_LIMIT))) == "wire.too_large"
    assert await code_of(read_form(form(b"\xff\xfe=1"))) == "wire.invalid"
    assert await code_of(read_form(form(b"&".join(b"a%d=1" % n for n in range(200))))) == "wire.invalid"
    client = await desk.as_("manager")
    cookie = f"__Host-lotse-desk={client.cookies['__Host-lotse-desk']}".encode()
    assert await code_of(submission(form(b"csrf=guess", [(b"cookie", cookie)], desk.app))) == "desk.csrf"

"""An address decides whether cookies need TLS: mistaken ones are refused, never taken for plain http."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from flows.errors import LotseError
from flows.sites import SiteAddress, over_tls, require_tls

SITE = TypeAdapter(SiteAddress)


@pytest.mark.parametrize(
    "url", ["https://desk.example.org", "HTTPS://desk.example.org", "hTTps://desk.example.org:8443/"]
)
def test_https_is_https_in_any_letters(url: str) -> None:
    assert over_tls(SITE.validate_python(url))
    require_tls("LOTSE_DESK_URL", url)


@pytest.mark.parametrize(
    "url",
    [
        "desk.example.org",
        "//desk.example.org",
        "https:/desk.example.org",
        "https//desk.example.org",
        "htps://desk.example.org",
        "https://",
        " https://desk.example.org",
        "https://desk.example.org\n",
        "https://desk example.org",
        "https://desk.example.org:hunter2",
        "https://[desk",
        "https://anna:hunter2@desk.example.org",
        "https://desk.example.org?a=b",
        "https://desk.example.org#a",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_no_address_is_refused_unseen(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SITE.validate_python(url)
    (problem,) = caught.value.errors(include_input=False, include_context=False, include_url=False)
    assert problem["msg"] == "Value error, is no address such as https://chat.example.org"


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        SITE.validate_python(text)
    except ValidationError:
        return
    assert over_tls(text) or text.lower().startswith("http://")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST", "desk.localhost", "[::1]"])
def test_this_machine_may_be_reached_over_http(host: str) -> None:
    require_tls("LOTSE_DESK_URL", f"http://{host}:8001")


@pytest.mark.parametrize("host", ["desk.example.org", "10.0.0.1", "0.0.0.0", "127.0.0.1.example.org", "notlocalhost"])
def test_no_other_machine_may(host: str) -> None:
    for scheme in ("http", "HTTP"):
        with pytest.raises(LotseError) as caught:
            require_tls("LOTSE_DESK_URL", f"{scheme}://{host}:8001")
        assert (caught.value.code, caught.value.detail["names"]) == ("settings.invalid", "LOTSE_DESK_URL")
        assert host not in caught.value.told

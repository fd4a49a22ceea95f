from __future__ import annotations

import pytest

from include.writ.errors import ConfigError
from include.writ.sources.base import Endpoint


@pytest.mark.parametrize(
    "base_url",
    ["https://monitor.example", "https://monitor.example:8443/api/v2/", "http://127.0.0.1:8901", "http://[::1]:8901"],
)
def test_an_endpoint_is_https_or_on_this_machine(base_url: str) -> None:
    assert Endpoint(base_url, "t").base_url == base_url


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "monitor.example",
        "ftp://monitor.example",
        "https://",
        "http://monitor.example",
        "http://192.168.1.5",
        "http://127.0.0.1.monitor.example",
        "https://user:secret@monitor.example",
        "https://monitor.example?token=secret",
        "https://monitor.example#x",
        "https://monitor.example:99999",
        "https://[::1",
    ],
)
def test_an_address_that_leaks_or_cannot_work_is_refused_at_once(base_url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Endpoint(base_url, "t")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "  ", "line\nbreak", "ключ"])
def test_a_token_that_no_header_can_hold_is_refused(token: str) -> None:
    with pytest.raises(ConfigError):
        Endpoint("https://monitor.example", token)


def test_the_token_is_not_shown() -> None:
    assert "hush" not in repr(Endpoint("https://monitor.example", "hush"))

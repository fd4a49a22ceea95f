"""How any text is read as an address, before a platform is asked."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from include.writ.platforms.registry import IdentifyError, NotIdentified, identify

POST = "vkontakte:post:-1_2"
LOOKALIKES = (
    "https://vk.com.evil.example/wall-1_2",
    "https://evilvk.com/wall-1_2",
    "https://vk.com-login.example/wall-1_2",
    "https://v\u043a.com/wall-1_2",  # a Cyrillic letter
    "https://xn--v-vtb.com/wall-1_2",
    "https://example.org/vk.com/wall-1_2",
    "https://example.org/?u=https://vk.com/wall-1_2",
    "https://vk.com%2Eevil.example/wall-1_2",
    "https://notfacebook.com/p/posts/1",
    "https://instagram.com.co/p/Cx_Sample-1/",
    "https://evil.example\\@vk.com/wall-1_2",
    "https://[::1]/wall-1_2",
    "https://127.0.0.1/wall-1_2",
    "https://vk.com@evil.example/wall-1_2",
    "https://vk.com:password@evil.example/wall-1_2",
    "https://localhost/x",
    "https://com/x",
    "example.org/x",
)
MALFORMED = (
    "",
    " ",
    "hello",
    "not a url",
    "1.5",
    "ftp://vk.com/wall-1_2",
    "javascript:alert(1)",
    "mailto:anna@example.org",
    "https://",
    "https://user@vk.com/wall-1_2",
    "https://v\u212a.com/wall-1_2",  # the Kelvin sign, which browsers turn into a k
    "https://\uff56\uff4b.com/wall-1_2",  # wide letters
    "https://vk\u3002com/wall-1_2",  # an ideographic full stop
    "https://vk.com/wall-1_2 https://vk.com/wall-3_4",
    "https://vk.com/wall-1_2\n3",
    "https://vk.com/wall-1_2\t3",
    "https://vk.com/wall-1_2\x00",
    "https://vk.com/\u200bwall-1_2",
    "https://vk.com/\u202ewall-1_2",
    "https://vk.com/wall-1_2\ufeff",
    "https://vk.com/\ud800",
    "https://vk.com:8080/wall-1_2",
    "https://vk.com:99999999/x",
    "https://vk.com:x/wall-1_2",
    "https://[::1/x",
    "hxxps://vk.com/wall-1_2",
    "https://vk.com/" + "a" * 9000,
)
SAME = (
    "HTTPS://VK.COM/wall-1_2",
    "http://vk.com/wall-1_2",
    "https:vk.com/wall-1_2",
    "https:/vk.com/wall-1_2",
    "https:\\\\vk.com\\wall-1_2",
    "vk.com/wall-1_2",
    "//vk.com/wall-1_2",
    "vk.com:443/wall-1_2",
    "https://vk.com:443/wall-1_2",
    "http://vk.com:80/wall-1_2",
    "https://vk.com./wall-1_2",
    "https://vk.com//wall-1_2",
    "https://vk.com/wall-1_2/",
    "https://vk.com/./wall-1_2",
    "https://vk.com/feed/../wall-1_2",
    "https://vk.com/%2e%2e/wall-1_2",
    "https://%76k.com/wall-1_2",
    "https://vk.com/%77all%2D1%5f2",
    "https://vk.com/wall-1_2?",
    "https://vk.com/wall-1_2#",
    "https://vk.com/wall-1_2?&&=&utm_source=%ff",
    "https://vk.com/feed?x=1&amp;w=wall-1_2",
    "https://vk.com/feed?x=1&%77=wall-1_2",
    " https://vk.com/wall-1_2\r\n",
    "intent://vk.com/wall-1_2#Intent;scheme=https;package=org.example.app;end",
    "intent://vk.com/wall-1_2#Intent;package=org.example.app;scheme=https;end",
    "android-app://org.example.app/https/vk.com/wall-1_2",
    "android-app://org.example.app/vkontakte/vk.com/wall-1_2",
)


@pytest.mark.parametrize("url", SAME)
def test_an_address_is_read_as_a_browser_reads_it(url: str) -> None:
    assert identify(url).key == POST


@pytest.mark.parametrize("url", LOOKALIKES)
def test_other_hosts_and_lookalikes_are_unsupported(url: str) -> None:
    found = identify(url)
    assert isinstance(found, NotIdentified), found
    assert (found.error, found.platform) == (IdentifyError.UNSUPPORTED_PLATFORM, None)


@pytest.mark.parametrize("url", MALFORMED)
def test_what_could_be_read_in_two_ways_is_malformed(url: str) -> None:
    found = identify(url)
    assert isinstance(found, NotIdentified), found
    assert found.error is IdentifyError.MALFORMED


@pytest.mark.parametrize(
    "url",
    [
        "https://vk.com/away.php?to=https%3A%2F%2Fvk.com%2Fwall-1_2",
        "https://vk.com/away.php?to=https%253A%252F%252Fvk.com%252Fwall-1_2",
        "https://vk.com/away.php?to=vk.com%2Fwall-1_2",
        "https://vk.com/away.php?to=%2Fwall-1_2",
        "https://vk.com/away.php?to=https%3A%2F%2Fvk.com%2Faway.php%3Fto%3Dhttps%253A%252F%252Fvk.com%252Fwall-1_2",
    ],
)
def test_an_address_inside_another_is_what_counts(url: str) -> None:
    assert identify(url).key == POST


def test_what_is_carried_may_belong_to_nobody() -> None:
    found = identify("https://vk.com/away.php?to=https%3A%2F%2Fexample.org%2F")
    assert isinstance(found, NotIdentified)
    assert found.error is IdentifyError.UNSUPPORTED_PLATFORM
    assert "inside" in found.detail


def test_what_is_carried_may_be_no_address() -> None:
    found = identify("https://vk.com/share.php?url=hello")
    assert isinstance(found, NotIdentified)
    assert (found.error, found.platform) == (IdentifyError.NOT_CONTENT, "vkontakte")


@pytest.mark.parametrize(("depth", "is_read"), [(1, True), (4, True), (5, False)])
def test_addresses_wrapped_without_end_are_given_up(depth: int, is_read: bool) -> None:
    url = "https://vk.com/wall-1_2"
    for _ in range(depth):
        url = "https://vk.com/away.php?" + urlencode({"to": url})
    found = identify(url)
    assert (found.key == POST) is is_read
    assert is_read or (isinstance(found, NotIdentified) and found.error is IdentifyError.NOT_CONTENT)


def test_an_address_can_be_asked_for_itself_alone() -> None:
    assert identify("https://vk.com/wall-1_2", deepest=0).key == POST
    assert identify("https://vk.com/away.php?to=https%3A%2F%2Fvk.com%2Fwall-1_2", deepest=0).key is None


def test_two_values_for_what_identifies_are_ambiguous() -> None:
    found = identify("https://vk.com/feed?w=wall-1_2&w=wall-3_4")
    assert isinstance(found, NotIdentified)
    assert (found.error, found.kind) == (IdentifyError.NOT_CONTENT, "ambiguous")
    assert identify("https://vk.com/feed?w=wall-1_2&w=wall-1_2").key == POST

"""How any text is read as an address, before a platform is asked."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from include.writ.domain.content import ContentRef
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


# What somebody wrote beside an item to have another one named instead, or a comment taken for its whole item.
SMUGGLED = (
    ("https://r.mail.ru/clb5/vk.com/wall-1_2?w=wall-1_5", "vkontakte:post:-1_5"),
    ("https://r.mail.ru/clb5/vk.com/wall-1_2#reply3", "vkontakte:comment:-1_2_r3"),
    ("https://x.com/a/status/1001?redirect_after_login=/b/status/1002", "x:post:1001"),
    ("https://x.com/search?q=a#!/b/status/1001", None),
    ("https://www.facebook.com/reel/9#/reel/8", "facebook:video:9"),
    ("https://www.facebook.com/reel/9#!/reel/8", None),
    ("https://www.facebook.com/events/explore/almaty/106000000000001", None),
    ("https://m.ok.ru/dk?st.cmd=movieLayer&st.mvId=5&st.link=https://ok.ru/video/7", "odnoklassniki:video:5"),
    ("https://m.ok.ru/dk?st.mvId=5&st.themeId=7&st.groupId=1&st.cmd=altGroupMediaThemeComments", None),
    ("https://vk.com/video_ext.php?oid=-1&id=2&w=wall-1_5", "vkontakte:video:-1_2"),
    ("https://vk.com/@steppe/video-1_2?reply=3", "vkontakte:comment:video-1_2_r3"),
    ("https://vk.com/photo-1_2_r3", None),
    ("https://vk.com/photo-1_2#reply3", None),
    ("https://vk.com/wall-1_2?reply=4#reply3", None),
    ("https://vk.com/feed?w=wall-1_2&thread=3", None),
    ("https://m.youtube.com/#/watch?v=Steppe00001&v=Steppe00002", None),
    ("https://www.youtube.com/steppe#p/u/1/Steppe00001", None),
    ("https://www.tiktok.com/@a/live#/@b/video/7300000000000000001", None),
    ("https://www.tiktok.com/@a/playlist/best-of-2024", None),
    ("https://www.instagram.com/reels/trending/", None),
    ("https://www.instagram.com/stories/highlights/17900001/?story_media_id=x", None),
    ("https://my.mail.ru/mail/anna/photo/search", None),
    ("https://t.me/folder/5", None),
    ("https://t.me/s/steppe_news/5?before=100", None),
    ("tg://resolve?domain=steppe_news&post=5&album=4", None),
    (
        "https://www.linkedin.com/feed?highlightedUpdateUrn=urn:li:activity:1&shareUrl=https://vk.com/wall-1_2",
        None,
    ),
)


@pytest.mark.parametrize(("url", "key"), SMUGGLED)
def test_nothing_beside_an_item_turns_it_into_another(url: str, key: str | None) -> None:
    found = identify(url)
    assert (found.key if isinstance(found, ContentRef) else None) == key


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
